"""The doors: a code for patients, a password for staff, and nobody learns who is known."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from paincheck.accounts.models import Role
from paincheck.audit.models import AuditEvent
from tests.factories import SiteFactory
from tests.integration.doors import (
    PASSWORD,
    ask,
    code_in,
    enter_by_code,
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


def same(page: str, typed: str) -> str:
    """A page without what must differ: its token, and what was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return page.replace(typed, "TYPED")


# Patients


def test_a_patient_signs_in_with_the_code_from_her_email(client):
    ann = make_patient()
    answer = enter_by_code(client, ann)
    assert answer.status_code == 302
    assert is_in(client, ann)


def test_the_code_has_six_numbers_and_a_field_that_phones_fill_in(client):
    page = ask(client, make_patient().email)
    assert re.fullmatch(r"\d{6}", last_mailed_code())
    assert b'autocomplete="one-time-code"' in page.content
    assert b'inputmode="numeric"' in page.content


def test_a_code_typed_with_a_blank_in_the_middle_is_taken(client):
    ann = make_patient()
    ask(client, ann.email)
    code = last_mailed_code()
    type_code(client, f" {code[:3]} {code[3:]} ")
    assert is_in(client, ann)


@pytest.mark.parametrize("typed", ["07700 900123", "+44 7700 900123", "0044 7700900123"])
def test_a_patient_signs_in_with_the_code_from_a_text_message(client, typed):
    ann = make_patient(email="", phone="07700900123")
    ask(client, typed)
    assert [text["to"] for text in texts()] == ["+447700900123"]
    type_code(client, code_in(texts()[-1]["text"]))
    assert is_in(client, ann)


@pytest.mark.parametrize("typed", ["K7QF-2M9X", "k7qf2m9x", " k7qf 2m9x "])
def test_the_paincheck_number_brings_the_code_to_the_address_we_have(client, typed):
    ann = make_patient(sign_in_name="K7QF-2M9X")
    ask(client, typed)
    assert mail.outbox[-1].to == [ann.email]
    type_code(client, last_mailed_code())
    assert is_in(client, ann)


def test_the_paincheck_number_brings_a_text_where_there_is_no_email(client):
    make_patient(sign_in_name="K7QF-2M9X", email="", phone="07700900123")
    ask(client, "K7QF-2M9X")
    assert [text["to"] for text in texts()] == ["+447700900123"]


def test_the_page_does_not_show_the_address_behind_a_paincheck_number(client):
    ann = make_patient(sign_in_name="K7QF-2M9X")
    assert ann.email not in ask(client, "K7QF-2M9X").content.decode()


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ("ann@example.org", "who@example.org"),
        ("07700900123", "07700900999"),
        ("K7QF-2M9X", "B2BB-B2BB"),
    ],
)
def test_known_and_unknown_people_get_the_same_page(known, unknown):
    make_patient(sign_in_name="K7QF-2M9X", email="ann@example.org", phone="07700900123")
    pages = [ask(Client(), typed) for typed in (known, unknown)]
    assert pages[0].status_code == pages[1].status_code
    assert pages[0].redirect_chain == pages[1].redirect_chain
    texts_of = [same(p.content.decode(), t) for p, t in zip(pages, (known, unknown), strict=True)]
    assert texts_of[0] == texts_of[1]


def test_a_wrong_code_says_so_alike_for_known_and_unknown_people():
    make_patient(email="ann@example.org")
    answers = []
    for typed in ("ann@example.org", "who@example.org"):
        browser = Client()
        ask(browser, typed)
        answers.append(type_code(browser, "12345"))
    assert [a.status_code for a in answers] == [422, 422]
    shown = [
        same(a.content.decode(), t)
        for a, t in zip(answers, ("ann@example.org", "who@example.org"), strict=True)
    ]
    assert shown[0] == shown[1]
    assert "That is not the code we sent" in shown[0]


def test_an_unknown_address_is_told_so_by_email_alone(client):
    page = ask(client, "who@example.org")
    assert "do not know this address" in mail.outbox[-1].body
    assert b"do not know" not in page.content


def test_nobody_pays_for_a_text_to_an_unknown_number(client):
    ask(client, "07700900999")
    assert texts() == []


def test_two_people_with_one_address_are_told_by_email_to_use_their_numbers(client):
    make_patient(email="home@example.org")
    make_patient(email="Home@example.org")
    ask(client, "home@example.org")
    assert "More than one person" in mail.outbox[-1].body
    assert not re.search(r"\b\d{6}\b", mail.outbox[-1].body)


def test_each_of_two_people_with_one_address_comes_in_by_her_number(client):
    make_patient(email="home@example.org")
    bob = make_patient(email="home@example.org", sign_in_name="K7QF-2M9X")
    ask(client, "K7QF-2M9X")
    type_code(client, last_mailed_code())
    assert is_in(client, bob)


def test_two_people_with_one_phone_are_told_by_text_to_use_their_numbers(client):
    make_patient(phone="07700900123")
    make_patient(phone="07700900123")
    ask(client, "07700900123")
    assert "PainCheck number" in texts()[-1]["text"]


def test_a_new_code_can_be_asked_for_and_the_old_one_no_longer_works(client):
    ann = make_patient()
    ask(client, ann.email)
    old = last_mailed_code()
    client.post("/sign-in/code/again/")
    new = last_mailed_code()
    if new != old:  # one in a million
        assert type_code(client, old).status_code == 422
    type_code(client, new)
    assert is_in(client, ann)


def test_asking_again_for_somebody_unknown_answers_as_for_somebody_known(client):
    ask(client, "07700900999")
    answer = client.post("/sign-in/code/again/", follow=True)
    assert answer.status_code == 200
    assert b"a new code is on its way" in answer.content


def test_a_code_is_dead_after_15_minutes(client, time_machine):
    time_machine.move_to("2026-11-24 12:00:00+00:00", tick=False)
    ann = make_patient()
    ask(client, ann.email)
    time_machine.move_to("2026-11-24 12:15:01+00:00", tick=False)
    type_code(client, last_mailed_code())
    assert is_in(client, None)


def test_a_code_still_works_after_14_minutes(client, time_machine):
    time_machine.move_to("2026-11-24 12:00:00+00:00", tick=False)
    ann = make_patient()
    ask(client, ann.email)
    time_machine.move_to("2026-11-24 12:14:00+00:00", tick=False)
    type_code(client, last_mailed_code())
    assert is_in(client, ann)


def test_five_wrong_codes_end_the_try(client):
    ann = make_patient()
    ask(client, ann.email)
    for _ in range(5):
        type_code(client, "12345")
    type_code(client, last_mailed_code())
    assert is_in(client, None)


def test_a_seventh_code_within_15_minutes_has_to_wait(client):
    ann = make_patient()
    for _ in range(6):
        client.post("/sign-in/", {"login": ann.email})
    answer = client.post("/sign-in/", {"login": ann.email})
    assert answer.status_code == 422
    assert b"Wait 15 minutes" in answer.content
    assert len(mail.outbox) == 6


def test_many_unknown_names_do_not_wash_a_limit_away(client):
    ann = make_patient()
    for _ in range(6):
        client.post("/sign-in/", {"login": ann.email})
    for n in range(310):
        cache.set(f"typed-by-somebody-{n}", [n], 900)
    assert client.post("/sign-in/", {"login": ann.email}).status_code == 422


def test_an_empty_field_is_asked_for_in_a_sentence(client):
    answer = client.post("/sign-in/", {"login": ""})
    assert answer.status_code == 422
    assert b"Enter your email, mobile number or PainCheck number" in answer.content


def test_a_nul_in_the_field_is_refused(client):
    assert client.post("/sign-in/", {"login": "ann\0@example.org"}).status_code == 422


def test_somebody_who_left_gets_no_code(client):
    ann = make_patient(is_active=False)
    ask(client, ann.email)
    assert not re.search(r"\b\d{6}\b", mail.outbox[-1].body)


def test_a_mail_server_that_is_down_does_not_show_who_is_known(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask(client, make_patient().email).status_code == 200


def test_use_something_else_goes_back_to_the_one_field(client):
    ask(client, make_patient().email)
    answer = client.post("/sign-in/something-else/", follow=True)
    assert answer.redirect_chain == [("/sign-in/", 302)]
    assert b'name="login"' in answer.content


def test_coming_back_from_the_mail_finds_the_code_page_again(client):
    ask(client, make_patient().email)
    assert client.get("/sign-in/")["Location"] == "/sign-in/code/"


def test_what_was_kept_before_the_sign_in_is_there_after_it(client):
    session = client.session
    session["kept_answers"] = {"worst": 7}
    session.save()
    enter_by_code(client, make_patient())
    assert client.session["kept_answers"] == {"worst": 7}


def test_after_the_sign_in_she_is_where_she_was_going(client):
    ask(client, make_patient().email)
    assert type_code(client, last_mailed_code(), after="/diary/days/")["Location"] == "/diary/days/"


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_nobody_is_led_to_another_host_after_the_sign_in(client, evil):
    ask(client, make_patient().email)
    assert type_code(client, last_mailed_code(), after=evil)["Location"] == "/"


def test_a_sign_in_stands_in_the_trail(client):
    ann = make_patient()
    enter_by_code(client, ann)
    assert AuditEvent.objects.filter(action="sign_in.code", actor_id=ann.pk).count() == 1


# Staff


@pytest.mark.parametrize("typed", ["ann.archer", "Ann.Archer", "ann@hospice.example"])
def test_staff_sign_in_with_name_or_email_and_a_password(client, typed):
    ann = make_staff(sign_in_name="ann.archer", email="ann@hospice.example")
    client.post("/sign-in/staff/", {"login": typed, "password": PASSWORD})
    assert is_in(client, ann)
    assert AuditEvent.objects.filter(action="sign_in.password", actor_id=ann.pk).exists()


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence():
    make_staff(sign_in_name="ann.archer")
    for name in ("ann.archer", "nobody"):
        answer = Client().post("/sign-in/staff/", {"login": name, "password": "wrong"})
        assert answer.status_code == 422
        assert b"The sign-in name or the password is not right" in answer.content


def test_ten_wrong_passwords_have_to_wait(client):
    make_staff(sign_in_name="ann.archer")
    for _ in range(10):
        client.post("/sign-in/staff/", {"login": "ann.archer", "password": "wrong"})
    answer = client.post("/sign-in/staff/", {"login": "ann.archer", "password": PASSWORD})
    assert b"Wait 15 minutes" in answer.content
    assert is_in(client, None)


def test_staff_get_no_code_by_email(client):
    make_staff(email="ann@hospice.example")
    ask(client, "ann@hospice.example")
    assert "sign in with a password" in mail.outbox[-1].body
    assert not re.search(r"\b\d{6}\b", mail.outbox[-1].body)


def test_a_nurse_who_is_a_patient_too_needs_her_password(client):
    ann = make_staff(email="ann@hospice.example")
    Role.objects.create(user=ann, role="PATIENT", site=SiteFactory())
    ask(client, "ann@hospice.example")
    assert not re.search(r"\b\d{6}\b", mail.outbox[-1].body)


def test_a_staff_page_leads_to_the_door_of_the_staff(client):
    assert client.get("/staff/")["Location"] == "/sign-in/staff/?next=/staff/"


def test_a_forgotten_password_is_set_anew_behind_a_link(client):
    ann = make_staff(email="ann@hospice.example", sign_in_name="ann.archer")
    client.post("/password/forgotten/", {"email": "Ann@hospice.example"})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    form = client.get(link, follow=True)
    new = {"password1": "quite-another-one", "password2": "quite-another-one"}
    client.post(form.redirect_chain[-1][0], new)
    client.post("/sign-in/staff/", {"login": "ann.archer", "password": "quite-another-one"})
    assert is_in(client, ann)


def test_asking_for_a_new_password_answers_alike_for_everybody(client):
    make_patient(email="pat@example.org")
    for email in ("pat@example.org", "who@example.org"):
        answer = client.post("/password/forgotten/", {"email": email}, follow=True)
        assert answer.redirect_chain == [("/password/forgotten/sent/", 302)]
    assert mail.outbox == []


def test_a_short_password_is_refused(client):
    ann = make_staff(sign_in_name="ann.archer")
    client.force_login(ann)
    told = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert client.post("/password/", told).status_code == 422


def test_there_is_no_sign_up(client):
    assert client.get("/signup/").status_code == 404


# Out again


def test_a_chosen_sign_out_asks_first(client):
    ann = make_patient()
    client.force_login(ann)
    page = client.get("/sign-out/")
    assert b"Do you want to sign out?" in page.content
    assert is_in(client, ann)
    client.post("/sign-out/")
    assert is_in(client, None)
