"""The caseload: one row a patient, in order of need. Three queries, however many patients."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from alerts.models import Alert
from clinicians.effect import Scores
from clinicians.queries.effect import Asked, asked_of
from clinicians.queries.filters import Filters
from clinicians.queries.need import REASONS, Need, Placed, place
from clinicians.queries.rows import Row, row_of
from clinicians.queries.scopes import Scope, counts_beside, red_elsewhere, scopes_among
from clinicians.queries.selecting import (
    MINE,
    PUT_AWAY,
    SITE,
    TEAM,
    beside_each,
    day_of,
    in_default_scope,
    in_scope,
    listed,
    local_day,
    named,
    not_checked_yet,
    scores_in,
)
from clinicians.queries.who import namesakes_among
from clinicians.wording import day_in_words
from diaries.models import Patient
from paincheck.accounts.models import Role, User

__all__ = ["MINE", "SITE", "TEAM", "Caseload", "caseload", "not_checked_yet"]

ROWS_OF_A_PAGE = 50


@dataclass(frozen=True)
class Group:
    """Rows that stand under one heading; `total` counts those of other pages too."""

    name: str
    caption: str
    rows: Sequence[Row]
    total: int


@dataclass(frozen=True)
class Cover:
    """Whose patients she sees to today beside her own, and until when."""

    nurse: str
    until: date
    patients: int


@dataclass(frozen=True)
class Caseload:
    """The page. `number` of `pages`; `needs` are (code, name, how many) of the filter."""

    groups: Sequence[Group]
    scope: str
    scopes: Sequence[Scope]
    red_elsewhere: str
    search: str
    filters: Filters
    needs: Sequence[tuple[str, str, int]]
    covers: Sequence[Cover]
    away: str
    written: int
    number: int
    pages: int
    as_of: datetime

    def rows_of(self, name: str) -> Sequence[Row]:
        return next((group.rows for group in self.groups if group.name == name), [])

    @property
    def needs_you(self) -> Sequence[Row]:
        return self.rows_of("needs_you")

    @property
    def to_be_introduced(self) -> Sequence[Row]:
        return self.rows_of("to_be_introduced")

    @property
    def not_heard_from(self) -> Sequence[Row]:
        return self.rows_of("not_heard_from")

    @property
    def up_to_date(self) -> Sequence[Row]:
        return self.rows_of("up_to_date")

    @property
    def practice(self) -> Sequence[Row]:
        return self.rows_of("practice")

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1

    @property
    def leads_site(self) -> bool:
        return len(self.scopes) > 2

    @property
    def is_empty(self) -> bool:
        return not self.groups


# In the order of the page; a row stands in the first that takes it.
GROUPS = {
    "needs_you": "Needs you",
    "to_be_introduced": "To be introduced",
    "not_heard_from": "Not heard from",
    "up_to_date": "Nothing flagged",
    "practice": "Practice and test: nobody is told of these",
}


def caseload(
    nurse: User,
    *,
    roles: frozenset[str],
    scope: str,
    search: str,
    now: datetime,
    filters: Filters | None = None,
    number: int | None = None,
) -> Caseload:
    """`scope` is MINE, TEAM, or SITE, which is for its lead nurse; anything else is Mine where she
    has patients of her own. `number`: of the page; None has all rows, for programs.

    A search finds discharged and dead patients too, so that a slip can be undone, and no practice
    patient that was put away.
    """
    filters = filters or Filters()
    scopes = [MINE, TEAM, *([SITE] if Role.Kind.LEAD_NURSE in roles else [])]
    scope = scope if scope in scopes else ""
    patients = list(_patients(nurse, scope=scope, scopes=scopes, search=search, now=now))
    counted = scopes_among(nurse, scopes, patients, now)
    scope = scope or (MINE if counted[0].count else TEAM)
    alerts = _alerts_of(patients)
    asked = _asked_of(patients, now)
    namesakes = set(namesakes_among(patients))
    placed = [
        place(one, alerts[one.pk], now, effect=one.pk in asked, namesake=one.pk in namesakes)
        for one in patients
    ]
    live_ones = [one for one in placed if one.patient.world == Patient.World.LIVE]
    placed = sorted(filter(filters.lets_in, placed), key=_order)
    pages = max(1, -(-len(placed) // ROWS_OF_A_PAGE))
    number = None if number is None else min(max(number, 1), pages)
    return Caseload(
        groups=_groups(placed, number, asked, now),
        scope=scope,
        scopes=counted,
        red_elsewhere=red_elsewhere(counted, scope),
        search=search,
        filters=filters,
        needs=_needs(live_ones),
        covers=_covers(live_ones),
        away=_away(patients, local_day(now)),
        written=sum(one.patient.message_since is not None for one in live_ones),
        number=number or 1,
        pages=1 if number is None else pages,
        as_of=now,
    )


def _patients(
    nurse: User, *, scope: str, scopes: list[str], search: str, now: datetime
) -> "QuerySet[Patient]":
    found = in_scope(nurse, scope, now) if scope else in_default_scope(nurse, now)
    found = named(found, search) if search else listed(found)
    beside = counts_beside(nurse, scopes, now) | beside_each(nurse, now) | not_checked_yet(now)
    return (
        found.exclude(PUT_AWAY)
        .select_related(
            "team__site", "nurse", "introduction", "summary__last_check", "summary__baseline"
        )
        .annotate(**beside)
    )


def group_of(placed: Placed) -> str:
    """The heading under which a row stands."""
    if placed.patient.world != Patient.World.LIVE:
        return "practice"
    calm = {
        Need.TO_INTRODUCE: "to_be_introduced",
        Need.NOT_HEARD_FROM: "not_heard_from",
        Need.UP_TO_DATE: "up_to_date",
    }
    return calm.get(placed.need, "needs_you")


def _order(placed: Placed) -> tuple[Any, ...]:
    return (list(GROUPS).index(group_of(placed)), *placed.key)


def _groups(
    placed: Sequence[Placed], number: int | None, asked: dict[int, list[Asked]], now: datetime
) -> list[Group]:
    """The rows of one page under their headings. Only these are drawn."""
    totals = Counter(map(group_of, placed))
    if number is not None:
        placed = placed[(number - 1) * ROWS_OF_A_PAGE : number * ROWS_OF_A_PAGE]
    rows: dict[str, list[Row]] = defaultdict(list)
    for one in placed:
        rows[group_of(one)].append(row_of(one, asked.get(one.patient.pk, []), now))
    return [
        Group(name, caption, rows[name], totals[name])
        for name, caption in GROUPS.items()
        if rows[name]
    ]


def _needs(placed: Iterable[Placed]) -> list[tuple[str, str, int]]:
    """What there is to filter by, in the order of need."""
    found = Counter(one.need for one in placed)
    return [
        (reason.code, reason.name, found[need]) for need, reason in REASONS.items() if found[need]
    ]


def _covers(placed: Iterable[Placed]) -> list[Cover]:
    """Those whose patients are in sight because she covers for them today."""
    found: dict[str, list[Any]] = defaultdict(list)
    for one in placed:
        patient: Any = one.patient
        if patient.covered_until is not None:
            found[patient.nurse.full_name].append(patient.covered_until)
    return [Cover(name, max(until), len(until)) for name, until in sorted(found.items())]


def _away(patients: Sequence[Any], today: date) -> str:
    """What she must know who works although she is booked as away: alerts do not stay with her."""
    told = patients[0].herself_away if patients else None
    if told is None:
        return ""
    until = day_in_words(day_of(told["until"]), today)
    whom = told["cover"] or "your deputies and lead"
    return f"You are booked as away until {until}. Alerts go to {whom}, even those that you take."


def _alerts_of(patients: Iterable[Patient]) -> dict[int, list[Alert]]:
    found = Alert.objects.open().filter(patient__in=[patient.pk for patient in patients])
    by_patient: dict[int, list[Alert]] = defaultdict(list)
    for alert in found.select_related("taken_by"):
        by_patient[alert.patient_id].append(alert)
    return by_patient


def _asked_of(patients: Sequence[Any], now: datetime) -> dict[int, list[Asked]]:
    """Of whom 'did it help?' is to be asked (rule A12), by the scores that came with them."""
    scores = {patient.pk: patient.scores for patient in patients}

    def scores_of(patient_id: int) -> list[Scores]:
        return [Scores(one.day, one.worst, one.average) for one in scores_in(scores[patient_id])]

    return asked_of(patients, now, scores_of)
