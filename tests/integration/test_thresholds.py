"""The numbers of the rules: within limits, with a reason for a patient's, on the trail."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from alerts.actions.flagging import flag
from alerts.actions.settings import set_patient_thresholds, set_site_thresholds
from alerts.models import Alert, ThresholdSettings
from alerts.queries import thresholds_for
from alerts.rules import LIMITS, ThresholdOutOfLimits
from diaries.models import Patient
from paincheck.accounts.models import Role, User
from paincheck.audit.models import AuditEvent
from tests.factories import make_check
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
    assert "Example: to be approved by a clinician. Review by 1 May 2027." in said


# Safety rule S13: whatever is sent, danger, toxicity and wishes for contact raise an alert.

MADE_UP = dict.fromkeys(
    ["red_flag", "RED_FLAG", "danger", "danger_signs", "toxicity", "contact_wanted", "side_effects",
     "unfinished_check", "message_unread", "A1", "A5", "A7", "silenced", "expected", "off",
     "never_silenced", "rules", "stale_after", "worse_by"],
    "0",
)  # fmt: skip


def test_no_name_that_is_sent_to_a_form_switches_danger_or_a_wish_off(
    desk: Client, pat: Patient, leads: None, now: datetime
) -> None:
    mildest = {name: str(highest) for name, (_, highest) in LIMITS.items()}
    for page in (f"/sites/{pat.team.site_id}/thresholds/", f"/patients/{pat.code}/thresholds/"):
        told = MADE_UP | mildest | {"reason": "Too many", "sure": "yes"}
        assert desk.post(page, told).status_code == 302
    assert alerts_of_a_check_in_danger(pat, now) == {
        ("red_flag", "RED"),
        ("contact_wanted", "AMBER"),
    }


@pytest.mark.parametrize("name", MADE_UP)
def test_the_action_takes_no_name_that_is_no_number_of_a_rule(
    ann: User, pat: Patient, now: datetime, name: str
) -> None:
    with pytest.raises(ThresholdOutOfLimits):
        set_site_thresholds(site=pat.team.site, numbers={name: 0}, by=ann, now=now)
    with pytest.raises(ThresholdOutOfLimits):
        set_patient_thresholds(patient=pat, numbers={name: 0}, reason="Too many", by=ann, now=now)
    assert not ThresholdSettings.objects.exists()


def test_the_api_has_no_way_to_set_a_number_and_takes_no_name_that_silences(
    desk: Client, ann: User, pat: Patient, now: datetime
) -> None:
    alerts_of_a_check_in_danger(pat, now)
    before = list(Alert.objects.order_by("pk").values())
    assert len(before) == 2
    key = "6f3c1d2e-0000-4000-8000-000000000001"
    silence = MADE_UP | {"snoozed_until": "2027-01-01", "closed_how": "EXPECTED", "level": "GREY"}
    talk = {"key": key, "channel": "PHONE", "outcome": "NO_ANSWER", "alerts": []}
    for way in ("put", "patch", "post", "delete"):
        answer = getattr(desk, way)(
            f"/api/patients/{pat.code}/alerts/", silence, content_type="application/json"
        )
        assert answer.status_code == 405
    desk.post(f"/api/patients/{pat.code}/contacts/", talk | silence, "application/json")
    assert list(Alert.objects.order_by("pk").values()) == before
    assert not ThresholdSettings.objects.exists()
    words = ("threshold", "setting", "rule", "snooze", "put-off", "expected")
    ways = [str(way.pattern) for app in get_resolver().url_patterns for way in paths_below(app)]
    assert not [way for way in ways if way.startswith("api/") and any(w in way for w in words)]


def paths_below(one: Any) -> list[Any]:
    below = getattr(one, "url_patterns", None)
    return [one] if below is None else [way for each in below for way in paths_below(each)]


def alerts_of_a_check_in_danger(pat: Patient, now: datetime) -> set[tuple[str, str]]:
    said = {"danger": True, "danger_items": ["NUMBNESS"], "wish": "PLEASE"}
    check = make_check(pat, at=now, worst=0, unflagged=True, **said)
    flag(kind="check", row_id=str(check.pk), now=now)
    return set(Alert.objects.open().filter(patient=pat).values_list("rule", "level"))
