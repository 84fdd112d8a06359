"""Safety rule S5: a page says who reads it and when, and never more than the hours bear out."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaries.answers import Answers
from diaries.promises import (
    Phones,
    contact_promise,
    numbers_to_ring,
    promise,
    read_by_promise,
    urgent_first,
    wish_promised,
)
from paincheck.accounts.hours import Hours

HOURS = Hours({day: (time(9), time(17)) for day in range(5)})
PHONES = Phones(team="0113 1", urgent="0113 2", out_of_hours="0113 3")
moments = st.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC)
)


def london(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026: the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (london(24, 12), "They work until 5pm today. After that, nobody reads it before Wednesday"),
        (london(24, 17), "Nobody reads this before Wednesday at 9am."),
        (london(27, 18), "Nobody reads this before Monday at 9am."),
        (london(28, 12), "Nobody reads this before Monday at 9am."),
        (london(23, 8, 59), "Nobody reads this before today at 9am."),
    ],
)
def test_a_page_says_when_somebody_reads_it(at: datetime, said: str) -> None:
    assert said in promise(nurse="Ann", hours=HOURS, now=at).reads


def test_a_site_without_hours_promises_nothing() -> None:
    told = promise(nurse="Ann", hours=None, now=london(24, 12))
    assert told.reads == "We cannot tell you when somebody will read this."
    assert not told.can_ring_today


@given(moments)
def test_out_of_hours_nobody_is_said_to_read_at_once(at: datetime) -> None:
    told = promise(nurse="Ann", hours=HOURS, now=at)
    assert told.reads.startswith("Nobody reads this before") != HOURS.is_open(at)


@given(moments)
def test_today_is_on_offer_only_while_somebody_is_at_work(at: datetime) -> None:
    assert not promise(nurse="Ann", hours=HOURS, now=at).can_ring_today or HOURS.is_open(at)


@pytest.mark.parametrize(
    ("wish", "at", "by"),
    [
        ("TODAY", london(24, 12), "today at 5pm"),
        ("TODAY", london(24, 16, 45), "Wednesday at 10.45am"),
        ("TODAY", london(28, 12), "Monday at 11am"),
        ("PLEASE", london(24, 12), "Wednesday at midday"),
        ("PLEASE", london(27, 16), "Monday at 4pm"),
    ],
)
def test_a_wish_for_contact_is_told_by_when(wish: str, at: datetime, by: str) -> None:
    said = contact_promise(wish=wish, nurse="Ann", hours=HOURS, asked_at=at, now=at)
    assert f"should ring you by {by}" in said


@pytest.mark.parametrize("wish", ["", "NO", "NEXT_VISIT"])
def test_no_contact_is_promised_to_somebody_who_asked_for_none(wish: str) -> None:
    at = london(24, 12)
    assert not contact_promise(wish=wish, nurse="Ann", hours=HOURS, asked_at=at, now=at)


def test_the_number_that_answers_now_comes_first() -> None:
    by_day = numbers_to_ring(PHONES, hours=HOURS, now=london(24, 12))
    by_night = numbers_to_ring(PHONES, hours=HOURS, now=london(24, 23))
    assert (by_day[0].number, by_night[0].number) == ("0113 1", "0113 2")


def test_danger_puts_the_line_for_day_and_night_first() -> None:
    by_day = numbers_to_ring(PHONES, hours=HOURS, now=london(24, 12))
    assert urgent_first(by_day, PHONES)[0].number == "0113 2"


@given(moments, st.booleans())
def test_every_list_of_numbers_ends_with_an_ambulance(at: datetime, has_111: bool) -> None:
    numbers = numbers_to_ring(Phones(has_111=has_111), hours=HOURS, now=at)
    assert numbers[-1].number == "999"
    assert ("111" in [number.number for number in numbers]) is has_111


def test_a_promise_read_on_another_day_names_its_day() -> None:
    asked = london(24, 12)
    said = contact_promise(
        wish="TODAY", nurse="Ann", hours=HOURS, asked_at=asked, now=asked + timedelta(days=1)
    )
    assert "by Tuesday 24 November at 5pm" in said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (
            london(24, 12),
            "What you send now is for Ann or another nurse in the team. They should read it by "
            "Wednesday at midday.",
        ),
        (
            london(27, 18),
            "Nobody reads what you send now before Monday at 9am. Then it is for Ann or another "
            "nurse in the team. They should read it by Tuesday at 9am.",
        ),
    ],
)
def test_nobody_before_and_somebody_by_are_said_in_one_breath(at: datetime, said: str) -> None:
    by = HOURS.add_working_days(at, 1)
    assert read_by_promise(nurse="Ann", hours=HOURS, now=at, by=by) == said


def test_without_hours_nothing_is_said_of_when_a_message_is_read() -> None:
    said = read_by_promise(nurse="Ann", hours=None, now=london(24, 12), by=None)
    assert said == "We cannot tell you when somebody will read what you send."


@given(moments)
def test_nobody_rings_before_somebody_reads(at: datetime) -> None:
    said = contact_promise(wish="PLEASE", nurse="Ann", hours=HOURS, asked_at=at, now=at)
    assert ("Nobody reads this before" in said) != HOURS.is_open(at)


def test_a_wish_that_is_overdue_speaks_of_its_time_alone() -> None:
    asked = london(24, 12)
    night = london(25, 22)
    said = contact_promise(wish="TODAY", nurse="Ann", hours=HOURS, asked_at=asked, now=night)
    assert "Nobody reads this before" not in said


SEVEN = Decimal(7)


@pytest.mark.parametrize(
    ("answers", "promised"),
    [
        ({"worst": Decimal(6), "wish": "PLEASE"}, "PLEASE"),
        ({"worst": SEVEN, "wish": "PLEASE"}, "TODAY"),
        ({"now": SEVEN, "wish": "PLEASE"}, "TODAY"),
        ({"average": SEVEN, "wish": "PLEASE"}, "TODAY"),
        ({"least": SEVEN, "wish": "PLEASE"}, "TODAY"),
        ({"danger": True, "wish": "PLEASE"}, "TODAY"),
        ({"danger_items": ("FEVER",), "wish": "PLEASE"}, "TODAY"),
        ({"danger": False, "worst": Decimal(3), "wish": "PLEASE"}, "PLEASE"),
        ({"wish": "PLEASE"}, "PLEASE"),
        ({"worst": Decimal(3), "wish": "TODAY"}, "TODAY"),
        ({"worst": SEVEN, "wish": "NEXT_VISIT"}, "NEXT_VISIT"),
        ({"worst": SEVEN, "wish": "NO"}, "NO"),
        ({"worst": SEVEN}, ""),
    ],
)
def test_a_wish_beside_danger_or_severe_pain_is_promised_as_one_for_today(
    answers: dict[str, object], promised: str
) -> None:
    assert wish_promised(Answers(**answers)) == promised
