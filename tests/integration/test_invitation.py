"""The first sign-in with a letter: once, for 28 days, and the chosen address is proved."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from paincheck.accounts.actions.invitations import (
    NotAPatient,
    SiteNotLive,
    invite,
    withdraw_invitation,
)
from paincheck.accounts.models import Invitation, RememberedDevice, Site
from paincheck.audit.models import AuditEvent
from tests.factories import NOON
from tests.integration.doors import (
    code_in,
    is_in,
    last_mailed_code,
    make_patient,
    make_staff,
    texts,
    type_code,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.SMS_FOLDER = tmp_path / "sms"


@pytest.fixture
def nurse(db):
    return make_staff()


@pytest.fixture
def ann(db):
    return make_patient(sign_in_name="K7QF-2M9X", email="", first_name="Ann")


@pytest.fixture
def code(ann, nurse):
    return invite(user=ann, by=nurse, now=timezone.now())


def show_letter(client, code, number="K7QF-2M9X"):
    return client.post("/welcome/", {"number": number, "code": code})


def choose(client, **fields):
    return client.post("/welcome/address/", fields)


def test_the_letter_and_a_proved_email_let_her_in(client, ann, code):
    show_letter(client, code)
    choose(client, way="EMAIL", email="ann@example.org")
    assert mail.outbox[-1].to == ["ann@example.org"]
    type_code(client, last_mailed_code())
    assert is_in(client, ann)
    ann.refresh_from_db()
    assert ann.email == "ann@example.org"


def test_the_letter_and_a_proved_mobile_let_her_in(client, ann, code):
    show_letter(client, code)
    choose(client, way="SMS", phone="07700 900123")
    type_code(client, code_in(texts()[-1]["text"]))
    assert is_in(client, ann)
    ann.refresh_from_db()
    assert ann.phone == "+447700900123"


def test_without_email_and_mobile_the_letter_alone_lets_her_in(client, ann, code):
    show_letter(client, code)
    choose(client, way="NEITHER", remember="on")
    assert is_in(client, ann)
    assert RememberedDevice.objects.filter(user=ann).count() == 1


def test_an_address_that_was_not_proved_is_not_kept(client, ann, code):
    show_letter(client, code)
    choose(client, way="EMAIL", email="slip@example.org")
    ann.refresh_from_db()
    assert ann.email == ""
    assert is_in(client, None)


def test_the_code_may_be_typed_in_small_letters_without_its_dash(client, ann, code):
    assert show_letter(client, code.replace("-", "").lower(), "k7qf 2m9x").status_code == 302


def test_a_letter_works_once(client, ann, code):
    show_letter(client, code)
    choose(client, way="NEITHER")
    assert show_letter(Client(), code).status_code == 422


def test_a_letter_works_for_28_days_and_no_longer(client, ann, nurse, time_machine):
    code = invite(user=ann, by=nurse, now=NOON)
    time_machine.move_to(NOON + timedelta(days=28), tick=False)
    assert show_letter(Client(), code).status_code == 422
    time_machine.move_to(NOON + timedelta(days=27, hours=23), tick=False)
    assert show_letter(client, code).status_code == 302


def test_a_new_letter_ends_the_old_one(client, ann, nurse, code):
    newer = invite(user=ann, by=nurse, now=timezone.now())
    assert show_letter(Client(), code).status_code == 422
    assert show_letter(client, newer).status_code == 302


def test_a_withdrawn_letter_opens_nothing(client, ann, nurse, code):
    withdraw_invitation(user=ann, by=nurse, now=timezone.now())
    assert show_letter(client, code).status_code == 422


def test_a_letter_withdrawn_while_the_code_was_on_its_way_lets_nobody_in(client, ann, nurse, code):
    show_letter(client, code)
    choose(client, way="EMAIL", email="ann@example.org")
    withdraw_invitation(user=ann, by=nurse, now=timezone.now())
    type_code(client, last_mailed_code())
    assert is_in(client, None)


def test_a_letter_fits_no_other_number(client, code):
    make_patient(sign_in_name="B2BB-B2BB")
    assert show_letter(client, code, "B2BB-B2BB").status_code == 422


@pytest.mark.parametrize("number", ["K7QF-2M9X", "B2BB-B2BB"])
def test_after_five_wrong_tries_even_the_right_code_has_to_wait(client, code, number):
    for _ in range(5):
        show_letter(client, "WRNG-WRNG", number)
    answer = show_letter(client, code, number)
    assert answer.status_code == 422
    assert b"Wait 15 minutes" in answer.content


def test_a_wrong_code_and_an_unknown_number_get_the_same_sentence(code):
    pages = [
        show_letter(Client(), "WRNG-WRNG", number).content.decode()
        for number in ("K7QF-2M9X", "B2BB-B2BB")
    ]
    cleaned = [re.sub(r'value="[^"]*"', "", page) for page in pages]
    assert cleaned[0] == cleaned[1]


def test_the_address_page_is_not_there_without_a_letter(client):
    assert client.get("/welcome/address/")["Location"] == "/welcome/"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "How shall we send you a code"),
        ({"way": "EMAIL"}, "Enter your email address"),
        ({"way": "EMAIL", "email": "ann"}, "Enter a valid email address"),
        ({"way": "SMS"}, "Enter your mobile number"),
        ({"way": "SMS", "phone": "12"}, "Enter a UK mobile number"),
    ],
)
def test_a_slip_on_the_address_page_is_said_in_a_sentence(client, code, fields, words):
    show_letter(client, code)
    answer = choose(client, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_texts_are_not_offered_where_none_would_arrive(client, code, settings):
    settings.DEMO = False
    show_letter(client, code)
    assert b"By text message" not in client.get("/welcome/address/").content


def test_staff_are_not_invited_by_letter(nurse):
    with pytest.raises(NotAPatient):
        invite(user=nurse, by=nurse, now=NOON)


def test_nobody_is_invited_before_the_site_is_live(ann, nurse):
    Site.objects.update(live_at=None)
    with pytest.raises(SiteNotLive):
        invite(user=ann, by=nurse, now=NOON)


def test_the_letters_code_is_stored_as_a_digest(code):
    assert code not in Invitation.objects.get().digest


def test_inviting_and_using_the_letter_stand_in_the_trail(client, ann, nurse, code):
    show_letter(client, code)
    choose(client, way="NEITHER")
    assert AuditEvent.objects.filter(action="invitation.sent", actor_id=nurse.pk).exists()
    assert AuditEvent.objects.filter(action="invitation.used", actor_id=ann.pk).exists()
