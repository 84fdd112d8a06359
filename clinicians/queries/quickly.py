"""How quickly a team takes and closes its alerts. Of the team as a whole, never of one nurse.

What is not done yet counts as not yet, so that what waits long makes no number look better.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from alerts.models import Alert
from alerts.wording import LEVEL_WORDS
from clinicians.wording import moment
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
    """One level, in working time: 'half of all within 25 minutes', '2, the oldest since ...'."""

    level: str
    alerts: int
    to_take: str
    to_close: str
    still_open: str


def how_quickly(nurse: User, now: datetime) -> Sequence[LevelRow]:
    """Red and amber alerts of the patients in her teams' care, of 28 days or open still; practice
    is never counted, nor what ended by itself. Two queries, and one for the hours of each site."""
    in_care = Patient.objects.in_care_of(nurse, now).filter(world=Patient.World.LIVE)
    lately = Q(opened_at__gte=now - timedelta(days=DAYS)) | Q(closed_at=None)
    rows = Alert.objects.filter(lately, patient__in=in_care.values("pk"))
    rows = rows.exclude(closed_how__in=[Alert.Closed.CLEARED, Alert.Closed.STATUS])
    alerts = list(rows.exclude(level=Alert.Level.GREY).select_related("patient__team__site"))
    first = _first_seen_to(alerts)
    sites = {alert.patient.team.site_id: alert.patient.team.site for alert in alerts}
    hours = {pk: hours_or_always(site, now) for pk, site in sites.items()}
    return [_row(level, alerts, first, hours, now) for level in ("RED", "AMBER")]


def _first_seen_to(alerts: Sequence[Alert]) -> dict[int, datetime]:
    """When a nurse first took it, put it off or closed it: what got worse keeps its first time."""
    lines = AuditEvent.objects.filter(
        action__in=SEEN_TO,
        subject_type=Alert._meta.label,
        patient_id__in={alert.patient_id for alert in alerts},
    )
    told = lines.order_by("-at").values_list("subject_id", "at")
    return {int(pk): at for pk, at in told}


def _row(
    level: str,
    alerts: Sequence[Alert],
    first: dict[int, datetime],
    hours: dict[int, Hours],
    now: datetime,
) -> LevelRow:
    mine = [alert for alert in alerts if alert.level == level]
    taken, closed = [], []
    for alert in mine:
        site, ended = hours[alert.patient.team.site_id], alert.closed_at
        taken.append(span_until(site, alert.opened_at, first.get(alert.pk, ended)))
        closed.append(span_until(site, alert.opened_at, ended))
    return LevelRow(
        level=LEVEL_WORDS[level],
        alerts=len(mine),
        to_take=in_words(taken),
        to_close=in_words(closed),
        still_open=open_in_words([one.opened_at for one in mine if one.closed_at is None], now),
    )


def span_until(hours: Hours, start: datetime, end: datetime | None) -> timedelta | None:
    """In working time; None: not yet."""
    return None if end is None else working_time(hours, start, end)


def working_time(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much of the time between two moments the site was open."""
    day, total = start.astimezone(hours.zone).date(), timedelta(0)
    while day <= end.astimezone(hours.zone).date():
        span = hours.span(day)
        if span is not None:
            total += max(min(span[1], end) - max(span[0], start), timedelta(0))
        day += timedelta(days=1)
    return total


def middle(spans: Collection[timedelta | None]) -> timedelta | None:
    """Within which half of all were done, those not done yet among them (None). None: fewer."""
    known = sorted(span for span in spans if span is not None)
    half = (len(spans) + 1) // 2
    return known[half - 1] if 0 < half <= len(known) else None


def in_words(spans: Collection[timedelta | None]) -> str:
    """'half of all within 2 hours 10 minutes', 'fewer than half so far', 'none'; of one alone
    'within 25 minutes' or 'not yet'."""
    if not spans:
        return "none"
    found, one = middle(spans), len(spans) == 1
    if found is None:
        return "not yet" if one else "fewer than half so far"
    minutes = max(round(found.total_seconds() / 60), 1)  # what is done at night takes no time
    hours, rest = divmod(minutes, 60)
    parts = [_count(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(_count(rest, "minute"))
    return f"{'' if one else 'half of all '}within {' '.join(parts)}"


def open_in_words(opened: Collection[datetime], now: datetime) -> str:
    """'none', '8, the oldest since Friday 4.30pm'."""
    if not opened:
        return "none"
    since = moment(min(opened), now, timezone.get_current_timezone_name())
    return f"{len(opened)}, {'' if len(opened) == 1 else 'the oldest '}since {since}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
