"""The caseload: one row a patient, in order of need. Three queries, however many patients."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from alerts.models import Alert
from clinicians.queries.rows import SPARK_DAYS, Need, Row, local_day, row_of
from diaries.drawings import Reading
from diaries.models import (
    CheckDraft,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    FullerCheck,
    Message,
    NoLongerTaken,
    PainCheck,
    Patient,
)
from paincheck.accounts.models import Leave, Role, User

MINE, TEAM, SITE = "mine", "team", "site"
CLOSED = (Patient.Status.DISCHARGED, Patient.Status.DIED)


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
    def written(self) -> int:
        """How many patients wait for a nurse to read what they have written."""
        rows = [*self.needs_you, *self.not_heard_from, *self.up_to_date]
        return sum(row.new_message for row in rows)

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
    keyed = [row_of(patient, alerts[patient.pk], sparks[patient.pk], now) for patient in patients]
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
        today = local_day(now)
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
        # An end closes all alerts: what is open has come in since.
        news = Alert.objects.open().filter(patient=OuterRef("pk"))
        found = found.filter(~Q(status__in=CLOSED) | Exists(news) | _new_message())
    return found.select_related(
        "team__site", "nurse", "summary__last_check", "summary__baseline"
    ).annotate(left_off=_left_off(), new_message=_new_message(), **not_checked_yet(now))


def _left_off() -> Exists:
    """Says that she no longer takes a medicine, and nobody has answered."""
    return Exists(
        NoLongerTaken.objects.filter(
            patient=OuterRef("pk"), answered_at__isnull=True, taken_back_at__isnull=True
        )
    )


def _new_message() -> Exists:
    """She has written, and no nurse has read it."""
    unread = Message.objects.from_patients().unread()
    return Exists(unread.filter(patient=OuterRef("pk")))


def not_checked_yet(now: datetime) -> dict[str, Exists]:
    """What the rules have not looked at, or died over: shown first, never hidden (fail open)."""
    mine = {"patient": OuterRef("pk"), "flagged_at__isnull": True, "flag_due_at__isnull": False}
    late = Q(flag_due_at__lte=now) | Q(flag_attempts__gt=0)  # a draft has 15 minutes (S3)
    return {
        "unchecked": Exists(PainCheck.objects.current().filter(**mine)),
        "unchecked_danger": Exists(DangerSaid.objects.filter(**mine)),
        "unchecked_request": Exists(ContactRequest.objects.filter(**mine)),
        "unchecked_draft": Exists(CheckDraft.objects.filter(late, **mine)),
        "unchecked_message": Exists(Message.objects.filter(late, **mine)),
        "unchecked_fuller": Exists(FullerCheck.objects.filter(late, **mine)),
        "unchecked_dose": Exists(ExtraDose.objects.standing().filter(**mine)),
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
    since = local_day(now) - timedelta(days=SPARK_DAYS)
    scores = (
        PainCheck.objects.current()
        .filter(patient__in=[patient.pk for patient in patients], day__gte=since)
        .values_list("patient", "day", "worst")
    )
    by_patient: dict[int, list[Reading]] = defaultdict(list)
    for patient_id, day, worst in scores:
        by_patient[patient_id].append(Reading(day=day, worst=worst))
    return by_patient
