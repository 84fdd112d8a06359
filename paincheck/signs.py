"""Signs of life, gathered for /healthz, /metrics and the banners. A fixed number of queries.

The ages say more than the lengths of queues: a queue of one that has stood for an hour is worse
than one of a thousand that moves. No sign holds anything of a patient.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from alerts.actions.flagging import FLAGGED_LATE
from alerts.queries import OpenAlerts, open_alerts
from diaries.queries.waiting import beats_and_waiting, delayed_since, given_up
from paincheck.background.queries import silent_since, tallies
from paincheck.outbox import moves
from paincheck.outbox.queries import Sent, by_channel_and_state, oldest_due
from paincheck.timetable import BEAT, LOOPS

# Loop by loop, how long it may be silent; beat is the speed, and alerting is on time without it.
LATE_AFTER = {loop.name: loop.late_after for loop in LOOPS} | {BEAT: settings.ALERTING_LATE_AFTER}
NEEDED = frozenset(loop.name for loop in LOOPS if loop.for_alerting)
DELIVER = tuple(name for name in LATE_AFTER if name.startswith("deliver-"))


@dataclass(frozen=True)
class LoopSign:
    """`silent_since` is None while the loop is on time; `last_beat` where it never was round."""

    name: str
    last_beat: datetime | None
    silent_since: datetime | None

    @property
    def needed(self) -> bool:
        """Whether alerting is late when this loop is."""
        return self.name in NEEDED


@dataclass(frozen=True)
class Signs:
    """Everything that can be said of how the processes behind the pages are at one moment."""

    now: datetime
    loops: list[LoopSign]
    unhandled_since: datetime | None
    given_up: dict[str, int]
    alerts: OpenAlerts
    deliveries: list[Sent]
    flagged_late: int

    @property
    def undelivered_since(self) -> datetime | None:
        return min((one.since for one in self.deliveries if one.on_its_way), default=None)

    @property
    def dead_deliveries(self) -> int:
        return sum(one.n for one in self.deliveries if one.state == moves.DEAD)

    def age(self, since: datetime | None) -> float:
        """Seconds; 0 where nothing waits."""
        return 0.0 if since is None else max(0.0, (self.now - since).total_seconds())

    def troubles(self) -> list[str]:
        """Why nurses may not be told in time, in words; empty while alerting is on time."""
        late = [loop.name for loop in self.loops if loop.needed and loop.silent_since]
        found = [f"the loop {name} is late" for name in late]
        if self.age(self.unhandled_since) > settings.ALERTING_LATE_AFTER.total_seconds():
            found.append("something waits for the rules for too long")
        if self.alerts.unheard:
            found.append("there is an alert with nobody left to tell")
        return found


def signs_of_life(now: datetime) -> Signs:
    beats, waiting = beats_and_waiting(now)
    return Signs(
        now=now,
        loops=loop_signs(beats, now),
        unhandled_since=waiting,
        given_up=given_up(),
        alerts=open_alerts(now),
        deliveries=by_channel_and_state(now),
        flagged_late=tallies().get(FLAGGED_LATE, 0),
    )


def loop_signs(beats: dict[str, datetime], now: datetime) -> list[LoopSign]:
    """Each loop that should be running, and beat."""
    return [
        LoopSign(name, beats.get(name), silent_since(beats.get(name), now=now, after=after))
        for name, after in LATE_AFTER.items()
    ]


@dataclass(frozen=True)
class Banner:
    """Since when what is late; None: on time."""

    alerting_since: datetime | None
    deliveries_since: datetime | None


def banner(now: datetime) -> Banner:
    """What every page of the staff says while something is late, in two queries."""
    beats, waiting = beats_and_waiting(now)
    silent = [sign.silent_since for sign in loop_signs(beats, now) if sign.name in DELIVER]
    mail = oldest_due(now)
    if mail is not None and now - mail > settings.DELIVERIES_LATE_AFTER:
        silent.append(mail)
    late_after = settings.ALERTING_LATE_AFTER
    return Banner(
        alerting_since=delayed_since(beats.get("watch"), waiting, now=now, after=late_after),
        deliveries_since=min(filter(None, silent), default=None),
    )


def as_json(signs: Signs) -> dict[str, Any]:
    """What /healthz says. Ages are in seconds."""
    troubles = signs.troubles()
    return {
        "alerting": "delayed" if troubles else "on time",
        "reasons": troubles,
        "loops": [
            {
                "name": loop.name,
                "last_beat": loop.last_beat,
                "late": loop.silent_since is not None,
                "needed_for_alerting": loop.needed,
            }
            for loop in signs.loops
        ],
        "oldest_unhandled_check_seconds": signs.age(signs.unhandled_since),
        "oldest_overdue_alert_seconds": signs.age(signs.alerts.overdue_since),
        "oldest_delivery_seconds": signs.age(signs.undelivered_since),
        "given_up_by_the_rules": sum(signs.given_up.values()),
        "dead_deliveries": signs.dead_deliveries,
        "nobody_left_to_tell": signs.alerts.unheard,
    }


def unapplied_migrations() -> int:
    """How many the database does not have yet. Raises django.db.Error where it does not answer."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
