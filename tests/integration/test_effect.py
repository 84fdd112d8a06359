"""Is it working? Before and after on the patient's page, and the question of the third day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinicians.models import EffectAnswer
from clinicians.queries.effect import asked_of
from diaries.actions import care
from diaries.models import Medication, MedicationChange, Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory, make_check
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    """Ann's browser."""
    return signed_in(ann)


def give(patient: Patient, days_ago: int, now: datetime, **told: Any) -> MedicationChange:
    """A medicine that was started so many days ago."""
    usual = {"name": "Morphine", "route": "", "purpose": "REGULAR", "dose": "10 mg"}
    on = (now - days_ago * DAY).date()
    row = care.start_medication(patient=patient, on=on, by=patient.nurse, now=now, **(usual | told))
    return row.changes.get()


def pain(patient: Patient, now: datetime, before: float, after: float, days_ago: int = 3) -> None:
    """Two checks on either side of a change so many days ago."""
    for day in (1, 2):
        make_check(patient, at=now - (days_ago + day) * DAY, worst=before, average=before - 1)
        make_check(patient, at=now - (days_ago - day) * DAY, worst=after, average=after - 1)


@pytest.fixture
def change(pat: Patient, now: datetime) -> MedicationChange:
    """Morphine, started three days ago; pain is not down since."""
    pain(pat, now, before=8, after=7)
    return give(pat, 3, now)


def asked(patient: Patient, now: datetime) -> list[str]:
    patient = Patient.objects.select_related("team__site").get(pk=patient.pk)
    return [one.sentence for one in asked_of([patient], now).get(patient.pk, [])]


def answer(desk: Client, change: MedicationChange, how: str, **told: Any) -> Any:
    code = change.medication.patient.code
    sent = {"key": str(uuid4()), "answer": how} | told
    return desk.post(f"/patients/{code}/medicines/changes/{change.pk}/effect/", sent, follow=True)


def on(day: Any) -> dict[str, str]:
    return {
        "ask_again_on_day": str(day.day),
        "ask_again_on_month": str(day.month),
        "ask_again_on_year": str(day.year),
    }


def test_the_page_tells_before_and_after_in_numbers_and_claims_no_cause(
    desk: Client, pat: Patient, change: MedicationChange
) -> None:
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "Did it help? Morphine, started 10 mg on 21 November" in said
    assert "Worst pain: 8 (2 checks) before, 7 (2 checks) after" in said
    assert "This does not show that the change was the reason." in said


def test_a_change_without_checks_says_that_there_are_too_few(
    desk: Client, pat: Patient, now: datetime
) -> None:
    give(pat, 3, now)
    said = text_of(desk.get(f"/patients/{pat.code}/"))
    assert "oo few checks to compare: 0 checks before, 0 checks after" in said


def test_it_is_not_asked_where_pain_came_down(pat: Patient, now: datetime) -> None:
    pain(pat, now, before=8, after=5)
    give(pat, 3, now)
    assert asked(pat, now) == []


@pytest.mark.parametrize("days_ago", [0, 2, 15, -3])
def test_it_is_asked_from_the_third_day_for_two_weeks(
    pat: Patient, now: datetime, days_ago: int
) -> None:
    give(pat, days_ago, now)
    assert asked(pat, now) == []


def test_a_medicine_that_is_not_for_pain_or_was_stopped_is_not_asked_about(
    pat: Patient, now: datetime
) -> None:
    give(pat, 5, now, purpose="OTHER", name="Senna")
    stopped = give(pat, 5, now, name="Codeine").medication
    care.stop_medication(medication=stopped, on=now.date() - 4 * DAY, by=pat.nurse, now=now)
    assert asked(pat, now) == []


@pytest.mark.parametrize("status", ["LAST_DAYS", "DISCHARGED", "DIED"])
def test_it_is_not_asked_of_the_dying_the_discharged_and_the_dead(
    pat: Patient, change: MedicationChange, now: datetime, status: str
) -> None:
    Patient.objects.update(status=status)
    assert asked(pat, now) == []


def test_a_later_dose_makes_the_question_about_that_one(
    pat: Patient, change: MedicationChange, now: datetime
) -> None:
    care.change_dose(
        medication=change.medication, dose="20 mg", on=now.date() - DAY, by=pat.nurse, now=now
    )
    assert asked(pat, now) == []
    assert asked(pat, now + 2 * DAY) == [
        "Did it help? Morphine, dose changed to 20 mg on 23 November"
    ]


def test_a_dose_to_come_does_not_end_the_question(
    pat: Patient, change: MedicationChange, now: datetime
) -> None:
    care.change_dose(
        medication=change.medication, dose="20 mg", on=now.date() + DAY, by=pat.nurse, now=now
    )
    assert len(asked(pat, now)) == 1


@pytest.mark.parametrize("how", ["WORKED", "PARTLY", "NO"])
def test_an_answer_ends_the_question_and_stands_on_the_page(
    desk: Client, pat: Patient, change: MedicationChange, now: datetime, how: str
) -> None:
    said = text_of(answer(desk, change, how, note="She sleeps again"))
    row = EffectAnswer.objects.get()
    assert (row.change, row.answer, row.by, row.ask_again_on) == (change, how, pat.nurse, None)
    assert f"{row.get_answer_display()}: She sleeps again (Ann, today midday)" in said
    assert "Did it help? Morphine" not in said
    assert AuditEvent.objects.filter(action="medication.effect").count() == 1


def test_too_early_asks_again_on_its_day(
    desk: Client, pat: Patient, change: MedicationChange, now: datetime
) -> None:
    answer(desk, change, "NOT_YET", **on(now.date() + 20 * DAY))
    assert asked(pat, now) == []
    assert asked(pat, now + 19 * DAY) == []
    assert len(asked(pat, now + 20 * DAY)) == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"answer": "NOT_YET"}, "Enter the day on which to ask again"),
        ({"answer": "NOT_YET", "past": 0}, "The day must be after today and within 60 days"),
        ({"answer": "NOT_YET", "past": 61}, "The day must be after today and within 60 days"),
        ({"answer": ""}, "Choose one of the answers"),
        ({"answer": "\x00"}, "Choose one of the answers"),
        ({"answer": "WORKED", "note": "a\x00"}, "hidden sign"),
        ({"answer": "WORKED", "note": "a" * 301}, "at most 300 characters"),
        ({"answer": "WORKED", "key": "x"}, "We could not read this page"),
    ],
)
def test_a_slip_is_told_and_nothing_is_kept(
    desk: Client, change: MedicationChange, now: datetime, told: dict[str, Any], sentence: str
) -> None:
    day = on(now.date() + told["past"] * DAY) if "past" in told else {}
    response = answer(desk, change, how=told["answer"], **(told | day))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not EffectAnswer.objects.exists()


def test_a_second_press_is_one_answer_and_another_button_another_one(
    desk: Client, change: MedicationChange
) -> None:
    key = str(uuid4())
    for how in ("WORKED", "WORKED", "NO"):
        answer(desk, change, how, key=key)
    assert list(EffectAnswer.objects.values_list("answer", flat=True)) == ["WORKED", "NO"]


def test_a_change_that_was_struck_out_meanwhile_is_not_answered(
    desk: Client, change: MedicationChange, now: datetime
) -> None:
    care.void_change(change=change, reason="Wrong patient", by=change.entered_by, now=now)
    assert "taken back as entered in error" in text_of(answer(desk, change, "WORKED"))
    assert not EffectAnswer.objects.exists()


def test_another_teams_nurse_cannot_answer(
    carl: User, change: MedicationChange, signed_in: SignIn
) -> None:
    assert answer(signed_in(carl), change, "WORKED").status_code == 404
    assert not EffectAnswer.objects.exists()


def test_the_questions_of_a_caseload_take_two_queries_at_most(ann: User, now: datetime) -> None:
    def cost() -> int:
        patients = list(Patient.objects.select_related("team__site"))
        with CaptureQueriesContext(connection) as ran:
            found = asked_of(patients, now)
        assert len(found) == len(patients)
        return len(ran)

    for count in (1, 4):
        for _ in range(count):
            one = PatientFactory(nurse=ann)
            pain(one, now, before=8, after=8)
            give(one, 3, now)
        assert cost() == 2


def test_nobody_is_asked_about_without_a_query(now: datetime) -> None:
    assert asked_of([], now) == {}


@pytest.mark.django_db
def test_names_are_offered_and_any_other_is_taken(desk: Client, pat: Patient) -> None:
    address = f"/patients/{pat.code}/medicines/add/"
    body = desk.get(address).content.decode()
    assert 'list="medicine-names"' in body
    assert '<option value="Senna">' in body
    told = {"name": "Something new", "dose": "1", "purpose": "OTHER", "route": ""}
    desk.post(address, told | {"on_day": "20", "on_month": "11", "on_year": "2026"})
    assert Medication.objects.get().name == "Something new"
