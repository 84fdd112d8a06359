"""Forms before the allocation: somebody added, the three papers, excluded; and its button."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from clinicians.forms.fields import Key, Text, area
from clinicians.forms.people import PlaceField
from clinicians.queries.people import Place
from paincheck.accounts.phones import mobile
from paincheck.nhsuk.fields import NhsDateField
from trial.forms.following import DAY, EntryForm
from trial.models import Participant
from trial.questions import BASELINE as BASELINE_FORM

NO_ARM = "Nothing that tells which care the participant receives."


class Why(Text):
    """Why something is corrected."""

    def __init__(self) -> None:
        super().__init__(
            label="Why is it corrected?",
            max_length=300,
            required=False,
            widget=area(2),
            help_text=NO_ARM,
        )


class DetailsForm(forms.Form):
    """Who it is, how to reach her, and who looks after her. Any one way to reach her is enough."""

    first_name = Text(label="First name", max_length=60)
    last_name = Text(label="Last name", max_length=60)
    born_on = NhsDateField(label="Date of birth", help_text="For example, 15 3 1950")
    hospital_number = Text(
        label="Hospital number",
        max_length=20,
        required=False,
        help_text="By it the same person is found again, at any site.",
    )
    place = PlaceField(
        label="Nurse who looks after this person",
        error_messages={"required": "Choose the nurse who looks after this person"},
    )
    phone = Text(
        label="Phone",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(label="Email", max_length=254, required=False)
    address = Text(label="Address", max_length=300, required=False, widget=area(3))

    def __init__(self, *args: Any, places: Sequence[Place], **rest: Any) -> None:
        super().__init__(*args, **rest)
        field: Any = self.fields["place"]
        field.offer(places)

    def clean_first_name(self) -> str:
        return _name(self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return _name(self.cleaned_data["last_name"])

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        stored = mobile(phone)
        if stored is None and phone and sum(sign.isdigit() for sign in phone) < 6:
            raise forms.ValidationError("Enter a phone number, such as 07700 900123")
        return stored or phone

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on is not None and born_on < date(1900, 1, 1):
            raise forms.ValidationError("Date of birth must be after 1900")
        return born_on

    @property
    def told(self) -> dict[str, Any]:
        """As the actions take it."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "place"}
        place: Place = self.cleaned_data["place"]
        return told | {"team": place.team, "nurse": place.nurse}


class AddForm(DetailsForm):
    key = Key()
    screened_on = NhsDateField(
        label="Screened on",
        help_text=DAY,
        this_century=True,
        error_messages={"required": "Enter the day of the screening"},
    )
    field_order = ["key", "screened_on"]


class CorrectForm(DetailsForm):
    reason = Why()


class _Corrected(forms.Form):
    """A first entry needs no reason; a correction does."""

    key = Key()

    def __init__(self, *args: Any, again: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if again:
            self.fields["reason"] = Why()
            self.fields["reason"].required = True

    @property
    def told(self) -> dict[str, Any]:
        return {"reason": ""} | self.cleaned_data


class ConsentForm(_Corrected):
    consented_on = NhsDateField(label="Day of the consent", help_text=DAY, this_century=True)
    version = Text(
        label="Version of the information sheet",
        max_length=20,
        help_text="As it stands at its foot, such as 1.2. A correction names the same version; "
        "another version is a new consent.",
    )
    interview = forms.BooleanField(label="May be asked for an interview", required=False)


class EligibilityForm(_Corrected):
    """Each question of the design in force. `design`: which version was on the page."""

    design = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": ""})

    def __init__(self, *args: Any, questions: Sequence[Mapping[str, Any]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.codes = [str(question["code"]) for question in questions]
        for question in questions:
            self.fields[f"q_{question['code']}"] = forms.TypedChoiceField(
                label=question["text"],
                choices=[("yes", "Yes"), ("no", "No")],
                coerce=lambda value: value == "yes",
                empty_value=None,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose yes or no"},
            )
        self.order_fields(["key", "design", *(f"q_{code}" for code in self.codes), "reason"])

    @property
    def told(self) -> dict[str, Any]:
        asked = {code: self.cleaned_data[f"q_{code}"] for code in self.codes}
        rest = {name: super(EligibilityForm, self).told[name] for name in ("key", "reason")}
        return rest | {"answers": asked, "design": self.cleaned_data["design"]}


class BaselineForm(EntryForm):
    """The short form, how it was filled in, and what the design's factors ask beside it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)

    def __init__(self, *args: Any, factors: Sequence[Mapping[str, Any]], **rest: Any) -> None:
        super().__init__(*args, form=BASELINE_FORM, **rest)
        self.extra = {}
        for factor in factors:
            name = _field_of(factor)
            if name and name not in self.fields:
                self.fields[name] = _factor_field(factor)
                self.extra[name] = factor

    @property
    def beside(self) -> list[Any]:
        """The fields that the factors ask for."""
        return [self[name] for name in self.extra]

    @property
    def told(self) -> dict[str, Any]:
        more = {name: self.cleaned_data[name] for name in self.extra}
        plain = {name: _plain(value) for name, value in more.items()}
        kept = {name: self.cleaned_data[name] for name in ("key", "mode", "filled_on")}
        kept |= {"reason": self.cleaned_data.get("reason", ""), "answers": self.answers | plain}
        return kept | {"seen": self.cleaned_data["version"]}


class ExcludeForm(forms.Form):
    kind = forms.ChoiceField(
        label="Why does this person take no part?",
        choices=Participant.Excluded.choices,
        widget=forms.RadioSelect,
    )
    why = Text(
        label="In words",
        max_length=300,
        required=False,
        widget=area(2),
        help_text="Needed for another reason. Nobody has to say why she declines.",
    )


class ReadBackForm(forms.Form):
    """The button: its key, and what was read back."""

    key = Key()
    seen = Text(max_length=64, widget=forms.HiddenInput)


class ErrorForm(forms.Form):
    reason = Text(
        label="What was wrong?",
        max_length=500,
        widget=area(3),
        help_text="Such as: the baseline was another person’s. Nothing is undone by it.",
    )


def _name(name: str) -> str:
    if not any(sign.isalpha() for sign in name):
        raise forms.ValidationError("Enter a name with at least one letter")
    return name.strip()


def _field_of(factor: Mapping[str, Any]) -> str:
    """The answer's name; '' where the site says it."""
    source = str(factor["source"])
    if source.startswith("BASELINE:"):
        return source.removeprefix("BASELINE:")
    return "" if source == "SITE" else str(factor["code"])


def _factor_field(factor: Mapping[str, Any]) -> forms.Field:
    if not str(factor["source"]).startswith("BASELINE:"):
        choices = [(level["code"], level["name"]) for level in factor["levels"]]
        return forms.ChoiceField(label=factor["name"], choices=choices, widget=forms.RadioSelect)
    least = min(Decimal(str(level["low"])) for level in factor["levels"])
    most = max(Decimal(str(level["high"])) for level in factor["levels"])
    return forms.DecimalField(
        label=factor["name"], min_value=least, max_value=most, help_text=f"From {least} to {most}"
    )


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else str(value)
    return value
