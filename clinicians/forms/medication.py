"""A medicine started, changed, stopped; and taking back what was entered in error."""

from datetime import date, timedelta
from typing import Any

from django import forms

from clinicians.forms.fields import Text, area
from diaries.models import Medication
from paincheck.nhsuk.fields import NhsDateField

# A prescription may begin in some days; later than this is a slip of the finger.
LATEST = timedelta(days=28)
EARLIEST = timedelta(days=365 * 20)


NAMES_ID = "medicine-names"  # of the list in the template


class _Dated(forms.Form):
    """A form with a day `on`."""

    on = NhsDateField(label="From which day?")

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today + LATEST:
            raise forms.ValidationError("The day must be at most 4 weeks ahead")
        if on < self.today - EARLIEST:
            raise forms.ValidationError("The day must be within the last 20 years")
        return on


class StartForm(_Dated):
    name = Text(
        label="Medicine",
        max_length=100,
        help_text="Choose from the list, or write it as on the packet. The dose goes below.",
        widget=forms.TextInput(attrs={"list": NAMES_ID, "autocomplete": "off"}),
    )
    dose = Text(label="Dose", max_length=100, help_text="As prescribed, such as 30 mg twice a day")
    route = Text(label="Route", max_length=40, required=False, help_text="By mouth, patch")
    purpose = forms.ChoiceField(
        label="Taken", choices=Medication.Purpose.choices, widget=forms.RadioSelect
    )
    field_order = ["name", "dose", "route", "purpose", "on"]


class DoseForm(_Dated):
    dose = Text(label="New dose", max_length=100, help_text="As prescribed")
    field_order = ["dose", "on"]


class StopForm(_Dated):
    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["on"].label = "First day without it"


class LeftOffForm(StopForm):
    """The patient has said that she takes it no more. The list takes her day, if nobody says
    another."""

    def __init__(self, *args: Any, said_on: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["on"].initial = said_on


class VoidForm(forms.Form):
    reason = Text(
        label="What is wrong with it?",
        max_length=200,
        widget=area(2),
        error_messages={"required": "Enter why it is taken back"},
    )
