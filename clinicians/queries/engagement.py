"""Engagement for a lead nurse: all its numbers, the rows behind one of them, and the whole as a
table. A fixed number of queries, whatever the number of teams, patients and nurses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from clinicians.engagement import (
    BY_SLUG,
    MEANINGS,
    PERIODS,
    WORKLOAD,
    Load,
    Meaning,
    Measure,
    Period,
    Row,
    hands_welcome,
    period_of,
)
from clinicians.queries import engaged, workload
from clinicians.queries.engaged import Scope, local_day
from clinicians.wording import day_in_words
from diaries.models import Patient
from paincheck.accounts.models import Role, Team, User
from paincheck.accounts.queries import hours_or_always

MEASURED: Mapping[str, Callable[[Scope], Measure]] = {
    "introduced": engaged.introduced,
    "together": engaged.together,
    "checks": engaged.checks,
    "seen": engaged.seen,
    "red": engaged.red,
    "amber": engaged.amber,
    "sign-ins": workload.sign_ins,
    "patients": workload.patients,
}


@dataclass(frozen=True)
class Meter:
    """What came to one nurse; `hand`: ask her first whether a hand is welcome."""

    load: Load
    hand: bool


@dataclass(frozen=True)
class EngagementPage:
    days: str
    said: str  # '27 October to 23 November'
    teams: Sequence[str]
    patients: int
    measures: Sequence[Measure]
    meters: Sequence[Meter]
    workload: Meaning

    @property
    def hands(self) -> list[str]:
        return [meter.load.name for meter in self.meters if meter.hand]

    @property
    def anything_came(self) -> bool:
        return any(meter.load.things or meter.load.unread for meter in self.meters)


@dataclass(frozen=True)
class RowsPage:
    """The rows of one number. `groups`: what is whole, and the rest, each with its heading."""

    days: str
    said: str
    meaning: Meaning
    number: str
    beside: str
    groups: Sequence[tuple[str, Sequence[Row]]]


def scope_of(nurse: User, asked: str, now: datetime) -> Scope:
    """Her own teams and all of the sites that she leads. Three queries."""
    led = Role.objects.filter(user=nurse, role=Role.Kind.LEAD_NURSE).values("site")
    hers = Team.objects.filter(Q(members__nurse=nurse) | Q(site__in=led)).values("pk")
    teams = list(
        Team.objects.filter(pk__in=hers)
        .select_related("site")
        .prefetch_related("site__working_hours")
        .order_by("site__name", "name")
    )
    found = Patient.objects.filter(team__in=teams, world=Patient.World.LIVE)
    sites = {team.site_id: team.site for team in teams}
    return Scope(
        teams=teams,
        patients={one.pk: one for one in found.select_related("team__site", "nurse")},
        hours={pk: hours_or_always(site, now) for pk, site in sites.items()},
        period=period_of(asked, local_day(now)),
        now=now,
    )


def engagement_page(nurse: User, asked: str, now: datetime) -> EngagementPage:
    scope = scope_of(nurse, asked, now)
    loads = workload.loads(scope)
    hands = hands_welcome(loads)
    return EngagementPage(
        days=_days(asked),
        said=_in_words(scope.period, now),
        teams=[f"{team.name}, {team.site.name}" for team in scope.teams],
        patients=len(scope.patients),
        measures=[MEASURED[one.slug](scope) for one in MEANINGS],
        meters=[Meter(load, load.who in hands) for load in loads],
        workload=WORKLOAD,
    )


def rows_page(nurse: User, slug: str, asked: str, now: datetime) -> RowsPage | None:
    """None: there is no such number."""
    if slug not in BY_SLUG:
        return None
    scope = scope_of(nurse, asked, now)
    if slug == WORKLOAD.slug:
        measure, number = None, ""
        groups: Sequence[tuple[str, Sequence[Row]]] = workload.by_nurse(scope)
    else:
        measure = MEASURED[slug](scope)
        number = measure.ratio.words if measure.rows else ""
        groups = [(measure.meaning.rest, measure.rest), (measure.meaning.whole, measure.whole)]
    return RowsPage(
        days=_days(asked),
        said=_in_words(scope.period, now),
        meaning=BY_SLUG[slug],
        number=number,
        beside=measure.beside if measure else "",
        groups=[(heading, rows) for heading, rows in groups if rows],
    )


def export(nurse: User, asked: str, now: datetime) -> tuple[Period, list[tuple[Meaning, Row]]]:
    """Every row of every number, for a table. Patients by their code alone."""
    scope = scope_of(nurse, asked, now)
    rows = [(one, row) for one in MEANINGS for row in MEASURED[one.slug](scope).rows]
    return scope.period, rows + [(WORKLOAD, row) for row in workload.rows_of(scope)]


def _days(asked: str) -> str:
    return asked if asked in PERIODS else "28"


def _in_words(period: Period, now: datetime) -> str:
    today = local_day(now)
    return f"{day_in_words(period.first, today)} to {day_in_words(period.last, today)}"
