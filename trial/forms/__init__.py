"""The forms of the trial's pages."""
