"""The forms of 'Help and learning': a press for the practice caseload, a support visit."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from clinicians.forms.fields import Key, Text, area
from paincheck.accounts.models import Team
from paincheck.nhsuk.fields import NhsDateField

LONGEST_AGO = timedelta(days=366)


class PressForm(forms.Form):
    """A button with a key of its own, so that a second click is one press."""

    key = Key()


class VisitForm(forms.Form):
    """Somebody of the support team came to a team day."""

    key = Key()
    team = forms.TypedChoiceField(
        label="Which team?", coerce=int, error_messages={"required": "Choose a team"}
    )
    on = NhsDateField(label="On which day?")
    who = Text(label="Who came?", max_length=100, error_messages={"required": "Enter who came"})
    what = Text(
        label="What was it about?",
        max_length=500,
        widget=area(3),
        help_text="Nothing about a patient.",
        error_messages={"required": "Enter what it was about"},
    )

    def __init__(self, *args: Any, teams: Sequence[Team], today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.today, self.teams = today, {team.pk: team for team in teams}
        named = [(team.pk, f"{team.name}, {team.site.name}") for team in teams]
        field: Any = self.fields["team"]
        field.choices = named if len(named) == 1 else [("", "Choose a team"), *named]
        self.fields["on"].initial = today

    def clean_team(self) -> Team:
        return self.teams[self.cleaned_data["team"]]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("The day must be today or earlier")
        if on < self.today - LONGEST_AGO:
            raise forms.ValidationError("Enter a day of the last year")
        return on


class StrikeForm(forms.Form):
    why = Text(
        label="Why is it struck out?",
        max_length=200,
        error_messages={"required": "Enter why it is struck out"},
    )
