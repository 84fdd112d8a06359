"""Remembered phones (S21): one press in, revocable, each use in the trail, never for staff."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from paincheck.accounts.actions.doors import NotForStaff, forget_phones_of, remember_phone
from paincheck.accounts.models import RememberedDevice, Role
from paincheck.audit.models import AuditEvent
from tests.factories import NOON
from tests.integration.doors import ask, enter_by_code, is_in, make_patient, make_staff

pytestmark = pytest.mark.django_db

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"


def remembered(user, browser=None, **extra):
    """A browser that remembers this patient and has signed out."""
    browser = browser or Client(headers={"user-agent": IPHONE})
    enter_by_code(browser, user, remember="on")
    browser.post("/sign-out/")
    return browser


def press(browser, user, **extra):
    device = RememberedDevice.objects.get(user=user, revoked_at__isnull=True)
    return browser.post(f"/sign-in/as/{device.pk}/", **extra)


def test_a_remembered_phone_offers_one_big_button():
    ann = make_patient(first_name="Ann")
    assert "Continue as Ann" in remembered(ann).get("/sign-in/").content.decode()


def test_one_press_lets_her_in():
    ann = make_patient()
    browser = remembered(ann)
    press(browser, ann)
    assert is_in(browser, ann)


def test_each_use_stands_in_the_trail():
    ann = make_patient()
    browser = remembered(ann)
    press(browser, ann)
    assert AuditEvent.objects.filter(action="device.used", actor_id=ann.pk).count() == 1


def test_one_press_leads_to_where_she_was_going():
    ann = make_patient()
    browser = remembered(ann)
    device = RememberedDevice.objects.get()
    answer = browser.post(f"/sign-in/as/{device.pk}/?next=/diary/days/")
    assert answer["Location"] == "/diary/days/"


def test_a_phone_is_not_remembered_unless_she_ticks_it(client):
    enter_by_code(client, make_patient())
    assert not RememberedDevice.objects.exists()
    assert "phone" not in client.cookies


def test_the_cookie_can_be_read_by_no_script_and_the_table_holds_no_secret():
    browser = remembered(make_patient())
    cookie = browser.cookies["phone"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 90 * 24 * 3600
    assert RememberedDevice.objects.get().digest not in cookie.value


def test_another_phone_cannot_use_the_button(client):
    ann = make_patient()
    remembered(ann)
    press(client, ann)
    assert is_in(client, None)


def test_a_cookie_that_was_changed_opens_nothing():
    ann = make_patient()
    browser = remembered(ann)
    browser.cookies["phone"] = browser.cookies["phone"].value[:-1] + "x"
    press(browser, ann)
    assert is_in(browser, None)


def test_after_90_days_a_code_is_needed_again(time_machine):
    time_machine.move_to(NOON, tick=False)
    ann = make_patient()
    browser = remembered(ann)
    time_machine.move_to(NOON + timedelta(days=90), tick=False)
    press(browser, ann)
    assert is_in(browser, None)


def test_a_phone_that_a_nurse_forgot_opens_nothing():
    ann, nurse = make_patient(), make_staff()
    browser = remembered(ann)
    device = RememberedDevice.objects.get()
    assert forget_phones_of(user=ann, by=nurse, now=timezone.now()) == 1
    browser.post(f"/sign-in/as/{device.pk}/")
    assert is_in(browser, None)
    assert AuditEvent.objects.filter(action="device.revoked", actor_id=nurse.pk).exists()


def test_a_closed_account_has_no_button():
    ann = make_patient()
    browser = remembered(ann)
    ann.is_active = False
    ann.save()
    assert b"Continue as" not in browser.get("/sign-in/").content


def test_staff_are_never_remembered():
    with pytest.raises(NotForStaff):
        remember_phone(user=make_staff(), label="iPhone", now=NOON)


def test_a_patient_who_becomes_staff_is_remembered_no_longer():
    ann = make_patient()
    browser = remembered(ann)
    Role.objects.create(user=ann, role="NURSE", site=ann.roles.get().site)
    press(browser, ann)
    assert is_in(browser, None)


def test_two_of_a_household_are_remembered_on_one_tablet():
    ann, bob = make_patient(first_name="Ann"), make_patient(first_name="Bob")
    browser = remembered(bob, remembered(ann))
    page = browser.get("/sign-in/").content.decode()
    assert "Continue as Ann" in page
    assert "Continue as Bob" in page


def test_the_list_shows_her_phones_and_forgets_one():
    ann = make_patient()
    browser = remembered(ann)
    press(browser, ann)
    assert "iPhone (this one)" in browser.get("/phones/").content.decode()
    browser.post(f"/phones/{RememberedDevice.objects.get().pk}/forget/")
    assert "No phone is remembered" in browser.get("/phones/").content.decode()


def test_nobody_forgets_another_ones_phone(client):
    remembered(make_patient())
    client.force_login(make_patient())
    answer = client.post(f"/phones/{RememberedDevice.objects.get().pk}/forget/")
    assert answer.status_code == 404
    assert RememberedDevice.objects.get().revoked_at is None


def test_signing_out_can_forget_this_phone():
    ann = make_patient()
    browser = remembered(ann)
    press(browser, ann)
    assert b"And forget this phone" in browser.get("/sign-out/").content
    browser.post("/sign-out/", {"forget": "yes"})
    assert b"Continue as" not in browser.get("/sign-in/").content
    assert RememberedDevice.objects.get().revoked_at is not None


def test_a_plain_sign_out_keeps_the_phone():
    ann = make_patient()
    assert b"Continue as" in remembered(ann).get("/sign-in/").content


def test_the_button_of_one_replaces_a_code_that_another_waits_for():
    ann, bob = make_patient(), make_patient()
    browser = remembered(ann)
    ask(browser, bob.email)
    press(browser, ann)
    assert is_in(browser, ann)
    assert "asking" not in browser.session
