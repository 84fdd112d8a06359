"""A design tried out before there is a trial: balance, guesses, progress, cancelling."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from trial.figures import guess_figure, imbalance_figure, sentences, table
from trial.randomisation import Arm, Design, Factor, Method, Unfit, allocate, count, fingerprint
from trial.simulated_methods import allocator_of
from trial.simulation import OVERALL, Simulation, independent_mix, run, simulate

pytestmark = pytest.mark.once

EVEN = (Arm("usual"), Arm("support"))
SITE = Factor("site", ("leeds", "york"))
PAIN = Factor("pain", ("mild", "severe"), begins=(Decimal(0), Decimal(7)), up_to=Decimal(10))
MINIMISE = Design(Method.MINIMISATION, EVEN, (SITE, PAIN))
FOURS = Design(Method.BLOCKS, EVEN, block_sizes=(4,))


def last(design: Design, *, trials: int = 200, participants: int = 60, seed: int = 1) -> Simulation:
    mix = independent_mix(design, {})
    *_, end = simulate(
        design, mix, participants=participants, trials=trials, rng=random.Random(seed)
    )
    return end


def test_whole_blocks_end_level_and_are_guessed_as_the_books_say():
    """Blocks of four, 1:1: the convergence guesser has 17 of each 24 right (by counting the six
    orders), and knowing the size does not help; simple randomisation leaves a coin."""
    end = last(FOURS, trials=400)
    assert end.chosen.spreads[OVERALL].most == 0
    assert end.chosen.site_guesser == pytest.approx(17 / 24, abs=0.01)
    assert end.chosen.method_guesser == pytest.approx(17 / 24, abs=0.01)
    assert end.simple.method_guesser == pytest.approx(1 / 2)
    assert end.simple.site_guesser == pytest.approx(1 / 2, abs=0.01)


def test_simple_randomisation_ends_as_far_apart_as_a_coin_does():
    """The difference of 100 tosses: 0.7979 standard deviations of 10 on average, 20 at the 95th."""
    spread = last(FOURS, trials=600, participants=100).simple.spreads[OVERALL]
    assert spread.mean == pytest.approx(7.96, abs=0.8)
    assert 18 <= spread.p95 <= 22


def test_mixed_blocks_of_two_to_one_are_known_only_as_far_as_their_sizes_allow():
    """With one size the last of each block is certain; who knows only of several is less sure."""
    arms = (Arm("usual", 2), Arm("support"))
    one = last(Design(Method.BLOCKS, arms, block_sizes=(3,)))
    several = last(Design(Method.BLOCKS, arms, block_sizes=(3, 6, 9)))
    # Blocks of three: 2/3, then 2/3 (the likelier of the rest), then certain.
    assert one.chosen.method_guesser == pytest.approx((2 / 3 + 2 / 3 + 1) / 3, abs=0.02)
    assert 2 / 3 < several.chosen.method_guesser < one.chosen.method_guesser
    assert several.chosen.spreads[OVERALL].most <= 9 / 2
    # Who knows no size begins with the greater share, and is left with a coin after one of it.
    assert one.chosen.site_guesser == pytest.approx((2 / 3 + 2 / 3 + 1) / 3, abs=0.02)


def chance_of(history: tuple[str, ...], shares: dict[str, int], sizes: tuple[int, ...]) -> Fraction:
    """That blocks of these sizes begin with this history, by going through all that could be."""
    if not history:
        return Fraction(1)
    total = Fraction(0)
    for size in sizes:
        left = {arm: share * size // sum(shares.values()) for arm, share in shares.items()}
        chance = Fraction(1, len(sizes))
        for arm in history[:size]:
            chance *= Fraction(left[arm], sum(left.values()))
            left[arm] -= 1
        total += chance and chance * chance_of(history[size:], shares, sizes)
    return total


@pytest.mark.parametrize(
    ("shares", "sizes"), [((1, 1, 1), (3, 6)), ((2, 1), (3, 6, 9)), ((3, 2), (5, 10, 15))]
)
def test_who_knows_the_sizes_guesses_exactly_what_all_possible_blocks_say(shares, sizes):
    arms = tuple(Arm("abc"[at], share) for at, share in enumerate(shares))
    by_code = {arm.code: arm.share for arm in arms}
    codes = list(by_code)
    rng = random.Random(4)
    for _ in range(4):
        allocator = allocator_of(Design(Method.BLOCKS, arms, block_sizes=sizes), [])
        history: tuple[str, ...] = ()
        for _ in range(14):
            odds = [chance_of((*history, code), by_code, sizes) for code in codes]
            believed = [
                sum(chance * left[at] / sum(left) for left, chance in allocator.beliefs[0].items())
                for at in range(len(codes))
            ]
            assert believed == pytest.approx([float(odd / sum(odds)) for odd in odds])
            arm, favourites = allocator.give(0, (), rng)
            assert favourites == tuple(at for at, odd in enumerate(odds) if odd == max(odds))
            history += (codes[arm],)


def test_minimisation_is_nearer_than_simple_and_guessed_as_often_as_it_prefers():
    sure = last(replace(MINIMISE, p=Fraction(19, 20)))
    loose = last(replace(MINIMISE, p=Fraction(6, 10)))
    for name in (OVERALL, "site", "pain"):
        assert sure.chosen.spreads[name].mean < loose.chosen.spreads[name].mean
        assert loose.chosen.spreads[name].mean < loose.simple.spreads[name].mean
    assert 0.5 < loose.chosen.method_guesser < 0.6
    assert 0.6 < sure.chosen.method_guesser < 0.95
    assert sure.chosen.site_guesser < sure.chosen.method_guesser


@pytest.mark.parametrize("overall", [Fraction(0), Fraction(1, 2)])
def test_a_simulated_minimisation_gives_the_arms_that_a_live_one_gives(overall):
    design = replace(MINIMISE, arms=(Arm("usual", 2), Arm("support")), overall_weight=overall)
    live, simulated, people = random.Random(5), random.Random(5), random.Random(6)
    steps, rows = (1, 2), [[0, 0] for _ in range(5)]  # everybody, leeds, york, mild, severe
    allocator = allocator_of(design, rows)
    counts = count(design, [])
    for _ in range(150):
        site, pain = people.choice(SITE.levels), people.choice(PAIN.levels)
        places = (1 + SITE.levels.index(site), 3 + PAIN.levels.index(pain))
        choice = allocate(design, counts, {"site": site, "pain": pain}, live)
        arm, favourites = allocator.give(0, places, simulated)
        assert design.arm_codes[arm] == choice.arm
        likeliest = max(choice.probabilities.values())
        assert [design.arm_codes[at] for at in favourites] == [
            code for code, chance in choice.probabilities.items() if chance == likeliest
        ]
        counts["site"][site][choice.arm] += 1
        counts["pain"][pain][choice.arm] += 1
        for at in (0, *places):
            rows[at][arm] += steps[arm]


def test_three_to_one_by_minimisation_holds_its_ratio():
    """What dividing the counts alone would miss: the means stay near even per share."""
    design = replace(MINIMISE, arms=(Arm("usual", 3), Arm("support")), overall_weight=Fraction(1))
    spread = last(design, participants=160).chosen.spreads[OVERALL]
    assert spread.mean < 4


def test_the_same_seed_gives_the_same_answer_and_another_another():
    one = last(MINIMISE, trials=50)
    assert one == last(MINIMISE, trials=50)
    assert one != last(MINIMISE, trials=50, seed=2)
    assert one.fingerprint == fingerprint(MINIMISE)


def test_a_stratum_that_nobody_is_expected_in_stays_empty():
    mix = {"leeds/mild": 1.0}
    *_, end = simulate(MINIMISE, mix, participants=20, trials=20, rng=random.Random(1))
    assert end.chosen.spreads["site"] == end.chosen.spreads[OVERALL]


def test_progress_is_told_and_a_cancel_ends_it_without_a_result():
    told: list[tuple[int, int]] = []

    def go(stop_at: int) -> Simulation | None:
        told.clear()
        return run(
            FOURS, {"all": 1.0}, participants=8, rng=random.Random(1), trials=250,
            progress=lambda done, of: told.append((done, of)),
            cancelled=lambda: told[-1][0] >= stop_at,
        )  # fmt: skip

    whole = go(10_000)
    assert told == [(100, 250), (200, 250), (250, 250)]
    assert whole is not None
    assert whole.done == 250
    assert go(200) is None
    assert told == [(100, 250), (200, 250)]


@pytest.mark.parametrize(
    ("design", "changes", "words"),
    [
        (replace(FOURS, method=Method.LIST), {}, "already drawn"),
        (replace(FOURS, block_sizes=(3,)), {}, "multiples of 2"),
        (FOURS, {"participants": 0}, "1 to"),
        (FOURS, {"trials": 100_001}, "1 to 100,000 trials"),
        (FOURS, {"mix": {"all": 0.5}}, "add up to 1"),
        (FOURS, {"mix": {"all": float("nan")}}, "add up to 1"),
        (FOURS, {"mix": {"bath": 1.0}}, "no stratum 'bath'"),
        (MINIMISE, {"mix": {"leeds/mild": 2.0, "york/mild": -1.0}}, "0 or more"),
    ],
)
def test_what_cannot_be_simulated_is_told_in_a_sentence(design, changes, words):
    asked = {"mix": independent_mix(design, {}), "participants": 10, "trials": 10, **changes}
    with pytest.raises(Unfit, match=words):
        next(simulate(design, rng=random.Random(1), **asked))


def test_the_mix_multiplies_the_parts_of_each_factor():
    mix = independent_mix(MINIMISE, {"site": {"leeds": 0.75, "york": 0.25}})
    assert mix == {
        "leeds/mild": 0.375, "leeds/severe": 0.375, "york/mild": 0.125, "york/severe": 0.125,
    }  # fmt: skip


def test_a_simulation_comes_back_from_its_json():
    end = last(MINIMISE, trials=10)
    assert Simulation.from_json(end.as_json()) == end


def test_the_figures_the_table_and_the_words_say_the_same_numbers():
    end = last(MINIMISE, trials=50)
    figure = imbalance_figure(end, {"site": "Site <b>x</b>"})
    chosen, simple = figure.data
    assert list(chosen.x) == [end.chosen.spreads[key].p95 for key in (OVERALL, "site", "pain")]
    assert list(simple.x) == [end.simple.spreads[key].p95 for key in (OVERALL, "site", "pain")]
    assert "<b>" not in "".join(chosen.y)
    assert simple.marker.pattern.shape == "/"  # told apart without colour
    assert chosen.marker.pattern.shape is None
    rows = table(end, {"pain": "Pain at baseline"})
    assert [row[0] for row in rows] == ["All participants", "site", "Pain at baseline"]
    assert rows[0][2] == f"{end.chosen.spreads[OVERALL].p95:.1f}"
    assert list(guess_figure(end).data[0].x) == [
        100 * end.chosen.site_guesser,
        100 * end.chosen.method_guesser,
    ]
    assert "50 trials of 60 participants" in sentences(end)[0]
    assert f"{end.chosen.method_guesser:.0%}" in sentences(end)[2]
    assert any("Stopped" in words for words in sentences(replace(end, done=40)))
