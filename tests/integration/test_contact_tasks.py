"""What a call does beside closing alerts: tasks that waited for it, a plan that changed, S19."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client

from clinicians.actions import contacts
from clinicians.actions.tasks import NoDecision
from clinicians.models import Task
from diaries.models import Contact, Patient
from paincheck.accounts.models import User
from tests.factories import make_alert, make_task
from tests.integration.nursing import contact, text_of

SignIn = Callable[[User], Client]


@pytest.fixture
def desk(ann: User, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(ann)


@pytest.fixture
def ring(pat: Patient, ann: User) -> Task:
    return make_task(pat, made_by=ann, what="Ring about the new patch")


@pytest.fixture
def asked(pat: Patient, ann: User) -> Task:
    return make_task(
        pat, made_by=ann, kind="PRESCRIBER", whom="Dr Adams", what="Record what they decided"
    )


def test_the_call_it_was_about_does_the_task(pat: Patient, desk: Client, ring: Task) -> None:
    form = text_of(desk.get(f"/patients/{pat.code}/contact/"))
    assert "This call does it: Ring about the new patch" in form
    contact(desk, pat.code, does=[ring.pk])
    ring.refresh_from_db()
    assert (ring.done_by, ring.result) == (ring.made_by, "Talked: advice for self-care given")


def test_what_was_not_ticked_stays(pat: Patient, desk: Client, ring: Task) -> None:
    contact(desk, pat.code)
    assert list(Task.objects.open()) == [ring]


def test_a_prescribers_task_is_done_only_with_the_decision(
    pat: Patient, desk: Client, asked: Task
) -> None:
    refused = contact(desk, pat.code, does=[asked.pk])
    assert (refused.status_code, Contact.objects.count()) == (422, 0)
    assert "Enter what Dr Adams decided" in text_of(refused)
    contact(desk, pat.code, **{f"decision_{asked.pk}": "Agreed to the change."})
    asked.refresh_from_db()
    assert asked.result == "Agreed to the change."


def test_a_call_that_reached_nobody_does_no_task(pat: Patient, desk: Client, ring: Task) -> None:
    missed = {"outcome": "NO_ANSWER", "try_again_at": "2026-11-24T15:00"}
    refused = contact(desk, pat.code, does=[ring.pk], **missed)
    assert (refused.status_code, Contact.objects.count()) == (422, 0)
    assert "do not tick it" in text_of(refused)


def test_task_and_contact_are_written_together_or_not_at_all(
    pat: Patient, ann: User, now: datetime, ring: Task, asked: Task
) -> None:
    told = {"channel": "PHONE", "outcome": "SELF_CARE", "at": now, "note": "",
            "agreed": "", "try_again_at": None}  # fmt: skip
    with pytest.raises(NoDecision):
        contacts.log(
            patient=pat, key=uuid4(), about=[], told=told, follow_up=contacts.FollowUp(), by=ann,
            now=now, does={ring.pk: "", asked.pk: ""},
        )  # fmt: skip
    assert (Contact.objects.count(), Task.objects.open().count()) == (0, 2)


def test_a_task_done_meanwhile_does_not_cost_the_contact(
    pat: Patient, desk: Client, bea: User, now: datetime, ring: Task
) -> None:
    Task.objects.filter(pk=ring.pk).update(done_by=bea, done_at=now, result="Rung.")
    assert contact(desk, pat.code, does=[ring.pk]).status_code == 302
    ring.refresh_from_db()
    assert (Contact.objects.count(), ring.done_by, ring.result) == (1, bea, "Rung.")


def test_plan_changed_says_what_was_agreed(pat: Patient, desk: Client) -> None:
    alert = make_alert(pat)
    page = desk.get(f"/patients/{pat.code}/").content.decode()
    assert "what was agreed?" in page
    refused = contact(desk, pat.code, outcome="PLAN_CHANGED", alerts=[alert.pk])
    assert (refused.status_code, Contact.objects.count()) == (422, 0)
    assert "Enter what was agreed: what changes in the plan" in text_of(refused)
    contact(desk, pat.code, outcome="PLAN_CHANGED", alerts=[alert.pk], agreed="Patch from tonight")
    # The papers print the list of medicines: what was agreed alone does not change it.
    assert "change it under ‘Medicines’ too" in text_of(desk.get(f"/patients/{pat.code}/"))
    assert Contact.objects.get().agreed == "Patch from tonight"


def test_a_prescriber_may_be_asked_whatever_came_of_the_call(pat: Patient, desk: Client) -> None:
    form = text_of(desk.get(f"/patients/{pat.code}/contact/"))
    assert "Was a prescriber asked too?" in form
    contact(desk, pat.code, prescriber="Dr Adams", prescriber_by="2026-11-26")
    task = Task.objects.get()
    assert (task.kind, task.whom, f"{task.due_on}") == ("PRESCRIBER", "Dr Adams", "2026-11-26")
