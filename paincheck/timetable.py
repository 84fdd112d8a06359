"""What runs when: the one list that `manage.py watch` and Celery beat both read.

Every entry may be run by any number of both at once: each claims its rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from alerts.actions import rounds
from paincheck.accounts.actions import doors
from paincheck.audit.actions import seal_trail
from paincheck.outbox.actions import deliver_due


@dataclass(frozen=True)
class Entry:
    """`work` takes `now` and does everything that is due by then."""

    name: str
    work: Callable[..., Any]
    every: timedelta


_ROUND = timedelta(seconds=settings.WATCH_SECONDS)

TIMETABLE = (
    Entry("flag-waiting", rounds.flag_waiting, _ROUND),
    Entry("deliver-due", deliver_due, _ROUND),
    Entry("escalate", rounds.escalate, timedelta(seconds=15)),
    Entry("find-quiet", rounds.find_quiet, timedelta(minutes=5)),
    Entry("seal-trail", seal_trail, timedelta(seconds=5)),
    Entry("clear-ended-sign-ins", doors.clear_ended_sign_ins, timedelta(days=1)),
)
ENTRIES = {entry.name: entry for entry in TIMETABLE}
