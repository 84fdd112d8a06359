"""Registering, editing and handing over a patient; a check taken together or by telephone."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms

from clinicians.forms.fields import Key, Text, area
from clinicians.queries.people import Place
from diaries.forms import QuickCheckForm
from diaries.models import PainCheck, Patient
from paincheck.accounts.phones import mobile
from paincheck.nhsuk.fields import NhsDateField

GOALS = [("", "No goal set"), *[(str(score), str(score)) for score in range(11)]]
# Registering is for live and practice; test diaries come from commands.
WORLDS = [
    (Patient.World.LIVE, "A patient: alerts reach the nurses"),
    (Patient.World.PRACTICE, "Practice: for learning, nobody is told"),
]
NO_NUMBER = "Enter a phone number, or tick ‘Has no telephone’"


class PlaceField(forms.ChoiceField):
    """A nurse in a team; answers the Place."""

    def offer(self, places: Sequence[Place], *, nobody: str = "Choose a nurse") -> None:
        self.places = {place.value: place for place in places}
        grouped = groupby(places, key=lambda place: str(place.team))
        self.choices = [
            ("", nobody),
            *((team, [(p.value, p.nurse.full_name) for p in of_it]) for team, of_it in grouped),
        ]

    def clean(self, value: Any) -> Place | None:
        return self.places.get(super().clean(value))


class PatientForm(forms.Form):
    """What can be edited of a patient. An address or a telephone may be shared."""

    first_name = Text(label="First name", max_length=60)
    last_name = Text(label="Last name", max_length=60)
    born_on = NhsDateField(label="Date of birth", required=False)
    hospital_number = Text(label="Hospital number", max_length=20, required=False)
    email = forms.EmailField(label="Email", max_length=254, required=False)
    phone = Text(
        label="Phone",
        max_length=20,
        required=False,
        help_text="A mobile can also get the sign-in code by text.",
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    other_phone = Text(
        label="Another phone number",
        max_length=20,
        required=False,
        help_text="Rung where the first is not answered. No sign-in code goes there.",
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    other_phone_of = Text(
        label="Whose is the other number?",
        max_length=60,
        required=False,
        help_text="Such as: landline, or daughter Jane.",
    )
    schedule = forms.ChoiceField(
        label="How often is a check asked for?",
        choices=Patient.Schedule.choices,
        initial=Patient.Schedule.DAILY,
        widget=forms.RadioSelect,
    )
    pain_goal = forms.TypedChoiceField(
        label="Pain goal",
        choices=GOALS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text="The pain that the patient could live with, in the patient’s own judgement.",
    )
    care_plan = Text(
        label="Agreed care plan",
        max_length=2000,
        required=False,
        widget=area(4),
        help_text="The patient sees it first when there is danger. Plain words.",
    )
    early_painkillers = forms.BooleanField(
        label="May be reminded to take the painkiller early, as the care plan says",
        required=False,
    )
    gp_name = Text(
        label="GP",
        max_length=100,
        required=False,
        help_text="For the letter after a consultation, such as Dr Jane Smith.",
    )
    gp_address = Text(label="GP’s address", max_length=300, required=False, widget=area(4))

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.today = today

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])

    def clean_other_phone(self) -> str:
        return _phone(self.cleaned_data["other_phone"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        number, whose = told.get("other_phone"), told.get("other_phone_of")
        if number and whose == "":
            self.add_error("other_phone_of", "Enter whose the other number is, such as landline")
        if whose and number == "":
            self.add_error("other_phone", "Enter the other phone number, or leave out whose it is")
        return told

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on is None and self.initial.get("born_on"):
            raise forms.ValidationError("Enter date of birth")  # it may be put right, never lost
        if born_on is not None and not date(1900, 1, 1) <= born_on <= self.today:
            raise forms.ValidationError("Date of birth must be in the past")
        return born_on


def _phone(typed: str) -> str:
    """A mobile is also a way to sign in, so it has one form; landlines stay as typed."""
    phone = typed.strip()
    stored = mobile(phone)
    if stored is not None:
        return stored
    if phone and sum(sign.isdigit() for sign in phone) < 6:
        raise forms.ValidationError("Enter a phone number, such as 07700 900123")
    return phone


class RegisterForm(PatientForm):
    """A birth date tells two patients of one name apart, and a red alert is answered by phone."""

    key = Key()
    no_phone = forms.BooleanField(label="Has no telephone", required=False)
    place = PlaceField(label="Named nurse")
    world = forms.ChoiceField(
        label="Is this",
        choices=WORLDS,
        initial=Patient.World.LIVE,
        widget=forms.RadioSelect,
    )
    field_order = [
        "first_name", "last_name", "born_on", "hospital_number", "place",
        "email", "phone", "no_phone",
    ]  # fmt: skip

    def __init__(self, *args: Any, places: Sequence[Place], nurse_id: int, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["key"].required = False  # a page from before carries none
        self.fields["born_on"].required = True
        phone = self.fields["phone"]
        phone.required = not (self.data.get("no_phone") or self.data.get("other_phone"))
        phone.error_messages["required"] = NO_NUMBER
        _offer(self, places)
        own = [place.value for place in places if place.nurse.pk == nurse_id]
        self.fields["place"].initial = own[0] if own else ""

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        has_none = told.pop("no_phone", False)
        if has_none and (told.get("phone") or told.get("other_phone")):
            self.add_error("no_phone", "Take away the tick, or the phone number")
        return told


class StaffCheckForm(QuickCheckForm):
    """The quick check, asked by a nurse: by telephone, or together with the patient."""

    key = Key()
    source = forms.ChoiceField(
        label="How is this check done?",
        choices=[
            (PainCheck.Source.TELEPHONE, "By telephone"),
            (PainCheck.Source.TOGETHER, "Together with the patient"),
        ],
        widget=forms.RadioSelect,
    )
    baseline = forms.BooleanField(
        label="This is the first check together: it becomes the chart’s starting line",
        required=False,
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        del self.fields["helped"]  # the way in which it is done says it
        self.order_fields(["key", "source", "baseline"])

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("baseline") and told.get("source") != PainCheck.Source.TOGETHER:
            self.add_error("baseline", "A starting line is a check done together with the patient")
        return told


def _offer(form: forms.Form, places: Sequence[Place]) -> None:
    field = form.fields["place"]
    assert isinstance(field, PlaceField)  # noqa: S101  for the type checker
    field.offer(places)


def initial_of(patient: Patient) -> dict[str, Any]:
    """The form's values for a patient who is edited."""
    names = [name for name in PatientForm.base_fields if name != "email"]
    values = {name: getattr(patient, name) for name in names}
    return values | {"email": patient.user.email if patient.user else ""}
