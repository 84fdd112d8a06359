"""What a page should never be sent: a clear sentence each, and nothing half-written."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from diaries.models import CheckDraft, ContactRequest, PainCheck, Patient
from paincheck.accounts.models import User
from tests.integration.checking import fill_in, opened, text_of


@pytest.fixture
def phone(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(pat.user)


WHOLE = "Choose a whole number from 0 to 10"
DOSES = "Put the number of extra doses in figures, from 0 to 50"
NOT_ON_LIST = "One of the things you ticked is not on our list"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose a number for your worst pain. It is the one answer we need."),
        ({"worst": "11"}, WHOLE),
        ({"worst": "-1"}, WHOLE),
        ({"worst": "6.5"}, WHOLE),
        ({"worst": "bad"}, WHOLE),
        ({"worst": "5", "now": "99"}, WHOLE),
        ({"worst": "5", "now": "٣"}, WHOLE),
        ({"worst": "5", "extra_doses": "9" * 6000}, DOSES),
        ({"worst": "5", "extra_doses": "-1"}, DOSES),
        ({"worst": "5", "extra_doses": "51"}, DOSES),
        ({"worst": "5", "extra_doses": "two"}, DOSES),
        ({"worst": "5", "danger": "perhaps"}, "Select a valid choice"),
        ({"worst": "5", "danger": "yes", "danger_items": ["MOON"]}, NOT_ON_LIST),
        ({"worst": "5", "wish": "NOW!"}, "Choose one of the answers"),
        ({"worst": "5", "note": "a" * 2001}, "Make your note shorter: at most 2000 characters"),
        ({"worst": "5", "note": "a\x00b"}, "There is a hidden sign in your note"),
        ({"worst": ["3", "7"]}, "We got two answers to this question"),
    ],
)
def test_a_page_with_a_mistake_comes_back_with_a_sentence(
    phone: Client, sent: dict[str, Any], sentence: str
) -> None:
    answer = fill_in(phone, **sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not PainCheck.objects.exists()


def test_a_mistake_is_linked_to_its_question(phone: Client) -> None:
    assert 'href="#extra_doses"' in text_of(fill_in(phone, worst="5", extra_doses="two"))


def test_a_mistake_that_is_no_danger_is_not_half_kept(phone: Client) -> None:
    fill_in(phone, note="only this")
    assert not CheckDraft.objects.exists()


def test_a_note_that_is_too_long_is_not_lost(phone: Client) -> None:
    note = "a long night " * 200
    assert note.strip() in fill_in(phone, worst="5", note=note).content.decode()


def test_a_note_of_2000_signs_with_line_ends_is_taken(phone: Client) -> None:
    note = "\r\n".join(["a" * 999, "b" * 1000])
    assert fill_in(phone, worst="5", note=note).status_code == 302


def test_a_megabyte_gets_a_page_of_its_own(phone: Client) -> None:
    answer = fill_in(phone, worst="5", note="a" * 1_000_000)
    assert answer.status_code == 413
    assert "That was too long to send" in text_of(answer)
    assert not CheckDraft.objects.exists()


@pytest.mark.parametrize("page", ["not a key", "", str(uuid.uuid4())])
def test_a_page_with_a_malformed_key_comes_back_with_its_answers(phone: Client, page: str) -> None:
    answer = phone.post("/check/", {"page": page, "worst": "6", "note": "Keep me"})
    assert answer.status_code == 422
    assert "We could not read this page" in text_of(answer)
    assert "Keep me" in text_of(answer)
    assert not CheckDraft.objects.exists()


def test_a_tampered_key_is_not_taken(phone: Client) -> None:
    page = opened(phone)
    assert fill_in(phone, page=f"x{page}", worst="6").status_code == 422


@pytest.mark.parametrize("day", ["2099-01-01", "2026-02-30", "0000-00-00", "yesterday"])
def test_a_day_without_a_page_is_not_found(phone: Client, day: str) -> None:
    assert phone.get(f"/diary/days/{day}/").status_code == 404


def test_a_range_that_is_not_offered_is_not_found(phone: Client) -> None:
    assert phone.get("/diary/days/?days=1e9").status_code == 404


def test_a_call_request_with_a_malformed_key_asks_for_nothing(phone: Client) -> None:
    assert phone.post("/diary/too-unwell/", {"key": "x"}).url == "/diary/"
    assert not ContactRequest.objects.exists()


@pytest.mark.parametrize("goal", ["11", "-1", "three"])
def test_a_goal_outside_the_scale_is_refused(phone: Client, pat: Patient, goal: str) -> None:
    answer = phone.post("/diary/goal/", {"pain_goal": goal})
    assert answer.status_code == 422
    pat.refresh_from_db()
    assert pat.pain_goal is None


@pytest.mark.parametrize("address", ["/check/keep/", "/check/clear/", "/diary/too-unwell/"])
def test_an_address_that_changes_something_is_not_opened_by_a_link(
    phone: Client, address: str
) -> None:
    assert phone.get(address).status_code == 405
