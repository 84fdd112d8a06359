"""How many stand in each scope of the caseload, and how many of them have a red alert."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value

from alerts.models import Alert
from clinicians.queries.selecting import MINE, SITE, TEAM, in_scope, listed, live
from diaries.models import Patient
from paincheck.accounts.models import User

WORDS = {MINE: "Mine", TEAM: "My team’s", SITE: "My site’s"}
OUTSIDE = {MINE: "your own caseload", TEAM: "your team’s caseload"}


@dataclass(frozen=True)
class Scope:
    """Whose patients, how many stand there, and how many of these have a red alert."""

    value: str
    words: str
    count: int
    red: int


def counts_beside(nurse: User, scopes: Sequence[str], now: datetime) -> dict[str, Subquery]:
    """On every row: the database counts each once."""
    found = {}
    for scope in scopes:
        there = live(listed(in_scope(nurse, scope, now)))
        found[f"in_{scope}"] = _number(there)
        found[f"red_{scope}"] = _number(there.filter(_is_red(now)))
    return found


def _number(found: "QuerySet[Patient]") -> Subquery:
    counted = found.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Subquery(counted.values("n"))


def _is_red(now: datetime) -> Exists:
    """Open, red, and not put off until later."""
    awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now)
    red = Alert.objects.open().filter(awake, patient=OuterRef("pk"), level=Alert.Level.RED)
    return Exists(red)


def counts_alone(nurse: User, scopes: Sequence[str], now: datetime) -> dict[str, int]:
    """The same where no row carries them. One query."""
    within = {}
    for scope in scopes:
        there = live(listed(in_scope(nurse, scope, now)))
        within[f"in_{scope}"] = Count("pk", filter=Q(pk__in=there.values("pk")))
        red = there.filter(_is_red(now))
        within[f"red_{scope}"] = Count("pk", filter=Q(pk__in=red.values("pk")))
    return Patient.objects.open_to(nurse, now).aggregate(**within)


def scopes_among(
    nurse: User, scopes: Sequence[str], patients: Sequence[Any], now: datetime
) -> list[Scope]:
    """No query where there is a patient, who carries the counts."""
    told: Mapping[str, int]
    told = vars(patients[0]) if patients else counts_alone(nurse, scopes, now)
    return [
        Scope(one, WORDS[one], told[f"in_{one}"] or 0, told[f"red_{one}"] or 0) for one in scopes
    ]


def red_elsewhere(scopes: Sequence[Scope], shown: str) -> str:
    """For a lead nurse, who does not see all of her site by default. '' where none is missed."""
    red = {one.value: one.red for one in scopes}
    missed = red.get(SITE, 0) - red.get(shown, 0)
    if shown not in OUTSIDE or missed <= 0:
        return ""
    stand = "1 patient with a red alert stands" if missed == 1 else ""
    stand = stand or f"{missed} patients with a red alert stand"
    return f"At your site {stand} outside {OUTSIDE[shown]}."
