"""Administrators who race for allocations, as processes, and are killed while they do.

Each asks for its share of the participants, and for every fifth of its neighbour's. What it is
answered it writes down, a line at a time. One that was killed is begun anew: it asks again, with
the same key, for what it has no answer for, and for the last three for which it has.
"""

import json
import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import OperationalError, connection, connections

from paincheck.accounts.models import User
from tests.factories import NOON
from tests.trials import ATrial
from trial.actions import allocating
from trial.models import (
    Allocation,
    Participant,
)

LINE = 80  # letters of an answer, so that a file's size says how many there are
AGAIN = 3
# Where an administrator is killed: anywhere; before its commit; between commit and answer.
ANYWHERE, INSIDE, UNANSWERED = "anywhere", "inside", "unanswered"
SIGNALS = {ANYWHERE: signal.SIGKILL, INSIDE: signal.SIGUSR1, UNANSWERED: signal.SIGUSR2}


@dataclass
class Race:
    """One trial, its administrators and where their answers are kept."""

    a: ATrial
    by: list[User]
    folder: Path
    count: int
    # Called first in each new process: how it gets at the database.
    connect: Callable[[], None] = lambda: None
    began: float = field(default_factory=time.time)
    rng: random.Random = field(default_factory=random.Random)
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SIGNALS, 0))

    def file_of(self, who: int) -> Path:
        return self.folder / f"answers-{who}"

    def asks_for(self, who: int) -> list[int]:
        """Participants by their place, in the order in which this administrator asks."""
        racers = len(self.by)
        neighbour = (who + 1) % racers
        return [
            n
            for n in range(self.count)
            if n % racers == who or (n % racers == neighbour and n // racers % 5 == 0)
        ]

    @property
    def waited(self) -> Path:
        """A dot for each who was not let wait any longer."""
        return self.folder / "waited"

    def now(self) -> datetime:
        """NOON, and what has gone by since the race was made."""
        return NOON + timedelta(seconds=time.time() - self.began)

    @property
    def wanted(self) -> int:
        return sum(len(self.asks_for(who)) for who in range(len(self.by)))

    @property
    def answered(self) -> int:
        files = (self.file_of(who) for who in range(len(self.by)))
        return sum(file.stat().st_size // LINE for file in files if file.exists())


def run(race: Race, *, kills: int) -> None:
    """Until everybody has all answers; `kills` spread over the race. Raises where one gives up."""
    connection.close()
    running = {_begin(race, who): who for who in range(len(race.by))}
    due = sorted(race.rng.randrange(1, max(2, race.wanted * 9 // 10)) for _ in range(kills))
    how = [list(SIGNALS)[n % 3] for n in range(kills)]
    race.rng.shuffle(how)
    try:
        while running:
            if not _look_after(race, running) and due and race.answered >= due[0]:
                due.pop(0)
                _kill(race, race.rng.choice(list(running)), how.pop())
            time.sleep(0.01)
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _look_after(race: Race, running: dict[int, int]) -> bool:
    """Whether one has ended; who was killed is begun anew."""
    pid, status = os.waitpid(-1, os.WNOHANG)
    if pid not in running:
        return False
    who = running.pop(pid)
    if os.WIFSIGNALED(status):
        running[_begin(race, who)] = who
    elif os.WEXITSTATUS(status):
        raise AssertionError(f"Administrator {who} gave up.")
    return True


def _kill(race: Race, pid: int, kind: str) -> None:
    race.kills[kind] += 1
    time.sleep(race.rng.uniform(0, 0.02))
    os.kill(pid, SIGNALS[kind])


def in_a_process(work: Callable[[], Any], race: Race) -> Any:
    """What `work` gives back (as JSON), done in a process of its own at the race's database."""
    connection.close()
    told = race.folder / "told"
    pid = _fork(race, lambda: told.write_text(json.dumps(work())))
    _, status = os.waitpid(pid, 0)
    assert status == 0, "See what the process printed."
    return json.loads(told.read_text())


def at_a_file(file: Path) -> Callable[[], None]:
    """SQLite's test database is in memory: a new process gets at a copy of it in a file."""

    def connect() -> None:
        connections["default"].inc_thread_sharing()
        connections.settings["default"]["NAME"] = str(file)
        connections["default"] = connections.create_connection("default")

    return connect


def _begin(race: Race, who: int) -> int:
    return _fork(race, lambda: _administer(race, who))


_INHERITED: list[Any] = []


def _fork(race: Race, work: Callable[[], Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        # Where a browser's event loop runs in the parent, Django finds another connection here than
        # there, whose socket is the parent's: it is neither used nor closed.
        _INHERITED.append(connections["default"])
        connections["default"] = connections.create_connection("default")
        race.connect()
        work()
        connection.close()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _administer(race: Race, who: int) -> None:
    """One administrator at work. SIGUSR1 and SIGUSR2 say where it is to be killed."""
    wanted: set[int] = set()
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, lambda number, _frame: wanted.add(number))
    plan = allocating.following.plan

    def killed_inside(**how: Any) -> Any:
        if signal.SIGUSR1 in wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        return plan(**how)

    allocating.following.plan = killed_inside
    before = answers_of(race, who)
    asks = race.asks_for(who)
    there = {line["n"] for line in before}
    todo = [line["n"] for line in before[-AGAIN:]] + [n for n in asks if n not in there]
    people = {
        one.identity: one
        for one in Participant.objects.filter(trial=race.a.trial).select_related(
            "trial", "site__site"
        )
    }
    answers = os.open(race.file_of(who), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for n in todo:
        given = _asked_until_answered(race, who, people[f"{n:064d}"], n)
        if signal.SIGUSR2 in wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        line = json.dumps([n, given.participant.number, given.number, given.arm.code])
        os.write(answers, line.ljust(LINE - 1).encode() + b"\n")


def _asked_until_answered(race: Race, who: int, participant: Participant, n: int) -> Allocation:
    """Who waits for the others for longer than the database lets her is told to try again."""
    key, race_of = uuid5(NAMESPACE_OID, f"{who}/{n}"), os.getppid()
    while os.getppid() == race_of:  # nobody races on whose race has ended
        try:
            return allocating.allocate(
                participant=participant, by=race.by[who], now=race.now(), key=key
            ).allocation
        except OperationalError:
            with race.waited.open("ab") as file:
                file.write(b".")
            connection.close()
    raise SystemExit(1)


def answers_of(race: Race, who: int) -> list[dict[str, Any]]:
    file = race.file_of(who)
    lines = file.read_text().splitlines() if file.exists() else []
    names = ("n", "participant", "number", "arm")
    return [dict(zip(names, json.loads(line), strict=True)) for line in lines]
