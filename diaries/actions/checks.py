"""Submitting, amending and drafting pain checks, and marking them as seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from diaries.answers import Answers
from diaries.models import CheckDraft, PainCheck, Patient, PatientSummary, SeenMark
from diaries.reminding import about
from diaries.signals import something_to_flag
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.outbox.actions import cancel_about
from paincheck.transactions import atomic_with_retries

# A phone's clock may run ahead a little; more than this is a mistake, not an answer.
CLOCK_SLACK = timedelta(minutes=5)


class KeyReused(Exception):
    """The key has been used for other answers; `check` is the one that stands."""

    def __init__(self, check: PainCheck) -> None:
        super().__init__(_("This key belongs to another set of answers."))
        self.check = check


class CheckRefused(ValueError):
    """Answers that cannot be taken, with a sentence for the person who gave them."""


@dataclass(frozen=True)
class Receipt:
    """What a submit gives back: the stored check, and whether it had been stored before."""

    check: PainCheck
    replayed: bool


@atomic_with_retries
def submit(
    *,
    patient: Patient,
    answers: Answers,
    key: UUID,
    answered_at: datetime,
    by: User,
    now: datetime,
    source: str = PainCheck.Source.PATIENT,
    since_last: bool = False,
    offline: bool = False,
) -> Receipt:
    """Store one check; the same key and answers again give the first receipt (safety rule S4).

    Raises KeyReused where the key came with other answers, CheckRefused where they cannot be taken.
    """
    Patient.objects.hold(patient.pk)
    stored = PainCheck.objects.filter(patient=patient, key=key).first()
    if stored is not None:
        if stored.digest != answers.digest():
            raise KeyReused(stored)
        return Receipt(stored, replayed=True)
    check = _store(
        patient,
        answers,
        key=key,
        answered_at=answered_at,
        by=by,
        now=now,
        source=source,
        since_last=since_last,
        offline=offline,
    )
    _let_go_of_drafts(patient, Q(key=key))
    cancel_about(about=about(patient.pk))  # nobody is reminded of what she has just done
    record(
        action="check.submitted",
        subject=check,
        by=by,
        now=now,
        patient_id=patient.pk,
        fields=_given(answers),
    )
    return Receipt(check, replayed=False)


@atomic_with_retries
def amend(*, check: PainCheck, answers: Answers, by: User, now: datetime) -> PainCheck:
    """Put corrected answers in the place of a check; both stay, and the rules run again (S4).

    The key is made from the first key and the answers: the same correction twice is one.
    """
    patient = check.patient
    Patient.objects.hold(patient.pk)
    check.refresh_from_db()
    if check.digest == answers.digest():
        return check
    key = uuid5(check.key, answers.digest())
    done = PainCheck.objects.filter(patient=patient, key=key).first()
    if done is not None:
        return done
    latest = _latest_version(check)
    latest.superseded_at = now
    latest.save(update_fields=["superseded_at"])
    corrected = _store(
        patient,
        answers,
        key=key,
        answered_at=check.answered_at,
        by=by,
        now=now,
        source=check.source,
        since_last=check.since_last,
        offline=check.offline,
        amends=latest,
    )
    PatientSummary.objects.filter(patient=patient, baseline=latest).update(baseline=corrected)
    _let_go_of_drafts(patient, Q(amends__isnull=False))
    record(
        action="check.amended",
        subject=corrected,
        by=by,
        now=now,
        patient_id=patient.pk,
        fields=_given(answers),
    )
    return corrected


@transaction.atomic
def set_baseline(*, check: PainCheck, by: User, now: datetime) -> None:
    """Make a check, done together at the introduction, the chart's starting line."""
    PatientSummary.objects.update_or_create(patient=check.patient, defaults={"baseline": check})
    record(action="baseline.set", subject=check, by=by, now=now, patient_id=check.patient_id)


@transaction.atomic
def mark_seen(*, checks: Iterable[PainCheck], nurse: User, now: datetime) -> int:
    """Mark checks whose answers were really shown to this nurse (S6); returns how many were new."""
    ids = {check.pk for check in checks}
    already = SeenMark.objects.filter(nurse=nurse, check_seen__in=ids)
    fresh = ids - set(already.values_list("check_seen_id", flat=True))
    SeenMark.objects.bulk_create(
        [SeenMark(check_seen_id=pk, nurse=nurse, seen_at=now) for pk in sorted(fresh)],
        ignore_conflicts=True,
    )
    for check in PainCheck.objects.filter(pk__in=fresh):
        record(action="check.seen", subject=check, by=nurse, now=now, patient_id=check.patient_id)
    return len(fresh)


def ring(*, kind: str, row_id: object) -> None:
    """Ring the bell once the transaction has landed; a listener that fails cannot hurt it."""
    transaction.on_commit(
        lambda: something_to_flag.send_robust(sender=None, kind=kind, row_id=str(row_id)),
        robust=True,
    )


def _let_go_of_drafts(patient: Patient, sent: Q) -> None:
    """What was begun elsewhere and is due for the rules stays until they have seen it (S3)."""
    seen = Q(flag_due_at__isnull=True) | Q(flagged_at__isnull=False)
    CheckDraft.objects.filter(sent | seen, patient=patient).delete()


def local_day(patient: Patient, at: datetime) -> datetime:
    """The moment on the clock of the patient's site."""
    return timezone.localtime(at, ZoneInfo(patient.team.site.time_zone))


def _store(
    patient: Patient,
    answers: Answers,
    *,
    key: UUID,
    answered_at: datetime,
    by: User,
    now: datetime,
    source: str,
    since_last: bool,
    offline: bool = False,
    amends: PainCheck | None = None,
) -> PainCheck:
    if answers.worst is None:
        raise CheckRefused(_("Tell us your worst pain: it is the one answer that we need."))
    if offline:
        # A phone that runs ahead cannot ask anybody: what was written on it was written by now.
        answered_at = min(answered_at, now)
    if answered_at > now + CLOCK_SLACK:
        raise CheckRefused(
            _("The time of this check lies in the future. Check the clock of the phone.")
        )
    check = PainCheck(
        patient=patient,
        key=key,
        digest=answers.digest(),
        source=source,
        entered_by=None if source == PainCheck.Source.PATIENT else by,
        answered_at=min(answered_at, now),
        received_at=now,
        day=local_day(patient, answered_at).date(),
        since_last=since_last,
        offline=offline,
        worst=answers.worst,
        average=answers.average,
        least=answers.least,
        now=answers.now,
        extra_doses=answers.extra_doses,
        extra_doses_unsure=answers.extra_doses_unsure,
        danger=answers.danger,
        danger_items=sorted(answers.danger_items),
        wish=answers.wish,
        note=answers.note,
        helped=answers.helped,
        amends=amends,
        flag_due_at=now,
    )
    check.save(force_insert=True)
    summarise(patient)
    ring(kind="check", row_id=check.pk)
    return check


def summarise(patient: Patient) -> None:
    """Keep the caseload's row true, in the transaction that changes the diary.

    An imported diary stands in for the last check only while there is none of the patient's own.
    """
    checks = PainCheck.objects.current().filter(patient=patient).order_by("answered_at")
    own = checks.exclude(source=PainCheck.Source.IMPORTED)
    last = own.last() or checks.last()
    PatientSummary.objects.update_or_create(patient=patient, defaults={"last_check": last})


def _latest_version(check: PainCheck) -> PainCheck:
    while check.superseded_at is not None:
        check = check.amendment
    return check


def _given(answers: Answers) -> list[str]:
    return [name for name, value in answers.as_dict().items() if value not in (None, "", [], False)]
