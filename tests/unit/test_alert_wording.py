"""Words about alerts: nothing about a patient leaves by mail, and lists agree with what is kept."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alerts.models import Alert
from alerts.rules import Level, Rule
from alerts.wording import (
    CHANNELS,
    CLOSE_REASONS,
    LEVEL_WORDS,
    ONE_WAY,
    OUTCOMES,
    RULE_TITLES,
    close_reasons,
    nurse_mail,
)
from diaries.models import Contact


@given(st.booleans())
def test_a_mail_to_a_nurse_says_that_something_waits_and_nothing_else(escalated: bool) -> None:
    mail = nurse_mail(link="https://example.org/patients/ABCD/", escalated=escalated)
    assert "https://example.org/patients/ABCD/" in mail.text
    words = f"{mail.subject} {mail.text}".lower()
    for health in ("pain", "score", "danger", "severe", "cancer", "red", "amber"):
        assert health not in words.replace("paincheck", "")


def test_every_rule_and_every_level_has_its_words() -> None:
    assert set(RULE_TITLES) == set(Rule)
    assert set(LEVEL_WORDS) == set(Level) == set(Alert.Level)


def test_channels_and_outcomes_are_those_that_a_contact_keeps() -> None:
    assert dict(Contact.Channel.choices) == CHANNELS
    assert {outcome.code: outcome.words for outcome in OUTCOMES} == dict(Contact.Outcome.choices)
    assert {outcome.code for outcome in OUTCOMES if outcome.reached} == set(Contact.REACHED)
    assert set(CHANNELS) > ONE_WAY


def test_danger_and_wishes_cannot_be_closed_as_expected() -> None:
    offered = {reason.code for reason in close_reasons(silenceable=False)}
    assert not offered & {"EXPECTED", "KNOWN"}
    assert close_reasons(silenceable=True) == CLOSE_REASONS


def test_every_reason_fits_its_column() -> None:
    reason: Any = Alert._meta.get_field("close_reason")
    assert all(len(each.words) < reason.max_length for each in CLOSE_REASONS)
