"""The first sign-in: who sees what, her yes, reminders, and her first check."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from diaries.models import ContactRequest, Patient, ReminderPlan
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import NOON, PatientFactory, make_check
from tests.integration.checking import do_check, text_of

SignIn = Callable[[User], Client]


@pytest.fixture
def new(ann: User) -> Patient:
    """Nell has signed in for the first time."""
    return PatientFactory(nurse=ann, first_name="Nell", agreed_at=None)


@pytest.fixture
def phone(new: Patient, signed_in: SignIn, now: datetime, watch_is_fresh: None) -> Client:
    return signed_in(new.user)


def test_the_first_page_of_a_new_patient_says_who_sees_what(
    phone: Client, ann: User, bea: User
) -> None:
    page = text_of(phone.get("/diary/", follow=True))
    assert "Step 1 of 3" in page
    assert "your nurse, Ann Archer" in page
    assert "Bea Bell" in page
    assert "You can pause or stop at any time" in page
    assert "0113 496 0002" in page


def test_three_steps_lead_to_her_first_check(phone: Client, new: Patient) -> None:
    assert phone.get("/diary/").url == "/diary/start/"
    assert phone.post("/diary/start/").url == "/diary/start/reminders/"
    assert "Step 2 of 3" in text_of(phone.get("/diary/start/reminders/"))
    plan = {"channel": "EMAIL", "time_1": "10:00", "days": list(map(str, range(7)))}
    assert phone.post("/diary/start/reminders/", plan).url == "/diary/start/check/"
    assert "Step 3 of 3" in text_of(phone.get("/diary/start/check/"))
    new.refresh_from_db()
    assert new.agreed_at == NOON
    assert ReminderPlan.objects.get(patient=new).times == ["10:00"]
    assert phone.get("/diary/").status_code == 200


def test_she_may_want_no_reminders(phone: Client) -> None:
    phone.post("/diary/start/")
    assert 'href="/diary/start/check/"' in text_of(phone.get("/diary/start/reminders/"))
    assert not ReminderPlan.objects.exists()


def test_saying_yes_twice_is_one_yes(phone: Client, new: Patient) -> None:
    for _ in range(2):
        phone.post("/diary/start/")
    assert AuditEvent.objects.filter(action="diary.agreed", patient_id=new.pk).count() == 1


def test_opening_the_page_agrees_to_nothing(phone: Client, new: Patient) -> None:
    phone.get("/diary/start/")
    phone.get("/diary/start/reminders/")
    new.refresh_from_db()
    assert new.agreed_at is None
    assert phone.get("/diary/").url == "/diary/start/"


def test_whoever_wants_to_talk_first_is_rung_and_sees_the_numbers(
    phone: Client, new: Patient
) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        answer = phone.post("/diary/start/talk/", {"key": key}, follow=True)
    asked = ContactRequest.objects.get(patient=new)
    assert (asked.today, asked.too_unwell) == (True, False)
    page = text_of(answer)
    assert "We have asked a nurse to ring you" in page
    assert "0113 496 0002" in page
    new.refresh_from_db()
    assert new.agreed_at is None


def test_a_wish_to_talk_first_pressed_while_signed_out_is_asked_after_sign_in(
    phone: Client, new: Patient, signed_in: Callable[[User], Client]
) -> None:
    page = phone.get("/diary/start/").context
    phone.logout()
    told = {"key": str(page["page"].key), "page": page["signed"]}
    assert "Nobody has seen them yet" in text_of(phone.post("/diary/start/talk/", told))
    assert new.user is not None
    signed_in(new.user).get("/check/kept/")
    assert ContactRequest.objects.get().patient == new


@pytest.mark.parametrize("key", ["", "x", "\x00", "1" * 100_000])
def test_a_key_that_is_none_leads_back_and_asks_for_nothing(phone: Client, key: str) -> None:
    assert phone.post("/diary/start/talk/", {"key": key}).url == "/diary/start/"
    assert not ContactRequest.objects.exists()


def test_whoever_has_a_check_of_her_own_is_not_stopped(phone: Client, new: Patient) -> None:
    make_check(new, at=NOON - timedelta(days=3))
    assert phone.get("/diary/").status_code == 200
    assert phone.get("/diary/start/").url == "/diary/"


def test_a_check_done_with_the_nurse_is_not_yet_her_own(phone: Client, new: Patient) -> None:
    make_check(new, at=NOON - timedelta(days=3), source="TOGETHER")
    assert phone.get("/diary/").url == "/diary/start/"


def test_nobody_in_pain_is_held_up_by_it(phone: Client, new: Patient) -> None:
    """The address of the check itself works before she has agreed to anything (S3)."""
    assert "Your check is sent" in text_of(do_check(phone, worst="9"))


def test_a_slip_in_the_second_step_is_said_and_nothing_is_written(phone: Client) -> None:
    answer = phone.post("/diary/start/reminders/", {"channel": "EMAIL", "time_1": "9"})
    assert answer.status_code == 422
    assert "Choose a time from the list" in text_of(answer)
    assert not ReminderPlan.objects.exists()


def test_without_an_address_the_second_step_asks_nothing(phone: Client, new: Patient) -> None:
    new.user.email = ""
    new.user.save()
    page = text_of(phone.get("/diary/start/reminders/"))
    assert "so we send no reminders" in page
    assert "/diary/start/check/" in page


def test_a_closed_diary_starts_nothing(phone: Client, new: Patient) -> None:
    Patient.objects.filter(pk=new.pk).update(status="DIED")
    assert "not in use for you" in text_of(phone.post("/diary/start/"))
    new.refresh_from_db()
    assert new.agreed_at is None
