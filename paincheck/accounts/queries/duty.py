"""Who is on duty: a site's hours, and to whom an alert goes."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from paincheck.accounts.hours import Hours
from paincheck.accounts.models import Leave, Site, Team, TeamMember, User

Recipient = tuple[User | None, str]


def hours_of(site: Site, now: datetime) -> Hours:
    """The site's week and the bank holidays of its nation, last year to the next.

    Raises `hours.NeverOpen` where no hours have been set.
    """
    week = {row.weekday: (row.opens, row.closes) for row in site.working_hours.all()}
    return Hours(week=week, holidays=_bank_holidays(site.nation, now.year), tz=site.time_zone)


@cache
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv=nation, years=range(year - 1, year + 3)))


def nurses_of(team: Team) -> list[User]:
    """The team's nurses with an open account, lead first, then deputies, then by name."""
    return [member.nurse for member in _members(team)]


def recipients_for(team: Team, nurse: User | None, now: datetime) -> list[Recipient]:
    """To whom an alert goes: the first of these that can be reached.

    The named nurse; who covers her; the lead; the deputies, all of them; the address that
    somebody always reads; at last everybody in the team. Empty only where nobody has an address.
    """
    today = today_at(team.site, now)
    members = _members(team)
    away = _away(today)

    def there(people: Iterable[User]) -> list[Recipient]:
        return [(one, one.email) for one in people if _reachable(one, away)]

    leads = [m.nurse for m in members if m.place == TeamMember.Place.LEAD]
    deputies = [m.nurse for m in members if m.place == TeamMember.Place.DEPUTY]
    return (
        there([nurse] if nurse else [])
        or there(_covers_of(nurse, today))
        or there(leads)
        or there(deputies)
        or _desk(team.site)
        or there(m.nurse for m in members)
    )


def escalation_for(team: Team, nurse: User | None, now: datetime) -> list[Recipient]:
    """Whom an alert reaches that nobody took in time: lead, deputies and the site's address.

    Where none of them is there, whoever else of the team is.
    """
    away = _away(today_at(team.site, now))
    members = _members(team)
    places = (TeamMember.Place.LEAD, TeamMember.Place.DEPUTY)
    above = [m.nurse for m in members if m.place in places and _reachable(m.nurse, away)]
    told: list[Recipient] = [(one, one.email) for one in above]
    return told + _desk(team.site) or recipients_for(team, nurse, now)


def today_at(site: Site, now: datetime) -> date:
    return now.astimezone(ZoneInfo(site.time_zone)).date()


def _members(team: Team) -> list[TeamMember]:
    order: list[str] = [TeamMember.Place.LEAD, TeamMember.Place.DEPUTY, TeamMember.Place.MEMBER]
    found = TeamMember.objects.filter(team=team, nurse__is_active=True).select_related("nurse")
    return sorted(found, key=lambda m: (order.index(m.place), m.nurse.full_name))


def _away(today: date) -> set[int]:
    return set(Leave.objects.on(today).values_list("nurse_id", flat=True))


def _covers_of(nurse: User | None, today: date) -> list[User]:
    if nurse is None:
        return []
    leaves = Leave.objects.on(today).filter(nurse=nurse, cover__isnull=False)
    return [leave.cover for leave in leaves.select_related("cover") if leave.cover]


def _reachable(person: User, away: set[int]) -> bool:
    return person.is_active and bool(person.email) and person.pk not in away


def _desk(site: Site) -> list[Recipient]:
    return [(None, site.role_email)] if site.role_email else []
