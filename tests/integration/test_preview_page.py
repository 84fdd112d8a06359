"""The preview of other numbers, from the form to what would have been missed; the alert load."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.history import AT_ONCE
from alerts.models import ThresholdSettings
from alerts.preview import compare
from alerts.rules import LIMITS
from diaries.models import Patient
from paincheck.accounts.models import Role, User
from paincheck.audit.models import AuditEvent
from paincheck.background import jobs
from paincheck.background.models import Job
from tests.factories import PatientFactory, make_alert, make_check
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
EMPTY = dict.fromkeys(LIMITS, "")


@pytest.fixture
def lead(ann: User, pat: Patient, now: datetime, signed_in: SignIn) -> Client:
    """Ann leads the site."""
    Role.objects.create(user=ann, role="LEAD_NURSE", site=pat.team.site)
    return signed_in(ann)


def page_of(pat: Patient) -> str:
    return f"/sites/{pat.team.site_id}/thresholds/"


def history(pat: Patient, now: datetime, *worsts: int) -> None:
    """A check a day at noon, the last one an hour ago. No alert was raised by them."""
    for days, worst in enumerate(reversed(worsts)):
        make_check(pat, at=now - timedelta(days=days, hours=1), worst=worst)


def asked(desk: Client, page: str, now: datetime, **numbers: Any) -> Any:
    """The page of what came out."""
    address = desk.post(page, EMPTY | numbers | {"do": "preview"})["Location"]
    job = Job.objects.get(state="WAITING")
    jobs.run(job_id=str(job.pk), now=now)
    assert "See what came out" in text_of(desk.get(address))
    return desk.get(f"/thresholds/preview/{job.pk}/")


def test_a_preview_says_how_many_alerts_and_which_would_have_been_missed(
    lead: Client, pat: Patient, now: datetime
) -> None:
    history(pat, now, 6, 6, 7, 6, 6)
    said = text_of(asked(lead, page_of(pat), now, severe="9", rise="4"))
    assert "What you would have missed" in said
    assert "Pat Peters" in said
    assert "instead of 1. 1 would not have been raised at all" in said
    assert "In that check: worst 7" in said
    assert not ThresholdSettings.objects.exists(), "looking changes nothing"
    assert not AuditEvent.objects.filter(action="alert.opened").exists()


def test_who_looked_at_which_time_stands_on_the_trail_without_what_was_found(
    lead: Client, ann: User, pat: Patient, now: datetime
) -> None:
    history(pat, now, 2, 7, 2)
    asked(lead, page_of(pat), now, severe="9")
    asked(lead, f"/patients/{pat.code}/thresholds/", now, severe="9")
    lead.post(page_of(pat), EMPTY | {"severe": "6"})  # gone through before it is saved
    lines = AuditEvent.objects.filter(action="thresholds.previewed").order_by("pk")
    site = ("accounts.Site", str(pat.team.site_id), None)
    told = [(one.subject_type, one.subject_id, one.patient_id) for one in lines]
    assert told == [site, ("diaries.Patient", str(pat.pk), pat.pk), site]
    assert {(one.actor_id, one.reason) for one in lines} == {
        (ann.pk, "1 September 2026 to 24 November 2026")
    }
    lead.post(page_of(pat), EMPTY | {"severe": "6", "do": "preview"})
    assert lines.count() == 3, "asking for it has read nothing yet"


def test_without_a_history_nothing_was_read_and_no_line_says_so(
    lead: Client, pat: Patient, now: datetime
) -> None:
    lead.post(page_of(pat), EMPTY | {"severe": "8", "do": "preview"})
    jobs.run(job_id=str(Job.objects.get().pk), now=now)
    assert not AuditEvent.objects.filter(action="thresholds.previewed").exists()


def test_queries_grow_by_batches_of_diaries_and_not_by_patients(
    ann: User, pat: Patient, now: datetime
) -> None:
    def queries(patients: list[Patient]) -> int:
        with CaptureQueriesContext(connection) as seen:
            compare(site=pat.team.site, patients=patients, one=False, numbers={}, now=now)
        return len(seen)

    everybody = [pat, *(PatientFactory(nurse=ann, team=pat.team) for _ in range(AT_ONCE))]
    for patient in everybody:
        make_check(patient, at=now - timedelta(days=1), worst=8)
    one = queries(everybody[:1])
    batch = queries(everybody[:AT_ONCE])
    assert batch == one
    assert batch < queries(everybody) <= 2 * batch


def test_the_same_numbers_miss_nothing(lead: Client, pat: Patient, now: datetime) -> None:
    history(pat, now, 2, 8, 2)
    said = text_of(asked(lead, page_of(pat), now))
    assert "raises one by these, and none is less urgent" in said


def test_what_was_looked_at_is_saved_with_one_press(
    lead: Client, pat: Patient, now: datetime
) -> None:
    history(pat, now, 7, 2)
    asked(lead, page_of(pat), now, severe="8")
    lead.post(page_of(pat), EMPTY | {"severe": "8", "sure": "yes"})
    assert ThresholdSettings.objects.get().severe == 8


def test_a_site_without_a_history_is_told_so(lead: Client, pat: Patient, now: datetime) -> None:
    job_page = lead.post(page_of(pat), EMPTY | {"severe": "8", "do": "preview"})["Location"]
    jobs.run(job_id=str(Job.objects.get().pk), now=now)
    said = text_of(lead.get(job_page))
    assert "There is no pain check of the last four weeks to try these numbers on" in said


def test_a_preview_is_nobody_elses(
    lead: Client, ann: User, bea: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    history(pat, now, 7, 2)
    asked(lead, page_of(pat), now, severe="8")
    job = Job.objects.get()
    assert signed_in(bea).get(f"/thresholds/preview/{job.pk}/").status_code == 404
    Role.objects.filter(user=ann, role="LEAD_NURSE").delete()
    assert signed_in(ann).get(f"/thresholds/preview/{job.pk}/").status_code == 404


def test_a_manager_sees_how_many_and_no_patient(
    pat: Patient, bea: User, now: datetime, signed_in: SignIn
) -> None:
    bea.team_places.all().delete()
    Role.objects.filter(user=bea).update(role="MANAGER")
    history(pat, now, 7, 2)
    page = asked(signed_in(bea), page_of(pat), now, severe="8")
    assert "1 more is of patients whom you may not open" in text_of(page)
    assert "Peters" not in text_of(page)
    assert pat.code not in page.content.decode()


def test_practice_patients_are_not_counted(
    lead: Client, ann: User, pat: Patient, now: datetime
) -> None:
    history(pat, now, 2, 2)
    history(PatientFactory(nurse=ann, world="PRACTICE"), now, 9, 9)
    page = asked(lead, page_of(pat), now, severe="9")
    assert "2 checks of 1 patient" in text_of(page)


def test_a_patients_own_preview_needs_no_reason_and_saving_does(
    ann: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    desk, page = signed_in(ann), f"/patients/{pat.code}/thresholds/"
    history(pat, now, 2, 7, 2)
    said = text_of(asked(desk, page, now, severe="9", rise="4"))
    assert "Pat Peters" in said
    assert desk.post(page, EMPTY | {"severe": "9", "sure": "yes"}).status_code == 422
    assert not ThresholdSettings.objects.exists()


def test_numbers_that_double_the_load_are_warned_of_before_they_are_saved(
    lead: Client, pat: Patient, now: datetime
) -> None:
    goal = [1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1]
    history(pat, now, *goal)
    for days in range(len(goal)):
        # A nurse talks with the patient each evening, so that each bad day is an alert of its own.
        pat.contacts.create(
            nurse=pat.nurse, channel="PHONE", outcome="SELF_CARE",
            at=now - timedelta(days=days), recorded_at=now - timedelta(days=days),
        )  # fmt: skip
    few = EMPTY | {"severe": "9", "rise": "4"}
    lead.post(page_of(pat), few | {"sure": "yes"})
    assert ThresholdSettings.objects.get().severe == 9
    many = few | {"severe": "5"}
    warned = lead.post(page_of(pat), many)
    assert warned.status_code == 422
    assert "Twice the alerts" in text_of(warned)
    assert ThresholdSettings.objects.get().severe == 9
    assert lead.post(page_of(pat), many | {"sure": "yes"}).status_code == 302
    assert ThresholdSettings.objects.get().severe == 5


def test_who_changed_what_from_which_number_and_the_way_back(
    lead: Client, ann: User, pat: Patient
) -> None:
    lead.post(page_of(pat), EMPTY | {"extra_doses": "6", "bowel_days": "2"})
    said = text_of(lead.get(page_of(pat)))
    assert "Extra doses: not set to 6; days without a bowel movement: not set to 2." in said
    assert "Ann Archer" in said
    row = ThresholdSettings.objects.get()
    assert (row.changed_by, row.changed_at is None) == (ann, False)
    assert "Back to the numbers as delivered" in said
    lead.post(page_of(pat), {})
    row.refresh_from_db()
    assert (row.extra_doses, row.bowel_days) == (None, None)


def test_each_rule_is_explained_with_its_source_and_its_numbers(lead: Client, pat: Patient) -> None:
    lead.post(page_of(pat), EMPTY | {"severe": "8"})
    said = text_of(lead.get(f"/patients/{pat.code}/thresholds/"))
    assert "As delivered: 7 , This site: 8 , This patient: as the site ." in said
    assert "Serlin 1995" in said
    assert "no number here can switch a rule off" in said


def test_the_load_is_a_teams_alerts_by_its_nurses(
    ann: User, bea: User, carl: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    practice = PatientFactory(nurse=ann, world="PRACTICE")
    for patient in (pat, practice):
        for rule in ("severe_pain", "red_flag", "above_goal"):
            make_alert(patient, rule=rule, opened_at=now - timedelta(days=9))
    said = text_of(signed_in(ann).get("/alerts/load/"))
    assert "most, 1.5, in the week of 9 November. The team has 2 nurses." in said
    assert "There was no alert" in text_of(signed_in(carl).get("/alerts/load/"))
    assert bea.full_name not in said
