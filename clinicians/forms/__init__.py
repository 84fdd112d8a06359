"""What a nurse may fill in, checked."""
