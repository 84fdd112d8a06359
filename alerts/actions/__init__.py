"""Everything that changes an alert: noticing, closing, and the rounds of the watch."""
