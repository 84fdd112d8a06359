"""kill -9, at random moments, of everything that can be killed."""

import os
import random
import time
from collections.abc import Callable

from tests.faults.drills.judge import judge, wait_until_flagged
from tests.faults.drills.load import Load
from tests.faults.drills.processes import wait_for
from tests.faults.drills.row import Limit, Row, drill
from tests.faults.drills.world import World

HEALTHY_SECONDS = 0.25
A_SEND_TAKES_SECONDS = 0.15


def under_load(
    world: World,
    rng: random.Random,
    n: int,
    fault: str,
    *,
    kills: int,
    every: float,
    kill: Callable[[], object],
    each: int = 1,
) -> Row:
    """`n` checks spread over so many kills of `each` processes, about `every` seconds apart.

    A send takes its time meanwhile, and every second kill waits for one to be under way: what
    kills at mere random moments find is mostly a process that does nothing.
    """
    world.mail.delay = world.texts.delay = A_SEND_TAKES_SECONDS
    done = aimed = 0
    with Load(world, rng, n, seconds=kills * every + 1) as load:
        for number in range(kills):
            time.sleep(rng.uniform(0.5, 1.5) * every)
            if number % 2 and wait_for(lambda: world.mail.inside, every, look_every=0.01):
                time.sleep(rng.uniform(0, A_SEND_TAKES_SECONDS / 2))
                aimed += 1
            done += each * (kill() is not False)
    row = judge(world, fault, load.submits, kills=done)
    row.note = f"{aimed} of the kills came while a message was being handed over"
    return row


@drill("nothing is wrong", n=150, own_world={"patients": 200})
def healthy(world: World, rng: random.Random, n: int) -> Row:
    """In a world to which nothing has happened, once its processes have each had their first."""
    with Load(world, rng, 20, seconds=6) as first:
        pass
    wait_until_flagged(world, first.acknowledged)
    with Load(world, rng, n, seconds=n / 3) as load:
        pass
    row = judge(world, "nothing is wrong", load.submits, within=None)
    quiet = bool(os.environ.get("QUIET"))  # nothing else works on this machine: it may be judged
    row.limits.append(Limit("flag after submit, p99", row.late_p99, HEALTHY_SECONDS, judged=quiet))
    return row


@drill("kill -9 of a pool child", n=120, short_n=8)
def pool_child(world: World, rng: random.Random, n: int) -> Row:
    def kill() -> bool:
        return world.workers[0].kill_child(rng)

    fault = "kill -9 of a pool child"
    return under_load(world, rng, n, fault, kills=n // 4, every=1.5, kill=kill)


@drill("kill -9 of the worker with its children", n=80, short_n=8)
def worker(world: World, rng: random.Random, n: int) -> Row:
    fault, kill = "kill -9 of the worker with its children", world.workers[0].kill
    return under_load(world, rng, n, fault, kills=n // 4, every=6.0, kill=kill)


@drill("kill -9 of beat", n=45)
def beat(world: World, rng: random.Random, n: int) -> Row:
    kill = world.beats[0].kill
    return under_load(world, rng, n, "kill -9 of beat", kills=n // 3, every=1.5, kill=kill)


@drill("kill -9 of watch", n=75, short_n=6)
def watch(world: World, rng: random.Random, n: int) -> Row:
    kill = world.watches[0].kill
    return under_load(world, rng, n, "kill -9 of watch", kills=n // 3, every=2.0, kill=kill)


@drill("kill -9 of watch while it works alone", n=40)
def watch_alone(world: World, rng: random.Random, n: int) -> Row:
    """Without workers: it flags and sends by itself, and dies in the middle of that."""
    kill = world.watches[0].kill
    with world.without(*world.workers):
        fault = "kill -9 of watch while it works alone"
        return under_load(world, rng, n, fault, kills=n // 4, every=6.0, kill=kill)


@drill("kill -9 of gunicorn: the whole, its first process, or one of its workers", n=100, short_n=8)
def web(world: World, rng: random.Random, n: int) -> Row:
    def kill() -> object:
        ways = (world.web.kill, world.web.kill_first, lambda: world.web.kill_child(rng))
        return rng.choice(ways)()

    fault = "kill -9 of gunicorn: the whole, its first process, or one of its workers"
    return under_load(world, rng, n, fault, kills=n // 4, every=2.5, kill=kill)


@drill("kill -9 of PostgreSQL's postmaster", n=120, short_n=6)
def postgres(world: World, rng: random.Random, n: int) -> Row:
    fault, kill = "kill -9 of PostgreSQL's postmaster", world.postgres.kill_first
    row = under_load(world, rng, n, fault, kills=n // 6, every=4.0, kill=kill)
    missing = float(len(row.more["missing"]))
    row.limits.append(Limit("acknowledged checks that are missing", missing, 0.0))
    return row


@drill("kill -9 of everything in one moment", n=30)
def everything(world: World, rng: random.Random, n: int) -> Row:
    def kill() -> None:
        for program in world.programs:
            program.kill()

    fault = "kill -9 of everything in one moment"
    every = {"kills": n // 6, "every": 9.0, "each": len(world.programs)}
    return under_load(world, rng, n, fault, kill=kill, **every)


@drill("two workers, beats and watches, any of them killed", n=120,
       own_world={"workers": 2, "beats": 2, "watches": 2})  # fmt: skip
def two_of_each(world: World, rng: random.Random, n: int) -> Row:
    def kill() -> None:
        rng.choice([*world.workers, *world.beats, *world.watches]).kill()

    fault = "two workers, beats and watches, any of them killed"
    return under_load(world, rng, n, fault, kills=n // 5, every=3.0, kill=kill)
