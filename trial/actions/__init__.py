"""What the trial team does."""
