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
from tests.faults.drills.row import Limit, Row, drill
from tests.faults.drills.world import ON_DISK, World

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


def with_messages_inside(
    world: World, rng: random.Random, n: int, fault: str, *, times: int, harm: Callable[[], object]
) -> Row:
    """Each time the worker is frozen first, so that the harm finds bells that nobody has heard."""
    inside = 0
    with Load(world, rng, n, seconds=times * 3.2 + 1) as load:
        for _ in range(times):
            time.sleep(rng.uniform(0.6, 1.8))
            world.workers[0].freeze()
            time.sleep(rng.uniform(1.5, 2.5))
            inside += int(world.valkey_says("LLEN", "celery").removeprefix(":"))
            harm()
            world.workers[0].thaw()
    row = judge(world, fault, load.submits, kills=times, within=WITHOUT_REDIS_SECONDS)
    row.note = f"{inside} messages stood in the queue at those moments"
    row.limits.append(Limit("the harm found no message", float(not inside), 0.0))
    return row


@drill("kill -9 of Redis that keeps nothing", n=120, short_n=12)
def killed(world: World, rng: random.Random, n: int) -> Row:
    fault, harm = "kill -9 of Redis that keeps nothing", world.valkey.kill
    return with_messages_inside(world, rng, n, fault, times=n // 6, harm=harm)


@drill("kill -9 of Redis with an append-only file", n=90)
def killed_on_disk(world: World, rng: random.Random, n: int) -> Row:
    world.valkey_options = (*ON_DISK, "--dir", str(world.folder))
    world.valkey.restart()
    fault, harm = "kill -9 of Redis with an append-only file", world.valkey.kill
    return with_messages_inside(world, rng, n, fault, times=n // 6, harm=harm)


@drill("Redis is emptied 20 times (FLUSHALL)", n=120)
def emptied(world: World, rng: random.Random, n: int) -> Row:
    fault = "Redis is emptied 20 times (FLUSHALL)"
    row = with_messages_inside(
        world, rng, n, fault, times=20, harm=lambda: world.valkey_says("FLUSHALL")
    )
    row.kills = 0
    return row


@drill("Redis is restarted 20 times", n=120)
def restarted(world: World, rng: random.Random, n: int) -> Row:
    fault = "Redis is restarted 20 times"
    row = with_messages_inside(world, rng, n, fault, times=20, harm=world.valkey.restart)
    row.kills = 0
    return row
