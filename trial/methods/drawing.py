"""The one place that takes numbers from a generator, and what a number means.

A draw is a whole number of 53 bits, 0 <= draw < 2**53. It is recorded, and everything else is a
pure function of what was recorded. Live, the generator is `secrets.SystemRandom()`; a test or a
simulation hands in `random.Random(seed)`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import ceil
from typing import Protocol

from trial.methods.design import Unfit

BITS = 53
SCALE = 1 << BITS


class Generator(Protocol):
    def getrandbits(self, k: int, /) -> int: ...


def new_draw(rng: Generator) -> int:
    return rng.getrandbits(BITS)


def check_draw(draw: int) -> None:
    if not 0 <= draw < SCALE:
        raise Unfit("A draw is a whole number of 53 bits.")


def below(bound: int, draw: int) -> int:
    """A whole number from 0 to bound - 1. No value is likelier than another by more than
    bound / 2**53 of it: for a block of 60 less than one part in 10**14."""
    return draw * bound >> BITS


@lru_cache(maxsize=4096)
def thresholds(probabilities: tuple[Fraction, ...]) -> tuple[int, ...]:
    """Up to where a draw gives each place: place k for limit[k - 1] <= draw < limit[k]."""
    return tuple(ceil(reached * SCALE) for reached in accumulate(probabilities))


def place(limits: Sequence[int], draw: int) -> int:
    """Which place a draw gives, by `thresholds`."""
    return bisect_right(limits, draw)
