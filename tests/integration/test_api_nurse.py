"""The nurse's side over the API: her own patients alone, nothing seen, contact means contact."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from diaries.models import Contact, PainCheck, Patient, SeenMark
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import PatientFactory, make_alert, make_check
from tests.integration.doors import make_staff

SignIn = Callable[[User], Client]
LISTS = ("readings", "alerts", "contacts")


@pytest.fixture
def desk(ann: User, now: datetime, signed_in: SignIn) -> Client:
    """Ann's program."""
    return signed_in(ann)


def here(patient: Patient, what: str) -> str:
    return f"/api/patients/{patient.code}/{what}/"


def every_address(patient: Patient) -> list[str]:
    return ["/api/caseload/", *(here(patient, what) for what in LISTS)]


def log(client: Client, patient: Patient, **told: Any) -> Any:
    """A phone call that reached the patient, unless said otherwise."""
    usual = {
        "key": str(uuid4()),
        "channel": "PHONE",
        "outcome": "SELF_CARE",
        "at": "2026-11-24T12:00:00Z",
    }
    sent = {name: value for name, value in (usual | told).items() if value is not ...}
    return client.post(here(patient, "contacts"), sent, content_type="application/json")


# Caseload


def test_the_caseload_stands_in_the_order_of_need(desk: Client, ann: User, now: datetime) -> None:
    calm, amber, red = (PatientFactory(nurse=ann) for _ in range(3))
    make_check(calm, worst=2)
    make_alert(amber, level="AMBER", rule="contact_wanted")
    make_alert(red, due_at=now)
    told = desk.get("/api/caseload/").json()
    assert [row["code"] for row in told["needs_you"]] == [red.code, amber.code]
    assert [row["code"] for row in told["up_to_date"]] == [calm.code]
    line = told["needs_you"][0]["alerts"][0]
    assert (line["code"], line["due_at"], line["overdue"]) == ("RED", "2026-11-24T12:00:00Z", True)
    assert told["up_to_date"][0]["last_worst"] == 2


def test_a_check_that_the_rules_have_not_seen_stands_first(
    desk: Client, pat: Patient, now: datetime
) -> None:
    make_check(pat, worst=9, unflagged=True)
    told = desk.get("/api/caseload/").json()["needs_you"][0]
    assert told["not_checked"].startswith("A new check, not yet checked by the rules")


def test_the_caseload_is_searched_and_narrowed_like_the_page(
    desk: Client, pat: Patient, bea: User
) -> None:
    other = PatientFactory(nurse=bea, team=pat.team)
    mine = desk.get("/api/caseload/?show=mine").json()["not_heard_from"]
    found = desk.get(f"/api/caseload/?q={other.last_name}%00").json()["not_heard_from"]
    assert [row["code"] for row in mine] == [pat.code]
    assert [row["code"] for row in found] == [other.code]


def test_the_caseload_says_since_when_alerting_is_delayed(
    desk: Client, pat: Patient, watch_is_fresh: None
) -> None:
    assert desk.get("/api/caseload/").json()["alerting_delayed_since"] is None


def test_the_caseload_without_a_watch_says_so(desk: Client, pat: Patient) -> None:
    assert desk.get("/api/caseload/").json()["alerting_delayed_since"]


# Rows of one patient


def test_readings_are_the_checks_that_stand_newest_first(
    desk: Client, pat: Patient, now: datetime
) -> None:
    make_check(pat, at=now - timedelta(days=1), worst=4)
    make_check(pat, at=now - timedelta(days=9), worst=6.5, source="IMPORTED")
    make_check(pat, at=now - timedelta(days=2), unflagged=True, worst=8)
    corrected = make_check(pat, at=now - timedelta(days=3), worst=10)
    PainCheck.objects.filter(pk=corrected.pk).update(superseded_at=now)
    told = desk.get(here(pat, "readings")).json()["results"]
    said = [(row["worst"], row["checked_by_rules"]) for row in told]
    assert said == [(4, True), (8, False), (6.5, None)]


def test_open_alerts_come_before_closed_ones(desk: Client, pat: Patient, now: datetime) -> None:
    for rule, days in (("rising_pain", 3), ("red_flag", 1)):
        at = now - timedelta(days=days)
        make_alert(pat, rule=rule, closed_at=at, closed_how="CLEARED")
    make_alert(pat, opened_at=now - timedelta(days=9))
    told = desk.get(here(pat, "alerts")).json()["results"]
    assert [row["rule"] for row in told] == ["severe_pain", "red_flag", "rising_pain"]
    assert told[0]["taken_by"] is None


@pytest.mark.parametrize("what", LISTS)
def test_a_list_holds_one_patient_alone(desk: Client, ann: User, pat: Patient, what: str) -> None:
    other = PatientFactory(nurse=ann)
    make_check(other)
    make_alert(other)
    log(desk, other)
    assert desk.get(here(pat, what)).json()["count"] == 0
    assert desk.get(here(other, what)).json()["count"] == 1


# Seen and the trail (S6)


def test_reading_marks_nothing_as_seen(desk: Client, pat: Patient) -> None:
    make_alert(pat)
    make_check(pat, worst=9)
    for address in every_address(pat):
        assert desk.get(address).status_code == 200
    assert not SeenMark.objects.exists()


def test_each_reading_stands_on_the_trail(desk: Client, ann: User, pat: Patient) -> None:
    for address in every_address(pat):
        desk.get(address)
    lines = AuditEvent.objects.filter(actor_id=ann.pk).values_list("action", "patient_id")
    assert sorted(lines) == [
        ("alerts.read", pat.pk),
        ("caseload.read", None),
        ("contacts.read", pat.pk),
        ("readings.read", pat.pk),
    ]


def test_a_program_that_reads_does_not_keep_a_sign_in_alive(
    desk: Client, pat: Patient, now: datetime
) -> None:
    desk.get("/caseload/")
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        assert desk.get(here(pat, "readings")).status_code == 200
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        assert desk.get(here(pat, "readings")).status_code == 403


# Contacts (S10)


def test_talking_closes_the_alerts_that_it_was_about(desk: Client, pat: Patient, ann: User) -> None:
    alert, other = make_alert(pat), make_alert(pat, rule="contact_wanted")
    answer = log(desk, pat, alerts=[alert.pk], note="Rang her")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["reached"], told["nurse"], told["alerts"]) == (True, "Ann Archer", [alert.pk])
    alert.refresh_from_db()
    other.refresh_from_db()
    assert (alert.closed_how, alert.closed_by, other.closed_at) == ("CONTACT", ann, None)


@pytest.mark.parametrize(
    ("channel", "outcome"),
    [("PHONE", "NO_ANSWER"), ("VOICEMAIL", "MESSAGE_LEFT"), ("MESSAGE", "MESSAGE_LEFT")],
)
def test_not_reached_stays_open_with_a_time_to_try_again(
    desk: Client, pat: Patient, channel: str, outcome: str
) -> None:
    alert = make_alert(pat)
    again = "2026-11-24T15:00:00Z"
    answer = log(desk, pat, channel=channel, outcome=outcome, alerts=[alert.pk], try_again_at=again)
    alert.refresh_from_db()
    assert (answer.status_code, answer.json()["reached"], alert.closed_at) == (201, False, None)
    assert f"{alert.try_again_at:%H:%M}" == "15:00"


def test_acting_on_an_alert_is_seeing_its_checks(desk: Client, pat: Patient) -> None:
    alert = make_alert(pat)
    check = make_check(pat, worst=9)
    alert.occurrences.create(pain_check=check, found_at=check.answered_at)
    log(desk, pat, alerts=[alert.pk])
    assert SeenMark.objects.get().check_seen == check


def test_the_same_contact_again_changes_nothing(desk: Client, pat: Patient, now: datetime) -> None:
    alert, key = make_alert(pat), str(uuid4())
    told = {"key": key, "alerts": [alert.pk], "at": (now + timedelta(minutes=3)).isoformat()}
    first = log(desk, pat, **told)
    newer = make_alert(pat)
    again = log(desk, pat, **told)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    newer.refresh_from_db()
    assert (Contact.objects.count(), newer.closed_at) == (1, None)


@pytest.mark.parametrize(
    "other", [{"outcome": "CARER"}, {"note": "other"}, {"at": "2026-11-24T11:54:00Z"}]
)
def test_a_key_with_another_contact_is_refused_and_closes_nothing(
    desk: Client, pat: Patient, other: dict[str, str]
) -> None:
    key, alert = str(uuid4()), make_alert(pat)
    log(desk, pat, key=key)
    answer = log(desk, pat, **({"key": key, "alerts": [alert.pk]} | other))
    assert answer.status_code == 409
    alert.refresh_from_db()
    assert (Contact.objects.count(), alert.closed_at) == (1, None)


def test_a_key_of_somebody_else_is_refused(
    desk: Client, pat: Patient, bea: User, now: datetime
) -> None:
    key = str(uuid4())
    log(desk, pat, key=key)
    other = Client()
    other.force_login(bea, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert log(other, pat, key=key).status_code == 409


def test_a_contact_is_kept_though_its_alert_was_closed_meanwhile(
    desk: Client, pat: Patient, now: datetime
) -> None:
    alert = make_alert(pat, closed_at=now, closed_how="CLEARED")
    answer = log(desk, pat, alerts=[alert.pk])
    assert (answer.status_code, answer.json()["alerts"]) == (201, [])


def test_an_alert_of_another_patient_is_refused(desk: Client, ann: User, pat: Patient) -> None:
    alert = make_alert(PatientFactory(nurse=ann))
    answer = log(desk, pat, alerts=[alert.pk])
    assert answer.json()["errors"]["alerts"] == ["One of these alerts is not this patient’s."]
    assert not Alert.objects.exclude(closed_at=None).exists()


@pytest.mark.parametrize(
    ("told", "field", "sentence"),
    [
        ({"outcome": ...}, "outcome", "Say what came of it"),
        ({"outcome": "TALKED"}, "outcome", "Say what came of it"),
        ({"channel": "FAX"}, "channel", "Say how"),
        ({"channel": ["PHONE"]}, "channel", "Say how"),
        ({"channel": "VOICEMAIL"}, "outcome", "A message or voicemail is not a talk"),
        ({"outcome": "NO_ANSWER"}, "try_again_at", "Enter when you will try again"),
        ({"outcome": "NO_ANSWER", "try_again_at": "2026-11-24T09:00:00Z"}, "try_again_at",
         "still to come"),
        ({"outcome": "NO_ANSWER", "try_again_at": "9999-01-01T00:00:00Z"}, "try_again_at",
         "within the next 4 days"),
        ({"at": "2026-11-24T18:00:00Z"}, "at", "this time is to come"),
        ({"at": "0001-01-02T00:00:00Z"}, "at", "more than a year ago"),
        ({"at": "2026-11-24T11:00"}, "at", "with its offset"),
        ({"at": ...}, "at", "Give the time"),
        ({"key": "1"}, "key", "Give a UUID"),
        ({"note": "a\x00b"}, "note", "Null characters are not allowed"),
        ({"note": "a" * 2001}, "note", "at most 2000 characters"),
        ({"alerts": 1}, "alerts", "Give the numbers of the alerts"),
        ({"alerts": ["x"]}, "alerts", "Give the numbers of the alerts"),
        ({"alerts": [10**30]}, "alerts", "not this patient’s"),
        ({"close": True}, "close", "There is no field of this name"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence_by_its_field(
    desk: Client, pat: Patient, told: dict[str, Any], field: str, sentence: str
) -> None:
    answer = log(desk, pat, **told)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert sentence in answer.json()["errors"][field][0]
    assert not Contact.objects.exists()


# Cost


@pytest.mark.parametrize("what", LISTS)
def test_a_list_costs_the_same_however_long_it_is(
    desk: Client, pat: Patient, now: datetime, what: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(here(pat, what)).json()["count"]
        return len(queries)

    def one_more(days: int) -> None:
        at = now - timedelta(days=days)
        make_check(pat, at=at)
        make_alert(pat, closed_at=at, closed_how="CLEARED")
        alert = make_alert(pat, opened_at=at)
        log(desk, pat, alerts=[alert.pk], at=at.isoformat())

    one_more(1)
    cost()
    one = cost()
    for days in range(2, 20):
        one_more(days)
    assert cost() == one


def test_the_caseload_costs_the_same_for_any_number_of_patients(desk: Client, ann: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get("/api/caseload/")
        return len(queries)

    def one_more() -> None:
        patient = PatientFactory(nurse=ann)
        make_check(patient)
        make_alert(patient)

    one_more()
    cost()
    one = cost()
    for _ in range(20):
        one_more()
    assert cost() == one


# Doors


@pytest.mark.parametrize("what", LISTS)
def test_a_patient_of_another_team_is_not_there(
    carl: User, pat: Patient, now: datetime, signed_in: SignIn, what: str
) -> None:
    answer = signed_in(carl).get(here(pat, what))
    assert (answer.status_code, answer.json()) == (404, {"detail": "No such patient in your care."})
    assert not AuditEvent.objects.exists()


def test_a_contact_with_a_patient_of_another_team_is_not_logged(
    carl: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    assert log(signed_in(carl), pat).status_code == 404
    assert not Contact.objects.exists()


def test_a_patient_of_another_team_stands_in_no_caseload(
    carl: User, pat: Patient, now: datetime, signed_in: SignIn
) -> None:
    for show in ("mine", "team", "site"):
        told = signed_in(carl).get(f"/api/caseload/?show={show}&q={pat.code}").json()
        assert not any(told[group] for group in told if group != "alerting_delayed_since")


@pytest.mark.parametrize("code", ["NOBODY", "%00", "%F0%9F%98%80", "a" * 500])
def test_a_patient_who_is_not_there_is_not_found(desk: Client, code: str) -> None:
    assert desk.get(f"/api/patients/{code}/readings/").status_code == 404


def test_strangers_are_refused(client: Client, pat: Patient) -> None:
    for address in every_address(pat):
        answer = client.get(address)
        assert (answer.status_code, list(answer.json())) == (403, ["detail"])
    assert log(client, pat).status_code == 403


def test_a_patient_is_refused_even_for_her_own_code(pat: Patient, signed_in: SignIn) -> None:
    client = signed_in(pat.user)
    for address in every_address(pat):
        assert client.get(address).json() == {"detail": "This is for nurses."}
    assert log(client, pat).status_code == 403


def test_a_manager_is_refused(pat: Patient, signed_in: SignIn) -> None:
    client = signed_in(make_staff("MANAGER"))
    assert [client.get(address).status_code for address in every_address(pat)] == [403] * 4
