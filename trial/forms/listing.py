"""A list made elsewhere."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trial.methods.lists import LARGEST_BYTES


class ListForm(forms.Form):
    file = forms.FileField(
        label="The list",
        help_text="A CSV file with the columns stratum, sequence and arm. At most 10 MB.",
        error_messages={"empty": "The file is empty."},
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST_BYTES:
            raise ValidationError("The file is above 10 MB. An allocation list is far smaller.")
        return given
