"""The caseload: one row a patient, in order of need. Three queries, however many patients."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from alerts.models import Alert
from clinicians.wording import (
    LEVEL_COLOURS,
    against_baseline,
    ago,
    day_in_words,
    moment,
    score_in_words,
)
from diaries.drawings import Reading, sparkline
from diaries.models import CheckDraft, ContactRequest, PainCheck, Patient
from diaries.scales import in_figures
from paincheck.accounts.models import Leave, Role, User

SPARK_DAYS = 28
MINE, TEAM, SITE = "mine", "team", "site"
CLOSED = (Patient.Status.DISCHARGED, Patient.Status.DIED)


class Need(IntEnum):
    """The order of the rows. Below QUIET nothing is flagged."""

    NOT_CHECKED = 0
    RED = 1
    AMBER = 2
    CONTACT_WANTED = 3
    RISING = 4
    QUIET = 5
    NOT_HEARD_FROM = 6
    UP_TO_DATE = 7


NEED_OF_AMBER = {
    "contact_wanted": Need.CONTACT_WANTED,
    "rising_pain": Need.RISING,
    "above_goal": Need.RISING,
    "gone_quiet": Need.QUIET,
}


@dataclass(frozen=True)
class AlertLine:
    """One open alert, in the words of a row."""

    level: str
    colour: str
    sentence: str
    age: str
    taken: str
    overdue: bool


@dataclass(frozen=True)
class Row:
    """One patient. Everything is text already: no query can hide in the template."""

    code: str
    name: str
    hospital_number: str
    nurse: str
    world: str
    situation: str
    need: Need
    not_checked: str
    alerts: Sequence[AlertLine]
    last_check: str
    worst: str
    against_baseline: str
    note: str
    spark: SafeString


@dataclass(frozen=True)
class Caseload:
    """The page. `scopes` are the filters that this nurse has, (value, words) each."""

    needs_you: Sequence[Row]
    not_heard_from: Sequence[Row]
    up_to_date: Sequence[Row]
    practice: Sequence[Row]
    scope: str
    scopes: Sequence[tuple[str, str]]
    search: str

    @property
    def leads_site(self) -> bool:
        return len(self.scopes) > 2

    @property
    def is_empty(self) -> bool:
        return not (self.needs_you or self.not_heard_from or self.up_to_date or self.practice)


def caseload(
    nurse: User, *, roles: frozenset[str], scope: str, search: str, now: datetime
) -> Caseload:
    """`scope` is one of MINE, TEAM, SITE; a site's is for its lead nurse, others get their team.

    A search finds discharged and dead patients too, so that a slip can be undone.
    """
    scopes = [(MINE, "Mine"), (TEAM, "My team’s")] + (
        [(SITE, "My site’s")] if Role.Kind.LEAD_NURSE in roles else []
    )
    scope = scope if scope in dict(scopes) else TEAM
    patients = list(_patients(nurse, scope=scope, search=search, now=now))
    alerts = _alerts_of(patients)
    sparks = _readings_of(patients, now)
    keyed = [_row(patient, alerts[patient.pk], sparks[patient.pk], now) for patient in patients]
    rows = [row for _, row in sorted(keyed, key=lambda pair: pair[0])]
    live = [row for row in rows if not row.world]
    return Caseload(
        needs_you=[row for row in live if row.need < Need.NOT_HEARD_FROM],
        not_heard_from=[row for row in live if row.need == Need.NOT_HEARD_FROM],
        up_to_date=[row for row in live if row.need == Need.UP_TO_DATE],
        practice=[row for row in rows if row.world],
        scope=scope,
        scopes=scopes,
        search=search,
    )


def _patients(nurse: User, *, scope: str, search: str, now: datetime) -> "QuerySet[Patient]":
    if scope == SITE:
        found = Patient.objects.open_to(nurse, now)
    else:
        in_care = Patient.objects.in_care_of(nurse, now).values("pk")
        found = Patient.objects.filter(pk__in=in_care)
    if scope == MINE:
        today = _local_day(now)
        covered = Leave.objects.on(today).filter(cover=nurse).values("nurse")
        found = found.filter(Q(nurse=nurse) | Q(nurse__in=covered))
    for part in search.split()[:5]:
        found = found.filter(
            Q(first_name__icontains=part)
            | Q(last_name__icontains=part)
            | Q(hospital_number__icontains=part)
            | Q(code__icontains=part)
        )
    if not search:
        found = found.exclude(status__in=CLOSED)
    return found.select_related(
        "team__site", "nurse", "summary__last_check", "summary__baseline"
    ).annotate(**not_checked_yet(now))


def not_checked_yet(now: datetime) -> dict[str, Exists]:
    """What the rules have not looked at, or died over: shown first, never hidden (fail open)."""
    mine = {"patient": OuterRef("pk"), "flagged_at__isnull": True, "flag_due_at__isnull": False}
    late = Q(flag_due_at__lte=now) | Q(flag_attempts__gt=0)  # a draft has 15 minutes (S3)
    return {
        "unchecked": Exists(PainCheck.objects.current().filter(**mine)),
        "unchecked_request": Exists(ContactRequest.objects.filter(**mine)),
        "unchecked_draft": Exists(CheckDraft.objects.filter(late, **mine)),
        "rules_failed": Exists(
            PainCheck.objects.current().filter(**mine, flag_dead_at__isnull=False)
        ),
    }


def _alerts_of(patients: Iterable[Patient]) -> dict[int, list[Alert]]:
    found = Alert.objects.open().filter(patient__in=[patient.pk for patient in patients])
    by_patient: dict[int, list[Alert]] = defaultdict(list)
    for alert in found.select_related("taken_by"):
        by_patient[alert.patient_id].append(alert)
    return by_patient


def _readings_of(patients: Iterable[Patient], now: datetime) -> dict[int, list[Reading]]:
    since = _local_day(now) - timedelta(days=SPARK_DAYS)
    scores = (
        PainCheck.objects.current()
        .filter(patient__in=[patient.pk for patient in patients], day__gte=since)
        .values_list("patient", "day", "worst")
    )
    by_patient: dict[int, list[Reading]] = defaultdict(list)
    for patient_id, day, worst in scores:
        by_patient[patient_id].append(Reading(day=day, worst=worst))
    return by_patient


def _row(
    patient: Patient, alerts: list[Alert], readings: list[Reading], now: datetime
) -> tuple[tuple[object, ...], Row]:
    """The row with its place in the order: need, not yet taken, due first, worst pain."""
    zone = patient.team.site.time_zone
    today = now.astimezone(ZoneInfo(zone)).date()
    last, baseline = patient.summary.last_check, patient.summary.baseline
    not_checked = _not_checked(patient)
    alerts = sorted(alerts, key=_need_of)
    need = Need.NOT_CHECKED if not_checked else _need(patient, alerts, last, today)
    worst = last.worst if last else None
    row = Row(
        code=patient.code,
        name=patient.full_name,
        hospital_number=patient.hospital_number,
        nurse=patient.nurse.first_name,
        world="" if patient.world == Patient.World.LIVE else patient.get_world_display(),
        situation=situation(patient, now),
        need=need,
        not_checked=not_checked,
        alerts=[_line(alert, now, zone) for alert in alerts],
        last_check=f"{moment(last.answered_at, now, zone)}, {ago(last.answered_at, now)}"
        if last
        else "no check yet",
        worst=score_in_words(worst) if last else "",
        against_baseline=against_baseline(worst, baseline.worst if baseline else None),
        note=_note(last),
        spark=_spark(readings, today),
    )
    taken = bool(alerts) and alerts[0].taken_by_id is not None
    due_at = min((alert.due_at for alert in alerts if alert.due_at), default=now)
    return (need, taken, due_at, -(worst or 0), patient.last_name, patient.pk), row


def _need(patient: Patient, alerts: list[Alert], last: PainCheck | None, today: date) -> Need:
    if alerts:
        return _need_of(alerts[0])
    return Need.UP_TO_DATE if _is_up_to_date(patient, last, today) else Need.NOT_HEARD_FROM


def _need_of(alert: Alert) -> Need:
    if alert.level == Alert.Level.RED:
        return Need.RED
    return NEED_OF_AMBER.get(alert.rule, Need.AMBER)


def _is_up_to_date(patient: Patient, last: PainCheck | None, today: date) -> bool:
    """Safety rule S15: asked for checks, and none of them is missing."""
    if last is None or patient.paused_at or patient.status != Patient.Status.ACTIVE:
        return False
    days = (today - last.day).days
    return days <= (7 if patient.schedule == Patient.Schedule.WEEKLY else 1)


def situation(patient: Patient, now: datetime) -> str:
    """'In hospital since 3 November', 'Paused since ...'; empty for somebody at home."""
    today = _local_day(now)
    if patient.status != Patient.Status.ACTIVE:
        since = day_in_words(_local_day(patient.status_at), today)
        return f"{patient.get_status_display()} since {since}"
    if patient.paused_at is not None:
        return f"Paused since {day_in_words(_local_day(patient.paused_at), today)}"
    return ""


def _not_checked(patient: Patient) -> str:
    told = [
        ("rules_failed", "The rules failed on a check: read it yourself"),
        ("unchecked", "A new check, not yet checked by the rules"),
        ("unchecked_request", "Asked for contact, not yet checked by the rules"),
        ("unchecked_draft", "An unfinished check, not yet checked by the rules"),
    ]
    said = [words for name, words in told if getattr(patient, name)]
    return said[0] if said else ""


def _line(alert: Alert, now: datetime, zone: str) -> AlertLine:
    taken = ""
    if alert.taken_by and alert.taken_at:
        taken = f"{alert.taken_by.first_name} has it, since {moment(alert.taken_at, now, zone)}"
    return AlertLine(
        level=alert.get_level_display(),
        colour=LEVEL_COLOURS[alert.level],
        sentence=alert.sentence,
        age=ago(alert.opened_at, now),
        taken=taken,
        overdue=alert.due_at is not None and alert.due_at <= now,
    )


def _note(last: PainCheck | None) -> str:
    if last is not None and last.wish == PainCheck.Wish.NEXT_VISIT:
        return "Wants to talk at the next visit"
    return ""


def _spark(readings: list[Reading], today: date) -> SafeString:
    """Made of numbers by diaries.drawings, which escapes its words."""
    scores = [reading.worst for reading in readings if reading.worst is not None]
    said = (
        f"Worst pain over {SPARK_DAYS} days: from {in_figures(min(scores))} "
        f"to {in_figures(max(scores))}"
        if scores
        else f"No check in {SPARK_DAYS} days"
    )
    drawn = sparkline(readings, end=today, label=said, days=SPARK_DAYS)
    return mark_safe(drawn)  # noqa: S308  our own drawing of numbers


def _local_day(at: datetime) -> date:
    return timezone.localtime(at).date()
