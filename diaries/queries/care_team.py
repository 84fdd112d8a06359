"""The patient's team: who they are, when they work, and who may read the diary."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaries.frame import clock
from diaries.models import Patient
from diaries.queries.messages import new_for_patient, read_by
from diaries.queries.patients import Surroundings, zone_of
from diaries.scales import in_figures, word
from paincheck.accounts.hours import Hours
from paincheck.accounts.models import Leave, TeamMember
from paincheck.speech import WEEKDAYS, day_and_month

PLACES: dict[str, Any] = {
    TeamMember.Place.LEAD: gettext_lazy("lead nurse"),
    TeamMember.Place.DEPUTY: gettext_lazy("deputy lead nurse"),
    TeamMember.Place.MEMBER: gettext_lazy("nurse"),
}


@dataclass(frozen=True)
class Person:
    """A nurse of the team. `away` says until when, and who stands in for her; empty where she is
    there."""

    name: str
    place: str
    away: str


@dataclass(frozen=True)
class TeamPage:
    """`week` are (days, hours). `reads`: by when a message should be read. `message` says that a
    nurse has written."""

    nurse: Person
    team: str
    site: str
    others: list[Person]
    week: list[tuple[str, str]]
    closed_soon: list[str]
    reads: str
    message: str
    goal: str
    is_paused: bool


def team_page(patient: Patient, around: Surroundings, now: datetime) -> TeamPage:
    today = now.astimezone(zone_of(patient)).date()
    nurse, others = _people(patient, today)
    goal = None if patient.pain_goal is None else Decimal(patient.pain_goal)
    hours = around.hours
    return TeamPage(
        nurse=nurse,
        team=patient.team.name,
        site=patient.team.site.name,
        others=others,
        week=[] if hours is None else week_in_words(hours),
        closed_soon=[] if hours is None else closed_soon(hours, today),
        reads=read_by(patient, around, now),
        message=new_for_patient(patient),
        goal="" if goal is None else f"{in_figures(goal)}, {word(goal)}",
        is_paused=patient.paused_at is not None,
    )


def _people(patient: Patient, today: date) -> tuple[Person, list[Person]]:
    """Her own nurse, and the others of the team, lead and deputies first. Two queries."""
    members = TeamMember.objects.filter(team=patient.team, nurse__is_active=True)
    rows = {row.nurse_id: row for row in members.select_related("nurse")}
    named = patient.nurse_id
    away: dict[int, str] = {}
    leaves = Leave.objects.on(today).filter(nurse__in=[*rows, named]).order_by("last_date")
    for leave in leaves.select_related("cover"):
        away[leave.nurse_id] = _away(leave, today)  # where two overlap, the later end counts
    order = [TeamMember.Place.LEAD, TeamMember.Place.DEPUTY, TeamMember.Place.MEMBER]
    others = sorted(
        (row for number, row in rows.items() if number != named),
        key=lambda row: (order.index(TeamMember.Place(row.place)), row.nurse.full_name),
    )
    place = rows[named].place if named in rows else TeamMember.Place.MEMBER
    nurse = Person(patient.nurse.full_name, str(PLACES[place]), away.get(named, ""))
    return nurse, [
        Person(row.nurse.full_name, str(PLACES[row.place]), away.get(row.nurse_id, ""))
        for row in others
    ]


def _away(leave: Leave, today: date) -> str:
    day = day_and_month(leave.last_date)
    until = _("today") if leave.last_date == today else day
    if leave.cover is None:
        return _("Away until %(day)s. Your team stands in.") % {"day": until}
    return _("Away until %(day)s. %(cover)s stands in.") % {
        "day": until,
        "cover": leave.cover.full_name,
    }


def week_in_words(hours: Hours) -> list[tuple[str, str]]:
    """Days in a row with the same hours stand together: ("Monday to Friday", ...)."""
    spans = [_span(hours, weekday) for weekday in range(7)]
    found: list[tuple[int, int]] = []
    for day, span in enumerate(spans):
        if found and spans[found[-1][0]] == span:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return [(_days(first, last), spans[first]) for first, last in found]


def _days(first: int, last: int) -> str:
    if first == last:
        return _(WEEKDAYS[first])
    days = {"first": _(WEEKDAYS[first]), "last": _(WEEKDAYS[last])}
    if last == first + 1:
        return _("%(first)s and %(last)s") % days
    return _("%(first)s to %(last)s") % days


def _span(hours: Hours, weekday: int) -> str:
    times = hours.week.get(weekday)
    if times is None:
        return _("Closed")
    opens, closes = times
    return _("%(opens)s to %(closes)s") % {"opens": clock(opens), "closes": clock(closes)}


def closed_soon(hours: Hours, today: date) -> list[str]:
    """Holidays of the next four weeks, on days that are open otherwise."""
    days = [today + timedelta(days=ahead) for ahead in range(28)]
    return [
        day_and_month(day)
        for day in days
        if day in hours.holidays and hours.week.get(day.weekday()) is not None
    ]
