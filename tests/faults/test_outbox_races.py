"""Many senders at one delivery in the same moment: one claim, one mail."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from paincheck.audit.models import AuditEvent
from paincheck.outbox import senders
from paincheck.outbox.actions import cancel_about, deliver_due, put
from paincheck.outbox.models import Delivery

# Real connections are needed, which SQLite's database in memory does not have.
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> None:
    ready = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)


def queue(now: datetime, key: str) -> None:
    put(
        channel="EMAIL", recipient=None, address="ann@example.org", subject="", text="",
        about="alert:1", once_key=key, now=now,
    )  # fmt: skip


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    kept: list[str] = []
    monkeypatch.setattr(senders, "send", lambda delivery: kept.append(delivery.once_key))
    return kept


def test_eight_senders_send_each_of_twenty_mails_once(now: datetime, sent: list[str]):
    for number in range(20):
        queue(now, str(number))
    at_once(*[lambda: deliver_due(now=now)] * 8)
    assert sorted(sent, key=int) == [str(number) for number in range(20)]
    assert set(Delivery.objects.values_list("state", "attempts")) == {("SENT", 1)}
    assert AuditEvent.objects.filter(action="delivery.sent").count() == 20


def test_a_claim_whose_lease_ran_out_is_taken_over_once(now: datetime, sent: list[str]):
    queue(now, "1")
    Delivery.objects.update(state="CLAIMED", attempts=1, lease_until=now)
    at_once(*[lambda: deliver_due(now=now + timedelta(seconds=1))] * 8)
    assert sent == ["1"]
    assert Delivery.objects.get().attempts == 2


def test_the_same_thing_queued_by_eight_at_once_is_one_delivery(now: datetime):
    at_once(*[lambda: queue(now, "1")] * 8)
    assert Delivery.objects.count() == 1


def test_cancelled_in_the_same_moment_it_is_either_sent_or_cancelled(
    now: datetime, sent: list[str]
):
    for number in range(20):
        queue(now, str(number))
    at_once(lambda: deliver_due(now=now), lambda: cancel_about(about="alert:1"))
    assert Delivery.objects.filter(state="SENT").count() == len(sent)
    assert set(Delivery.objects.values_list("state", flat=True)) <= {"SENT", "CANCELLED"}
