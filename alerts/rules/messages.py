"""The rule about messages that nobody read in the time that was promised (section 4)."""

from collections.abc import Sequence
from datetime import date

from alerts.rules.findings import Finding, Level, Rule


def message_unread(sent_on: Sequence[date]) -> Finding | None:
    """Amber: `sent_on` are the days of the messages that are unread past their time, oldest first.

    What they say is for the page to show, never for an alert's sentence: there it would be read
    without being marked as read.
    """
    if not sent_on:
        return None
    first = f"{sent_on[0]:%A} {sent_on[0].day} {sent_on[0]:%B}"
    sentence = f"message sent on {first}, not read in the time promised"
    if len(sent_on) > 1:
        sentence = f"{len(sent_on)} messages, the first sent on {first}, not read in time"
    return Finding(rule=Rule.MESSAGE_UNREAD, level=Level.AMBER, sentence=sentence)
