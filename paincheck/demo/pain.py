"""Ninety days of believable pain from a seeded generator. Plain: no Django, no database, no clock.

Pain today is much like pain yesterday (autocorrelated), with flare-ups that come fast and go
slowly, a medicine that needs two to three days to work, nights that are worse for some, and days
on which nobody felt like answering.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from paincheck.demo import words

DAYS = 90  # of history; day 90 is today
LIKE_YESTERDAY = 0.72
BACK_AFTER_A_MISSED_DAY = 0.5  # missed days come in runs: this is how soon people return
RELIEF_BY_DAY = (0.0, 0.35, 0.75)  # of the whole effect; from the third day on all of it
FLARE_SHAPE = (0.7, 1.0, 0.8, 0.5, 0.25)  # day by day, of the flare's height
SEVERE, MILD = 7, 2


@dataclass(frozen=True)
class Course:
    """How the pain of one person goes. Scores are points of 0 to 10, days are 0 to DAYS."""

    usual: float
    swing: float
    adherence: float
    flares: int = 0
    drift: float = 0.0  # points over the whole time
    relief: float = 0.0  # points that the medicine of `changed_on` takes away, once it works
    changed_on: int | None = None
    nights: bool = False
    quiet_from: int | None = None


@dataclass(frozen=True)
class DemoCheck:
    """One pain check before it is a row. `at` is local time."""

    at: datetime
    worst: int
    average: int | None
    least: int | None
    now: int | None
    extra_doses: int | None
    danger: bool | None = False
    danger_items: tuple[str, ...] = ()
    wish: str = "NO"
    note: str = ""
    since_last: bool = False


def levels(course: Course, rng: Random) -> list[float]:
    """The worst pain of each day before rounding, today included."""
    bumps = [0.0] * (DAYS + 1)
    for _ in range(course.flares):
        first, height = rng.randrange(4, DAYS - 6), rng.uniform(2.5, 4.0)
        for offset, share in enumerate(FLARE_SHAPE):
            bumps[first + offset] = max(bumps[first + offset], share * height)
    wander, found = 0.0, []
    for day in range(DAYS + 1):
        wander = LIKE_YESTERDAY * wander + rng.gauss(0, course.swing)
        drift = course.drift * day / DAYS
        found.append(course.usual + wander + drift + bumps[day] - _relief(course, day))
    return found


def _relief(course: Course, day: int) -> float:
    if course.changed_on is None or day < course.changed_on:
        return 0.0
    since = day - course.changed_on
    return course.relief * (RELIEF_BY_DAY[since] if since < len(RELIEF_BY_DAY) else 1.0)


def answered_days(course: Course, rng: Random) -> list[int]:
    """On which days there is a check. Somebody who has not gone quiet wrote in the last two."""
    stay = 1 - BACK_AFTER_A_MISSED_DAY * (1 - course.adherence) / course.adherence
    days, answered = [], True
    for day in range(1, DAYS + 1):
        answered = rng.random() < (stay if answered else BACK_AFTER_A_MISSED_DAY)
        if answered and (course.quiet_from is None or day < course.quiet_from):
            days.append(day)
    if course.quiet_from is not None:
        return sorted({*days, course.quiet_from - 1})
    return days if DAYS - 1 in days or DAYS - 2 in days else sorted({*days, DAYS - 1})


def checks(course: Course, rng: Random, today: date) -> list[DemoCheck]:
    """The whole diary, in order; what lies after the present moment is the caller's to drop."""
    pain, usual_hour = levels(course, rng), rng.choice((8, 9, 9, 10, 13, 18, 19, 20))
    found = []
    for day in answered_days(course, rng):
        on = today - timedelta(days=DAYS - day)
        at = datetime.combine(on, _near(usual_hour, rng))
        first = _check(course, pain[day], day, at, rng)
        found.append(first)
        if first.worst >= SEVERE - 1 and at.hour < 14 and rng.random() < 0.35:
            later = datetime.combine(on, time(rng.randrange(17, 22), rng.randrange(60)))
            again = _check(course, pain[day] - 1, day, later, rng)
            found.append(replace(again, since_last=True, extra_doses=rng.choice((0, 1, 1))))
    return found


def _near(hour: int, rng: Random) -> time:
    minutes = int(hour * 60 + rng.gauss(20, 35))
    return time(minutes // 60, minutes % 60)


def _check(course: Course, level: float, day: int, at: datetime, rng: Random) -> DemoCheck:
    night = course.nights and rng.random() < 0.12
    if night:
        at = datetime.combine(at.date(), time(rng.randrange(1, 5), rng.randrange(60)))
    worst = _score(level + rng.gauss(0, 0.35))
    average = _score(min(worst, worst - rng.uniform(0.8, 2.2)))
    least = _score(average - rng.uniform(0.6, 2.0))
    share = rng.betavariate(2, 3) + (
        0.4 if night else 0.15 if course.nights and at.hour > 17 else 0
    )
    now = round(least + (worst - least) * min(share, 1.0))
    return DemoCheck(
        at=at,
        worst=worst,
        average=_or_skipped(average, 0.06, rng),
        least=_or_skipped(least, 0.18, rng),
        now=_or_skipped(now, 0.06, rng),
        extra_doses=_or_skipped(_extra_doses(worst, rng), 0.12, rng),
        danger=None if rng.random() < 0.05 else False,
        note=_note(course, day, worst, night, rng),
    )


def _score(level: float) -> int:
    return max(0, min(10, round(level)))


def _or_skipped(score: int, chance: float, rng: Random) -> int | None:
    return None if rng.random() < chance else score


def _extra_doses(worst: int, rng: Random) -> int:
    return max(0, round((worst - 3) * 0.5 + rng.gauss(0, 0.7)))


def _note(course: Course, day: int, worst: int, night: bool, rng: Random) -> str:
    if rng.random() > 0.18:
        return ""
    if night:
        return rng.choice(words.NIGHT)
    if course.changed_on is not None and 0 <= day - course.changed_on <= 5:
        return rng.choice(words.AFTER_CHANGE)
    if worst >= SEVERE - 1:
        return rng.choice(words.BAD_DAY)
    return rng.choice(words.GOOD_DAY if worst <= MILD else words.ORDINARY)
