"""What the rules need to know of a patient, and what pages need to know of alerts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from alerts import wording
from alerts.models import Alert, ThresholdSettings, Told
from alerts.rules import (
    LIMITS,
    OPEN_AGAIN_WITHIN,
    ClosedAlert,
    OpenAlert,
    Reading,
    Rule,
    Thresholds,
)
from alerts.rules.findings import Level
from alerts.rules.readings import LOOK_BACK
from diaries.answers import Answers
from diaries.models import CheckDraft, PainCheck, Patient
from diaries.queries.doses import taken_in_a_day
from paincheck.accounts.hours import in_words
from paincheck.accounts.models import Role, Site, User


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
        extra_doses_unsure=check.extra_doses_unsure,
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
    earlier = [reading_of(row, baseline_id=baseline_id) for row in rows]
    doses = taken_in_a_day(check.patient_id, check.answered_at)
    return [*earlier, replace(reading_of(check, baseline_id=baseline_id), doses_in_24_hours=doses)]


def goal_of(patient: Patient) -> Decimal | None:
    return None if patient.pain_goal is None else Decimal(patient.pain_goal)


def as_open(alert: Alert) -> OpenAlert:
    """An open alert as rule S11 reads it."""
    return OpenAlert(
        rule=Rule(alert.rule),
        level=Level(alert.level),
        # What nobody was told of is news, in however small steps it came.
        highest_score=alert.highest_score if alert.told_score is None else alert.told_score,
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
        expected=alert.closed_how == Alert.Closed.EXPECTED,
        danger=frozenset(alert.danger),
    )


def can_be_opened_again(alert: Alert, now: datetime) -> bool:
    """Closed by a nurse within the last day; what is expected, up to its review date."""
    if alert.closed_at is None or alert.closed_by_id is None:
        return False
    if alert.closed_how not in (Alert.Closed.CONTACT, Alert.Closed.REASON, Alert.Closed.EXPECTED):
        return False
    return now - alert.closed_at <= OPEN_AGAIN_WITHIN or is_expected(alert, now)


def is_expected(alert: Alert, now: datetime) -> bool:
    """Silent for this patient, by a nurse's word, until its review date."""
    expected = alert.closed_how == Alert.Closed.EXPECTED and alert.review_on is not None
    return expected and timezone.localtime(now).date() < alert.review_on  # type: ignore[operator]


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


@dataclass(frozen=True)
class OpenAlerts:
    """How the open alerts stand: how many of each level, since when the oldest one waits whose next
    step up the ladder is overdue, and of how many nobody could be told."""

    by_level: dict[str, int]
    overdue_since: datetime | None
    unheard: int


def open_alerts(now: datetime) -> OpenAlerts:
    """One query, whatever their number. What nobody could be told of is not overdue as well; a
    practice patient is never counted."""
    awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now)
    overdue = Q(taken_by__isnull=True, unheard_since__isnull=True, escalates_at__lte=now) & awake
    rows = list(
        Alert.objects.open()
        .filter(patient__world=Patient.World.LIVE)
        .values("level")
        .annotate(
            n=Count("pk"),
            overdue=Min("escalates_at", filter=overdue),
            unheard=Count("pk", filter=Q(unheard_since__isnull=False)),
        )
    )
    return OpenAlerts(
        by_level=dict.fromkeys(Alert.Level.values, 0) | {r["level"]: r["n"] for r in rows},
        overdue_since=min((row["overdue"] for row in rows if row["overdue"]), default=None),
        unheard=sum(row["unheard"] for row in rows),
    )


@dataclass(frozen=True)
class UnheardTeam:
    """A team with open alerts of which nobody could be told. Nothing here is about a patient.

    `alerts` are 'Urgent, since today at 9.12am'; `passed_over` are (name, why); `mend` is what
    would help.
    """

    site: str
    team: str
    team_id: int
    site_id: int
    alerts: Sequence[str]
    passed_over: Sequence[tuple[str, str]]
    mend: Sequence[str]


def unheard_teams(manager: User, now: datetime) -> list[UnheardTeam]:
    """Of the sites that she runs, the longest waiting first. Two queries."""
    run = Role.objects.filter(user=manager, role=Role.Kind.MANAGER).values("site")
    alerts = Alert.objects.unheard().filter(patient__team__site__in=run)
    found = alerts.select_related("patient__team__site").order_by("unheard_since")
    skipped: dict[int, list[Told]] = {}
    rows = Told.objects.filter(alert__in=alerts, round=F("alert__sent_round"))
    for row in rows.exclude(skipped_why="").select_related("person", "alert__patient"):
        skipped.setdefault(row.alert.patient.team_id, []).append(row)
    by_team: dict[int, list[Alert]] = {}
    for alert in found:
        by_team.setdefault(alert.patient.team_id, []).append(alert)
    return [_unheard_team(mine, skipped.get(pk, []), now) for pk, mine in by_team.items()]


def _unheard_team(alerts: Sequence[Alert], rows: Sequence[Told], now: datetime) -> UnheardTeam:
    team = alerts[0].patient.team
    people = [row for row in rows if row.person]
    names = {row.person.full_name: row.get_skipped_why_display() for row in people if row.person}
    desk = [row for row in rows if row.person is None]
    mend = [wording.MENDING[why] for why in sorted({row.skipped_why for row in people})]
    return UnheardTeam(
        site=team.site.name,
        team=team.name,
        team_id=team.pk,
        site_id=team.site_id,
        alerts=[
            f"{wording.LEVEL_WORDS[alert.level]}, since "
            + in_words(alert.unheard_since or now, now, team.site.time_zone)
            for alert in alerts
        ],
        passed_over=[
            *sorted(names.items()),
            *[("The site’s own address", row.get_skipped_why_display()) for row in desk[:1]],
        ],
        mend=[*mend, *([wording.MEND_DESK] if desk else [])],
    )
