"""The database goes away while somebody fills in a check, and comes back."""

from collections.abc import Callable

import pytest
from django.db import OperationalError

from clinicians.queries import caseload
from diaries.models import PainCheck, Patient
from diaries.queries import patients
from paincheck.accounts.models import User
from tests.journeys.conftest import AT_A_DESK_FIRST, ON_A_PHONE_FIRST, PHONE, Visitor
from tests.journeys.test_main_job import PASSWORD, answer, sign_in_as_staff, sign_in_by_code

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


def lost(*_: object, **__: object) -> None:
    raise OperationalError("server closed the connection unexpectedly")


def is_told(visitor: Visitor) -> None:
    """A browser writes every answer of 503 on its console; this one was expected."""
    visitor.trouble[:] = [said for said in visitor.trouble if "503" not in said]


@ON_A_PHONE_FIRST
def test_a_patient_presses_once_more_and_her_answers_are_sent(
    visit: Callable[..., Visitor], pat: Patient, monkeypatch: pytest.MonkeyPatch, width: int
):
    patient = visit(width)
    sign_in_by_code(patient, pat)
    patient.go("/check/")
    answer(patient, "worst", 8)
    with monkeypatch.context() as away:
        away.setattr(patients, "patient_of", lost)
        for button in ("Check my answers", "Try again"):
            patient.press(button)
            patient.page.wait_for_selector("text=Your answers are NOT saved yet.")
        assert patient.sees("Your nurse has not been told.")
        assert patient.sees(pat.team.site.team_phone)
        patient.check_page("not-saved")
    patient.press("Try again")
    patient.page.wait_for_url("**/check/answers/**")
    patient.press("Send to my team")
    patient.page.wait_for_url("**/thanks/**")
    assert PainCheck.objects.get().worst == 8
    is_told(patient)


@ON_A_PHONE_FIRST
def test_a_yes_to_danger_that_is_not_saved_shows_whom_to_ring(
    visit: Callable[..., Visitor], pat: Patient, monkeypatch: pytest.MonkeyPatch, width: int
):
    patient = visit(width, scripts=False)
    sign_in_by_code(patient, pat)
    patient.go("/check/")
    answer(patient, "worst", 8)
    patient.page.locator("input[name=danger][value=yes]").check()
    with monkeypatch.context() as away:
        away.setattr(patients, "patient_of", lost)
        patient.press("Check my answers")
        assert patient.sees("You said yes to a danger sign. Ring now.")
        patient.page.screenshot(path=f"build/screens/not-saved-danger-{width}.png", full_page=True)
    is_told(patient)


@AT_A_DESK_FIRST
def test_a_nurse_is_told_in_her_own_words(
    visit: Callable[..., Visitor], ann: User, monkeypatch: pytest.MonkeyPatch, width: int
):
    ann.set_password(PASSWORD)
    ann.save()
    nurse = visit(width)
    sign_in_as_staff(nurse)
    with monkeypatch.context() as away:
        away.setattr(caseload, "_patients", lost)
        nurse.go("/caseload/")
        assert nurse.sees("alerts may be late")
        nurse.check_page("database-away-staff")
    is_told(nurse)


def test_while_answers_cannot_be_kept_the_page_says_so_and_what_to_do_about_danger(
    visit: Callable[..., Visitor], pat: Patient, monkeypatch: pytest.MonkeyPatch
):
    patient = visit(PHONE)
    sign_in_by_code(patient, pat)
    patient.go("/check/")
    with monkeypatch.context() as away:
        away.setattr(patients, "patient_of", lost)
        patient.page.locator("input[name=danger][value=yes]").check()
        patient.page.wait_for_selector("text=Not saved: we could not keep your answers")
        assert patient.sees("We could not save your ‘yes’. Please ring.")
    patient.page.locator("input[name=danger][value=yes]").dispatch_event("input")
    patient.page.wait_for_selector("text=Your ‘yes’ is saved. Ring all the same.")
    is_told(patient)
