"""What a drill is, and what it found."""

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Limit:
    """A number of the promise: what was measured, and the most (or least) it may be."""

    what: str
    measured: float | None
    at_most: float
    judged: bool = True  # False: reported only

    @property
    def holds(self) -> bool:
        return not self.judged or (self.measured is not None and self.measured <= self.at_most)


@dataclass
class Row:
    """One line of the table. Times are seconds from the stored `received_at` to the commit that
    made the alert visible, both by the database's clock."""

    fault: str
    n: int = 0
    kills: int = 0
    lost: int = 0
    duplicated: int = 0
    repeated_messages: int = 0
    late_p50: float | None = None
    late_p99: float | None = None
    late_max: float | None = None
    ran: bool = True
    note: str = ""
    broke: str = ""  # the drill itself failed: nothing is known, which is not a pass
    limits: list[Limit] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        whole = not (self.lost or self.duplicated or self.broke)
        return whole and all(limit.holds for limit in self.limits)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"passed": self.passed}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Row":
        values = {name: value for name, value in kept.items() if name != "passed"}
        return cls(**values | {"limits": [Limit(**limit) for limit in kept["limits"]]})


def not_run(fault: str, why: str) -> Row:
    """Where the machine refuses what the drill needs: said, and counted as not run."""
    return Row(fault=fault, ran=False, note=why)


@dataclass(frozen=True)
class Drill:
    name: str
    run: Callable[[Any, random.Random, int], Row]
    part: int
    n: int
    short_n: int
    own_world: dict[str, Any] | None


DRILLS: dict[str, Drill] = {}


def drill(
    name: str,
    *,
    n: int = 0,
    short_n: int = 0,
    part: int = 1,
    own_world: dict[str, Any] | None = None,
) -> Callable[[Callable[[Any, random.Random, int], Row]], Callable[..., Row]]:
    """Register a drill under its name, as it stands in the table.

    `n` is how many checks it submits; `short_n`, where not 0, how many in the short form, which
    leaves out all others. `part`: 1 alerting, 2 data, 3 time, 4 hosts and backup. `own_world`:
    options of a World of its own; without, it shares the run's.
    """

    def register(run: Callable[[Any, random.Random, int], Row]) -> Callable[..., Row]:
        DRILLS[name] = Drill(name, run, part, n, short_n, own_world)
        return run

    return register
