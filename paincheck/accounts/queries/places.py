"""What the pages about leave and about a site show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

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
    may_cancel: bool


@dataclass(frozen=True)
class SitePage:
    site: Site
    nation: str
    week: list[tuple[str, str]]
    missing: list[str]  # what is needed before it can go live, in words


def leave_rows(
    people: Iterable[User], today: date, *, by: User, free: list[User]
) -> list[LeaveRow]:
    """Leave that is not over, the nearest first. It is cancelled by those who may book freely for
    this nurse (`free`), and by who covers."""
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
            may_cancel=leave.nurse in free or leave.cover == by,
        )
        for leave in leaves.select_related("nurse", "cover").order_by("first_date", "pk")
    ]


def leave_of(people: Iterable[User], leave_id: int, *, cover: User) -> Leave | None:
    """Booked for one of these people, or covered by `cover`."""
    standing = Leave.objects.filter(pk=leave_id, cancelled_at__isnull=True)
    return standing.filter(Q(nurse__in=list(people)) | Q(cover=cover)).first()


def on_leave_between(person: User, first: date, last: date) -> bool:
    return Leave.objects.filter(
        nurse=person, first_date__lte=last, last_date__gte=first, cancelled_at__isnull=True
    ).exists()


def covers_between(person: User, first: date, last: date) -> User | None:
    """Somebody for whom she has promised to cover on one of these days."""
    promised = Leave.objects.filter(
        cover=person, first_date__lte=last, last_date__gte=first, cancelled_at__isnull=True
    )
    leave = promised.select_related("nurse").first()
    return leave.nurse if leave else None


def team_mates(nurse: User) -> list[User]:
    """Nurses with an open account in one of her teams, herself left out."""
    teams = nurse.team_places.values("team")
    found = User.objects.filter(team_places__team__in=teams, is_active=True).exclude(pk=nurse.pk)
    return list(found.distinct().order_by("first_name", "last_name"))


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
