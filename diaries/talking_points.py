"""Which moments of two weeks to talk about at a visit: at most three, by a plain rule.

Plain: no Django, no database, no clock. The hardest day, the biggest change, and the most extra
doses or a side effect; where there is nothing to say there is one fewer. The numbers are
examples, to be approved by a clinician.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from diaries.scales import in_figures, word
from paincheck.speech import day_and_month, gettext, gettext_noop

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 6, 30)

# Up to 3 patients call their relief enough (88 % sensitivity, 86 % specificity); from 4 a hard
# day is one to talk about.
HARD_FROM = Decimal(4)
CHANGE_FROM = Decimal(2)  # as in diaries.patterns
NEXT_DAY_WITHIN = timedelta(days=2)  # as the line crosses one missed day and no more
DOSES_FROM = 2


@dataclass(frozen=True)
class DayTold:
    """One day: the worst of its checks and its extra doses; None where nobody said."""

    day: date
    worst: Decimal | None
    extra_doses: int | None


@dataclass(frozen=True)
class SideEffect:
    """Something that the fuller check named: 'constipation', 'severe'; `weight` 3 is severe."""

    day: date
    name: str
    how_bad: str
    weight: int


@dataclass(frozen=True)
class Point:
    """One moment to talk about, in one sentence; `day` is where it stands in the diary."""

    day: date
    words: str


HARDEST = gettext_noop("Your hardest day was {day}: worst pain {worst}, {word}.")
WENT_UP = gettext_noop(
    "Your worst pain went up most from {before_day} ({before}) to {day} ({worst})."
)
WENT_DOWN = gettext_noop(
    "Your worst pain went down most from {before_day} ({before}) to {day} ({worst})."
)
DOSES = gettext_noop("You took the most extra doses on {day}: {doses}.")
FELT = gettext_noop("On {day}, you told us about {name}: {how_bad}.")
MODERATE, SEVERE = 2, 3


def points(days: Sequence[DayTold], side_effects: Sequence[SideEffect] = ()) -> list[Point]:
    """At most three; `days` in their order."""
    found = [_hardest(days), _biggest_change(days), _medicine(days, side_effects)]
    return [point for point in found if point is not None]


def _hardest(days: Sequence[DayTold]) -> Point | None:
    """The day with the highest worst, the latest among equals; None where no day was hard."""
    hard = [(told.worst, told.day) for told in days if told.worst is not None]
    worst, day = max(hard, default=(None, None))
    if worst is None or day is None or worst < HARD_FROM:
        return None
    words = gettext(HARDEST, day=said(day), worst=in_figures(worst), word=word(worst))
    return Point(day, words)


def _biggest_change(days: Sequence[DayTold]) -> Point | None:
    """Two points or more between neighbouring days, up or down; the latest among equals."""
    scored = [(told.day, told.worst) for told in days if told.worst is not None]
    steps = [
        (abs(score - before), day, before_day, before, score)
        for (before_day, before), (day, score) in zip(scored, scored[1:], strict=False)
        if day - before_day <= NEXT_DAY_WITHIN
    ]
    if not steps:
        return None
    size, day, before_day, before, score = max(steps)
    if size < CHANGE_FROM:
        return None
    sentence = WENT_UP if score > before else WENT_DOWN
    words = gettext(
        sentence,
        before_day=said(before_day),
        before=in_figures(before),
        day=said(day),
        worst=in_figures(score),
    )
    return Point(day, words)


def _medicine(days: Sequence[DayTold], side_effects: Sequence[SideEffect]) -> Point | None:
    """A severe side effect, else the most extra doses, else a moderate side effect."""
    felt = max(side_effects, key=lambda one: (one.weight, one.day), default=None)
    if felt is not None and felt.weight >= SEVERE:
        return _felt(felt)
    counted = [(told.extra_doses, told.day) for told in days if told.extra_doses is not None]
    doses, day = max(counted, default=(0, None))
    if day is not None and doses >= DOSES_FROM:
        return Point(day, gettext(DOSES, day=said(day), doses=doses))
    return _felt(felt) if felt is not None and felt.weight >= MODERATE else None


def _felt(felt: SideEffect) -> Point:
    words = gettext(
        FELT, day=said(felt.day), name=gettext(felt.name), how_bad=gettext(felt.how_bad)
    )
    return Point(felt.day, words)


def said(day: date) -> str:
    """'Tuesday 24 November'."""
    return day_and_month(day)
