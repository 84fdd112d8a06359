"""The questions of the fuller check, page by page, in our own words.

Plain: no Django, no database, no clock. What pain is like are descriptors alone: nothing is summed
up to a score, and no text of a licensed instrument is used. Every question can be skipped (S1).
Examples, to be approved by a clinician before use with patients. Only add a choice or reword it: a
code that has been stored must keep its meaning.
"""

from dataclasses import dataclass
from datetime import date

from diaries.fuller_choices import (
    EFFECT_NAMES,
    EFFECTS,
    HOW_BAD,
    LIKE,
    REGULAR,
    RELIEF,
    SITES,
    TRIED,
    WHY_NOT,
    WORRIES,
    Choices,
    Kind,
)
from paincheck.speech import gettext

OWNER = "example: to be approved by a clinician"
REVIEWED = date(2026, 11, 24)

MOST_FLARES, MOST_DAYS = 50, 60


@dataclass(frozen=True)
class Question:
    """One question; `name` is the answer's name in FullerAnswers. `most` is of a count."""

    name: str
    kind: Kind
    text: str
    hint: str = ""
    choices: Choices = ()
    most: int = 0
    short: str = ""

    @property
    def in_short(self) -> str:
        """As a row of a summary names it."""
        return gettext(self.short or self.text)


@dataclass(frozen=True)
class Step:
    """One page: a question or a small group of them. `part` counts for the progress text."""

    name: str
    part: int
    title: str
    questions: tuple[Question, ...]
    hint: str = ""

    @property
    def begins_with_its_title(self) -> bool:
        """The first question is the page's heading, and stands there once."""
        return bool(self.questions) and self.questions[0].text == self.title


def _effects(*names: str) -> tuple[Question, ...]:
    return tuple(
        Question(
            name, Kind.ONE, EFFECTS[name], choices=HOW_BAD, short=EFFECT_NAMES[name].capitalize()
        )
        for name in names
    )


def _words(name: str, words: str, hint: str = "", short: str = "") -> Question:
    return Question(name, Kind.WORDS, words, hint, short=short)


STEPS: tuple[Step, ...] = (
    Step(
        "where",
        1,
        "Where is your pain?",
        (Question("sites", Kind.MANY, "Places", choices=SITES, short="Where"),),
        "Mark each place. You can press the drawing, or tick the list below it.",
    ),
    Step(
        "most",
        1,
        "Which place hurts most?",
        (Question("most", Kind.ONE, "Which place hurts most?", choices=SITES, short="Hurts most"),),
    ),
    Step(
        "like",
        2,
        "What is your pain like?",
        (
            Question("like", Kind.MANY, "Tick all that fit", choices=LIKE, short="What it is like"),
            _words("like_other", "In your own words", "You can leave this empty.", "In own words"),
        ),
        "There are no right or wrong answers.",
    ),
    Step(
        "way",
        3,
        "How much did pain get in the way today?",
        (
            Question("moving", Kind.SCORE, "Of moving about", short="In the way of moving"),
            Question("sleep", Kind.SCORE, "Of your sleep last night", short="In the way of sleep"),
            Question("mood", Kind.SCORE, "Of your mood", short="In the way of mood"),
        ),
        "0 is not at all. 10 is completely.",
    ),
    Step(
        "relief",
        4,
        "How much do your painkillers help?",
        (
            Question(
                "relief",
                Kind.ONE,
                "How much do your painkillers help?",
                "Think of the last 24 hours.",
                RELIEF,
                short="Relief",
            ),
        ),
    ),
    Step(
        "regular",
        5,
        "Have you taken your regular painkillers today?",
        (
            Question(
                "regular",
                Kind.ONE,
                "Have you taken your regular painkillers today?",
                "The ones you take every day at set times.",
                REGULAR,
                short="Regular painkillers today",
            ),
        ),
    ),
    Step(
        "why",
        5,
        "Why did you not take all of them?",
        (
            Question(
                "why_not",
                Kind.MANY,
                "Why did you not take all of them?",
                "Tick all that are true. It helps your nurse to help you.",
                WHY_NOT,
                short="Why not all",
            ),
        ),
    ),
    Step(
        "flares",
        6,
        "How many flare-ups of pain have you had in the last 24 hours?",
        (
            Question(
                "flares",
                Kind.COUNT,
                "How many flare-ups of pain have you had in the last 24 hours?",
                "A flare-up is when pain gets much worse for a while. Put 0 if you had none.",
                most=MOST_FLARES,
                short="Flare-ups in 24 hours",
            ),
        ),
    ),
    Step(
        "flare",
        6,
        "About your flare-ups",
        (
            Question(
                "flare_worst",
                Kind.SCORE,
                "How bad was the worst one?",
                "0 is no pain. 10 is the worst there is.",
                short="Worst flare-up",
            ),
            Question(
                "flare_today",
                Kind.ONE,
                "When was the worst one?",
                choices=(("TODAY", "Today"), ("YESTERDAY", "Yesterday")),
                short="The worst one was",
            ),
            _words(
                "flare_cause",
                "What set it off?",
                "Such as moving, coughing or eating. You can leave this empty.",
                "Set off by",
            ),
        ),
    ),
    Step(
        "flare_times",
        6,
        "When did they come?",
        (),
        "You can leave out any that you do not remember.",
    ),
    Step(
        "gut",
        7,
        "Tummy and bowels",
        (
            *_effects("constipation", "sickness"),
            Question(
                "bowel_days",
                Kind.COUNT,
                "How many days is it since your bowels moved?",
                "Put 0 if they moved today.",
                most=MOST_DAYS,
                short="Days since bowels moved",
            ),
        ),
        "How have these been in the last 24 hours?",
    ),
    Step(
        "mind",
        7,
        "Sleepy, muddled or twitching",
        _effects("drowsiness", "confusion", "jerking"),
        "How have these been in the last 24 hours? You can ask somebody close to you.",
    ),
    Step(
        "others",
        7,
        "Mouth and skin",
        _effects("dry_mouth", "itching"),
        "How have these been in the last 24 hours?",
    ),
    Step(
        "tried",
        8,
        "What else have you tried for your pain?",
        (
            Question(
                "tried",
                Kind.MANY,
                "What else have you tried for your pain?",
                "Tick all that you tried in the last few days.",
                TRIED,
                short="Tried",
            ),
            _words("tried_other", "Anything else", "You can leave this empty.", "Tried as well"),
        ),
    ),
    Step("helped", 8, "Did it help?", ()),
    Step(
        "worries",
        9,
        "Is there anything that worries you about painkillers?",
        (
            Question(
                "worries",
                Kind.MANY,
                "Is there anything that worries you about painkillers?",
                "Many people have worries like these. Tick all that are true.",
                WORRIES,
                short="Worries about painkillers",
            ),
            _words(
                "worries_other", "Any other worry", "You can leave this empty.", "Another worry"
            ),
        ),
    ),
    Step(
        "goal",
        10,
        "What number would you be happy to live with?",
        (
            Question(
                "goal",
                Kind.SCORE,
                "What number would you be happy to live with?",
                "0 is no pain. 10 is the worst there is. This becomes your goal.",
                short="Goal",
            ),
        ),
    ),
)
STEP = {step.name: step for step in STEPS}
PARTS = STEPS[-1].part
