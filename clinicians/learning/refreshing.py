"""When a refresher is due, and when a new patient comes after a long pause. Plain.

The lengths are examples, to be approved by a clinician.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clinicians.learning.alert import ALERT
from clinicians.learning.first_visit import FIRST_VISIT
from clinicians.learning.parts import Lesson

PAUSE = timedelta(weeks=8)
READ_AGAIN_AFTER = timedelta(days=182)
RECAP_FOR = timedelta(days=7)
AFTER_A_PAUSE = "You have answered no alert and had no new patient for eight weeks."
LONG_SINCE_READ = "It is over six months since you read one of the lessons."
# A patient who comes after a pause: what matters in the first hour, out of the lessons' own words.
RECAP = (FIRST_VISIT.key_points[0], FIRST_VISIT.key_points[2], ALERT.key_points[1])
# An alert that does: the first three of its lesson.
RECAP_OF_ALERT = ALERT.key_points[:3]


@dataclass(frozen=True)
class Moment:
    """She worked with PainCheck: answered an alert, or a patient came to her (`code`, else '').

    Or an alert of the patient `code` opened, which is no work of hers.
    """

    at: datetime
    code: str = ""
    is_alert: bool = False


@dataclass(frozen=True)
class Refresher:
    """`lesson` is to be read again, or once after a pause, and `why` is the line that says so."""

    lesson: str
    why: str


def refresher(
    lessons: Sequence[Lesson],
    *,
    moments: Sequence[Moment],
    read: Mapping[str, datetime],
    began_at: datetime,
    now: datetime,
) -> Refresher | None:
    """After 8 weeks without work, until any lesson is read; or a lesson read over 6 months ago,
    until that one is. Who has never read a lesson owes none. `read`: the last time of each."""
    last_work = max([began_at, *(moment.at for moment in moments)])
    if now - max([last_work, *read.values()]) > PAUSE:
        return Refresher(ALERT.code, AFTER_A_PAUSE)
    for lesson in sorted(lessons, key=lambda one: read.get(one.code, now)):
        if now - read.get(lesson.code, now) > READ_AGAIN_AFTER:
            return Refresher(lesson.code, LONG_SINCE_READ)
    return None


def came_after_a_pause(
    *,
    moments: Sequence[Moment],
    alerts: Sequence[Moment] = (),
    read: Mapping[str, datetime],
    began_at: datetime,
    now: datetime,
) -> Moment | None:
    """What came in the last 7 days as the first after 8 weeks without work: a patient, or an alert
    of one of hers. None where nothing did, or a lesson was read since the pause was that long.

    `alerts` are no work of hers, however many come: answering one is.
    """
    came = sorted((*moments, *alerts), key=lambda one: one.at)
    for moment in came:
        if not moment.code or now - moment.at > RECAP_FOR:
            continue
        earlier = [one.at for one in moments if one.at < moment.at]
        if moment.at - max([began_at, *earlier]) <= PAUSE:
            continue
        if all(at <= moment.at - PAUSE for at in read.values()):
            return moment
    return None
