"""A whole PainCheck of its own: database, broker, web, workers, beats, watches, sinks, people.

Nothing leaves the machine: unix sockets in a temporary folder, and loopback.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2

from tests import services
from tests.faults.drills import faketime, guard
from tests.faults.drills.processes import Program, wait_for
from tests.faults.drills.sinks import WELL, MailSink, TextSink

NOTIFY_KEY = "00000000-0000-4000-8000-000000000000"
ROOT = Path(__file__).resolve().parents[3]
# As in production: what is acknowledged is on the disk. The last lets us ask when a row appeared.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "track_commit_timestamp": "on"}
IN_MEMORY = services.IN_MEMORY
ON_DISK = ("--save", "", "--appendonly", "yes", "--appendfsync", "everysec")


@dataclass(frozen=True)
class Person:
    code: str
    session: str


class World:
    """Use it in a `with`. Programs are attributes, or stand in `workers`, `beats`, `watches`.

    `environment` is added to that of every program of ours; `postgres` to the database's settings.
    `begins`: the moment at which all its clocks begin, the database's too, where libfaketime is.
    """

    def __init__(
        self,
        *,
        patients: int = 500,
        workers: int = 1,
        beats: int = 1,
        watches: int = 1,
        environment: dict[str, str] | None = None,
        postgres: dict[str, object] | None = None,
        begins: str = "",
    ) -> None:
        self.folder, self.ahead = services.new_folder(), 0.0
        self._guard = subprocess.Popen(
            [sys.executable, guard.__file__, str(self.folder)],
            stdin=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self.mail, self.texts = MailSink(), TextSink()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # Read at each start; `mend` sets them back.
        self.valkey_options: tuple[str, ...] = IN_MEMORY
        self.web_app = "paincheck.wsgi"
        self.changes: dict[str, dict[str, str]] = {}  # to the environment of one program, by name
        self._extra, self._servers = environment or {}, dict[str, str]()
        self._postgres = DURABLE | (postgres or {})
        if begins:
            self._start_at(begins)
        self._patients = patients
        self.people: list[Person] = []
        self.nurse: Person | None = None
        self._used = 0
        self.postgres = Program("postgres", self._launch_postgres)
        self.valkey = Program("valkey", self._launch_valkey)
        self.web = Program("web", self._launch_web)
        self.workers = [self._ours(f"worker{n}", *WORKER, f"w{n}@here") for n in range(workers)]
        self.beats = [self._ours(f"beat{n}", *BEAT, f"beat{n}.db") for n in range(beats)]
        self.watches = [self._ours(f"watch{n}", "manage.py", "watch") for n in range(watches)]

    def __enter__(self) -> "World":
        try:
            self.postgres.start()
            self.valkey.start()
            self.run("manage.py", "migrate", "-v", "0")
            lines = self.run("-m", "tests.faults.drills.people", str(self._patients)).splitlines()
            everybody = [Person(**json.loads(line)) for line in lines]
            self.people = everybody[: self._patients]
            self.nurse = everybody[-1]
            for program in self.loops:
                program.start()
            if not wait_for(self.is_well, 240):  # the first look for the quiet takes its time
                raise RuntimeError(f"the world does not get well:\n{self.last_words()}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for program in [*self.loops, self.valkey, self.postgres]:
            program.close()
        for sink in (self.mail, self.texts):
            sink.released.set()
            sink.server.shutdown()
        self._guard.communicate()

    @property
    def loops(self) -> list[Program]:  # our own programs; the two servers stand beside them
        return [self.web, *self.workers, *self.beats, *self.watches]

    @property
    def programs(self) -> list[Program]:
        return [self.postgres, self.valkey, *self.loops]

    def _start_at(self, moment: str) -> None:
        found = faketime.library()
        if found is not None:
            self.ahead = datetime.fromisoformat(moment).timestamp() - time.time()
            # A copy, where the server's user can read it.
            here = Path(shutil.copy(found, self.folder))
            self._servers = faketime.servers(self.ahead, here)
            self._extra = self._extra | faketime.ours(self.ahead)

    def now(self) -> float:
        """The time on this world's clocks."""
        return time.time() + self.ahead

    # How its programs are started -----------------------------------------------------------

    @property
    def environment(self) -> dict[str, str]:
        """What each program of ours reads; psycopg2 and psql find the database by it too."""
        return (
            os.environ
            | {
                "SECRET_KEY": "only-for-the-drills-and-long-enough-to-be-accepted-there",
                "DEMO": "1",
                "DJANGO_SETTINGS_MODULE": "tests.faults.drills.settings",
                "ALLOWED_HOSTS": "127.0.0.1",
                "SITE_URL": self.url,
                "VAR_DIR": str(self.folder / "var"),
                "DATABASE_URL": f"postgres://paincheck@/{self.folder}/postgres",
                "REDIS_URL": f"redis+socket://{self.folder}/valkey.sock",
                "EMAIL_URL": self.mail.url,
                "NOTIFY_URL": self.texts.url,
                "NOTIFY_API_KEY": f"drill-{NOTIFY_KEY}-{NOTIFY_KEY}",
                "NOTIFY_TEMPLATE_ID": NOTIFY_KEY,
                "LOG_LEVEL": "WARNING",
            }
            | self._extra
        )

    def run(self, *words: str, **changes: str) -> str:
        """What a Python program of ours prints; raises where it fails."""
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment | changes,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}:\n{done.stderr[-2000:]}")
        return done.stdout

    def _ours(self, name: str, *words: str) -> Program:
        return Program(name, lambda: self.launch(name, *words))

    def _launch_web(self) -> "subprocess.Popen[bytes]":
        return self.launch("web", *WEB, "--bind", f"127.0.0.1:{self.port}", self.web_app)

    def launch(self, name: str, *words: str) -> "subprocess.Popen[bytes]":
        """Start a Python program of ours; it writes to a log of its name in the folder."""
        words = tuple(str(self.folder / w) if w.endswith(".db") else w for w in words)
        with open(self.folder / f"{name}.log", "ab") as log:
            return subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self.environment | self.changes.get(name, {}),
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip

    def _launch_postgres(self) -> "subprocess.Popen[bytes]":
        return services.start_postgres(self.folder, self._postgres, self._servers)[0]

    def _launch_valkey(self) -> "subprocess.Popen[bytes]":
        return services.start_valkey(self.folder, self.valkey_options)[0]

    # Looking at it from outside ---------------------------------------------------------------

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of one statement on a connection of its own; raises where the database is away."""
        with (
            contextlib.closing(self.connect()) as connection,
            connection,
            connection.cursor() as at,
        ):
            at.execute(query, values)
            return at.fetchall() if at.description else []

    def connect(self) -> Any:
        return psycopg2.connect(
            host=str(self.folder), user="paincheck", dbname="postgres", connect_timeout=5
        )

    def valkey_says(self, *words: str) -> str:
        """The answer of Valkey to one command, as the wire has it."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            line.connect(str(self.folder / "valkey.sock"))
            parts = [f"*{len(words)}\r\n"] + [f"${len(w.encode())}\r\n{w}\r\n" for w in words]
            line.sendall("".join(parts).encode())
            return line.recv(4096).decode(errors="replace").strip()

    def get(self, path: str, session: str = "") -> tuple[int, str]:
        """Status and body of a page; status 0 where nobody answers."""
        asked = urllib.request.Request(self.url + path)
        if session:
            asked.add_header("Cookie", f"paincheck={session}")
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode(errors="replace")
        except OSError:
            return 0, ""

    def is_well(self) -> bool:
        return self.get("/healthz")[0] == 200

    def last_words(self) -> str:
        logs = [log for log in sorted(self.folder.glob("*.log")) if log.name != "initdb.log"]
        ends = [f"--- {log.name}\n{log.read_text(errors='replace')[-700:]}" for log in logs]
        return "\n".join([self.get("/healthz")[1], *ends])

    # For drills ---------------------------------------------------------------------------------

    def take_people(self, count: int) -> list[Person]:
        """Patients who have sent nothing yet: one for each check, so that each opens an alert."""
        taken = self.people[self._used : self._used + count]
        self._used += count
        if len(taken) < count:
            raise RuntimeError("the world has too few patients for this drill")
        return taken

    def mend(self) -> None:
        """As it was at first: all runs, the sinks are well, Valkey keeps nothing."""
        self.mend_sinks()
        for program in self.programs:
            program.thaw()
        if self.valkey_options != IN_MEMORY:
            self.valkey_options = IN_MEMORY
            self.valkey.stop()
        if self.web_app != "paincheck.wsgi":
            self.web_app = "paincheck.wsgi"
            self.web.stop()
        changed, self.changes = self.changes, {}
        for program in self.loops:
            if program.name in changed:
                program.stop()
        for program in self.programs:
            if not program.wanted:
                program.start()
        if not wait_for(self.is_well, 120):
            raise RuntimeError(f"the world does not get well again:\n{self.last_words()}")

    def mend_sinks(self) -> None:
        for sink in (self.mail, self.texts):
            sink.mode, sink.modes_of_addresses, sink.delay = WELL, {}, 0.0

    @contextlib.contextmanager
    def without(self, *programs: Program) -> Iterator[None]:
        """These are stopped while the block runs."""
        for program in programs:
            program.stop()
        try:
            yield
        finally:
            for program in programs:
                program.start()


WEB = ("-m", "gunicorn", "--workers", "2", "--threads", "2",
       "--log-level", "warning")  # fmt: skip
WORKER = ("-m", "celery", "-A", "paincheck", "worker", "--concurrency", "2",
          "--loglevel", "warning", "-n")  # fmt: skip
BEAT = ("-m", "celery", "-A", "paincheck", "beat", "--loglevel", "warning", "--schedule")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
