"""The questions of the quick check, and the pain scale and its words.

Plain: no Django, no database, no clock. Our own wording throughout; a bare 0 to 10 scale has no
owner. Thresholds and words are examples, to be approved by a clinician before use with patients.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from diaries.danger import DANGER, DANGERS, Danger, DangerGroup
from paincheck.speech import gettext, gettext_noop

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
    BandRange(Band.NONE, gettext_noop("no pain"), LOWEST, LOWEST),
    BandRange(Band.MILD, gettext_noop("mild"), LOWEST, Decimal(5)),
    BandRange(Band.MODERATE, gettext_noop("moderate"), Decimal(5), Decimal(7)),
    BandRange(Band.SEVERE, gettext_noop("severe"), Decimal(7), HIGHEST),
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
        return gettext("not answered")
    if score == HIGHEST:
        return gettext("worst there is")
    return gettext(next(row.word for row in BANDS if row.band is found))


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

    `again`, where it differs, is asked instead of `text` in a second check on one day, so that
    nothing is told, or counted, twice (S9).
    """

    name: str
    kind: Kind
    text: str
    again: str = ""
    hint: str = ""
    required: bool = False

    def asked(self, *, since_last: bool) -> str:
        return gettext(self.again or self.text) if since_last else gettext(self.text)


# Only 'worst' is required (S1).
QUESTIONS = (
    Question(
        "worst",
        Kind.SCORE,
        gettext_noop("How bad was your pain at its worst, in the last 24 hours?"),
        gettext_noop("How bad was your pain at its worst, since your last check?"),
        gettext_noop("0 is no pain. 10 is the worst there is."),
        required=True,
    ),
    Question(
        "average",
        Kind.SCORE,
        gettext_noop("How bad was your pain most of the time, in the last 24 hours?"),
        gettext_noop("How bad was your pain most of the time, since your last check?"),
        gettext_noop("Think of the whole day and night."),
    ),
    Question(
        "least",
        Kind.SCORE,
        gettext_noop("How bad was your pain at its lowest, in the last 24 hours?"),
        gettext_noop("How bad was your pain at its lowest, since your last check?"),
        gettext_noop("When was it at its best? Pick the number for that time."),
    ),
    Question("now", Kind.SCORE, gettext_noop("How bad is your pain right now?")),
    Question(
        "extra_doses",
        Kind.COUNT,
        gettext_noop("How many extra doses of painkiller did you take, in the last 24 hours?"),
        gettext_noop("How many extra doses of painkiller did you take, since your last check?"),
        gettext_noop(
            "Extra doses are the ones you take when pain breaks through. Put 0 if you took none."
        ),
    ),
    Question(
        "danger",
        Kind.GATE,
        gettext_noop("Is any of this new, or getting worse?"),
        gettext_noop("Since your last check, is any of this new, or worse?"),
        gettext_noop("Read the whole list first. If even one is true, say yes."),
    ),
    Question("wish", Kind.CHOICE, gettext_noop("Would you like your nurse to contact you?")),
    Question(
        "note",
        Kind.TEXT,
        gettext_noop("Is there anything you want your nurse to know?"),
        hint=gettext_noop("You can leave this empty."),
    ),
)
QUESTION = {question.name: question for question in QUESTIONS}


class ContactWish(StrEnum):
    NO = "NO"
    NEXT_VISIT = "NEXT_VISIT"
    PLEASE = "PLEASE"
    TODAY = "TODAY"


CONTACT_WISHES = (
    (ContactWish.NO, gettext_noop("No, not this time")),
    (ContactWish.NEXT_VISIT, gettext_noop("It can wait for my next visit")),
    (ContactWish.PLEASE, gettext_noop("Yes, please contact me")),
    (ContactWish.TODAY, gettext_noop("Yes, please contact me today")),
)


class Helped(StrEnum):
    WITH = "WITH"
    FOR = "FOR"


NOBODY_HELPS = "NO"
HELP_QUESTION = gettext_noop("Is somebody helping you with this?")
HELP = (
    (NOBODY_HELPS, gettext_noop("No")),
    (Helped.WITH, gettext_noop("Somebody helps me")),
    (Helped.FOR, gettext_noop("Somebody fills it in for me")),
)
# As her diary and her nurse say it afterwards.
HELPED_WORDS: dict[str, str] = {
    Helped.WITH: gettext_noop("filled in with help"),
    Helped.FOR: gettext_noop("filled in by somebody for you"),
}
# The wishes that a nurse must act on.
WANTS_CONTACT = frozenset({ContactWish.PLEASE, ContactWish.TODAY})


def contact_choices(*, can_ring_today: bool) -> tuple[tuple[ContactWish, str], ...]:
    """What may be chosen now: 'today' only while somebody can still ring today (S5)."""
    return tuple(
        (wish, gettext(label))
        for wish, label in CONTACT_WISHES
        if can_ring_today or wish is not ContactWish.TODAY
    )


SWAPPED = gettext_noop(
    "You put {least} for your lowest pain and {worst} for your worst. Did you swap them?"
)
# (above, below, what to ask)
CROSSED = (
    (
        "average",
        "worst",
        gettext_noop(
            "You put {average} for most of the time and {worst} for your worst. Is that right?"
        ),
    ),
    (
        "least",
        "average",
        gettext_noop(
            "You put {average} for most of the time and {least} for your lowest. Is that right?"
        ),
    ),
    (
        "now",
        "worst",
        gettext_noop(
            "Your pain now is {now}. You put {worst} for your worst. Is now your new worst?"
        ),
    ),
    (
        "least",
        "now",
        gettext_noop(
            "Your pain now is {now}. You put {least} for your lowest. Is now your new lowest?"
        ),
    ),
)


def crossed(
    worst: Decimal | None, average: Decimal | None, least: Decimal | None, now: Decimal | None
) -> list[str]:
    """What to ask about answers that cross. Asked, never blocked: the patient may know better.

    'Now' may rise above 'worst' or fall below 'least', since pain moves while a form is filled in.
    """
    scores = {"worst": worst, "average": average, "least": least, "now": now}
    said = {name: in_figures(score) for name, score in scores.items()}
    if _above(least, worst):
        # Everything else would cross too; one question is enough.
        return [gettext(SWAPPED, **said)]
    return [
        gettext(asked, **said)
        for one, other, asked in CROSSED
        if _above(scores[one], scores[other])
    ]


def _above(one: Decimal | None, other: Decimal | None) -> bool:
    """A skipped answer crosses nothing (S1)."""
    return one is not None and other is not None and one > other
