"""Both changes of the clock, midnight and 29 February: the day, the order, what is due, silence."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine

from alerts.actions import rounds
from alerts.models import Alert
from alerts.rules import due_at
from diaries.actions import checks
from diaries.answers import Answers
from diaries.models import PainCheck, Patient
from paincheck.accounts import queries as accounts
from tests.factories import PatientFactory, make_check

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SPRING, AUTUMN, LEAP = date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)
TURNS = [SPRING, AUTUMN, LEAP, date(2027, 1, 1)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def submit(patient: Patient, when: datetime, worst: int = 3) -> PainCheck:
    return checks.submit(
        patient=patient, answers=Answers(worst=Decimal(worst)), key=uuid.uuid4(),
        answered_at=when, by=patient.user, now=when,
    ).check  # fmt: skip


@pytest.fixture
def pat() -> Patient:
    return PatientFactory(invited_at=at("2025-01-01T09:00"))


def day_by_the_law(moment: datetime) -> date:
    """Summer time by the rule itself: from one last Sunday, 1.00 UTC, to the other."""
    edges = [datetime(moment.year, month, 31, 1, tzinfo=UTC) for month in (3, 10)]
    begins, ends = (edge - DAY * ((edge.weekday() + 1) % 7) for edge in edges)
    return (moment + timedelta(hours=1) * (begins <= moment < ends)).date()


@pytest.mark.parametrize("turn", TURNS)
def test_every_minute_around_a_turn_is_on_its_own_day(pat: Patient, turn: date):
    begin = datetime(turn.year, turn.month, turn.day, tzinfo=UTC) - timedelta(hours=2)
    minutes = [begin + MINUTE * n for n in range(28 * 60)]
    assert [checks.local_day(pat, one).date() for one in minutes] == [
        day_by_the_law(one) for one in minutes
    ]


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2026-03-28T23:59:59", "2026-03-28"),
        ("2026-03-29T00:00:00", "2026-03-29"),
        ("2026-03-29T22:59:59", "2026-03-29"),
        ("2026-03-29T23:00:00", "2026-03-30"),
        ("2026-10-24T22:59:59", "2026-10-24"),
        ("2026-10-24T23:00:00", "2026-10-25"),
        ("2026-10-25T23:59:59", "2026-10-25"),
        ("2026-10-26T00:00:00", "2026-10-26"),
        ("2028-02-28T23:59:59", "2028-02-28"),
        ("2028-02-29T00:00:00", "2028-02-29"),
        ("2028-02-29T23:59:59", "2028-02-29"),
        ("2028-03-01T00:00:00", "2028-03-01"),
    ],
)
def test_a_check_is_stored_on_the_day_of_the_patients_clock(pat: Patient, when: str, day: str):
    assert submit(pat, at(when)).day.isoformat() == day


def test_of_two_checks_at_half_past_one_the_later_is_the_last(pat: Patient):
    """On 25 October 2026 it is half past one twice."""
    summer, winter = at("2026-10-25T00:30"), at("2026-10-25T01:30")
    assert summer.astimezone(LONDON).time() == winter.astimezone(LONDON).time()
    late = submit(pat, winter, worst=4)
    submit(pat, summer, worst=5)
    pat.summary.refresh_from_db()
    assert pat.summary.last_check == late


def test_an_hour_that_the_clock_jumps_over_makes_no_check_late(pat: Patient):
    """A phone kept it at 0.59; it arrived at 2.01 by the clock on the wall, two minutes later."""
    check = checks.submit(
        patient=pat, answers=Answers(worst=Decimal(8)), key=uuid.uuid4(),
        answered_at=at("2026-03-29T00:59"), by=pat.user, now=at("2026-03-29T01:01"),
    ).check  # fmt: skip
    rounds.flag_waiting(now=at("2026-03-29T01:02"))
    alert = Alert.objects.get(rule="severe_pain")
    assert (check.day, alert.level) == (SPRING, "RED")
    assert "late" not in alert.sentence


@pytest.mark.parametrize(
    ("level", "raised", "due"),
    [
        # Half an hour of Friday, half an hour of Monday: an hour of work, though the clock turned.
        ("RED", "2026-03-27T16:30", "2026-03-30T08:30"),
        ("RED", "2026-10-23T15:30", "2026-10-26T09:30"),
        ("RED", "2026-03-29T00:30", "2026-03-30T09:00"),
        ("RED", "2026-10-25T01:30", "2026-10-26T10:00"),
        ("RED", "2028-02-28T16:30", "2028-02-29T09:30"),
        ("RED", "2028-02-29T16:59", "2028-03-01T09:59"),
        ("AMBER", "2026-03-27T12:00", "2026-03-30T11:00"),
        ("AMBER", "2026-10-23T11:00", "2026-10-26T12:00"),
        ("AMBER", "2028-02-28T12:00", "2028-02-29T12:00"),
        ("AMBER", "2028-02-29T12:00", "2028-03-01T12:00"),
    ],
)
def test_what_is_due_is_due_by_the_clock_on_the_wall(
    pat: Patient, level: str, raised: str, due: str
):
    hours = accounts.hours_of(pat.team.site, at(raised))
    assert due_at(level, "", at(raised), hours) == at(due)


@pytest.mark.parametrize(
    "last", [SPRING - DAY, SPRING - 2 * DAY, AUTUMN - DAY, LEAP - DAY, LEAP, LEAP - 3 * DAY]
)
def test_three_missed_days_are_three_days_whatever_the_clock_did(pat: Patient, last: date):
    """Noticed in the first round after the third midnight, and in none before."""
    written = datetime(last.year, last.month, last.day, 23, 50, tzinfo=LONDON)
    make_check(pat, at=written.astimezone(UTC), worst=3)
    PainCheck.objects.update(day=last)
    midnight = datetime.combine(last + 4 * DAY, datetime.min.time(), LONDON).astimezone(UTC)
    for moment, noticed in [(midnight - MINUTE, False), (midnight + MINUTE, True)]:
        with time_machine.travel(moment, tick=False):
            rounds.find_quiet(now=moment)
        assert Alert.objects.filter(rule="gone_quiet").exists() is noticed
