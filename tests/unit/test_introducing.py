"""The first visit as plain rules: its parts, when it is due, what it cannot end without."""

from datetime import date, timedelta

import pytest

from clinicians.introducing import (
    LET_HER_TRY,
    OWNER,
    PARTS,
    due_in_words,
    missing_for_the_end,
    not_done_problems,
    progress,
)
from clinicians.models import Introduction, IntroductionStep

TODAY = date(2026, 11, 24)


def test_each_item_of_the_model_is_a_part_in_the_order_of_a_first_visit():
    assert [part.item for part in PARTS] == IntroductionStep.Item.values


def test_no_introduction_ends_before_the_first_check_who_reads_and_whom_to_ring():
    first = "Do the first check together"
    assert missing_for_the_end(set()) == [first, "Who reads it, and when", "Whom to ring"]
    assert missing_for_the_end({"NUMBERS", "FIRST_CHECK"}) == ["Who reads it, and when"]
    assert missing_for_the_end({"NUMBERS", "WHO_READS"}) == [first]
    assert missing_for_the_end({"NUMBERS", "WHO_READS", "FIRST_CHECK"}) == []


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (7, "due in 7 days"),
        (1, "due tomorrow"),
        (0, "due today"),
        (-1, "overdue by 1 day"),
        (-9, "overdue by 9 days"),
    ],
)
def test_when_it_is_due_is_said_in_days(days, said):
    assert due_in_words(TODAY + timedelta(days=days), TODAY) == said


def test_progress_counts_known_parts_alone():
    assert progress({"GOAL", "BOOKLET", "DANCE"}) == "2 of 7 done"


@pytest.mark.parametrize("reason", Introduction.NotDone.values)
def test_judged_unsuitable_alone_needs_words(reason):
    problems = not_done_problems({"reason": reason, "why": ""})
    assert bool(problems) == (reason == "UNSUITABLE")
    assert not_done_problems({"reason": reason, "why": "cannot see a screen"}) == {}


def test_the_prompt_is_neutral_quotes_nobody_and_is_an_example():
    assert "don’t like technology" in LET_HER_TRY
    assert not {"“", "”", '"', "dinosaur", "!"} & set(LET_HER_TRY.split())
    assert OWNER == "example: to be approved by a clinician"
