"""What the monitor and the office look at: logs, questions, unmaskings, the trail in words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent
from trial.models import (
    Consent,
    DataQuery,
    Participant,
    SafetyReport,
    TrialSite,
    Unmasking,
)
from trial.queries.rights import Held, participants_of
from trial.trail import ARMS_SEEN, words_of


@dataclass(frozen=True)
class TrailRow:
    at: datetime
    who: str
    what: str
    fields: str
    reason: str


@dataclass(frozen=True)
class SafetyLog:
    open: tuple[SafetyReport, ...]
    rest: tuple[SafetyReport, ...]


def safety_log(held: Held, *kinds: str) -> SafetyLog:
    """What still must be reported onwards first, by its deadline; of her sites, in this world."""
    sites = held.sites(*kinds)
    mine = SafetyReport.objects.filter(trial=held.trial, world=held.trial.world)
    if sites is not None:
        mine = mine.filter(site__in=sites)
    rows = mine.select_related("site", "participant", "by")
    waits = Q(due_at__isnull=False, reported_at__isnull=True)
    return SafetyLog(tuple(rows.filter(waits).order_by("due_at")), tuple(rows.exclude(waits)[:500]))


def safety_of(held: Held, pk: int, *kinds: str) -> SafetyReport | None:
    found = SafetyReport.objects.filter(trial=held.trial, world=held.trial.world, pk=pk).first()
    sites = held.sites(*kinds)
    return None if found is None or (sites is not None and found.site_id not in sites) else found


def sites_of(held: Held, *kinds: str) -> "object":
    sites = held.sites(*kinds)
    every = TrialSite.objects.filter(trial=held.trial)
    return every if sites is None else every.filter(pk__in=sites)


def queries_of(held: Held, *kinds: str) -> list[DataQuery]:
    """Open ones first: waiting for an answer, then answered, then closed."""
    mine = DataQuery.objects.filter(participant__in=participants_of(held, *kinds))
    return list(
        mine.select_related("participant", "asked_by", "answered_by").order_by(
            F("closed_at").asc(nulls_first=True), F("answered_at").asc(nulls_first=True), "asked_at"
        )[:500]
    )


def query_of(held: Held, pk: int, *kinds: str) -> DataQuery | None:
    mine = DataQuery.objects.filter(participant__in=participants_of(held, *kinds), pk=pk)
    return mine.select_related("participant__trial", "participant__site").first()


def forms_of(participant: Participant) -> list[tuple[str, str]]:
    visits = participant.follow_ups.values_list("visit", "name")
    return [("BASELINE", "Baseline"), *visits]


def unmaskings_of(held: Held) -> list[Unmasking]:
    """Every one in this world; no arm stands in it."""
    rows = Unmasking.objects.filter(
        participant__trial=held.trial, participant__world=held.trial.world
    )
    return list(
        rows.select_related("participant", "who", "asked_by", "answered_by").order_by("-asked_at")
    )


def unmasking_of(held: Held, pk: int) -> Unmasking | None:
    return next((row for row in unmaskings_of(held) if row.pk == pk), None)


def trail_of(participant: Participant) -> list[TrailRow]:
    """Everything that was done about one participant in the trial, in words, oldest first.

    Only lines about the trial's own rows: those of a diary would tell that there is one.
    """
    keys: dict[str, set[str]] = {Participant._meta.label: {str(participant.pk)}}
    for relation in Participant._meta.related_objects:
        model = relation.related_model
        found = model._default_manager.filter(**{relation.field.name: participant})
        keys[model._meta.label] = {str(pk) for pk in found.values_list("pk", flat=True)}
    wanted = Q()
    for label, ids in keys.items():
        wanted |= Q(subject_type=label, subject_id__in=ids)
    return _rows(AuditEvent.objects.filter(wanted, subject_type__startswith="trial."))


def accesses_of(held: Held) -> list[TrailRow]:
    """Every time somebody saw arms: pages, files, unmaskings, and the one result of an allocation.

    Newest first, 1,000 at most; of both worlds, since who looked is no result.
    """
    ids = [str(row.pk) for row in unmaskings_of(held)]
    about = Q(subject_type="trial.Trial", subject_id=str(held.trial.pk)) | Q(
        subject_type="trial.Unmasking", subject_id__in=ids
    )
    lines = AuditEvent.objects.filter(about, action__in=ARMS_SEEN)
    return list(reversed(_rows(lines.order_by("-id")[:1000])))[::-1]


def _rows(lines: "object") -> list[TrailRow]:
    events = sorted(lines, key=lambda line: line.pk)  # type: ignore[call-overload]
    people = User.objects.in_bulk({line.actor_id for line in events if line.actor_id})
    return [
        TrailRow(
            line.at,
            str(people.get(line.actor_id, "")) if line.actor_id else line.system,
            words_of(line.action),
            ", ".join(line.fields),
            line.reason,
        )
        for line in events
    ]


@dataclass(frozen=True)
class Candidate:
    number: str
    site: str
    day: int
    use: str
    picked: bool


def interview_list(held: Held, now: datetime) -> list[Candidate]:
    """Those who agreed to be asked, live, by site, days since allocation and use of the diary.

    For the statistician alone: use tells the arm.
    """
    agreed = Consent.objects.filter(interview=True).values("participant")
    rows = participants_of(held).filter(pk__in=agreed, died_on__isnull=True)
    found = rows.filter(allocation__isnull=False, leavings__isnull=True)
    rows = found.select_related("site", "allocation__arm", "interview_pick", "patient__summary")
    return [
        Candidate(
            row.number,
            row.site.code,
            (now - row.allocation.at).days,
            _use(row),
            hasattr(row, "interview_pick"),
        )
        for row in rows.order_by("site__code", "allocation__at")
    ]


def _use(row: Participant) -> str:
    if row.patient is None:
        return "No diary"
    return "Uses the diary" if row.patient.summary.last_check_id else "Has not begun"
