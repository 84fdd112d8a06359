"""The patient's own checks over the API: stored once, refused in sentences, danger never lost."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from diaries.actions.checks import mark_seen
from diaries.models import CheckDraft, PainCheck, Patient
from paincheck.accounts.models import User
from tests.factories import PatientFactory, make_check

HERE = "/api/checks/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SignIn = Callable[[User], Client]


@pytest.fixture
def phone(pat: Patient, now: datetime, signed_in: SignIn) -> Client:
    """Pat's phone."""
    return signed_in(pat.user)


def body(at: datetime, **told: Any) -> dict[str, Any]:
    usual = {"key": str(uuid4()), "answered_at": at.isoformat(), "worst": 4}
    return {name: value for name, value in (usual | told).items() if value is not ...}


def post(client: Client, sent: Any) -> Any:
    """The answer, after the bell has been rung as a commit would ring it."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(HERE, sent, content_type="application/json")


# Stored once (S4)


def test_a_check_is_stored_with_all_its_answers(phone: Client, pat: Patient, now: datetime) -> None:
    answers = {
        "worst": 8, "average": 5, "least": 0, "now": None, "extra_doses": 2,
        "extra_doses_unsure": True, "danger": True, "danger_items": ["FEVER"], "wish": "PLEASE",
        "note": "a bad night\r\nand a bad morning", "since_last": True,
    }  # fmt: skip
    answer = post(phone, body(now, **answers))
    assert answer.status_code == 201
    stored = answer.json()["check"]
    expected = answers | {"note": "a bad night\nand a bad morning"}
    assert {name: stored[name] for name in answers} == expected
    check = PainCheck.objects.get()
    assert (check.patient, check.source, check.entered_by) == (pat, "PATIENT", None)


def test_only_the_worst_pain_is_needed(phone: Client, now: datetime) -> None:
    stored = post(phone, body(now)).json()["check"]
    skipped = ("average", "least", "now", "extra_doses", "danger")
    assert [stored[name] for name in skipped] == [None] * 5


def test_the_same_check_again_is_the_same_receipt(phone: Client, now: datetime) -> None:
    sent = body(now, note="once")
    first, again = post(phone, sent), post(phone, sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert PainCheck.objects.count() == 1


def test_a_key_with_other_answers_is_refused_and_changes_nothing(
    phone: Client, now: datetime
) -> None:
    sent = body(now)
    post(phone, sent)
    answer = post(phone, sent | {"worst": 9})
    assert answer.status_code == 409
    assert answer.json()["detail"] == "This key belongs to another set of answers."
    assert [check.worst for check in PainCheck.objects.all()] == [4]


def test_two_patients_may_happen_on_one_key(phone: Client, now: datetime) -> None:
    sent = body(now)
    post(phone, sent)
    other = Client()
    other.force_login(PatientFactory().user, backend=BACKEND)
    assert post(other, sent).status_code == 201


def test_a_severe_check_raises_its_alert(phone: Client, now: datetime) -> None:
    post(phone, body(now, worst=9))
    assert Alert.objects.get().rule == "severe_pain"


def test_a_check_that_was_kept_on_the_phone_has_both_times(phone: Client, now: datetime) -> None:
    stored = post(phone, body(now - timedelta(days=2))).json()["check"]
    assert stored["answered_at"] == "2026-11-22T12:00:00Z"
    assert stored["received_at"] == "2026-11-24T12:00:00Z"


# What the receipt says (S3, S5)


def test_the_receipt_says_who_reads_it_and_whom_to_ring(phone: Client, now: datetime) -> None:
    told = post(phone, body(now, wish="PLEASE")).json()
    assert told["reads"].startswith("This is read by Ann or another nurse")
    assert "should ring you by" in told["contact"]
    assert "0113 496 0001" in [number["number"] for number in told["numbers"]]


def test_after_danger_the_receipt_says_to_ring_now(phone: Client, now: datetime) -> None:
    told = post(phone, body(now, danger=True, danger_items=["HARD_TO_WAKE"])).json()
    assert told["ring"] == "Ring now. Do not wait for us."
    assert told["card"]["code"] == "CALL_999"


# Refused, with a sentence by field

WHOLE = "Choose a whole number from 0 to 10."
DOSES = "Put the number of extra doses in figures, from 0 to 50."
NOT_ON_LIST = "One of the danger signs is not on our list."
OFFSET = "Give the time with its offset"
YES_OR_NO = "Say true for yes or false for no"


@pytest.mark.parametrize(
    ("told", "field", "sentence"),
    [
        ({"worst": ...}, "worst", "Choose a number for your worst pain."),
        ({"worst": None}, "worst", "Choose a number for your worst pain."),
        ({"worst": 11}, "worst", WHOLE),
        ({"worst": -1}, "worst", WHOLE),
        ({"worst": 6.5}, "worst", WHOLE),
        ({"worst": True}, "worst", WHOLE),
        ({"worst": [3, 7]}, "worst", WHOLE),
        ({"worst": 10**3000}, "worst", WHOLE),
        ({"worst": "9" * 3000}, "worst", WHOLE),
        ({"now": 99}, "now", WHOLE),
        ({"extra_doses": 51}, "extra_doses", DOSES),
        ({"extra_doses": "two"}, "extra_doses", DOSES),
        ({"danger": "perhaps"}, "danger", YES_OR_NO),
        ({"danger": "no"}, "danger", YES_OR_NO),
        ({"danger": []}, "danger", YES_OR_NO),
        ({"danger": True, "danger_items": ["MOON"]}, "danger_items", NOT_ON_LIST),
        ({"danger": True, "danger_items": "FEVER"}, "danger_items", NOT_ON_LIST),
        ({"danger": True, "danger_items": [{"a": 1}]}, "danger_items", NOT_ON_LIST),
        ({"danger": False, "danger_items": ["FEVER"]}, "danger", "Say which is true"),
        ({"wish": "NOW!"}, "wish", "Choose one of the answers"),
        ({"note": "a" * 2001}, "note", "at most 2000 characters"),
        ({"note": "a\x00b"}, "note", "Null characters are not allowed"),
        ({"note": "\ud800"}, "note", "Surrogate characters are not allowed"),
        ({"note": {"a": 1}}, "note", "Write this as text"),
        ({"key": "1"}, "key", "Give a UUID"),
        ({"key": ...}, "key", "Give a UUID"),
        ({"answered_at": ...}, "answered_at", "Give the time"),
        ({"answered_at": "soon"}, "answered_at", OFFSET),
        ({"answered_at": "2026-11-24T11:00:00"}, "answered_at", OFFSET),
        ({"answered_at": "2026-11-24T12:06:00Z"}, "answered_at", "lies in the future"),
        ({"answered_at": "9999-12-31T23:59:59-14:00"}, "answered_at", "out of range"),
        ({"answered_at": "0001-01-01T00:00:00+14:00"}, "answered_at", "out of range"),
        ({"answered_at": "1970-01-01T00:00:00Z"}, "answered_at", "before your diary began"),
        ({"wurst": 9}, "wurst", "There is no field of this name"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence_by_its_field(
    phone: Client, now: datetime, told: dict[str, Any], field: str, sentence: str
) -> None:
    answer = post(phone, body(now, **told))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert sentence in answer.json()["errors"][field][0]
    assert not PainCheck.objects.exists()


def test_a_note_of_2000_signs_with_line_ends_is_taken(phone: Client, now: datetime) -> None:
    note = "\r\n".join(["a" * 999, "b" * 1000])
    assert post(phone, body(now, note=note)).status_code == 201


def test_a_clock_that_runs_ahead_a_little_is_set_right(phone: Client, now: datetime) -> None:
    stored = post(phone, body(now + timedelta(minutes=4))).json()["check"]
    assert stored["answered_at"] == "2026-11-24T12:00:00Z"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{", 400),
        ("[]", 422),
        ('"text"', 422),
        ("null", 422),
        ("", 422),
        ('{"worst": NaN}', 400),
        ("[" * 100_000, 400),
        ('{"note": "' + "a" * 1_000_000 + '"}', 413),
    ],
)
def test_what_is_no_check_at_all_is_refused_in_words(phone: Client, sent: str, code: int) -> None:
    answer = post(phone, sent)
    assert answer.status_code == code
    assert answer.json()["detail"]
    assert not PainCheck.objects.exists()


@pytest.mark.parametrize("charset", ["rot13", "hex", "utf-16", "idna"])
def test_json_is_read_as_utf_8_whatever_it_says_of_itself(
    phone: Client, now: datetime, charset: str
) -> None:
    kind = f"application/json; charset={charset}"
    answer = phone.generic("POST", HERE, json.dumps(body(now)), content_type=kind)
    assert answer.status_code == 201


def test_a_form_is_no_json(phone: Client, now: datetime) -> None:
    assert phone.post(HERE, body(now)).status_code == 415


# Contact today (S5, S17)


def test_contact_today_cannot_be_asked_for_when_nobody_can_ring_any_more(
    pat: Patient, signed_in: SignIn, now: datetime
) -> None:
    evening = now + timedelta(hours=7)
    with time_machine.travel(evening, tick=False):
        answer = post(signed_in(pat.user), body(evening, wish="TODAY"))
    assert answer.status_code == 422
    assert "Nobody can ring you today any more" in answer.json()["errors"]["wish"][0]


def test_contact_today_that_was_asked_for_in_time_and_arrives_late_counts(
    pat: Patient, signed_in: SignIn, now: datetime
) -> None:
    with time_machine.travel(now + timedelta(hours=7), tick=False):
        answer = post(signed_in(pat.user), body(now, wish="TODAY"))
    assert answer.status_code == 201
    assert Alert.objects.get().rule == "contact_wanted"


# Danger counts though the rest is refused (S3)


@pytest.mark.parametrize("wrong", [{"worst": 11}, {"worst": ...}, {"wish": "x"}, {"x": 1}])
def test_danger_is_flagged_though_something_else_is_wrong(
    phone: Client, now: datetime, wrong: dict[str, Any]
) -> None:
    answer = post(phone, body(now, **({"danger": True, "danger_items": ["FEVER"]} | wrong)))
    assert answer.status_code == 422
    assert Alert.objects.get().rule == "red_flag"


def test_danger_is_flagged_though_the_phones_clock_is_wrong(phone: Client, now: datetime) -> None:
    post(phone, body(now + timedelta(days=1), danger=True, danger_items=["FEVER"]))
    assert Alert.objects.get().rule == "red_flag"


def test_new_danger_under_a_used_key_is_flagged(phone: Client, now: datetime) -> None:
    sent = body(now)
    post(phone, sent)
    answer = post(phone, sent | {"danger": True, "danger_items": ["FEVER"]})
    assert answer.status_code == 409
    assert Alert.objects.get().rule == "red_flag"


def test_what_is_put_right_takes_the_place_of_what_was_kept(phone: Client, now: datetime) -> None:
    sent = body(now, danger=True, danger_items=["FEVER"])
    post(phone, sent | {"worst": 11})
    assert CheckDraft.objects.exists()
    assert post(phone, sent).status_code == 201
    assert not CheckDraft.objects.exists()


def test_a_mistake_that_is_no_danger_is_not_half_kept(phone: Client, now: datetime) -> None:
    post(phone, body(now, worst=11, note="only this"))
    assert not CheckDraft.objects.exists()


# Reading


def test_the_list_is_her_own_newest_first(phone: Client, pat: Patient, now: datetime) -> None:
    make_check(PatientFactory(), worst=9)
    for days in (2, 0, 1):
        make_check(pat, at=now - timedelta(days=days), worst=days)
    told = phone.get(HERE).json()
    assert [row["worst"] for row in told["results"]] == [0, 1, 2]


def test_the_list_says_who_has_seen_a_check(
    phone: Client, pat: Patient, ann: User, now: datetime
) -> None:
    mark_seen(checks=[make_check(pat)], nurse=ann, now=now)
    make_check(pat, at=now - timedelta(days=1))
    seen = [row["seen_by"] for row in phone.get(HERE).json()["results"]]
    assert seen == ["Ann, today midday", ""]


def test_the_list_comes_in_pages(phone: Client, pat: Patient, now: datetime) -> None:
    for days in range(51):
        make_check(pat, at=now - timedelta(days=days))
    first = phone.get(HERE).json()
    assert (first["count"], len(first["results"])) == (51, 50)
    assert len(phone.get(first["next"]).json()["results"]) == 1


@pytest.mark.parametrize("page", ["0", "99", "x", "%00", "1e9"])
def test_a_page_that_is_not_there_is_not_found(phone: Client, page: str) -> None:
    assert phone.get(f"{HERE}?page={page}").status_code == 404


def test_the_list_costs_the_same_however_long_it_is(
    phone: Client, pat: Patient, now: datetime
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            phone.get(HERE)
        return len(queries)

    make_check(pat)
    phone.get(HERE)
    one = cost()
    for days in range(1, 40):
        make_check(pat, at=now - timedelta(days=days))
    assert cost() == one


# Doors


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_refused(client: Client, db: None, method: str) -> None:
    answer = getattr(client, method)(HERE, {}, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["detail"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_nurse_has_no_checks_of_her_own(ann: User, signed_in: SignIn, method: str) -> None:
    answer = getattr(signed_in(ann), method)(HERE, {}, content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (403, "This is for patients.")


def test_a_post_from_another_site_is_refused(pat: Patient, now: datetime) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(pat.user, backend=BACKEND)
    assert post(strict, body(now)).status_code == 403
    assert not PainCheck.objects.exists()


def test_a_closed_diary_takes_nothing_and_says_whom_to_ring(
    phone: Client, pat: Patient, now: datetime
) -> None:
    Patient.objects.filter(pk=pat.pk).update(status="DISCHARGED")
    answer = post(phone, body(now))
    assert answer.status_code == 403
    assert "111" in [number["number"] for number in answer.json()["numbers"]]
    assert phone.get(HERE).status_code == 403
    assert not PainCheck.objects.exists()
