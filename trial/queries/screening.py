"""The screening log: who was asked, how far it has come, and in which numbers."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from clinicians.queries.people import Place
from diaries import identity
from paincheck.accounts.models import TeamMember, User
from trial.models import (
    Allocation,
    Consent,
    EligibilityForm,
    FormEntry,
    Participant,
    Trial,
    TrialRight,
    TrialSite,
)
from trial.queries import rights
from trial.queries.rights import Held

SEEN_BY = (TrialRight.Right.ENROL, TrialRight.Right.OFFICE)
ENROL = TrialRight.Right.ENROL
MOST_ROWS = 200

# In the order in which they are reached.
SCREENED, CONSENTED, ELIGIBLE = "Screened", "Consented", "Eligible"
TAKEN, READY, ALLOCATED, EXCLUDED = "Baseline taken", "Ready", "Allocated", "Excluded"
STATES = (SCREENED, CONSENTED, ELIGIBLE, TAKEN, READY, ALLOCATED, EXCLUDED)
NEXT = {
    SCREENED: "Consent",
    CONSENTED: "Eligibility",
    ELIGIBLE: "Baseline",
    TAKEN: "Eligibility",
    READY: "Allocation",
}


@dataclass(frozen=True)
class Row:
    number: str
    name: str
    born_on: date
    site: str
    nurse: str
    screened_on: date
    state: str
    why: str
    next: str


@dataclass(frozen=True)
class Log:
    """`counts`: each state with how many, of all that she may see; `rows`: the newest first."""

    rows: list[Row]
    counts: list[tuple[str, int]]
    total: int
    found: int
    search: str
    state: str
    may_add: bool

    @property
    def left_off(self) -> int:
        return self.found - len(self.rows)


def screening_log(held: Held, *, search: str = "", state: str = "") -> Log:
    """At the sites where she enrols or is the office; never an arm."""
    everybody = _with_state(rights.participants_of(held, *SEEN_BY))
    rows = [_row(one) for one in everybody.order_by("-recorded_at", "-pk")]
    counts = Counter(row.state for row in rows)
    words = search.replace("\x00", "").casefold().split()[:10]
    found = [row for row in rows if (not state or row.state == state) and _fits(row, words)]
    return Log(
        rows=found[:MOST_ROWS],
        counts=[(name, counts[name]) for name in STATES],
        total=len(rows),
        found=len(found),
        search=search[:100],
        state=state if state in STATES else "",
        may_add=held.may(ENROL) and held.trial.mode in (Trial.Mode.TEST, Trial.Mode.LIVE),
    )


def state_of(participant: Participant) -> str:
    """One word of STATES."""
    [one] = _with_state(Participant.objects.filter(pk=participant.pk))
    return _state(one)


def places_for(held: Held, now: datetime) -> list[Place]:
    """Nurses in their teams, at the open sites where she enrols."""
    sites = TrialSite.objects.filter(trial=held.trial, closed_at__isnull=True)
    mine = held.sites(ENROL)
    if mine is not None:
        sites = sites.filter(pk__in=mine)
    members = TeamMember.objects.filter(team__site__in=sites.values("site"))
    working = members.filter(nurse__is_active=True).select_related("team__site", "nurse")
    ordered = working.order_by("team__site__name", "team__name", "nurse__last_name", "nurse_id")
    return [Place(member.team, member.nurse) for member in ordered]


def today_at(site: TrialSite, now: datetime) -> date:
    return timezone.localtime(now, ZoneInfo(site.site.time_zone)).date()


def next_number(site: TrialSite, world: str) -> str:
    """'A-001', 'A-002': the trial's row must be held, so that none is given twice."""
    mine = Participant.objects.filter(trial=site.trial_id, world=world, site=site)
    given = [int(number.rsplit("-", 1)[1]) for number in mine.values_list("number", flat=True)]
    return f"{site.code}-{max(given, default=0) + 1:03d}"


def same_person(
    trial: Trial, who: dict[str, Any], but: Participant | None = None
) -> Participant | None:
    """Whoever takes part already, at any site, however she was typed. The excluded do not."""
    hers = identity.digests_of(**who)
    there = Participant.objects.filter(trial=trial, world=who["world"], excluded_at__isnull=True)
    names = ("world", "first_name", "last_name", "born_on", "hospital_number")
    others = there if but is None else there.exclude(pk=but.pk)
    for one in others:
        if not hers.isdisjoint(identity.digests_of(**{name: getattr(one, name) for name in names})):
            return one
    return None


def is_theirs(user: User, trial: Trial, site_id: int) -> bool:
    held = rights.held_in(user, trial.code)
    sites = None if held is None else held.sites(*SEEN_BY)
    return held is not None and (sites is None or site_id in sites)


def _with_state(rows: "QuerySet[Participant]") -> Any:
    """With what was done of each, in one query."""
    hers = {"participant": OuterRef("pk")}
    answers = EligibilityForm.objects.filter(**hers).order_by("-at", "-pk")
    return rows.select_related("site__site", "nurse").annotate(
        consented=Exists(Consent.objects.filter(**hers)),
        is_eligible=Subquery(answers.values("eligible")[:1]),
        has_baseline=Exists(FormEntry.objects.filter(form="BASELINE", **hers)),
        is_allocated=Exists(Allocation.objects.filter(**hers)),
    )


def _state(one: Any) -> str:
    if one.excluded_at is not None:
        return EXCLUDED
    if one.is_allocated:
        return ALLOCATED
    if one.has_baseline:
        return READY if one.consented and one.is_eligible else TAKEN
    if one.consented:
        return ELIGIBLE if one.is_eligible else CONSENTED
    return SCREENED


def _row(one: Any) -> Row:
    state = _state(one)
    why = ""
    if state == EXCLUDED:
        why = one.get_excluded_display() + (f": {one.excluded_why}" if one.excluded_why else "")
    return Row(
        number=one.number,
        name=f"{one.first_name} {one.last_name}",
        born_on=one.born_on,
        site=one.site.site.name,
        nurse=one.nurse.full_name,
        screened_on=one.screened_on,
        state=state,
        why=why,
        next=NEXT.get(state, ""),
    )


def _fits(row: Row, words: list[str]) -> bool:
    text = f"{row.number} {row.name} {row.site} {row.nurse}".casefold()
    return all(word in text for word in words)
