"""The short form of the trial, in our own words: at the baseline and at each visit, in both arms.

Plain: no Django, no database, no clock. Scores are 0 to 10. Every question is asked of both arms
alike (T2) and never through the diary; the baseline's answers alone stratify (T1). No text of a
licensed instrument is used. Only add a question or reword it: a code that was stored keeps its
meaning. Whoever shows the form to a participant passes `text` through gettext.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from paincheck.speech import gettext_noop as _

OWNER = "example: to be approved by a clinician"
REVIEWED = date(2026, 11, 24)

HIGHEST = 10
BASELINE = "BASELINE"


class Kind(StrEnum):
    SCORE = "SCORE"  # 0 to 10
    COUNT = "COUNT"  # 0 to `most`
    CHOICE = "CHOICE"  # one of `choices`


@dataclass(frozen=True)
class Question:
    """One question; `code` is the answer's name in FormEntry.answers. `low`, `high`: of a score."""

    code: str
    kind: Kind
    text: str
    low: str = ""
    high: str = ""
    most: int = HIGHEST
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Group:
    """Questions that stand under one heading."""

    title: str
    hint: str
    questions: tuple[Question, ...]


def _pain(code: str, text: str) -> Question:
    return Question(code, Kind.SCORE, text, _("no pain"), _("the worst pain there is"), needed=True)


def _in_the_way(code: str, text: str) -> Question:
    return Question(code, Kind.SCORE, text, _("not at all"), _("completely"))


PAIN = Group(
    _("Pain"),
    _("In the last 7 days. 0 is no pain, 10 is the worst pain there is."),
    (
        _pain("worst", _("How bad was the pain at its worst?")),
        _pain("average", _("How bad was the pain on average?")),
        _pain("least", _("How bad was the pain at its least?")),
        _pain("now", _("How bad is the pain right now?")),
    ),
)
IN_THE_WAY = Group(
    _("What the pain gets in the way of"),
    _("In the last 7 days. 0 is not at all, 10 is completely."),
    (
        _in_the_way("activity", _("How much did pain get in the way of what you do each day?")),
        _in_the_way("sleep", _("How much did pain get in the way of your sleep?")),
        _in_the_way("mood", _("How much did pain get in the way of your mood?")),
        _in_the_way("enjoyment", _("How much did pain get in the way of enjoying life?")),
    ),
)
CARE = Group(
    _("Care and painkillers"),
    _("In the last 4 weeks, for whatever reason. A good guess is enough."),
    (
        Question(
            "calls",
            Kind.COUNT,
            _("How often did you call for urgent help, such as 999, 111 or a number at night?"),
            most=99,
        ),
        Question("admissions", Kind.COUNT, _("How often were you kept in hospital?"), most=28),
        Question("nights", Kind.COUNT, _("How many nights did you spend in hospital?"), most=28),
        Question(
            "contacts",
            Kind.COUNT,
            _("How often did you speak with a nurse or a doctor about pain?"),
            most=99,
        ),
        Question(
            "painkillers",
            Kind.CHOICE,
            _("Which painkillers did you take?"),
            choices=(
                ("NONE", _("None")),
                ("MILD", _("Painkillers such as paracetamol or ibuprofen only")),
                ("WEAK", _("Also codeine, tramadol or the like")),
                ("STRONG", _("Also morphine, oxycodone, fentanyl or the like")),
            ),
        ),
        Question(
            "extra_days",
            Kind.COUNT,
            _("On how many of the last 7 days did you take an extra painkiller for bad pain?"),
            most=7,
        ),
    ),
)
# Asked of both arms at each visit, not at the baseline (T3).
EXPOSURE = Group(
    _("Keeping track"),
    "",
    (
        Question(
            "exposure",
            Kind.CHOICE,
            _("Since you joined, did you use any app, website or paper diary to record your pain?"),
            choices=(("NO", _("No")), ("SOMETIMES", _("Now and then")), ("OFTEN", _("Most days"))),
        ),
    ),
)


def groups_of(form: str) -> tuple[Group, ...]:
    """What is asked on this form: `BASELINE`, or any visit's code."""
    shared = (PAIN, IN_THE_WAY, CARE)
    return shared if form == BASELINE else (*shared, EXPOSURE)


def questions_of(form: str) -> tuple[Question, ...]:
    return tuple(question for group in groups_of(form) for question in group.questions)


def faults(answers: Mapping[str, Any]) -> dict[str, str]:
    """What cannot be true together: code of the question to a sentence."""
    said = {}
    worst, average, least = (answers.get(code) for code in ("worst", "average", "least"))
    if worst is not None and average is not None and average > worst:
        said["average"] = _("The average cannot be higher than the worst")
    if average is not None and least is not None and least > average:
        said["least"] = _("The least cannot be higher than the average")
    if answers.get("nights") and answers.get("admissions") == 0:
        said["nights"] = _("Nights in hospital need at least one stay in hospital")
    return said


def in_words(question: Question, answer: Any) -> str:
    """An answer as staff read it; an answer that was not given says so."""
    if answer is None or answer == "":
        return "Not answered"
    if question.kind is Kind.CHOICE:
        return dict(question.choices).get(str(answer), str(answer))
    return f"{answer} of {HIGHEST}" if question.kind is Kind.SCORE else str(answer)
