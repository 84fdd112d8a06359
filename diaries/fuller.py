"""One set of answers to the fuller check, as a plain value. Empty is skipped, never zero (S1).

Which pages are asked, in which order, and which answers are signs of danger, stand here too. The
questions themselves are tables in `diaries.fuller_questions`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Self

from diaries.bodymap import PLACE, names_of
from diaries.fuller_choices import EFFECTS, HELPED, NOT_ALL, PARTS_OF_DAY, TRIED, Kind
from diaries.fuller_questions import STEP, STEPS, Question, Step
from diaries.scales import in_figures, word
from paincheck.speech import gettext, gettext_noop

# At most weekly (S1); a draft waits for a day, as that of the quick check does (S20).
OFFERED_AFTER = timedelta(days=7)
DRAFT_LASTS = timedelta(hours=24)
MOST_TIMED = 6  # more flare-ups than these are counted, and not asked about one by one
SKIPPED = gettext_noop("Skipped")
MODERATE_OR_SEVERE = ("MODERATE", "SEVERE")
HELPED_PREFIX, TIME_PREFIX = "helped_", "flare_time_"


@dataclass(frozen=True)
class FullerAnswers:
    """Codes are those of `diaries.fuller_questions`; '' and None were skipped.

    `moving`, `sleep`, `mood`, `flare_worst` and `goal` are 0 to 10, `relief` is per cent as text.
    `helped` are (what was tried, whether it helped); `flare_times` is the part of the day of each
    flare-up, '' where it was not said. `reached` is the last page that was answered or skipped.
    """

    sites: tuple[str, ...] = ()
    most: str = ""
    like: tuple[str, ...] = ()
    like_other: str = ""
    moving: int | None = None
    sleep: int | None = None
    mood: int | None = None
    relief: str = ""
    regular: str = ""
    why_not: tuple[str, ...] = ()
    flares: int | None = None
    flare_worst: int | None = None
    flare_today: str = ""
    flare_cause: str = ""
    flare_times: tuple[str, ...] = ()
    constipation: str = ""
    sickness: str = ""
    bowel_days: int | None = None
    drowsiness: str = ""
    confusion: str = ""
    jerking: str = ""
    dry_mouth: str = ""
    itching: str = ""
    tried: tuple[str, ...] = ()
    tried_other: str = ""
    helped: tuple[tuple[str, str], ...] = ()
    worries: tuple[str, ...] = ()
    worries_other: str = ""
    goal: int | None = None
    reached: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The way back from `as_dict`; unknown names are left out: old drafts still open."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        for name in ("sites", "like", "why_not", "flare_times", "tried", "worries"):
            known[name] = tuple(known.get(name) or ())
        known["helped"] = tuple((code, how) for code, how in known.get("helped") or ())
        return cls(**known)

    def is_empty(self) -> bool:
        return all(
            getattr(self, field.name) == field.default
            for field in fields(self)
            if field.name != "reached"
        )

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """The same with the answers of one page; what no longer fits them is let go."""
        plain = {name: value for name, value in values.items() if name in self.__dataclass_fields__}
        timed = {
            int(name.removeprefix(TIME_PREFIX)): value
            for name, value in values.items()
            if name.startswith(TIME_PREFIX)
        }
        helped = {
            name.removeprefix(HELPED_PREFIX): value
            for name, value in values.items()
            if name.startswith(HELPED_PREFIX)
        }
        if timed:
            plain["flare_times"] = tuple(timed[number] for number in sorted(timed))
        if helped:
            plain["helped"] = tuple((code, how) for code, how in helped.items() if how)
        return replace(self, **plain)._tidied()

    def _tidied(self) -> Self:
        flared = bool(self.flares)
        return replace(
            self,
            most=self.most if self.most in self.sites else "",
            why_not=self.why_not if self.regular in NOT_ALL else (),
            flare_worst=self.flare_worst if flared else None,
            flare_today=self.flare_today if flared else "",
            flare_cause=self.flare_cause if flared else "",
            flare_times=self.flare_times[: min(self.flares or 0, MOST_TIMED)],
            helped=tuple(pair for pair in self.helped if pair[0] in self.tried),
        )

    def value(self, name: str) -> Any:
        """The answer to one question, those of its pages that depend on others among them."""
        if name.startswith(TIME_PREFIX):
            place = int(name.removeprefix(TIME_PREFIX)) - 1
            return self.flare_times[place] if place < len(self.flare_times) else ""
        if name.startswith(HELPED_PREFIX):
            return dict(self.helped).get(name.removeprefix(HELPED_PREFIX), "")
        return getattr(self, name)


def questions_of(step: Step, answers: FullerAnswers) -> Sequence[Question]:
    """What a page asks; three pages ask about what was answered before."""
    if step.name == "most":
        chosen = tuple((code, PLACE[code].name) for code in PLACE if code in answers.sites)
        return [replace(question, choices=chosen) for question in step.questions]
    if step.name == "flare_times":
        return [
            Question(
                f"{TIME_PREFIX}{number}",
                Kind.ONE,
                gettext("Flare-up {number}", number=number),
                choices=PARTS_OF_DAY,
            )
            for number in range(1, min(answers.flares or 0, MOST_TIMED) + 1)
        ]
    if step.name == "helped":
        return [
            Question(
                f"{HELPED_PREFIX}{code}",
                Kind.ONE,
                name,
                choices=HELPED,
                short=gettext("{name}: helped?", name=gettext(name)),
            )
            for code, name in TRIED
            if code in answers.tried
        ]
    return step.questions


def is_asked(step: Step, answers: FullerAnswers) -> bool:
    """Whether this page makes sense after what was answered so far."""
    return {
        "most": len(answers.sites) > 1,
        "why": answers.regular in NOT_ALL,
        "flare": bool(answers.flares),
        "flare_times": bool(answers.flares),
        "helped": bool(answers.tried),
    }.get(step.name, True)


def step_after(name: str, answers: FullerAnswers) -> Step | None:
    """The next page; None after the last one. '' is before the first."""
    return next((step for step in STEPS[_place(name) + 1 :] if is_asked(step, answers)), None)


def step_before(name: str, answers: FullerAnswers) -> Step | None:
    earlier = [step for step in STEPS[: _place(name)] if is_asked(step, answers)]
    return earlier[-1] if earlier else None


def _place(name: str) -> int:
    return STEPS.index(STEP[name]) if name in STEP else -1


def skipped(step: Step, answers: FullerAnswers) -> FullerAnswers:
    """The same with this page left unanswered."""
    if step.name == "flare_times":
        return replace(answers, flare_times=())
    if step.name == "helped":
        return replace(answers, helped=())
    empty = FullerAnswers()
    return answers.with_values(
        {question.name: getattr(empty, question.name) for question in step.questions}
    )


def signs_of_toxicity(answers: FullerAnswers) -> tuple[str, ...]:
    """Danger signs of `diaries.danger` that these side effects are; () where there are none.

    Confused, seeing things or jerking, moderate or severe, is each a danger sign of safety rule S2,
    and so is severe sleepiness; all three together in any degree are the picture of too much opioid
    (Oxford Handbook of Palliative Care). An example.
    """
    said = {
        "SLEEPIER": answers.drowsiness,
        "CONFUSED": answers.confusion,
        "JERKING": answers.jerking,
    }
    together = all(how not in ("", "NONE") for how in said.values())
    alone = any(said[code] in MODERATE_OR_SEVERE for code in ("CONFUSED", "JERKING"))
    if not (together or alone or answers.drowsiness == "SEVERE"):
        return ()
    least = ("MILD", *MODERATE_OR_SEVERE) if together else MODERATE_OR_SEVERE
    return tuple(code for code, how in said.items() if how in least)


def watched(answers: FullerAnswers) -> tuple[Any, ...]:
    """What the rules read of an unfinished check: where this is new, they look again (S3)."""
    flare = (answers.flares, answers.flare_worst, answers.flare_today)
    return (*flare, answers.bowel_days, *(getattr(answers, name) for name in EFFECTS))


def is_offered(*, last: datetime | None, now: datetime, in_danger: bool, is_severe: bool) -> bool:
    """Whether the fuller check is offered after a check: at most weekly, and never pressed on
    somebody in danger or severe pain (S1). `last` is when one was last begun or sent."""
    if in_danger or is_severe:
        return False
    return last is None or now - last > OFFERED_AFTER


@dataclass(frozen=True)
class Row:
    """One answer in words, and the page on which it can be changed."""

    question: str
    answer: str
    step: str


def rows_of(answers: FullerAnswers, *, all_asked: bool = True) -> list[Row]:
    """Every question that was asked, or only those that were answered."""
    rows = []
    for step in STEPS:
        if not is_asked(step, answers):
            continue
        for question in questions_of(step, answers):
            said = in_words(question, answers)
            if said or all_asked:
                rows.append(Row(question.in_short, said or gettext(SKIPPED), step.name))
    return rows


def in_words(question: Question, answers: FullerAnswers) -> str:
    """The answer as text; '' where it was skipped. An unknown code stands as it is."""
    value = answers.value(question.name)
    if question.name == "sites":
        return "\n".join(names_of(answers.sites, answers.most))
    if question.kind is Kind.MANY:
        return "\n".join(gettext(dict(question.choices).get(code, code)) for code in value)
    if question.kind is Kind.ONE:
        return gettext(dict(question.choices).get(value, value))
    if value is None or value == "":
        return ""
    if question.name in ("flare_worst", "goal"):
        return f"{in_figures(Decimal(value))}, {word(Decimal(value))}"
    return gettext("{score} of 10", score=value) if question.kind is Kind.SCORE else f"{value}"
