"""What a stretch of a diary bears out: weeks, parts of the day, days at the goal, what helped.

Plain: no Django, no database, no clock. Each sentence has a rule with a smallest number beneath
it; below that nothing is said. The numbers are examples, to be approved by a clinician.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median

from diaries.feedback import HIGHER, LOWER, SAME, against
from diaries.scales import in_figures
from paincheck.speech import gettext, gettext_noop

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 6, 30)

# A part of the day is spoken of only with as many scores, on as many days: a rule over days needs
# days (safety rule S9).
SCORES_IN_A_PART = 4
DAYS_IN_A_PART = 3
# A worsening that patients call worse is +2.33 of 10 (Mercadante); below two points is alike.
DIFFERENCE = Decimal(2)
GOAL_DAYS = 7
DAYS_FOR_GOAL = 3


class Part(StrEnum):
    """A part of the day, by the clock on the wall."""

    MORNING = gettext_noop("mornings")
    AFTERNOON = gettext_noop("afternoons")
    EVENING = gettext_noop("evenings")
    NIGHT = gettext_noop("nights")


BEGINS = (
    (time(5), Part.MORNING),
    (time(12), Part.AFTERNOON),
    (time(17), Part.EVENING),
    (time(22), Part.NIGHT),
)


@dataclass(frozen=True)
class Moment:
    """Pain at one moment: a score for 'now', or a flare-up with its time.

    Never a 'worst' or an 'average': those span their 24 hours, whenever they were sent (S8).
    """

    day: date
    hour: time
    score: Decimal


@dataclass(frozen=True)
class Harder:
    """Two parts of the day that differ, and how many scores of each there are."""

    harder: Part
    easier: Part
    scores_harder: int
    scores_easier: int


@dataclass(frozen=True)
class Helped:
    """How many extra doses she said helped a lot, a little, or not."""

    a_lot: int = 0
    a_little: int = 0
    no: int = 0


def part_of(hour: time) -> Part:
    """The night goes on until the morning begins."""
    return next((part for begins, part in reversed(BEGINS) if hour >= begins), Part.NIGHT)


def harder_part(moments: Iterable[Moment]) -> Harder | None:
    """The hardest and the easiest part of the day by their medians, where they are 2 apart."""
    by_part: dict[Part, list[Moment]] = {}
    for moment in moments:
        by_part.setdefault(part_of(moment.hour), []).append(moment)
    known = {part: found for part, found in by_part.items() if _is_enough(found)}
    if len(known) < 2:
        return None
    middle = {part: median(moment.score for moment in found) for part, found in known.items()}
    hard, easy = max(middle, key=middle.__getitem__), min(middle, key=middle.__getitem__)
    if middle[hard] - middle[easy] < DIFFERENCE:
        return None
    return Harder(hard, easy, len(known[hard]), len(known[easy]))


def _is_enough(moments: Sequence[Moment]) -> bool:
    days = {moment.day for moment in moments}
    return len(moments) >= SCORES_IN_A_PART and len(days) >= DAYS_IN_A_PART


HARDER = gettext_noop("Your {harder} are harder than your {easier}.")
HARDER_BASIS = gettext_noop(
    "This goes by the number you gave for ‘right now’: {scores_harder} in your {harder}, "
    "{scores_easier} in your {easier}."
)


def harder_in_words(found: Harder | None) -> str:
    """'Your evenings are harder than your mornings', with what it goes by; '' for None."""
    if found is None:
        return ""
    named: dict[str, object] = {
        "harder": gettext(found.harder.value),
        "easier": gettext(found.easier.value),
        "scores_harder": found.scores_harder,
        "scores_easier": found.scores_easier,
    }
    return f"{gettext(HARDER, **named)} {gettext(HARDER_BASIS, **named)}"


ALL_AT_GOAL = gettext_noop(
    "In the last 7 days, all {of} days with a check were at or below your goal."
)
SOME_AT_GOAL = gettext_noop(
    "In the last 7 days, {at} of {of} days with a check were at or below your goal."
)
NONE_AT_GOAL = gettext_noop(
    "In the last 7 days, all {of} days with a check were above your goal. You can talk with your "
    "nurse about this."
)


def goal_in_words(worst: Mapping[date, Decimal], goal: Decimal | None, end: date) -> str:
    """Of the seven days up to `end`; '' without a goal, or with a check on fewer than 3 of them.

    `worst` is the worst pain of each day with a score; a day without a check counts for nothing.
    """
    first = end - timedelta(days=GOAL_DAYS - 1)
    scores = [score for day, score in worst.items() if first <= day <= end]
    if goal is None or len(scores) < DAYS_FOR_GOAL:
        return ""
    at = sum(score <= goal for score in scores)
    sentence = NONE_AT_GOAL if not at else ALL_AT_GOAL if at == len(scores) else SOME_AT_GOAL
    return gettext(sentence, at=at, of=len(scores))


WEEK = timedelta(days=7)
DAYS_IN_A_WEEK = 4  # with a check, in each of the two: more than half, or it is no week
WEEKS = {
    HIGHER: gettext_noop(
        "In the last 7 days your worst pain was mostly about {last}. That is higher than in the "
        "7 days before (about {before})."
    ),
    SAME: gettext_noop(
        "In the last 7 days your worst pain was mostly about {last}. That is about the same as in "
        "the 7 days before (about {before})."
    ),
    LOWER: gettext_noop(
        "In the last 7 days your worst pain was mostly about {last}. That is lower than in the "
        "7 days before (about {before})."
    ),
}


def weeks_in_words(worst: Mapping[date, Decimal], end: date) -> str:
    """The seven days up to `end` against the seven before; '' with fewer than 4 days in either.

    Of each week it is the middle (median) of the days' worst, so that one bad day is not a bad
    week; 2 points apart is higher or lower, as after a check (diaries.feedback).
    """
    last, before = _week(worst, end), _week(worst, end - WEEK)
    if min(len(last), len(before)) < DAYS_IN_A_WEEK:
        return ""
    now, then = median(last), median(before)
    return gettext(
        WEEKS[against(now, then)], last=in_figures(round(now, 1)), before=in_figures(round(then, 1))
    )


def _week(worst: Mapping[date, Decimal], end: date) -> list[Decimal]:
    return [score for day, score in worst.items() if end - WEEK < day <= end]


@dataclass(frozen=True)
class Flares:
    """The flare-ups of one fuller check whose part of the day she gave."""

    day: date
    parts: tuple[Part, ...]


FLARES_TIMED = 6
MOST_FLARES = gettext_noop(
    "Most of your flare-ups came in your {part}: {count} of the {of} with a time."
)


def flares_in_words(told: Iterable[Flares]) -> str:
    """Where more than half of them fall into one part of the day; '' with fewer than 6 that have
    a time, or on fewer than 3 days (S8, S9)."""
    timed = [(flares.day, part) for flares in told for part in flares.parts]
    days = {day for day, _ in timed}
    if len(timed) < FLARES_TIMED or len(days) < DAYS_IN_A_PART:
        return ""
    part, count = Counter(part for _, part in timed).most_common(1)[0]
    if count * 2 <= len(timed):
        return ""
    return gettext(MOST_FLARES, part=gettext(part.value), count=count, of=len(timed))


DOSES_A_LOT, DOSES_A_LITTLE, DOSES_NO = (
    gettext_noop("{count} helped a lot"),
    gettext_noop("{count} helped a little"),
    gettext_noop("{count} did not help"),
)


def doses_in_words(helped: Helped) -> str:
    """'3 helped a lot, 1 did not help', of the extra doses of which she said so; '' for none."""
    said = (
        (DOSES_A_LOT, helped.a_lot),
        (DOSES_A_LITTLE, helped.a_little),
        (DOSES_NO, helped.no),
    )
    return ", ".join(gettext(words, count=count) for words, count in said if count)
