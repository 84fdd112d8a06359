"""Who looked at what shows an arm: a line in the trail for each page and file (T4)."""

from datetime import datetime

from paincheck.accounts.models import User
from paincheck.audit.actions import record
from trial.models import Participant, Trial


def arms_shown(*, trial: Trial, what: str, by: User, now: datetime) -> None:
    """`what`: the page or the file by name, never an arm."""
    record(action="trial.arms_shown", subject=trial, by=by, now=now, fields=[what])


def result_shown(*, participant: Participant, by: User, now: datetime) -> None:
    """The one answer of an allocation was looked at."""
    number = participant.number
    record(action="trial.result_shown", subject=participant.trial, by=by, now=now, fields=[number])
