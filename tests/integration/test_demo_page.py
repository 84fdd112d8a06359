"""The demo's page: everybody in one press, and what was sent; nowhere but on this machine."""

import pytest
from django.core.mail import send_mail

from paincheck.accounts.sms import send_sms
from paincheck.audit.models import AuditEvent
from tests.integration.doors import ask, is_in, make_patient, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FOLDER = settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.SMS_FOLDER = tmp_path / "sms"
    settings.DEMO = True


def test_the_code_that_was_sent_stands_there_in_large_print(client):
    ask(client, make_patient(email="ann@example.org").email)
    page = client.get("/demo/").content.decode()
    assert "Email to ann@example.org" in page
    assert '<p class="nhsuk-heading-xl">' in page


def test_texts_and_every_mail_of_one_file_are_shown(client):
    send_sms(to="+447700900123", text="Hello by text")
    send_mail("One", "first words", None, ["a@example.org"])
    send_mail("Two", "second words", None, ["b@example.org"])
    page = client.get("/demo/").content.decode()
    for words in ("Hello by text", "first words", "second words"):
        assert words in page


def test_one_press_makes_a_newcomer_anybody(client):
    make_patient(first_name="Ann")
    nurse = make_staff()
    client.post(f"/demo/as/{nurse.pk}/")
    assert is_in(client, nurse)
    assert AuditEvent.objects.filter(action="sign_in.demo", actor_id=nurse.pk).exists()


def test_the_page_lists_people_by_role_and_the_password(client, settings):
    nurse = make_staff()
    page = client.get("/demo/").content.decode()
    assert nurse.full_name in page
    assert settings.DEMO_PASSWORD in page


@pytest.mark.parametrize("path", ["/demo/", "/demo/as/1/"])
def test_outside_the_demo_the_pages_are_not_there(client, settings, path):
    settings.DEMO = False
    make_staff()
    answer = client.get(path) if path == "/demo/" else client.post(path)
    assert answer.status_code == 404


@pytest.mark.parametrize("address", ["10.0.0.7", "192.168.1.2", "2001:db8::1", ""])
def test_from_another_machine_the_pages_are_not_there(client, address):
    nurse = make_staff()
    assert client.get("/demo/", REMOTE_ADDR=address).status_code == 404
    assert client.post(f"/demo/as/{nurse.pk}/", REMOTE_ADDR=address).status_code == 404
    assert is_in(client, None)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_through_a_proxy_the_pages_are_not_there(client, header):
    assert client.get("/demo/", headers={header: "127.0.0.1"}).status_code == 404


def test_an_address_on_loopback_in_ipv6_is_this_machine(client):
    assert client.get("/demo/", REMOTE_ADDR="::1").status_code == 200
