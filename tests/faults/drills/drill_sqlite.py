"""The embedded default: each of its three processes killed, the power cut, the disk full."""

import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.faults.drills.disks import MountRefused, fill, small_disk
from tests.faults.drills.judge import judge
from tests.faults.drills.load import RECEIPTS, Load, Submit, post
from tests.faults.drills.pages import check_over_pages
from tests.faults.drills.processes import Program, wait_for
from tests.faults.drills.row import Limit, Row, drill, not_run
from tests.faults.drills.sqlite_world import SqliteWorld
from tests.faults.drills.world import World

SPARE = 10


def killed(rng: random.Random, n: int, which: str) -> Row:
    """`n` checks spread over n / 4 kills of this process with all that it started."""
    with SqliteWorld(patients=n + SPARE) as world:
        program: Program = {
            "web": world.web, "worker": world.workers[0], "watch": world.watches[0]
        }[which]  # fmt: skip
        kills = n // 4
        with Load(world, rng, n, seconds=kills * 4.0) as load:
            for _ in range(kills):
                time.sleep(rng.uniform(2.0, 6.0))
                program.kill()
        row = judge(world, f"SQLite: kill -9 of {which}", load.submits, kills=kills)
        return add_soundness(row, world.database)


def add_soundness(row: Row, database: Path) -> Row:
    """The file is whole, and no acknowledged check is missing in it."""
    row.limits.append(Limit("acknowledged checks that are missing", len(row.more["missing"]), 0))
    row.limits.append(Limit("faults in the file", len(faults(database)), 0))
    return row


def faults(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as line:
        found = [words for (words,) in line.execute("PRAGMA integrity_check") if words != "ok"]
        return found + [str(row) for row in line.execute("PRAGMA foreign_key_check")]


@drill("SQLite: kill -9 of web", n=40, part=2)
def web(_: World, rng: random.Random, n: int) -> Row:
    return killed(rng, n, "web")


@drill("SQLite: kill -9 of worker", n=40, part=2)
def worker(_: World, rng: random.Random, n: int) -> Row:
    return killed(rng, n, "worker")


@drill("SQLite: kill -9 of watch", n=40, part=2)
def watch(_: World, rng: random.Random, n: int) -> Row:
    return killed(rng, n, "watch")


@drill("SQLite: the power is cut in mid-write", n=120, part=2)
def power_cut(_: World, rng: random.Random, n: int) -> Row:
    """Every process is stopped at one random moment, the files are copied as they are, and the
    copy is opened as after a cold start: without the file of shared memory, every second time."""
    fault, cuts = "SQLite: the power is cut in mid-write", n // 6
    missing, broken = 0, 0
    with SqliteWorld(patients=n + SPARE) as world:
        with Load(world, rng, n, seconds=cuts * 1.5) as load:
            for number in range(cuts):
                time.sleep(rng.uniform(0.5, 2.0))
                for program in world.loops:
                    program.freeze()
                kept = [submit.key.replace("-", "") for submit in load.acknowledged]
                copy = copied(world, f"cut{number}", shared_memory=number % 2 == 0)
                for program in world.loops:
                    program.thaw()
                broken += len(faults(copy))
                missing += len(set(kept) - stored(copy))
        settings = world.run("-c", ASK_SQLITE).split()
        row = judge(world, fault, load.submits, kills=0, repeats_allowed=cuts)
        row.limits += [
            Limit("acknowledged checks missing after a cut", missing, 0),
            Limit("faults in the files after a cut", broken, 0),
            Limit("connections without synchronous=FULL and WAL", settings != ["2", "wal"], 0),
        ]
        row.note = f"{cuts} cuts; synchronous={settings[0]} (2 is FULL) on the app's own connection"
        return add_soundness(row, world.database)


ASK_SQLITE = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("synchronous", "journal_mode"):
        cursor.execute(f"PRAGMA {name}")
        print(cursor.fetchone()[0])
"""


def copied(world: SqliteWorld, name: str, *, shared_memory: bool) -> Path:
    folder = world.folder / name
    folder.mkdir()
    for end in ("", "-wal", "-shm") if shared_memory else ("", "-wal"):
        file = world.database.with_name(world.database.name + end)
        if file.exists():
            shutil.copy2(file, folder / file.name)
    return folder / world.database.name


def stored(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as line:
        return {key for (key,) in line.execute("SELECT key FROM diaries_paincheck")}


@drill("SQLite: the disk is full", n=30, part=2)
def disk_full(_: World, rng: random.Random, n: int) -> Row:
    """What comes in while nothing can be written is refused, and stored once there is room."""
    fault = "SQLite: the disk is full"
    world = SqliteWorld(patients=n + SPARE)
    try:
        with small_disk(world.var, megabytes=24), world:
            with Load(world, rng, n // 3, seconds=5) as before:
                pass
            with fill(world.var):
                refused = [Submit(person) for person in world.take_people(n // 3)]
                statuses = [post(world, submit, submit.body()) for submit in refused]
                pages = [check_over_pages(world, one) for one in world.take_people(SPARE)]
                time.sleep(5)
            room = time.monotonic()
            with Load(world, rng, n // 3, seconds=5) as after:
                pass
            well = wait_for(world.is_well, 60)
            seconds = time.monotonic() - room
            for submit in refused:
                if post(world, submit, submit.body()) in RECEIPTS:
                    submit.acknowledged = time.time()
            row = judge(world, fault, before.submits + refused + after.submits)
            row.limits += [
                Limit("answers that were neither a receipt nor a 503",
                      sum(status not in (*RECEIPTS, 503) for status in statuses), 0),
                Limit("checks that were let in with a full disk",
                      sum(status in RECEIPTS for status in statuses), n),
                Limit("pages that said anything but 'sent on' or 'not saved'",
                      len(set(pages) - {"sent on", "not saved"}), 0),
                Limit("pages that should have said 'not saved' and did not",
                      "not saved" not in pages, 0),
                Limit("well again without a restart, seconds", seconds if well else None, 60),
                Limit("starts of web, worker and watch", max(p.starts for p in world.loops), 1),
            ]  # fmt: skip
            row.more |= {"pages": pages, "starts": {p.name: p.starts for p in world.loops}}
            row.note = f"{statuses.count(503)} of {len(statuses)} refused with 503 meanwhile"
            return add_soundness(row, world.database)
    except MountRefused as refused_by_machine:
        world.__exit__()
        return not_run(fault, str(refused_by_machine))
