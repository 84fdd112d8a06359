"""The screening log: somebody is added, her details corrected, excluded with a reason."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from diaries import identity
from diaries.actions import holds
from paincheck.accounts.models import Team, User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries
from trial.actions.rights import Refused, locked
from trial.models import Allocation, DatabaseLock, Participant, Trial, TrialRight, TrialSite
from trial.queries import opening, screening

Right = TrialRight.Right
OLDEST_SCREENING = timedelta(days=366)

NOT_OPEN = "This trial takes no participants now. Nobody was added."
NOT_A_SITE = "This team’s site takes no participants in this trial. Choose another."
FUTURE = "The day of the screening has not come yet."
LONG_AGO = "The day of the screening is more than a year ago. Look at the year again."
NOT_BORN = "The date of birth must be before the screening."
NOT_IN_TEAM = "That nurse does not work in that team any more. Choose another."
HERE = "This person is in the trial already, as {}. Nobody was added."
ELSEWHERE = (
    "This person is in the trial already, at another site. Nobody was added. Ask the trial’s "
    "office."
)
ANOTHER_PRESS = "This page was used to add somebody else. Open ‘Add somebody’ anew."
ALLOCATED = (
    "This participant was allocated, which stands. Leaving is recorded under ‘Leaving’; if the "
    "allocation was a mistake, flag it as ‘randomised in error’."
)
EXCLUDED = "This person was excluded. Nothing was changed."
LOCKED = "The trial’s data are locked. Nothing was changed."
SAY_WHY = "Say why."
NO_LONGER_SAME = (
    "After the allocation, name, date of birth and hospital number stand. Correct them on the "
    "patient’s own page."
)
# What says who she is; the rest may be corrected after the allocation too.
NAMED = ("first_name", "last_name", "born_on", "hospital_number")
CONTACT = ("phone", "email", "address", "team", "nurse")


@dataclass(frozen=True)
class Added:
    participant: Participant
    said: str  # a sentence where she cannot take part; else ''


@atomic_with_retries
def add(
    *,
    trial: Trial,
    team: Team,
    nurse: User,
    screened_on: date,
    key: UUID,
    by: User,
    now: datetime,
    **told: Any,
) -> Added:
    """A new row with the next number of the site. The same key again is the same row.

    `told`: first_name, last_name, born_on, hospital_number, phone, email, address. Who has a diary
    is added and excluded at once (T3). Raises Refused.
    """
    site = TrialSite.objects.filter(trial=trial, site=team.site_id, closed_at__isnull=True).first()
    if site is None:
        raise Refused(NOT_A_SITE)
    locked(trial, by, Right.ENROL, site=site)
    current = Trial.objects.get(pk=trial.pk)
    who = {name: told[name] for name in NAMED} | {"world": current.world}
    digest = identity.digest_of(**who)
    there = Participant.objects.filter(key=key).first()
    if there is not None:
        if (there.trial_id, there.identity) != (trial.pk, digest):
            raise Refused(ANOTHER_PRESS)
        return Added(there, there.excluded_why)
    if current.mode not in (Trial.Mode.TEST, Trial.Mode.LIVE):
        raise Refused(NOT_OPEN)
    _check(
        site=site, team=team, nurse=nurse, screened_on=screened_on,
        born_on=told["born_on"], now=now,
    )  # fmt: skip
    _refuse_twice(current, who, by)
    made = Participant.objects.create(
        trial=current, world=current.world, site=site, key=key, identity=digest,
        number=screening.next_number(site, current.world), team=team, nurse=nurse,
        screened_on=screened_on, screened_by=by, recorded_at=now, **told,
    )  # fmt: skip
    record(action="trial.screened", subject=made, by=by, now=now)
    if opening.has_diary(who):
        _exclude(made, Participant.Excluded.NOT_ELIGIBLE, opening.HAS_DIARY, by=by, now=now)
    return Added(made, made.excluded_why)


@atomic_with_retries
def correct(
    *, participant: Participant, reason: str, by: User, now: datetime, **told: Any
) -> Participant:
    """Details that were wrong, with the reason on the trail. The site and the number stand."""
    current = held(participant, by)
    changed = [name for name in (*NAMED, *CONTACT) if getattr(current, name) != told[name]]
    if not changed:
        return current
    if not reason.strip():
        raise Refused(SAY_WHY)
    if told["team"].site_id != current.site.site_id:
        raise Refused(NOT_A_SITE)
    _check(
        site=current.site, team=told["team"], nurse=told["nurse"],
        screened_on=current.screened_on, born_on=told["born_on"], now=now,
    )  # fmt: skip
    named = not set(changed).isdisjoint(NAMED)
    if named and Allocation.objects.filter(participant=current).exists():
        raise Refused(NO_LONGER_SAME)
    for name in changed:
        setattr(current, name, told[name])
    if named:
        _is_somebody_else(current, by, now)
    current.save(update_fields=[*changed, "identity"])
    record(
        action="trial.details_corrected", subject=current, by=by, now=now,
        fields=changed, reason=reason.strip(),
    )  # fmt: skip
    return current


@atomic_with_retries
def exclude(*, participant: Participant, kind: str, why: str, by: User, now: datetime) -> None:
    """Not eligible, declined, or another reason in words; before the allocation. Raises Refused."""
    current = Participant.objects.select_related("trial", "site__site").get(pk=participant.pk)
    locked(current.trial, by, Right.ENROL, site=current.site)
    current.refresh_from_db(fields=["excluded", "excluded_at", "excluded_why"])
    if current.excluded_at is not None:
        if (current.excluded, current.excluded_why) != (kind, why.strip()):
            raise Refused(EXCLUDED)
        return
    if Allocation.objects.filter(participant=current).exists():
        raise Refused(ALLOCATED)
    if kind == Participant.Excluded.OTHER and not why.strip():
        raise Refused(SAY_WHY)
    _exclude(current, kind, why.strip(), by=by, now=now)


def held(participant: Participant, by: User) -> Participant:
    """Inside a transaction: the trial is held and she still enrols there. Raises Refused."""
    current = Participant.objects.select_related("trial", "site__site", "team", "nurse").get(
        pk=participant.pk
    )
    locked(current.trial, by, Right.ENROL, site=current.site)
    if DatabaseLock.objects.filter(trial=current.trial, approved_at__isnull=False).exists():
        raise Refused(LOCKED)
    current.refresh_from_db(fields=["excluded", "excluded_at"])
    if current.excluded_at is not None:
        raise Refused(EXCLUDED)
    return current


def hold_diary(participant: Participant, *, by: User, now: datetime) -> None:
    """From the consent on, alike in both arms, nobody opens a diary for her (T3)."""
    who = opening.told_of(participant)
    bare = identity.bare_name(**{name: who[name] for name in ("world", "first_name", "last_name")})
    holds.hold(
        identities={*identity.digests_of(**who), bare},
        about=opening.hold_of(participant),
        ask=f"the research office at {participant.site.site.name}"[:150],
        by=by,
        now=now,
    )


def exclude_now(participant: Participant, why: str, *, by: User, now: datetime) -> None:
    """Within another action: she turned out not to be eligible."""
    _exclude(participant, Participant.Excluded.NOT_ELIGIBLE, why, by=by, now=now)


def _exclude(participant: Participant, kind: str, why: str, *, by: User, now: datetime) -> None:
    participant.excluded, participant.excluded_why = kind, why[:300]
    participant.excluded_by, participant.excluded_at = by, now
    participant.save(update_fields=["excluded", "excluded_why", "excluded_by", "excluded_at"])
    holds.lift(about=opening.hold_of(participant), by=by, now=now)
    record(action="trial.excluded", subject=participant, by=by, now=now, fields=[kind])


def _check(
    *, site: TrialSite, team: Team, nurse: User, screened_on: date, born_on: date, now: datetime
) -> None:
    today = screening.today_at(site, now)
    if screened_on > today:
        raise Refused(FUTURE)
    if screened_on < today - OLDEST_SCREENING:
        raise Refused(LONG_AGO)
    if born_on >= screened_on:
        raise Refused(NOT_BORN)
    if not opening.works_in(team, nurse):
        raise Refused(NOT_IN_TEAM)


def _refuse_twice(
    trial: Trial, who: dict[str, Any], by: User, but: Participant | None = None
) -> None:
    same = screening.same_person(trial, who, but)
    if same is not None:
        theirs = screening.is_theirs(by, trial, same.site_id)
        raise Refused(HERE.format(same.number) if theirs else ELSEWHERE)


def _is_somebody_else(participant: Participant, by: User, now: datetime) -> None:
    """Another name or birth is another identity: nobody takes part twice, and the hold moves."""
    who = opening.told_of(participant)
    _refuse_twice(participant.trial, who, by, participant)
    if opening.has_diary(who):
        raise Refused(opening.HAS_DIARY)
    participant.identity = identity.digest_of(**who)
    if participant.consents.exists():
        holds.lift(about=opening.hold_of(participant), by=by, now=now)
        hold_diary(participant, by=by, now=now)
