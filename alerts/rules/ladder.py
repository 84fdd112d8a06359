"""Who is told of an alert that nobody takes, step after step, and when (S10, S16). Plain.

The first wait is S16's own: red 1 working hour, a wish for today 2, amber 1 working day. What
follows is our own choice, to be approved by a clinician before use: each further step waits half
as long as the first, and a red alert is told to everybody again and again until somebody takes it.
Only working time counts, so that no step runs out while the site is closed.
"""

from datetime import datetime, timedelta
from enum import IntEnum

from alerts.rules.due import escalates_at
from alerts.rules.findings import Level
from diaries.scales import ContactWish
from paincheck.accounts.hours import Hours


class Step(IntEnum):
    """Whom a step tells. Every step from EVERYBODY on tells everybody on the ladder once more."""

    NURSE = 0  # the named nurse, or who covers her
    DEPUTIES = 1
    LEAD = 2
    DESK = 3  # the site's own address, which somebody always reads
    EVERYBODY = 4  # and where none of them can be told, whoever else is in the team


FURTHER_RED = timedelta(minutes=30)
FURTHER_TODAY = timedelta(hours=1)
FURTHER_AMBER = timedelta(hours=4)  # half a working day


def climbs(level: str) -> bool:
    """Grey is a task on the list: it rings nobody and goes up to nobody."""
    return level != Level.GREY


def next_step_at(
    level: str, wish: str, step: int, told_at: datetime, hours: Hours, *, first: bool = False
) -> datetime | None:
    """When the step after `step` is due, told at `told_at`; None: the ladder ends here.

    `first`: this telling opened the alert or handed it back, so that S16's own time begins, however
    far up somebody was found who could be told.
    """
    if not climbs(level) or (level != Level.RED and step >= Step.DESK):
        return None
    if first or step == Step.NURSE:
        return escalates_at(level, wish, told_at, hours)
    if level == Level.RED:
        return hours.add_working_time(told_at, FURTHER_RED)
    if wish == ContactWish.TODAY:
        return hours.add_working_time(told_at, FURTHER_TODAY)
    return hours.add_working_time(told_at, FURTHER_AMBER)
