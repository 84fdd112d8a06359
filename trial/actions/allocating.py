"""Allocating: the one irrevocable choice, a statistician's list, and 'randomised in error'.

Everything happens in one transaction with the trial's row held, so that in a trial one participant
is allocated at a time; the database's constraints stand behind it. Whoever asks again is given the
same answer.
"""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries
from trial import document, evidence
from trial.actions import following, opening, slots
from trial.actions.rights import Refused, locked
from trial.models import (
    Allocation,
    AllocationError,
    AllocationLevel,
    Arm,
    DatabaseLock,
    DesignVersion,
    ListUpload,
    Participant,
    Trial,
    TrialRight,
)
from trial.queries import allocating as queries
from trial.queries import people
from trial.queries.designs import in_force
from trial.randomisation import (
    Choice,
    Design,
    Generator,
    Method,
    Unfit,
    read_list,
    stratum_code,
)
from trial.randomisation import allocate as choose

Right = TrialRight.Right
WAITED_AT_MOST = timedelta(minutes=1)

NOT_OPEN = "This trial takes no participants now. Nobody was allocated."
OTHER_WORLD = "This participant was entered in the trial’s test. Nobody was allocated."
SITE_CLOSED = "This site is closed to new participants. Nobody was allocated."
LOCKED = "The trial’s data are locked. Nothing was changed."
CHANGED = (
    "What was read back to you has changed since. Nobody was allocated: look at the page again."
)
NO_DESIGN = "No design is in force. Nobody was allocated."
NO_KEY = "TRIAL_KEY is not set on this server, so that nothing can be sealed. Nothing was changed."
CLOCK = "The clock of this server stands before the last allocation. Nobody was allocated."
NO_LISTS = "The design in force does not allocate from a list. Nothing was kept."
LIST_BEGUN = (
    "Somebody was allocated from the list in use. Another list needs an amendment of the design."
)
OLD_LIST = "This list was uploaded before, and another one since. Nothing was kept."
NO_REASON = "Say what was wrong. Nothing was flagged."
FLAGGED = "This allocation was flagged already."


@dataclass(frozen=True)
class Allocated:
    allocation: Allocation
    already: bool


@dataclass(frozen=True)
class Uploaded:
    upload: ListUpload
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Made:
    """What is about to be written."""

    arm: str
    stratum: str
    levels: Mapping[str, str]
    choice: Choice | None = None
    given: slots.Given | None = None


@atomic_with_retries
def allocate(
    *,
    participant: Participant,
    by: User,
    now: datetime,
    key: UUID,
    confirmed: Mapping[str, str] | None = None,
    rng: Generator | None = None,
) -> Allocated:
    """The participant's arm, chosen now or before. Raises Refused with a sentence; then nothing
    was written.

    `confirmed`: the levels that were read back; `rng`: for tests alone.
    """
    locked(participant.trial, by, Right.ENROL, site=participant.site)
    current = Participant.objects.select_related("trial", "site__site").get(pk=participant.pk)
    there = Allocation.objects.filter(participant=current).select_related("arm").first()
    if there is not None:
        return Allocated(there, already=True)
    version = _open(current)
    papers = people.papers_of(current)
    levels = _levels(current, version, papers, confirmed)
    last = queries.last_of(current.trial, current.world)
    if last is not None and now < last.at:
        # Whoever waited for the lock read the clock before the one who went first.
        if last.at - now > WAITED_AT_MOST:
            raise Refused(CLOCK)
        now = last.at
    made = _choose(current, version, levels, rng or secrets.SystemRandom(), now)
    allocation = _write(current, version, papers, made, last, by=by, now=now, key=key)
    following.plan(allocation=allocation, design=version, now=now)
    opening.open_for(allocation=allocation, by=by, now=now)
    # So the trail, sealed for itself, tells of an allocation that was taken off the chain's end.
    told = evidence.for_trail(version.trial.code, allocation.world, allocation.number,
                              allocation.digest)  # fmt: skip
    record(action="trial.allocated", subject=allocation, by=by, now=now, reason=told)
    return Allocated(allocation, already=False)


@atomic_with_retries
def upload_list(*, trial: Trial, content: bytes, by: User, now: datetime) -> Uploaded:
    """A statistician's list, read whole, sealed row by row. The same again is the same.

    Raises Refused with a sentence a line for what is wrong.
    """
    locked(trial, by, Right.STATISTICIAN)
    current = Trial.objects.get(pk=trial.pk)
    version = in_force(current)
    if version is None or current.mode == Trial.Mode.CLOSED:
        raise Refused(NOT_OPEN if version else NO_DESIGN)
    if not settings.TRIAL_KEY:
        raise Refused(NO_KEY)
    design = document.design_of(version.content)
    if design.method is not Method.LIST:
        raise Refused(NO_LISTS)
    read = read_list(content, design)
    if read.problems:
        raise Refused("\n".join(read.problems))
    before = queries.list_in_use(current, current.world)
    there = ListUpload.objects.filter(
        trial=current, world=current.world, digest=read.list_hash
    ).first()
    if there is not None:
        if there != before:
            raise Refused(OLD_LIST)
        return Uploaded(there, read.warnings)
    if before is not None and before.design_id == version.pk and queries.is_begun(before):
        raise Refused(LIST_BEGUN)
    upload = ListUpload.objects.create(
        trial=current, world=current.world, design=version, digest=read.list_hash,
        rows=len(read.rows), by=by, at=now,
    )  # fmt: skip
    strata: dict[str, list[str]] = defaultdict(list)
    for row in read.rows:  # in order of stratum and sequence
        strata[row.stratum].append(row.arm)
    slots.keep_list(upload, strata, now)
    told = evidence.for_trail(current.code, upload.world, upload.rows, upload.digest)
    record(action="trial.list_uploaded", subject=upload, by=by, now=now, reason=told)
    return Uploaded(upload, read.warnings)


@atomic_with_retries
def flag_error(*, allocation: Allocation, reason: str, by: User, now: datetime) -> AllocationError:
    """'Randomised in error': a flag. The allocation stands, and is analysed (T5)."""
    locked(allocation.trial, by, Right.ENROL, site=allocation.participant.site)
    reason = reason.strip()
    if not reason:
        raise Refused(NO_REASON)
    if DatabaseLock.objects.filter(trial=allocation.trial, approved_at__isnull=False).exists():
        raise Refused(LOCKED)
    there = AllocationError.objects.filter(allocation=allocation).first()
    if there is not None:
        if there.reason != reason:
            raise Refused(FLAGGED)
        return there
    made = AllocationError.objects.create(allocation=allocation, reason=reason, by=by, at=now)
    told = evidence.for_trail(
        allocation.trial.code, allocation.world, allocation.number,
        evidence.flag_digest(reason, by.pk, now),
    )  # fmt: skip
    record(action="trial.allocation_flagged", subject=made, by=by, now=now, reason=told)
    return made


def _open(participant: Participant) -> DesignVersion:
    """The design in force, where this trial, world and site take participants."""
    trial = participant.trial
    if trial.mode not in (Trial.Mode.TEST, Trial.Mode.LIVE):
        raise Refused(NOT_OPEN)
    if participant.world != trial.world:
        raise Refused(OTHER_WORLD)
    if DatabaseLock.objects.filter(trial=trial, approved_at__isnull=False).exists():
        raise Refused(LOCKED)
    if participant.site.closed_at is not None:
        raise Refused(SITE_CLOSED)
    if not settings.TRIAL_KEY:
        raise Refused(NO_KEY)
    version = in_force(trial)
    if version is None:
        raise Refused(NO_DESIGN)
    missing = people.readiness(participant, version)
    if missing:
        raise Refused(" ".join(missing))
    return version


def _levels(
    participant: Participant,
    version: DesignVersion,
    papers: people.Papers,
    confirmed: Mapping[str, str] | None,
) -> dict[str, str]:
    if papers.baseline is None:
        raise Refused(people.NO_BASELINE)
    try:
        levels = people.levels_of(participant, version, papers.baseline)
    except Unfit as unfit:
        raise Refused(str(unfit)) from unfit
    if confirmed is not None and dict(confirmed) != levels:
        raise Refused(CHANGED)
    return levels


def _choose(
    participant: Participant,
    version: DesignVersion,
    levels: Mapping[str, str],
    rng: Generator,
    now: datetime,
) -> _Made:
    design: Design = document.design_of(version.content)
    trial, world = participant.trial, participant.world
    stratum = stratum_code(design, levels)
    if design.method in (Method.BLOCKS, Method.LIST):
        place = slots.Stratum(version, design, world, stratum)
        by_list = design.method is Method.LIST
        given = slots.next_on_list(place) if by_list else slots.next_in_block(place, rng, now)
        return _Made(given.arm, stratum, levels, given=given)
    counts = {}
    if design.method is Method.MINIMISATION:
        counts = queries.counts_for(trial, world, levels)
    choice = choose(design, counts, levels, rng)
    return _Made(choice.arm, stratum, levels, choice=choice)


def _write(
    participant: Participant,
    version: DesignVersion,
    papers: people.Papers,
    made: _Made,
    last: Allocation | None,
    *,
    by: User,
    now: datetime,
    key: UUID,
) -> Allocation:
    trial, world = participant.trial, participant.world
    number = 1 if last is None else last.number + 1
    previous = evidence.first_previous(trial.code, world) if last is None else last.digest
    content = evidence.written(
        trial=trial.code, world=world, number=number, participant=participant.number,
        site=participant.site.code, key=str(key), by=by.pk, at=now, arm=made.arm,
        design=version.number, design_digest=version.digest, method=version.content["method"],
        levels=made.levels, stratum=made.stratum, papers=people.digests_of(papers),
        choice=made.choice, place=None if made.given is None else made.given.place,
    )  # fmt: skip
    allocation = Allocation.objects.create(
        trial=trial, world=world, number=number, participant=participant, key=key,
        arm=Arm.objects.get(trial=trial, code=made.arm), design=version, stratum=made.stratum,
        slot=None if made.given is None else made.given.slot, evidence=content,
        previous=previous, digest=evidence.chained(previous, content), by=by, at=now,
    )  # fmt: skip
    AllocationLevel.objects.bulk_create(
        AllocationLevel(allocation=allocation, factor=factor, level=level)
        for factor, level in made.levels.items()
    )
    return allocation
