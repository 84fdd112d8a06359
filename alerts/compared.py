"""Two replays of the same history held against each other. Plain."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alerts.happened import Raised
from alerts.replay import NOT_REPLAYED
from alerts.rules import Level, Rule

# Own choices: twice as many is a warning, where it is so many more alerts as well.
DOUBLE, AT_LEAST_MORE = 2, 5
MOST_LISTED = 300


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An alert of today's numbers that the others would not have raised, or only `later`, when
    more came in, or at once but `calmer`: no alert that heard of it had its level. `check` is what
    it was opened by: 'check 3f…'."""

    patient: int
    rule: str
    level: str
    at: datetime
    sentence: str
    check: str
    later: bool
    calmer: bool = False


def missed(
    before: Sequence[Raised], after: Sequence[Raised], *, since: datetime
) -> list[Difference]:
    """The alerts of `before`, opened since then, of whose causes `after` tells nothing; those whose
    first one it does not tell; and those whose first one it tells less urgently. Red first, then
    the oldest."""
    heard: dict[str, int] = {}
    for raised in after:
        for cause in raised.causes:
            heard[cause] = max(heard.get(cause, 0), raised.level.weight)
    found = [
        Difference(
            patient=raised.patient,
            rule=raised.rule,
            level=raised.level,
            at=raised.opened_at,
            sentence=raised.sentence,
            check=raised.causes[0],
            later=raised.causes[0] not in heard and not heard.keys().isdisjoint(raised.causes),
            calmer=raised.causes[0] in heard,
        )
        for raised in before
        if raised.opened_at >= since and heard.get(raised.causes[0], 0) < raised.level.weight
    ]
    return sorted(
        found, key=lambda one: (one.later or one.calmer, -Level(one.level).weight, one.at)
    )


@dataclass
class Load:
    """How many alerts there were: in all, by level, by rule, by team."""

    levels: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    teams: Counter[str] = field(default_factory=Counter)
    sent_again: int = 0

    @property
    def all(self) -> int:
        return self.levels.total()

    def count(self, raised: Iterable[Raised], team: str, *, since: datetime) -> None:
        for one in raised:
            if one.opened_at >= since:
                self.add(one.level, one.rule, team)
                self.sent_again += one.sent_again

    def add(self, level: str, rule: str, team: str, times: int = 1) -> None:
        self.levels[str(level)] += times
        self.rules[str(rule)] += times
        self.teams[team] += times

    def as_dict(self) -> dict[str, Any]:
        return {
            "all": self.all,
            "levels": dict(self.levels),
            "rules": dict(self.rules),
            "teams": dict(self.teams),
            "sent_again": self.sent_again,
        }


def doubles(before: int, after: int) -> bool:
    """Whether so many alerts are a warning beside those of today's numbers."""
    return after >= DOUBLE * before and after - before >= AT_LEAST_MORE


def is_replayed(rule: str, *, silence: bool) -> bool:
    """Whether a rule's alerts are worked out anew; the others are counted as they happened."""
    return rule not in NOT_REPLAYED and (silence or rule != Rule.GONE_QUIET)
