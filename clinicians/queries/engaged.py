"""Engagement, patient by patient: introductions, checks, what was seen, and talks after alerts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from alerts.models import Alert
from clinicians.engagement import (
    BY_SLUG,
    Measure,
    Period,
    Row,
    Span,
    by_name,
    checks_of_due,
    days_asked,
    in_time,
    spans_off,
)
from clinicians.introducing import progress
from clinicians.models import Introduction
from clinicians.queries.introduction import done_of
from clinicians.queries.quickly import in_words, middle, open_in_words, span_until
from clinicians.wording import day_in_words
from diaries.models import Contact, PainCheck, Patient
from diaries.queries.patients import OPEN
from paincheck.accounts.hours import Hours
from paincheck.accounts.models import Team
from paincheck.audit.models import AuditEvent

STATUS, PAUSED, RESUMED = "patient.status.", "diary.paused", "diary.resumed"
Events = Mapping[int, Sequence[tuple[date, str]]]


@dataclass(frozen=True)
class Scope:
    """Whose numbers, and of which time: what each measure is handed."""

    teams: Sequence[Team]
    patients: Mapping[int, Patient]
    hours: Mapping[int, Hours]  # by site
    period: Period
    now: datetime

    @property
    def live(self) -> "QuerySet[Patient]":
        """Practice and test patients are never counted."""
        return Patient.objects.filter(team__in=self.teams, world=Patient.World.LIVE)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment of the period to its last."""
        zone, after = timezone.get_current_timezone(), self.period.last + timedelta(days=1)
        start = datetime.combine(self.period.first, time(), zone)
        return start, datetime.combine(after, time(), zone) - timedelta(microseconds=1)

    def hours_of(self, patient: Patient) -> Hours:
        return self.hours[patient.team.site_id]


def local_day(at: datetime) -> date:
    return timezone.localtime(at).date()


def row_of(
    patient: Patient, done: int, of: int, words: str = "", value: float | None = None
) -> Row:
    return Row(
        name=patient.full_name,
        team=patient.team.name,
        done=done,
        of=of,
        words=words,
        code=patient.code,
        nurse=patient.nurse.full_name,
        site=patient.team.site.name,
        value=value,
    )


def introduced(scope: Scope) -> Measure:
    """Three queries: what ticked itself is known from the patient's own rows."""
    found = Introduction.objects.filter(
        patient__in=scope.live.values("pk"),
        due_on__range=(scope.period.first, scope.period.last),
    ).select_related("patient__summary__baseline", "patient__reminders")
    events = _events(scope)
    rows = []
    for one in found.prefetch_related("steps"):
        patient = scope.patients[one.patient_id]
        in_good_time = one.finished_at is not None and local_day(one.finished_at) <= one.due_on
        if in_good_time or not _closed_by(one.due_on, patient, events):
            rows.append(row_of(patient, int(in_good_time), 1, _introduced_words(one, scope)))
    return Measure(BY_SLUG["introduced"], by_name(rows))


def _introduced_words(one: Introduction, scope: Scope) -> str:
    today = local_day(scope.now)
    due = f"Due on {day_in_words(one.due_on, today)}"
    if one.finished_at is not None:
        return f"{due}, finished on {day_in_words(local_day(one.finished_at), today)}"
    if one.not_done_at is not None:
        return f"{due}, not done: {one.get_not_done_display()}"
    return f"{due}, {progress(done_of(one.patient, one))}"


def together(scope: Scope) -> Measure:
    """One query. A correction is not a first check; an imported one is nobody's here."""
    checks = PainCheck.objects.filter(patient__in=scope.live.values("pk"), amends__isnull=True)
    checks = checks.exclude(source=PainCheck.Source.IMPORTED)
    first: dict[int, tuple[datetime, str]] = {}
    # Only of those whose first one is not older: the rest would be their whole diaries.
    begun = checks.values("patient").annotate(first=Min("answered_at"))
    begun = begun.filter(first__range=scope.moments)
    rows = checks.filter(
        patient__in=begun.values("patient"), answered_at__range=scope.moments
    ).order_by("answered_at", "received_at")
    for pk, at, source in rows.values_list("patient", "answered_at", "source"):
        first.setdefault(pk, (at, source))
    return Measure(
        BY_SLUG["together"],
        by_name(_first_row(scope, pk, at, source) for pk, (at, source) in first.items()),
    )


def _first_row(scope: Scope, pk: int, at: datetime, source: str) -> Row:
    how = PainCheck.Source(source).label
    words = f"{how}, {day_in_words(local_day(at), local_day(scope.now))}"
    return row_of(scope.patients[pk], int(source == PainCheck.Source.TOGETHER), 1, words)


def checks(scope: Scope) -> Measure:
    """Two queries: the days with a check, and the trail of pauses and situations."""
    done: dict[int, set[date]] = defaultdict(set)
    found = PainCheck.objects.current().filter(
        patient__in=scope.live.values("pk"), day__range=(scope.period.first, scope.period.last)
    )
    found = found.exclude(source=PainCheck.Source.IMPORTED).order_by()
    for pk, day in found.values_list("patient", "day").distinct():
        done[pk].add(day)
    events, rows = _events(scope), []
    for pk, patient in scope.patients.items():
        if patient.invited_at is None:
            continue
        off = spans_not_asked(patient, events)
        asked = days_asked(scope.period, after=local_day(patient.invited_at), off=off)
        weekly = patient.schedule == Patient.Schedule.WEEKLY
        made, due = checks_of_due(scope.period, asked=asked, checked=done[pk], weekly=weekly)
        if due:
            words = f"{made} of {due} {'weeks' if weekly else 'days'}"
            rows.append(row_of(patient, made, due, words))
    return Measure(BY_SLUG["checks"], by_name(rows))


def _events(scope: Scope) -> Events:
    return events_of(scope.live)


def events_of(patients: "QuerySet[Patient]") -> Events:
    """When each one's checks or situation changed, as the trail says. One query."""
    lines = AuditEvent.objects.filter(patient_id__in=patients.values("pk"))
    lines = lines.filter(Q(action__startswith=STATUS) | Q(action__in=[PAUSED, RESUMED]))
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for pk, at, action in lines.order_by("at", "pk").values_list("patient_id", "at", "action"):
        if pk is not None:
            found[pk].append((local_day(at), action))
    return found


def spans_not_asked(patient: Patient, events: Events) -> list[Span]:
    """Paused, in hospital, in the last days, or no longer in care."""
    return [*_away(patient, events), *_paused(patient, events)]


def _away(patient: Patient, events: Events) -> list[Span]:
    home = f"{STATUS}{Patient.Status.ACTIVE.lower()}"
    told = [(day, act == home) for day, act in events.get(patient.pk, ()) if STATUS in act]
    away = patient.status != Patient.Status.ACTIVE
    return spans_off(told, off_since=local_day(patient.status_at) if away else None)


def _paused(patient: Patient, events: Events) -> list[Span]:
    told = [
        (day, act == RESUMED) for day, act in events.get(patient.pk, ()) if act in (PAUSED, RESUMED)
    ]
    at = patient.paused_at
    return spans_off(told, off_since=local_day(at) if at else None)


def _closed_by(day: date, patient: Patient, events: Events) -> bool:
    """Whether the diary was closed at the end of that day, as the trail or else the row says."""
    told = [act for on, act in events.get(patient.pk, ()) if STATUS in act and on <= day]
    if told:
        return told[-1].removeprefix(STATUS).upper() not in OPEN
    return patient.status not in OPEN and local_day(patient.status_at) <= day


def seen(scope: Scope) -> Measure:
    """One query. Seen is what S6 calls seen."""
    found = PainCheck.objects.current().filter(
        patient__in=scope.live.values("pk"), received_at__range=scope.moments
    )
    found = found.exclude(source=PainCheck.Source.IMPORTED).order_by()
    told = found.annotate(first=Min("seen_marks__seen_at"))
    judged: dict[int, list[bool]] = defaultdict(list)
    for pk, at, first in told.values_list("patient", "received_at", "first"):
        deadline = scope.hours_of(scope.patients[pk]).add_working_days(at, 1)
        verdict = in_time(deadline, first, scope.now)
        if verdict is not None:
            judged[pk].append(verdict)
    rows = [
        row_of(scope.patients[pk], sum(each), len(each), f"{sum(each)} of {len(each)} checks")
        for pk, each in judged.items()
    ]
    return Measure(BY_SLUG["seen"], by_name(rows))


def red(scope: Scope) -> Measure:
    return _talks(scope, Alert.Level.RED)


def amber(scope: Scope) -> Measure:
    return _talks(scope, Alert.Level.AMBER)


@dataclass(frozen=True)
class _Asked:
    """An alert of somebody: the working time until a talk (None: not yet). `left_out`: closed by
    a reason, so that nobody waits for a talk."""

    span: timedelta | None
    opened_at: datetime
    left_out: bool

    @property
    def waits(self) -> bool:
        return self.span is None and not self.left_out


def _talks(scope: Scope, level: Alert.Level) -> Measure:
    """One query. What ended by itself asked nobody for a talk."""
    alerts = Alert.objects.filter(
        patient__in=scope.live.values("pk"), level=level, opened_at__range=scope.moments
    ).exclude(closed_how__in=[Alert.Closed.CLEARED, Alert.Closed.STATUS])
    reached = Q(contacts__outcome__in=Contact.REACHED, contacts__voided_at=None)
    told = alerts.annotate(talk=Min("contacts__at", filter=reached))
    found: dict[int, list[_Asked]] = defaultdict(list)
    for pk, opened, closed, talk in told.values_list("patient", "opened_at", "closed_at", "talk"):
        span = span_until(scope.hours_of(scope.patients[pk]), opened, talk)
        found[pk].append(_Asked(span, opened, left_out=talk is None and closed is not None))
    rows = [_talk_row(scope.patients[pk], each, scope.now) for pk, each in found.items()]
    every = [one for each in found.values() for one in each]
    beside = "; ".join(_talk_words(every, scope.now, unit=" of working time"))
    return Measure(BY_SLUG[level.lower()], by_name(rows), beside=beside)


def _talk_row(patient: Patient, asked: Sequence[_Asked], now: datetime) -> Row:
    done = sum(one.span is not None for one in asked)
    words = "; ".join([f"{done} of {len(asked)} alerts", *_talk_words(asked, now)])
    half = middle([one.span for one in asked if not one.left_out])
    minutes = None if half is None else round(half.total_seconds() / 60)
    return row_of(patient, done, len(asked), words, minutes)


def _talk_words(asked: Sequence[_Asked], now: datetime, unit: str = "") -> list[str]:
    """'half of all within 1 hour of working time', '3 wait for it, the oldest since ...'."""
    spans = [one.span for one in asked if not one.left_out]
    waiting = [one.opened_at for one in asked if one.waits]
    words = []
    if spans:
        words.append(f"{in_words(spans)}{unit if middle(spans) is not None else ''}")
    if waiting:
        words.append(f"open without a talk: {open_in_words(waiting, now)}")
    return words
