"""`manage.py watch`: a loop that hangs holds up no other, half a watch ends, SIGTERM ends all."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connection

from paincheck.background.models import Heartbeat
from paincheck.management.commands import watch
from paincheck.timetable import LOOPS, Entry, Loop
from tests.faults.test_broker import ROOT, environment
from tests.faults.test_start import wait_for

# Threads have connections of their own, which SQLite's database in memory does not give them.
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
ROUND = timedelta(seconds=0.05)


@pytest.fixture(autouse=True)
def _quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WATCH_SECONDS = ROUND.total_seconds()
    monkeypatch.setattr(watch, "STOP_WITHIN_SECONDS", 1.0)


def loop(name: str, work: Callable[..., Any]) -> Loop:
    return Loop(name, (Entry(f"{name}-work", work, ROUND),), timedelta(seconds=30))


def test_a_loop_that_hangs_holds_up_no_other_and_is_not_waited_for():
    never, asked, ticks = threading.Event(), list[int](), list[datetime]()

    def hang(*, now: datetime) -> None:
        never.wait(30)

    def tick(*, now: datetime) -> None:
        ticks.append(now)

    both = (loop("hangs", hang), loop("ticks", tick))
    running = threading.Thread(target=watch.watch, args=(both, asked))
    running.start()
    assert wait_for(lambda: len(ticks) > 3)
    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["ticks"]
    asked.append(signal.SIGTERM)
    running.join(5)
    assert not running.is_alive()
    never.set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_ends_the_whole_watch():
    def die(*, now: datetime) -> None:
        raise SystemExit

    def tick(*, now: datetime) -> None:
        pass

    with pytest.raises(CommandError, match="dies died, and the watch with it"):
        watch.watch((loop("dies", die), loop("ticks", tick)), [])
    assert "ticks" not in {thread.name for thread in threading.enumerate()}


def test_a_thread_outlives_a_database_that_was_away(monkeypatch: pytest.MonkeyPatch):
    asked, clock, tried = list[int](), watch.clock.now, list[int]()

    def away() -> datetime:
        tried.append(1)
        if len(tried) < 3:
            raise ConnectionError("the database does not answer")
        return clock()

    monkeypatch.setattr(watch.clock, "now", away)
    running = threading.Thread(
        target=watch.watch, args=((loop("back", lambda *, now: None),), asked)
    )
    running.start()
    assert wait_for(Heartbeat.objects.filter(name="back").exists)
    asked.append(signal.SIGTERM)
    running.join(5)
    assert not running.is_alive()


def start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "watch"], env=environment(WATCH_SECONDS="1"), cwd=ROOT
    )


def test_two_watches_outlive_cut_connections_and_sigterm_ends_each_within_seconds():
    processes = [start(), start()]
    try:
        every = {one.name for one in LOOPS}
        for process in processes:
            tasks = Path(f"/proc/{process.pid}/task")
            assert wait_for(lambda tasks=tasks: len(list(tasks.iterdir())) > len(every))
        assert wait_for(lambda: set(Heartbeat.objects.values_list("name", flat=True)) == every)
        # Every connection but ours is cut: each loop finds a new one by itself.
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        with connection.cursor() as cursor:
            cursor.execute(f"{cut} AND datname = current_database()")
        Heartbeat.objects.all().delete()
        assert wait_for(lambda: set(Heartbeat.objects.values_list("name", flat=True)) == every)
        began = time.monotonic()
        for process in processes:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(10) for process in processes] == [0, 0]
        assert time.monotonic() - began < 8
    finally:
        for process in processes:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
