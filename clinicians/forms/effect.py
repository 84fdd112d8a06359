"""'Did it help?' after a change of medicine: the nurse's answer."""

from datetime import date, timedelta
from typing import Any

from django import forms

from clinicians.forms.fields import Key, Text, area
from clinicians.models import EffectAnswer
from paincheck.nhsuk.fields import NhsDateField

Answer = EffectAnswer.Answer
ANSWERS = (Answer.WORKED, Answer.PARTLY, Answer.NO, Answer.NOT_YET)  # its day comes next
LATEST = timedelta(days=60)
AGAIN_IN = timedelta(days=3)


class EffectForm(forms.Form):
    """Too early to say needs a day on which to ask again; the other answers end the question."""

    mark_optional = False
    key = Key()
    answer = forms.ChoiceField(
        label="What do you say?",
        choices=[(answer.value, answer.label) for answer in ANSWERS],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of the answers",
            "invalid_choice": "Choose one of the answers",
        },
    )
    ask_again_on = NhsDateField(label="If it is too early to say: ask again on", required=False)
    note = Text(
        label="Why do you think so?",
        required=False,
        max_length=300,
        widget=area(2),
        help_text="You can leave this empty. Only the team sees it.",
    )

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.today = today
        self.fields["ask_again_on"].initial = today + AGAIN_IN

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        day = told.get("ask_again_on")
        if told.get("answer") != Answer.NOT_YET:
            return told | {"ask_again_on": None}
        if day is None and "ask_again_on" not in self.errors:
            self.add_error("ask_again_on", "Enter the day on which to ask again")
        elif day is not None and not self.today < day <= self.today + LATEST:
            self.add_error("ask_again_on", "The day must be after today and within 60 days")
        return told
