"""A statistician reads the trial's numbers by arm and opens who is behind them; a monitor reads the
same flow without arms."""

from datetime import timedelta
from typing import Any

import pytest

from paincheck import clock
from tests.factories import make_check
from tests.integration.test_trial_flow import fill, with_diary
from tests.integration.test_trial_following import allocated
from tests.journeys.conftest import DESK, TABLET, Visitor
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import tab_to
from tests.trials import ATrial, make_trial

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@pytest.fixture
def a() -> ATrial:
    """Recruiting for three months; some were introduced, one was too unwell for it."""
    now = clock.now()
    a = make_trial(now=now - timedelta(days=95))
    fill(a, now)
    for n in range(20, 32):
        then = now - timedelta(days=7 * (n - 19))
        one = allocated(a, then, n=n, arm=n % 2)
        if not one.allocation.arm.opens_diary:
            continue
        told: dict[str, Any] = {"finished_at": then + timedelta(days=2), "finished_by": one.nurse}
        if n == 24:
            told = {"not_done": "TOO_UNWELL", "not_done_at": now, "not_done_by": one.nurse}
        with_diary(one, then, **told)
        for day in range(0, 7 * (n - 19), 2):
            if n != 24:
                make_check(one.patient, at=then + timedelta(days=day))
    return a


@pytest.mark.parametrize("width", [DESK, pytest.param(TABLET, marks=pytest.mark.slow)])
def test_the_numbers_by_arm_and_without(visit: Any, a: ATrial, width: int) -> None:
    desk = visit(width)
    signed_in(desk, a.person("STATISTICIAN"))
    desk.go("/trials/impact/flow/")
    assert desk.sees("Allocated to Usual care")
    desk.check_page("trial-flow-by-arm")
    tab_to(desk, "a", "Allocated to Usual care: see who")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/flow/who/c2-allocated/")
    assert desk.sees("A-003")
    desk.check_page("trial-flow-people")
    desk.go("/trials/impact/recruitment/")
    desk.page.wait_for_selector(".js-plotly-plot .main-svg", timeout=30_000)
    desk.check_page("trial-recruitment")
    desk.go("/trials/impact/fidelity/")
    desk.check_page("trial-fidelity")
    desk.page.get_by_role("link", name="Too unwell: see who").click()
    assert desk.sees("A-024")
    desk.check_page("trial-fidelity-people")
    desk.go("/trials/impact/totals/")
    desk.check_page("trial-totals")
    _masked(visit(width), a)


def _masked(desk: Visitor, a: ATrial) -> None:
    signed_in(desk, a.person("MONITOR"))
    desk.go("/trials/impact/flow/")
    assert not desk.sees("Usual care")
    desk.check_page("trial-flow-masked")
    with desk.page.expect_download() as got:
        desk.press("The drawing (SVG)")
    assert got.value.suggested_filename == "impact-test-flow.svg"
