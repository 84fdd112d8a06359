"""When reminders are due: on each day once, on the days when the clocks change too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diaries.reminding import (
    EVERY_DAY,
    LATE,
    SECOND,
    Due,
    due,
    first_moment,
    has_missed,
    hours_to_look_at,
    message,
)

LONDON = ZoneInfo("Europe/London")
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
# Each zone with its day of spring and of autumn; Lord Howe goes by half an hour, Apia lost a day.
CHANGES = [
    ("Europe/London", SPRING, AUTUMN),
    ("Europe/Berlin", SPRING, AUTUMN),
    ("Atlantic/Azores", SPRING, AUTUMN),
    ("America/New_York", date(2027, 3, 14), date(2026, 11, 1)),
    ("America/Havana", date(2027, 3, 14), date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2027, 4, 4)),
    ("Pacific/Apia", date(2011, 12, 30), date(2011, 4, 2)),
    ("Asia/Beirut", date(2027, 3, 28), date(2026, 10, 25)),
    ("Asia/Kolkata", SPRING, AUTUMN),
]
changing_days = st.sampled_from(
    [(ZoneInfo(zone), day) for zone, *days in CHANGES for day in days]
).flatmap(
    lambda pair: st.tuples(
        st.just(pair[0]), st.integers(-1, 1).map(lambda n: pair[1] + timedelta(days=n))
    )
)
# A whole day, minute by minute, on a machine that has other things to do.
patiently = settings(deadline=None)
clocks = st.times().map(lambda at: at.strftime("%H:%M"))
plans = st.lists(clocks, min_size=1, max_size=3, unique=True)


def all_day(zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """From the first moment of a local day to the first of the next, in UTC."""
    return first_moment(day, time(0), zone), first_moment(day + timedelta(days=1), time(0), zone)


def rounds(times, zone, day, step=timedelta(minutes=1), **rest):
    """What a round in every minute of that local day finds, each key once."""
    start, end = all_day(zone, day)
    found = {}
    at = start
    while at <= end:
        for one in due(times=times, days=EVERY_DAY, zone=zone, since=start, now=at, **rest):
            found.setdefault((one.day, one.name), (one, at))
        at += step
    return found


def test_a_time_that_does_not_exist_in_spring_is_due_at_the_first_moment_after_the_gap():
    assert first_moment(SPRING, time(1, 30), LONDON) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_a_time_that_comes_twice_in_autumn_is_due_at_the_first_of_the_two():
    assert first_moment(AUTUMN, time(1, 30), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    found = rounds(["01:30"], LONDON, AUTUMN)
    assert list(found) == [(AUTUMN, "01:30")]


@patiently
@given(changing_days, clocks)
@example((LONDON, SPRING), "01:00")
@example((ZoneInfo("Pacific/Apia"), date(2011, 12, 30)), "12:00")
def test_no_time_is_due_before_the_clocks_show_it_nor_later_than_needed(place, clock):
    """At its moment the clocks show it or are past it; a second before they were not there yet."""
    zone, day = place
    wall = datetime.combine(day, time.fromisoformat(clock))
    at = first_moment(day, wall.time(), zone)

    def shown(moment):
        return moment.astimezone(zone).replace(tzinfo=None)

    assert shown(at) >= wall
    assert shown(at - timedelta(seconds=1)) < wall


@patiently
@given(changing_days, plans)
@example((LONDON, SPRING), ["01:15", "01:45", "02:00"])
@example((LONDON, AUTUMN), ["01:30", "02:00", "00:59"])
def test_a_round_each_minute_finds_every_time_of_the_day_once(place, plan):
    """Both days of change and their neighbours: each time of the plan once, at its minute."""
    zone, day = place
    start, end = all_day(zone, day)
    moments = {first_moment(day, time.fromisoformat(clock), zone) for clock in plan}
    within = {at for at in moments if start < at <= end}
    found = rounds(plan, zone, day, step=timedelta(minutes=5))
    mine = [(one, seen) for (on, _), (one, seen) in found.items() if on == day]
    assert {one.at for one, _ in mine} == within
    assert all(seen - one.at < timedelta(minutes=5) for one, seen in mine)


@patiently
@given(changing_days, plans, st.integers(0, 24 * 60), st.booleans())
@example((LONDON, SPRING), ["01:30"], 60, False)
def test_what_is_due_lies_in_the_hours_that_the_database_is_asked_for(place, plan, minute, second):
    zone, day = place
    now = all_day(zone, day)[0] + timedelta(minutes=minute)
    found = due(times=plan, days=EVERY_DAY, zone=zone, since=now - LATE, now=now, second=second)
    first = min(plan)
    hours = hours_to_look_at(zone, now)
    names = {first if one.name == SECOND else one.name for one in found}
    assert {time.fromisoformat(name).hour for name in names} <= hours


@patiently
@given(changing_days, plans, st.integers(0, 24 * 60))
def test_nothing_older_than_two_hours_and_nothing_to_come_is_due(place, plan, minute):
    zone, day = place
    now = all_day(zone, day)[0] + timedelta(minutes=minute)
    long_ago = now - timedelta(days=3)
    found = due(times=plan, days=EVERY_DAY, zone=zone, since=long_ago, now=now, second=True)
    assert all(timedelta(0) <= now - one.at < LATE for one in found)


def test_after_an_outage_of_a_night_only_what_is_fresh_is_due():
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    found = due(
        times=["06:00", "09:00"],
        days=EVERY_DAY,
        zone=LONDON,
        since=now - timedelta(days=1),
        now=now,
    )
    assert [one.name for one in found] == ["09:00"]


def test_a_time_that_was_passed_when_the_plan_was_made_is_not_due():
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    since = now - timedelta(minutes=5)
    assert due(times=["09:00"], days=EVERY_DAY, zone=LONDON, since=since, now=now) == []


def test_only_the_chosen_days_of_the_week_count():
    tuesday = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    since = tuesday - timedelta(hours=1)
    assert due(times=["09:00"], days=[0, 2], zone=LONDON, since=since, now=tuesday) == []
    assert due(times=["09:00"], days=[1], zone=LONDON, since=since, now=tuesday)


def test_the_days_of_the_week_are_those_of_the_site():
    """Eleven at night on Monday in New York is Tuesday in UTC."""
    zone = ZoneInfo("America/New_York")
    now = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    found = due(times=["23:00"], days=[0], zone=zone, since=now - timedelta(hours=1), now=now)
    assert found == [Due(now, date(2026, 11, 23), "23:00")]


def test_two_times_that_the_gap_throws_together_are_one_reminder():
    found = rounds(["01:15", "01:45"], LONDON, SPRING)
    assert [name for _, name in found] == ["01:15"]


@patiently
@given(changing_days, plans)
def test_there_is_never_more_than_one_second_reminder_a_day(place, plan):
    zone, day = place
    found = rounds(plan, zone, day, step=timedelta(minutes=10), second=True)
    days = [on for on, name in found if name == SECOND]
    assert len(days) == len(set(days))


def test_the_second_reminder_comes_an_hour_after_the_first_of_the_day():
    now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    found = due(
        times=["18:00", "09:00"],
        days=EVERY_DAY,
        zone=LONDON,
        since=now - LATE,
        now=now,
        second=True,
    )
    assert [(one.name, one.at.hour) for one in found] == [("09:00", 9), (SECOND, 10)]


def test_nobody_is_asked_a_second_time_at_night():
    now = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    found = due(
        times=["22:00"], days=EVERY_DAY, zone=LONDON, since=now - LATE, now=now, second=True
    )
    assert [one.name for one in found] == ["22:00"]


@pytest.mark.parametrize(
    ("weekly", "days_since", "missed"),
    [
        (False, 0, False),
        (False, 2, False),  # one day without a check has gone by, and today is not over
        (False, 3, True),
        (False, 30, True),
        (True, 3, False),
        (True, 8, False),
        (True, 9, True),
    ],
)
def test_two_missed_checks_are_counted_by_the_schedule(weekly, days_since, missed):
    today = date(2026, 11, 24)
    last_on = today - timedelta(days=days_since)
    told = has_missed(weekly=weekly, last_on=last_on, begun_on=date(2026, 1, 1), today=today)
    assert told is missed


def test_days_of_a_pause_are_not_missed_checks():
    today = date(2026, 11, 24)
    long_ago = today - timedelta(days=30)
    assert not has_missed(weekly=False, last_on=long_ago, begun_on=today, today=today)
    assert has_missed(weekly=False, last_on=None, begun_on=long_ago, today=today)


def test_a_message_says_nothing_of_who_or_of_what():
    for weekly in (True, False):
        for in_short in (True, False):
            told = message(
                weekly=weekly, in_short=in_short, page="https://x/diary/", stop="https://x/s/"
            )
            said = (told.subject + told.text).lower()
            assert "https://x/diary/" in told.text
            assert "https://x/s/" in told.text
            assert not [
                word for word in ("pain", "cancer", "nurse", "check", "health") if word in said
            ]


def test_a_text_message_fits_into_two_parts():
    stop = "https://paincheck.example.nhs.uk/reminders/stop/" + "0" * 36 + "/"
    page = "https://paincheck.example.nhs.uk/diary/"
    told = message(weekly=True, in_short=True, page=page, stop=stop)
    assert len(told.text) <= 306
