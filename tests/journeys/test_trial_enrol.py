"""An administrator of a trial: from the screening log to the one answer."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from paincheck import clock
from tests.factories import make_nurse
from tests.journeys.conftest import DESK, TABLET
from tests.journeys.test_every_page import signed_in
from tests.trials import make_participant, make_trial
from trial.models import Allocation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
PAIN = {"worst": 7, "average": 5, "least": 2, "now": 4}


@pytest.mark.parametrize("width", [DESK, pytest.param(TABLET, marks=pytest.mark.slow)])
def test_from_the_screening_log_to_the_answer(visit: Any, width: int) -> None:
    a = make_trial(now=clock.now())
    a.people["nurse0"] = make_nurse(team=a.teams[0], first_name="Nina", last_name="North")
    make_participant(a, n=1, at=1, now=clock.now())
    desk = visit(width)
    signed_in(desk, a.person("ENROL"))
    desk.go("/trials/impact/screening/")
    add_rosa(desk)
    assert desk.sees("Added as A-001. Next: the consent.")
    to(desk, "Consent")
    fill_day(desk.page, "Day of the consent", clock.now().date())
    desk.page.get_by_label("Version of the information sheet").fill("1.2")
    desk.page.get_by_label("May be asked for an interview").check()
    desk.check_page("trial-consent")
    to(desk, "Save")
    to(desk, "Eligibility")
    for question in ("adult", "pain"):
        desk.page.locator(f"input[name=q_{question}][value=yes]").check()
    desk.page.locator("input[name=q_diary][value=no]").check()
    desk.check_page("trial-eligibility")
    to(desk, "Save")
    desk.check_page("trial-participant")
    to(desk, "Baseline")
    for name, score in PAIN.items():
        desk.page.locator(f"input[name={name}][value='{score}']").check()
    desk.page.locator("input[name=mode][value=TOGETHER]").check()
    desk.check_page("trial-baseline")
    to(desk, "Save")
    to(desk, "Read back and allocate")
    assert desk.sees("This cannot be undone")
    desk.check_page("trial-read-back")
    to(desk, "Allocate A-001")
    given = Allocation.objects.select_related("arm").get()
    assert desk.sees(given.arm.name)
    desk.check_page("trial-result")
    desk.page.go_back()
    desk.go("/trials/impact/people/A-001/allocate/")
    assert desk.page.url.endswith("/people/A-001/result/")
    desk.go("/trials/impact/people/A-001/")
    desk.check_page("trial-allocated")
    desk.go("/trials/impact/screening/")
    assert desk.sees("Allocated: 1")
    desk.check_page("trial-screening")


def add_rosa(desk: Any) -> None:
    to(desk, "Add somebody")
    to(desk, "Add", within="main")  # all empty: each box says what it needs
    desk.check_page("trial-add-empty")
    fill_day(desk.page, "Screened on", clock.now().date())
    desk.page.get_by_label("First name").fill("Rosa")
    desk.page.get_by_label("Last name").fill("Field")
    fill_day(desk.page, "Date of birth", date(1950, 3, 2))
    desk.page.get_by_label("Nurse who looks after this person").select_option(label="Nina North")
    desk.check_page("trial-add")
    to(desk, "Add", within="main")


def to(desk: Any, name: str, within: str = "main") -> None:
    """By the button or link of just this name."""
    found = desk.page.locator(within).get_by_role("button", name=name, exact=True)
    if not found.count():
        found = desk.page.locator(within).get_by_role("link", name=name, exact=True)
    found.first.click()
    desk.page.wait_for_load_state()


def fill_day(page: Page, legend: str, on: date) -> None:
    boxes = page.get_by_role("group", name=legend)
    for label, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        boxes.get_by_label(label, exact=True).fill(str(value))
