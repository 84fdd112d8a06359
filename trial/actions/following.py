"""Follow-up, alike in both arms: planned at allocation, approached, filled in, or not done and why.

Nobody is approached before it was asked on that day whether she lives (T2).
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from paincheck.accounts.models import User
from paincheck.audit.actions import Actor, SystemJob, record
from paincheck.transactions import atomic_with_retries
from trial.actions.rights import Refused, locked
from trial.models import (
    Allocation,
    Approach,
    ArmGuess,
    DesignVersion,
    FollowUp,
    FormEntry,
    Letter,
    Participant,
    Trial,
    TrialRight,
)
from trial.queries import following as queries

Right = TrialRight.Right
# Calls and posted forms are the assessor's, or the masked office's; nobody else enters a follow-up.
WHO = (Right.ASSESSOR, Right.OFFICE)
LINK = SystemJob("follow-up-link")

BY_A_DEATH = "A death is noted on its own page, with its day: it ends every visit and the diary."
OVER = "This visit is finished. Correct the form if something in it is wrong."
ASK_FIRST = (
    "First ask the nurses whether the participant is alive, and note it on this visit’s page. "
    "It holds for that day and the next."
)
FUTURE = "That day has not come yet."
BEFORE = "That day is before the window of this visit."
NO_REASON = "Say why the form is corrected."


def plan(*, allocation: Allocation, design: DesignVersion, now: datetime) -> list[FollowUp]:
    """The visits of one participant, timed from the day of the allocation at her site (T2)."""
    zone = ZoneInfo(allocation.participant.site.site.time_zone)
    day = timezone.localtime(allocation.at, zone).date()
    made = [
        FollowUp(
            participant=allocation.participant,
            visit=visit["code"],
            name=visit["name"],
            due_on=day + timedelta(days=visit["due_days"]),
            opens_on=day + timedelta(days=visit["due_days"] - visit["before"]),
            closes_on=day + timedelta(days=visit["due_days"] + visit["after"]),
        )
        for visit in design.content["visits"]
    ]
    return FollowUp.objects.bulk_create(made)


@atomic_with_retries
def say_alive(*, visit: FollowUp, by: User, now: datetime) -> None:
    """It was asked today, and she lives. An audit line for each time."""
    current = _held(visit, by)
    current.alive_on, current.alive_told_by = queries.today_of(current.participant, now), by
    current.save(update_fields=["alive_on", "alive_told_by"])
    _record("alive", current, by=by, now=now)


@atomic_with_retries
def approach(
    *, visit: FollowUp, channel: str, outcome: str, note: str, key: UUID, by: User, now: datetime
) -> Approach:
    """A call, a form by post, a link: one row each; the same key again is the same row."""
    current = _held(visit, by)
    there = Approach.objects.filter(follow_up=current, key=key).first()
    if there is not None:
        return there
    _may_be_asked(current, now)
    made = Approach.objects.create(
        follow_up=current, key=key, channel=channel, outcome=outcome, note=note, by=by, at=now
    )
    _record("approached", current, by=by, now=now, fields=[channel])
    return made


@atomic_with_retries
def print_letter(*, visit: FollowUp, key: UUID, by: User, now: datetime) -> Letter:
    """The form on paper with a letter: a try by post. The same key is the same letter."""
    current = _held(visit, by)
    there = Letter.objects.filter(participant=current.participant, key=key).first()
    if there is not None:
        return there
    _may_be_asked(current, now)
    made = Letter.objects.create(
        participant=current.participant, kind=current.visit, key=key, by=by, at=now
    )
    Approach.objects.create(
        follow_up=current, key=key, channel=Approach.Channel.POST,
        outcome=Approach.Outcome.SENT, by=by, at=now,
    )  # fmt: skip
    _record("letter_printed", current, by=by, now=now)
    return made


@atomic_with_retries
def make_link(*, visit: FollowUp, by: User, now: datetime) -> str:
    """Her own link's secret; the one before it opens nothing any more. Only a digest is kept."""
    current = _held(visit, by)
    _may_be_asked(current, now)
    secret = secrets.token_urlsafe(24)
    zone = ZoneInfo(current.participant.site.site.time_zone)
    current.link_digest = digest_of(secret)
    current.link_ends_at = datetime.combine(
        current.closes_on + timedelta(days=1), time(0), tzinfo=zone
    )
    current.save(update_fields=["link_digest", "link_ends_at"])
    _record("link_made", current, by=by, now=now)
    return secret


def digest_of(secret: str) -> str:
    """What is kept of a link's secret: SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


@atomic_with_retries
def enter(
    *,
    visit: FollowUp,
    answers: Mapping[str, Any],
    mode: str,
    filled_on: date,
    key: UUID,
    by: User,
    now: datetime,
    reason: str = "",
    seen: int = 0,
) -> FormEntry:
    """What was told on a call or by post. `seen`: the version that the page knew, 0 for none."""
    current = _held(visit, by)
    there = FormEntry.objects.filter(participant=current.participant, key=key).first()
    if there is not None:
        return there
    _check_day(current, filled_on, now)
    last = queries.last_entry(current.participant, current.visit)
    version = 0 if last is None else last.version
    if version != seen:
        raise Refused("Somebody entered this form meanwhile. Look at it again.")
    if version and not reason.strip():
        raise Refused(NO_REASON)
    return _store(
        current, answers, mode=mode, filled_on=filled_on, key=key, version=version + 1,
        reason=reason.strip(), by=by, now=now,
    )  # fmt: skip


@atomic_with_retries
def enter_by_link(
    *, secret: str, answers: Mapping[str, Any], key: UUID, now: datetime
) -> FormEntry | None:
    """What she filled in herself: once; the same key again is the same form. None where the link
    opens nothing, or no form any more."""
    visit = queries.visit_of_link(digest_of(secret), now)
    if visit is None:
        return None
    # The trial's row first, as everywhere: data that are being locked have no straggler.
    Trial.objects.select_for_update().only("pk").get(pk=visit.participant.trial_id)
    current = FollowUp.objects.select_for_update().get(pk=visit.pk)
    there = FormEntry.objects.filter(participant=current.participant, key=key).first()
    if there is not None:
        return there
    if current.completed_on is not None or queries.stands_still(current.participant):
        return None
    today = queries.today_of(current.participant, now)
    return _store(
        current, answers, mode=FormEntry.Mode.LINK, filled_on=today, key=key, version=1, by=None,
        now=now,
    )  # fmt: skip


@atomic_with_retries
def not_done(*, visit: FollowUp, reason: str, why: str, by: User, now: datetime) -> None:
    """The visit ends without answers, for a coded reason; saying it again changes nothing."""
    current = _held(visit, by)
    if reason == FollowUp.NotDone.DIED:
        raise Refused(BY_A_DEATH)
    if current.completed_on is not None:
        raise Refused(OVER)
    if queries.today_of(current.participant, now) < current.opens_on:
        raise Refused(queries.TOO_EARLY.format(current.opens_on))
    if reason == FollowUp.NotDone.OTHER and not why.strip():
        raise Refused("Say what the other reason is.")
    if not current.not_done:
        _end(current, reason=reason, why=why.strip(), by=by, now=now)


@atomic_with_retries
def guess(*, visit: FollowUp, arm_code: str, why: str, by: User, now: datetime) -> ArmGuess:
    """Which arm the assessor takes it for (T4). The first answer stands."""
    locked(visit.participant.trial, by, Right.ASSESSOR, site=visit.participant.site)
    made, new = ArmGuess.objects.get_or_create(
        follow_up=visit, defaults={"arm_code": arm_code, "why": why, "by": by, "at": now}
    )
    if new:
        _record("guessed", visit, by=by, now=now)
    return made


def end_open(*, participant: Participant, reason: str, by: User, now: datetime) -> None:
    """Whatever is still open of her visits ends now: she died, or left the follow-up."""
    for visit in participant.follow_ups.filter(completed_on__isnull=True, not_done=""):
        _end(visit, reason=reason, why="", by=by, now=now)


def _end(visit: FollowUp, *, reason: str, why: str, by: User, now: datetime) -> None:
    visit.not_done, visit.not_done_why = reason, why
    visit.not_done_by, visit.not_done_at, visit.link_digest = by, now, ""
    visit.save()
    _record("not_done", visit, by=by, now=now, fields=[reason])


def _held(visit: FollowUp, by: User) -> FollowUp:
    participant = visit.participant
    locked(participant.trial, by, *WHO, site=participant.site)
    if queries.is_locked(participant.trial):
        raise Refused(queries.LOCKED)
    return FollowUp.objects.select_related("participant__site__site").get(pk=visit.pk)


def _may_be_asked(visit: FollowUp, now: datetime) -> None:
    said = queries.in_the_way(visit, now)
    if said or not queries.asked_lately(visit, now):
        raise Refused(said or ASK_FIRST)


def _check_day(visit: FollowUp, filled_on: date, now: datetime) -> None:
    """What came before the death or the leaving is still entered; what is told of later is not."""
    if visit.not_done:
        raise Refused(OVER)
    if filled_on > queries.today_of(visit.participant, now):
        raise Refused(FUTURE)
    if filled_on < visit.opens_on:
        raise Refused(BEFORE)
    if visit.participant.died_on is not None and filled_on > visit.participant.died_on:
        raise Refused(queries.DEAD)


def _store(
    visit: FollowUp,
    answers: Mapping[str, Any],
    *,
    mode: str,
    filled_on: date,
    key: UUID,
    version: int,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> FormEntry:
    entry = FormEntry.objects.create(
        participant=visit.participant, form=visit.visit, version=version, key=key,
        answers=dict(answers), mode=mode, filled_on=filled_on, reason=reason, by=by, at=now,
    )  # fmt: skip
    visit.completed_on = filled_on
    visit.save(update_fields=["completed_on"])
    _record("entered", visit, by=by or LINK, now=now, fields=_given(answers))
    return entry


def _given(answers: Mapping[str, Any]) -> list[str]:
    return sorted(code for code, answer in answers.items() if answer not in (None, ""))


def _record(
    what: str, visit: FollowUp, *, by: Actor, now: datetime, fields: list[str] | None = None
) -> None:
    record(action=f"follow_up.{what}", subject=visit, by=by, now=now, fields=fields or [])
