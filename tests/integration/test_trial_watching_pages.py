"""The pages of the safety log, of questions, of unmasking, and what the monitor reads."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from paincheck.accounts.models import User
from tests.integration.test_trial_following import allocated
from tests.trials import ATrial, make_trial
from trial.models import DataQuery, SafetyReport, Unmasking

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
BASE = "/trials/impact/"
PERSON = f"{BASE}people/A-001/"


@pytest.fixture
def a(now: datetime) -> ATrial:
    a = make_trial()
    allocated(a, now)
    return a


def as_(a: ATrial, right: str) -> Client:
    browser = Client()
    browser.force_login(
        a.person(right) if right != "SETUP" else a.people["SETUP"],
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return browser


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def event(a: ATrial, **told: str) -> dict[str, str]:
    return {
        "key": str(uuid.uuid4()), "kind": "SERIOUS", "site": str(a.sites[0].pk),
        "number": "A-001", "happened_on_day": "24", "happened_on_month": "11",
        "happened_on_year": "2026", "known_at": "2026-11-24T11:00", "related": "UNKNOWN",
        "what": "Fell at home",
    } | told  # fmt: skip


def test_an_event_is_logged_with_its_deadline_and_reported_on(a: ATrial) -> None:
    office = as_(a, "OFFICE")
    assert office.post(f"{BASE}safety/add/", event(a)).status_code == 302
    assert "Due by" in text(office.get(f"{BASE}safety/"))
    report = SafetyReport.objects.get()
    assert office.post(f"{BASE}safety/{report.pk}/reported/", {"to": "Sponsor"}).status_code == 302
    assert "Reported to Sponsor" in text(office.get(f"{BASE}safety/"))


@pytest.mark.parametrize(
    "harm",
    [{"what": ""}, {"what": "\x00"}, {"number": "Z-999"}, {"known_at": "soon"},
     {"known_at": "2027-01-01T10:00"}, {"kind": "X"}, {"happened_on_year": "2027"}, {"site": "0"}],
)  # fmt: skip
def test_a_wrong_event_is_said_and_not_logged(a: ATrial, harm: dict[str, str]) -> None:
    assert as_(a, "OFFICE").post(f"{BASE}safety/add/", event(a, **harm)).status_code == 422
    assert not SafetyReport.objects.exists()


def test_a_monitor_asks_the_office_answers_and_the_monitor_closes(a: ATrial) -> None:
    monitor, office = as_(a, "MONITOR"), as_(a, "OFFICE")
    told = {"key": str(uuid.uuid4()), "form": "BASELINE", "field": "", "question": "7 or 1?"}
    assert monitor.post(f"{PERSON}questions/", told).status_code == 302
    pk = DataQuery.objects.get().pk
    assert office.post(f"{BASE}questions/{pk}/answer/", {"text": ""}).status_code == 422
    assert office.post(f"{BASE}questions/{pk}/answer/", {"text": "7"}).status_code == 302
    assert monitor.post(f"{BASE}questions/{pk}/close/").status_code == 302
    assert "closed" in text(monitor.get(f"{BASE}questions/"))
    assert monitor.get(f"{BASE}questions/{pk}/answer/").status_code == 404


def test_unmasking_goes_by_two_and_only_who_asked_reads_the_arm(a: ATrial) -> None:
    assessor, setup, office = (as_(a, right) for right in ("ASSESSOR", "SETUP", "OFFICE"))
    told = {"key": str(uuid.uuid4()), "deliberate": "yes", "reason": "For her care"}
    assert assessor.post(f"{PERSON}unmasking/", told).status_code == 302
    pk = Unmasking.objects.get().pk
    assert assessor.post(f"{BASE}unmasking/{pk}/decide/", {"allowed": "yes"}).status_code == 404
    assert assessor.post(f"{BASE}unmasking/{pk}/show/").status_code == 302
    assert setup.post(f"{BASE}unmasking/{pk}/decide/", {"allowed": "?"}).status_code == 404
    assert setup.post(f"{BASE}unmasking/{pk}/decide/", {"allowed": "yes"}).status_code == 302
    arm = b"Supported self-management</strong>"
    assert arm not in office.post(f"{BASE}unmasking/{pk}/show/").content
    assert arm in assessor.post(f"{BASE}unmasking/{pk}/show/").content
    assert "The arm was shown" in text(as_(a, "MONITOR").get(f"{BASE}accesses/"))


def test_the_trail_of_a_participant_is_in_words_and_tells_no_arm(a: ATrial) -> None:
    office, monitor = as_(a, "OFFICE"), as_(a, "MONITOR")
    day = {"on_day": "24", "on_month": "11", "on_year": "2026"}
    office.post(f"{PERSON}leaving/", day | {"key": str(uuid.uuid4()), "kind": "DATA", "why": ""})
    page = text(monitor.get(f"{PERSON}trail/"))
    assert "Withdrew the data" in page
    assert "SSM" not in page
    table = monitor.get(f"{PERSON}trail/?as=csv").content.decode()
    assert "Withdrew the data" in table


def test_interviews_are_the_statisticians_and_looking_is_on_record(a: ATrial) -> None:
    text(as_(a, "STATISTICIAN").get(f"{BASE}interviews/"))
    for right in ("ENROL", "OFFICE", "ASSESSOR", "MONITOR", "TOTALS", "SETUP"):
        assert as_(a, right).get(f"{BASE}interviews/").status_code == 404
    page = text(as_(a, "MONITOR").get(f"{BASE}accesses/"))
    assert "A page or file with arms was shown" in page


def test_the_overview_says_what_waits_for_whom_and_nothing_of_the_rest(
    a: ATrial, now: datetime
) -> None:
    allocated(a, now - timedelta(days=42), n=2)
    office = as_(a, "OFFICE")
    office.post(f"{BASE}safety/add/", event(a))
    told = {"key": str(uuid.uuid4()), "deliberate": "yes", "reason": "For her care"}
    office.post(f"{PERSON}unmasking/", told)
    page = text(office.get(BASE))
    assert "1 visit is open" in page
    assert "1 event to report" in page
    assert "unmasking to decide" not in page
    assert "1 unmasking to decide" in text(as_(a, "SETUP").get(BASE))
    assert "Nothing waits for you" in text(as_(a, "MONITOR").get(BASE))
