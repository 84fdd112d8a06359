"""Set-up of a trial: one form for each part of the design's document, and what decides on it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from clinicians.forms.fields import Text, area
from paincheck.nhsuk.fields import NhsDateField
from trial.design_words import BASELINE_NUMBERS, METHODS
from trial.document import ASKED, BASELINE, LONGEST, LONGEST_LEVEL, SITE
from trial.forms.rows import Row

NARROW = {"class": "nhsuk-input--width-5"}
MIDDLE = {"class": "nhsuk-input--width-10"}
SIGNS = r"^[A-Za-z0-9][A-Za-z0-9_.+-]*\Z"
SAID = "A code has letters, digits, or any of _ . + - and begins with a letter or digit"
PLAIN_SIGNS, PLAIN_SAID = r"^[A-Za-z0-9_-]+\Z", "A code has letters, digits, _ or - only"
LETTERS, LETTERS_SAID = r"^[A-Za-z0-9]+\Z", "A site’s code has letters and digits only"


def code(longest: int, signs: str = SIGNS, said: str = SAID) -> Text:
    return Text(
        label="Code",
        max_length=longest,
        validators=[RegexValidator(signs, said)],
        widget=forms.TextInput(attrs=NARROW),
    )


def whole(label: str, least: int, most: int, **rest: Any) -> forms.IntegerField:
    said = f"{label} is a whole number from {least} to {most:,}"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
        **rest,
    )


class Decimals(forms.DecimalField):
    """A decimal that the document keeps as text: '0.8'."""

    def __init__(self, label: str, least: str, most: str, **rest: Any) -> None:
        said = f"{label} is a number from {least} to {most}, with at most 4 decimals"
        names = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places",
                 "max_whole_digits")  # fmt: skip
        super().__init__(
            label=label, min_value=Decimal(least), max_value=Decimal(most), max_digits=8,
            decimal_places=4, error_messages=dict.fromkeys(names, said), **rest,
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return "" if number is None else f"{number.normalize():f}"


class NewForm(forms.Form):
    code = Text(
        label="Code",
        max_length=20,
        help_text="Short, in small letters, such as impact. It stands in addresses and cannot "
        "change.",
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]*\Z", "Small letters, digits, - or _")],
        widget=forms.TextInput(attrs=MIDDLE),
    )
    title = Text(label="Title", max_length=150)
    registration = Text(
        label="Registration", max_length=40, required=False, help_text="ISRCTN or another number."
    )

    def clean_code(self) -> str:
        given = str(self.cleaned_data["code"])
        if given == "new":
            raise ValidationError("‘new’ is the address of this page. Choose another code.")
        return given


class BasicsForm(forms.Form):
    target = whole("Participants, all sites together", 1, 100_000)
    introduction_days = whole(
        "Days within which the introduction is due",
        1,
        28,
        help_text="From the day of the allocation, in arms with a diary.",
    )


class ArmRow(Row):
    code = code(LONGEST["arms"])
    name = Text(label="Name", max_length=80)
    share = whole("Share of the ratio", 1, 9, help_text="1 and 1 is 1:1.")
    opens_diary = forms.BooleanField(label="Cared for with a PainCheck diary", required=False)


class SiteRow(Row):
    site = forms.TypedChoiceField(
        label="Site",
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Choose a site of the list"},
    )
    code = code(LONGEST["sites"], LETTERS, LETTERS_SAID)
    target = whole("Participants aimed at", 0, 100_000, required=False, help_text="Empty: none.")

    def __init__(self, data: Any = None, *, sites: Sequence[tuple[int, str]], **rest: Any) -> None:
        super().__init__(data, **rest)
        field: Any = self.fields["site"]
        field.choices = [("", "Choose a site"), *sites]

    def clean_target(self) -> int:
        return self.cleaned_data["target"] or 0


class EligibilityRow(Row):
    code = code(LONGEST["eligibility"], PLAIN_SIGNS, PLAIN_SAID)
    text = Text(label="What is asked", max_length=300)
    must_be = forms.TypedChoiceField(
        label="To take part it must be",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        initial="yes",
    )

    def __init__(
        self, data: Any = None, *, initial: Mapping[str, Any] | None = None, **rest: Any
    ) -> None:
        if initial:
            initial = {**initial, "must_be": "yes" if initial["must_be"] else "no"}
        super().__init__(data, initial=initial, **rest)


class VisitRow(Row):
    code = code(LONGEST["visits"], PLAIN_SIGNS, PLAIN_SAID)
    name = Text(label="Name", max_length=40)
    due_days = whole("Due, days after the allocation", 1, 3 * 366)
    before = whole("Opens, days before", 0, 365)
    after = whole("Closes, days after", 0, 365)


class MethodForm(forms.Form):
    """Which method; and of the one that is kept already, its own fields. `page_method`: whose
    fields the page has shown."""

    page_method = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    method = forms.ChoiceField(
        label="How is the arm chosen?", choices=list(METHODS.items()), widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, content: Mapping[str, Any], **rest: Any) -> None:
        self.content = content
        kept = content["method"]
        initial: dict[str, Any] = {"method": kept, "page_method": kept}
        super().__init__(data, initial=initial, **rest)
        if kept == "BLOCKS":
            self.fields["block_sizes"] = Sizes(content["block_sizes"])
        if kept == "MINIMISATION":
            self._minimisation()

    def _minimisation(self) -> None:
        self.fields["measure"] = forms.ChoiceField(
            label="How imbalance is measured",
            choices=[("RANGE", "Range"), ("VARIANCE", "Variance")],
            widget=forms.RadioSelect,
            initial=self.content["measure"],
        )
        self.fields["p"] = Decimals(
            "Probability of the arm that balances best",
            "0",
            "1",
            initial=self.content["p"],
            help_text="Such as 0.8. Above an even chance and below 1, so that nobody is sure.",
            widget=forms.NumberInput(attrs=NARROW),
        )
        for number, factor in enumerate(self.content["factors"]):
            self.fields[f"weight{number}"] = Decimals(
                f"Weight of ‘{factor['name']}’", "0", "1000", initial=factor["weight"]
            )

    @property
    def told(self) -> dict[str, Any]:
        """Parts of the document; a new method alone where its fields were not on the page."""
        given = self.cleaned_data
        if given["method"] != self.content["method"]:
            return {"method": given["method"]}
        told: dict[str, Any] = {
            key: given[key] for key in ("method", "block_sizes", "measure", "p") if key in given
        }
        if given["method"] == "MINIMISATION":
            told["factors"] = [
                {**factor, "weight": given[f"weight{number}"]}
                for number, factor in enumerate(self.content["factors"])
            ]
        return told

    def full_clean(self) -> None:
        """A method that was just chosen is kept without the fields of the one before."""
        chosen = self.data.get("method") if self.is_bound else None
        if chosen in METHODS and chosen != self.content["method"]:
            for name in set(self.fields) - {"method", "page_method"}:
                self.fields[name].required = False
        super().full_clean()


class Sizes(Text):
    """'2, 4, 6' and the numbers of it."""

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__(
            label="Sizes of blocks",
            max_length=60,
            initial=", ".join(str(size) for size in sizes),
            help_text="Such as 2, 4, 6. Each next block has one of them by chance. "
            "Who enrols must not know them.",
            widget=forms.TextInput(attrs=MIDDLE),
        )

    def clean(self, value: Any) -> Any:
        parts = [part.strip() for part in str(super().clean(value)).split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
            raise ValidationError("Sizes of blocks are whole numbers with a comma between them")
        return sorted({int(part) for part in parts})


class FactorRow(Row):
    code = code(LONGEST["factors"], PLAIN_SIGNS, PLAIN_SAID)
    name = Text(label="Name", max_length=80)
    source = forms.ChoiceField(
        label="Where its level comes from",
        choices=[
            (ASKED, "Asked at the baseline"),
            (SITE, "The site"),
            *((f"{BASELINE}{key}", f"Baseline form: {name}") for key, name in BASELINE_NUMBERS),
        ],
        initial=ASKED,
    )


class LevelRow(Row):
    code = code(LONGEST_LEVEL)
    name = Text(label="Name", max_length=80)
    low = whole("From", 0, 99, required=False)
    high = whole("To", 0, 99, required=False)
    expected = Decimals(
        "Expected part",
        "0",
        "1",
        required=False,
        widget=forms.NumberInput(attrs=NARROW),
    )

    def __init__(self, data: Any = None, *, numbered: bool, **rest: Any) -> None:
        super().__init__(data, **rest)
        if not numbered:  # an answer that was asked for has no band
            del self.fields["low"], self.fields["high"]


class ProposeForm(forms.Form):
    """`first`: the first design needs no reason."""

    reason = Text(
        label="Why is the design changed?",
        max_length=500,
        widget=area(3),
        help_text="The monitor reads it: name no sizes of blocks and no probability here.",
    )
    effective_on = NhsDateField(
        label="In force from", help_text="For example, 24 11 2026", this_century=True
    )

    def __init__(self, *args: Any, first: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if first:
            del self.fields["reason"]

    @property
    def told(self) -> dict[str, Any]:
        return {"reason": ""} | self.cleaned_data
