"""Raising alerts: one open alert per patient and rule, joined by later findings (section 4)."""

from datetime import datetime

from django.utils import timezone

from alerts import moves
from alerts.actions.telling import ALERTING, about, begin
from alerts.models import Alert, Occurrence
from alerts.queries import as_closed, as_open, thresholds_for
from alerts.rules import Finding, Rule, due_at, is_quietened, should_reopen
from alerts.rules.findings import Level
from diaries.models import (
    CheckDraft,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    FullerCheck,
    Message,
    PainCheck,
    Patient,
)
from paincheck.accounts import queries as accounts
from paincheck.audit.actions import record
from paincheck.outbox.actions import cancel_about

Cause = (
    PainCheck | CheckDraft | ContactRequest | DangerSaid | ExtraDose | Message | FullerCheck | None
)
# What ends by itself: somebody is heard from again, or what she wrote was read after all.
ENDS_BY_ITSELF = (Rule.GONE_QUIET, Rule.MESSAGE_UNREAD)


def notice(*, patient: Patient, finding: Finding, cause: Cause, now: datetime) -> Alert | None:
    """Open an alert, or join the one that is open; None where S12 keeps it silent.

    Call it inside a transaction that holds the patient's row.
    """
    _wake_others(patient, finding, now=now)
    same = Alert.objects.filter(patient=patient, rule=finding.rule)
    alert = same.open().first()
    if alert is not None:
        return _join(alert, finding, cause=cause, now=now)
    closed = same.order_by("-closed_at").first()
    today = timezone.localtime(now).date()
    if is_quietened(as_closed(closed), finding, thresholds_for(patient), today):
        return None
    return _open(patient, finding, cause=cause, now=now)


def _open(patient: Patient, finding: Finding, *, cause: Cause, now: datetime) -> Alert:
    hours = accounts.hours_or_always(patient.team.site, now)
    alert = Alert.objects.create(
        patient=patient,
        rule=finding.rule,
        level=finding.level,
        sentence=finding.sentence,
        score=finding.score,
        highest_score=finding.score,
        danger=sorted(finding.danger),
        wish=finding.wish,
        opened_at=now,
        last_found_at=now,
        due_at=due_at(finding.level, finding.wish, now, hours),
    )
    _remember(alert, finding, cause=cause, now=now)
    record(
        action="alert.opened",
        subject=alert,
        by=ALERTING,
        now=now,
        patient_id=patient.pk,
    )
    begin(alert, now=now)
    return alert


def _join(alert: Alert, finding: Finding, *, cause: Cause, now: datetime) -> Alert:
    """A later finding of the same rule: kept with the alert, and sent again where it is worse."""
    worse = should_reopen(as_open(alert), finding, thresholds_for(alert.patient))
    scores = [score for score in (alert.highest_score, finding.score) if score is not None]
    alert.level = max(Level(alert.level), finding.level, key=lambda level: level.weight)
    alert.sentence, alert.score = finding.sentence, finding.score
    alert.highest_score = max(scores, default=None)
    alert.danger = sorted({*alert.danger, *finding.danger})
    alert.wish = "TODAY" if "TODAY" in (alert.wish, finding.wish) else finding.wish or alert.wish
    alert.last_found_at = now
    if worse:
        hand_back(alert, now=now)
    alert.save()
    _remember(alert, finding, cause=cause, now=now)
    record(
        action="alert.worse" if worse else "alert.joined",
        subject=alert,
        by=ALERTING,
        now=now,
        patient_id=alert.patient_id,
    )
    if worse:
        begin(alert, now=now)
    return alert


def _wake_others(patient: Patient, finding: Finding, *, now: datetime) -> None:
    """Worse in any way ends the snooze of the patient's other alerts too (S11)."""
    asleep = Alert.objects.open().filter(patient=patient, snoozed_until__isnull=False)
    for alert in asleep.exclude(rule=finding.rule):
        if should_reopen(as_open(alert), finding, thresholds_for(patient)):
            hand_back(alert, now=now)
            alert.save()
            record(action="alert.woken", subject=alert, by=ALERTING, now=now, patient_id=patient.pk)
            begin(alert, now=now)


def hand_back(alert: Alert, *, now: datetime) -> None:
    """Safety rule S11: nobody has it, nothing sleeps, and the time to act begins anew.

    Nothing is saved: whoever calls this does, and then lets the ladder begin.
    """
    moves.check(alert, moves.WAITING)
    hours = accounts.hours_or_always(alert.patient.team.site, now)
    alert.taken_by = alert.taken_at = alert.snoozed_until = alert.escalated_at = None
    alert.try_again_at = None
    alert.sent_round += 1
    alert.due_at = due_at(alert.level, alert.wish, now, hours)


def _remember(alert: Alert, finding: Finding, *, cause: Cause, now: datetime) -> None:
    Occurrence.objects.create(
        alert=alert,
        pain_check=cause if isinstance(cause, PainCheck) else None,
        draft=cause if isinstance(cause, CheckDraft) else None,
        request=cause if isinstance(cause, ContactRequest) else None,
        danger_said=cause if isinstance(cause, DangerSaid) else None,
        dose=cause if isinstance(cause, ExtraDose) else None,
        message=cause if isinstance(cause, Message) else None,
        fuller=cause if isinstance(cause, FullerCheck) else None,
        found_at=now,
        level=finding.level,
        sentence=finding.sentence,
        score=finding.score,
    )


def clear(*, patient: Patient, rule: Rule, now: datetime) -> None:
    """The condition is gone: the rule may speak again (S12), and some alerts end with it."""
    mine = Alert.objects.filter(patient=patient, rule=rule)
    mine.filter(closed_at__isnull=False, cleared_at__isnull=True).update(cleared_at=now)
    if rule not in ENDS_BY_ITSELF:
        return
    for alert in mine.open():
        moves.check(alert, moves.CLOSED)
        alert.closed_at = alert.cleared_at = now
        alert.closed_how = Alert.Closed.CLEARED
        alert.unheard_since = None
        alert.save(update_fields=["closed_at", "cleared_at", "closed_how", "unheard_since"])
        cancel_about(about=about(alert))
        record(action="alert.cleared", subject=alert, by=ALERTING, now=now, patient_id=patient.pk)
