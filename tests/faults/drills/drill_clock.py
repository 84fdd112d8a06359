"""Servers whose clocks are wrong: an hour and a day, forward and back. The database's is right."""

import random
import time
from datetime import datetime

from tests.faults.drills import faketime
from tests.faults.drills.judge import judge
from tests.faults.drills.load import Load, Submit
from tests.faults.drills.processes import Program, wait_for
from tests.faults.drills.row import Limit, Row, drill, not_run
from tests.faults.drills.world import World

HOUR, DAY = 3600, 86_400


def wrong_by(world: World, rng: random.Random, n: int, fault: str, seconds: int) -> Row:
    """The web's clock, the worker's, the watch's, and at last all three."""
    each: list[list[Program]] = [[world.web], [*world.workers], [*world.watches]]
    submits: list[Submit] = []
    restarts = 0  # by kill -9, each of which may cost a second copy of one message
    for programs in [*each, [program for some in each for program in some]]:
        world.changes = {program.name: faketime.ours(seconds) for program in programs}
        for program in programs:
            program.restart()
            restarts += 2  # and once more when it is mended
        wait_for(world.is_well)
        with Load(world, rng, n // 4, seconds=5) as load:
            pass
        submits += load.submits
        world.mend()
    return judge(world, fault, submits, repeats_allowed=restarts)


@drill("clocks an hour ahead", n=32, part=3)
def hour_ahead(world: World, rng: random.Random, n: int) -> Row:
    return wrong_by(world, rng, n, "clocks an hour ahead", HOUR)


@drill("clocks an hour behind", n=32, part=3)
def hour_behind(world: World, rng: random.Random, n: int) -> Row:
    return wrong_by(world, rng, n, "clocks an hour behind", -HOUR)


@drill("clocks a day ahead", n=32, part=3)
def day_ahead(world: World, rng: random.Random, n: int) -> Row:
    return wrong_by(world, rng, n, "clocks a day ahead", DAY)


@drill("clocks a day behind", n=32, part=3)
def day_behind(world: World, rng: random.Random, n: int) -> Row:
    return wrong_by(world, rng, n, "clocks a day behind", -DAY)


def across(world: World, rng: random.Random, n: int, fault: str, moment: str) -> Row:
    """The whole world, the database too, goes through this moment while checks come in."""
    if faketime.library() is None:
        return not_run(fault, "libfaketime is not to be had here")
    at = datetime.fromisoformat(moment).timestamp()
    time.sleep(max(0.0, at - 10 - world.now()))
    before = world.now() < at
    with Load(world, rng, n, seconds=20) as load:
        pass
    row = judge(world, fault, load.submits, repeats_allowed=0)
    wrong = world.sql(
        "SELECT count(*) FROM diaries_paincheck"
        " WHERE day <> (answered_at AT TIME ZONE 'Europe/London')::date"
    )[0][0]
    row.limits.append(Limit("checks with a wrong local day", float(wrong), 0.0))
    row.limits.append(Limit("began too late to pass the moment", float(not before), 0.0))
    return row


@drill("the clocks go forward", n=12, part=3, own_world={"begins": "2027-03-28T00:59:05+00:00"})
def forward(world: World, rng: random.Random, n: int) -> Row:
    return across(world, rng, n, "the clocks go forward", "2027-03-28T01:00:00+00:00")


@drill("the clocks go back", n=12, part=3, own_world={"begins": "2027-10-31T00:59:05+00:00"})
def back(world: World, rng: random.Random, n: int) -> Row:
    return across(world, rng, n, "the clocks go back", "2027-10-31T01:00:00+00:00")


@drill("midnight", n=12, part=3, own_world={"begins": "2027-06-09T22:59:05+00:00"})
def midnight(world: World, rng: random.Random, n: int) -> Row:
    return across(world, rng, n, "midnight", "2027-06-09T23:00:00+00:00")


@drill("29 February", n=12, part=3, own_world={"begins": "2028-02-28T23:59:05+00:00"})
def leap_day(world: World, rng: random.Random, n: int) -> Row:
    return across(world, rng, n, "29 February", "2028-02-29T00:00:00+00:00")
