"""Flagging: claim one row of the diary, run the rules over it, write what they noticed.

Safe to call twice and from anywhere: the claim is a conditional update, and everything that
follows from it stands in the same transaction.
"""

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from alerts import rules
from alerts.actions.doses import judge_dose
from alerts.actions.fuller import judge_fuller
from alerts.actions.noticing import clear, notice
from alerts.actions.unread import judge_message
from alerts.queries import (
    goal_of,
    reading_of,
    reading_of_draft,
    readings_up_to,
    thresholds_for,
)
from alerts.rules import Rule
from diaries.actions.checks import ring
from diaries.models import (
    CheckDraft,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    Flaggable,
    FullerCheck,
    Message,
    PainCheck,
    Patient,
)
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.background.actions import count
from paincheck.transactions import atomic_with_retries

log = logging.getLogger(__name__)
AnyKind = (
    type[PainCheck]
    | type[CheckDraft]
    | type[ContactRequest]
    | type[DangerSaid]
    | type[ExtraDose]
    | type[Message]
    | type[FullerCheck]
)
KINDS: dict[str, AnyKind] = {
    "danger": DangerSaid,
    "check": PainCheck,
    "draft": CheckDraft,
    "request": ContactRequest,
    "dose": ExtraDose,
    "message": Message,
    "fuller": FullerCheck,
}
ATTEMPTS_UNTIL_DEAD = 6
FLAGGED_LATE = "flagged-late"  # the tally of what the rules saw too late


def most_severe_first(now: datetime, limit: int) -> list[tuple[str, str]]:
    """(kind, id) of what the rules have not seen: danger said, then wishes and requests, then by
    the worst score, then the oldest; extra doses last."""
    found = [
        (rank, -score, due, kind, str(pk))
        for kind in KINDS
        for rank, score, due, pk in _waiting(kind, now, limit)
    ]
    return [(kind, row_id) for *_, kind, row_id in sorted(found)[:limit]]


def _waiting(kind: str, now: datetime, limit: int) -> list[tuple[int, Any, Any, Any]]:
    """(rank, worst score, due since, id). No score is never zero (S1): it stands with the worst.

    A draft's is not asked for, since nothing vouches for its JSON; it waits only where it matters.
    """
    wished = {"answers__wish__in" if kind == "draft" else "wish__in": ["PLEASE", "TODAY"]}
    ranks: dict[str, Any] = {
        "danger": Value(0),
        "check": Case(When(danger=True, then=0), When(**wished, then=1), default=2),
        "draft": Case(When(**wished, then=1), default=2),
        "request": Value(1),
        "dose": Value(3),
        "message": Value(2),
        "fuller": Value(2),
    }
    score = Coalesce("worst", Decimal(10)) if kind == "check" else Value(Decimal(10))
    waiting = KINDS[kind].objects.awaiting_rules(now).annotate(rank=ranks[kind], score=score)
    rows = waiting.order_by("rank", "-score", "flag_due_at")
    return list(rows.values_list("rank", "score", "flag_due_at", "pk")[:limit])


def flag(*, kind: str, row_id: str, now: datetime) -> bool:
    """Let the rules look at one row. False where it was claimed before, is gone, or a rule failed.

    A failure is put off with backoff, and dead and shown after the sixth; it never raises, so that
    neither a patient's page nor the other rows of a round suffer.
    """
    line = connection.connection
    try:
        row = _flag(kind, row_id, now)
        if row is not None and _was_late(row, now):
            count(name=FLAGGED_LATE)
    except Exception as error:
        log.exception("flagging %s %s failed", kind, row_id)
        if line is None or connection.connection is line:
            _put_off(kind, row_id, error=error, now=now)
        # Else the database was lost on the way, which is no failure of the rules: nothing is put
        # off or counted, and the next round looks again.
        return False
    return row is not None


def _was_late(row: Flaggable, now: datetime) -> bool:
    return row.flag_due_at is not None and now - row.flag_due_at > settings.ALERTING_LATE_AFTER


@transaction.atomic
def look_again(*, patient: Patient, by: User, now: datetime) -> int:
    """Let the rules try again what they failed on for good; returns how many rows that were."""
    asked = 0
    for kind, model in KINDS.items():
        dead = model.objects.filter(
            patient=patient, flagged_at__isnull=True, flag_dead_at__isnull=False
        )
        for row in dead.select_for_update():
            row.flag_due_at, row.flag_dead_at, row.flag_attempts = now, None, 0
            row.save(update_fields=["flag_due_at", "flag_dead_at", "flag_attempts"])
            record(action="rules.asked_again", subject=row, by=by, now=now, patient_id=patient.pk)
            ring(kind=kind, row_id=row.pk)
            asked += 1
    return asked


@atomic_with_retries
def _flag(kind: str, row_id: str, now: datetime) -> Flaggable | None:
    model = KINDS[kind]
    waiting = model.objects.awaiting_rules(now).filter(pk=row_id)
    patient_id = waiting.values_list("patient_id", flat=True).first()
    if patient_id is None:
        return None
    # The patient's row first, as submit and amend do: the same order everywhere, no deadlock.
    Patient.objects.hold(patient_id)
    if not waiting.update(flagged_at=now):
        return None
    row = model.objects.select_related("patient__team__site", "patient__summary").get(pk=row_id)
    if isinstance(row, PainCheck):
        _judge_check(row, now)
    elif isinstance(row, CheckDraft):
        _judge_draft(row, now)
    elif isinstance(row, DangerSaid):
        _judge_danger(row, now)
    elif isinstance(row, ExtraDose):
        judge_dose(row, now)
    elif isinstance(row, Message):
        judge_message(row, now)
    elif isinstance(row, FullerCheck):
        judge_fuller(row, now)
    else:
        _judge_request(row, now)
    return row


def _judge_check(check: PainCheck, now: datetime) -> None:
    if check.superseded_at is not None and check.danger:
        # Corrected before any rule had looked: no danger is made unsaid (S3).
        said = rules.red_flag([reading_of(check)], thresholds_for(check.patient), None, now)
        if said is not None:
            notice(patient=check.patient, finding=said, cause=check, now=now)
    if check.superseded_at is not None:
        return  # the correction that stands in its place is judged
    patient, readings = check.patient, readings_up_to(check)
    thresholds, goal = thresholds_for(patient), goal_of(patient)
    findings = rules.evaluate(readings, thresholds, goal, now)
    for finding in findings:
        notice(patient=patient, finding=finding, cause=check, now=now)
    noticed = {finding.rule for finding in findings}
    if patient.summary.last_check_id == check.pk:
        for rule in set(Rule) - noticed:
            if rules.has_cleared(rule, readings, thresholds, goal):
                clear(patient=patient, rule=rule, now=now)


def _judge_draft(draft: CheckDraft, now: datetime) -> None:
    finding = rules.unfinished_check(
        reading_of_draft(draft),
        saved_at=draft.saved_at,
        thresholds=thresholds_for(draft.patient),
        now=now,
    )
    if finding is not None:
        notice(patient=draft.patient, finding=finding, cause=draft, now=now)


def _judge_danger(said: DangerSaid, now: datetime) -> None:
    finding = rules.danger_told(tuple(said.items), said_at=said.said_at)
    notice(patient=said.patient, finding=finding, cause=said, now=now)


def _judge_request(request: ContactRequest, now: datetime) -> None:
    finding = rules.contact_requested(
        today=request.today,
        day=timezone.localtime(request.asked_at).date(),
        received_at=request.asked_at,
        too_unwell=request.too_unwell,
    )
    notice(patient=request.patient, finding=finding, cause=request, now=now)


def _put_off(kind: str, row_id: str, *, error: Exception, now: datetime) -> None:
    """Try again after 5 s, 10 s, 20 s ...; after the sixth failure stop and show it."""
    rows = KINDS[kind].objects.filter(pk=row_id, flagged_at__isnull=True)
    rows.update(flag_attempts=F("flag_attempts") + 1, flag_error=type(error).__name__)
    attempts = rows.values_list("flag_attempts", flat=True).first()
    if attempts is None:
        return
    if isinstance(error, OperationalError):
        # A lock or a statement that took too long says nothing of the row: it is never given up,
        # and looked at every 20 s, so that it is flagged soon after the lock has gone.
        attempts = min(attempts, 3)
    if attempts >= ATTEMPTS_UNTIL_DEAD:
        rows.update(flag_dead_at=now)
    else:
        rows.update(flag_due_at=now + timedelta(seconds=5 * 2 ** (attempts - 1)))
