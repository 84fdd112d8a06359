"""How many each arm has; of each stratum for the statistician alone (T4). Three queries at most."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from trial.models import Allocation, AllocationLevel, Arm, TrialRight
from trial.queries import designs
from trial.queries.flow import sees_arms
from trial.queries.rights import Held, participants_of

Right = TrialRight.Right
WHO = (Right.TOTALS, Right.STATISTICIAN)


@dataclass(frozen=True)
class Stratum:
    """One level of one factor: how many of each arm, in the arms' order."""

    factor: str
    level: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Totals:
    """`strata` None: not hers to see."""

    arms: tuple[tuple[str, int, int], ...]  # name, share of the ratio, how many
    strata: tuple[Stratum, ...] | None

    @property
    def n(self) -> int:
        return sum(count for _name, _share, count in self.arms)


def totals_of(held: Held) -> Totals | None:
    """None: she sees no arm."""
    if not sees_arms(held):
        return None
    arms = list(held.trial.arms.all())
    people = participants_of(held, *WHO)
    rows = Allocation.objects.filter(participant__in=people.values("pk")).order_by()
    counts = dict(rows.values_list("arm").annotate(n=Count("pk")))
    return Totals(
        arms=tuple((arm.name, arm.share, counts.get(arm.pk, 0)) for arm in arms),
        strata=_strata(held, arms) if held.may(Right.STATISTICIAN) else None,
    )


def _strata(held: Held, arms: list[Arm]) -> tuple[Stratum, ...]:
    """By the factors of the design in force; a level that only an older one knew stands by code."""
    people = participants_of(held, Right.STATISTICIAN)
    rows = AllocationLevel.objects.filter(allocation__participant__in=people.values("pk"))
    counted = rows.order_by().values_list("factor", "level", "allocation__arm")
    counts: Counter[tuple[str, str, int]] = Counter()
    for factor, level, arm, n in counted.annotate(n=Count("pk")):
        counts[factor, level, arm] = n
    names = _names(held)
    return tuple(
        Stratum(
            names.get((factor, ""), factor),
            names.get((factor, level), level),
            tuple(counts[factor, level, arm.pk] for arm in arms),
        )
        for factor, level in sorted({(factor, level) for factor, level, _arm in counts})
    )


def _names(held: Held) -> dict[tuple[str, str], str]:
    """Of each factor, and of each of its levels."""
    design = designs.in_force(held.trial)
    found: dict[tuple[str, str], str] = {}
    for factor in design.content["factors"] if design else []:
        found[factor["code"], ""] = factor["name"]
        for level in factor["levels"]:
            found[factor["code"], level["code"]] = level["name"]
    return found
