"""Locking a trial's data: asked for by one, put in force by another, and signed (two people)."""

from datetime import datetime

from django.conf import settings

from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries
from trial.actions.rights import Refused, locked
from trial.models import DatabaseLock, Trial, TrialRight
from trial.queries.following import LOCKED
from trial.queries.locking import ON_ITS_WAY, lock_of, manifest_of, signature_of

SETUP = TrialRight.Right.SETUP
NOT_CLOSED = "Close the trial to new participants first. Nothing was locked."
NO_KEY = "TRIAL_KEY is not set on this server, so that nothing can be signed. Nothing was locked."
NO_REASON = "Say why the data are locked now. Nothing was asked for."
SAME_PERSON = "You asked for it. A second person puts the lock in force."
NOT_ASKED = "Nobody asks for a lock any more. Nothing was locked."


@atomic_with_retries
def ask(*, trial: Trial, reason: str, by: User, now: datetime) -> DatabaseLock:
    """The first of the two; asked again it is the same. Raises Refused."""
    current = _closed(trial, by)
    there = lock_of(current)
    if there is not None:
        return there
    if not reason.strip():
        raise Refused(NO_REASON)
    made = DatabaseLock.objects.create(
        trial=current, reason=reason.strip(), asked_by=by, asked_at=now
    )
    record(action="trial.lock_asked", subject=made, by=by, now=now, reason=made.reason)
    return made


@atomic_with_retries
def take_back(*, trial: Trial, by: User, now: datetime) -> None:
    """Nothing was locked yet, and nobody asks for it any more."""
    locked(trial, by, SETUP)
    there = lock_of(trial)
    if there is not None:
        record(action="trial.lock_taken_back", subject=there, by=by, now=now)
        there.delete()


@atomic_with_retries
def put_in_force(*, trial: Trial, by: User, now: datetime) -> DatabaseLock:
    """The second. From here on nothing of the trial changes. Raises Refused.

    The trial's row is held, so that whatever is under way has ended before it is signed.
    """
    current = _closed(trial, by, though_locked=True)
    there = lock_of(current)
    if there is None:
        raise Refused(NOT_ASKED)
    if there.approved_at is not None:
        if there.approved_by_id != by.pk:
            raise Refused(LOCKED)
        return there
    if there.asked_by_id == by.pk:
        raise Refused(SAME_PERSON)
    there.manifest = manifest_of(current, diaries_until=now - ON_ITS_WAY)
    there.signature = signature_of(there.manifest)
    there.approved_by, there.approved_at = by, now
    there.save()
    record(action="trial.locked", subject=there, by=by, now=now, reason=there.signature)
    return there


def _closed(trial: Trial, by: User, *, though_locked: bool = False) -> Trial:
    locked(trial, by, SETUP, though_locked=though_locked)
    current = Trial.objects.get(pk=trial.pk)
    if current.mode != Trial.Mode.CLOSED:
        raise Refused(NOT_CLOSED)
    if not settings.TRIAL_KEY:
        raise Refused(NO_KEY)
    return current
