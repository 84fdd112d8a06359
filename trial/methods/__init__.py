"""The methods of allocation, one a file. `trial.randomisation` is the door to all of them."""
