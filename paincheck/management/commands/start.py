"""`manage.py start`: the whole of PainCheck in one terminal, until Ctrl-C.

Our own, since the usual process managers of a Procfile stop everything when one child dies; here a
child that dies is started again.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

STOP_WITHIN_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0


def commands(port: int) -> dict[str, list[str]]:
    """Name and command of each process; the Procfile has the same for production."""
    python = sys.executable
    address = f"127.0.0.1:{port}"
    web = [
        "-m",
        "gunicorn",
        "paincheck.wsgi",
        "--bind",
        address,
        "--workers",
        "2",
        "--threads",
        "2",
    ]
    worker = ["-m", "celery", "-A", "paincheck", "worker", "-B", "-P", "threads", "-c", "2"]
    return {
        "web": [python, *web, "--log-level", "warning"],
        "worker": [python, *worker, "--loglevel", "warning"],
        "watch": [python, "manage.py", "watch"],
    }


@dataclass
class Child:
    """One process, started again with a growing pause whenever it dies."""

    name: str
    command: list[str]
    process: "subprocess.Popen[str] | None" = None
    started: float = 0.0
    pause: float = 1.0
    start_at: float = field(default=0.0)

    def tend(self, now: float) -> None:
        """Start it if it is due; notice if it has died."""
        if self.process is None:
            if now >= self.start_at:
                self._start(now)
        elif (code := self.process.poll()) is not None:
            if now - self.started > STEADY_AFTER_SECONDS:
                self.pause = 1.0
            say(self.name, f"stopped (exit {code}); starting it again in {self.pause:.0f} s")
            self.process, self.start_at = None, now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)

    def _start(self, now: float) -> None:
        # A session of its own: Ctrl-C reaches only us, and its helpers can be stopped with it.
        self.process = subprocess.Popen(  # noqa: S603  our own commands
            self.command,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started = now
        threading.Thread(target=self._pass_on, args=(self.process,), daemon=True).start()

    def _pass_on(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            say(self.name, line.rstrip())

    def signal(self, number: int) -> None:
        """Reach the process and everything that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def say(name: str, line: str) -> None:
    print(f"{name:>7} | {line}", flush=True)


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Command(BaseCommand):
    help = "Start web, worker and watch, start again what dies, and stop all of them at Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--only-check", action="store_true", help="say if the port is taken")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not is_free(port):
            raise CommandError(
                f"Port {port} is taken by another program. Choose another: PORT={port + 1} make run"
            )
        if options["only_check"]:
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        children = [Child(name, command) for name, command in commands(port).items()]
        print(f"\nPainCheck starts on http://127.0.0.1:{port}/", flush=True)
        if settings.DEMO:
            print(f"Sign in as anybody:  http://127.0.0.1:{port}/demo/", flush=True)
        print("Ctrl-C stops it.\n", flush=True)
        while not stop.is_set():
            for child in children:
                child.tend(time.monotonic())
            stop.wait(0.3)
        stop_all(children)


def stop_all(children: list[Child]) -> None:
    """Ask all to stop, wait a while, and end what is left."""
    print("\nStopping ...", flush=True)
    for child in children:
        child.signal(signal.SIGTERM)
    until = time.monotonic() + STOP_WITHIN_SECONDS
    for child in children:
        if child.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, until - time.monotonic()))
        child.signal(signal.SIGKILL)
    print("PainCheck has stopped.", flush=True)
