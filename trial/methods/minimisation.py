"""Minimisation after Pocock and Simon (Biometrics 1975;31:103-115, doi 10.2307/2529712).

For each arm in turn: were this participant put there, how far would the arms lie apart within
each of the participant's own levels (range or variance), weighted and summed over the factors?
The arm with the smallest sum is preferred and gets the greater probability.

**Unequal ratios.** Counts are divided by the arm's share before arms are compared, so that 20 and
10 at 2:1 are level. Dividing alone makes the smaller arm too frequent (the trouble shown by Han,
Enas and McEntegart, Stat Med 2009;28:3329-46), so probabilities follow their biased coin: an arm
that is not preferred gets c times its share, with c = (1 - p) / (all shares - smallest share),
and the preferred arm all the rest. `p` is thus the probability of the arm with the smallest share
where it is preferred; if each arm is preferred as often as its share, each is given as often as
its share. At equal shares this is Pocock and Simon's p, and (1 - p) / (arms - 1) for the others.

**Ties.** The arms that tie share what the preferred arm would have had, by their shares. If all
tie, the ratio alone decides, as for the first participant.

Sums are whole numbers: counts are scaled by the least common multiple of the shares and weights
by that of their denominators. No rounding can decide between two arms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm

from trial.methods.design import Design, Measure, Method, Unfit, check_levels
from trial.methods.drawing import check_draw, place, thresholds

# factor -> level -> arm -> how many were given it; what is absent is 0
Counts = Mapping[str, Mapping[str, Mapping[str, int]]]

OVERALL = "*"  # the arms' totals, where they are a factor; no code can be this


@dataclass(frozen=True)
class Choice:
    """One allocation and all that decided it. `imbalance` is what each arm would have led to."""

    arm: str
    counts_before: dict[str, dict[str, int]]  # factor -> arm -> count, of the participant's levels
    imbalance: dict[str, Fraction]
    probabilities: dict[str, Fraction]
    draw: int

    def as_json(self) -> dict[str, object]:
        """For the evidence row: fractions and the draw as text, so that no reader rounds them."""
        return {
            "arm": self.arm,
            "counts_before": self.counts_before,
            "imbalance": {arm: str(value) for arm, value in self.imbalance.items()},
            "probabilities": {arm: str(value) for arm, value in self.probabilities.items()},
            "draw": str(self.draw),
        }


@dataclass(frozen=True)
class Scale:
    """A design's whole numbers. A row holds an arm's scaled count in each place: count * step."""

    shares: tuple[int, ...]
    p: Fraction
    by_range: bool
    weights: tuple[int, ...]  # of each row: the factors in order, then the totals if weighted
    divisor: int  # a sum divided by it is the imbalance in participants per share

    @cached_property
    def steps(self) -> tuple[int, ...]:
        whole = lcm(*self.shares)
        return tuple(whole // share for share in self.shares)

    def sums(self, rows: Sequence[Sequence[int]]) -> list[int]:
        """The weighted sum of imbalances that each arm would lead to, times `divisor`."""
        found = []
        for arm, step in enumerate(self.steps):
            total = 0
            for row, weight in zip(rows, self.weights, strict=True):
                after = list(row)
                after[arm] += step
                if self.by_range:
                    total += weight * (max(after) - min(after))
                else:
                    squares = len(after) * sum(count * count for count in after)
                    total += weight * (squares - sum(after) ** 2)
            found.append(total)
        return found

    def preferred(self, rows: Sequence[Sequence[int]]) -> tuple[int, ...]:
        sums = self.sums(rows)
        least = min(sums)
        return tuple(arm for arm, total in enumerate(sums) if total == least)


@lru_cache(maxsize=64)
def scale_of(design: Design) -> Scale:
    weights = [Fraction(factor.weight) for factor in design.factors]
    if design.overall_weight:
        weights.append(Fraction(design.overall_weight))
    whole = lcm(*(weight.denominator for weight in weights))
    shares = tuple(arm.share for arm in design.arms)
    unit, by_range = lcm(*shares), design.measure is Measure.RANGE
    arms = len(shares)
    # The sample variance: squares about the mean over arms - 1.
    divisor = whole * (unit if by_range else unit * unit * arms * (arms - 1))
    return Scale(
        shares=shares,
        p=Fraction(design.p),
        by_range=by_range,
        weights=tuple(int(weight * whole) for weight in weights),
        divisor=divisor,
    )


@lru_cache(maxsize=4096)
def chances(
    shares: tuple[int, ...], p: Fraction, preferred: tuple[int, ...]
) -> tuple[Fraction, ...]:
    """The probability of each arm, where the arms at the places `preferred` tie for the least."""
    whole = sum(shares)
    other = (1 - p) / (whole - min(shares))
    rest = 1 - other * sum(share for arm, share in enumerate(shares) if arm not in preferred)
    tied = sum(shares[arm] for arm in preferred)
    return tuple(
        rest * share / tied if arm in preferred else other * share
        for arm, share in enumerate(shares)
    )


def minimise(design: Design, counts: Counts, levels: Mapping[str, str], draw: int) -> Choice:
    """The arm that this draw gives a participant with these levels after these counts."""
    if design.method is not Method.MINIMISATION:
        raise Unfit("This design does not minimise.")
    check_levels(design, levels)
    check_draw(draw)
    before = _before(design, counts, levels)
    scale = scale_of(design)
    rows = [
        [count * step for count, step in zip(row.values(), scale.steps, strict=True)]
        for row in before.values()
    ]
    sums = scale.sums(rows)
    odds = chances(scale.shares, scale.p, scale.preferred(rows))
    codes = design.arm_codes
    return Choice(
        arm=codes[place(thresholds(odds), draw)],
        counts_before=before,
        imbalance={
            code: Fraction(total, scale.divisor) for code, total in zip(codes, sums, strict=True)
        },
        probabilities=dict(zip(codes, odds, strict=True)),
        draw=draw,
    )


def _before(design: Design, counts: Counts, levels: Mapping[str, str]) -> dict[str, dict[str, int]]:
    codes = design.arm_codes
    before = {}
    for factor in design.factors:
        found = counts.get(factor.code, {}).get(levels[factor.code], {})
        before[factor.code] = {code: found.get(code, 0) for code in codes}
    if design.overall_weight:
        first = counts.get(design.factors[0].code, {})
        before[OVERALL] = {code: sum(row.get(code, 0) for row in first.values()) for code in codes}
    return before
