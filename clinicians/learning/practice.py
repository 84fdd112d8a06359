"""The practice caseload: four made-up patients, and what their diaries say. Plain.

Names and stories are invented; the codes are those of `diaries.scales`. No medicine has a dose.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any

ABOUT = "Made up, for practice. Nobody is told of this patient, and nothing here is counted."


@dataclass(frozen=True)
class Told:
    """One pain check, so long before now."""

    ago: timedelta
    worst: int
    average: int
    said: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Example:
    """One made-up patient; the first check stands for the one that was done together.

    `medicines` are (name, REGULAR or EXTRA)."""

    first_name: str
    last_name: str
    goal: int | None
    checks: tuple[Told, ...]
    medicines: tuple[tuple[str, str], ...] = ()


def _days(*scores: tuple[int, int]) -> tuple[Told, ...]:
    """Worst and average of the days up to yesterday, the oldest first."""
    return tuple(
        Told(timedelta(days=len(scores) - place), worst, average)
        for place, (worst, average) in enumerate(scores)
    )


def _today(worst: int, average: int, **said: Any) -> tuple[Told, ...]:
    return (Told(timedelta(minutes=40), worst, average, said),)


_STRONG = (("Morphine, slow release", "REGULAR"), ("Morphine, fast acting", "EXTRA"))

EXAMPLES = (
    Example(
        "Rose",
        "Alderley",
        3,
        (
            *_days((4, 3), (4, 3), (5, 4), (5, 4), (5, 4)),
            *_today(9, 7, now=8, danger=False, extra_doses=3, note="I could not sleep for pain."),
        ),
        _STRONG,
    ),
    Example(
        "Idris",
        "Birchwood",
        4,
        (
            *_days((3, 2), (4, 2), (3, 2), (4, 3)),
            *_today(4, 3, danger=True, danger_items=("LEG_WEAKNESS",), note="My legs give way."),
        ),
        _STRONG,
    ),
    Example(
        "Noor",
        "Cedarfield",
        None,
        (
            *_days((3, 2), (4, 3), (3, 2)),
            *_today(4, 3, danger=False, wish="PLEASE", note="I have a question about my patch."),
        ),
        (("Fentanyl patch", "REGULAR"),),
    ),
    Example(
        "Walter",
        "Elmsworth",
        5,
        (*_days((3, 2), (2, 2), (3, 2)), *_today(2, 1, danger=False, extra_doses=0)),
    ),
)
