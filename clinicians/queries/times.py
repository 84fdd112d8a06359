"""Times that a nurse chooses with one press, by the working hours of the patient's site."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.rules import longest_snooze
from clinicians.wording import moment
from diaries.models import Patient
from paincheck.accounts.hours import Hours
from paincheck.accounts.queries import hours_or_always

TWO_HOURS, OPENING, TWO_DAYS, A_WEEK = "2H", "OPENING", "2D", "7D"


@dataclass(frozen=True)
class Time:
    """`words`: 'In 2 working hours: today 3.40pm'."""

    code: str
    at: datetime
    words: str


def times_to_try_again(patient: Patient, now: datetime, hours: Hours | None = None) -> list[Time]:
    """Nobody was reached: two hours of work later, or when the site next opens; sooner first.
    `hours` are the site's, where the caller has read them."""
    hours = hours or hours_or_always(patient.team.site, now)
    later = hours.add_working_time(now, timedelta(hours=2))
    found = [
        _time(TWO_HOURS, "In 2 working hours", later, patient, now),
        _time(OPENING, "At the next opening", hours.next_opening(now), patient, now),
    ]
    return sorted(found, key=lambda time: time.at)


def times_to_put_off_until(patient: Patient, now: datetime, *, level: str) -> list[Time]:
    """Those within the longest that an alert of this level may sleep."""
    hours, longest = hours_or_always(patient.team.site, now), longest_snooze(level)
    opening, last = hours.next_opening(now), _last_opening(hours, now, longest)
    found = [
        _time(OPENING, "The next opening", opening, patient, now),
        _time(TWO_DAYS, "2 working days", hours.add_working_days(now, 2), patient, now),
    ]
    if last > opening:  # never within the one day of a red alert
        found.append(_time(A_WEEK, "A week, the longest", last, patient, now))
    return [time for time in found if time.at <= now + longest]


def _last_opening(hours: Hours, now: datetime, longest: timedelta) -> datetime:
    """Of those within the longest that an alert may sleep; where there is none, the first after."""
    found = hours.next_opening(now)
    while (later := hours.next_opening(found)) <= now + longest:
        found = later
    return found


def _time(code: str, words: str, at: datetime, patient: Patient, now: datetime) -> Time:
    return Time(code, at, f"{words}: {moment(at, now, patient.team.site.time_zone)}")
