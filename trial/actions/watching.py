"""Safety reports with their deadlines (T6), and questions about data with their answers."""

from datetime import date, datetime
from uuid import UUID

from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries
from trial import deadlines
from trial.actions.rights import Refused, locked
from trial.models import (
    DataQuery,
    InterviewPick,
    Participant,
    SafetyReport,
    Trial,
    TrialRight,
    TrialSite,
)

Right = TrialRight.Right
REPORTING = (Right.ENROL, Right.OFFICE, Right.ASSESSOR, Right.SETUP)
ASKING = (Right.MONITOR, Right.OFFICE, Right.STATISTICIAN)
ANSWERING = (Right.ENROL, Right.OFFICE, Right.ASSESSOR)

FUTURE = "That has not happened yet: give a day and time up to now."
BEFORE = "The team cannot have known of it before it happened."
NO_WORDS = "Say what happened."
NO_RECEIVER = "Say to whom it was reported."
REPORTED = "This was noted as reported already."
NO_QUESTION = "Write the question."
NO_ANSWER = "Write the answer."
NOT_ANSWERED = "Nobody has answered this question yet."
CLOSED = "This question is closed. Ask a new one."
NO_INTERVIEW = "This participant did not agree to be asked for an interview."


@atomic_with_retries
def report(
    *,
    trial: Trial,
    site: TrialSite | None,
    participant: Participant | None,
    kind: str,
    happened_on: date,
    known_at: datetime,
    what: str,
    key: UUID,
    by: User,
    now: datetime,
    related: str = "",
) -> SafetyReport:
    """Logged with its deadline; the same key again is the same report."""
    locked(trial, by, *REPORTING, site=site)
    there = SafetyReport.objects.filter(trial=trial, key=key).first()
    if there is not None:
        return there
    if not what.strip():
        raise Refused(NO_WORDS)
    if known_at > now or happened_on > now.date():
        raise Refused(FUTURE)
    if known_at.date() < happened_on:
        raise Refused(BEFORE)
    current = Trial.objects.get(pk=trial.pk)
    made = SafetyReport.objects.create(
        trial=current, world=current.world, site=site, participant=participant, key=key, kind=kind,
        happened_on=happened_on, known_at=known_at, what=what.strip(), related=related,
        due_at=deadlines.due(kind, known_at), by=by, at=now,
    )  # fmt: skip
    record(action=f"trial.{kind.lower()}_logged", subject=made, by=by, now=now)
    return made


@atomic_with_retries
def reported(*, safety: SafetyReport, to: str, by: User, now: datetime) -> None:
    """It went on to the sponsor, or whom else; the first word stands."""
    locked(safety.trial, by, *REPORTING)
    current = SafetyReport.objects.select_for_update().get(pk=safety.pk)
    if not to.strip():
        raise Refused(NO_RECEIVER)
    if current.reported_at is not None:
        raise Refused(REPORTED)
    current.reported_to, current.reported_by, current.reported_at = to.strip(), by, now
    current.save()
    record(action="trial.safety_reported", subject=current, by=by, now=now)


@atomic_with_retries
def ask(
    *,
    participant: Participant,
    form: str,
    field: str,
    question: str,
    key: UUID,
    by: User,
    now: datetime,
) -> DataQuery:
    """A question about what was entered; the same key again is the same question."""
    locked(participant.trial, by, *ASKING, site=participant.site)
    there = DataQuery.objects.filter(participant=participant, key=key).first()
    if there is not None:
        return there
    if not question.strip():
        raise Refused(NO_QUESTION)
    made = DataQuery.objects.create(
        participant=participant, form=form, field=field, question=question.strip(), key=key,
        asked_by=by, asked_at=now,
    )  # fmt: skip
    record(action="trial.query_asked", subject=made, by=by, now=now)
    return made


@atomic_with_retries
def answer(*, query: DataQuery, text: str, by: User, now: datetime) -> None:
    """Another answer before it is closed takes the place of the one before; the trail has both."""
    locked(query.participant.trial, by, *ANSWERING, site=query.participant.site)
    current = DataQuery.objects.select_for_update().get(pk=query.pk)
    if current.closed_at is not None:
        raise Refused(CLOSED)
    if not text.strip():
        raise Refused(NO_ANSWER)
    current.answer, current.answered_by, current.answered_at = text.strip(), by, now
    current.save()
    record(action="trial.query_answered", subject=current, by=by, now=now)


@atomic_with_retries
def close(*, query: DataQuery, by: User, now: datetime) -> None:
    """Taken as answered, by one of those who may ask."""
    locked(query.participant.trial, by, *ASKING, site=query.participant.site)
    current = DataQuery.objects.select_for_update().get(pk=query.pk)
    if current.answered_at is None:
        raise Refused(NOT_ANSWERED)
    if current.closed_at is None:
        current.closed_by, current.closed_at = by, now
        current.save()
        record(action="trial.query_closed", subject=current, by=by, now=now)


@atomic_with_retries
def pick(*, participant: Participant, why: str, by: User, now: datetime) -> InterviewPick:
    """Picked for an interview: only of those who agreed to be asked."""
    locked(participant.trial, by, Right.STATISTICIAN)
    last = participant.consents.order_by("at", "pk").last()
    if last is None or not last.interview:
        raise Refused(NO_INTERVIEW)
    made, new = InterviewPick.objects.get_or_create(
        participant=participant, defaults={"why": why.strip(), "by": by, "at": now}
    )
    if new:
        record(action="trial.interview_picked", subject=made, by=by, now=now)
    return made
