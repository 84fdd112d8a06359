"""The chart of a patient's days as plain values, and the same days drawn on the server."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from textwrap import shorten

from django.utils.safestring import SafeString, mark_safe

from clinicians.chart import Change, Chart, Course, Point, Touch
from clinicians.queries import care, checks
from clinicians.queries.people import zone_of
from diaries.drawings import Reading, diary_line
from diaries.models import Contact, Medication, MedicationChange, PainCheck, Patient


def chart_of(
    patient: Patient,
    shown: Sequence[PainCheck],
    medicines: Sequence[Medication],
    contacts: Sequence[Contact],
    *,
    start: date,
    end: date,
) -> Chart:
    zone = zone_of(patient)
    baseline = patient.summary.baseline
    goal = patient.pain_goal
    courses = [_course(row) for row in medicines]
    return Chart(
        start=start,
        end=end,
        points=[
            Point(
                key=checks.key_of(check),
                day=check.day,
                at=check.answered_at.astimezone(zone) if check.time_known else None,
                worst=check.worst,
                average=check.average,
                now=check.now,
            )
            for check in shown
        ],
        baseline=baseline.worst if baseline else None,
        goal=None if goal is None else Decimal(goal),
        courses=[course for course in courses if course is not None],
        contacts=[
            Touch(
                row.at.astimezone(zone),
                _contact_in_words(row),
            )
            for row in contacts
            if row.voided_at is None  # a slip was no contact
        ],
    )


def _course(row: Medication) -> Course | None:
    """One medicine for the chart; None where its start was taken back."""
    standing = [change for change in row.changes.all() if change.voided_at is None]
    started = [c.on for c in standing if c.kind == MedicationChange.Kind.STARTED]
    stopped = [c.on for c in standing if c.kind == MedicationChange.Kind.STOPPED]
    if not started:
        return None
    return Course(
        name=row.name,
        since=started[0],
        until=stopped[0] if stopped else None,
        changes=[Change(change.on, care.change_in_words(change)) for change in standing],
    )


def _contact_in_words(row: Contact) -> str:
    """'Phone call: Talked: plan changed. Agreed: rest before the stairs', short enough to hover."""
    said = f"{row.get_channel_display()}: {row.get_outcome_display()}"
    agreed = shorten(row.agreed, 100, placeholder=" …")
    return f"{said}. Agreed: {agreed}" if agreed else said


def drawing_of(chart: Chart) -> SafeString:
    """The same days drawn on the server: on paper, and until the chart has loaded."""
    drawn = diary_line(
        [
            Reading(
                day=point.day,
                worst=point.worst,
                now=point.now,
                hour=None if point.at is None else point.at.time(),
            )
            for point in chart.points
        ],
        baseline=chart.baseline,
        goal=chart.goal,
        start=chart.start,
        end=chart.end,
        goal_words="goal",
    )
    return mark_safe(drawn)  # noqa: S308  our own drawing, which escapes its words
