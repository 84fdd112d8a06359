"""One program of the world: started, killed, stopped, and started again by its supervisor."""

import contextlib
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

PAUSE_SECONDS = 1.0  # what a supervisor waits before it starts again what died
PATIENCE_SECONDS = 60.0


class Program:
    """`launch` starts it and returns once it may be used; it may raise, and is then tried again."""

    def __init__(self, name: str, launch: Callable[[], "subprocess.Popen[bytes]"]) -> None:
        self.name, self._launch = name, launch
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.wanted = self._over = False
        self._lock = threading.RLock()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)

    def start(self) -> None:
        """Start it now; from here on it is started again whenever it dies."""
        with self._lock:
            self.wanted = True
            self._start()
        if not self._supervisor.ident:
            self._supervisor.start()

    def _start(self) -> None:
        self.process = self._launch()
        self.starts += 1

    def _supervise(self) -> None:
        while not self._over:
            time.sleep(0.05)
            if not self.wanted or self.alive:
                continue
            time.sleep(PAUSE_SECONDS)
            with self._lock, contextlib.suppress(Exception):  # tried again in the next turn
                if self.wanted and not self.alive:
                    self._start()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """kill -9: the program and everything that it started, in one moment."""
        self.signal(signal.SIGKILL)

    def kill_first(self) -> None:
        """kill -9 of the first process alone; what it started must find that out by itself."""
        if self.process is not None:
            send(self.process.pid, signal.SIGKILL)

    def kill_child(self, rng: random.Random) -> bool:
        """kill -9 of one of its children; False where it has none at this moment."""
        children = self.tree()[1:]
        if children:
            send(rng.choice(children), signal.SIGKILL)
        return bool(children)

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def signal(self, number: int) -> None:
        for pid in self.tree():
            send(pid, number)

    def tree(self) -> list[int]:
        """Its process id and those of all that descend from it, first one first."""
        if self.process is None or self.process.poll() is not None:
            return []
        children: dict[int, list[int]] = {}
        for pid, parent in parents().items():
            children.setdefault(parent, []).append(pid)
        found = [self.process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def stop(self) -> None:
        """End it and leave it ended, until `start`."""
        self.wanted = False
        with self._lock:
            pids = self.tree()
            for number in (signal.SIGCONT, signal.SIGKILL):
                for pid in pids:
                    send(pid, number)
            if self.process is not None:
                self.process.wait(PATIENCE_SECONDS)

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        self._over = True
        self.stop()


def send(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def parents() -> dict[int, int]:
    """The parent of every process of this machine."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # gone between the listing and the reading
            found[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    return found


def wait_for(
    true: Callable[[], object], seconds: float = PATIENCE_SECONDS, look_every: float = 0.1
) -> bool:
    """Whether it became true in that time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(look_every)
    return bool(true())
