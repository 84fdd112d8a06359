"""The patient's team: who they are, when they work, and who may read the diary."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from diaries.frame import clock
from diaries.models import Patient
from diaries.queries.patients import Surroundings, zone_of
from diaries.scales import in_figures, word
from paincheck.accounts.hours import Hours
from paincheck.accounts.models import TeamMember

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class TeamPage:
    nurse: str
    team: str
    site: str
    others: list[str]
    week: list[tuple[str, str]]
    closed_soon: list[str]
    goal: str
    is_paused: bool


def team_page(patient: Patient, around: Surroundings, now: datetime) -> TeamPage:
    members = TeamMember.objects.filter(team=patient.team).exclude(nurse=patient.nurse)
    others = members.select_related("nurse").order_by("nurse__first_name")
    goal = None if patient.pain_goal is None else Decimal(patient.pain_goal)
    return TeamPage(
        nurse=patient.nurse.full_name,
        team=patient.team.name,
        site=patient.team.site.name,
        others=[member.nurse.full_name for member in others],
        week=[] if around.hours is None else week_in_words(around.hours),
        closed_soon=[]
        if around.hours is None
        else closed_soon(around.hours, now.astimezone(zone_of(patient)).date()),
        goal="" if goal is None else f"{in_figures(goal)}, {word(goal)}",
        is_paused=patient.paused_at is not None,
    )


def week_in_words(hours: Hours) -> list[tuple[str, str]]:
    return [(name, _span(hours, weekday)) for weekday, name in enumerate(WEEK)]


def _span(hours: Hours, weekday: int) -> str:
    times = hours.week.get(weekday)
    if times is None:
        return "Closed"
    opens, closes = times
    return f"{clock(opens)} to {clock(closes)}"


def closed_soon(hours: Hours, today: date) -> list[str]:
    """Holidays of the next four weeks, on days that are open otherwise."""
    days = [today + timedelta(days=ahead) for ahead in range(28)]
    return [
        f"{day:%A} {day.day} {day:%B}"
        for day in days
        if day in hours.holidays and hours.week.get(day.weekday()) is not None
    ]
