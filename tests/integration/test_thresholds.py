"""The numbers of the rules: within limits, with a reason for a patient's, on the trail."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from alerts.actions.settings import set_site_thresholds
from alerts.models import ThresholdSettings
from alerts.queries import thresholds_for
from alerts.rules import LIMITS, ThresholdOutOfLimits
from diaries.models import Patient
from paincheck.accounts.models import Role, User
from paincheck.audit.models import AuditEvent
from tests.integration.nursing import text_of

SignIn = Callable[[User], Client]
EMPTY = dict.fromkeys(LIMITS, "")


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    """Ann's browser."""
    return signed_in(ann)


@pytest.fixture
def leads(ann: User, pat: Patient) -> None:
    Role.objects.create(user=ann, role="LEAD_NURSE", site=pat.team.site)


def test_a_patients_numbers_hold_with_a_reason(desk: Client, ann: User, pat: Patient) -> None:
    told = EMPTY | {"severe": "9", "reason": "Lives at 8 for years"}
    desk.post(f"/patients/{pat.code}/thresholds/", told)
    assert thresholds_for(pat).severe == 9
    event = AuditEvent.objects.get(action="thresholds.changed")
    assert (event.actor_id, event.fields) == (ann.pk, ["severe"])
    assert event.reason == "severe from: not set to 9. Lives at 8 for years"


def test_a_patients_numbers_need_a_reason(desk: Client, pat: Patient) -> None:
    answer = desk.post(f"/patients/{pat.code}/thresholds/", EMPTY | {"severe": "9"})
    assert answer.status_code == 422
    assert "Enter why this patient needs other numbers" in text_of(answer)


@pytest.mark.parametrize(
    ("name", "number"),
    [("severe", "10"), ("severe", "4"), ("rise", "0"), ("quiet_days", "8"), ("rise", "many")],
)
def test_no_number_lies_outside_its_limits(
    desk: Client, pat: Patient, name: str, number: str
) -> None:
    told = EMPTY | {name: number, "reason": "Try"}
    answer = desk.post(f"/patients/{pat.code}/thresholds/", told)
    assert answer.status_code == 422
    assert not ThresholdSettings.objects.exists()


def test_the_action_refuses_what_lies_outside_too(ann: User, pat: Patient, now: datetime) -> None:
    with pytest.raises(ThresholdOutOfLimits):
        set_site_thresholds(site=pat.team.site, numbers={"severe": 10}, by=ann, now=now)


def test_a_lead_nurse_sets_her_sites_numbers(desk: Client, pat: Patient, leads: None) -> None:
    site = pat.team.site
    assert desk.get("/thresholds/")["Location"] == f"/sites/{site.pk}/thresholds/"
    desk.post(f"/sites/{site.pk}/thresholds/", EMPTY | {"quiet_days": "2"})
    assert thresholds_for(pat).quiet_days == 2


def test_the_patients_form_says_the_sites_number(
    desk: Client, ann: User, pat: Patient, now: datetime
) -> None:
    set_site_thresholds(site=pat.team.site, numbers={"severe": 8}, by=ann, now=now)
    assert "As for the site: 8" in text_of(desk.get(f"/patients/{pat.code}/thresholds/"))


def test_left_empty_a_number_falls_back(desk: Client, pat: Patient, leads: None) -> None:
    page = f"/sites/{pat.team.site_id}/thresholds/"
    desk.post(page, EMPTY | {"severe": "8"})
    desk.post(page, EMPTY)
    assert thresholds_for(pat).severe == 7


def test_nurses_do_not_set_a_sites_numbers(desk: Client, pat: Patient) -> None:
    assert desk.get(f"/sites/{pat.team.site_id}/thresholds/").status_code == 404


def test_another_sites_numbers_are_not_there(
    desk: Client, carl: User, pat: Patient, leads: None
) -> None:
    theirs = carl.team_places.get().team.site_id
    assert desk.get(f"/sites/{theirs}/thresholds/").status_code == 404


def test_the_page_says_that_the_numbers_are_examples(desk: Client, pat: Patient) -> None:
    said = text_of(desk.get(f"/patients/{pat.code}/thresholds/"))
    assert "example thresholds, to be approved by a clinician before use with patients" in said
