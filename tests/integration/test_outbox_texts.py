"""Texts by GOV.UK Notify's own client against a service on loopback."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from paincheck.accounts.sms import can_send_sms, send_sms
from paincheck.outbox.actions import deliver_due, put
from paincheck.outbox.models import Delivery
from paincheck.outcomes import NotAccepted
from tests.integration.doors import ask, make_patient
from tests.sinks import TextService, free_port, silent_server, text_service

CEILING_SECONDS = 1.0
SOON_SECONDS = 8.0  # well below the service's own 15 s, and generous to a busy machine
KEY = "paincheck-" + "-".join(["11111111-2222-3333-4444-555555555555"] * 2)


@pytest.fixture
def service(settings: Any) -> Iterator[TextService]:
    settings.DEMO = False
    settings.NOTIFY_API_KEY = KEY
    settings.NOTIFY_TEMPLATE_ID = "99999999-2222-3333-4444-555555555555"
    with text_service() as (service, settings.NOTIFY_URL):
        yield service


@pytest.fixture
def text(db: None, now: datetime) -> Delivery:
    delivery = put(
        channel="SMS", recipient=None, address="+447700900123", subject="",
        text="Something waits", about="alert:1", once_key="1", now=now,
    )  # fmt: skip
    assert delivery is not None
    return delivery


def how_it_ended(delivery: Delivery) -> tuple[str, str, int]:
    delivery.refresh_from_db()
    return delivery.state, delivery.outcome, delivery.unknown_count


def test_a_text_that_was_accepted_is_sent_with_its_id_and_nothing_but_its_words(
    service: TextService, text: Delivery, now: datetime, settings: Any
):
    assert deliver_due(now=now) == 1
    assert how_it_ended(text) == ("SENT", "ACCEPTED", 0)
    assert service.texts == [
        {
            "phone_number": "+447700900123",
            "template_id": settings.NOTIFY_TEMPLATE_ID,
            "personalisation": {"text": "Something waits"},
            "reference": str(text.pk),
        }
    ]


@pytest.mark.parametrize(
    ("manner", "ended"),
    [
        (400, ("DEAD", "REFUSED", 0)),
        (403, ("FAILED", "UNREACHABLE", 0)),
        (429, ("FAILED", "UNREACHABLE", 0)),
        (500, ("FAILED", "UNREACHABLE", 0)),
        (503, ("FAILED", "UNREACHABLE", 0)),
        (302, ("FAILED", "UNREACHABLE", 0)),
        ("words", ("FAILED", "UNKNOWN", 1)),
        ("drop", ("FAILED", "UNKNOWN", 1)),
        ("accept_and_drop", ("FAILED", "UNKNOWN", 1)),
        ("hang", ("FAILED", "UNKNOWN", 1)),
        ("drip", ("FAILED", "UNKNOWN", 1)),
    ],
)
def test_each_answer_of_the_service_has_its_meaning(
    service: TextService,
    text: Delivery,
    now: datetime,
    settings: Any,
    manner: str | int,
    ended: tuple[str, str, int],
):
    service.manner = manner
    if manner in ("hang", "drip"):
        settings.SEND_CEILING_SECONDS = CEILING_SECONDS
    began = time.monotonic()
    deliver_due(now=now)
    assert time.monotonic() - began < SOON_SECONDS
    assert how_it_ended(text) == ended
    service.manner, settings.SEND_CEILING_SECONDS = 201, 20
    deliver_due(now=now + timedelta(seconds=20))
    assert text.state == "DEAD" or how_it_ended(text)[0] == "SENT"
    assert service.calls == (1 if text.state == "DEAD" else 2)


def test_a_service_that_cannot_be_reached_has_certainly_not_got_it(
    service: TextService, text: Delivery, now: datetime, settings: Any
):
    settings.NOTIFY_URL = f"http://127.0.0.1:{free_port()}"
    deliver_due(now=now)
    assert how_it_ended(text) == ("FAILED", "UNREACHABLE", 0)


def test_the_ceiling_holds_while_shaking_hands(
    service: TextService, text: Delivery, now: datetime, settings: Any
):
    settings.SEND_CEILING_SECONDS = CEILING_SECONDS
    with silent_server() as port:
        settings.NOTIFY_URL = f"https://127.0.0.1:{port}"
        began = time.monotonic()
        deliver_due(now=now)
        assert time.monotonic() - began < SOON_SECONDS
    assert how_it_ended(text) == ("FAILED", "UNREACHABLE", 0)


def test_without_a_provider_no_text_is_promised_or_lost(
    text: Delivery, now: datetime, settings: Any
):
    settings.DEMO = False
    assert not can_send_sms()
    with pytest.raises(NotAccepted):
        send_sms(to="+447700900123", text="Hello")
    deliver_due(now=now)
    assert how_it_ended(text) == ("FAILED", "UNREACHABLE", 0)


@pytest.mark.django_db
def test_a_sign_in_code_goes_the_same_way(client: Any, service: TextService):
    ask(client, make_patient(email="", phone="+447700900123").phone)
    assert service.texts[0]["phone_number"] == "+447700900123"


@pytest.mark.django_db
def test_a_sign_in_code_that_could_not_be_sent_breaks_no_page(client: Any, service: TextService):
    service.manner = 500
    ask(client, make_patient(email="", phone="+447700900123").phone)
    assert service.calls == 1
