"""The rounds: what must happen on time even if every message in the queue was lost."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone

from alerts import rules
from alerts.actions.covering import follow, with_somebody_away
from alerts.actions.flagging import flag, most_severe_first
from alerts.actions.noticing import clear, hand_back, notice
from alerts.actions.telling import ALERTING, begin, climb
from alerts.models import Alert
from alerts.queries import reading_of, thresholds_for
from alerts.rules import Rule
from diaries.models import PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.outbox.actions import answer_dead
from paincheck.outbox.models import Delivery
from paincheck.outbox.queries import unanswered_dead

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200  # so that a storm of them holds up no flag for long


class RoundFailed(Exception):
    """Something of this round could not be done, though the others were: no heart may beat."""


def flag_waiting(*, now: datetime, limit: int = 200) -> int:
    """Flag what nobody has flagged, the most severe first; returns how many it did.

    A row that fails is put off by `flag`, and stops no other.
    """
    done, failed = 0, []
    for kind, row_id in most_severe_first(now, limit):
        try:
            done += flag(kind=kind, row_id=row_id, now=now)
        except Exception:
            log.exception("%s %s could not even be put off", kind, row_id)
            failed.append(row_id)
    if failed:
        raise RoundFailed(f"could not be put off: {failed}")
    return done


def find_quiet(*, now: datetime) -> int:
    """Notice who has gone quiet, and who is heard from again (S14); returns how many are quiet."""
    patients = (
        Patient.objects.asked_daily_or_weekly()
        .select_related("team__site", "summary__last_check")
        .order_by("pk")
    )
    quiet, failed = 0, []
    for patient in patients.iterator(chunk_size=500):
        try:
            quiet += look_at_silence(patient, now)
        except Exception:  # must not hide the silence of the others, nor its own
            log.exception("looking for silence failed for patient %s", patient.pk)
            failed.append(patient.pk)
    if failed:
        raise RoundFailed(f"silence would not be noticed: {failed}")
    return quiet


def look_at_silence(patient: Patient, now: datetime) -> bool:
    """Whether this one is quiet; its alert opens, is joined, or ends by itself."""
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
    # A pause closes no alert (S14).
    stays = finding is None and (open_alert is None or patient.paused_at is not None)
    if same or stays:
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
    """Send on what nobody has taken in time (S16); returns how many alerts somebody was told of.

    Each alert by itself: one that fails is logged and stops no other. Where it fails in a second
    round too, the round says so at its end.
    """
    told, stuck = 0, []
    for alert_id, patient_id in [*_slept_enough(now), *_left_behind(now)]:
        try:
            _take_back(alert_id, patient_id, now)
        except Exception:
            log.exception("alert %s stays put off, or with somebody who is gone", alert_id)
            stuck.append(f"alert:{alert_id}")
    for alert_id, patient_id in with_somebody_away(now):
        try:
            follow(alert_id, patient_id, now)
        except Exception:
            log.exception("alert %s does not follow a leave", alert_id)
            stuck.append(f"alert:{alert_id}")
    for delivery in unanswered_dead():
        try:
            _go_past(delivery, now)
        except Exception:
            log.exception("no answer to the dead delivery %s", delivery.pk)
            stuck.append(delivery.about)
    for alert_id, patient_id in _to_climb(now):
        try:
            told += _climb(alert_id, patient_id, now)
        except Exception:
            log.exception("the ladder failed for alert %s", alert_id)
            if _failed_before(alert_id):
                stuck.append(f"alert:{alert_id}")
    if stuck:
        raise RoundFailed(f"cannot climb: {stuck}")
    return told


@transaction.atomic
def _go_past(delivery: Delivery, now: datetime) -> None:
    """What could not be delivered brings its alert's next step forward to now."""
    alert = Alert.objects.get(pk=delivery.about.removeprefix("alert:"))
    Patient.objects.hold(alert.patient_id)
    if not answer_dead(ids=[delivery.pk], now=now):
        return
    mine = Alert.objects.open().filter(pk=alert.pk, taken_by__isnull=True)
    if mine.exclude(escalates_at__lte=now).update(escalates_at=now):
        record(
            action="alert.brought_forward",
            subject=alert,
            by=ALERTING,
            now=now,
            patient_id=alert.patient_id,
        )


def _slept_enough(now: datetime) -> list[tuple[int, int]]:
    """(alert, patient) whose time is over: what is put off comes back by itself."""
    over = Alert.objects.open().filter(snoozed_until__lte=now)
    return list(over.values_list("pk", "patient_id")[:MOST_AT_ONCE])


def _left_behind(now: datetime) -> list[tuple[int, int]]:
    """(alert, patient) taken by somebody who cannot see to it any more: her account is closed, or
    she may not open this patient now. One query for each nurse who has taken something."""
    taken = Alert.objects.open().filter(taken_by__isnull=False)
    found: list[tuple[int, int]] = []
    for nurse in User.objects.filter(pk__in=taken.values("taken_by")):
        hers = Patient.objects.open_to(nurse, now) if nurse.is_active else Patient.objects.none()
        gone = taken.filter(taken_by=nurse).exclude(patient__in=hers.values("pk"))
        found += gone.values_list("pk", "patient_id")
    return found


@transaction.atomic
def _take_back(alert_id: int, patient_id: int, now: datetime) -> None:
    """Nobody has it now, so that the ladder begins anew."""
    Patient.objects.hold(patient_id)
    slept_enough = Q(snoozed_until__lte=now)
    rows = Alert.objects.open().filter(slept_enough | Q(taken_by__isnull=False), pk=alert_id)
    alert = rows.first()
    if alert is None:
        return
    action = "alert.left_behind" if alert.snoozed_until is None else "alert.came_back"
    hand_back(alert, now=now)
    alert.save()
    record(action=action, subject=alert, by=ALERTING, now=now, patient_id=patient_id)
    begin(alert, now=now)


def _to_climb(now: datetime) -> list[tuple[int, int]]:
    """(alert, patient), red first; what failed before comes last, so that it holds up nothing."""
    red_first = Case(When(level=Alert.Level.RED, then=0), default=1)
    unheard_last = Case(When(unheard_since__isnull=True, then=0), default=1)
    late = Alert.objects.to_climb(now)
    order = late.order_by("failures", unheard_last, red_first, "escalates_at")
    return list(order.values_list("pk", "patient_id")[:MOST_AT_ONCE])


@transaction.atomic
def _climb(alert_id: int, patient_id: int, now: datetime) -> bool:
    Patient.objects.hold(patient_id)
    late = Alert.objects.to_climb(now).filter(pk=alert_id)
    alert = late.select_related("patient__team__site", "patient__nurse").first()
    return alert is not None and climb(alert, now=now)


def _failed_before(alert_id: int) -> bool:
    """Count this failure; whether it is at least the second, one after another."""
    row = Alert.objects.filter(pk=alert_id)
    row.update(failures=F("failures") + 1)
    return row.filter(failures__gte=2).exists()
