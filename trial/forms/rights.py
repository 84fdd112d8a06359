"""Giving a right: to whom, which, and where."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trial.models import TrialRight

Choices = Sequence[tuple[int, str]]
Right = TrialRight.Right
# These are about the whole trial.
EVERYWHERE = frozenset({Right.SETUP, Right.STATISTICIAN, Right.TOTALS})


class GiveForm(forms.Form):
    user = forms.TypedChoiceField(
        label="To whom",
        coerce=int,
        error_messages={"invalid_choice": "Choose somebody of the list"},
    )
    right = forms.ChoiceField(label="Which right", choices=[("", "Choose a right"), *Right.choices])
    site = forms.TypedChoiceField(
        label="Where",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a site of the list"},
    )
    mark_optional = False

    def __init__(self, *args: Any, people: Choices, sites: Choices, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: Any = self.fields
        fields["user"].choices = [("", "Choose a person"), *people]
        fields["site"].choices = [("", "At all sites"), *sites]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("site") and given.get("right") in EVERYWHERE:
            label = Right(given["right"]).label
            self.add_error("site", f"‘{label}’ is held at all sites or not at all")
        return given
