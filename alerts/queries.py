"""What the rules need to know of a patient, and what pages need to know of alerts."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from alerts.models import Alert, ThresholdSettings
from alerts.rules import LIMITS, ClosedAlert, OpenAlert, Reading, Rule, Thresholds
from alerts.rules.findings import Level
from diaries.answers import Answers
from diaries.models import CheckDraft, PainCheck, Patient
from paincheck.accounts.models import Role, Site, User

# More checks than any rule looks back on.
LOOK_BACK = 30


def thresholds_for(patient: Patient) -> Thresholds:
    """The defaults, with the site's numbers over them, and the patient's own over both."""
    rows = ThresholdSettings.objects.filter(patient=patient) | ThresholdSettings.objects.filter(
        site=patient.team.site_id
    )
    numbers = Thresholds()
    for row in sorted(rows, key=lambda row: row.patient_id is not None):
        numbers = numbers.with_overrides({name: getattr(row, name) for name in LIMITS})
    return numbers


def thresholds_of_site(site: Site) -> Thresholds:
    """The numbers in force at a site, before any patient's own."""
    row = ThresholdSettings.objects.filter(site=site).first()
    if row is None:
        return Thresholds()
    return Thresholds().with_overrides({name: getattr(row, name) for name in LIMITS})


def reading_of(check: PainCheck, *, baseline_id: object = None) -> Reading:
    """A stored check as the rules read it."""
    return Reading(
        at=check.answered_at,
        received_at=check.received_at,
        day=check.day,
        worst=check.worst,
        average=check.average,
        least=check.least,
        now=check.now,
        extra_doses=check.extra_doses,
        danger=tuple(check.danger_items),
        danger_gate=check.danger,
        contact_wish=check.wish,
        is_baseline=check.pk == baseline_id,
        since_last=check.since_last,
    )


def reading_of_draft(draft: CheckDraft) -> Reading:
    """An unfinished check as the rules read it."""
    answers = Answers.from_dict(draft.answers)
    return Reading(
        at=draft.saved_at,
        received_at=draft.saved_at,
        day=timezone.localtime(draft.saved_at).date(),
        worst=answers.worst,
        average=answers.average,
        least=answers.least,
        now=answers.now,
        extra_doses=answers.extra_doses,
        danger=answers.danger_items,
        danger_gate=answers.danger,
        contact_wish=answers.wish,
    )


def readings_up_to(check: PainCheck) -> list[Reading]:
    """The check to be judged, last, after those from before its time; the baseline among them."""
    before = (
        PainCheck.objects.current()
        .filter(patient=check.patient_id, answered_at__lte=check.answered_at)
        .exclude(pk=check.pk)
        .order_by("-answered_at", "-received_at")
    )
    baseline_id = check.patient.summary.baseline_id
    rows = list(before[:LOOK_BACK])
    if baseline_id and baseline_id != check.pk and all(row.pk != baseline_id for row in rows):
        rows += list(before.filter(pk=baseline_id))
    rows.reverse()
    return [reading_of(row, baseline_id=baseline_id) for row in [*rows, check]]


def goal_of(patient: Patient) -> Decimal | None:
    return None if patient.pain_goal is None else Decimal(patient.pain_goal)


def as_open(alert: Alert) -> OpenAlert:
    """An open alert as rule S11 reads it."""
    return OpenAlert(
        rule=Rule(alert.rule),
        level=Level(alert.level),
        highest_score=alert.highest_score,
        last_found_at=alert.last_found_at,
        danger=frozenset(alert.danger),
        wish=alert.wish,
        snoozed=alert.snoozed_until is not None,
    )


def as_closed(alert: Alert | None) -> ClosedAlert | None:
    """The last closed alert as rule S12 reads it."""
    if alert is None or alert.closed_at is None:
        return None
    return ClosedAlert(
        rule=Rule(alert.rule),
        level=Level(alert.level),
        score=alert.highest_score,
        closed_on=timezone.localtime(alert.closed_at).date(),
        review_on=alert.review_on,
        cleared=alert.cleared_at is not None,
    )


def settings_of(
    *, site: Site | None = None, patient: Patient | None = None
) -> ThresholdSettings | None:
    """The row of a site's or of a patient's own numbers, if there is one."""
    return ThresholdSettings.objects.filter(site=site, patient=patient).first()


def own_numbers(row: ThresholdSettings | None) -> dict[str, int | None]:
    return {name: getattr(row, name, None) for name in LIMITS}


def sites_led_by(nurse: User) -> list[Site]:
    """The sites where she is lead nurse."""
    led = Site.objects.filter(roles__user=nurse, roles__role=Role.Kind.LEAD_NURSE)
    return list(led.order_by("name"))


def patient_open_to(nurse: User, code: str, now: datetime) -> Patient | None:
    """A patient whom she may look after; another team's is none at all."""
    if "\x00" in code:
        return None  # PostgreSQL would not even look for it
    mine = Patient.objects.open_to(nurse, now).select_related("team__site")
    return mine.filter(code=code.upper()).first()
