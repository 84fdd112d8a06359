"""Keeping what a patient has answered and not sent yet, and watching it (safety rules S3, S20)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from diaries.actions.checks import ring
from diaries.actions.requests import ask_for_contact
from diaries.answers import SCORES, Answers
from diaries.models import CheckDraft, DangerSaid, PainCheck, Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries

UNFINISHED_AFTER = timedelta(minutes=15)
SEVERE = Decimal(7)
WISHES = (PainCheck.Wish.PLEASE, PainCheck.Wish.TODAY)


@atomic_with_retries
def save(
    *,
    patient: Patient,
    answers: Answers,
    key: UUID,
    by: User,
    now: datetime,
    since_last: bool = False,
    amends: PainCheck | None = None,
    said_at: datetime | None = None,
) -> CheckDraft:
    """Keep these answers for the patient. A 'yes' to danger is told at once (S3).

    `said_at`: when they were put in, where a phone kept them for a while: they have that age (S17),
    and take nothing away that is newer.
    """
    Patient.objects.hold(patient.pk)
    at = now if said_at is None else max(patient.registered_at, min(said_at, now))
    # Another key is another check: it begins now, and the rules have seen nothing of it yet.
    other = CheckDraft.objects.filter(patient=patient).exclude(key=key).first()
    if other is not None and other.saved_at > at:
        if answers.wish in WISHES:
            _ask_for(patient, answers.wish, key, asked_at=at, by=by, now=now)
        if answers.danger:
            tell_danger(patient=patient, items=answers.danger_items, key=key, by=by, now=now)
        return other
    if other is not None:
        _keep_the_wish_of(other, by=by, now=now)
        other.delete()
    before = CheckDraft.objects.filter(patient=patient).first()
    draft = before or CheckDraft(patient=patient, key=key, started_at=at)
    old = answers_of(before) if before else Answers()
    draft.answers, draft.saved_at = answers.as_dict(), at
    draft.since_last, draft.amends = since_last, amends
    if draft.flagged_at is not None and _has_got_worse(old, answers):
        draft.flagged_at, draft.flag_attempts = None, 0  # of this the rules have not heard
    if draft.flagged_at is None:
        # Danger is not waited for, and needs no second alert for having been left.
        waits = _matters(answers) and not answers.danger
        draft.flag_due_at = at + UNFINISHED_AFTER if waits else None
    draft.save()
    record(action="draft.saved", subject=draft, by=by, now=now, patient_id=patient.pk)
    if _said_more_danger(old, answers):
        tell_danger(patient=patient, items=answers.danger_items, key=key, by=by, now=now)
    return draft


def tell_danger(
    *, patient: Patient, items: Iterable[str], key: UUID, by: User, now: datetime
) -> None:
    """Signs told while something is being filled in; nothing makes them unsaid.

    Call it inside the transaction that keeps the answers.
    """
    said = DangerSaid.objects.create(
        patient=patient,
        key=key,
        items=sorted(items),
        said_at=now,
        flag_due_at=now,
    )
    record(action="danger.said", subject=said, by=by, now=now, patient_id=patient.pk)
    ring(kind="danger", row_id=said.pk)


@transaction.atomic
def discard(*, patient: Patient, key: UUID, by: User, now: datetime) -> None:
    """Let go of what was answered under this key. An alert that it raised stays open."""
    draft = CheckDraft.objects.filter(patient=patient, key=key).first()
    if draft is None:
        return
    record(action="draft.discarded", subject=draft, by=by, now=now, patient_id=patient.pk)
    draft.delete()


def _keep_the_wish_of(draft: CheckDraft, *, by: User, now: datetime) -> None:
    """Its place is taken by a check that was begun elsewhere. A wish in it that no rule has seen
    yet becomes a request, which nothing takes away."""
    wish = answers_of(draft).wish
    if draft.flagged_at is not None or draft.flag_due_at is None or wish not in WISHES:
        return
    _ask_for(draft.patient, wish, draft.key, asked_at=draft.saved_at, by=by, now=now)


def _ask_for(
    patient: Patient, wish: str, key: UUID, *, asked_at: datetime, by: User, now: datetime
) -> None:
    ask_for_contact(
        patient=patient,
        key=key,
        today=wish == PainCheck.Wish.TODAY,
        too_unwell=False,
        by=by,
        now=now,
        asked_at=asked_at,
    )


def answers_of(draft: CheckDraft) -> Answers:
    return Answers.from_dict(draft.answers)


def _said_more_danger(old: Answers, new: Answers) -> bool:
    if not new.danger:
        return False
    return not old.danger or bool(set(new.danger_items) - set(old.danger_items))


def _matters(answers: Answers) -> bool:
    return _peak(answers) >= SEVERE or answers.wish in WISHES


def _has_got_worse(old: Answers, new: Answers) -> bool:
    wishes_more = new.wish in WISHES and new.wish != old.wish and old.wish != WISHES[-1]
    return wishes_more or _peak(new) > _peak(old)


def _peak(answers: Answers) -> Decimal:
    """The highest score given, as the rules read it; -1 where none was."""
    scores = (getattr(answers, name) for name in SCORES)
    return max((score for score in scores if score is not None), default=Decimal(-1))
