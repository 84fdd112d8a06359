"""What has to be stated to close an alert without a contact: safety rules S10 and S13."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import Level, Rule, Stated, closing_problems, is_a_sentence, may_snooze
from alerts.wording import ALL_REASONS, CLOSE_REASONS, PARTICULARS

SAID = "The ward rang: she was seen there at ten today."
TOLD = dict.fromkeys(PARTICULARS, "Dr Adams, ward 5")
texts = st.text(max_size=60)
reasons = st.sampled_from([*ALL_REASONS, "", "HAPPY"])


@pytest.mark.parametrize(
    "words",
    ["", "Known.", "a b c d e", "A" * 40, ". . . . . . . . . . . . .", "ok ok ok, OK ok ok ok ok."],
)
def test_a_word_or_two_are_no_sentence(words: str) -> None:
    assert not is_a_sentence(words)


def test_a_sentence_says_who_and_what() -> None:
    assert is_a_sentence(SAID)


@pytest.mark.parametrize(
    ("reason", "needs"),
    [
        ("ASSESSED", {"assessed_by", "assessed_when"}),
        ("CARED_FOR", {"where"}),
        ("BY_MISTAKE", {"confirmed_by", "confirmed_how"}),
        ("OTHER", {"note"}),
    ],
)
def test_each_reason_that_closes_danger_needs_its_own_particulars(
    reason: str, needs: set[str]
) -> None:
    bare = Stated(reason=reason, signs_read=True)
    assert set(closing_problems(bare, silenceable=False)) == needs
    assert set(closing_problems(Stated(reason=reason), silenceable=False)) == needs | {"signs_read"}
    others = {name: "Dr Adams" for name in PARTICULARS if name not in needs}
    elsewhere = Stated(reason=reason, signs_read=True, particulars=others)
    assert set(closing_problems(elsewhere, silenceable=False)) == needs
    whole = Stated(reason=reason, note=SAID, particulars=TOLD, signs_read=True)
    assert closing_problems(whole, silenceable=False) == {}


@given(
    st.sampled_from(list(Rule)),
    st.sampled_from(list(Level)),
    reasons,
    texts,
    st.dictionaries(st.sampled_from(list(PARTICULARS)), texts),
    st.booleans(),
)
def test_nothing_less_closes_danger_toxicity_or_a_wish(
    rule: Rule, level: Level, reason: str, note: str, told: dict[str, str], read: bool
) -> None:
    silenceable = may_snooze(rule, level)
    stated = Stated(reason=reason, note=note, particulars=told, signs_read=read)
    if closing_problems(stated, silenceable=silenceable):
        return
    assert reason in ALL_REASONS
    if not silenceable:
        assert read
        assert not stated.silences
        assert any(text for _, text in stated.own) or is_a_sentence(note)
    assert 0 < len(stated.in_words) <= 500


def test_what_stands_on_the_record_names_the_reason_and_its_particulars() -> None:
    told = {"assessed_by": "Dr Adams", "assessed_when": "today 10am", "where": "Ward 5"}
    stated = Stated(reason="ASSESSED", particulars=told, note="Steroids began.")
    assert stated.in_words == (
        "Assessed by another clinician or team: by Dr Adams, when: today 10am. Steroids began."
    )
    assert Stated(reason="KNOWN").in_words == "Known, and the plan for it is in place."


def test_a_reason_too_long_for_the_record_is_refused_with_a_sentence() -> None:
    long = Stated(
        reason="ASSESSED", note="a" * 400, particulars=dict.fromkeys(PARTICULARS, "b" * 80)
    )
    assert "Shorten it" in closing_problems(long, silenceable=True)["note"]


def test_the_particulars_are_those_of_some_reason() -> None:
    assert {name for row in CLOSE_REASONS for name in row.particulars} == set(PARTICULARS)
