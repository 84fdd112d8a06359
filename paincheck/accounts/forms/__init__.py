"""The forms of the doors and of managing people. They check; actions save."""
