"""The methods as a simulation runs them: the next arm, and what a guesser who knows all expects.

Each uses the same functions as a live allocation; what is kept here between participants is the
state that a live trial keeps in its tables. `rows` are the counts of `trial.simulation`, already
scaled as `trial.methods.minimisation.Scale` wants them.
"""

from collections import defaultdict
from fractions import Fraction
from random import Random
from typing import Protocol

from trial.methods.blocks import new_block
from trial.methods.design import Design, Method
from trial.methods.drawing import new_draw, place, thresholds
from trial.methods.minimisation import chances, scale_of

Rows = list[list[int]]
Given = tuple[int, tuple[int, ...]]  # the arm's place, and those that the guesser holds likeliest

HAIR = 1e-9  # two chances that differ by less are the same


class Allocator(Protocol):
    def give(self, stratum: int, places: tuple[int, ...], rng: Random) -> Given: ...


def allocator_of(design: Design, rows: Rows) -> Allocator:
    if design.method is Method.MINIMISATION:
        return _Minimisation(design, rows)
    if design.method is Method.BLOCKS:
        return _Blocks(design)
    return _Simple(design)


class _Simple:
    def __init__(self, design: Design) -> None:
        shares = [arm.share for arm in design.arms]
        self.limits = thresholds(tuple(Fraction(share, sum(shares)) for share in shares))
        self.favourites = tuple(at for at, share in enumerate(shares) if share == max(shares))

    def give(self, stratum: int, places: tuple[int, ...], rng: Random) -> Given:
        return place(self.limits, new_draw(rng)), self.favourites


class _Minimisation:
    def __init__(self, design: Design, rows: Rows) -> None:
        self.scale, self.rows = scale_of(design), rows
        self.totals = [rows[0]] if design.overall_weight else []
        self.known: dict[tuple[int, ...], tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def give(self, stratum: int, places: tuple[int, ...], rng: Random) -> Given:
        rows = self.rows
        preferred = self.scale.preferred([rows[at] for at in places] + self.totals)
        if preferred not in self.known:
            odds = chances(self.scale.shares, self.scale.p, preferred)
            likeliest = tuple(at for at, chance in enumerate(odds) if chance == max(odds))
            self.known[preferred] = thresholds(odds), likeliest
        limits, favourites = self.known[preferred]
        return place(limits, new_draw(rng)), favourites


class _Blocks:
    """With a guesser who knows the sizes but not which comes: every block that could still be
    open is kept with its chance, by how many of each arm are left in it."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.place = {code: at for at, code in enumerate(design.arm_codes)}
        unit, even = design.total_share, 1 / len(design.block_sizes)
        self.fresh = {
            tuple(arm.share * size // unit for arm in design.arms): even
            for size in design.block_sizes
        }
        self.open: dict[int, list[int]] = defaultdict(list)  # the rest of a block, last first
        self.beliefs: dict[int, dict[tuple[int, ...], float]] = defaultdict(lambda: self.fresh)

    def give(self, stratum: int, places: tuple[int, ...], rng: Random) -> Given:
        rest = self.open[stratum]
        if not rest:
            arms = new_block(self.design, rng).arms
            rest.extend(self.place[code] for code in reversed(arms))
        arm = rest.pop()
        belief = self.beliefs[stratum]
        favourites = self._likeliest(belief)
        self.beliefs[stratum] = self._after(belief, arm)
        return arm, favourites

    def _likeliest(self, belief: dict[tuple[int, ...], float]) -> tuple[int, ...]:
        odds = [0.0] * len(self.place)
        for left, chance in belief.items():
            each = chance / sum(left)
            for at, number in enumerate(left):
                odds[at] += each * number
        most = max(odds) - HAIR
        return tuple(at for at, chance in enumerate(odds) if chance >= most)

    def _after(
        self, belief: dict[tuple[int, ...], float], arm: int
    ) -> dict[tuple[int, ...], float]:
        """Bayes' rule: what is still possible once this arm was seen."""
        found: dict[tuple[int, ...], float] = defaultdict(float)
        whole = 0.0
        for left, chance in belief.items():
            if not left[arm]:
                continue
            part = chance * left[arm] / sum(left)
            whole += part
            after = (*left[:arm], left[arm] - 1, *left[arm + 1 :])
            if any(after):
                found[after] += part
            else:
                for fresh, even in self.fresh.items():
                    found[fresh] += part * even
        return {left: part / whole for left, part in found.items()}
