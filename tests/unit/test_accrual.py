"""Recruitment against its target: counted once each, said in sentences."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trial.accrual import Accrual, Site, accrual, months_between, pace, sentences
from trial.figures import accrual_figure

SITES = [Site("A", "Leeds", 40), Site("B", "York", 0)]
TODAY = date(2026, 11, 24)


def told(*days: tuple[str, date], target: int = 10, since: date = date(2026, 8, 1)) -> Accrual:
    return accrual(days, sites=SITES, target=target, since=since, today=TODAY)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.dates(date(2025, 1, 1), TODAY)), max_size=30))
def test_everybody_is_counted_once_by_site_and_by_month(days: list[tuple[str, date]]) -> None:
    made = told(*days)
    assert sum(row.n for row in made.rows) == sum(made.by_month) == made.n == len(days)
    assert made.table[-1][-1] == len(days)
    assert [n for _month, _sites, n, _so_far in made.table] == list(made.by_month)


def test_months_go_over_the_end_of_a_year() -> None:
    assert months_between(date(2025, 11, 30), date(2026, 2, 1)) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip


def test_the_pace_is_of_the_last_whole_months() -> None:
    days = [("A", date(2026, month, 5)) for month in (8, 9, 9, 10, 10, 10, 11)]
    assert pace(told(*days)) == pytest.approx(2.0)
    assert pace(told(*days, since=date(2026, 11, 10))) is not None
    assert pace(told(since=date(2026, 11, 10))) is None


def test_the_sentences_say_how_far_how_fast_and_until_when() -> None:
    days = [("A", date(2026, month, 5)) for month in (8, 9, 10)]
    assert sentences(told(*days)) == [
        "3 of 10 allocated (30%) since 1 August 2026: 7 to go.",
        "In the last whole months it was 1.0 a month.",
        "At that pace the target is reached in about June 2027.",
    ]
    assert sentences(told(target=0)) == ["0 allocated since 1 August 2026.", "No target is set."]
    assert sentences(told(*days, target=3)) == [
        "3 of 3 allocated (100%) since 1 August 2026: the target is reached."
    ]
    assert sentences(told())[-1] == "At that pace the target is not reached within ten years."


def test_the_figure_climbs_to_the_number_under_the_line_of_the_target() -> None:
    climbing, target = accrual_figure(told(("A", date(2026, 9, 1)), ("B", date(2026, 8, 9)))).data
    assert list(climbing.y) == [0, 1, 2, 2]
    assert set(target.y) == {10}
    assert len(accrual_figure(told(target=0)).data) == 1


def test_a_trial_without_sites_or_allocations_can_be_shown() -> None:
    empty = accrual([], sites=[], target=0, since=TODAY, today=TODAY)
    assert (empty.by_month, empty.table[-1][-1], len(sentences(empty))) == ((0,), 0, 2)
