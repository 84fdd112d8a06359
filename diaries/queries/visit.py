"""'Prepare for your visit': two weeks on one page of paper. The PDF is set from the same page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from diaries.drawings import Reading, diary_in_words, diary_line, worst_by_day
from diaries.models import (
    ExtraDose,
    Medication,
    NoLongerTaken,
    PainCheck,
    Patient,
    PatientSummary,
    VisitQuestion,
)
from diaries.patterns import goal_in_words
from diaries.promises import Number, at_any_hour
from diaries.queries.diary import day_name, in_words_of_scale, readings_of
from diaries.queries.medicines import course_of
from diaries.queries.patients import Surroundings, zone_of
from diaries.queries.shared_notes import SharedNoteCard, shared_notes_of
from diaries.queries.visit_told import ToldOn, danger_said, told_on
from diaries.queries.wider import fuller_days, side_effects
from diaries.scales import in_figures
from diaries.talking_points import DayTold, Point, points
from paincheck.speech import day_of_month, day_of_year, gettext, short_day

VISIT_DAYS = 14


def _period(start: date, end: date) -> str:
    return gettext("{start} to {end}", start=day_of_month(start), end=day_of_year(end))


@dataclass(frozen=True)
class VisitDay:
    """One row of the table, in words and figures; '–' where nothing was said.

    `worst_score` is the same as a number, for whoever draws the line anew.
    """

    day: date
    name: str
    worst: str
    average: str
    extra_doses: str
    worst_score: Decimal | None


@dataclass(frozen=True)
class Question:
    """Something she wants to ask. `key` is what ticks it off and brings it back."""

    key: UUID
    text: str
    is_done: bool


@dataclass(frozen=True)
class MedicineLine:
    """One medicine that is not stopped, as the nurse keeps it: 'Morphine', 'by mouth', '...'.

    `left_off`: she says that she takes it no more, and the nurse has not answered yet.
    """

    name: str
    route: str
    dose: str
    purpose: str
    left_off: bool


@dataclass(frozen=True)
class VisitPage:
    """All that the page and its PDF show. `days` are every day of the two weeks, oldest first.

    `drawing` is SVG made by us, '' where charts are turned off; `in_words` says the same in a
    sentence. `points` are at most three moments to talk about. `new_key` is the next question's.
    """

    name: str
    written_on: str
    start: date
    end: date
    period: str
    drawing: str
    in_words: str
    days: list[VisitDay]
    points: list[Point]
    notes: list[SharedNoteCard]
    told: list[ToldOn]
    at_goal: str
    baseline: str
    goal: str
    baseline_score: Decimal | None
    goal_score: Decimal | None
    questions: list[Question]
    medicines: list[MedicineLine]
    nurse: str
    numbers: list[Number]
    numbers_at_any_hour: list[Number]
    new_key: UUID

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if not question.is_done]

    @property
    def done_questions(self) -> list[Question]:
        return [question for question in self.questions if question.is_done]


def visit_page(patient: Patient, around: Surroundings, now: datetime) -> VisitPage:
    """The last 14 days of her clock, today among them. Nine queries."""
    end = now.astimezone(zone_of(patient)).date()
    start = end - timedelta(days=VISIT_DAYS - 1)
    standing = PainCheck.objects.current().filter(patient=patient, day__range=(start, end))
    checks = list(standing.order_by("answered_at"))
    told = days_told(checks, _doses_noted(patient, start, end), start, end)
    readings = readings_of(checks, patient)
    summary = PatientSummary.objects.select_related("baseline").get(patient=patient)
    baseline = summary.baseline.worst if summary.baseline else None
    goal = None if patient.pain_goal is None else Decimal(patient.pain_goal)
    return VisitPage(
        name=patient.full_name,
        written_on=day_name(end),
        start=start,
        end=end,
        period=_period(start, end),
        drawing=_drawing(readings, patient, baseline=baseline, goal=goal, start=start, end=end),
        in_words=diary_in_words(readings, start=start, end=end),
        days=day_rows(told, checks),
        points=points(told, side_effects(fuller_days(patient.pk, start, end))),
        told=told_on(checks, danger_said(patient, start, end)),
        notes=[one for one in shared_notes_of(patient, start, end) if not one.struck],
        at_goal=goal_in_words(worst_by_day(readings, start, end), goal, end),
        baseline="" if baseline is None else in_words_of_scale(baseline),
        goal="" if goal is None else in_words_of_scale(goal),
        baseline_score=baseline,
        goal_score=goal,
        questions=questions_of(patient),
        medicines=medicine_lines(patient, end),
        nurse=around.nurse,
        numbers=around.numbers,
        numbers_at_any_hour=at_any_hour(around.phones),
        new_key=uuid4(),
    )


def _drawing(
    readings: Sequence[Reading],
    patient: Patient,
    *,
    baseline: Decimal | None,
    goal: Decimal | None,
    start: date,
    end: date,
) -> str:
    if patient.charts_off:
        return ""
    return diary_line(readings, baseline=baseline, goal=goal, start=start, end=end)


def days_told(
    checks: Iterable[PainCheck], noted: dict[date, int], start: date, end: date
) -> list[DayTold]:
    """Every day from `start` to `end`. Extra doses have one source a day and are not counted
    twice (S9): those noted one by one, or those told in checks, whichever are more."""
    by_day: dict[date, list[PainCheck]] = {}
    for check in checks:
        by_day.setdefault(check.day, []).append(check)
    days = [start + timedelta(days=ahead) for ahead in range((end - start).days + 1)]
    return [_day_told(day, by_day.get(day, []), noted.get(day)) for day in days]


def _day_told(day: date, checks: Sequence[PainCheck], noted: int | None) -> DayTold:
    scores = [check.worst for check in checks if check.worst is not None]
    known = [doses for doses in (_doses_told(checks), noted) if doses is not None]
    return DayTold(day, max(scores, default=None), max(known, default=None))


def _doses_told(checks: Sequence[PainCheck]) -> int | None:
    """A check asks for 24 hours or since the last one: only the latter are added up (S9)."""
    told = [check for check in checks if check.extra_doses is not None]
    if not told:
        return None
    whole = max((one.extra_doses or 0 for one in told if not one.since_last), default=0)
    return whole + sum(one.extra_doses or 0 for one in told if one.since_last)


def _doses_noted(patient: Patient, start: date, end: date) -> dict[date, int]:
    days = ExtraDose.objects.standing().filter(patient=patient, day__range=(start, end))
    noted: dict[date, int] = {}
    for day in days.values_list("day", flat=True):
        noted[day] = noted.get(day, 0) + 1
    return noted


def day_rows(told: Sequence[DayTold], checks: Sequence[PainCheck]) -> list[VisitDay]:
    """Day by day, for her sheet and for the nurse's summary of the same days."""
    average: dict[date, list[Decimal]] = {}
    for check in checks:
        if check.average is not None:
            average.setdefault(check.day, []).append(check.average)
    return [
        VisitDay(
            day=day.day,
            name=short_day(day.day),
            worst=in_words_of_scale(day.worst),
            average=_from_to(average.get(day.day, [])),
            extra_doses="–" if day.extra_doses is None else str(day.extra_doses),
            worst_score=day.worst,
        )
        for day in told
    ]


def _from_to(scores: Sequence[Decimal]) -> str:
    low, high = min(scores, default=None), max(scores, default=None)
    ends = {"low": in_figures(low), "high": in_figures(high)}
    return ends["low"] if low == high else gettext("{low} to {high}", **ends)


def questions_of(patient: Patient) -> list[Question]:
    """Those still to ask, and those ticked off, each in the order of their writing."""
    rows = VisitQuestion.objects.filter(patient=patient).order_by("added_at", "pk")
    return [Question(row.key, row.text, row.done_at is not None) for row in rows]


def medicine_lines(patient: Patient, today: date) -> list[MedicineLine]:
    """What she takes today by the list that the nurse keeps. Three queries."""
    left_off = NoLongerTaken.objects.filter(
        patient=patient, answered_at__isnull=True, taken_back_at__isnull=True
    )
    open_ones = set(left_off.values_list("medication", flat=True))
    rows = Medication.objects.filter(patient=patient).prefetch_related("changes").order_by("pk")
    lines = [_medicine(row, today, row.pk in open_ones) for row in rows]
    return [line for line in lines if line is not None]


def _medicine(row: Medication, today: date, left_off: bool) -> MedicineLine | None:
    """None where its start was taken back, is still to come, or it was stopped by today."""
    course = course_of(row, today)
    if course is None or course.started_on > today or not course.runs_on(today):
        return None
    return MedicineLine(row.name, row.route, course.dose, row.get_purpose_display(), left_off)
