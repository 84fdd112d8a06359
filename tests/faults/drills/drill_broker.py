"""Redis, ill in every way but a kill at random: away, frozen, emptied, full, restarted."""

import random
import time
from collections.abc import Callable

from tests.faults.drills.judge import (
    WITHOUT_REDIS_SECONDS,
    judge,
    not_flagged_before,
)
from tests.faults.drills.load import Load, Submit, post
from tests.faults.drills.processes import wait_for
from tests.faults.drills.row import Row, drill
from tests.faults.drills.world import World

BACK_TO_WORK_SECONDS = 12.0


def while_ill(
    world: World,
    rng: random.Random,
    n: int,
    fault: str,
    *,
    seconds: float,
    hurt: Callable[[], object],
    heal: Callable[[], object],
) -> Row:
    """Checks come before, while and after Redis is ill for so many seconds."""
    with Load(world, rng, n, seconds=seconds + BACK_TO_WORK_SECONDS) as load:
        time.sleep(rng.uniform(1, 4))
        hurt()
        time.sleep(seconds)
        back = time.time()
        heal()
    row = judge(world, fault, load.submits, within=WITHOUT_REDIS_SECONDS, repeats_allowed=0)
    row.limits.append(not_flagged_before(world, load.acknowledged, back))
    return row


@drill("Redis is killed between the commit and the bell", n=10)
def between(world: World, rng: random.Random, n: int) -> Row:
    """Not at random: the web app itself kills Redis after its commit, before it rings."""
    world.web_app = "tests.faults.drills.between"
    world.web.restart()
    wait_for(world.is_well)
    submits = [Submit(person) for person in world.take_people(n)]
    order = world.folder / "var" / "kill-me"
    kills = 0
    for submit in submits:
        wait_for(lambda: world.valkey.alive)
        order.write_text(str(world.valkey.tree()[0]))
        submit.began = time.time()
        if post(world, submit, submit.body(world.now())) in (200, 201):
            submit.acknowledged = time.time()
        kills += not order.exists()
    fault = "Redis is killed between the commit and the bell"
    return judge(world, fault, submits, kills=kills)


@drill("Redis is stopped for 30 s", n=60)
def away(world: World, rng: random.Random, n: int) -> Row:
    return while_ill(
        world, rng, n, "Redis is stopped for 30 s", seconds=30,
        hurt=world.valkey.stop, heal=world.valkey.start,
    )  # fmt: skip


@drill("Redis hangs for 30 s (SIGSTOP)", n=60)
def frozen(world: World, rng: random.Random, n: int) -> Row:
    return while_ill(
        world, rng, n, "Redis hangs for 30 s (SIGSTOP)", seconds=30,
        hurt=world.valkey.freeze, heal=world.valkey.thaw,
    )  # fmt: skip


@drill("Redis is full (noeviction) for 20 s", n=40)
def full(world: World, rng: random.Random, n: int) -> Row:
    world.valkey_says("CONFIG", "SET", "maxmemory-policy", "noeviction")
    return while_ill(
        world, rng, n, "Redis is full (noeviction) for 20 s", seconds=20,
        hurt=lambda: world.valkey_says("CONFIG", "SET", "maxmemory", "1"),
        heal=lambda: world.valkey_says("CONFIG", "SET", "maxmemory", "0"),
    )  # fmt: skip


@drill("Redis is emptied 20 times (FLUSHALL)", n=60)
def emptied(world: World, rng: random.Random, n: int) -> Row:
    with Load(world, rng, n, seconds=30) as load:
        for _ in range(20):
            time.sleep(rng.uniform(0.75, 2.25))
            world.valkey_says("FLUSHALL")
    return judge(world, "Redis is emptied 20 times (FLUSHALL)", load.submits, repeats_allowed=0)


@drill("Redis is restarted 20 times", n=60)
def restarted(world: World, rng: random.Random, n: int) -> Row:
    with Load(world, rng, n, seconds=50) as load:
        for _ in range(20):
            time.sleep(rng.uniform(1.25, 3.75))
            world.valkey.restart()
    return judge(
        world, "Redis is restarted 20 times", load.submits, within=WITHOUT_REDIS_SECONDS,
        repeats_allowed=0,
    )  # fmt: skip
