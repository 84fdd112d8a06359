"""Pat notes an extra dose in two taps, says later what helped, and leaves a medicine off."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from diaries.actions import care, medicines
from diaries.models import ExtraDose, NoLongerTaken, Patient
from tests.factories import PatientFactory, make_nurse
from tests.journeys.conftest import ON_A_PHONE_FIRST, PHONE, Visitor
from tests.journeys.test_every_page import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("watch_is_fresh")]


@pytest.fixture
def pat() -> Patient:
    """Pat takes a patch every day, and liquid morphine when she needs it."""
    ann = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann", place="LEAD")
    pat = PatientFactory(nurse=ann, first_name="Pat", last_name="Peters")
    pat.agreed_at = timezone.now()
    pat.save()
    now = timezone.now()
    for name, purpose, dose in (
        ("Fentanyl patch", "REGULAR", "12 micrograms an hour"),
        ("Morphine liquid", "EXTRA", "5 mg when needed"),
        ("Paracetamol", "REGULAR", "1 g four times a day"),
    ):
        care.start_medication(
            patient=pat, name=name, route="by mouth", purpose=purpose, dose=dose,
            on=date(2026, 1, 5), by=ann, now=now,
        )  # fmt: skip
    return pat


def tab_to(visitor: Visitor, name: str) -> None:
    """By the keyboard alone, from where the focus is."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        words = visitor.page.evaluate("document.activeElement.innerText || ''")
        if " ".join(words.split()).startswith(name):
            return
    raise AssertionError(f"no way to '{name}' by the keyboard")


def enter(visitor: Visitor, name: str, leads_to: str) -> None:
    tab_to(visitor, name)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(f"**{leads_to}")


@ON_A_PHONE_FIRST
def test_an_extra_dose_by_keyboard_in_two_taps(visit: Any, pat: Patient, width: int):
    visitor = visit(width)
    signed_in(visitor, pat.user)
    visitor.go("/diary/")
    enter(visitor, "I took an extra dose", "/diary/medicines/dose/")
    visitor.check_page("medicines-dose")
    enter(visitor, "Just now", "/diary/medicines/")
    assert visitor.sees("Your extra dose is on your list.")
    visitor.check_page("medicines-noted")
    dose = ExtraDose.objects.get()
    assert dose.medication.name == "Morphine liquid"
    ExtraDose.objects.update(
        taken_at=dose.taken_at - timedelta(hours=2),
        recorded_at=dose.recorded_at - timedelta(hours=2),
    )
    visitor.go("/diary/")
    visitor.check_page("medicines-home")
    enter(visitor, "A little", "/diary/medicines/")
    assert visitor.sees("It helped a little.")
    enter(visitor, "Change", f"/diary/medicines/doses/{dose.pk}/")
    visitor.check_page("medicines-one-dose")
    enter(visitor, "Take this dose off my list", "/diary/medicines/")
    assert not visitor.sees("last 7 days")


@ON_A_PHONE_FIRST
def test_the_fourth_dose_and_another_time(visit: Any, pat: Patient, width: int):
    now = timezone.now()
    for hours_ago in (5, 3, 1):
        medicines.note_dose(
            patient=pat, key=uuid.uuid4(), taken_at=now - timedelta(hours=hours_ago),
            medication=None, by=pat.user, now=now,
        )  # fmt: skip
    visitor = visit(width)
    signed_in(visitor, pat.user)
    visitor.go("/check/")
    assert visitor.page.locator("[name=extra_doses]").input_value() == "3"
    visitor.check_page("medicines-check")
    visitor.go("/diary/medicines/")
    visitor.check_page("medicines-some")
    enter(visitor, "I took an extra dose", "/diary/medicines/dose/")
    enter(visitor, "Another time", "/diary/medicines/dose/earlier/")
    visitor.check_page("medicines-earlier")
    visitor.press("Put it on my list")
    visitor.page.get_by_role("alert").wait_for()
    visitor.check_page("medicines-earlier-wrong")
    visitor.go("/diary/medicines/dose/")
    enter(visitor, "Just now", "/diary/medicines/")
    assert visitor.sees("You needed a lot of extra painkiller")
    visitor.check_page("medicines-many")


@ON_A_PHONE_FIRST
def test_what_she_left_off_and_her_nurse_answers(visit: Any, pat: Patient, width: int):
    patient, nurse = visit(width), visit(width)
    signed_in(patient, pat.user)
    patient.go("/diary/medicines/")
    medicine = pat.medications.get(name="Paracetamol")
    enter(patient, "I no longer take this Paracetamol", f"/{medicine.pk}/left-off/")
    patient.check_page("medicines-left-off")
    patient.page.locator("[name=why]").fill("I do not need it now.")
    enter(patient, "Tell my nurse", "/diary/medicines/")
    assert patient.sees("Ann has not looked at it yet.")
    patient.check_page("medicines-said")
    signed_in(nurse, pat.nurse)
    nurse.go("/caseload/")
    assert nurse.sees("Says a medicine is no longer taken")
    nurse.check_page("medicines-caseload")
    nurse.go(f"/patients/{pat.code}/")
    assert nurse.sees("I do not need it now.")
    nurse.check_page("medicines-nurse")
    said = NoLongerTaken.objects.get()
    enter(nurse, "It is stopped", f"/patients/{pat.code}/medicines/left-off/{said.pk}/")
    enter(nurse, "Save", f"/patients/{pat.code}/#medicines")
    assert NoLongerTaken.objects.get().answer == "STOPPED"
    patient.go("/diary/medicines/")
    assert not patient.sees("Paracetamol")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_empty_list_says_who_keeps_it(visit: Any, scripts: bool):
    ann = make_nurse(first_name="Ann", last_name="Archer", sign_in_name="ann")
    pat = PatientFactory(nurse=ann, first_name="Pat", last_name="Peters")
    visitor = visit(PHONE)
    signed_in(visitor, pat.user)
    if not scripts:
        state = visitor.page.context.storage_state()
        visitor = visit(PHONE, scripts=False)
        visitor.page.context.add_cookies(state["cookies"])
    visitor.go("/diary/medicines/")
    assert visitor.sees("nothing is on it yet")
    if scripts:
        visitor.check_page("medicines-empty")
    visitor.press("I took an extra dose")
    visitor.press("Half an hour ago")
    assert visitor.sees("Your extra dose is on your list.")
