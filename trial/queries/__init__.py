"""What the trial team's pages show."""
