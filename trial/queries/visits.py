"""One visit's page, and the list of everything that the trial has to do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from diaries.models import Patient
from trial.models import FollowUp, Leaving, Participant, TrialRight
from trial.queries.following import asked_lately, in_the_way, last_entry, today_of
from trial.queries.rights import Held, participants_of

Right = TrialRight.Right
SOON = timedelta(days=14)


@dataclass(frozen=True)
class ApproachRow:
    at: datetime
    how: str
    what: str
    note: str
    by: str


@dataclass(frozen=True)
class VisitPage:
    """`state`: what stands in the way of asking her, or empty. `version`: of the form, 0: none."""

    number: str
    name: str
    phone: str
    email: str
    address: str
    visit: str
    title: str
    due_on: date
    opens_on: date
    closes_on: date
    alive_on: date | None
    may_be_asked: bool
    may_be_not_done: bool
    state: str
    version: int
    filled_on: date | None
    mode: str
    not_done: str
    has_link: bool
    guessed: bool
    approaches: tuple[ApproachRow, ...]


@dataclass(frozen=True)
class VisitRow:
    number: str
    site: str
    visit: str
    title: str
    due_on: date
    opens_on: date
    closes_on: date
    state: str
    tries: int


@dataclass(frozen=True)
class WorkList:
    """`late` have a window that has closed; `open` are due now; `soon` open within two weeks."""

    late: tuple[VisitRow, ...]
    open: tuple[VisitRow, ...]
    soon: tuple[VisitRow, ...]
    done: int
    not_done: int


def visit_page(participant: Participant, code: str, now: datetime) -> VisitPage | None:
    """None where she has no such visit: she was not allocated, or the design knows none."""
    visit = (
        participant.follow_ups.select_related("participant__site__site").filter(visit=code).first()
    )
    if visit is None:
        return None
    entry = last_entry(participant, code)
    state = in_the_way(visit, now)
    return VisitPage(
        number=participant.number,
        name=f"{participant.first_name} {participant.last_name}",
        phone=participant.phone,
        email=participant.email,
        address=participant.address,
        visit=visit.visit,
        title=visit.name,
        due_on=visit.due_on,
        opens_on=visit.opens_on,
        closes_on=visit.closes_on,
        alive_on=visit.alive_on,
        may_be_asked=not state and asked_lately(visit, now),
        may_be_not_done=not (visit.completed_on or visit.not_done)
        and today_of(participant, now) >= visit.opens_on,
        state=state,
        version=entry.version if entry else 0,
        filled_on=entry.filled_on if entry else None,
        mode=entry.get_mode_display() if entry else "",
        not_done=visit.get_not_done_display() if visit.not_done else "",
        has_link=bool(visit.link_digest),
        guessed=hasattr(visit, "guess"),
        approaches=_approaches(visit),
    )


def work_list(held: Held, now: datetime) -> WorkList:
    """For those who see no arm: both arms' visits look the same. Three queries."""
    today = timezone.localtime(now).date()
    visits = _open_visits(held)
    rows = [(visit, _row(visit)) for visit in visits.order_by("due_on", "pk")]
    all_of = FollowUp.objects.filter(participant__in=participants_of(held, *WHO))
    return WorkList(
        late=tuple(row for _visit, row in rows if row.closes_on < today),
        open=tuple(row for _visit, row in rows if row.opens_on <= today <= row.closes_on),
        soon=tuple(row for _visit, row in rows if today < row.opens_on <= today + SOON),
        done=all_of.filter(completed_on__isnull=False).count(),
        not_done=all_of.exclude(not_done="").count(),
    )


WHO = (Right.ASSESSOR, Right.OFFICE)


def _open_visits(held: Held) -> QuerySet[FollowUp]:
    """Not ended; of those who live and have not left, as far as anybody was told."""
    died = Q(participant__died_on__isnull=False)
    told_nurse = Q(participant__patient__status=Patient.Status.DIED)
    found = FollowUp.objects.filter(
        participant__in=participants_of(held, *WHO), completed_on__isnull=True, not_done=""
    )
    return (
        found.exclude(died | told_nurse)
        .select_related("participant__site")
        .prefetch_related("approaches")
    )


def _row(visit: FollowUp) -> VisitRow:
    tries = list(visit.approaches.all())
    return VisitRow(
        number=visit.participant.number,
        site=visit.participant.site.code,
        visit=visit.visit,
        title=visit.name,
        due_on=visit.due_on,
        opens_on=visit.opens_on,
        closes_on=visit.closes_on,
        state=tries[-1].get_outcome_display() if tries else "Not approached yet",
        tries=len(tries),
    )


def _approaches(visit: FollowUp) -> tuple[ApproachRow, ...]:
    rows = visit.approaches.select_related("by").order_by("-at", "-pk")
    return tuple(
        ApproachRow(
            row.at, row.get_channel_display(), row.get_outcome_display(), row.note, str(row.by)
        )
        for row in rows
    )


def leavings_of(participant: Participant) -> list[Leaving]:
    return list(participant.leavings.filter(undone_at__isnull=True).order_by("at"))


def arm_names(participant: Participant) -> list[tuple[str, str]]:
    """Every arm of the trial, for a guess: the same list whoever she is."""
    return list(participant.trial.arms.order_by("code").values_list("code", "name"))
