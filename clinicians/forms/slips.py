"""A contact that was logged by a slip."""

from django import forms

from clinicians.forms.fields import Text


class SlipForm(forms.Form):
    """It stays readable, struck through, with the reason."""

    reason = Text(
        label="What was the slip?",
        max_length=200,
        error_messages={"required": "Enter what was the slip, such as ‘another patient’s call’"},
        help_text="Such as another patient’s call, or a wrong press.",
    )
