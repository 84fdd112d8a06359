"""What the pages about leave and about a site show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paincheck.accounts.models import Leave, Site, User

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class LeaveRow:
    id: int
    nurse: str
    first_date: date
    last_date: date
    cover: str
    is_now: bool


@dataclass(frozen=True)
class SitePage:
    site: Site
    nation: str
    week: list[tuple[str, str]]
    missing: list[str]  # what is needed before it can go live, in words


def leave_rows(people: Iterable[User], today: date) -> list[LeaveRow]:
    """Leave that is not over, the nearest first."""
    leaves = Leave.objects.filter(
        nurse__in=list(people), last_date__gte=today, cancelled_at__isnull=True
    )
    return [
        LeaveRow(
            id=leave.pk,
            nurse=leave.nurse.full_name,
            first_date=leave.first_date,
            last_date=leave.last_date,
            cover=leave.cover.full_name if leave.cover else "",
            is_now=leave.first_date <= today,
        )
        for leave in leaves.select_related("nurse", "cover").order_by("first_date", "pk")
    ]


def leave_of(people: Iterable[User], leave_id: int) -> Leave | None:
    return Leave.objects.filter(
        pk=leave_id, nurse__in=list(people), cancelled_at__isnull=True
    ).first()


def on_leave_between(person: User, first: date, last: date) -> bool:
    return Leave.objects.filter(
        nurse=person, first_date__lte=last, last_date__gte=first, cancelled_at__isnull=True
    ).exists()


def is_site_name_taken(name: str, *, but: Site) -> bool:
    return Site.objects.filter(name__iexact=name).exclude(pk=but.pk).exists()


def site_page(site: Site) -> SitePage:
    hours = {row.weekday: row for row in site.working_hours.all()}
    week = [
        (name, f"{hours[n].opens:%H.%M} to {hours[n].closes:%H.%M}" if n in hours else "Closed")
        for n, name in enumerate(WEEKDAYS)
    ]
    return SitePage(site, site.get_nation_display(), week, missing_for_live(site))


def missing_for_live(site: Site) -> list[str]:
    """What patients must be told, and who reads, before the first of them is let in (S5)."""
    needed = [
        (site.team_phone, "the nurses’ number"),
        (site.urgent_phone, "the 24-hour urgent number"),
        (site.role_email, "an address that somebody always reads"),
        (site.working_hours.exists(), "working hours"),
    ]
    return [words for there, words in needed if not there]
