"""Somebody masked gets to know an arm: by accident, logged by one; on purpose, by two (T4)."""

from datetime import datetime
from uuid import UUID

from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries
from trial.actions.rights import Refused, locked
from trial.models import Participant, TrialRight, Unmasking

Right = TrialRight.Right
MASKED = (Right.ASSESSOR, Right.OFFICE)
ANSWERING = (Right.SETUP, Right.STATISTICIAN)

NO_REASON = "Say why, or how it came about."
NOT_ALLOCATED = "This participant has not been allocated: there is nothing to know."
SECOND = "A second person decides: neither who asked nor who would be told."
ANSWERED = "This was decided already."
NOT_ALLOWED = "This was not allowed, or not for you."


@atomic_with_retries
def log_accident(
    *, participant: Participant, reason: str, key: UUID, by: User, now: datetime
) -> Unmasking:
    """What has happened is logged by whom it happened to; the same key again is the same row."""
    return _add(participant, reason, deliberate=False, key=key, by=by, now=now)


@atomic_with_retries
def ask(*, participant: Participant, reason: str, key: UUID, by: User, now: datetime) -> Unmasking:
    """She asks to know the arm, with her reason; a second person answers."""
    if getattr(participant, "allocation", None) is None:
        raise Refused(NOT_ALLOCATED)
    return _add(participant, reason, deliberate=True, key=key, by=by, now=now)


@atomic_with_retries
def answer(*, unmasking: Unmasking, allowed: bool, by: User, now: datetime) -> Unmasking:
    """The second person's yes or no. The same answer again is no change."""
    participant = unmasking.participant
    locked(participant.trial, by, *ANSWERING, though_locked=True)
    current = Unmasking.objects.select_for_update().get(pk=unmasking.pk)
    if by.pk in (current.asked_by_id, current.who_id):
        raise Refused(SECOND)
    if current.answered_at is not None:
        if current.allowed == allowed:
            return current
        raise Refused(ANSWERED)
    if not current.deliberate:
        raise Refused(ANSWERED)
    current.answered_by, current.answered_at, current.allowed = by, now, allowed
    current.save()
    said = "allowed" if allowed else "refused"
    record(action=f"participant.unmasking_{said}", subject=current, by=by, now=now)
    return current


@atomic_with_retries
def show(*, unmasking: Unmasking, by: User, now: datetime) -> str:
    """The arm's name, for the one who asked and was allowed; each time is a line of the trail."""
    asked = unmasking.participant
    locked(asked.trial, by, *MASKED, site=asked.site, though_locked=True)
    current = Unmasking.objects.select_for_update().get(pk=unmasking.pk)
    if not (current.deliberate and current.allowed) or current.who_id != by.pk:
        raise Refused(NOT_ALLOWED)
    if current.opened_at is None:
        current.opened_at = now
        current.save(update_fields=["opened_at"])
    record(action="participant.unmasked", subject=current, by=by, now=now)
    return current.participant.allocation.arm.name


def _add(
    participant: Participant, reason: str, *, deliberate: bool, key: UUID, by: User, now: datetime
) -> Unmasking:
    locked(participant.trial, by, *MASKED, site=participant.site, though_locked=True)
    there = Unmasking.objects.filter(participant=participant, key=key).first()
    if there is not None:
        return there
    if not reason.strip():
        raise Refused(NO_REASON)
    made = Unmasking.objects.create(
        participant=participant, key=key, who=by, deliberate=deliberate, reason=reason.strip(),
        asked_by=by, asked_at=now,
    )  # fmt: skip
    what = "unmasking_asked" if deliberate else "unmasked_by_accident"
    record(action=f"participant.{what}", subject=made, by=by, now=now)
    return made
