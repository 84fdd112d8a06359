"""The clock that needs no broker: `manage.py watch` runs the timetable with the database alone."""

import logging
import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections, connections

from paincheck import clock
from paincheck.background.actions import beat
from paincheck.timetable import LOOPS, Entry, Loop

log = logging.getLogger(__name__)
STOP_WITHIN_SECONDS = 5.0
LOOK_SECONDS = 0.3


class Command(BaseCommand):
    help = (
        "Flag, deliver, escalate, look for the quiet, round after round. Run as many as you like."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one full round, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for loop in LOOPS:
                go_round(loop, {})
            return
        asked: list[int] = []
        for name in (signal.SIGTERM, signal.SIGINT):
            # Not Event.set: the signal may come while this very thread holds the event's lock.
            signal.signal(name, lambda number, _frame: asked.append(number))
        watch(LOOPS, asked)


def watch(loops: tuple[Loop, ...], asked: list[int]) -> None:
    """Run each loop on a thread of its own until a signal is in `asked`.

    A thread that ends by itself ends the whole process, so that the supervisor starts it again:
    half a watch would look alive. A thread that hangs (a mail server that does not answer) is not
    waited for: what it had claimed is taken again when the lease runs out.
    """
    stop = threading.Event()
    threads = [
        threading.Thread(target=run, args=(loop, stop), name=loop.name, daemon=True)
        for loop in loops
    ]
    for thread in threads:
        thread.start()
    while not asked and all(thread.is_alive() for thread in threads):
        time.sleep(LOOK_SECONDS)
    died = [thread.name for thread in threads if not thread.is_alive()]
    stop.set()
    until = time.monotonic() + STOP_WITHIN_SECONDS
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    if died and not asked:
        raise CommandError(f"{', '.join(died)} died, and the watch with it. Start it again.")


def run(loop: Loop, stop: threading.Event) -> None:
    """Go round until told to stop, with a database connection of the thread's own."""
    last: dict[str, float] = {}
    try:
        while not stop.is_set():
            close_old_connections()
            go_round(loop, last)
            stop.wait(settings.WATCH_SECONDS)
    finally:
        connections.close_all()


def go_round(loop: Loop, last: dict[str, float]) -> None:
    """Run what is due. An entry that fails is logged and keeps the others from nothing, but the
    heart does not beat in a round with a failure, so that the pages say that something is late.

    `last` is when each entry was last begun, by the monotonic clock: a server's clock that jumps
    neither stops the loop nor makes it spin.
    """
    went_well = [_run_if_due(entry, last) for entry in loop.entries]
    if not all(went_well):
        return
    try:
        beat(name=loop.name, now=clock.now())
    except Exception:
        log.exception("the heart of %s could not beat", loop.name)


def _run_if_due(entry: Entry, last: dict[str, float]) -> bool:
    """Whether all is well. What failed is due again in the next round."""
    began = time.monotonic()
    if entry.name in last and began - last[entry.name] < entry.every.total_seconds():
        return True
    try:
        entry.work(now=clock.now())
    except Exception:
        last.pop(entry.name, None)
        log.exception("%s failed", entry.name)
        return False
    last[entry.name] = began
    return True
