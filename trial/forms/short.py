"""The trial's short form as fields: the same questions for staff, and for her own link."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.forms.fields import Key
from paincheck.nhsuk.fields import ScoreField
from paincheck.speech import gettext
from trial import questions
from trial.questions import Kind, Question

SKIPPED = ("", _("I would rather not say"))


class ShortForm(forms.Form):
    """`form` is BASELINE or a visit's code. Answers what FormEntry keeps: whole numbers, codes."""

    key = Key()

    def __init__(self, *args: Any, form: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.form = form
        for question in questions.questions_of(form):
            self.fields[question.code] = _field(question)

    @property
    def answers(self) -> dict[str, Any]:
        """Of a valid form; what was not answered is not there."""
        told = {}
        for question in questions.questions_of(self.form):
            value = self.cleaned_data.get(question.code)
            if value is not None and value != "":
                told[question.code] = int(value) if isinstance(value, Decimal) else value
        return told

    @property
    def groups(self) -> list[tuple[str, str, list[Any]]]:
        """(title, hint, fields) each, in the words of the reader."""
        return [
            (
                gettext(group.title),
                gettext(group.hint),
                [self[question.code] for question in group.questions],
            )
            for group in questions.groups_of(self.form)
        ]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for code, sentence in questions.faults(told).items():
            self.add_error(code, gettext(sentence))
        return told


def _field(question: Question) -> forms.Field:
    text = gettext(question.text)
    if question.kind is Kind.SCORE:
        return ScoreField(label=text, required=question.needed)
    if question.kind is Kind.COUNT:
        wrong = _("Enter a whole number from 0 to %(most)s") % {"most": question.most}
        return forms.IntegerField(
            label=text,
            required=question.needed,
            min_value=0,
            max_value=question.most,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
        )
    choices = [(code, gettext(words)) for code, words in question.choices]
    return forms.ChoiceField(
        label=text,
        required=question.needed,
        choices=choices if question.needed else [*choices, SKIPPED],
        widget=forms.RadioSelect,
    )
