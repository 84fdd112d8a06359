"""A nurse and the rules at the same alert in the same moment: nothing that was written is lost."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from alerts.actions import answering, flagging, noticing, rounds, telling
from alerts.models import Alert, Told
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.outbox.models import Delivery
from tests.factories import a_reason, make_alert, make_check, make_nurse

# Two real connections are needed, which SQLite's database in memory does not have.
pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def close(alert: Alert, ann: User, now: datetime) -> None:
    answering.close_with_reason(
        alert=alert, stated=a_reason(alert), review_on=None, by=ann, now=now
    )


def log(alert: Alert, ann: User, now: datetime) -> None:
    answering.log_contact(
        patient=alert.patient, alerts=[alert], key=uuid.uuid4(), channel="PHONE",
        outcome="SELF_CARE", at=now, note="", try_again_at=None, by=ann, now=now,
    )  # fmt: skip


def take(alert: Alert, ann: User, now: datetime) -> None:
    answering.take(alert=alert, by=ann, now=now)


def escalate(alert: Alert, ann: User, now: datetime) -> None:
    rounds.escalate(now=now)


@pytest.mark.parametrize(
    ("act", "kept"),
    [(close, "closed_at"), (log, "closed_at"), (take, "taken_at"), (escalate, "escalated_at")],
)
def test_what_happens_while_the_rules_join_an_alert_is_not_overwritten(
    pat: Patient,
    ann: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[Alert, User, datetime], None],
    kept: str,
):
    alert = make_alert(pat, escalates_at=now)
    check = make_check(pat, worst=8, unflagged=True)

    def meanwhile() -> None:
        act(alert, ann, now)
        connection.close()

    nurse = threading.Thread(target=meanwhile)
    judge = noticing.should_reopen

    def judged_slowly(*told: object) -> bool:
        """The rules have read the alert and not written it yet: now somebody else acts."""
        if not nurse.ident:
            nurse.start()
            nurse.join(timeout=1.5)
        return judge(*told)

    monkeypatch.setattr(noticing, "should_reopen", judged_slowly)
    assert flagging.flag(kind="check", row_id=str(check.pk), now=now)
    nurse.join(timeout=20)
    alert.refresh_from_db()
    assert getattr(alert, kept) == now


def test_many_watches_at_once_take_one_step_of_the_ladder(pat: Patient, ann: User, now: datetime):
    make_nurse(team=pat.team, place="DEPUTY")
    make_nurse(team=pat.team, place="LEAD")
    alert = make_alert(pat)
    telling.begin(alert, now=now)
    late = now + timedelta(hours=1)

    def go_round() -> None:
        rounds.escalate(now=late)
        connection.close()

    watches = [threading.Thread(target=go_round) for _ in range(6)]
    for watch in watches:
        watch.start()
    for watch in watches:
        watch.join(timeout=20)
    alert.refresh_from_db()
    assert alert.step == 1
    assert Told.objects.filter(alert=alert).count() == 2
    assert Delivery.objects.filter(about=f"alert:{alert.pk}").count() == 2
