"""The database is slow, full up, cut off or gone: a press is answered in seconds, and kept."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import timezone

from alerts.actions import flagging
from diaries.models import PainCheck, Patient
from paincheck import wsgi
from paincheck.accounts.models import User
from tests.factories import NOON, make_check
from tests.integration.checking import fill_in, opened, to_send

# The test that wants it asks for it; other tests' statements may take their time.
connection_created.disconnect(dispatch_uid="limit_statements")
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KEY = "0b7f6a52-3a7c-4c06-9d3f-9a4f0b6f8a11"
A_MOMENT_SECONDS = 9  # 5 for a lock, 3 to connect, and some for two busy cores


@contextmanager
def another_connection() -> Iterator[Any]:
    """A connection beside the test's own, such as a second web server has."""
    line = psycopg2.connect(**connection.get_connection_params())
    try:
        yield line
    finally:
        line.close()


@pytest.fixture
def at_home(pat: Patient, signed_in: Callable[[User], Client]) -> Client:
    client = signed_in(pat.user)
    client.raise_request_exception = False
    return client


def test_a_lock_that_somebody_holds_for_a_minute_is_told_in_seconds_and_hangs_nobody(
    at_home: Client, pat: Patient
):
    page = opened(at_home)
    with another_connection() as other, other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM diaries_patient WHERE id = %s FOR UPDATE", [pat.pk])
        began = time.monotonic()
        answer = fill_in(at_home, page=page, worst="8")
        assert time.monotonic() - began < A_MOMENT_SECONDS
    assert answer.status_code == 503
    assert b"Your answers are NOT saved yet" in answer.content
    assert fill_in(at_home, page=page, worst="8").url == "/check/answers/"


def test_a_statement_of_the_web_server_takes_seconds_at_most():
    connection.close()
    wsgi.limit_statements(connection)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == (f"{settings.WEB_STATEMENT_SECONDS}s",)
        cursor.execute("SET statement_timeout = 0")


def test_a_connection_ended_in_mid_request_is_told_and_the_next_press_is_well(
    at_home: Client, monkeypatch: pytest.MonkeyPatch
):
    """As a restart of the database does to every connection; nobody restarts us."""
    fill_in(at_home, worst="8")
    sends = to_send(at_home)
    store = PainCheck.save

    def ended(self: PainCheck, *told: Any, **named: Any) -> None:
        store(self, *told, **named)
        end_this_connection()
        store(self, *told, **named)

    with monkeypatch.context() as cut:
        cut.setattr(PainCheck, "save", ended)
        assert at_home.post("/check/answers/", sends).status_code == 503
    connection.close_if_unusable_or_obsolete()  # a real server does this at the end of a request
    assert PainCheck.objects.count() == 0
    assert "/thanks/" in at_home.post("/check/answers/", sends).url
    assert PainCheck.objects.count() == 1


def test_a_connection_lost_while_the_rules_look_is_no_failure_of_the_rules(
    pat: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    """Else six of them would make a check dead, and each of them would put it off for longer."""
    check = make_check(pat, worst=8, unflagged=True)

    def ended(*_: Any, **__: Any) -> None:
        end_this_connection()
        Patient.objects.count()

    with monkeypatch.context() as cut:
        cut.setattr(flagging, "notice", ended)
        assert not flagging.flag(kind="check", row_id=str(check.pk), now=now)
    check.refresh_from_db()
    assert (check.flag_attempts, check.flag_due_at, check.flagged_at) == (0, NOON, None)
    assert flagging.flag(kind="check", row_id=str(check.pk), now=now)


def end_this_connection() -> None:
    with another_connection() as other, other.cursor() as cursor:
        pid = connection.connection.info.backend_pid
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_a_hundred_equal_posts_at_once_are_one_row_and_a_hundred_equal_answers(pat: Patient):
    sent = {"key": KEY, "answered_at": timezone.now().isoformat(), "worst": 8}
    told: list[Any] = []

    def send_ten() -> None:
        phone = Client()
        phone.force_login(pat.user, backend=BACKEND)
        for _ in range(10):
            told.append(phone.post("/api/checks/", sent, content_type="application/json"))
        connections.close_all()

    hands = [threading.Thread(target=send_ten) for _ in range(10)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert sorted(answer.status_code for answer in told) == [200] * 99 + [201]
    assert len({answer.json()["check"]["id"] for answer in told}) == 1
    assert PainCheck.objects.count() == 1
    other = told[0].client.post("/api/checks/", sent | {"worst": 2}, "application/json")
    assert other.status_code == 409
    assert PainCheck.objects.get().worst == 8
