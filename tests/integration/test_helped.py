"""Somebody helps, or fills the check in for her, and the check says so."""

import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client

from diaries.actions import checks
from diaries.answers import Answers
from diaries.models import PainCheck, Patient
from paincheck.accounts.models import User
from tests.integration.checking import do_check, fill_in, text_of

SignIn = Callable[[User], Client]


@pytest.fixture
def phone(pat: Patient, signed_in: SignIn, now: datetime) -> Client:
    return signed_in(pat.user)


def test_answers_without_help_keep_the_digest_that_they_had_before_it_was_asked() -> None:
    plain = Answers(worst=Decimal(6))
    full = Answers(worst=Decimal(8), note="A bad night", wish="TODAY", extra_doses=3).with_danger(
        "FEVER"
    )
    assert plain.digest() == "c53646b93cc44dc821cbe3f87323b092ec37243f6364be4bbbe8ba8bdb309392"
    assert full.digest() == "56f2df7f9429c414305d4e693810bac9b25e5da172d91e7e9f3dc5b0be304cc9"
    assert "helped" not in plain.as_dict()


def test_help_is_part_of_the_answers_and_comes_back_from_a_draft() -> None:
    told = Answers(worst=Decimal(6), helped="FOR")
    assert Answers.from_dict(told.as_dict()) == told
    assert told.digest() != Answers(worst=Decimal(6)).digest()


@pytest.mark.parametrize(
    ("said", "stored"), [("WITH", "WITH"), ("FOR", "FOR"), ("NO", ""), ("", "")]
)
def test_who_filled_it_in_is_stored(phone: Client, said: str, stored: str) -> None:
    do_check(phone, worst="6", helped=said)
    assert PainCheck.objects.get().helped == stored


def test_the_diary_and_the_look_over_say_who_filled_it_in(phone: Client, now: datetime) -> None:
    fill_in(phone, worst="6", helped="FOR")
    assert "Somebody fills it in for me" in text_of(phone.get("/check/answers/"))
    do_check(phone, worst="6", helped="FOR")
    day = text_of(phone.get(f"/diary/days/{now.date()}/"))
    assert "filled in by somebody for you" in day


def test_the_nurse_sees_who_filled_it_in(
    pat: Patient, ann: User, signed_in: SignIn, now: datetime
) -> None:
    told = Answers(worst=Decimal(6), helped="FOR")
    checks.submit(
        patient=pat, answers=told, key=uuid.uuid4(), answered_at=now, by=pat.user, now=now
    )
    page = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "Filled in by somebody for the patient" in page


def test_a_correction_says_what_it_has_changed_of_the_help(
    pat: Patient, ann: User, signed_in: SignIn, now: datetime
) -> None:
    told = Answers(worst=Decimal(6))
    first = checks.submit(
        patient=pat, answers=told, key=uuid.uuid4(), answered_at=now, by=pat.user, now=now
    ).check
    helped = Answers(worst=Decimal(6), helped="WITH")
    checks.amend(check=first, answers=helped, by=pat.user, now=now)
    page = text_of(signed_in(ann).get(f"/patients/{pat.code}/"))
    assert "helped by nobody" in page
    assert "Filled in with help" in page


@pytest.mark.parametrize("wrong", ["MAYBE", "\x00", "🤕", "x" * 100_000])
def test_an_answer_that_is_not_on_offer_is_said_in_a_sentence(phone: Client, wrong: str) -> None:
    answer = fill_in(phone, worst="6", helped=wrong)
    assert answer.status_code == 422
    assert "Choose one of the answers" in text_of(answer)


@pytest.mark.parametrize(("said", "stored"), [("FOR", "FOR"), ("NO", ""), ("", "")])
def test_the_api_takes_it_too(phone: Client, now: datetime, said: str, stored: str) -> None:
    sent = {"key": str(uuid.uuid4()), "answered_at": now.isoformat(), "worst": 4, "helped": said}
    answer = phone.post("/api/checks/", sent, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["check"]["helped"] == PainCheck.objects.get().helped == stored


def test_the_api_refuses_what_is_not_on_offer(phone: Client, now: datetime) -> None:
    sent = {"key": str(uuid.uuid4()), "answered_at": now.isoformat(), "worst": 4, "helped": "x"}
    answer = phone.post("/api/checks/", sent, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"helped": ["Choose one of the answers."]}


def test_a_nurses_own_form_does_not_ask_it(pat: Patient, ann: User, signed_in: SignIn) -> None:
    assert "helping you with this" not in text_of(
        signed_in(ann).get(f"/patients/{pat.code}/check/")
    )
