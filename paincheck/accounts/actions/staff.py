"""Managing those who work here: accounts, roles, teams, leave."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from paincheck.accounts.leaving import StillTied, hold, ties_of
from paincheck.accounts.models import Leave, Role, Site, Team, TeamMember, User
from paincheck.accounts.queries import places
from paincheck.accounts.queries.who import STAFF
from paincheck.audit.actions import record


class LastManager(Exception):
    """Somebody must be left who can manage the site."""


class Overlaps(Exception):
    """Leave or cover was booked for these days in the same moment."""


@transaction.atomic
def add_staff(
    *,
    first_name: str,
    last_name: str,
    email: str,
    roles: Collection[str],
    site: Site,
    team: Team | None,
    by: User,
    now: datetime,
) -> User:
    """A new account without a password: its owner sets one behind the link in her mail."""
    person = User.objects.create_user(
        sign_in_name=_free_name(first_name, last_name),
        first_name=first_name,
        last_name=last_name,
        email=email,
        joined_at=now,
    )
    for role in roles:
        Role.objects.create(user=person, role=role, site=site)
    if team is not None:
        TeamMember.objects.create(team=team, nurse=person)
    record(action="staff.added", subject=person, by=by, now=now, fields=roles)
    return person


@transaction.atomic
def edit_staff(
    *,
    person: User,
    site: Site,
    changes: dict[str, str],
    roles: Collection[str],
    by: User,
    now: datetime,
) -> None:
    """Name, email, and what she may do at this site; it holds from her next request on."""
    _lock(site)
    if Role.Kind.MANAGER not in roles:
        _refuse_last_manager(person, [site])
    changed = [name for name, value in changes.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, changes[name])
    person.save(update_fields=changed)
    mine = Role.objects.filter(user=person, site=site, role__in=STAFF)
    before = set(mine.values_list("role", flat=True))
    mine.exclude(role__in=roles).delete()
    for role in set(roles) - before:
        Role.objects.create(user=person, role=role, site=site)
    fields = [*changed, *(f"role.{role}" for role in before ^ set(roles))]
    record(action="staff.edited", subject=person, by=by, now=now, fields=fields)


@transaction.atomic
def close_account(*, person: User, by: User, now: datetime) -> None:
    """She is signed out at her next request. Her name stays on what she did.

    Raises StillTied while something hangs on her that must go to somebody else first.
    """
    sites = list(Site.objects.filter(roles__user=person, roles__role=Role.Kind.MANAGER))
    for site in sites:
        _lock(site)
    _refuse_last_manager(person, sites)
    hold(person)
    ties = ties_of(person)
    if ties:
        raise StillTied(ties)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record(action="staff.closed", subject=person, by=by, now=now)


@transaction.atomic
def open_account_again(*, person: User, by: User, now: datetime) -> None:
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(action="staff.opened_again", subject=person, by=by, now=now)


@transaction.atomic
def create_team(*, site: Site, name: str, by: User, now: datetime) -> Team:
    team = Team.objects.create(site=site, name=name)
    record(action="team.created", subject=team, by=by, now=now)
    return team


@transaction.atomic
def arrange_team(
    *,
    team: Team,
    name: str,
    lead: User,
    deputies: Collection[User],
    nurses: Collection[User],
    by: User,
    now: datetime,
) -> None:
    """Who is in the team and in which place; whoever is named twice has the higher one."""
    places = {one.pk: TeamMember.Place.MEMBER for one in nurses}
    places |= {one.pk: TeamMember.Place.DEPUTY for one in deputies}
    places |= {lead.pk: TeamMember.Place.LEAD}
    team.name = name
    team.save(update_fields=["name"])
    team.members.all().delete()
    TeamMember.objects.bulk_create(
        TeamMember(team=team, nurse_id=pk, place=place) for pk, place in places.items()
    )
    record(action="team.arranged", subject=team, by=by, now=now, fields=["members"])


@transaction.atomic
def book_leave(
    *, nurse: User, cover: User | None, first_date: date, last_date: date, by: User, now: datetime
) -> Leave:
    """While she is away her alerts go to her cover, who may see her patients.

    Raises Overlaps where another booking was quicker: nobody is away twice, and nobody covers who
    is away.
    """
    people = [nurse.pk, *([cover.pk] if cover else [])]
    list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    days = (first_date, last_date)
    clashes = places.on_leave_between(nurse, *days) or places.covers_between(nurse, *days)
    if clashes or (cover is not None and places.on_leave_between(cover, *days)):
        raise Overlaps
    leave = Leave.objects.create(
        nurse=nurse, cover=cover, first_date=first_date, last_date=last_date
    )
    fields = ["first_date", "last_date", *(["cover"] if cover else [])]
    record(action="leave.booked", subject=leave, by=by, now=now, fields=fields)
    return leave


@transaction.atomic
def cancel_leave(*, leave: Leave, by: User, now: datetime) -> None:
    leave.cancelled_at = now
    leave.save(update_fields=["cancelled_at"])
    record(action="leave.cancelled", subject=leave, by=by, now=now)


def _free_name(first_name: str, last_name: str) -> str:
    """'ann.archer', or 'ann.archer2' where that is somebody's."""
    parts: list[Any] = [slugify(part) for part in (first_name, last_name)]
    wanted = ".".join(filter(None, parts))[:50] or "nurse"
    taken = {name.lower() for name in _names_like(wanted)}
    names = (f"{wanted}{n}" if n > 1 else wanted for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _names_like(wanted: str) -> Collection[str]:
    like = User.objects.filter(sign_in_name__istartswith=wanted)
    return set(like.values_list("sign_in_name", flat=True))


def _lock(site: Site) -> None:
    """Two managers who close each other in one moment go one after the other."""
    Site.objects.select_for_update().get(pk=site.pk)


def _refuse_last_manager(person: User, sites: Collection[Site]) -> None:
    managers = Role.objects.filter(role=Role.Kind.MANAGER, user__is_active=True)
    for site in sites:
        here = set(managers.filter(site=site).values_list("user_id", flat=True))
        if here == {person.pk}:
            raise LastManager(site.name)
