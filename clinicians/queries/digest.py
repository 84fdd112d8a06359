"""Who gets the mail in the morning, and how much waits for each of them."""

from collections.abc import Iterator
from datetime import date, datetime

from clinicians import digest
from clinicians.digest import Waits
from clinicians.models import NurseSettings
from clinicians.queries.caseload import MINE, caseload
from clinicians.queries.need import Need
from paincheck.accounts.hours import NeverOpen
from paincheck.accounts.models import Leave, Role, Site, User
from paincheck.accounts.queries import hours_of
from paincheck.outbox.models import Delivery
from paincheck.outbox.queries import broken_addresses


def wants_digest(nurse: User) -> bool:
    mine = NurseSettings.objects.filter(user=nurse).first()
    return True if mine is None else mine.morning_digest


def due_now(now: datetime) -> list[tuple[User, Site, date]]:
    """Nurses whose mail is due and not in the outbox yet. Outside of the hours after an opening
    this costs two queries."""
    opened = list(_just_opened(now))
    broken = broken_addresses(now) if opened else frozenset()
    found: dict[int, tuple[User, Site, date]] = {}
    for site, day in opened:
        for nurse in _nurses_at(site, day):
            if nurse.email not in broken:
                found.setdefault(nurse.pk, (nurse, site, day))
    keys = {digest.once_key(nurse.pk, day) for nurse, _site, day in found.values()}
    put = set(Delivery.objects.filter(once_key__in=keys).values_list("once_key", flat=True))
    return [one for one in found.values() if digest.once_key(one[0].pk, one[2]) not in put]


def _just_opened(now: datetime) -> Iterator[tuple[Site, date]]:
    for site in Site.objects.filter(live_at__isnull=False).prefetch_related("working_hours"):
        try:
            day = digest.due_day(hours_of(site, now), now)
        except NeverOpen:
            continue
        if day is not None:
            yield site, day


def _nurses_at(site: Site, day: date) -> list[User]:
    """With an open account, there on this day, and wanting it."""
    kinds = [Role.Kind.NURSE, Role.Kind.LEAD_NURSE]
    here = User.objects.filter(roles__site=site, roles__role__in=kinds, is_active=True)
    here = here.exclude(email="").exclude(nurse_settings__morning_digest=False)
    return list(here.exclude(pk__in=Leave.objects.on(day).values("nurse")).distinct())


def waits_for(nurse: User, now: datetime) -> Waits:
    """Her own patients and those whom she covers for today; practice patients are not counted."""
    page = caseload(nurse, roles=frozenset(), scope=MINE, search="", now=now)
    return Waits(
        patients=sum(row.need < Need.PUT_OFF for row in page.needs_you),
        introductions=len(page.to_be_introduced),
        tasks=sum(row.task_due for row in page.needs_you),
    )
