"""Who looked at what shows an arm: a line in the trail for each page and file (T4)."""

from datetime import datetime

from paincheck.accounts.models import User
from paincheck.audit.actions import record
from trial.models import Trial


def arms_shown(*, trial: Trial, what: str, by: User, now: datetime) -> None:
    """`what`: the page or the file by name, never an arm."""
    record(action="trial.arms_shown", subject=trial, by=by, now=now, fields=[what])
