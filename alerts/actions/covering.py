"""Alerts follow a nurse's leave: what is with somebody who is away goes to whoever is there.

New ones find the cover by the ladder. This is for those that were open before: taken by her, or
told to her alone. It is a round's work, so that leave booked weeks ago is followed as well.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from alerts.actions.noticing import hand_back
from alerts.actions.telling import ALERTING, about, begin
from alerts.models import Alert, Told
from diaries.models import Patient
from paincheck.accounts import queries as accounts
from paincheck.accounts.models import Leave, Site
from paincheck.accounts.queries.duty import today_at
from paincheck.audit.actions import record
from paincheck.outbox.actions import cancel_about

# The site may not read before its next opening, after a long weekend.
LOOK_AHEAD = timedelta(days=7)


def with_somebody_away(now: datetime) -> list[tuple[int, int]]:
    """(alert, patient). Two queries while nobody has anything to leave behind."""
    today = now.date()
    leaves = Leave.objects.filter(
        first_date__lte=today + LOOK_AHEAD, last_date__gte=today - timedelta(days=1)
    )
    nurses = set(leaves.filter(cancelled_at__isnull=True).values_list("nurse", flat=True))
    if not nurses:
        return []
    heard = Told.objects.filter(person__in=nurses, skipped_why="")
    found = Alert.objects.open().filter(
        Q(taken_by__in=nurses) | Q(taken_by__isnull=True, pk__in=heard.values("alert"))
    )
    rows = found.exclude(snoozed_until__gt=now).select_related("patient__team__site")
    days = _Days(now)
    return [(alert.pk, alert.patient_id) for alert in rows if _is_with_somebody_away(alert, days)]


@transaction.atomic
def follow(alert_id: int, patient_id: int, now: datetime) -> None:
    """The ladder begins anew without her. What was due stays due when it was: the patient waits."""
    Patient.objects.hold(patient_id)
    rows = Alert.objects.open().exclude(snoozed_until__gt=now).filter(pk=alert_id)
    alert = rows.select_related("patient__team__site", "patient__nurse").first()
    if alert is None or not _is_with_somebody_away(alert, _Days(now)):
        return
    due_at = alert.due_at
    cancel_about(about=about(alert))
    hand_back(alert, now=now)
    alert.due_at = due_at
    alert.save()
    record(action="alert.follows_leave", subject=alert, by=ALERTING, now=now, patient_id=patient_id)
    begin(alert, now=now)


class _Days:
    """Who is away on the day on which each site next reads: as the ladder has it."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.day_of: dict[int, date] = {}
        self.away_on: dict[date, frozenset[int]] = {}

    def away(self, site: Site) -> frozenset[int]:
        if site.pk not in self.day_of:
            reads_at = accounts.hours_or_always(site, self.now).read_by(self.now)
            self.day_of[site.pk] = today_at(site, reads_at)
        day = self.day_of[site.pk]
        if day not in self.away_on:
            self.away_on[day] = frozenset(Leave.objects.on(day).values_list("nurse", flat=True))
        return self.away_on[day]


def _is_with_somebody_away(alert: Alert, days: _Days) -> bool:
    """Taken by somebody who is away, or told in this round to nobody but such people."""
    away = days.away(alert.patient.team.site)
    if alert.taken_by_id is not None:
        return alert.taken_by_id in away
    heard = list(_heard(alert))
    return bool(heard) and all(person in away for person in heard)


def _heard(alert: Alert) -> Iterator[int | None]:
    """Numbers of those told in this round; None for the site's own address, which is never away."""
    rows = Told.objects.filter(alert=alert, round=alert.sent_round, skipped_why="")
    yield from rows.values_list("person", flat=True)
