"""An assessor follows up without knowing an arm, a participant fills in her own form on a phone,
and a monitor reads what was done."""

from datetime import timedelta
from typing import Any

import pytest

from paincheck import clock
from tests.integration.test_trial_following import allocated
from tests.journeys.conftest import DESK, PHONE, TABLET
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_trial_enrol import PAIN, fill_day, to
from tests.trials import make_trial
from trial.models import FormEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@pytest.mark.parametrize("width", [DESK, pytest.param(TABLET, marks=pytest.mark.slow)])
def test_a_visit_from_the_work_list_to_what_the_monitor_reads(visit: Any, width: int) -> None:
    now = clock.now()
    a = make_trial(now=now)
    allocated(a, now - timedelta(days=42))
    desk = visit(width)
    signed_in(desk, a.person("ASSESSOR"))
    desk.go("/trials/impact/follow-up/")
    desk.check_page("trial-work")
    to(desk, "A-001, 6 weeks")
    assert desk.sees("First ask the nurses")
    desk.check_page("trial-visit")
    to(desk, "Alive: I have asked today")
    to(desk, "Note a try")
    desk.page.locator("input[name=channel][value=CALL]").check()
    desk.page.locator("input[name=outcome][value=LATER]").check()
    desk.check_page("trial-approach")
    to(desk, "Save")
    to(desk, "Make a link for the participant")
    desk.check_page("trial-link")
    address = desk.page.locator(".trial-link").inner_text()
    fill_in_her_own(visit(PHONE), address)
    to(desk, "Back to the visit")
    assert desk.sees("own link")
    to(desk, "Note your guess of the arm")
    desk.check_page("trial-guess")
    desk.page.locator("input[name=arm_code][value='']").check()
    to(desk, "Save")
    read_by_the_monitor(visit(width), a)


def fill_in_her_own(phone: Any, address: str) -> None:
    phone.page.goto(address)
    phone.check_page("trial-own-form")
    for name, score in PAIN.items():
        phone.page.locator(f"input[name={name}][value='{score}']").check()
    to(phone, "Send my answers")
    assert phone.sees("We have your answers")
    phone.check_page("trial-own-form-thanks")
    assert FormEntry.objects.get(form="W6").answers == PAIN


def read_by_the_monitor(desk: Any, a: Any) -> None:
    signed_in(desk, a.person("MONITOR"))
    desk.go("/trials/impact/people/A-001/trail/")
    assert desk.sees("Follow-up: form entered")
    desk.check_page("trial-trail")
    desk.go("/trials/impact/people/A-001/questions/")
    desk.page.get_by_label("Question", exact=True).fill("Is the worst a 7?")
    desk.check_page("trial-question")
    to(desk, "Save")
    desk.check_page("trial-questions")
    for name in ("safety", "unmasking", "accesses"):
        desk.go(f"/trials/impact/{name}/")
        desk.check_page(f"trial-{name}")


@pytest.mark.slow
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_ends_a_follow_up_and_what_is_logged(visit: Any, width: int) -> None:
    now = clock.now()
    a = make_trial(now=now)
    allocated(a, now - timedelta(days=42))
    desk = visit(width)
    signed_in(desk, a.person("OFFICE"))
    base = "/trials/impact/people/A-001"
    for page in ("visits/W6/form", "visits/W6/not-done", "leaving", "death", "unmasking"):
        desk.go(f"{base}/{page}/")
        desk.check_page(f"trial-{page.replace('/', '-')}")
    desk.go("/trials/impact/safety/add/")
    desk.check_page("trial-safety-add")
    desk.go(f"{base}/death/")
    fill_day(desk.page, "Day of death", now.date())
    to(desk, "Save")
    assert desk.sees("Noted: died on")
    desk.check_page("trial-died")
    to(desk, "This was a slip: the participant lives")
    assert desk.sees("The visits are open again")
