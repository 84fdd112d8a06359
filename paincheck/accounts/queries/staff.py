"""What the pages for managing staff and teams show. Nobody sees another site's people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from paincheck.accounts.models import Leave, Role, Site, Team, TeamMember, User
from paincheck.accounts.queries.who import STAFF

STAFF_ROLES = (Role.Kind.NURSE, Role.Kind.LEAD_NURSE, Role.Kind.MANAGER, Role.Kind.TRIAL)
ROLE_CHOICES = [(kind.value, kind.label) for kind in STAFF_ROLES]


@dataclass(frozen=True)
class StaffRow:
    id: int
    name: str
    sign_in_name: str
    email: str
    roles: str
    teams: str
    is_active: bool
    away_until: date | None
    has_password: bool


@dataclass(frozen=True)
class TeamRow:
    id: int
    name: str
    site: str
    lead: str
    deputies: str
    others: str


@dataclass(frozen=True)
class Closing:
    """What a manager must know before she closes an account."""

    leads: list[str]
    covers: list[str]


def sites_run_by(user: User) -> list[Site]:
    """Where she is a manager."""
    return _sites(user, [Role.Kind.MANAGER])


def sites_led_by(user: User) -> list[Site]:
    """Where she is a manager or a lead nurse."""
    return _sites(user, [Role.Kind.MANAGER, Role.Kind.LEAD_NURSE])


def sites_of(user: User) -> list[Site]:
    """Where she works in any role."""
    return _sites(user, STAFF)


def sites_among(sites: Iterable[Site]) -> QuerySet[Site]:
    return Site.objects.filter(pk__in=[site.pk for site in sites]).order_by("name")


def people(users: Iterable[User]) -> QuerySet[User]:
    return User.objects.filter(pk__in=[user.pk for user in users]).order_by(
        "first_name", "last_name"
    )


def work_together(one: User, other: User) -> bool:
    """Whether both work at one site at least."""
    sites = Role.objects.filter(user=one, role__in=STAFF).values("site")
    return Role.objects.filter(user=other, role__in=STAFF, site__in=sites).exists()


def is_team_name_taken(site: Site, name: str, *, but: Team | None = None) -> bool:
    teams = Team.objects.filter(site=site, name__iexact=name)
    return teams.exclude(pk=but.pk if but else 0).exists()


def staff_rows(sites: Iterable[Site], now: datetime) -> list[StaffRow]:
    """Everybody who works at these sites, closed accounts last. Four queries."""
    sites = list(sites)
    today = timezone.localtime(now).date()
    away = dict(Leave.objects.on(today).values_list("nurse_id", "last_date"))
    people = staff_at(sites).prefetch_related("roles__site", "team_places__team")
    rows = [_row(one, {site.pk for site in sites}, away.get(one.pk)) for one in people]
    return sorted(rows, key=lambda row: (not row.is_active, row.name))


def staff_at(sites: Iterable[Site]) -> QuerySet[User]:
    return User.objects.filter(roles__site__in=list(sites), roles__role__in=STAFF).distinct()


def staff_member(sites: Iterable[Site], user_id: int) -> User | None:
    return staff_at(sites).filter(pk=user_id).first()


def shared_site(person: User, sites: Iterable[Site]) -> Site:
    """Where both work; the first of several."""
    mine = {role.site_id for role in person.roles.all() if role.role in STAFF}
    return next(site for site in sites if site.pk in mine)


def roles_at(person: User, site: Site) -> list[str]:
    return list(Role.objects.filter(user=person, site=site).values_list("role", flat=True))


def is_address_taken(email: str, *, but: User | None = None) -> bool:
    """Whether somebody of the staff has it: they sign in with it, so it must be hers alone."""
    others = User.objects.filter(email__iexact=email, roles__role__in=STAFF)
    return others.exclude(pk=but.pk if but else 0).exists()


def nurses_at(sites: Iterable[Site]) -> QuerySet[User]:
    """Nurses with an open account, by name."""
    kinds = [Role.Kind.NURSE, Role.Kind.LEAD_NURSE]
    found = User.objects.filter(
        roles__site__in=list(sites), roles__role__in=kinds, is_active=True
    ).distinct()
    return found.order_by("first_name", "last_name")


def teams_at(sites: Iterable[Site]) -> QuerySet[Team]:
    return Team.objects.filter(site__in=list(sites)).select_related("site").order_by("name")


def team_rows(sites: Iterable[Site]) -> list[TeamRow]:
    teams = teams_at(sites).prefetch_related("members__nurse")
    return [_team_row(team) for team in teams]


def team_at(sites: Iterable[Site], team_id: int) -> Team | None:
    return teams_at(sites).filter(pk=team_id).first()


def places_in(team: Team) -> dict[str, list[User]]:
    """Lead, deputies and nurses of a team, by place."""
    places: dict[str, list[User]] = {place: [] for place in TeamMember.Place.values}
    for member in team.members.select_related("nurse").order_by("nurse__first_name"):
        places[member.place].append(member.nurse)
    return places


def before_closing(person: User, now: datetime) -> Closing:
    today = timezone.localtime(now).date()
    places = list(person.team_places.select_related("team"))
    coming = Leave.objects.filter(cover=person, last_date__gte=today, cancelled_at__isnull=True)
    return Closing(
        leads=[place.team.name for place in places if place.place == TeamMember.Place.LEAD],
        covers=[leave.nurse.full_name for leave in coming.select_related("nurse")],
    )


def _sites(user: User, kinds: Iterable[str]) -> list[Site]:
    sites = Site.objects.filter(roles__user=user, roles__role__in=list(kinds)).distinct()
    return list(sites.order_by("name"))


def _row(person: User, site_ids: set[int], away_until: date | None) -> StaffRow:
    roles = [
        role.get_role_display()
        for role in person.roles.all()
        if role.site_id in site_ids and role.role in STAFF
    ]
    return StaffRow(
        id=person.pk,
        name=person.full_name,
        sign_in_name=person.sign_in_name,
        email=person.email,
        roles=", ".join(sorted(set(roles))),
        teams=", ".join(sorted(place.team.name for place in person.team_places.all())),
        is_active=person.is_active,
        away_until=away_until,
        has_password=person.has_usable_password(),
    )


def _team_row(team: Team) -> TeamRow:
    names: dict[str, list[str]] = {place: [] for place in TeamMember.Place.values}
    for member in team.members.all():
        closed = "" if member.nurse.is_active else " (account closed)"
        names[member.place].append(f"{member.nurse.full_name}{closed}")
    return TeamRow(
        id=team.pk,
        name=team.name,
        site=team.site.name,
        lead=", ".join(names[TeamMember.Place.LEAD]),
        deputies=", ".join(sorted(names[TeamMember.Place.DEPUTY])),
        others=", ".join(sorted(names[TeamMember.Place.MEMBER])),
    )
