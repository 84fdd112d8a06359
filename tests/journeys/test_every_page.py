"""Every page, at both widths, held against axe; nothing scrolls sideways or asks another host."""

from typing import Any

import pytest

from diaries.models import Patient
from paincheck.accounts.models import Role, User
from tests.factories import PatientFactory, make_alert, make_check, make_nurse
from tests.journeys.conftest import DESK, PHONE, Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]

OPEN = ["/sign-in/", "/sign-in/staff/", "/welcome/", "/password/forgotten/", "/sign-in/closed/"]
PATIENTS = [
    "/diary/",
    "/check/",
    "/diary/days/",
    "/diary/team/",
    "/diary/goal/",
    "/phones/",
    "/sign-out/",
]
NURSES = [
    "/caseload/",
    "/caseload/?who=mine",
    "/patients/register/",
    "/patients/{code}/",
    "/patients/{code}/contact/",
    "/patients/{code}/check/",
    "/patients/{code}/edit/",
    "/patients/{code}/transfer/",
    "/patients/{code}/thresholds/",
    "/patients/{code}/medicines/add/",
    "/patients/{code}/letter/",
    "/leave/",
    "/password/",
]
MANAGERS = ["/staff/", "/staff/add/", "/teams/", "/teams/add/", "/sites/"]


@pytest.fixture
def ann() -> User:
    nurse = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann", place="LEAD")
    site = nurse.team_places.get().team.site
    Role.objects.create(user=nurse, role="MANAGER", site=site)
    return nurse


@pytest.fixture
def pat(ann: User) -> Patient:
    patient = PatientFactory(nurse=ann, first_name="Pat", last_name="Peters", pain_goal=3)
    make_check(patient, worst=8, average=5, least=2, now=6, note="It is worse at night.")
    make_alert(patient)
    return patient


def signed_in(visitor: Visitor, who: User) -> None:
    """By the demo's door: how a person signs in is another story."""
    visitor.go("/demo/")
    form = visitor.page.locator(f"form[action$='/demo/as/{who.pk}/']").first
    form.evaluate("form => form.submit()")
    visitor.page.wait_for_url(lambda url: "/demo/" not in url)


def walk(visitor: Visitor, paths: list[str], code: str) -> None:
    for path in paths:
        visitor.go(path.format(code=code))
        assert visitor.page.locator("h1").count() == 1, f"{path} has no heading"
        assert not visitor.sees("Page not found"), path
        name = path.format(code="code").strip("/").replace("/", "-").replace("?", "-")
        visitor.check_page(f"page-{name or 'home'}")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_pages_without_a_sign_in(visit: Any, pat: Patient, width: int):
    walk(visit(width), OPEN, pat.code)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_pages_of_a_patient(visit: Any, pat: Patient, width: int):
    visitor = visit(width)
    signed_in(visitor, pat.user)
    walk(visitor, PATIENTS, pat.code)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_pages_of_a_nurse_and_manager(visit: Any, pat: Patient, ann: User, width: int):
    visitor = visit(width)
    signed_in(visitor, ann)
    walk(visitor, [*NURSES, *MANAGERS], pat.code)
