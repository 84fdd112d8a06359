"""Leaving, three choices apart (T5), and a death: everything that would reach her stops at once."""

from datetime import date, datetime
from uuid import UUID

from alerts.actions.answering import change_situation
from diaries.actions import holds
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.outbox.actions import cancel_about
from paincheck.transactions import atomic_with_retries
from trial.actions import following
from trial.actions.rights import Refused, locked
from trial.models import Allocation, FollowUp, Leaving, Participant, TrialRight
from trial.queries import following as queries
from trial.queries.opening import hold_of

Right = TrialRight.Right
WHO = (Right.ENROL, Right.OFFICE, Right.ASSESSOR)
FUTURE = "That day has not come yet."
BEFORE = "That day is before the participant was screened."
TOLD_AFTER = (
    "A form was filled in on {:%-d %B %Y}, after that day. Look at the day again, or at the form."
)
ALREADY = "The death was noted already, on {:%-d %B %Y}."


def about(participant: Participant) -> str:
    """How deliveries name what they are about."""
    return f"participant:{participant.pk}"


@atomic_with_retries
def leave(
    *, participant: Participant, kind: str, why: str, on: date, key: UUID, by: User, now: datetime
) -> Leaving:
    """Leaves PainCheck: her diary is closed. Leaves the follow-up: nothing more is asked of her.
    Withdraws her data: both, and exports leave out what she told from that day on.

    The same again is the same row; what was told before stays.
    """
    current = _held(participant, by)
    there = current.leavings.filter(kind=kind, undone_at__isnull=True).first()
    if there is not None:
        return there
    _check_day(current, on, now)
    made = Leaving.objects.create(
        participant=current, kind=kind, why=why, on=on, key=key, by=by, at=now
    )
    record(action=f"participant.left.{kind.lower()}", subject=made, by=by, now=now)
    if kind in (Leaving.Kind.FOLLOW_UP, Leaving.Kind.DATA):
        cancel_about(about=about(current))
        following.end_open(participant=current, reason=FollowUp.NotDone.WITHDREW, by=by, now=now)
    if kind in (Leaving.Kind.PAINCHECK, Leaving.Kind.DATA):
        _close_diary(current, Patient.Status.DISCHARGED, by=by, now=now)
    if not Allocation.objects.filter(participant=current).exists():
        holds.lift(about=hold_of(current), by=by, now=now)  # she takes no part: nothing is held
    return made


@atomic_with_retries
def told_of_death(*, participant: Participant, on: date, by: User, now: datetime) -> None:
    """On both arms at once: visits end as 'died', nothing more is sent, her diary is closed."""
    current = _held(participant, by)
    if current.died_on == on:
        return
    if current.died_on is not None:
        raise Refused(ALREADY.format(current.died_on))
    _check_day(current, on, now)
    told = current.entries.filter(filled_on__gt=on).order_by("filled_on").last()
    if told is not None:
        raise Refused(TOLD_AFTER.format(told.filled_on))
    current.died_on, current.death_told_by, current.death_told_at = on, by, now
    current.save(update_fields=["died_on", "death_told_by", "death_told_at"])
    record(action="participant.died", subject=current, by=by, now=now, fields=["died_on"])
    cancel_about(about=about(current))
    following.end_open(participant=current, reason=FollowUp.NotDone.DIED, by=by, now=now)
    _close_diary(current, Patient.Status.DIED, by=by, now=now)


@atomic_with_retries
def death_was_a_slip(*, participant: Participant, by: User, now: datetime) -> None:
    """She lives: the visits that ended by it are open again, and her diary is hers again."""
    current = _held(participant, by)
    if current.died_on is None:
        return
    current.died_on = None
    current.save(update_fields=["died_on"])
    record(action="participant.lives", subject=current, by=by, now=now, fields=["died_on"])
    for visit in current.follow_ups.filter(not_done=FollowUp.NotDone.DIED):
        visit.not_done, visit.not_done_by, visit.not_done_at = "", None, None
        visit.save()
    diary = current.patient
    if diary is not None and diary.status == Patient.Status.DIED:
        change_situation(patient=diary, status=Patient.Status.ACTIVE, by=by, now=now)


def _held(participant: Participant, by: User) -> Participant:
    locked(participant.trial, by, *WHO, site=participant.site)
    if queries.is_locked(participant.trial):
        raise Refused(queries.LOCKED)
    return Participant.objects.select_related("site__site", "trial").get(pk=participant.pk)


def _check_day(participant: Participant, on: date, now: datetime) -> None:
    if on > queries.today_of(participant, now):
        raise Refused(FUTURE)
    if on < participant.screened_on:
        raise Refused(BEFORE)


def _close_diary(participant: Participant, status: str, *, by: User, now: datetime) -> None:
    diary = participant.patient
    if diary is not None and diary.status not in (Patient.Status.DIED, status):
        change_situation(patient=diary, status=status, by=by, now=now)
