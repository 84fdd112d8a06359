"""How the care under study was carried out: what is judged, what is left out, who is behind it."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trial.fidelity import Fidelity, Measure, Shown, fidelity, in_words, uptake_drawing

TODAY = date(2026, 11, 24)
DUE = date(2026, 11, 10)
SITES = [("A", "Leeds"), ("B", "York")]
REASONS = {"TOO_UNWELL": "Too unwell", "NO_TIME": "No time for it yet"}


def shown(n: int = 1, **told: Any) -> Shown:
    given: dict[str, Any] = {
        "number": f"A-{n:03d}", "site": "A", "due_on": DUE, "finished_on": None, "not_done": "",
        "closed": False, "checked": False,
    }  # fmt: skip
    return Shown(**given | told)


def of(*people: Shown) -> Fidelity:
    return fidelity(people, sites=SITES, reasons=REASONS, days=7, today=TODAY)


def words(measure: Measure | None) -> str:
    assert measure is not None
    return measure.ratio.words


def test_introduced_in_time_is_judged_when_it_was_due_and_could_be_done() -> None:
    told = of(
        shown(1, finished_on=DUE),
        shown(2, finished_on=DUE + timedelta(days=1)),
        shown(3),
        shown(4, due_on=TODAY),  # may still be in time
        shown(5, closed=True),  # died or left before
        shown(6, closed=True, finished_on=DUE - timedelta(days=1)),
        shown(7, site="B"),
    )
    assert words(told.measure("introduced")) == "2 of 5 (40%)"
    assert words(told.measure("introduced-A")) == "2 of 4"
    assert words(told.measure("introduced-B")) == "0 of 1"
    assert in_words(told)[0].startswith("Introduced within 7 days: 2 of 5 (40%)")


def test_reasons_against_an_introduction_stand_by_how_often() -> None:
    told = of(shown(1, not_done="TOO_UNWELL"), *(shown(n, not_done="NO_TIME") for n in (2, 3)))
    assert [(one.title, one.ratio.words) for one in told.reasons] == [
        ("No time for it yet", "2 of 3"), ("Too unwell", "1 of 3"),
    ]  # fmt: skip
    measure = told.measure("reason-too-unwell")
    assert measure is not None
    assert [(row.number, row.words) for row in measure.rows] == [("A-001", "Too unwell")]


def test_a_week_counts_only_those_of_whom_a_check_was_due() -> None:
    told = of(shown(1, weeks=((5, 7), (0, 0))), shown(2, weeks=((7, 7),)))
    assert [(one.key, one.ratio.words) for one in told.weeks] == [("week-1", "12 of 14 (86%)")]
    assert [row.words for row in told.weeks[0].rows] == ["5 of 7", "7 of 7"]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", *REASONS]), st.booleans()),
                max_size=20))  # fmt: skip
def test_each_number_is_that_of_its_rows(people: list[tuple[bool, str, bool]]) -> None:
    told = of(*(
        shown(n, closed=closed, not_done=reason, checked=checked)
        for n, (closed, reason, checked) in enumerate(people)
    ))  # fmt: skip
    assert len(told.uptake.rows) == told.uptake.ratio.of == len(people)
    for one in told.reasons:
        assert len(one.rows) == one.ratio.done
    for one in told.introduced:
        assert len(one.rows) == one.ratio.of


def test_uptake_stands_beside_the_figures_from_elsewhere() -> None:
    told = of(*(shown(n, checked=n < 7) for n in range(10)))
    drawing = uptake_drawing(told.uptake.ratio)
    assert "62%" in drawing
    assert "77%" in drawing
    assert 'width="280"' in drawing  # 70% of 400
    assert uptake_drawing(of().uptake.ratio)
    assert in_words(of()) == [
        "No introduction was due so far.", "Nobody was allocated to a diary so far.",
    ]  # fmt: skip
