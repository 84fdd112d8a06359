"""Allocation: the ratio kept, every draw replayed, nothing guessed beyond what a method allows."""

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.minimisation_oracle import Oracle
from trial.randomisation import (
    Arm,
    Design,
    Factor,
    Measure,
    Method,
    Unfit,
    allocate,
    band_of,
    block_from,
    canonical,
    count,
    fingerprint,
    from_canonical,
    levels_of,
    new_block,
    replay,
    strata,
    stratum_code,
    validate,
)

pytestmark = pytest.mark.once

SITE = Factor("site", ("leeds", "york", "hull"))
PAIN = Factor(
    "pain",
    ("mild", "severe"),
    Fraction(2),
    begins=(Decimal(1), Decimal(7)),
    up_to=Decimal(10),
)
AGE = Factor("age", ("under-65", "65-on"), Fraction(1, 3))
EVEN = (Arm("usual"), Arm("support"))
MINIMISE = Design(Method.MINIMISATION, EVEN, (SITE, PAIN, AGE))
BLOCKS = Design(Method.BLOCKS, EVEN, (SITE, PAIN), block_sizes=(4, 6))
SIMPLE = Design(Method.SIMPLE, EVEN)

draws = st.integers(0, 2**53 - 1)
ratios = st.lists(st.integers(1, 4), min_size=2, max_size=4)


def arms(*shares: int) -> tuple[Arm, ...]:
    return tuple(Arm(f"arm{at}", share) for at, share in enumerate(shares))


@st.composite
def participants(draw: st.DrawFn, most: int = 25) -> list[dict[str, str]]:
    person = st.fixed_dictionaries(
        {factor.code: st.sampled_from(factor.levels) for factor in MINIMISE.factors}
    )
    return draw(st.lists(person, min_size=1, max_size=most))


# Blocks


@settings(max_examples=60)
@given(ratios, st.sets(st.integers(1, 4), min_size=1), st.integers())
def test_every_block_holds_the_ratio_exactly_and_comes_again_from_its_draws(shares, times, seed):
    unit = sum(shares)
    design = Design(Method.BLOCKS, arms(*shares), block_sizes=tuple(unit * each for each in times))
    block = new_block(design, random.Random(seed))
    given_to = Counter(block.arms)
    assert len({Fraction(given_to[arm.code], arm.share) for arm in design.arms}) == 1
    assert len(block.arms) in design.block_sizes
    assert block_from(design, block.draws) == block.arms


def chi_square(found: Counter, expected: dict) -> float:
    assert set(found) <= set(expected)
    return sum((found[key] - even) ** 2 / even for key, even in expected.items())


def test_every_order_of_a_block_is_reached_and_equally_likely():
    """Six orders of a block of four: chi-square with 5 degrees stays under its 99.9th per cent."""
    design = replace(BLOCKS, block_sizes=(4,))
    rng = random.Random(7)
    found = Counter(new_block(design, rng).arms for _ in range(6_000))
    orders = set(permutations(["usual", "usual", "support", "support"]))
    assert set(found) == orders
    assert chi_square(found, dict.fromkeys(orders, 1_000)) < 20.52


def test_the_sizes_of_blocks_are_equally_likely():
    rng = random.Random(8)
    found = Counter(len(new_block(BLOCKS, rng).arms) for _ in range(4_000))
    assert chi_square(found, {4: 2_000, 6: 2_000}) < 10.83


def test_a_block_with_a_draw_too_many_too_few_or_out_of_range_is_refused():
    block = new_block(BLOCKS, random.Random(1))
    for wrong in (block.draws[:-1], (*block.draws, 5), (), (*block.draws[:-1], 2**53)):
        with pytest.raises(Unfit):
            block_from(BLOCKS, wrong)


def test_the_same_draws_make_the_same_block_forever():
    """As with the fingerprint: a change here means another FORMAT."""
    draws = tuple(share * 2**53 // 100 for share in (10, 90, 20, 70))
    assert block_from(BLOCKS, draws) == ("support", "usual", "usual", "support")  # by hand
    design = Design(Method.BLOCKS, arms(1, 1, 1), block_sizes=(6, 3))
    assert block_from(design, draws[:3]) == ("arm1", "arm0", "arm2")


# Simple


def test_simple_allocation_follows_the_ratio_and_nothing_that_went_before():
    design = Design(Method.SIMPLE, arms(2, 1))
    assert [replay(design, {}, {}, draw).arm for draw in (0, 2**53 * 2 // 3, 2**53 - 1)] == [
        "arm0",
        "arm0",
        "arm1",
    ]
    exactly_half = replay(SIMPLE, {}, {}, 2**52)
    assert exactly_half.arm == "support"  # the first arm's stretch ends before its limit
    rng = random.Random(3)
    found = Counter(allocate(design, {}, {}, rng).arm for _ in range(6_000))
    assert chi_square(found, {"arm0": 4_000, "arm1": 2_000}) < 10.83


# Minimisation


def worked(levels: dict, counts: dict, **changes: object):
    """One published table: {factor: {level: (first arm, second arm)}}."""
    factors = tuple(Factor(code, tuple(rows)) for code, rows in counts.items())
    design = Design(Method.MINIMISATION, (Arm("A"), Arm("B")), factors, **changes)
    given_so_far = {
        code: {level: dict(zip("AB", row, strict=True)) for level, row in rows.items()}
        for code, rows in counts.items()
    }
    return replay(design, given_so_far, levels, 0)


def test_the_fifteenth_patient_of_lim_and_in_goes_to_control():
    """Lim and In, Korean J Anesthesiol 2019;72:221-32 (PMC6547231), table 4: 3 against 5."""
    choice = worked(
        {"site": "2", "sex": "female", "age": "65-on"},
        {
            "site": {"1": (4, 2), "2": (3, 5)},
            "sex": {"male": (4, 4), "female": (3, 3)},
            "age": {"under-20": (2, 2), "20-64": (2, 2), "65-on": (3, 3)},
        },
    )
    assert choice.imbalance == {"A": 3, "B": 5}
    assert choice.probabilities == {"A": Fraction(4, 5), "B": Fraction(1, 5)}
    assert choice.counts_before["site"] == {"A": 3, "B": 5}


def test_the_seventh_patient_after_scott_and_others_goes_to_control():
    """The example after Scott et al. 2002 printed in PMC3503622, table 3: 4 against 2."""
    choice = worked(
        {"baseline": "high", "covariate": "moderate"},
        {
            "baseline": {"high": (2, 2), "moderate": (2, 3), "low": (1, 1)},
            "covariate": {"high": (2, 3), "moderate": (3, 1), "low": (1, 1)},
        },
    )
    assert choice.imbalance == {"A": 4, "B": 2}
    assert choice.probabilities == {"A": Fraction(1, 5), "B": Fraction(4, 5)}


def test_the_same_tables_by_variance_are_half_the_squares():
    """Two arms that differ by d have the sample variance d * d / 2: (1 + 9) / 2 and (1 + 1) / 2."""
    choice = worked(
        {"baseline": "high", "covariate": "moderate"},
        {
            "baseline": {"high": (2, 2), "low": (1, 1)},
            "covariate": {"moderate": (3, 1), "x": (0, 0)},
        },
        measure=Measure.VARIANCE,
    )
    assert choice.imbalance == {"A": 5, "B": 1}


def test_totals_of_the_arms_can_be_a_factor_of_their_own():
    choice = worked(
        {"sex": "male"},
        {"sex": {"male": (1, 1), "female": (4, 1)}},
        overall_weight=Fraction(2),
    )
    assert choice.imbalance == {"A": 1 + 2 * 4, "B": 1 + 2 * 2}
    assert choice.counts_before["*"] == {"A": 5, "B": 2}


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize(
    ("shares", "p"),
    [((1, 1), "4/5"), ((2, 1), "7/10"), ((1, 1), "19/20"), ((1, 1, 1), "3/5"), ((3, 2, 1), "9/10")],
)
def test_a_second_minimisation_written_from_the_paper_agrees_choice_by_choice(measure, shares, p):
    agree(measure, shares, Fraction(p), people=150)


@pytest.mark.slow
@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize(("shares", "p"), [((1, 1), "4/5"), ((2, 1), "7/10"), ((1, 1, 1), "3/5")])
def test_both_agree_over_a_thousand_participants(measure, shares, p):
    agree(measure, shares, Fraction(p), people=1_000)


def agree(measure: Measure, shares: tuple[int, ...], p: Fraction, *, people: int) -> None:
    design = replace(MINIMISE, arms=arms(*shares), p=p, measure=measure)
    assert validate(design) == []
    oracle = Oracle(
        {arm.code: arm.share for arm in design.arms},
        {factor.code: factor.weight for factor in design.factors},
        p,
        measure.value,
    )
    rng = random.Random(f"{measure}{shares}{p}")
    counts = count(design, [])
    for _ in range(people):
        levels = {factor.code: rng.choice(factor.levels) for factor in design.factors}
        draw = rng.getrandbits(53)
        choice = replay(design, counts, levels, draw)
        assert (choice.arm, choice.imbalance, choice.probabilities) == oracle.allocate(levels, draw)
        for factor, level in levels.items():
            counts[factor][level][choice.arm] += 1


@given(participants(), ratios, st.sampled_from(Measure), st.data())
@settings(max_examples=60)
def test_probabilities_sum_to_one_and_a_replay_gives_the_same(people, shares, measure, data):
    design = replace(MINIMISE, arms=arms(*shares), measure=measure)
    rng = random.Random(data.draw(st.integers()))
    so_far: list[tuple[dict[str, str], str]] = []
    for levels in people:
        counts = count(design, so_far)
        choice = allocate(design, counts, levels, rng)
        assert sum(choice.probabilities.values()) == 1
        assert min(choice.probabilities.values()) > 0  # nobody is ever certain of the next arm
        assert replay(design, counts, levels, choice.draw) == choice
        best = min(choice.imbalance, key=lambda arm: choice.imbalance[arm])
        share = Fraction(dict(zip(design.arm_codes, shares, strict=True))[best], sum(shares))
        assert choice.probabilities[best] >= share  # the preferred arm is never made rarer
        so_far.append((levels, choice.arm))


@given(draws)
def test_a_draw_gives_the_arm_on_whose_stretch_it_lies(draw):
    counts = count(MINIMISE, [({"site": "york", "pain": "mild", "age": "65-on"}, "usual")])
    choice = replay(MINIMISE, counts, {"site": "york", "pain": "mild", "age": "65-on"}, draw)
    assert choice.arm == ("usual" if Fraction(draw, 2**53) < Fraction(1, 5) else "support")


@settings(max_examples=60)
@given(ratios, st.fractions(Fraction(4, 5), Fraction(19, 20)))
def test_if_each_arm_is_preferred_by_its_share_each_is_given_by_its_share(shares, p):
    """What Han, Enas and McEntegart 2009 built their biased coin for."""
    from trial.methods.minimisation import chances

    whole = sum(shares)
    rows = [chances(tuple(shares), p, (at,)) for at in range(len(shares))]
    for arm, share in enumerate(shares):
        given_at_all = sum(row[arm] * shares[at] for at, row in enumerate(rows)) / Fraction(whole)
        assert given_at_all == Fraction(share, whole)
    assert rows[shares.index(min(shares))][shares.index(min(shares))] == p


def test_the_first_participant_is_allocated_by_the_ratio_alone():
    design = replace(MINIMISE, arms=arms(2, 2))
    levels = {"site": "hull", "pain": "mild", "age": "65-on"}
    assert set(replay(design, {}, levels, 0).probabilities.values()) == {Fraction(1, 2)}


def test_evidence_is_json_without_a_float():
    levels = {"site": "hull", "pain": "mild", "age": "65-on"}
    row = replay(MINIMISE, {}, levels, 2**53 - 1).as_json()
    assert row["draw"] == "9007199254740991"
    assert row["imbalance"] == {"usual": "10/3", "support": "10/3"}


# The design


def test_a_design_comes_back_from_its_canonical_bytes_with_the_same_fingerprint():
    for design in (MINIMISE, BLOCKS, SIMPLE, replace(MINIMISE, p=Fraction(17, 20))):
        assert from_canonical(canonical(design)) == design
        assert fingerprint(from_canonical(canonical(design))) == fingerprint(design)


def test_the_fingerprint_is_the_same_forever():
    """A change here means that a design in force can no longer be checked: raise FORMAT instead."""
    assert fingerprint(MINIMISE) == (
        "8932e37214276c0abfaaf60a9347640aeddaeeaa327774569da9f39fe4968c7e"
    )


def test_whatever_decides_an_arm_changes_the_fingerprint():
    others = [
        replace(MINIMISE, p=Fraction(3, 4)),
        replace(MINIMISE, measure=Measure.VARIANCE),
        replace(MINIMISE, arms=EVEN[::-1]),
        replace(MINIMISE, factors=(SITE, PAIN)),
        replace(MINIMISE, factors=(SITE, AGE, PAIN)),
        replace(MINIMISE, overall_weight=Fraction(1)),
        replace(MINIMISE, factors=(SITE, replace(PAIN, up_to=Decimal(9)), AGE)),
    ]
    assert len({fingerprint(design) for design in [MINIMISE, *others]}) == len(others) + 1


def test_a_stratum_has_one_code_and_its_levels_come_back():
    assert strata(BLOCKS)[:2] == ("leeds/mild", "leeds/severe")
    assert stratum_code(BLOCKS, {"pain": "severe", "site": "york"}) == "york/severe"
    assert levels_of(BLOCKS, "york/severe") == {"site": "york", "pain": "severe"}
    assert (strata(SIMPLE), stratum_code(SIMPLE, {}), levels_of(SIMPLE, "all")) == (
        ("all",),
        "all",
        {},
    )
    for wrong in (
        {"site": "york"},
        {"site": "bath", "pain": "mild"},
        {"site": "york", "pain": "mild", "x": "y"},
    ):
        with pytest.raises(Unfit):
            stratum_code(BLOCKS, wrong)


def test_a_number_falls_in_exactly_one_band():
    assert [band_of(PAIN, Decimal(value)) for value in ("1", "6.9", "7", "10")] == [
        "mild",
        "mild",
        "severe",
        "severe",
    ]
    for outside in ("0.9", "10.1", "NaN", "Infinity"):
        with pytest.raises(Unfit):
            band_of(PAIN, Decimal(outside))
    with pytest.raises(Unfit):
        band_of(SITE, Decimal(1))


@pytest.mark.parametrize(
    ("design", "words"),
    [
        (replace(SIMPLE, arms=EVEN[:1]), "2 to 10 arms"),
        (replace(SIMPLE, arms=(Arm("a"), Arm("A"))), "named twice"),
        (replace(SIMPLE, arms=(Arm("a"), Arm("b\0"))), "needs a code"),
        (replace(SIMPLE, arms=(Arm("a"), Arm("b", 0))), "share of arm 'b' is 0"),
        (replace(BLOCKS, block_sizes=()), "at least one size"),
        (replace(BLOCKS, block_sizes=(4, 5)), "multiples of 2"),
        (replace(BLOCKS, block_sizes=(4, 4)), "named twice"),
        (replace(BLOCKS, factors=(Factor("site", ("one",)),)), "2 to 200 levels"),
        (replace(BLOCKS, factors=(replace(SITE, weight=Fraction(0)),)), "above 0"),
        (replace(BLOCKS, factors=(replace(PAIN, begins=(Decimal(1),)),)), "Each band"),
        (replace(BLOCKS, factors=(replace(PAIN, begins=(Decimal(7), Decimal(1))),)), "must rise"),
        (replace(BLOCKS, factors=(replace(PAIN, up_to=Decimal(2)),)), "before it begins"),
        (replace(BLOCKS, factors=(replace(PAIN, up_to=Decimal("NaN")),)), "at numbers"),
        (replace(MINIMISE, factors=()), "at least one factor"),
        (replace(MINIMISE, p=Fraction(1)), "below 1"),
        (replace(MINIMISE, p=Fraction(1, 2)), "above 0.5"),
    ],
)
def test_a_design_that_cannot_be_is_told_in_a_sentence(design, words):
    assert any(words in sentence for sentence in validate(design)), validate(design)


def test_a_design_as_it_should_be_has_nothing_wrong():
    assert [validate(design) for design in (MINIMISE, BLOCKS, SIMPLE)] == [[], [], []]
