"""A transaction that PostgreSQL broke off is done again, and nobody notices."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from diaries.actions import checks
from diaries.answers import Answers
from diaries.models import PainCheck, Patient
from paincheck.transactions import TRIES, atomic_with_retries
from tests.factories import PatientFactory

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def hold_in_turn(first: Patient, second: Patient, between: Callable[[], Any]) -> None:
    """Both diaries, one after the other: two who do it the other way round lock each other out."""
    Patient.objects.hold(first.pk)
    between()
    Patient.objects.hold(second.pk)


def two_at_once(one: Callable[[], Any], other: Callable[[], Any]) -> list[BaseException]:
    """Run both in threads of their own; returns what went wrong."""
    wrong: list[BaseException] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            act()
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    hands = [threading.Thread(target=run, args=[act]) for act in (one, other)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    return wrong


def meeting(tries: list[str], name: str, barrier: threading.Barrier) -> Callable[[], None]:
    """Both have their first lock before either asks for the second: at the first try only."""

    def meet() -> None:
        tries.append(name)
        if tries.count(name) == 1:
            barrier.wait(10)

    return meet


@pytest.mark.parametrize(("decorate", "lost"), [(atomic_with_retries, 0), (transaction.atomic, 1)])
def test_a_deadlock_is_tried_again(pat: Patient, decorate: Any, lost: int):
    """Without the retries one of the two is lost: the deadlock is a real one."""
    quinn = PatientFactory()
    tries: list[str] = []
    barrier = threading.Barrier(2)
    act = decorate(hold_in_turn)
    wrong = two_at_once(
        lambda: act(pat, quinn, meeting(tries, "one", barrier)),
        lambda: act(quinn, pat, meeting(tries, "other", barrier)),
    )
    assert len(wrong) == lost
    assert len(tries) == 3 - lost


def test_a_serialisation_failure_is_tried_again(pat: Patient, now: datetime):
    """Somebody writes between our first look and our own writing."""
    looks = 0

    @atomic_with_retries
    def rename() -> None:
        nonlocal looks
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        Patient.objects.get(pk=pat.pk)
        looks += 1
        if looks == 1:
            assert two_at_once(lambda: renamed("Other"), lambda: None) == []
        renamed("Ours")

    def renamed(name: str) -> None:
        Patient.objects.filter(pk=pat.pk).update(first_name=name)

    rename()
    pat.refresh_from_db()
    assert (looks, pat.first_name) == (2, "Ours")


def broken_off(code: str) -> OperationalError:
    error = OperationalError("broken off")
    error.__cause__ = type("Cause", (Exception,), {"pgcode": code})()
    return error


@pytest.mark.parametrize(
    ("code", "tries"), [("40P01", TRIES), ("40001", TRIES), ("57P01", 1), ("55P03", 1)]
)
def test_three_tries_are_enough_and_only_what_was_broken_off_is_tried_again(code: str, tries: int):
    """A lost connection may have been committed: the person who pressed decides about that."""
    tried = 0

    @atomic_with_retries
    def fail() -> None:
        nonlocal tried
        tried += 1
        raise broken_off(code)

    with pytest.raises(OperationalError):
        fail()
    assert tried == tries


def test_a_part_of_a_transaction_is_not_tried_again_alone():
    tried = 0

    @atomic_with_retries
    def fail() -> None:
        nonlocal tried
        tried += 1
        raise broken_off("40P01")

    with pytest.raises(OperationalError), transaction.atomic():
        fail()
    assert tried == 1


def test_a_check_whose_transaction_was_broken_off_is_stored_once(
    pat: Patient, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    rang = []
    monkeypatch.setattr(checks, "ring", lambda **told: rang.append(told))
    failures = [broken_off("40P01")]
    summarise = checks.summarise

    def summarised(patient: Patient) -> None:
        summarise(patient)
        if failures:
            raise failures.pop()

    monkeypatch.setattr(checks, "summarise", summarised)
    receipt = checks.submit(
        patient=pat, answers=Answers(worst=Decimal(8)), key=uuid.uuid4(), answered_at=now,
        by=pat.user, now=now,
    )  # fmt: skip
    assert not receipt.replayed
    assert PainCheck.objects.get() == receipt.check
    assert len(rang) == 1
