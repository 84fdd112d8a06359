"""Everything that changes people, their places and their doors; one line of the trail each."""
