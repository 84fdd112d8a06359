"""The rounds: what must happen on time even if every message in the queue was lost."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from alerts import rules
from alerts.actions.flagging import KINDS, flag
from alerts.actions.noticing import ALERTING, clear, notice, send
from alerts.models import Alert
from alerts.queries import reading_of, thresholds_for
from alerts.rules import Rule
from diaries.models import PainCheck, Patient
from paincheck.audit.actions import record

log = logging.getLogger(__name__)


def flag_waiting(*, now: datetime, limit: int = 200) -> int:
    """Flag what nobody has flagged, oldest first; returns how many it did."""
    done = 0
    for kind, model in KINDS.items():
        waiting = model.objects.awaiting_rules(now).order_by("flag_due_at")
        ids = list(waiting.values_list("pk", flat=True)[:limit])
        done += sum(flag(kind=kind, row_id=str(pk), now=now) for pk in ids)
    return done


def find_quiet(*, now: datetime) -> int:
    """Notice who has gone quiet, and who is heard from again (S14); returns how many are quiet."""
    patients = (
        Patient.objects.asked_daily_or_weekly()
        .select_related("team__site", "summary__last_check")
        .order_by("pk")
    )
    return sum(_look_safely(patient, now) for patient in patients.iterator(chunk_size=500))


def _look_safely(patient: Patient, now: datetime) -> bool:
    """One patient whose rule fails must not hide the silence of the others."""
    try:
        return _look_at_silence(patient, now)
    except Exception:
        log.exception("looking for silence failed for patient %s", patient.pk)
        return False


def _look_at_silence(patient: Patient, now: datetime) -> bool:
    today = timezone.localtime(now).date()
    last = patient.summary.last_check
    if last is not None and last.source == PainCheck.Source.IMPORTED:
        last = None  # a diary kept elsewhere is no sign of life here
    finding = rules.gone_quiet(
        schedule=patient.schedule,
        status=patient.status,
        invited_on=_day(patient.invited_at),
        last_check=None if last is None else reading_of(last),
        paused_on=_day(patient.paused_at),
        resumed_on=_day(patient.resumed_at),
        other_open_alert=_has_other_open_alert(patient),
        thresholds=thresholds_for(patient),
        today=today,
    )
    open_alert = Alert.objects.open().filter(patient=patient, rule=Rule.GONE_QUIET).first()
    # An open alert never sinks in level, so the sentence alone says whether there is news.
    same = (
        open_alert is not None and finding is not None and open_alert.sentence == finding.sentence
    )
    if same or (finding is None and open_alert is None):
        return finding is not None
    with transaction.atomic():
        Patient.objects.hold(patient.pk)
        if finding is None:
            clear(patient=patient, rule=Rule.GONE_QUIET, now=now)
        else:
            notice(patient=patient, finding=finding, cause=None, now=now)
    return finding is not None


def _has_other_open_alert(patient: Patient) -> bool:
    return Alert.objects.open().filter(patient=patient).exclude(rule=Rule.GONE_QUIET).exists()


def _day(at: datetime | None) -> date | None:
    return None if at is None else timezone.localtime(at).date()


def escalate(*, now: datetime) -> int:
    """Send on what nobody has taken in time (S16); returns how many alerts went up."""
    late = Alert.objects.untaken_since(now).values_list("pk", "patient_id")
    return sum(_escalate(alert_id, patient_id, now) for alert_id, patient_id in list(late))


@transaction.atomic
def _escalate(alert_id: int, patient_id: int, now: datetime) -> bool:
    Patient.objects.hold(patient_id)
    if not Alert.objects.untaken_since(now).filter(pk=alert_id).update(escalated_at=now):
        return False
    alert = Alert.objects.select_related("patient__team__site", "patient__nurse").get(pk=alert_id)
    record(
        action="alert.escalated", subject=alert, by=ALERTING, now=now, patient_id=alert.patient_id
    )
    send(alert, now=now, escalated=True)
    return True
