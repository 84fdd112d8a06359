"""Asking for data for analysis, and for the lock of the database."""

from typing import Any

from django import forms

from clinicians.forms.fields import Key, Text, area


class ExportForm(forms.Form):
    """Only who may see the arms is asked about them, and about words."""

    key = Key()
    unmasked = forms.TypedChoiceField(
        label="Which file?",
        choices=[("yes", "With the arms, and the diaries"), ("no", "Masked: as the office has it")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label="As what?",
        choices=[
            ("CSV", "CSV: a file for each table, for statistical software"),
            ("XLSX", "Excel workbook: a sheet for each table, up to a million rows"),
        ],
        initial="CSV",
        widget=forms.RadioSelect,
    )
    texts = forms.BooleanField(
        label="With what somebody wrote in words (it may say who somebody is)", required=False
    )
    reason = Text(
        label="What is it for?",
        max_length=500,
        widget=area(2),
        help_text="It is kept with your name, and shown to the monitor. Do not name an arm.",
    )

    def __init__(self, *args: Any, may_unmasked: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not may_unmasked:
            del self.fields["unmasked"], self.fields["texts"]

    @property
    def told(self) -> dict[str, Any]:
        return {"unmasked": False, "texts": False} | self.cleaned_data


class LockForm(forms.Form):
    reason = Text(
        label="Why are the data locked now?",
        max_length=500,
        widget=area(2),
        help_text="For example: follow-up is complete, all questions about data are answered.",
    )
