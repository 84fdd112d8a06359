"""The rule about messages that nobody read in the time promised."""

from datetime import date

import pytest

from alerts.rules import Level, Rule, message_unread

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.mark.parametrize(
    ("sent_on", "sentence"),
    [
        ([], None),
        ([MONDAY], "message sent on Monday 2 March, not read in the time promised"),
        ([MONDAY, MONDAY], "2 messages, the first sent on Monday 2 March, not read in time"),
        ([MONDAY, TUESDAY], "2 messages, the first sent on Monday 2 March, not read in time"),
    ],
)
def test_messages_unread_past_their_time_are_amber(sent_on: list[date], sentence: str | None):
    finding = message_unread(sent_on)
    if sentence is None:
        assert finding is None
    else:
        assert finding is not None
        assert (finding.rule, finding.level) == (Rule.MESSAGE_UNREAD, Level.AMBER)
        assert finding.sentence == sentence
        assert not finding.silenceable


def test_a_thousand_unread_messages_still_fit_into_a_sentence():
    finding = message_unread([MONDAY] * 1000)
    assert finding is not None
    assert len(finding.sentence) <= 300
