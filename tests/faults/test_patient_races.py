"""The same button pressed twice in the same moment: one row, one line on the trail, one alert."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from alerts.models import Alert
from diaries.models import (
    ContactRequest,
    ExtraDose,
    FullerCheck,
    Message,
    ModuleRead,
    NoLongerTaken,
    Patient,
    ReminderPlan,
    VisitQuestion,
)
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from tests.integration.attacking import PATIENTS, World, make_world

# Two real connections are needed, which SQLite's database in memory does not have.
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]

PRESSES = 4


@pytest.fixture
def world(pat: Patient, ann: User, now: datetime, watch_is_fresh: None) -> World:
    return make_world(pat, ann)


def at_once(world: World, address: str, sent: dict[str, Any]) -> list[int]:
    """The same press from several windows of one browser, let go together."""
    start = threading.Barrier(PRESSES)
    codes: list[int] = []

    def press() -> None:
        client = Client(raise_request_exception=False)
        client.force_login(
            world.patient.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        start.wait(timeout=20)
        codes.append(client.post(address, sent).status_code)
        connection.close()

    windows = [threading.Thread(target=press) for _ in range(PRESSES)]
    for window in windows:
        window.start()
    for window in windows:
        window.join(timeout=40)
    return codes


def sent_fullers() -> int:
    return FullerCheck.objects.filter(sent_at__isnull=False).count()


@pytest.mark.parametrize(
    ("route", "count", "more", "action"),
    [
        ("diary/messages/", Message.objects.count, 1, "message.sent"),
        ("diary/medicines/dose/", ExtraDose.objects.count, 1, "dose.noted"),
        (
            "diary/medicines/<int:medication_id>/left-off/",
            NoLongerTaken.objects.count,
            1,
            "medication.left_off",
        ),
        ("diary/visit/", VisitQuestion.objects.count, 1, "question.added"),
        ("diary/learn/<slug:code>/read/", ModuleRead.objects.count, 1, "module.read"),
        ("diary/call/", ContactRequest.objects.count, 1, "contact.asked"),
        ("diary/too-unwell/", ContactRequest.objects.count, 1, "contact.asked"),
        ("diary/start/reminders/", ReminderPlan.objects.count, 1, "reminders.set"),
        ("fuller/answers/", sent_fullers, 1, "fuller.sent"),
        ("fuller/", FullerCheck.objects.count, 0, "fuller.begun"),
    ],
)
def test_the_same_press_many_times_at_once_is_one(
    world: World, route: str, count: Callable[[], int], more: int, action: str
) -> None:
    sent = PATIENTS[route](world)
    rows, alerts = count(), Alert.objects.filter(closed_at__isnull=True).count()
    lines = AuditEvent.objects.filter(action=action).count()
    assert at_once(world, world.address(route), sent) == [302] * PRESSES
    assert count() == rows + more
    assert AuditEvent.objects.filter(action=action).count() == lines + more
    assert Alert.objects.filter(closed_at__isnull=True).count() <= alerts + more


def test_a_page_of_a_fuller_check_saved_while_it_is_sent_is_kept_or_said_to_be_too_late(
    world: World,
) -> None:
    page = PATIENTS["fuller/answers/"](world)
    codes: list[int] = []
    saved = threading.Thread(
        target=lambda: codes.extend(at_once(world, "/fuller/like/", page | {"like": ["BURNING"]}))
    )
    saved.start()
    codes.extend(at_once(world, "/fuller/answers/", page))
    saved.join(timeout=60)
    assert codes == [302] * (2 * PRESSES)
    assert FullerCheck.objects.filter(key=world.ids["fuller"], sent_at__isnull=False).count() == 1
    assert AuditEvent.objects.filter(action="fuller.sent").count() == 1
