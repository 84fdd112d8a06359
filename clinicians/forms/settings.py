"""The one choice of 'My settings'."""

from django import forms


class SettingsForm(forms.Form):
    morning_digest = forms.ChoiceField(
        label="A mail in the morning, when something waits for you?",
        choices=[("yes", "Yes, when my site opens"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose yes or no"),
    )
