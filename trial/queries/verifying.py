"""What the last checks of the allocations found."""

from dataclasses import dataclass
from datetime import datetime

from trial.models import VerifyRun
from trial.queries.rights import Held

KIND = "trial.verify"
MAY = ("MONITOR", "STATISTICIAN")
SHOWN = 20


@dataclass(frozen=True)
class Check:
    at: datetime
    ok: bool
    checked: int
    row: str
    lines: tuple[str, ...]
    head: str


def checks_of(held: Held) -> list[Check]:
    """Of the trial's present world, the newest first."""
    runs = VerifyRun.objects.filter(trial=held.trial, said__world=held.trial.world)
    return [
        Check(
            at=run.at,
            ok=run.ok,
            checked=run.checked,
            row=run.said["row"],
            lines=tuple(run.said["lines"]),
            head=f"{run.checked}:{run.head}" if run.head else "",
        )
        for run in runs.order_by("-at", "-pk")[:SHOWN]
    ]
