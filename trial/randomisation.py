"""Allocation as plain statistics: no Django, no clock, no database, the generator handed in.

Every method is a pure function of the design, what was given before and the recorded draws;
`trial.methods.drawing` alone takes a number from the generator. So an allocation is checked by
doing it again: `replay` for minimisation and simple, `block_from` for a block, `next_on_list`
for an uploaded list. Nothing here hides anything: `trial.methods.blocks` says what must be sealed.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from trial.methods.blocks import Block, block_from, new_block
from trial.methods.checking import validate, validate_parts
from trial.methods.design import (
    Arm,
    Design,
    Factor,
    Measure,
    Method,
    Unfit,
    band_of,
    canonical,
    check_levels,
    fingerprint,
    from_canonical,
    levels_of,
    strata,
    stratum_code,
)
from trial.methods.drawing import Generator, check_draw, new_draw, place, thresholds
from trial.methods.lists import ListRead, ListRow, list_hash, next_on_list, read_list
from trial.methods.minimisation import Choice, Counts, minimise

__all__ = [
    "Arm", "Block", "Choice", "Counts", "Design", "Factor", "Generator", "ListRead", "ListRow",
    "Measure", "Method", "Unfit", "allocate", "band_of", "block_from", "canonical", "check_levels",
    "count", "fingerprint", "from_canonical", "levels_of", "list_hash", "new_block", "new_draw",
    "next_on_list", "read_list", "replay", "strata", "stratum_code", "validate", "validate_parts",
]  # fmt: skip


def allocate(design: Design, counts: Counts, levels: Mapping[str, str], rng: Generator) -> Choice:
    """An arm by minimisation or simple, with a new draw. Blocks: `new_block`; lists: in order."""
    return replay(design, counts, levels, new_draw(rng))


def replay(design: Design, counts: Counts, levels: Mapping[str, str], draw: int) -> Choice:
    """The same allocation again from its draw; Unfit for a method that draws elsewhere."""
    if design.method is Method.MINIMISATION:
        return minimise(design, counts, levels, draw)
    if design.method is Method.SIMPLE:
        return _simple(design, levels, draw)
    raise Unfit(f"The method '{design.method}' does not draw for one participant alone.")


def _simple(design: Design, levels: Mapping[str, str], draw: int) -> Choice:
    """Each participant alone, by the ratio; nothing that went before has any part in it."""
    check_levels(design, levels)
    check_draw(draw)
    odds = tuple(Fraction(arm.share, design.total_share) for arm in design.arms)
    return Choice(
        arm=design.arm_codes[place(thresholds(odds), draw)],
        counts_before={},
        imbalance={},
        probabilities=dict(zip(design.arm_codes, odds, strict=True)),
        draw=draw,
    )


def count(
    design: Design, given: Iterable[tuple[Mapping[str, str], str]]
) -> dict[str, dict[str, dict[str, int]]]:
    """Counts of (levels, arm) given so far, for `allocate`; every level and arm stands there."""
    counts = {
        factor.code: {level: dict.fromkeys(design.arm_codes, 0) for level in factor.levels}
        for factor in design.factors
    }
    for levels, arm in given:
        check_levels(design, levels)
        if arm not in design.arm_codes:
            raise Unfit(f"There is no arm '{arm}'.")
        for factor, level in levels.items():
            counts[factor][level][arm] += 1
    return counts
