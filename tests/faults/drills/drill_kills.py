"""kill -9, at random moments, of everything that can be killed."""

import random
import time
from collections.abc import Callable

from tests.faults.drills.judge import judge
from tests.faults.drills.load import Load
from tests.faults.drills.row import Row, drill
from tests.faults.drills.world import World


def under_load(
    world: World,
    rng: random.Random,
    n: int,
    *,
    fault: str,
    kills: int,
    every: float,
    kill: Callable[[], object],
) -> Row:
    """`n` checks spread over so many kills, about `every` seconds apart."""
    with Load(world, rng, n, seconds=kills * every + 1) as load:
        for _ in range(kills):
            time.sleep(rng.uniform(0.5, 1.5) * every)
            kill()
    return judge(world, fault, load.submits, kills=kills)


@drill("kill -9 of a pool child", n=120, short_n=10)
def pool_child(world: World, rng: random.Random, n: int) -> Row:
    def kill() -> None:
        world.workers[0].kill_child(rng)

    return under_load(
        world, rng, n, fault="kill -9 of a pool child", kills=max(1, n // 4), every=1.5, kill=kill
    )


@drill("kill -9 of the worker with its children", n=80, short_n=10)
def worker(world: World, rng: random.Random, n: int) -> Row:
    return under_load(
        world, rng, n, fault="kill -9 of the worker with its children", kills=max(1, n // 5),
        every=5.0, kill=world.workers[0].kill,
    )  # fmt: skip
