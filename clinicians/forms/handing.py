"""Handing a patient over, and taking one over: to whom, and what she should know."""

from collections.abc import Sequence
from typing import Any

from django import forms

from clinicians.forms.fields import Text, area
from clinicians.forms.people import PlaceField
from clinicians.queries.people import Place


class HandOverForm(forms.Form):
    place = PlaceField(
        label="To which nurse?",
        error_messages={
            "required": "Choose a nurse",
            "invalid_choice": "This nurse is no longer there. Choose another",
        },
    )
    note = Text(
        label="What should she know?",
        required=False,
        max_length=2000,
        widget=area(4),
        help_text="It stands at the top of the patient’s page, for the staff alone.",
        error_messages={"max_length": "Enter at most 2,000 signs"},
    )

    def __init__(self, *args: Any, places: Sequence[Place], **rest: Any) -> None:
        super().__init__(*args, **rest)
        field = self.fields["place"]
        assert isinstance(field, PlaceField)  # noqa: S101  for the type checker
        field.offer(places)
