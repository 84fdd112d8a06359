"""Faults seeded in our own code, one at a time: at each a test must turn red. `make mutants`."""
