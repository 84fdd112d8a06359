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
from paincheck.speech import gettext_noop as _

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
        told = gettext(self.short or self.text)
        return told[:1].upper() + told[1:]


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
        Question(name, Kind.ONE, EFFECTS[name], choices=HOW_BAD, short=EFFECT_NAMES[name])
        for name in names
    )


def _headed(name: str, part: int, question: Question, *more: Question) -> Step:
    """A page whose first question is its heading."""
    return Step(name, part, question.text, (question, *more))


def _words(name: str, words: str, hint: str = "", short: str = "") -> Question:
    return Question(name, Kind.WORDS, words, hint, short=short)


STEPS: tuple[Step, ...] = (
    Step(
        "where",
        1,
        _("Where is your pain?"),
        (Question("sites", Kind.MANY, _("Places"), choices=SITES, short=_("Where")),),
        _("Mark each place. You can press the drawing, or tick the list below it."),
    ),
    _headed(
        "most",
        1,
        Question(
            "most", Kind.ONE, _("Which place hurts most?"), choices=SITES, short=_("Hurts most")
        ),
    ),
    Step(
        "like",
        2,
        _("What is your pain like?"),
        (
            Question(
                "like", Kind.MANY, _("Tick all that fit"), choices=LIKE, short=_("What it is like")
            ),
            _words(
                "like_other",
                _("In your own words"),
                _("You can leave this empty."),
                _("In own words"),
            ),
        ),
        _("There are no right or wrong answers."),
    ),
    Step(
        "way",
        3,
        _("How much did pain get in the way today?"),
        (
            Question("moving", Kind.SCORE, _("Of moving about"), short=_("In the way of moving")),
            Question(
                "sleep", Kind.SCORE, _("Of your sleep last night"), short=_("In the way of sleep")
            ),
            Question("mood", Kind.SCORE, _("Of your mood"), short=_("In the way of mood")),
        ),
        _("0 is not at all. 10 is completely."),
    ),
    Step(
        "relief",
        4,
        _("How much do your painkillers help?"),
        (
            Question(
                "relief",
                Kind.ONE,
                _("How much do your painkillers help?"),
                _("Think of the last 24 hours."),
                RELIEF,
                short=_("Relief"),
            ),
        ),
    ),
    _headed(
        "regular",
        5,
        Question(
            "regular",
            Kind.ONE,
            _("Have you taken your regular painkillers today?"),
            _("The ones you take every day at set times."),
            REGULAR,
            short=_("Regular painkillers today"),
        ),
    ),
    _headed(
        "why",
        5,
        Question(
            "why_not",
            Kind.MANY,
            _("Why did you not take all of them?"),
            _("Tick all that are true. It helps your nurse to help you."),
            WHY_NOT,
            short=_("Why not all"),
        ),
    ),
    _headed(
        "flares",
        6,
        Question(
            "flares",
            Kind.COUNT,
            _("How many flare-ups of pain have you had in the last 24 hours?"),
            _("A flare-up is when pain gets much worse for a while. Put 0 if you had none."),
            most=MOST_FLARES,
            short=_("Flare-ups in 24 hours"),
        ),
    ),
    Step(
        "flare",
        6,
        _("About your flare-ups"),
        (
            Question(
                "flare_worst",
                Kind.SCORE,
                _("How bad was the worst one?"),
                _("0 is no pain. 10 is the worst there is."),
                short=_("Worst flare-up"),
            ),
            Question(
                "flare_today",
                Kind.ONE,
                _("When was the worst one?"),
                choices=(("TODAY", _("Today")), ("YESTERDAY", _("Yesterday"))),
                short=_("The worst one was"),
            ),
            _words(
                "flare_cause",
                _("What set it off?"),
                _("Such as moving, coughing or eating. You can leave this empty."),
                _("Set off by"),
            ),
        ),
    ),
    Step(
        "flare_times",
        6,
        _("When did they come?"),
        (),
        _("You can leave out any that you do not remember."),
    ),
    Step(
        "gut",
        7,
        _("Tummy and bowels"),
        (
            *_effects("constipation", "sickness"),
            Question(
                "bowel_days",
                Kind.COUNT,
                _("How many days is it since your bowels moved?"),
                _("Put 0 if they moved today."),
                most=MOST_DAYS,
                short=_("Days since bowels moved"),
            ),
        ),
        _("How have these been in the last 24 hours?"),
    ),
    Step(
        "mind",
        7,
        _("Sleepy, muddled or twitching"),
        _effects("drowsiness", "confusion", "jerking"),
        _("How have these been in the last 24 hours? You can ask somebody close to you."),
    ),
    Step(
        "others",
        7,
        _("Mouth and skin"),
        _effects("dry_mouth", "itching"),
        _("How have these been in the last 24 hours?"),
    ),
    _headed(
        "tried",
        8,
        Question(
            "tried",
            Kind.MANY,
            _("What else have you tried for your pain?"),
            _("Tick all that you tried in the last few days."),
            TRIED,
            short=_("Tried"),
        ),
        _words(
            "tried_other",
            _("Anything else"),
            _("You can leave this empty."),
            _("Tried as well"),
        ),
    ),
    Step("helped", 8, _("Did it help?"), ()),
    _headed(
        "worries",
        9,
        Question(
            "worries",
            Kind.MANY,
            _("Is there anything that worries you about painkillers?"),
            _("Many people have worries like these. Tick all that are true."),
            WORRIES,
            short=_("Worries about painkillers"),
        ),
        _words(
            "worries_other",
            _("Any other worry"),
            _("You can leave this empty."),
            _("Another worry"),
        ),
    ),
    _headed(
        "goal",
        10,
        Question(
            "goal",
            Kind.SCORE,
            _("What number would you be happy to live with?"),
            _("0 is no pain. 10 is the worst there is. This becomes your goal."),
            short=_("Goal"),
        ),
    ),
)
STEP = {step.name: step for step in STEPS}
PARTS = STEPS[-1].part
