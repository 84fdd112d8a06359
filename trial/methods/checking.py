"""What is wrong with a design, a sentence each; an empty list is a design to randomise by."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import prod

from trial.methods.design import Design, Factor, Method

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}", re.ASCII)
MOST_ARMS, MOST_FACTORS, MOST_LEVELS, MOST_STRATA = 10, 10, 200, 2_000
LARGEST_SHARE, LARGEST_BLOCK, LARGEST_WEIGHT = 20, 60, 1_000


def validate(design: Design) -> list[str]:
    """Sentences for the statistician who sets the trial up, in the order of the form."""
    return [sentence for _part, sentence in validate_parts(design)]


def validate_parts(design: Design) -> list[tuple[str, str]]:
    """The same, each with the part of the form that it is about: arms, factors or method."""
    found = [("arms", sentence) for sentence in _arms(design)]
    found += [("factors", sentence) for sentence in _factors(design)]
    if design.method is Method.BLOCKS:
        found += [("method", sentence) for sentence in _blocks(design)]
    if design.method is Method.MINIMISATION and not found:
        found += [("method", sentence) for sentence in _minimisation(design)]
    return found


def _arms(design: Design) -> list[str]:
    found = []
    if not 2 <= len(design.arms) <= MOST_ARMS:
        found.append(f"A trial has 2 to {MOST_ARMS} arms; this one has {len(design.arms)}.")
    found += _codes("arm", design.arm_codes)
    for arm in design.arms:
        if not 1 <= arm.share <= LARGEST_SHARE:
            found.append(
                f"The share of arm '{arm.code}' is {arm.share}; "
                f"it must be a whole number from 1 to {LARGEST_SHARE}."
            )
    return found


def _factors(design: Design) -> list[str]:
    found = _codes("factor", [factor.code for factor in design.factors])
    if len(design.factors) > MOST_FACTORS:
        found.append(
            f"There are {len(design.factors)} factors; at most {MOST_FACTORS} can be kept."
        )
    for factor in design.factors:
        found += _factor(factor)
    count = prod(len(factor.levels) for factor in design.factors)
    by_stratum = design.method in (Method.BLOCKS, Method.LIST)
    if by_stratum and count > MOST_STRATA:
        found.append(
            f"The factors make {count:,} strata; at most {MOST_STRATA:,} can be kept. "
            "With so many, minimisation balances better."
        )
    return found


def _factor(factor: Factor) -> list[str]:
    found = _codes(f"level of '{factor.code}'", factor.levels)
    if not 2 <= len(factor.levels) <= MOST_LEVELS:
        found.append(f"The factor '{factor.code}' needs 2 to {MOST_LEVELS} levels.")
    if not 0 < factor.weight <= LARGEST_WEIGHT:
        found.append(
            f"The weight of '{factor.code}' must be above 0 and not above {LARGEST_WEIGHT:,}."
        )
    if factor.begins or factor.up_to is not None:
        found += _bands(factor)
    return found


def _bands(factor: Factor) -> list[str]:
    if factor.up_to is None or len(factor.begins) != len(factor.levels):
        return [f"Each band of '{factor.code}' needs where it begins, and the last where it ends."]
    ends = [*factor.begins, factor.up_to]
    if not all(value.is_finite() for value in ends):
        return [f"The bands of '{factor.code}' must begin and end at numbers."]
    if any(later <= earlier for earlier, later in zip(ends[:-2], ends[1:-1], strict=True)):
        return [f"The bands of '{factor.code}' must rise: each begins above the one before."]
    if ends[-1] < ends[-2]:
        return [f"The last band of '{factor.code}' ends before it begins."]
    return []


def _codes(noun: str, codes: Sequence[str]) -> list[str]:
    """Codes stand in strata, files and evidence: short, plain, and not told apart by case."""
    found = [
        f"The {noun} '{_shown(code)}' needs a code of 1 to 40 letters, digits, or any of _ . + - "
        "that begins with a letter or digit."
        for code in codes
        if not CODE.fullmatch(code)
    ]
    return found + [f"The {noun} '{_shown(code)}' is named twice." for code in _doubles(codes)]


def _doubles(codes: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    found = []
    for code in codes:
        if code.casefold() in seen:
            found.append(code)
        seen.add(code.casefold())
    return found


def _shown(code: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in code[:40])


def _blocks(design: Design) -> list[str]:
    sizes, unit = design.block_sizes, design.total_share
    if not sizes:
        return ["Name at least one size of block."]
    found = []
    if len(set(sizes)) != len(sizes):
        found.append("A size of block is named twice.")
    for size in sizes:
        if not 1 <= size <= LARGEST_BLOCK or size % unit:
            found.append(
                f"A block of {size} cannot hold the ratio: sizes are multiples of {unit}, "
                f"up to {LARGEST_BLOCK}."
            )
    return found


def _minimisation(design: Design) -> list[str]:
    """p = 1 would let anyone who knows the counts name the next arm, so it is refused."""
    found = []
    if not design.factors:
        found.append("Minimisation needs at least one factor.")
    if not 0 <= design.overall_weight <= LARGEST_WEIGHT:
        found.append(f"The weight of the arms' totals must be from 0 to {LARGEST_WEIGHT:,}.")
    least = Fraction(min(arm.share for arm in design.arms), design.total_share)
    if not least < design.p < 1:
        found.append(
            f"The probability p must be above {float(least):.3g}, which is the same as no "
            "preference, and below 1, where the next arm could be known."
        )
    return found
