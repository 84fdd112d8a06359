"""What a trial's allocation is made from: arms, factors, method, parameters. Plain and frozen.

Everything exact is a whole number or a Fraction, so that a replay on another machine, years
later, gives the same arm. A design is fixed by its fingerprint before the first allocation.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import product

FORMAT = 1  # raised whenever the same design and draws would give another arm


class Method(StrEnum):
    BLOCKS = "blocks"  # stratified permuted blocks of random sizes
    MINIMISATION = "minimisation"  # Pocock and Simon 1975
    LIST = "list"  # made elsewhere and uploaded
    SIMPLE = "simple"  # each participant alone, by the ratio


class Measure(StrEnum):
    """How far arms lie apart within one level (Pocock and Simon 1975, their function D)."""

    RANGE = "range"
    VARIANCE = "variance"


@dataclass(frozen=True)
class Arm:
    code: str
    share: int = 1  # its part of the ratio: 2:1 is share 2 and share 1


@dataclass(frozen=True)
class Factor:
    """What is balanced. With `begins`, a number's level: level i holds begins[i] <= value <
    begins[i + 1], the last one up to and with `up_to`."""

    code: str
    levels: tuple[str, ...]
    weight: Fraction = Fraction(1)
    begins: tuple[Decimal, ...] = ()
    up_to: Decimal | None = None


@dataclass(frozen=True)
class Design:
    method: Method
    arms: tuple[Arm, ...]
    factors: tuple[Factor, ...] = ()
    block_sizes: tuple[int, ...] = ()  # blocks only; each is equally likely to be the next
    p: Fraction = Fraction(4, 5)  # minimisation only: see trial.methods.minimisation
    measure: Measure = Measure.RANGE  # minimisation only
    overall_weight: Fraction = Fraction(0)  # minimisation: the arms' totals as one factor more

    @property
    def total_share(self) -> int:
        return sum(arm.share for arm in self.arms)

    @property
    def arm_codes(self) -> tuple[str, ...]:
        return tuple(arm.code for arm in self.arms)


class Unfit(ValueError):
    """What was asked does not fit the design; the message is a sentence."""


def canonical(design: Design) -> bytes:
    """The design as JSON, the same bytes for the same design on every machine.

    The order of arms, factors and levels is part of it: it decides which draw gives which arm.
    """
    data = {
        "format": FORMAT,
        "method": design.method.value,
        "arms": [[arm.code, arm.share] for arm in design.arms],
        "factors": [_factor(factor) for factor in design.factors],
        "block_sizes": sorted(design.block_sizes),
        "p": str(Fraction(design.p)),
        "measure": design.measure.value,
        "overall_weight": str(Fraction(design.overall_weight)),
    }
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _factor(factor: Factor) -> dict[str, object]:
    return {
        "code": factor.code,
        "levels": list(factor.levels),
        "weight": str(Fraction(factor.weight)),
        "begins": [str(Fraction(value)) for value in factor.begins],
        "up_to": None if factor.up_to is None else str(Fraction(factor.up_to)),
    }


def from_canonical(content: bytes) -> Design:
    """The design that `canonical` wrote; Unfit where it is of another format."""
    data = json.loads(content)
    if data["format"] != FORMAT:
        raise Unfit(f"The design is of format {data['format']}; this program reads {FORMAT}.")
    return Design(
        method=Method(data["method"]),
        arms=tuple(Arm(code, share) for code, share in data["arms"]),
        factors=tuple(_factor_from(row) for row in data["factors"]),
        block_sizes=tuple(data["block_sizes"]),
        p=Fraction(data["p"]),
        measure=Measure(data["measure"]),
        overall_weight=Fraction(data["overall_weight"]),
    )


def _factor_from(row: Mapping[str, object]) -> Factor:
    levels, begins = row["levels"], row["begins"]
    if not (isinstance(levels, list) and isinstance(begins, list)):
        raise Unfit("A factor of the design cannot be read.")
    return Factor(
        code=str(row["code"]),
        levels=tuple(levels),
        weight=Fraction(str(row["weight"])),
        begins=tuple(_decimal(value) for value in begins),
        up_to=None if row["up_to"] is None else _decimal(row["up_to"]),
    )


def _decimal(fraction: object) -> Decimal:
    exact = Fraction(str(fraction))
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def fingerprint(design: Design) -> str:
    """SHA-256 of `canonical`, in hex."""
    return hashlib.sha256(canonical(design)).hexdigest()


def strata(design: Design) -> tuple[str, ...]:
    """The codes of all strata: every level of each factor with every level of the others."""
    every = product(*(factor.levels for factor in design.factors))
    return tuple("/".join(levels) or "all" for levels in every)


def stratum_code(design: Design, levels: Mapping[str, str]) -> str:
    """'leeds/severe': the levels in the order of the factors, 'all' where there are none.

    `levels` names exactly one known level for each factor, else Unfit.
    """
    check_levels(design, levels)
    return "/".join(levels[factor.code] for factor in design.factors) or "all"


def levels_of(design: Design, stratum: str) -> dict[str, str]:
    """The levels that make a stratum's code."""
    parts = stratum.split("/") if design.factors else []
    if len(parts) != len(design.factors):
        raise Unfit(f"There is no stratum '{stratum}'.")
    levels = {factor.code: part for factor, part in zip(design.factors, parts, strict=True)}
    check_levels(design, levels)
    return levels


def check_levels(design: Design, levels: Mapping[str, str]) -> None:
    for factor in design.factors:
        if factor.code not in levels:
            raise Unfit(f"The factor '{factor.code}' has no level.")
        if levels[factor.code] not in factor.levels:
            raise Unfit(f"The factor '{factor.code}' has no level '{levels[factor.code]}'.")
    unknown = set(levels) - {factor.code for factor in design.factors}
    if unknown:
        raise Unfit(f"There is no factor '{min(unknown)}'.")


def band_of(factor: Factor, value: Decimal) -> str:
    """The level that holds a number, e.g. of a pain score; Unfit outside all of them."""
    if not factor.begins or factor.up_to is None:
        raise Unfit(f"The factor '{factor.code}' has no bands for a number.")
    if not (value.is_finite() and factor.begins[0] <= value <= factor.up_to):
        raise Unfit(
            f"{value} is outside the bands of '{factor.code}', "
            f"which reach from {factor.begins[0]} to {factor.up_to}."
        )
    rows = zip(factor.begins, factor.levels, strict=True)
    return [level for begins, level in rows if begins <= value][-1]
