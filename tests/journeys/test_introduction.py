"""The first visit by keyboard, from registering to the end; a nurse who leaves; a quiet end."""

from typing import Any

import pytest

from clinicians.models import Introduction
from diaries.models import Patient
from paincheck.accounts.models import Role, User
from tests.factories import PatientFactory, make_alert, make_nurse
from tests.journeys.conftest import DESK, PHONE, TABLET, Visitor
from tests.journeys.test_every_page import signed_in
from tests.journeys.test_main_job import tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]
BY_HAND = (
    "We have looked at it together",
    "We have talked about who reads it",
    "The numbers are given",
    "The booklet is given",
    "We have talked about reminders",
)


@pytest.fixture
def ann() -> User:
    """Lead nurse and manager."""
    nurse = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann", place="LEAD")
    site = nurse.team_places.get().team.site
    for role in ("MANAGER", "LEAD_NURSE"):
        Role.objects.create(user=nurse, role=role, site=site)
    return nurse


@pytest.mark.parametrize("width", [DESK, pytest.param(TABLET, marks=pytest.mark.slow)])
def test_the_first_visit_from_registering_to_its_end(visit: Any, ann: User, width: int):
    nurse = visit(width)
    signed_in(nurse, ann)
    register_rosa(nurse)
    enter(nurse, "Go through the first visit", "**/introduction/")
    nurse.check_page("introduction-new")
    enter(nurse, "Begin the first check", "**/check/?first=1")
    nurse.page.locator("input[name=worst][value='6']").check()
    enter(nurse, "Save this check", "**/introduction/")
    nurse.page.get_by_label("The goal").select_option("3")
    enter(nurse, "Save the goal", "**/introduction/#GOAL")
    for words in BY_HAND[:3]:
        enter(nurse, words, "**/introduction/#*")
    nurse.check_page("introduction-under-way")
    nurse.go("/introductions/")
    assert nurse.sees("Due in 7 days")
    nurse.check_page("introductions")
    nurse.press("Rosa Field")
    for words in BY_HAND[3:]:
        enter(nurse, words, "**/introduction/#*")
    assert nurse.sees("7 of 7 done: finished today")
    assert not Introduction.objects.open().exists()
    enter(nurse, "The same on paper", "**/introduction/card/")
    nurse.check_page("introduction-card")


@pytest.mark.slow
@pytest.mark.parametrize("width", [DESK, TABLET])
def test_a_quiet_end_taken_back_and_a_nurse_who_leaves(visit: Any, ann: User, width: int):
    PatientFactory(nurse=ann, first_name="Rosa", last_name="Field")
    nurse = visit(width)
    signed_in(nurse, ann)
    a_quiet_end(nurse, visit(PHONE))
    ann_leaves(nurse, ann)


def register_rosa(nurse: Visitor) -> None:
    nurse.go("/patients/register/")
    nurse.page.get_by_label("First name").fill("Rosa")
    nurse.page.get_by_label("Last name").fill("Field")
    for part, value in (("Day", "2"), ("Month", "3"), ("Year", "1950")):
        nurse.page.get_by_label(part, exact=True).fill(value)
    nurse.page.get_by_label("Phone", exact=True).fill("07700 900123")
    tab_to(nurse, "button", "Register")
    nurse.page.keyboard.press("Enter")
    nurse.page.get_by_role("heading", name="Introduction").wait_for()


def a_quiet_end(nurse: Visitor, phone: Visitor) -> None:
    """Two taps and an undo; what the family would see."""
    rosa = Patient.objects.get()
    nurse.go(f"/patients/{rosa.code}/")
    enter(nurse, "Died", "**/situation/?to=DIED")
    nurse.check_page("situation-died")
    enter(nurse, "Yes, Rosa has died", f"**/patients/{rosa.code}/")
    nurse.check_page("patient-died")
    signed_in(phone, rosa.user)
    phone.go("/check/")
    assert phone.sees("There is nothing that you need to do here.")
    phone.check_page("closed-after-a-death")
    nurse.press("Undo the change")
    nurse.page.get_by_role("link", name="Died", exact=True).wait_for()


def ann_leaves(manager: Visitor, ann: User) -> None:
    """She manages too, and another manager closes her account here in her browser."""
    rosa = Patient.objects.get()
    make_alert(rosa, taken_by=ann)
    bea = make_nurse(team=rosa.team, first_name="Bea", last_name="Bell", sign_in_name="bea")
    Role.objects.create(user=bea, role="MANAGER", site=rosa.team.site)
    manager.go(f"/staff/{ann.pk}/close/")
    manager.check_page("staff-close-tied")
    enter(manager, "Choose who takes them", "**/hand-over/")
    manager.page.locator("main button[type=submit]").last.click()
    manager.page.get_by_role("alert").wait_for()
    manager.check_page("leaving-wrong")
    manager.page.locator("select[name^=all_]").select_option(label="Bea Bell")
    manager.check_page("leaving")
    tab_to(manager, "button", "Hand over and close the account")
    manager.page.keyboard.press("Enter")
    manager.page.wait_for_url("**/sign-in/**")
    rosa.refresh_from_db()
    assert rosa.nurse == bea


def enter(visitor: Visitor, words: str, leads_to: str) -> None:
    """Tab to it and press Enter."""
    tab_to(visitor, "button, a", words)
    with visitor.page.expect_navigation(url=leads_to):
        visitor.page.keyboard.press("Enter")
