"""Medicines are added to, and never edited away."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from diaries.actions import care
from diaries.models import Medication, MedicationChange, Patient
from paincheck.accounts.models import User
from tests.integration.nursing import text_of


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: Callable[[User], Client]) -> Client:
    """Ann's browser."""
    return signed_in(ann)


@pytest.fixture
def morphine(ann: User, pat: Patient, now: datetime) -> Medication:
    return care.start_medication(
        patient=pat,
        name="Morphine",
        route="by mouth",
        purpose="REGULAR",
        dose="10 mg twice a day",
        on=date(2026, 11, 1),
        by=ann,
        now=now,
    )


def on(day: date) -> dict[str, str]:
    return {"on_day": str(day.day), "on_month": str(day.month), "on_year": str(day.year)}


def start(desk: Client, pat: Patient, **told: Any) -> Any:
    usual = {"name": "Morphine", "dose": "10 mg", "route": "", "purpose": "REGULAR"}
    usual |= on(date(2026, 11, 20))
    return desk.post(f"/patients/{pat.code}/medicines/add/", usual | told)


def test_a_medicine_is_added_with_its_first_dose(desk: Client, pat: Patient) -> None:
    answer = start(desk, pat)
    said = text_of(desk.get(answer["Location"]))
    assert "Morphine, 10 mg" in said
    assert "20 November: Started 10 mg" in said


def test_a_new_dose_leaves_the_old_one_in_the_history(
    desk: Client, pat: Patient, morphine: Medication
) -> None:
    told = {"dose": "20 mg twice a day"} | on(date(2026, 11, 10))
    desk.post(f"/patients/{pat.code}/medicines/{morphine.pk}/dose/", told)
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Morphine, 20 mg twice a day" in said
    assert "1 November: Started 10 mg twice a day" in said


def test_stopped_says_since_when(desk: Client, pat: Patient, morphine: Medication) -> None:
    desk.post(f"/patients/{pat.code}/medicines/{morphine.pk}/stop/", on(date(2026, 11, 12)))
    assert "stopped 12 November" in text_of(desk.get(f"/patients/{pat.code}/"))


def test_a_dose_to_come_is_not_yet_todays(desk: Client, pat: Patient, morphine: Medication) -> None:
    told = {"dose": "20 mg"} | on(date(2026, 11, 30))
    desk.post(f"/patients/{pat.code}/medicines/{morphine.pk}/dose/", told)
    assert "Morphine, 10 mg twice a day" in text_of(desk.get(f"/patients/{pat.code}/"))


def test_what_was_taken_back_stays_on_record_with_the_reason(
    desk: Client, pat: Patient, morphine: Medication
) -> None:
    change = morphine.changes.get()
    desk.post(f"/patients/{pat.code}/medicines/changes/{change.pk}/", {"reason": "Wrong patient"})
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Taken back by Ann: Wrong patient" in said
    assert "entered in error" in said
    assert MedicationChange.objects.count() == 1


def test_taking_back_needs_a_reason(desk: Client, pat: Patient, morphine: Medication) -> None:
    change = morphine.changes.get()
    answer = desk.post(f"/patients/{pat.code}/medicines/changes/{change.pk}/", {"reason": ""})
    assert answer.status_code == 422
    assert "Enter why it is taken back" in text_of(answer)


def test_a_change_before_the_start_is_refused(
    desk: Client, pat: Patient, morphine: Medication
) -> None:
    told = {"dose": "20 mg"} | on(date(2026, 10, 1))
    answer = desk.post(f"/patients/{pat.code}/medicines/{morphine.pk}/dose/", told)
    assert answer.status_code == 422
    assert "before the medicine was started" in text_of(answer)


def test_a_stopped_medicine_is_added_anew(desk: Client, pat: Patient, morphine: Medication) -> None:
    home = f"/patients/{pat.code}/medicines/{morphine.pk}"
    desk.post(f"{home}/stop/", on(date(2026, 11, 12)))
    answer = desk.post(f"{home}/dose/", {"dose": "20 mg"} | on(date(2026, 11, 20)))
    assert "Add it again to start anew" in text_of(answer)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": ""}, "Enter medicine"),
        ({"dose": ""}, "Enter dose"),
        ({"dose": "a\x00"}, "hidden sign"),
        ({"name": "a" * 101}, "at most 100 characters"),
        (on(date(2027, 2, 1)), "at most 4 weeks ahead"),
        ({"on_month": "13"}, "must be a real date"),
    ],
)
def test_a_slip_is_told(desk: Client, pat: Patient, told: dict[str, str], said: str) -> None:
    answer = start(desk, pat, **told)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Medication.objects.exists()
