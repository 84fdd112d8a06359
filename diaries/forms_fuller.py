"""One page of the fuller check, checked. Nothing is required (safety rule S1)."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diaries.bodymap import SIDE_NAMES, Side, places_on
from diaries.forms import NoteField
from diaries.fuller import FullerAnswers, questions_of
from diaries.fuller_choices import LONGEST_WORDS, Kind
from diaries.fuller_questions import Question, Step
from diaries.scales import word
from paincheck.nhsuk.controls import Option, control_of
from paincheck.nhsuk.fields import ScoreField

NOT_ON_LIST = _("One of the things you ticked is not on our list. Tick them again.")
TOO_MANY = _("We got more ticks than there are things to tick. Please tick them again.")
NOT_AN_ANSWER = _("Choose one of the answers on this page")
TWO_ANSWERS = _("We got two answers to this question. Please choose one.")
PAIN_SCORES = ("flare_worst", "goal")


class StepForm(forms.Form):
    """The questions of one page; `values()` after `is_valid()`."""

    mark_optional = False  # every page says that it can be skipped

    def __init__(self, *args: Any, step: Step, answers: FullerAnswers, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        self.questions: Sequence[Question] = questions_of(step, answers)
        kwargs["initial"] = {one.name: _shown(one, answers) for one in self.questions}
        super().__init__(*args, **kwargs)
        for question in self.questions:
            field = FIELDS[question.kind](question)
            field.label, field.help_text = gettext(question.text), gettext(question.hint)
            self.fields[question.name] = field

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if isinstance(self.data, QueryDict):
            for question in self.questions:
                self._refuse_more_than_asked(question, self.data)
        return told

    def _refuse_more_than_asked(self, question: Question, sent: QueryDict) -> None:
        given = sent.getlist(question.name)
        if question.kind is Kind.MANY:
            if len(given) > len(question.choices) and question.name not in self.errors:
                self.add_error(question.name, TOO_MANY)
        elif len(set(given)) > 1:
            self.add_error(question.name, TWO_ANSWERS)

    def places(self) -> list[tuple[str, list[Option]]]:
        """The list beneath the body map: the front, the back, and what is in no one place."""
        options = {option.value: option for option in control_of(self["sites"]).options}
        return [
            (gettext(SIDE_NAMES[side]), [options[place.code] for place in places_on(side)])
            for side in Side
        ]

    def values(self) -> dict[str, Any]:
        """What can be read, each as FullerAnswers keeps it; call it after `is_valid()`."""
        told = {}
        for question in self.questions:
            if question.name in self.cleaned_data:
                told[question.name] = _kept(question, self.cleaned_data[question.name])
        return told


def _shown(question: Question, answers: FullerAnswers) -> Any:
    value = answers.value(question.name)
    if question.kind is Kind.MANY:
        return list(value)
    # None is 'not asked yet': no answer, the empty one among them, is chosen beforehand.
    return value if value != "" else None


def _kept(question: Question, value: Any) -> Any:
    if question.kind is Kind.MANY:
        return tuple(code for code, _ in question.choices if code in value)
    if question.kind is Kind.SCORE:
        return None if value is None else int(value)
    return value


def _many(question: Question) -> forms.Field:
    return forms.MultipleChoiceField(
        required=False,
        choices=[(code, gettext(words)) for code, words in question.choices],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_ON_LIST, "invalid_list": NOT_ON_LIST},
    )


def _one(question: Question) -> forms.Field:
    return forms.ChoiceField(
        required=False,
        choices=[(code, gettext(words)) for code, words in question.choices],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_AN_ANSWER},
    )


def _score(question: Question) -> forms.Field:
    words = _pain if question.name in PAIN_SCORES else _in_the_way
    return ScoreField(required=False, words=words)


def _pain(score: Decimal) -> str:
    return word(Decimal(score))


def _in_the_way(score: Decimal) -> str:
    return {0: gettext("not at all"), 10: gettext("completely")}.get(int(score), "")


def _count(question: Question) -> forms.Field:
    wrong = gettext("Put the number in figures, from 0 to %(most)s") % {"most": question.most}
    return forms.IntegerField(
        required=False,
        min_value=0,
        max_value=question.most,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )


def _words(question: Question) -> forms.Field:
    return NoteField(
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"max_length": _("Make this shorter: at most %(limit_value)d characters")},
    )


FIELDS: dict[Kind, Callable[[Question], forms.Field]] = {
    Kind.MANY: _many,
    Kind.ONE: _one,
    Kind.SCORE: _score,
    Kind.COUNT: _count,
    Kind.WORDS: _words,
}
