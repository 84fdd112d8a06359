"""The doorbell: a broker that is away, refuses or hangs holds nobody up."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from alerts import receivers
from alerts.tasks import flag_pain_check
from diaries.models import Patient
from paincheck.background import doorbell
from paincheck.outbox.tasks import send_due
from tests.factories import make_check

the_real_publish = receivers.publish  # the tests' own stands in its place once a test runs
the_real_told = doorbell.told
LONG_SECONDS = 5.0


class Broker:
    """Stands for Celery's: counts what it is asked, and answers as it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.let_go = threading.Event()
        self.refuses = self.hangs = False

    def take(self, **_: Any) -> None:
        self.asked += 1
        if self.hangs:
            self.let_go.wait(LONG_SECONDS)
        if self.refuses:
            raise ConnectionRefusedError


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    stands = Broker()
    monkeypatch.setattr(flag_pain_check, "delay", stands.take)
    monkeypatch.setattr(doorbell, "told", the_real_told)
    monkeypatch.setattr(doorbell, "_silent_until", 0.0)
    yield stands
    stands.let_go.set()


def publish() -> bool:
    return the_real_publish(kind="check", row_id="1")


def test_a_broker_that_takes_it_is_told_each_time(broker: Broker):
    assert publish()
    assert publish()
    assert broker.asked == 2


def test_after_a_refusal_the_broker_is_left_alone_for_ten_seconds(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
):
    broker.refuses = True
    assert not publish()
    broker.refuses = False
    assert not publish()
    assert broker.asked == 1
    later = time.monotonic() + doorbell.PAUSE_SECONDS + 1
    monkeypatch.setattr(doorbell.time, "monotonic", lambda: later)
    assert publish()


def test_a_broker_that_hangs_holds_the_first_page_for_a_moment_and_the_next_not_at_all(
    broker: Broker,
):
    broker.hangs = True
    began = time.monotonic()
    assert not publish()
    first = time.monotonic() - began
    assert not publish()
    both = time.monotonic() - began
    assert first < 2
    assert both - first < doorbell.PATIENCE_SECONDS / 2


def test_where_no_worker_was_told_the_rules_run_in_place(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
):
    flagged: list[str] = []
    monkeypatch.setattr(receivers, "publish", the_real_publish)
    monkeypatch.setattr(receivers, "flag", lambda **told: flagged.append(told["row_id"]))
    receivers.ring(None, kind="check", row_id="told")
    broker.refuses = True
    receivers.ring(None, kind="check", row_id="not told")
    assert flagged == ["not told"]


@pytest.mark.django_db
def test_a_worker_that_flags_has_each_channel_sent_by_a_task_of_its_own(
    pat: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    monkeypatch.setattr(send_due, "delay", lambda *, channel: asked.append(channel))
    check = make_check(pat, worst=9, unflagged=True)
    flag_pain_check(kind="check", row_id=str(check.pk))
    assert asked == ["EMAIL", "SMS"]
    flag_pain_check(kind="check", row_id=str(check.pk))
    assert len(asked) == 2, "what another flagged is another's to send"
