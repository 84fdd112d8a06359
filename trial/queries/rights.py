"""What somebody may do in a trial, and whom she may see there."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from paincheck.accounts.models import User
from trial.models import Participant, Trial, TrialRight


@dataclass(frozen=True)
class Held:
    """One person's rights in one trial: each kind at some sites, or (no site) at all of them."""

    trial: Trial
    user: User
    rows: tuple[tuple[str, int | None], ...]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _site in self.rows)

    def may(self, *kinds: str) -> bool:
        return not self.kinds.isdisjoint(kinds)

    def sites(self, *kinds: str) -> set[int] | None:
        """Where she holds one of these; None: everywhere. No kinds: any right."""
        at = [site for kind, site in self.rows if not kinds or kind in kinds]
        return None if None in at else {site for site in at if site is not None}


def held_in(user: User, code: str) -> Held | None:
    """Her rights in the trial of this code; None where she has none, or there is no such trial."""
    rows = TrialRight.objects.in_force().filter(user=user, trial__code=code)
    found = list(rows.select_related("trial"))
    if not found:
        return None
    return Held(found[0].trial, user, tuple((row.right, row.site_id) for row in found))


def participants_of(held: Held, *kinds: str) -> "QuerySet[Participant]":
    """Of the trial's present world, at the sites where she holds one of these rights."""
    sites = held.sites(*kinds)
    mine = Participant.objects.filter(trial=held.trial, world=held.trial.world)
    return mine if sites is None else mine.filter(site__in=sites)


def participant_of(held: Held, number: str, kinds: Collection[str] = ()) -> Participant | None:
    if "\x00" in number:
        return None  # PostgreSQL would not even look for it
    found = participants_of(held, *kinds).filter(number=number)
    return found.select_related("site__site", "nurse", "team").first()
