"""PostgreSQL without room: for its data, and for its log, at which it ends itself."""

import contextlib
import random
import shutil
import time
from pathlib import Path

from tests.faults.drills.disks import MountRefused, fill, small_disk
from tests.faults.drills.judge import judge
from tests.faults.drills.load import RECEIPTS, Load, Submit, post
from tests.faults.drills.pages import check_over_pages
from tests.faults.drills.processes import wait_for
from tests.faults.drills.row import Limit, Row, drill, not_run
from tests.faults.drills.world import World

TRIES = 150
SMALL = {"patients": 400, "postgres": {"max_wal_size": "64MB", "min_wal_size": "32MB"}}
ROOM_MEGABYTES = 24
WELL_SECONDS = 90.0
WITHOUT_A_LINE = """
SELECT count(*) FROM diaries_paincheck c WHERE NOT EXISTS (
    SELECT 1 FROM audit_auditevent e
    WHERE e.subject_type = 'diaries.PainCheck' AND e.subject_id = c.id::text)
"""
FAULTS = """
import django
django.setup()
from paincheck.backup.soundness import faults
print(*faults(), sep="\\n")
"""


@drill("PostgreSQL: the disk of its data is full", n=40, part=2, own_world=SMALL)
def data(world: World, rng: random.Random, n: int) -> Row:
    return without_room(world, rng, n, "PostgreSQL: the disk of its data is full", "base")


@drill("PostgreSQL: the disk of its log is full", n=40, part=2, own_world=SMALL)
def log(world: World, rng: random.Random, n: int) -> Row:
    return without_room(world, rng, n, "PostgreSQL: the disk of its log is full", "pg_wal")


def without_room(world: World, rng: random.Random, n: int, fault: str, which: str) -> Row:
    part, disk = world.folder / "data" / which, world.folder / "small"
    size = sum(file.stat().st_size for file in part.rglob("*") if file.is_file()) >> 20
    try:
        with small_disk(disk, megabytes=size + ROOM_MEGABYTES):
            move(world, part, disk / which)
            try:
                return on_a_full_disk(world, rng, n, fault, disk)
            finally:
                for program in world.programs:
                    program.stop()
    except MountRefused as refused:
        return not_run(fault, str(refused))


def move(world: World, part: Path, to: Path) -> None:
    """As an administrator does who puts a folder of PostgreSQL on a disk of its own."""
    world.postgres.stop()
    shutil.move(part, to)
    owner = world.folder.stat()
    for path in [to, *to.rglob("*")]:
        shutil.chown(path, owner.st_uid, owner.st_gid)
    part.symlink_to(to)
    world.postgres.start()
    if not wait_for(world.is_well):
        raise RuntimeError(f"not well on the small disk:\n{world.last_words()}")


def on_a_full_disk(world: World, rng: random.Random, n: int, fault: str, disk: Path) -> Row:
    with Load(world, rng, n // 2, seconds=8) as before:
        pass
    starts = {program.name: program.starts for program in world.loops}
    with fill(disk):
        meanwhile, page = submit_until_refused(world)
    room = time.monotonic()
    well = wait_for(world.is_well, WELL_SECONDS)
    seconds = time.monotonic() - room
    for submit in meanwhile:
        if not submit.acknowledged and post(world, submit, submit.body()) in RECEIPTS:
            submit.acknowledged = time.time()
    with Load(world, rng, n // 2, seconds=8) as after:
        pass
    submits = [*before.submits, *meanwhile, *after.submits]
    # How late a flag is counts from the storing; nothing is stored while there is no room.
    row = judge(world, fault, submits, within=WELL_SECONDS, repeats_allowed=n)
    statuses = [status for submit in meanwhile for status in submit.statuses]
    faults = world.run("-c", FAULTS).split("\n")
    row.limits += [
        Limit("nobody was refused, so nothing was tried", 503 not in statuses, 0),
        Limit("answers that were neither a receipt nor a 503",
              sum(status not in (*RECEIPTS, 503) for status in statuses), 0),
        Limit("the page did not say 'not saved' with 503", page != "not saved", 0),
        Limit("well again after there was room, seconds", seconds if well else None, WELL_SECONDS),
        Limit("acknowledged checks that are missing", len(row.more["missing"]), 0),
        Limit("never acknowledged, though sent again", row.more["never_acknowledged"], 0),
        Limit("checks without their line of the trail", world.sql(WITHOUT_A_LINE)[0][0], 0),
        Limit("faults in the tables", sum(bool(line) for line in faults), 0),
        Limit("starts of our own programs",
              sum(program.starts - starts[program.name] for program in world.loops), 0),
    ]  # fmt: skip
    row.note = f"{statuses.count(503)} refused with 503, well again after {seconds:.0f} s"
    row.more["page"] = page
    return row


def submit_until_refused(world: World) -> tuple[list[Submit], str]:
    """Checks until the disk is really full for PostgreSQL; then a patient at her page."""
    submits = []
    for person in world.take_people(TRIES):
        submits.append(Submit(person))
        if post(world, submits[-1], submits[-1].body()) in RECEIPTS:
            submits[-1].acknowledged = time.time()
        with contextlib.suppress(Exception):  # the log is used up sooner
            world.sql("SELECT pg_switch_wal()")
        if sum(503 in submit.statuses for submit in submits) >= 5:
            break
    pages = [check_over_pages(world, person) for person in world.take_people(5)]
    return submits, "not saved" if "not saved" in pages else pages[0]
