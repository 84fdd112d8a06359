"""A site's settings."""

from collections.abc import Mapping
from datetime import datetime, time

from django.db import transaction

from paincheck.accounts.models import Site, User, WorkingHours
from paincheck.accounts.queries.places import missing_for_live
from paincheck.audit.actions import record


class NotReady(Exception):
    """What is missing before patients can be let in; `missing` in words."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@transaction.atomic
def change_site(*, site: Site, changes: Mapping[str, str], by: User, now: datetime) -> None:
    """Name, nation, numbers to ring, role address."""
    changed = [name for name, value in changes.items() if getattr(site, name) != value]
    for name in changed:
        setattr(site, name, changes[name])
    if site.live_at is not None and (missing := missing_for_live(site)):
        raise NotReady(missing)
    site.save(update_fields=changed)
    record(action="site.changed", subject=site, by=by, now=now, fields=changed)


@transaction.atomic
def set_hours(
    *, site: Site, week: Mapping[int, tuple[time, time]], by: User, now: datetime
) -> None:
    """The week anew, Monday is 0; a day that is not named is closed."""
    if site.live_at is not None and not week:
        raise NotReady(["working hours"])
    site.working_hours.all().delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(site=site, weekday=day, opens=opens, closes=closes)
        for day, (opens, closes) in week.items()
    )
    record(action="site.hours_set", subject=site, by=by, now=now, fields=["working_hours"])


@transaction.atomic
def go_live(*, site: Site, by: User, now: datetime) -> None:
    """Patients can be let in. Refused until they can be told whom to ring, and when (S5)."""
    missing = missing_for_live(site)
    if missing:
        raise NotReady(missing)
    if site.live_at is None:
        site.live_at = now
        site.save(update_fields=["live_at"])
        record(action="site.live", subject=site, by=by, now=now)
