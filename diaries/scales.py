"""The questions of the quick check, and the pain scale and its words.

Plain: no Django, no database, no clock. Our own wording throughout; a bare 0 to 10 scale has no
owner. Thresholds and words are examples, to be approved by a clinician before use with patients.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from diaries.danger import DANGER, DANGERS, Danger, DangerGroup

__all__ = [
    "BANDS",
    "CONTACT_WISHES",
    "DANGER",
    "DANGERS",
    "HELP",
    "HELPED_WORDS",
    "HELP_QUESTION",
    "HIGHEST",
    "LOWEST",
    "NOBODY_HELPS",
    "QUESTION",
    "QUESTIONS",
    "TILES",
    "WANTS_CONTACT",
    "Band",
    "BandRange",
    "ContactWish",
    "Danger",
    "DangerGroup",
    "Helped",
    "Kind",
    "Question",
    "band",
    "contact_choices",
    "crossed",
    "in_figures",
    "word",
]

LOWEST, HIGHEST = Decimal(0), Decimal(10)
TILES = tuple(Decimal(number) for number in range(11))


class Band(StrEnum):
    NONE = "NONE"
    MILD = "MILD"
    MODERATE = "MODERATE"
    SEVERE = "SEVERE"


@dataclass(frozen=True)
class BandRange:
    """One band of the scale: where it begins, and where the next one does (`up_to`).

    None is 0 alone; mild begins just above it.
    """

    band: Band
    word: str
    begins: Decimal
    up_to: Decimal


# Serlin 1995, by how far cancer pain gets in the way: mild 1 to 4, moderate 5 and 6, severe 7 to
# 10. Decimals occur in imported diaries alone, and the study says nothing about them: here the
# bands meet without gaps, so that 4.9 is still mild, 5 moderate, 6.9 still moderate, and anything
# above 0 is no longer none.
BANDS = (
    BandRange(Band.NONE, "no pain", LOWEST, LOWEST),
    BandRange(Band.MILD, "mild", LOWEST, Decimal(5)),
    BandRange(Band.MODERATE, "moderate", Decimal(5), Decimal(7)),
    BandRange(Band.SEVERE, "severe", Decimal(7), HIGHEST),
)


def band(score: Decimal | None) -> Band | None:
    """The band of a score; None for one that was skipped, which is never 'no pain' (S1)."""
    if score is None:
        return None
    if not LOWEST <= score <= HIGHEST:
        raise ValueError(f"A pain score lies between 0 and 10, not {score}.")
    if score == LOWEST:
        return Band.NONE
    return next(row.band for row in reversed(BANDS) if row.begins <= score)


def word(score: Decimal | None) -> str:
    """What a tile says beneath its number: 'no pain' ... 'severe', and 'worst there is' for 10."""
    found = band(score)
    if found is None:
        return "not answered"
    if score == HIGHEST:
        return "worst there is"
    return next(row.word for row in BANDS if row.band is found)


def in_figures(score: Decimal | None) -> str:
    """'7' for 7 and 7.0, '6.5' for 6.50; a skipped score is a dash."""
    if score is None:
        return "–"
    return f"{int(score) if score == int(score) else score.normalize()}"


class Kind(StrEnum):
    """How a question is answered."""

    SCORE = "SCORE"
    COUNT = "COUNT"
    GATE = "GATE"
    CHOICE = "CHOICE"
    TEXT = "TEXT"


@dataclass(frozen=True)
class Question:
    """One question of the quick check. `name` is the answer's name in `diaries.answers`.

    `again` is asked instead of `text` in a second check on one day, so that nothing is told, or
    counted, twice (S9).
    """

    name: str
    kind: Kind
    text: str
    again: str
    hint: str = ""
    required: bool = False

    def asked(self, *, since_last: bool) -> str:
        return self.again if since_last else self.text


# Only 'worst' is required (S1).
QUESTIONS = (
    Question(
        "worst",
        Kind.SCORE,
        "How bad was your pain at its worst, in the last 24 hours?",
        "How bad was your pain at its worst, since your last check?",
        "0 is no pain. 10 is the worst there is.",
        required=True,
    ),
    Question(
        "average",
        Kind.SCORE,
        "How bad was your pain most of the time, in the last 24 hours?",
        "How bad was your pain most of the time, since your last check?",
        "Think of the whole day and night.",
    ),
    Question(
        "least",
        Kind.SCORE,
        "How bad was your pain at its lowest, in the last 24 hours?",
        "How bad was your pain at its lowest, since your last check?",
        "When was it at its best? Pick the number for that time.",
    ),
    Question(
        "now", Kind.SCORE, "How bad is your pain right now?", "How bad is your pain right now?"
    ),
    Question(
        "extra_doses",
        Kind.COUNT,
        "How many extra doses of painkiller did you take, in the last 24 hours?",
        "How many extra doses of painkiller did you take, since your last check?",
        "Extra doses are the ones you take when pain breaks through. Put 0 if you took none.",
    ),
    Question(
        "danger",
        Kind.GATE,
        "Is any of this new, or getting worse?",
        "Since your last check, is any of this new, or worse?",
        "Read the whole list first. If even one is true, say yes.",
    ),
    Question(
        "wish",
        Kind.CHOICE,
        "Would you like your nurse to contact you?",
        "Would you like your nurse to contact you?",
    ),
    Question(
        "note",
        Kind.TEXT,
        "Is there anything you want your nurse to know?",
        "Is there anything you want your nurse to know?",
        "You can leave this empty.",
    ),
)
QUESTION = {question.name: question for question in QUESTIONS}


class ContactWish(StrEnum):
    NO = "NO"
    NEXT_VISIT = "NEXT_VISIT"
    PLEASE = "PLEASE"
    TODAY = "TODAY"


CONTACT_WISHES = (
    (ContactWish.NO, "No, not this time"),
    (ContactWish.NEXT_VISIT, "It can wait for my next visit"),
    (ContactWish.PLEASE, "Yes, please contact me"),
    (ContactWish.TODAY, "Yes, please contact me today"),
)


class Helped(StrEnum):
    WITH = "WITH"
    FOR = "FOR"


NOBODY_HELPS = "NO"
HELP_QUESTION = "Is somebody helping you with this?"
HELP = (
    (NOBODY_HELPS, "No"),
    (Helped.WITH, "Somebody helps me"),
    (Helped.FOR, "Somebody fills it in for me"),
)
# As her diary and her nurse say it afterwards.
HELPED_WORDS: dict[str, str] = {
    Helped.WITH: "filled in with help",
    Helped.FOR: "filled in by somebody for you",
}
# The wishes that a nurse must act on.
WANTS_CONTACT = frozenset({ContactWish.PLEASE, ContactWish.TODAY})


def contact_choices(*, can_ring_today: bool) -> tuple[tuple[ContactWish, str], ...]:
    """What may be chosen now: 'today' only while somebody can still ring today (S5)."""
    return tuple(
        (wish, label)
        for wish, label in CONTACT_WISHES
        if can_ring_today or wish is not ContactWish.TODAY
    )


def crossed(
    worst: Decimal | None, average: Decimal | None, least: Decimal | None, now: Decimal | None
) -> list[str]:
    """What to ask about answers that cross. Asked, never blocked: the patient may know better.

    'Now' may rise above 'worst' or fall below 'least', since pain moves while a form is filled in.
    """
    if _above(least, worst):
        # Everything else would cross too; one question is enough.
        return [
            f"You put {in_figures(least)} for your lowest pain and {in_figures(worst)} for your "
            "worst. Did you swap them?"
        ]
    asked = []
    if _above(average, worst):
        asked.append(
            f"You put {in_figures(average)} for most of the time and {in_figures(worst)} for your "
            "worst. Is that right?"
        )
    if _above(least, average):
        asked.append(
            f"You put {in_figures(average)} for most of the time and {in_figures(least)} for your "
            "lowest. Is that right?"
        )
    if _above(now, worst):
        asked.append(
            f"Your pain now is {in_figures(now)}. You put {in_figures(worst)} for your worst. "
            "Is now your new worst?"
        )
    if _above(least, now):
        asked.append(
            f"Your pain now is {in_figures(now)}. You put {in_figures(least)} for your lowest. "
            "Is now your new lowest?"
        )
    return asked


def _above(one: Decimal | None, other: Decimal | None) -> bool:
    """A skipped answer crosses nothing (S1)."""
    return one is not None and other is not None and one > other
