"""What a drill found, told honestly: a loss, a broken limit or a broken drill is never a pass."""

import json

import pytest

from tests.faults.drills import report
from tests.faults.drills.judge import quantile
from tests.faults.drills.row import Limit, Row, not_run
from tests.faults.drills.sinks import Sink


def row(**found: object) -> Row:
    return Row(**{"fault": "a kill", "n": 300, "kills": 10, "late_max": 2.0} | found)


@pytest.mark.parametrize(
    "found",
    [
        {"lost": 1},
        {"duplicated": 1},
        {"broke": "Traceback"},
        {"limits": [Limit("latest flag, seconds", 31.0, 30.0)]},
        {"limits": [Limit("latest flag, seconds", None, 30.0)]},
    ],
)
def test_whatever_is_wrong_is_no_pass_and_is_said(found: dict[str, object]):
    failed = row(**found)
    assert not failed.passed
    assert report.why_not(failed)
    assert "0 passed, 1 failed" in report.totals([failed])


def test_a_limit_that_is_only_reported_breaks_nothing():
    assert row(limits=[Limit("p99", 0.9, 0.25, judged=False)]).passed


def test_what_did_not_run_counts_neither_as_passed_nor_as_failed():
    told = report.totals([row(), not_run("a cable", "no namespaces here")])
    assert "1 not run" in told
    assert "1 passed, 0 failed" in told


def test_zero_losses_bound_the_share_by_the_rule_of_three():
    assert "1.00%" in report.totals([row()])
    assert "bounds" not in report.totals([row(lost=1)])


def test_a_kept_row_comes_back_as_it_was():
    before = row(limits=[Limit("latest flag, seconds", 2.0, 30.0)], more={"part": 1})
    assert Row.from_dict(json.loads(json.dumps(before.as_dict()))) == before


def test_a_message_that_came_again_with_its_reference_is_counted_once_more():
    sink = Sink()
    for reference in ("a", "a", "b"):
        sink.take(reference=reference, to="x", text="/patients/D000-0001/", answered=True)
    assert sink.repeats({"D000-0001"}) == 1
    assert sink.repeats({"D000-0002"}) == 0
    assert sink.codes().keys() == {"D000-0001"}


def test_the_last_of_a_hundred_is_the_99th_percentile():
    assert quantile(list(range(100)), 0.99) == 99
    assert quantile([], 0.5) is None
