"""Recruitment as somebody may see it: at her sites, without any arm. Three queries."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from trial.accrual import Accrual, Site, accrual
from trial.models import Allocation, TrialRight, TrialSite
from trial.queries import designs
from trial.queries.rights import Held, participants_of

Right = TrialRight.Right
# Everybody but who must not be told how it goes: an assessor asks, and that is all.
WHO = tuple(right for right in Right if right != Right.ASSESSOR)


def accrual_of(held: Held, now: datetime) -> Accrual:
    """The trial's target where she sees all sites, else the sum of what her sites were set."""
    mine = held.sites(*WHO)
    places = TrialSite.objects.filter(trial=held.trial).select_related("site")
    if mine is not None:
        places = places.filter(pk__in=mine)
    sites = [Site(one.code, one.site.name, one.target) for one in places]
    people = participants_of(held, *WHO)
    rows = Allocation.objects.filter(participant__in=people.values("pk")).order_by()
    given = [
        (code, timezone.localtime(at, ZoneInfo(zone)).date())
        for code, at, zone in rows.values_list(
            "participant__site__code", "at", "participant__site__site__time_zone"
        )
    ]
    design = designs.in_force(held.trial)
    whole = int(design.content["target"]) if design and mine is None else 0
    trial = held.trial
    is_test = trial.world == "TEST" or trial.live_at is None
    begun = trial.created_at if is_test else trial.live_at
    return accrual(
        given,
        sites=sites,
        target=whole or sum(site.target for site in sites),
        since=timezone.localtime(begun).date(),
        today=timezone.localtime(now).date(),
    )
