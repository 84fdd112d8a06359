"""Base backup, log archive, restore to a moment: with PostgreSQL's own programs and our scripts."""

import contextlib
import os
import pwd
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests import services
from tests.faults.drills.judge import judge, wait_until_flagged
from tests.faults.drills.load import Load, Submit
from tests.faults.drills.processes import wait_for
from tests.faults.drills.row import Limit, Row, drill
from tests.faults.drills.sinks import NOT_NOW, WELL
from tests.faults.drills.world import ROOT, World

SCRIPTS = ROOT / "deploy" / "backup"
RPO_SECONDS = 60.0
OPEN = "SELECT id FROM alerts_alert WHERE closed_at IS NULL ORDER BY id"
PENDING = "SELECT id FROM outbox_delivery WHERE state IN ('DUE', 'CLAIMED', 'FAILED') ORDER BY id"
ARCHIVES = {"archive_mode": "on", "archive_timeout": 50}


@drill("backup: restored to a moment, what was pending is sent once", n=60, part=4,
       own_world={"postgres": ARCHIVES})  # fmt: skip
def restored(world: World, rng: random.Random, n: int) -> Row:
    """Checks before the backup, checks after it whose mails wait, the moment, and checks that the
    restore forgets. Then the data folder is gone."""
    site = Site(world)
    with Load(world, rng, n // 3, seconds=10) as before:
        backup = site.base_backup()
    wait_for(lambda: world.sql(PENDING) == [], 60)
    # What is sent between the moment and the fault is sent again, as is said; here nothing is.
    world.mail.mode = world.texts.mode = NOT_NOW
    with Load(world, rng, n // 3, seconds=10) as waiting:
        pass
    wait_until_flagged(world, waiting.submits)
    with_codes = [*before.submits, *waiting.submits]
    (moment,) = world.sql("SELECT clock_timestamp()::text")[0]
    noted = {"open": world.sql(OPEN), "pending": world.sql(PENDING)}
    archived = site.seconds_until_archived()
    with Load(world, rng, n // 3, seconds=5) as forgotten:
        pass
    wait_until_flagged(world, forgotten.submits)
    site.switch_log()
    for program in [*world.loops, world.postgres]:
        program.stop()
    refusals = site.refusals(backup, moment)
    began = time.monotonic()
    site.restore(backup, moment)
    world.postgres.start()
    said = site.restore_check(backup)
    ready = time.monotonic() - began
    found = {"open": world.sql(OPEN), "pending": world.sql(PENDING)}
    verified = world.run("manage.py", "verify_audit")
    world.mail.mode = world.texts.mode = WELL
    world.mend()
    row = judge(world, "backup: restored to a moment, what was pending is sent once", with_codes,
                within=None, repeats_allowed=0)  # fmt: skip
    row.limits += [
        Limit("seconds until what was saved is in the archive (RPO)", archived, RPO_SECONDS),
        Limit("seconds from an empty folder to a checked database", ready, 300),
        Limit("restore_check did not say that it is sound", "Sound." not in said, 0),
        Limit("open alerts that differ", len(set(noted["open"]) ^ set(found["open"])), 0),
        Limit("pending that differ", len(set(noted["pending"]) ^ set(found["pending"])), 0),
        Limit("nothing was pending, so nothing was tried", not noted["pending"], 0),
        Limit("damages that were let through", len(refusals), 0),
        Limit("the trail does not fit", "The trail fits" not in verified, 0),
        Limit("checks after the moment that are here", stored(world, forgotten.submits), 0),
    ]
    row.note = (
        f"{len(noted['open'])} open alerts and {len(noted['pending'])} pending deliveries as "
        f"before, in {ready:.0f} s; {len(forgotten.submits)} checks after the moment are gone"
    )
    row.more |= {"let through": refusals, "said": said}
    return row


def stored(world: World, submits: list[Submit]) -> int:
    keys = [submit.key for submit in submits]
    counted = world.sql("SELECT count(*) FROM diaries_paincheck WHERE key = ANY(%s::uuid[])", keys)
    return int(counted[0][0])


class Site:
    """What the person who looks after the server does, with the scripts of deploy/backup."""

    def __init__(self, world: World) -> None:
        self._world, self._folder = world, world.folder
        # PostgreSQL's user may not be able to read our clone.
        self._scripts = Path(shutil.copytree(SCRIPTS, world.folder / "backup-scripts"))
        self._wal = world.folder / "wal"
        self._wal.mkdir(mode=0o700)
        self._give(self._scripts, self._wal)
        with contextlib.closing(world.connect()) as line, line.cursor() as at:
            line.autocommit = True
            command = f'"{self._scripts}/archive_wal" "{self._wal}" "%p" "%f"'
            at.execute("ALTER SYSTEM SET archive_command = %s", [command])
            at.execute("SELECT pg_reload_conf()")

    def _give(self, *folders: Path) -> None:
        if os.geteuid() != 0:
            return
        owner = pwd.getpwnam("nobody")
        for folder in folders:
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, owner.pw_uid, owner.pw_gid)

    def _run(self, *words: str | Path) -> "subprocess.CompletedProcess[str]":
        programs = services.postgres_programs(self._folder)
        environment = self._world.environment | {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PGHOST": str(self._folder),
            "PGUSER": "paincheck",
            "PYTHON": sys.executable,
        }
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)

    def base_backup(self) -> Path:
        done = self._run(SCRIPTS / "base_backup", self._folder / "bases")
        if done.returncode:
            raise RuntimeError(f"base_backup: {done.stderr[-2000:]}")
        return Path(done.stdout.strip())

    def seconds_until_archived(self) -> float | None:
        """By the timeout alone, with nobody asking for it."""
        began = time.monotonic()
        (name,) = self._world.sql("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")[0]
        there = wait_for((self._wal / f"{name}.gz").exists, 2 * RPO_SECONDS)
        return time.monotonic() - began if there else None

    def switch_log(self) -> None:
        (name,) = self._world.sql("SELECT pg_walfile_name(pg_switch_wal())")[0]
        wait_for((self._wal / f"{name}.gz").exists)

    def restore(self, backup: Path, moment: str) -> None:
        """The data folder is lost; the log archive and the backup are all there is."""
        data = self._folder / "data"
        shutil.rmtree(data)
        done = self._run(self._scripts / "restore", backup, self._wal, data, moment)
        if done.returncode:
            raise RuntimeError(f"restore: {done.stderr[-2000:]}")
        self._give(data)

    def restore_check(self, backup: Path) -> str:
        words = ("manage.py", "restore_check", "--manifest", str(backup / "manifest.json"))
        return self._world.run(*words)

    def refusals(self, backup: Path, moment: str) -> list[str]:
        """What was damaged and not refused; [] is what we want."""
        damaged, through = self._folder / "damaged", []
        for harm, damage in {"a byte": flip_a_byte, "a file": lose_a_file}.items():
            shutil.copytree(backup, damaged)
            damage(damaged / "data")
            done = self._run(
                self._scripts / "restore", damaged, self._wal, self._folder / "never", moment
            )
            if done.returncode != 1 or "is damaged" not in done.stderr:
                through.append(f"{harm} of the backup")
            shutil.rmtree(damaged)
        piece = sorted(self._wal.glob("*.gz"))[0]
        shutil.copytree(self._wal, damaged)
        flip_a_byte_of(damaged / piece.name)
        done = self._run(self._scripts / "fetch_wal", damaged, piece.stem, self._folder / "piece")
        if done.returncode != 200:
            through.append("a byte of the log")
        shutil.rmtree(damaged)
        return through


def flip_a_byte(data: Path) -> None:
    flip_a_byte_of(max((data / "base").rglob("*"), key=size))


def flip_a_byte_of(file: Path) -> None:
    words = bytearray(file.read_bytes())
    words[len(words) // 2] ^= 0xFF
    file.write_bytes(words)


def lose_a_file(data: Path) -> None:
    max((data / "base").rglob("*"), key=size).unlink()


def size(path: Path) -> Any:
    return path.is_file(), path.stat().st_size
