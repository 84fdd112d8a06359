"""Moments of pain by the name of the day and its part: 'Tuesday afternoon'. Plain.

A moment is a score for 'now' or a flare-up whose part of the day was given, and nothing else:
'worst' and 'average' span their 24 hours and are named by the day alone (safety rule S8).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from diaries.patterns import BEGINS, Part, part_of
from diaries.scales import Band, band, in_figures, word

MOST_NAMED = 3
HARD = (Band.MODERATE, Band.SEVERE)  # what is mild or none is no hard moment
NONE_HARD = "No moment above mild in this time."
NONE_KNOWN = (
    "In this time there is no pain ‘right now’ with its hour, and no flare-up with a score and a "
    "time of day."
)
WORDS = {
    Part.MORNING: "morning",
    Part.AFTERNOON: "afternoon",
    Part.EVENING: "evening",
    Part.NIGHT: "night",
}
FIRST_HOUR = {part: begins for begins, part in BEGINS}
DAY_BEGINS = FIRST_HOUR[Part.MORNING]


@dataclass(frozen=True)
class Moment:
    """`day` is the one that gives the name: the night belongs to the evening before it.

    `hour` is None for a flare-up, `score` for one of several flare-ups that have one score between
    them. `key` leads to its check.
    """

    day: date
    part: Part
    hour: time | None
    score: Decimal | None
    key: str = ""

    @property
    def is_flare(self) -> bool:
        return self.hour is None

    @property
    def name(self) -> str:
        """'Tuesday afternoon'."""
        return f"{self.day:%A} {WORDS[self.part]}"


def moment_of_now(day: date, hour: time, score: Decimal, key: str = "") -> Moment:
    """A score for 'now', at its hour on the wall."""
    named = day - timedelta(days=1) if hour < DAY_BEGINS else day
    return Moment(named, part_of(hour), hour, score, key)


def flare_ups(
    told_at: datetime, *, flares: int | None, parts: Sequence[str], worst: Decimal | None
) -> list[Moment]:
    """The flare-ups of the 24 hours before `told_at` (local) whose part of the day was given.

    `parts` are names of Part, '' where none was given. `worst` is the score of the worst of all
    flare-ups: it belongs to a part only where all of them came in that part.
    """
    timed = [Part[name] for name in parts if name in Part.__members__]
    is_one_part = bool(timed) and len(set(timed)) == 1 and flares == len(timed)
    scores = [worst if is_one_part and place == 0 else None for place in range(len(timed))]
    return [
        Moment(_day_of(part, told_at), part, None, score)
        for part, score in zip(timed, scores, strict=True)
    ]


def _day_of(part: Part, told_at: datetime) -> date:
    """A part that has not begun yet today was yesterday's: she was asked about 24 hours."""
    begun = told_at.time() >= FIRST_HOUR[part]
    return told_at.date() if begun else told_at.date() - timedelta(days=1)


def hardest(moments: Iterable[Moment]) -> list[Moment]:
    """At most three, none of them mild, the worst first and of equals the latest; one for each part
    of a day."""
    best: dict[tuple[date, Part], Moment] = {}
    for moment in moments:
        place = (moment.day, moment.part)
        is_hard = band(moment.score) in HARD
        if is_hard and (place not in best or _score(moment) > _score(best[place])):
            best[place] = moment
    ranked = sorted(best.values(), key=lambda one: (-_score(one), -one.day.toordinal()))
    return ranked[:MOST_NAMED]


def none_in_words(moments: Iterable[Moment]) -> str:
    """Why none is hardest: nothing was above mild, or nothing has both a score and a time."""
    return NONE_HARD if any(one.score is not None for one in moments) else NONE_KNOWN


def in_words(moment: Moment) -> str:
    """'Tuesday afternoon, 17 November: 8, severe, at 2.10pm'."""
    if moment.hour is None:
        how = "a flare-up"
    else:
        how = f"at {_clock(moment.hour)}"
    score = f"{in_figures(moment.score)}, {word(moment.score)}"
    return f"{moment.name}, {_on(moment)}: {score}, {how}"


def _on(moment: Moment) -> str:
    """'17 November', and of a night '17 to 18 November': 2am is already the day after."""
    day, after = moment.day, moment.day + timedelta(days=1)
    if moment.part is not Part.NIGHT:
        return f"{day.day} {day:%B}"
    same = day.month == after.month
    return f"{day.day}{'' if same else f' {day:%B}'} to {after.day} {after:%B}"


def _clock(hour: time) -> str:
    figure = f"{hour.hour % 12 or 12}" + (f".{hour:%M}" if hour.minute else "")
    return f"{figure}{'am' if hour.hour < 12 else 'pm'}"


def _score(moment: Moment) -> Decimal:
    return Decimal(-1) if moment.score is None else moment.score
