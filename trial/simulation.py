"""Many trials of a design before there is one: how even it comes out, and how well it is guessed.

Plain: the generator (`random.Random(seed)`) is handed in, and the same seed gives the same answer.
The allocating itself is that of `trial.methods`, never a copy of it. Everything is also done by
simple randomisation with the same participants, to compare with.

Guessers after Blackwell and Hodges (Ann Math Stat 1957;28:449-60). One enrols at a site and, of the
participant's stratum, guesses the arm that would stay furthest behind its share with one more (at
equal shares: the arm with fewest so far). The other, the worst case, knows the method, its
parameters and every allocation so far. Where arms tie, a guess is right as often as a blind pick
among them would be.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from math import ceil, lcm, prod
from random import Random
from typing import Any

from trial.methods.checking import validate
from trial.methods.design import Design, Method, Unfit, fingerprint, levels_of, strata
from trial.simulated_methods import Allocator, allocator_of

MOST_TRIALS, MOST_PARTICIPANTS = 100_000, 10_000
OVERALL = "overall"


@dataclass(frozen=True)
class Spread:
    """How far apart arms end: the largest less the smallest number per share of the ratio.

    At equal shares that is participants. Of a factor, the level that is furthest apart.
    """

    mean: float
    p95: float  # 95 of 100 trials end at this or nearer
    most: float


@dataclass(frozen=True)
class Outcome:
    spreads: dict[str, Spread]  # OVERALL, then each factor's code
    site_guesser: float  # part of guesses that were right, 0 to 1
    method_guesser: float


@dataclass(frozen=True)
class Simulation:
    fingerprint: str
    done: int
    trials: int
    participants: int
    chosen: Outcome
    simple: Outcome

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Simulation":
        chosen, simple = (_outcome(data[name]) for name in ("chosen", "simple"))
        return Simulation(**{**data, "chosen": chosen, "simple": simple})


def _outcome(data: Mapping[str, Any]) -> Outcome:
    spreads = {name: Spread(**spread) for name, spread in data["spreads"].items()}
    return Outcome(**{**data, "spreads": spreads})


def independent_mix(
    design: Design, expected: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """The part of each stratum, if factors have nothing to do with each other.

    `expected` is {factor: {level: part}}; a factor left out has all its levels alike.
    """
    mix = {}
    for stratum in strata(design):
        parts = []
        for factor in design.factors:
            level = levels_of(design, stratum)[factor.code]
            of_factor = expected.get(factor.code)
            parts.append(1 / len(factor.levels) if of_factor is None else of_factor.get(level, 0))
        mix[stratum] = prod(parts)
    return mix


def simulate(
    design: Design,
    mix: Mapping[str, float],
    *,
    participants: int,
    rng: Random,
    trials: int = 10_000,
    every: int = 100,
) -> Iterator[Simulation]:
    """What is known after each `every` trials and after the last; stop asking to cancel.

    `mix` is {stratum: part}, adding up to 1. Unfit with a sentence where it cannot be done.
    """
    _check(design, mix, participants, trials)
    cells = _Cells(design)
    weights = list(accumulate(mix.get(stratum, 0.0) for stratum in cells.strata))
    places = range(len(cells.strata))
    chosen = _Tally(cells, design)
    simple = _Tally(cells, replace(design, method=Method.SIMPLE))
    mark = fingerprint(design)
    for done in range(1, trials + 1):
        people = rng.choices(places, cum_weights=weights, k=participants)
        chosen.trial(people, rng)
        simple.trial(people, rng)
        if done % every == 0 or done == trials:
            yield Simulation(mark, done, trials, participants, chosen.outcome(), simple.outcome())


def run(
    design: Design,
    mix: Mapping[str, float],
    *,
    participants: int,
    rng: Random,
    trials: int = 10_000,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Simulation | None:
    """The whole of it, telling `progress(done, trials)`; None once `cancelled()` says so."""
    result: Simulation | None = None
    for result in simulate(design, mix, participants=participants, rng=rng, trials=trials):
        progress(result.done, result.trials)
        if result.done < trials and cancelled():
            return None
    return result


def _check(design: Design, mix: Mapping[str, float], participants: int, trials: int) -> None:
    for sentence in validate(design):
        raise Unfit(sentence)
    if design.method is Method.LIST:
        raise Unfit("An uploaded list is already drawn, so there is nothing to simulate.")
    if not (1 <= participants <= MOST_PARTICIPANTS and 1 <= trials <= MOST_TRIALS):
        raise Unfit(
            f"Simulate 1 to {MOST_TRIALS:,} trials of 1 to {MOST_PARTICIPANTS:,} participants."
        )
    unknown = set(mix) - set(strata(design))
    if unknown:
        raise Unfit(f"There is no stratum '{min(unknown)}'.")
    if min(mix.values(), default=-1) < 0 or not abs(sum(mix.values()) - 1) < 1e-6:
        raise Unfit("The parts of the expected mix must be 0 or more and add up to 1.")


class _Cells:
    """Where counts stand: place 0 for everybody, then one for each level of each factor."""

    def __init__(self, design: Design) -> None:
        self.strata = strata(design)
        place: dict[tuple[str, str], int] = {}
        self.of_factor: dict[str, list[int]] = {}
        for factor in design.factors:
            for level in factor.levels:
                place[factor.code, level] = 1 + len(place)
            self.of_factor[factor.code] = [place[factor.code, level] for level in factor.levels]
        self.number = 1 + len(place)
        self.of_stratum = [
            tuple(place[pair] for pair in levels_of(design, stratum).items())
            for stratum in self.strata
        ]


class _Tally:
    """Trials of one design, kept as counts of how they ended: memory does not grow with them."""

    def __init__(self, cells: _Cells, design: Design) -> None:
        self.cells, self.design = cells, design
        shares = [arm.share for arm in design.arms]
        self.unit = lcm(*shares)  # counts are kept times this over the share, as whole numbers
        self.steps = [self.unit // share for share in shares]
        self.ends: dict[str, Counter[int]] = {
            name: Counter() for name in (OVERALL, *cells.of_factor)
        }
        self.guesses = 0
        self.site_right = self.method_right = 0.0

    def trial(self, people: list[int], rng: Random) -> None:
        steps, of_stratum = self.steps, self.cells.of_stratum
        rows = [[0] * len(steps) for _ in range(self.cells.number)]
        seen = [list(steps) for _ in of_stratum]  # as if each arm had one more
        allocator: Allocator = allocator_of(self.design, rows)
        for stratum in people:
            places, here = of_stratum[stratum], seen[stratum]
            arm, favourites = allocator.give(stratum, places, rng)
            if arm in favourites:
                self.method_right += 1 / len(favourites)
            fewest = min(here)
            if here[arm] == fewest:
                self.site_right += 1 / here.count(fewest)
            step = steps[arm]
            here[arm] += step
            rows[0][arm] += step
            for place in places:
                rows[place][arm] += step
        self.guesses += len(people)
        self._close(rows)

    def _close(self, rows: list[list[int]]) -> None:
        apart = [max(row) - min(row) for row in rows]
        self.ends[OVERALL][apart[0]] += 1
        for factor, places in self.cells.of_factor.items():
            self.ends[factor][max(apart[place] for place in places)] += 1

    def outcome(self) -> Outcome:
        return Outcome(
            spreads={name: self._spread(ends) for name, ends in self.ends.items()},
            site_guesser=self.site_right / self.guesses,
            method_guesser=self.method_right / self.guesses,
        )

    def _spread(self, ends: Counter[int]) -> Spread:
        number = ends.total()
        rank, reached = ceil(0.95 * number), 0
        for end in sorted(ends):
            reached += ends[end]
            if reached >= rank:
                break
        mean = sum(end * times for end, times in ends.items()) / number
        return Spread(mean=mean / self.unit, p95=end / self.unit, most=max(ends) / self.unit)
