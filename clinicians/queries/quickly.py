"""How quickly a team takes and closes its alerts. Of the team as a whole, never of one nurse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from alerts.models import Alert
from alerts.wording import LEVEL_WORDS
from diaries.models import Patient
from paincheck.accounts.hours import Hours
from paincheck.accounts.models import User
from paincheck.accounts.queries import hours_or_always
from paincheck.audit.models import AuditEvent

DAYS = 28
SEEN_TO = ("alert.taken", "alert.snoozed", "alert.closed.contact", "alert.closed.reason",
           "alert.closed.expected")  # fmt: skip


@dataclass(frozen=True)
class LevelRow:
    """One level over the last 28 days, in working time: '25 minutes', or 'none yet'."""

    level: str
    alerts: int
    to_take: str
    to_close: str
    still_open: int


def how_quickly(nurse: User, now: datetime) -> Sequence[LevelRow]:
    """Red and amber alerts of the patients in her teams' care; practice is never counted, nor what
    ended by itself. Three queries, and one for the hours of each site."""
    in_care = Patient.objects.in_care_of(nurse, now).filter(world=Patient.World.LIVE)
    since = now - timedelta(days=DAYS)
    rows = Alert.objects.filter(patient__in=in_care.values("pk"), opened_at__gte=since)
    rows = rows.exclude(closed_how__in=[Alert.Closed.CLEARED, Alert.Closed.STATUS])
    alerts = list(rows.exclude(level=Alert.Level.GREY).select_related("patient__team__site"))
    first = _first_seen_to(alerts, since)
    sites = {alert.patient.team.site_id: alert.patient.team.site for alert in alerts}
    hours = {pk: hours_or_always(site, now) for pk, site in sites.items()}
    return [_row(level, alerts, first, hours) for level in ("RED", "AMBER")]


def _first_seen_to(alerts: Sequence[Alert], since: datetime) -> dict[int, datetime]:
    """When a nurse first took it, put it off or closed it: what got worse keeps its first time."""
    lines = AuditEvent.objects.filter(
        action__in=SEEN_TO,
        at__gte=since,
        subject_type=Alert._meta.label,
        patient_id__in={alert.patient_id for alert in alerts},
    )
    told = lines.order_by("-at").values_list("subject_id", "at")
    return {int(pk): at for pk, at in told}


def _row(
    level: str, alerts: Sequence[Alert], first: dict[int, datetime], hours: dict[int, Hours]
) -> LevelRow:
    mine = [alert for alert in alerts if alert.level == level]
    taken, closed = [], []
    for alert in mine:
        site = hours[alert.patient.team.site_id]
        if alert.pk in first:
            taken.append(working_time(site, alert.opened_at, first[alert.pk]))
        if alert.closed_at is not None:
            closed.append(working_time(site, alert.opened_at, alert.closed_at))
    return LevelRow(
        level=LEVEL_WORDS[level],
        alerts=len(mine),
        to_take=in_words(taken),
        to_close=in_words(closed),
        still_open=sum(alert.closed_at is None for alert in mine),
    )


def working_time(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much of the time between two moments the site was open."""
    day, total = start.astimezone(hours.zone).date(), timedelta(0)
    while day <= end.astimezone(hours.zone).date():
        span = hours.span(day)
        if span is not None:
            total += max(min(span[1], end) - max(span[0], start), timedelta(0))
        day += timedelta(days=1)
    return total


def in_words(spans: Sequence[timedelta]) -> str:
    """The median: '25 minutes', '2 hours 10 minutes'."""
    if not spans:
        return "none yet"
    minutes = round(median(span.total_seconds() for span in spans) / 60)
    hours, rest = divmod(minutes, 60)
    parts = [_count(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(_count(rest, "minute"))
    return " ".join(parts)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
