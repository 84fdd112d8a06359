"""What a row of the caseload says beside its alerts: tasks, messages, medicines, introduction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clinicians.models import Task
from clinicians.queries.effect import Asked
from clinicians.queries.need import (
    REASONS,
    Need,
    Placed,
    first_due_by,
    introduction_of,
    is_to_introduce,
)
from clinicians.queries.selecting import LONGEST_NOTE, day_of, moment_of
from clinicians.wording import ago, day_in_words, days_ago, on_one_line
from diaries.models import Patient

SHORTEST = 60  # signs: what is not due yet is told in short


@dataclass(frozen=True)
class Line:
    """Something else that waits, or that a nurse should know: a tag, its words, and its age."""

    tag: str
    colour: str
    words: str
    age: str = ""
    overdue: bool = False


def lines_of(placed: Placed, asked: Sequence[Asked], now: datetime, today: date) -> Iterator[Line]:
    """What waits beside the alerts, in the order of need; at last, why somebody is not calm."""
    patient = placed.patient
    if patient.task is not None:
        yield _task(patient.task, patient.tasks_more or 1, today)
    if patient.later is not None:
        yield Line("", "", _later(patient.later, patient.later_more or 1, today))
    if patient.message_since is not None:
        yield Line(REASONS[Need.NEW_MESSAGE].name, "blue", "", ago(patient.message_since, now))
    if patient.left_off is not None:
        yield _left_off(patient.left_off, patient.left_off_more or 1, now)
    if patient.ran_out is not None:
        words = "Says the regular painkillers have run out"
        yield Line(REASONS[Need.LEFT_OFF].name, "white", words, ago(patient.ran_out, now))
    for change in asked:
        words = f"{change.medicine}, {change.words} on {change.on}"
        yield Line(REASONS[Need.EFFECT].name, "white", words)
    if is_to_introduce(patient):
        due_on = introduction_of(patient).due_on
        late = due_on < today
        words = f"{'was due' if late else 'due'} {day_in_words(due_on, today)}"
        yield Line(REASONS[Need.TO_INTRODUCE].name, "purple", words, overdue=late)
    if patient.handed is not None:
        at = moment_of(patient.handed["at"])
        yield Line("", "", f"Handed over to you by {patient.handed['by']}", ago(at, now))
    if placed.need == Need.UP_TO_DATE and patient.summary.last_check is None:
        yield Line("", "", f"First check due by {_by(first_due_by(patient), today)}")
    at_home = patient.status == Patient.Status.ACTIVE and patient.paused_at is None
    if placed.need == Need.NOT_HEARD_FROM and at_home:
        yield Line("", "", _silence(patient, today))


def _by(day: date | None, today: date) -> str:
    """'today', 'tomorrow', 'Thursday', and from a week on '3 December'."""
    if day is None:
        return "a day to come"
    days = (day - today).days
    near = {0: "today", 1: "tomorrow"}.get(days, f"{day:%A}")
    return near if days < 7 else day_in_words(day, today)


def _silence(patient: Any, today: date) -> str:
    """Why she is not among those of whom nothing is flagged (S15)."""
    asked = patient.get_schedule_display().lower()
    last = patient.summary.last_check
    if last is None:
        return f"No check yet, asked {asked}"
    return f"Last check {days_ago(last.day, today)}, asked {asked}"


def _task(first: dict[str, Any], number: int, today: date) -> Line:
    due_on = day_of(first["on"])
    whom = f" ({first['whom']} was asked)" if first["whom"] else ""
    more = f" and {number - 1} more" if number > 1 else ""
    words = f"{on_one_line(first['what'], LONGEST_NOTE)}{whom}{more}"
    if due_on < today:
        words += f", was due {day_in_words(due_on, today)}"
    return Line(REASONS[Need.TASK].name, "blue", words, overdue=due_on < today)


def _later(first: dict[str, Any], number: int, today: date) -> str:
    """What is on its way: 'Dr Adams to answer by Thursday'."""
    by = _by(day_of(first["on"]), today)
    more = f"; {number - 1} more later" if number > 1 else ""
    if first["kind"] == Task.Kind.PRESCRIBER:
        return f"{first['whom'] or 'Prescriber'} to answer by {by}{more}"
    return f"Next step by {by}: {on_one_line(first['what'], SHORTEST)}{more}"


def _left_off(first: dict[str, Any], number: int, now: datetime) -> Line:
    more = f" and {number - 1} more" if number > 1 else ""
    words = f"Says a medicine is no longer taken: {first['name']}{more}"
    return Line(REASONS[Need.LEFT_OFF].name, "white", words, ago(moment_of(first["at"]), now))
