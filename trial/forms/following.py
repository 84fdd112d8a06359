"""Forms of the follow-up: an approach, how a form came, not done and why, leaving, a death."""

from datetime import date
from typing import Any

from django import forms

from clinicians.forms.fields import Key, Text, area
from paincheck.nhsuk.fields import NhsDateField
from trial.forms.short import ShortForm
from trial.models import Approach, FollowUp, FormEntry, Leaving

DAY = "For example, 24 11 2026"


class ApproachForm(forms.Form):
    key = Key()
    channel = forms.ChoiceField(
        label="How?", choices=Approach.Channel.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label="What came of it?", choices=Approach.Outcome.choices, widget=forms.RadioSelect
    )
    note = Text(
        label="Note",
        required=False,
        max_length=300,
        widget=area(2),
        help_text="Nothing that tells which care the participant receives.",
    )


class EntryForm(ShortForm):
    """What was told on a call, face to face or on paper; with a reason where it is a correction."""

    mode = forms.ChoiceField(
        label="How was it filled in?",
        choices=[choice for choice in FormEntry.Mode.choices if choice[0] != "LINK"],
        widget=forms.RadioSelect,
    )
    filled_on = NhsDateField(label="Day on which it was filled in", help_text=DAY)
    reason = Text(label="Why is it corrected?", max_length=300, widget=area(2), required=False)

    def __init__(self, *args: Any, seen: int, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["filled_on"].initial = today
        if seen:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class LetterForm(forms.Form):
    """The button that prints a letter: its key, so that a second click is one letter."""

    key = Key()


class NotDoneForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why was the visit not done?",
        choices=[one for one in FollowUp.NotDone.choices if one[0] != FollowUp.NotDone.DIED],
        widget=forms.RadioSelect,
    )
    why = Text(
        label="In words",
        max_length=300,
        required=False,
        widget=area(2),
        help_text="Needed for another reason.",
    )


class GuessForm(forms.Form):
    """The assessor's guess of the arm, before the visit is left (T4)."""

    arm_code = forms.ChoiceField(
        label="Which care do you think the participant receives?",
        required=False,
        widget=forms.RadioSelect,
    )
    why = Text(label="What made you think so?", max_length=300, required=False, widget=area(2))

    def __init__(self, *args: Any, arms: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        field: Any = self.fields["arm_code"]
        field.choices = [*arms, ("", "I cannot say")]


class LeavingForm(forms.Form):
    key = Key()
    kind = forms.ChoiceField(
        label="What does the participant leave?",
        choices=[
            (Leaving.Kind.PAINCHECK, "The treatment under study, and stays in the follow-up"),
            (Leaving.Kind.FOLLOW_UP, "The follow-up: nothing more is asked"),
            (Leaving.Kind.DATA, "Both, and the data from that day on"),
        ],
        widget=forms.RadioSelect,
    )
    on = NhsDateField(label="Since which day?", help_text=DAY)
    why = Text(
        label="Why, if it is said",
        max_length=300,
        required=False,
        widget=area(2),
        help_text="Nobody has to give a reason.",
    )


class DeathForm(forms.Form):
    on = NhsDateField(label="Day of death", help_text=DAY)
