"""Mails against a real mail server: accepted, refused, not now and unknown are told apart."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from paincheck.outbox.actions import deliver_due, put
from paincheck.outbox.models import Delivery
from tests.sinks import Mailbox, dripping_server, free_port, mail_server, silent_server

pytestmark = pytest.mark.django_db
Queue = Callable[..., Delivery]
CEILING_SECONDS = 1.0
SOON_SECONDS = 8.0  # well below the servers' own 15 s and more, and generous to a busy machine


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    settings.EMAIL_BACKEND = "paincheck.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with mail_server() as (box, settings.EMAIL_PORT):
        yield box


@pytest.fixture
def queue(now: datetime) -> Queue:
    def queue_one(address: str = "ann@example.org", **rest: Any) -> Delivery:
        delivery = put(
            channel="EMAIL", recipient=None, address=address, subject="Something waits",
            text="Look: http://testserver/", about="alert:1", once_key=address, now=now, **rest,
        )  # fmt: skip
        assert delivery is not None
        return delivery

    return queue_one


def how_it_ended(delivery: Delivery) -> tuple[str, str, int]:
    delivery.refresh_from_db()
    return delivery.state, delivery.outcome, delivery.unknown_count


def test_a_mail_that_was_accepted_is_sent(box: Mailbox, queue: Queue, now: datetime):
    delivery = queue()
    assert deliver_due(now=now) == 1
    assert how_it_ended(delivery) == ("SENT", "ACCEPTED", 0)
    assert f"Message-ID: <{delivery.pk}@paincheck>" in box.mails[0].content.decode()


@pytest.mark.parametrize("where", ["address", "text"])
def test_a_mail_that_was_refused_is_not_tried_again(
    box: Mailbox, queue: Queue, now: datetime, where: str
):
    if where == "address":
        box.refuses["ann@example.org"] = "550 no such mailbox"
    else:
        box.manner = "refuse"
    delivery = queue()
    deliver_due(now=now)
    assert how_it_ended(delivery) == ("DEAD", "REFUSED", 0)
    deliver_due(now=now + timedelta(days=1))
    assert box.calls == 1


@pytest.mark.parametrize("where", ["address", "text"])
def test_a_mail_that_was_put_off_is_tried_again_and_arrives_once(
    box: Mailbox, queue: Queue, now: datetime, where: str
):
    if where == "address":
        box.refuses["ann@example.org"] = "451 greylisted"
    else:
        box.manner = "later"
    delivery = queue()
    deliver_due(now=now)
    assert how_it_ended(delivery) == ("FAILED", "NOT_NOW", 0)
    box.manner, box.refuses = "accept", {}
    deliver_due(now=now + timedelta(seconds=20))
    assert how_it_ended(delivery) == ("SENT", "ACCEPTED", 0)
    assert len(box.mails) == 1


def test_a_refusal_of_one_address_does_not_hold_up_the_others(
    box: Mailbox, queue: Queue, now: datetime
):
    box.refuses = {"ann@example.org": "550 no such mailbox", "bea@example.org": "451 later"}
    queue("ann@example.org"), queue("bea@example.org"), queue("carl@example.org")
    assert deliver_due(now=now) == 1


def test_where_nobody_answers_the_round_ends_and_the_rest_lose_no_try(
    box: Mailbox, queue: Queue, now: datetime, settings: Any
):
    settings.EMAIL_PORT = free_port()
    first, second = queue("ann@example.org"), queue("bea@example.org")
    deliver_due(now=now)
    assert how_it_ended(first) == ("FAILED", "UNREACHABLE", 0)
    second.refresh_from_db()
    assert (second.state, second.attempts) == ("DUE", 0)


@pytest.mark.parametrize("manner", ["drop", "drip", "hang"])
def test_a_mail_without_an_answer_is_unknown_and_tried_again_under_its_own_id(
    box: Mailbox, queue: Queue, now: datetime, settings: Any, manner: str
):
    box.manner, settings.SEND_CEILING_SECONDS = manner, CEILING_SECONDS
    delivery = queue()
    began = time.monotonic()
    deliver_due(now=now)
    assert time.monotonic() - began < SOON_SECONDS
    assert how_it_ended(delivery) == ("FAILED", "UNKNOWN", 1)
    box.manner, settings.SEND_CEILING_SECONDS = "accept", 20
    deliver_due(now=now + timedelta(seconds=20))
    assert how_it_ended(delivery) == ("SENT", "ACCEPTED", 1)
    ids = {line for mail in box.mails for line in mail.content.decode().splitlines()[:9]
           if line.startswith("Message-ID")}  # fmt: skip
    assert ids == {f"Message-ID: <{delivery.pk}@paincheck>"}


@pytest.mark.parametrize("manner", ["accept_and_drop", "rude"])
def test_a_server_that_says_no_proper_goodbye_after_accepting_has_accepted(
    box: Mailbox, queue: Queue, now: datetime, manner: str
):
    box.manner = manner
    delivery = queue()
    assert deliver_due(now=now) == 1
    assert how_it_ended(delivery) == ("SENT", "ACCEPTED", 0)


def test_a_greeting_that_never_ends_is_cut_before_anything_left(
    box: Mailbox, queue: Queue, now: datetime, settings: Any
):
    settings.SEND_CEILING_SECONDS = CEILING_SECONDS
    delivery = queue()
    with dripping_server() as settings.EMAIL_PORT:
        began = time.monotonic()
        deliver_due(now=now)
        assert time.monotonic() - began < SOON_SECONDS
    assert how_it_ended(delivery) == ("FAILED", "UNREACHABLE", 0)


@pytest.mark.parametrize("tls", [False, True])
def test_the_ceiling_holds_while_greeting_or_shaking_hands(
    box: Mailbox, queue: Queue, now: datetime, settings: Any, tls: bool
):
    settings.EMAIL_USE_SSL, settings.SEND_CEILING_SECONDS = tls, CEILING_SECONDS
    delivery = queue()
    with silent_server() as settings.EMAIL_PORT:
        began = time.monotonic()
        deliver_due(now=now)
        assert time.monotonic() - began < SOON_SECONDS
    assert how_it_ended(delivery) == ("FAILED", "UNREACHABLE", 0)


def test_a_sender_that_the_mail_server_does_not_like_is_no_fault_of_the_address(
    box: Mailbox, queue: Queue, now: datetime
):
    box.likes_us = False
    delivery = queue()
    deliver_due(now=now)
    assert how_it_ended(delivery) == ("FAILED", "UNREACHABLE", 0)
