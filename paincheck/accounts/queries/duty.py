"""Who is on duty: a site's hours, and to whom an alert goes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from holidays import country_holidays

from paincheck.accounts.hours import Hours, NeverOpen
from paincheck.accounts.models import Leave, Role, Site, Team, TeamMember, User
from paincheck.accounts.phones import mobile

EMAIL, SMS = "EMAIL", "SMS"
_ALWAYS = Hours(week=dict.fromkeys(range(7), (time.min, time.max)))


class WhyNot(TextChoices):
    """Why somebody on the ladder cannot be told."""

    CLOSED = "CLOSED", "account closed"
    LEAVE = "LEAVE", "on leave"
    NO_ADDRESS = "NO_ADDRESS", "no address"
    REFUSED = "REFUSED", "address refused lately"


@dataclass(frozen=True)
class OnLadder:
    """Somebody an alert may go to. `person` is None for the site's own address.

    `ways` are channels with their addresses; where there is none, `why_not` says why.
    """

    person: User | None
    ways: tuple[tuple[str, str], ...]
    why_not: str = ""

    @property
    def number(self) -> int | None:
        return self.person.pk if self.person else None


def hours_of(site: Site, now: datetime) -> Hours:
    """The site's week and the bank holidays of its nation, last year to the next.

    Raises `hours.NeverOpen` where no hours have been set.
    """
    week = {row.weekday: (row.opens, row.closes) for row in site.working_hours.all()}
    return Hours(week=week, holidays=_bank_holidays(site.nation, now.year), tz=site.time_zone)


def hours_or_always(site: Site, now: datetime) -> Hours:
    """For alerts: one at a site without hours is nobody's to lose, so it climbs day and night."""
    try:
        return hours_of(site, now)
    except NeverOpen:
        return _ALWAYS


@cache
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv=nation, years=range(year - 1, year + 3)))


def nurses_of(team: Team) -> list[User]:
    """The team's nurses with an open account, lead first, then deputies, then by name."""
    return [member.nurse for member in _members(team) if member.nurse.is_active]


def who_reads_for(nurse: User, site: Site, now: datetime) -> User:
    """She herself, or who covers her today, with an open account."""
    covers = _covers_of(nurse, today_at(site, now))
    return next((cover for cover in covers if cover.is_active), nurse)


def ladder_of(
    team: Team, nurse: User, now: datetime, *, by_sms: bool, broken: Collection[str] = ()
) -> list[list[OnLadder]]:
    """Whom an alert of hers goes to, step after step; those who cannot be told are among them.

    The named nurse, and who covers her while she cannot be told; the deputies; the lead; the
    address that somebody always reads; at last all of these together, and the rest of the team
    where nobody of them can be told. `by_sms`: text messages are a way too. `broken`: addresses
    that were refused lately.
    """
    today = today_at(team.site, now)
    away = set(Leave.objects.on(today).values_list("nurse_id", flat=True))
    members = _members(team)

    def look(people: Iterable[User]) -> list[OnLadder]:
        return [_on_ladder(one, away, by_sms=by_sms, broken=broken) for one in people]

    def placed(place: str) -> list[OnLadder]:
        return look(member.nurse for member in members if member.place == place)

    named = look([nurse])
    if named[0].why_not:
        named += look(_covers_of(nurse, today))
    steps = [
        named,
        placed(TeamMember.Place.DEPUTY),
        placed(TeamMember.Place.LEAD),
        _desk(team.site, broken),
    ]
    everybody = _once_each(one for step in steps for one in step)
    if not any(one.ways for one in everybody):
        everybody = _once_each([*everybody, *look(member.nurse for member in members)])
    return [*steps, everybody]


def managers_of(site: Site) -> list[User]:
    """Managers of the site with an open account and an address."""
    mine = User.objects.filter(roles__site=site, roles__role=Role.Kind.MANAGER, is_active=True)
    return list(mine.exclude(email="").order_by("pk"))


def today_at(site: Site, now: datetime) -> date:
    return now.astimezone(ZoneInfo(site.time_zone)).date()


def _members(team: Team) -> list[TeamMember]:
    order: list[str] = [TeamMember.Place.LEAD, TeamMember.Place.DEPUTY, TeamMember.Place.MEMBER]
    found = TeamMember.objects.filter(team=team).select_related("nurse")
    return sorted(found, key=lambda m: (order.index(m.place), m.nurse.full_name))


def _covers_of(nurse: User, today: date) -> list[User]:
    """Each once: a leave that was booked twice must not make her alerts fail."""
    leaves = Leave.objects.on(today).filter(nurse=nurse, cover__isnull=False)
    covers = [leave.cover for leave in leaves.select_related("cover") if leave.cover]
    return list(dict.fromkeys(covers))


def _on_ladder(
    person: User, away: Collection[int], *, by_sms: bool, broken: Collection[str]
) -> OnLadder:
    if not person.is_active:
        return OnLadder(person, (), WhyNot.CLOSED)
    if person.pk in away:
        return OnLadder(person, (), WhyNot.LEAVE)
    sms = mobile(person.phone) if by_sms else None
    return _reached_by(person, [(EMAIL, person.email), (SMS, sms or "")], broken)


def _desk(site: Site, broken: Collection[str]) -> list[OnLadder]:
    return [_reached_by(None, [(EMAIL, site.role_email)], broken)]


def _reached_by(
    person: User | None, addresses: Iterable[tuple[str, str]], broken: Collection[str]
) -> OnLadder:
    known = [(channel, address) for channel, address in addresses if address]
    ways = tuple(way for way in known if way[1] not in broken)
    if ways:
        return OnLadder(person, ways)
    return OnLadder(person, (), WhyNot.REFUSED if known else WhyNot.NO_ADDRESS)


def _once_each(people: Iterable[OnLadder]) -> list[OnLadder]:
    return list({one.number: one for one in people}.values())
