"""What runs when: the one list that `manage.py watch` and Celery beat both read.

Every entry may be run by any number of both at once: each claims its rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings

from alerts.actions import rounds
from clinicians.actions.digest import send_digests
from diaries.actions.reminders import remind
from paincheck.accounts.actions import doors
from paincheck.audit.actions import seal_trail
from paincheck.background import jobs
from paincheck.outbox.actions import deliver_due


@dataclass(frozen=True)
class Entry:
    """`work` takes `now` and does everything that is due by then."""

    name: str
    work: Callable[..., Any]
    every: timedelta


@dataclass(frozen=True)
class Loop:
    """What one thread of `watch` does, round after round. Its heartbeat has the same name.

    What can hang stands in a loop of its own, so that a mail server that does not answer delays
    mails alone. `late_after` is how long its heart may stand still before it counts as stopped;
    `for_alerting`: nurses are told late while it is.
    """

    name: str
    entries: tuple[Entry, ...]
    late_after: timedelta
    for_alerting: bool = True


_ROUND = timedelta(seconds=settings.WATCH_SECONDS)
_LATE = settings.ALERTING_LATE_AFTER

LOOPS = (
    Loop(
        "watch",
        (
            Entry("flag-waiting", rounds.flag_waiting, _ROUND),
            Entry("escalate", rounds.escalate, timedelta(seconds=15)),
        ),
        _LATE,
    ),
    Loop(
        "deliver-email",
        (Entry("deliver-email", partial(deliver_due, channel="EMAIL"), _ROUND),),
        _LATE,
    ),
    Loop(
        "deliver-sms",
        (Entry("deliver-sms", partial(deliver_due, channel="SMS"), _ROUND),),
        _LATE,
    ),
    # What takes its time and may: a round over every patient must not hold a flag up.
    Loop(
        "upkeep",
        (
            Entry("find-quiet", rounds.find_quiet, timedelta(minutes=5)),
            Entry("remind", remind, timedelta(minutes=1)),
            Entry("morning-mail", send_digests, timedelta(minutes=1)),
            Entry("seal-trail", seal_trail, timedelta(seconds=5)),
            Entry("clear-ended-sign-ins", doors.clear_ended_sign_ins, timedelta(days=1)),
            Entry("clear-expired-jobs", jobs.clear_expired, timedelta(minutes=10)),
        ),
        max(_LATE, timedelta(minutes=5)),
    ),
    # What somebody waits for on a page. It may take minutes, and no alert waits for it.
    Loop(
        "jobs",
        (Entry("run-jobs", jobs.run_waiting, _ROUND),),
        max(_LATE, timedelta(minutes=15)),
        for_alerting=False,
    ),
)
TIMETABLE = tuple(entry for loop in LOOPS for entry in loop.entries)
ENTRIES = {entry.name: entry for entry in TIMETABLE}
# Beaten by a worker that ran what beat had sent: both are alive. They are the speed, `watch` the
# guarantee, so that alerting is on time without them.
BEAT = "beat"
