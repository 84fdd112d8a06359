"""A contact that was logged by a slip is kept, struck through, and was no talk (S10, S12)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from alerts.models import Alert, Told
from clinicians.actions import contacts
from clinicians.models import Task
from clinicians.queries.consultation import last_visit
from clinicians.queries.papers import _contacts
from diaries.models import Contact, Patient
from diaries.queries.requests import _since
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory, make_alert, make_nurse, make_task
from tests.integration.nursing import contact, text_of

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def desk(ann: User, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(ann)


@pytest.fixture
def alert(pat: Patient, now: datetime) -> Alert:
    return make_alert(pat, rule="red_flag", opened_at=now - timedelta(hours=1))


def strike(desk: Client, pat: Patient, **told: str) -> str:
    page = f"/patients/{pat.code}/contacts/{Contact.objects.get().pk}/slip/"
    return text_of(desk.post(page, {"reason": "Another patient’s call"} | told, follow=True))


def test_a_slip_is_struck_through_and_kept_and_what_it_closed_opens_again(
    pat: Patient, desk: Client, alert: Alert
) -> None:
    contact(desk, pat.code, alerts=[alert.pk], note="Rang her")
    assert "This was a slip" in text_of(desk.get(f"/patients/{pat.code}/"))
    page = strike(desk, pat)
    assert "Open again: 1 alert. See ‘Open alerts’" in page
    assert "Struck out: Today 11.55am, phone call" in page
    assert "Logged by a slip, says Ann, today midday: Another patient’s call" in page
    assert "Taken back: logged by a slip" in page  # on the alert's line of time
    alert.refresh_from_db()
    assert (alert.closed_at, alert.closed_how) == (None, "")
    assert Told.objects.filter(alert=alert).exists()
    assert AuditEvent.objects.filter(action="contact.voided").count() == 1


def test_a_slip_needs_its_reason_and_a_second_press_changes_nothing(
    pat: Patient, desk: Client, alert: Alert
) -> None:
    contact(desk, pat.code, alerts=[alert.pk])
    assert "Enter what was the slip" in strike(desk, pat, reason="")
    assert "hidden sign" in strike(desk, pat, reason="a\x00b")
    assert "at most 200 characters" in strike(desk, pat, reason="x" * 100_000)
    assert Contact.objects.get().voided_at is None
    strike(desk, pat)
    assert "struck out already" in strike(desk, pat, reason="Again")
    assert Contact.objects.get().void_reason == "Another patient’s call"


def test_what_was_closed_otherwise_since_or_has_a_newer_alert_stays_closed(
    pat: Patient, desk: Client, ann: User, alert: Alert, now: datetime
) -> None:
    contact(desk, pat.code, alerts=[alert.pk])
    newer = make_alert(pat, rule="red_flag", opened_at=now + timedelta(minutes=5))
    assert contacts.void(contact=Contact.objects.get(), reason="Slip", by=ann, now=now) == 0
    assert list(Alert.objects.open()) == [newer]


def test_tasks_it_did_wait_again_and_tasks_it_made_end(
    pat: Patient, desk: Client, ann: User
) -> None:
    waited = make_task(pat, made_by=ann)
    asked = {"prescriber": "Dr Adams", "prescriber_by": "2026-11-26"}
    contact(desk, pat.code, does=[waited.pk], **asked)
    strike(desk, pat)
    made = Task.objects.get(kind="PRESCRIBER")
    assert list(Task.objects.open()) == [waited]
    assert "logged by a slip" in made.result


def test_a_call_to_nobody_that_was_a_slip_leaves_no_time_to_try_again(
    pat: Patient, desk: Client, alert: Alert
) -> None:
    missed = {"outcome": "NO_ANSWER", "try_again_at": "2026-11-24T15:00"}
    contact(desk, pat.code, alerts=[alert.pk], **missed)
    strike(desk, pat)
    alert.refresh_from_db()
    assert (alert.closed_at, alert.try_again_at) == (None, None)


def test_a_voided_visit_is_no_visit_and_stands_neither_on_the_chart_nor_in_the_summary(
    pat: Patient, desk: Client, now: datetime
) -> None:
    contact(desk, pat.code, channel="CLINIC", at="2026-11-23T10:00", agreed="Rest more")
    assert last_visit(pat, now.date()) is not None
    strike(desk, pat)
    assert last_visit(pat, now.date()) is None
    chart = desk.get(f"/patients/{pat.code}/").context["page"].chart
    assert list(chart.contacts) == []


def test_a_slip_is_no_work_of_today_no_line_of_the_summary_and_marked_for_other_systems(
    pat: Patient, desk: Client, now: datetime
) -> None:
    contact(desk, pat.code, agreed="Rest more")
    row = Contact.objects.get()
    asked = _since(pat, now, 30 * DAY)
    strike(desk, pat)
    assert "Talked: advice for self-care" not in text_of(desk.get("/caseload/today/"))
    assert _contacts(pat, now.date(), now.date()) == []
    assert (asked, _since(pat, now, 30 * DAY)) == (row.at, now - 30 * DAY)
    told = desk.get(f"/api/patients/{pat.code}/contacts/").json()["results"][0]
    assert (told["voided_at"] is None, told["void_reason"]) == (False, "Another patient’s call")


def test_a_colleague_is_told_that_it_was_struck_out(
    pat: Patient, desk: Client, signed_in: SignIn, ann: User, now: datetime
) -> None:
    bea = make_nurse(team=pat.team, first_name="Bo", sign_in_name="bo")
    contact(desk, pat.code)
    signed_in(bea).get(f"/patients/{pat.code}/")
    contacts.void(contact=Contact.objects.get(), reason="Slip", by=ann, now=now + DAY)
    with time_machine.travel(now + 2 * DAY, tick=False):
        page = text_of(signed_in(bea).get(f"/patients/{pat.code}/"))
    assert "Ann: struck out as a slip: phone call" in page


def test_another_teams_contact_is_not_found(desk: Client, now: datetime, ann: User) -> None:
    other = PatientFactory()
    row = Contact.objects.create(
        patient=other, nurse=other.nurse, key=uuid4(), channel="PHONE", outcome="SELF_CARE",
        at=now, recorded_at=now,
    )  # fmt: skip
    mine = PatientFactory(nurse=ann)
    for patient in (other, mine):
        page = f"/patients/{patient.code}/contacts/{row.pk}/slip/"
        assert desk.post(page, {"reason": "Slip"}).status_code == 404
    row.refresh_from_db()
    assert row.voided_at is None


def test_the_prescriber_who_was_asked_stands_in_the_contacts_line_then_the_decision(
    pat: Patient, desk: Client, alert: Alert
) -> None:
    asked = {"prescriber": "Dr Adams", "prescriber_by": "2026-11-26"}
    contact(desk, pat.code, alerts=[alert.pk], **asked)
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    assert page.count("Dr Adams asked, to answer by Thursday 26 November") == 2
    task = Task.objects.get()
    desk.post(f"/patients/{pat.code}/tasks/{task.pk}/done/", {"result": "Add a patch"})
    page = text_of(desk.get(f"/patients/{pat.code}/"))
    assert page.count("Dr Adams asked. Decided: Add a patch") == 2
