"""Giving and ending rights in a trial: the delegation log."""

from datetime import datetime

from paincheck.accounts.models import Role, User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries
from trial.models import Trial, TrialRight, TrialSite
from trial.queries import rights
from trial.queries.following import LOCKED, is_locked

Right = TrialRight.Right
# Who holds one of these may get to know an arm; who holds one of those must not (T4).
UNMASKED = frozenset({Right.ENROL, Right.TOTALS, Right.STATISTICIAN})
MASKED = frozenset({Right.OFFICE, Right.ASSESSOR, Right.MONITOR})
# Concealment: who enrols knows neither how the arms stand nor how the next one is made.
APART = (
    (frozenset({Right.ENROL}), frozenset({Right.TOTALS, Right.STATISTICIAN, Right.SETUP})),
    (UNMASKED, MASKED),
)


class Refused(ValueError):
    """What cannot be done, with a sentence for who asked."""


NOT_YOURS = "You may not do this in this trial any more. Nothing was changed."
NO_ROLE = "Somebody of the staff must first give {} the role ‘Trial team’."
TOGETHER = "‘{}’ and ‘{}’ cannot be one person’s: {}."
WHY_APART = "who must not know the arms may not hold a right that shows them"
WHY_CONCEALED = "who enrols may know neither totals nor how the next arm is made"
NURSE = "A nurse sees who has a diary, so that she cannot be masked."
LAST_SETUP = "Nobody could set up this trial then. Give the right to another person first."


def locked(
    trial: Trial,
    by: User,
    *kinds: str,
    site: TrialSite | None = None,
    though_locked: bool = False,
) -> rights.Held:
    """Inside a transaction: the trial's row is held, and `by` still has one of these rights.

    Whatever is done in a trial takes this first, so that one thing happens at a time. Once its
    data are locked, only what changes none of them goes on: `though_locked`.
    """
    Trial.objects.select_for_update().only("pk").get(pk=trial.pk)
    held = rights.held_in(by, trial.code)
    at = None if held is None else held.sites(*kinds)
    if held is None or not held.may(*kinds) or (site and at is not None and site.pk not in at):
        raise Refused(NOT_YOURS)
    if not though_locked and is_locked(trial):
        raise Refused(LOCKED)
    return held


@atomic_with_retries
def give(
    *, trial: Trial, user: User, right: str, site: TrialSite | None, by: User, now: datetime
) -> TrialRight:
    """The same again is the same right. Raises Refused."""
    locked(trial, by, Right.SETUP, though_locked=True)
    there = TrialRight.objects.of(user, trial).filter(right=right, site=site).first()
    if there is not None:
        return there
    _check(trial, user, right)
    given = TrialRight.objects.create(
        trial=trial, user=user, right=right, site=site, given_by=by, given_at=now
    )
    record(action="trial.right_given", subject=given, by=by, now=now, fields=[right])
    return given


@atomic_with_retries
def end(*, right: TrialRight, by: User, now: datetime) -> None:
    """It ends now; the row stays. Raises Refused where nobody could set the trial up then."""
    locked(right.trial, by, Right.SETUP, though_locked=True)
    current = TrialRight.objects.filter(trial=right.trial).in_force()
    others = current.filter(right=Right.SETUP).exclude(user=right.user_id)
    if right.right == Right.SETUP and not others.exists():
        raise Refused(LAST_SETUP)
    if TrialRight.objects.filter(pk=right.pk, ended_at__isnull=True).update(
        ended_at=now, ended_by=by
    ):
        record(action="trial.right_ended", subject=right, by=by, now=now, fields=[right.right])


@atomic_with_retries
def taken(*, trial: Trial, by: User, now: datetime) -> None:
    """The delegation log was taken away as a file."""
    locked(trial, by, Right.SETUP, Right.MONITOR, though_locked=True)
    record(action="trial.rights_taken", subject=trial, by=by, now=now)


def _check(trial: Trial, user: User, right: str) -> None:
    roles = set(Role.objects.filter(user=user).values_list("role", flat=True))
    if not user.is_active or Role.Kind.TRIAL not in roles:
        raise Refused(NO_ROLE.format(user.full_name))
    if right in MASKED and roles & {Role.Kind.NURSE, Role.Kind.LEAD_NURSE}:
        raise Refused(NURSE)
    # Those that ended too: what somebody has seen she still knows.
    ever = set(TrialRight.objects.filter(trial=trial, user=user).values_list("right", flat=True))
    for one, other in APART:
        for mine, theirs in ((one, other), (other, one)):
            clash = sorted(ever & theirs) if right in mine else []
            if clash:
                why = WHY_APART if (one, other) == APART[1] else WHY_CONCEALED
                words = (Right(right).label, Right(clash[0]).label)
                raise Refused(TOGETHER.format(*words, why))
