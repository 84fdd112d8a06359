"""Two nurses at the same alert or task in the same moment: one is first, the other reads who."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from alerts.actions import answering, putting_off
from alerts.models import Alert
from clinicians.actions import contacts, tasks
from clinicians.models import Task
from diaries.models import Contact, Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.factories import a_reason, make_alert, make_task

# Two real connections are needed, which SQLite's database in memory does not have.
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What each came to: 'done', or the name of what it raised."""
    start, came_to = threading.Barrier(len(acts)), []

    def do(act: Callable[[], Any]) -> None:
        start.wait(timeout=20)
        try:
            act()
            came_to.append("done")
        except Exception as error:
            came_to.append(type(error).__name__)
        connection.close()

    nurses = [threading.Thread(target=do, args=[act]) for act in acts]
    for nurse in nurses:
        nurse.start()
    for nurse in nurses:
        nurse.join(timeout=40)
    return sorted(came_to)


def test_two_nurses_who_close_at_once_are_one_closing_and_one_sentence(
    ann: User, bea: User, pat: Patient, now: datetime
) -> None:
    alert = make_alert(pat)

    def close(by: User) -> Callable[[], None]:
        mine = Alert.objects.get(pk=alert.pk)
        stated = a_reason(mine, note=f"To {by.first_name}.")
        return lambda: answering.close_with_reason(
            alert=mine, stated=stated, review_on=None, by=by, now=now
        )

    assert at_once(close(ann), close(bea)) == ["AlreadyClosed", "done"]
    alert.refresh_from_db()
    assert alert.close_reason.endswith(f"To {alert.closed_by.first_name}.")
    assert AuditEvent.objects.filter(action="alert.closed.reason").count() == 1


def test_one_puts_off_what_the_other_closes_and_nothing_is_half_done(
    ann: User, bea: User, pat: Patient, now: datetime
) -> None:
    alert = make_alert(pat)
    one, other = (Alert.objects.get(pk=alert.pk) for _ in range(2))
    at_once(
        lambda: putting_off.snooze(
            alert=one, until=now + timedelta(hours=2), reason="Later.", by=ann, now=now
        ),
        lambda: answering.close_with_reason(
            alert=other, stated=a_reason(other), review_on=None, by=bea, now=now
        ),
    )
    alert.refresh_from_db()
    assert (alert.closed_by, alert.closed_how) == (bea, "REASON")


def test_the_same_press_four_times_at_once_is_one_contact_with_one_task(
    ann: User, pat: Patient, now: datetime
) -> None:
    alert, key = make_alert(pat), uuid.uuid4()
    told = {"channel": "PHONE", "outcome": "PRESCRIBER", "at": now, "note": "",
            "try_again_at": None}  # fmt: skip
    asked = contacts.FollowUp(prescriber="Dr Shah", prescriber_by=now.date())

    def press() -> None:
        contacts.log(
            patient=pat, key=key, about=[alert.pk], told=dict(told), follow_up=asked, by=ann,
            now=now,
        )  # fmt: skip

    assert at_once(*[press] * 4) == ["done"] * 4
    assert (Contact.objects.count(), Task.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="alert.closed.contact").count() == 1


def test_a_task_done_by_two_at_once_is_done_by_one(
    ann: User, bea: User, pat: Patient, now: datetime
) -> None:
    task = make_task(pat)
    one, other = (Task.objects.get(pk=task.pk) for _ in range(2))
    came_to = at_once(
        lambda: tasks.finish(task=one, result="One", by=ann, now=now),
        lambda: tasks.finish(task=other, result="Other", by=bea, now=now),
    )
    assert came_to == ["AlreadyDone", "done"]
    task.refresh_from_db()
    assert task.result == ("One" if task.done_by == ann else "Other")
