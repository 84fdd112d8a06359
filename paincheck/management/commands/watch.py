"""The clock that needs no broker: `manage.py watch` runs the timetable with the database alone."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from paincheck import clock
from paincheck.background.actions import beat
from paincheck.timetable import TIMETABLE

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Flag, deliver, escalate, look for the quiet, round after round. Run as many as you like."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one full round, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if options["once"]:
            go_round({})
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        last: dict[str, float] = {}
        while not stop.is_set():
            go_round(last)
            close_old_connections()
            stop.wait(min(entry.every.total_seconds() for entry in TIMETABLE))


def go_round(last: dict[str, float]) -> None:
    """Run what is due. An entry that fails is logged and keeps the others from nothing, but the
    heart does not beat in a round with a failure, so that the pages say that alerting is late."""
    healthy = True
    for entry in TIMETABLE:
        now = clock.now()
        if now.timestamp() - last.get(entry.name, 0) < entry.every.total_seconds():
            continue
        last[entry.name] = now.timestamp()
        try:
            entry.work(now=now)
        except Exception:
            healthy = False
            last.pop(entry.name)
            log.exception("%s failed", entry.name)
    if healthy:
        beat(name="watch", now=clock.now())
