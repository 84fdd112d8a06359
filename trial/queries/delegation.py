"""The delegation log: who holds which right where, since when, and who may be given one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from paincheck.accounts.models import Role, User
from trial.models import Trial, TrialRight, TrialSite
from trial.queries.setup import shown

COLUMNS = ("name", "right", "site", "given at", "given by", "ended at", "ended by", "in force")
EVERYWHERE = "All sites"


@dataclass(frozen=True)
class RightRow:
    pk: int
    name: str
    right: str
    site: str
    given_at: datetime
    given_by: str
    ended_at: datetime | None
    ended_by: str
    away: bool  # the account is closed: nothing is held by it

    @property
    def in_force(self) -> bool:
        return self.ended_at is None and not self.away


def log_of(trial: Trial) -> list[RightRow]:
    """Each right that was ever given, those in force first."""
    found = TrialRight.objects.filter(trial=trial).select_related(
        "user", "site__site", "given_by", "ended_by"
    )
    rows = [
        RightRow(
            pk=row.pk,
            name=row.user.full_name,
            right=row.get_right_display(),
            site=row.site.site.name if row.site else EVERYWHERE,
            given_at=row.given_at,
            given_by=row.given_by.full_name,
            ended_at=row.ended_at,
            ended_by=row.ended_by.full_name if row.ended_by else "",
            away=not row.user.is_active,
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: (not row.in_force, row.name, row.given_at))


def as_table(rows: list[RightRow]) -> list[list[str | float | int]]:
    """For a file; times in UTC."""
    table: list[list[str | float | int]] = [list(COLUMNS)]
    for row in rows:
        ended = row.ended_at.isoformat() if row.ended_at else ""
        table.append(
            [row.name, row.right, row.site, row.given_at.isoformat(), row.given_by, ended,
             row.ended_by, "yes" if row.in_force else "no"]
        )  # fmt: skip
    return table


def people_for(trial: Trial, by: User) -> list[tuple[int, str]]:
    """Who may be given a right: the trial team at its sites, and at those where `by` works.

    Before a design is in force the sites are those that it names so far.
    """
    named = {row["site"] for row in shown(trial).content["sites"]}
    joined = set(trial.sites.values_list("site_id", flat=True))
    mine = Role.objects.filter(user=by, role=Role.Kind.TRIAL).values("site")
    team = Role.objects.filter(role=Role.Kind.TRIAL, user__is_active=True)
    at = team.filter(site__in=named | joined) | team.filter(site__in=mine)
    names: dict[int, str] = {}
    sites: dict[int, set[str]] = defaultdict(set)
    for role in at.select_related("user", "site"):
        names[role.user_id] = role.user.full_name
        sites[role.user_id].add(role.site.name)
    rows = [(pk, f"{name}, {' and '.join(sorted(sites[pk]))}") for pk, name in names.items()]
    return sorted(rows, key=lambda row: row[1])


def sites_of(trial: Trial) -> list[tuple[int, str]]:
    rows = trial.sites.select_related("site").order_by("code")
    return [(row.pk, f"{row.code}: {row.site.name}") for row in rows]


def right_of(trial: Trial, right_id: int) -> TrialRight | None:
    return TrialRight.objects.filter(trial=trial, pk=right_id).first()


def user_and_site(trial: Trial, user: int, site: int | None) -> tuple[User, TrialSite | None]:
    at = None if site is None else trial.sites.get(pk=site)
    return User.objects.get(pk=user), at
