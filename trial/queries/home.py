"""What waits in a trial for one person, by her rights: the overview's lines."""

from dataclasses import dataclass
from datetime import datetime

from trial.models import DataQuery, SafetyReport, TrialRight, Unmasking
from trial.queries.rights import Held, participants_of
from trial.queries.visits import WHO, work_list

Right = TrialRight.Right


@dataclass(frozen=True)
class Waits:
    """`page`: the name of the page where it is seen to."""

    words: str
    page: str


def what_waits(held: Held, now: datetime) -> list[Waits]:
    """Nothing of an arm; at most six lines. A line of none is left out."""
    found: list[Waits] = []
    if held.may(Right.SETUP):
        found += _design(held)
    if held.may(Right.SETUP, Right.STATISTICIAN):
        rows = Unmasking.objects.filter(
            participant__trial=held.trial, participant__world=held.trial.world,
            deliberate=True, answered_at__isnull=True,
        ).exclude(who=held.user)  # fmt: skip
        found += _line(rows.count(), "unmasking to decide", "unmaskings to decide", "unmaskings")
    if held.may(*WHO):
        todo = work_list(held, now)
        found += _line(len(todo.open), "visit is open", "visits are open", "work")
        late = len(todo.late)
        found += _line(late, "visit’s window has closed", "visits’ windows have closed", "work")
    if held.may(Right.ENROL, Right.OFFICE, Right.ASSESSOR, Right.SETUP):
        waiting = SafetyReport.objects.filter(
            trial=held.trial, world=held.trial.world, due_at__isnull=False, reported_at=None
        )
        found += _line(waiting.count(), "event to report", "events to report", "safety")
    if held.may(Right.ENROL, Right.OFFICE, Right.ASSESSOR):
        asked = DataQuery.objects.filter(
            participant__in=participants_of(held), answered_at__isnull=True
        )
        found += _line(asked.count(), "question to answer", "questions to answer", "questions")
    return found


def _design(held: Held) -> list[Waits]:
    proposed = held.trial.designs.filter(approved_at=None, proposed_at__isnull=False).first()
    found = []
    if proposed is not None and proposed.proposed_by_id != held.user.pk:
        found.append(Waits("A design waits for you as the second person", "trial:setup"))
    asked = held.trial.live_asked_by_id
    if held.trial.mode == "TEST" and asked is not None and asked != held.user.pk:
        found.append(Waits("Going live waits for you as the second person", "trial:setup"))
    return found


def _line(count: int, one: str, many: str, page: str) -> list[Waits]:
    return [Waits(f"{count} {one if count == 1 else many}", f"trial:{page}")] if count else []
