"""The made-up trial's places and people: four sites, and everybody who works in the trial."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password

from paincheck.accounts.models import Role, Site, Team, TeamMember, User, WorkingHours
from paincheck.demo import people
from trial.actions import design, rights
from trial.models import DesignVersion, Trial, TrialSite

CODE = "demo"
# (sign-in name, first name, last name, rights), each for all sites.
TEAM = (
    ("helen", "Helen", "Brandt", ("SETUP", "STATISTICIAN")),
    ("marcus", "Marcus", "Oyelaran", ("SETUP",)),
    ("omar", "Omar", "Haddad", ("ASSESSOR",)),
    ("petra", "Petra", "Novak", ("OFFICE",)),
    ("quentin", "Quentin", "Blake-Jones", ("MONITOR",)),
)
FIRST = ("Ada", "Bert", "Clara", "Dev", "Edith", "Frank", "Gita", "Hugh", "Iris", "Jack", "Kofi")
LAST = (
    "Alder",
    "Birch",
    "Cedar",
    "Dale",
    "Elm",
    "Fell",
    "Garth",
    "Heath",
    "Ivy",
    "Juniper",
    "Kell",
)
DESIGN = {
    "target": 160,
    "introduction_days": 7,
    "method": "MINIMISATION",
    "block_sizes": [],
    "measure": "RANGE",
    "p": "0.8",
    "arms": [
        {"code": "SSM", "name": "Supported self-management", "share": 1, "opens_diary": True},
        {"code": "UC", "name": "Usual care", "share": 1, "opens_diary": False},
    ],
    "factors": [
        {"code": "site", "name": "Site", "weight": "1", "source": "SITE", "levels": []},
        {
            "code": "pain", "name": "Average pain at baseline", "weight": "1",
            "source": "BASELINE:average",
            "levels": [
                {"code": "low", "name": "0 to 5", "low": 0, "high": 5, "expected": "0.6"},
                {"code": "high", "name": "6 to 10", "low": 6, "high": 10, "expected": "0.4"},
            ],
        },
    ],
    "eligibility": [
        {"code": "adult", "text": "Is 18 or older", "must_be": True},
        {"code": "cancer", "text": "Has advanced cancer", "must_be": True},
        {"code": "pain", "text": "Has had pain of 4 or more in the last week", "must_be": True},
        {"code": "english", "text": "Can answer questions in English", "must_be": True},
    ],
    "visits": [
        {"code": "W6", "name": "6 weeks", "due_days": 42, "before": 7, "after": 14},
        {"code": "W12", "name": "12 weeks", "due_days": 84, "before": 7, "after": 14},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One site with its team, its named nurse, and who enrols there."""

    site: TrialSite
    team: Team
    nurse: User
    enrols: User


@dataclass(frozen=True)
class Cast:
    trial: Trial
    version: DesignVersion
    places: tuple[Place, ...]
    by: dict[str, User]


def make_cast(now: datetime) -> Cast:
    """The trial, live since `now`: set up by one person, put in force by another."""
    sites = {code: _site(name, now) for code, name, _nurse in people.TRIAL_SITES}
    first = next(iter(sites.values()))
    by = {name: _person(name, one, last, first, now=now) for name, one, last, _rights in TEAM}
    chief, second = by["helen"], by["marcus"]
    trial = design.create(
        code=CODE, title="Supported self-management of pain (made up)", registration="",
        by=chief, now=now,
    )  # fmt: skip
    for name, _first, _last, kinds in TEAM:
        for kind in kinds:
            rights.give(trial=trial, user=by[name], right=kind, site=None, by=chief, now=now)
    told = [{"code": code, "site": site.pk, "target": 40} for code, site in sites.items()]
    version = design.save(
        version=trial.designs.get(), changes=DESIGN | {"sites": told},
        seen=trial.designs.get().saved_at, by=chief, now=now,
    )  # fmt: skip
    day = now.date()
    version = design.propose(version=version, reason="", effective_on=day, by=chief, now=now)
    version = design.approve(version=version, digest=version.digest, by=second, now=now)
    design.begin_test(trial=trial, by=chief, now=now)
    design.ask_for_live(trial=trial, by=chief, now=now)
    design.go_live(trial=trial, by=second, now=now)
    trial.refresh_from_db()
    places = tuple(
        _place(trial, TrialSite.objects.get(trial=trial, code=code), nurse, chief=chief, now=now)
        for code, _name, nurse in people.TRIAL_SITES
    )
    return Cast(trial, version, places, by)


def _place(
    trial: Trial, here: TrialSite, name: tuple[str, str], *, chief: User, now: datetime
) -> Place:
    site = here.site
    nurse = _person(name[0].lower(), *name, site, now=now, role=Role.Kind.LEAD_NURSE)
    Role.objects.create(user=nurse, role=Role.Kind.NURSE, site=site)
    team = Team.objects.create(site=site, name="Palliative care team")
    TeamMember.objects.create(team=team, nurse=nurse, place=TeamMember.Place.LEAD)
    enrols = _person(
        f"enrol-{here.code.lower()}", "Research nurse", site.name.split()[0], site, now=now
    )
    rights.give(trial=trial, user=enrols, right="ENROL", site=here, by=chief, now=now)
    return Place(here, team, nurse, enrols)


def _person(
    sign_in_name: str,
    first_name: str,
    last_name: str,
    site: Site,
    *,
    now: datetime,
    role: str = Role.Kind.TRIAL,
) -> User:
    user = User.objects.create(
        sign_in_name=sign_in_name, first_name=first_name, last_name=last_name,
        email=f"{sign_in_name}@example.org", password=make_password(settings.DEMO_PASSWORD),
        joined_at=now,
    )  # fmt: skip
    Role.objects.create(user=user, role=role, site=site)
    return user


def _site(name: str, now: datetime) -> Site:
    site = Site.objects.create(
        name=name, team_phone="01632 960310", urgent_phone="01632 960399",
        out_of_hours_phone="01632 960350", live_at=now - timedelta(days=30),
        role_email=f"nurses@{name.split(maxsplit=1)[0].lower()}.example.org",
    )  # fmt: skip
    WorkingHours.objects.bulk_create(
        WorkingHours(site=site, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    return site


def somebody(number: int, rng: Random) -> dict[str, object]:
    """A made-up person to be screened: the same number is the same person."""
    return {
        "first_name": FIRST[number % len(FIRST)],
        "last_name": f"{LAST[number // len(FIRST) % len(LAST)]}{'' if number < 121 else 'son'}",
        "born_on": date(1935, 1, 1) + timedelta(days=rng.randrange(17_000)),
        "hospital_number": f"T{700_000 + number * 31}",
        "phone": f"01632 961{number:03d}",
        "email": "",
        "address": f"{number + 1} Made-up Street",
    }


def key(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
