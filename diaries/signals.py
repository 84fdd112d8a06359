"""The one bell of the house. `diaries` rings it and does not know who listens."""

from django.dispatch import Signal

# Sent after commit with `kind` ('check', 'draft' or 'request') and `row_id`: the rules should look.
something_to_flag = Signal()
