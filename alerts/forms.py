"""The numbers of the rules as a form: each within its limits, none that switches a rule off."""

from typing import Any

from django import forms

from alerts.rules import LIMITS, Thresholds

QUESTIONS = {
    "severe": "Pain counts as severe from",
    "rise": "A rise counts from how many points above the usual?",
    "above_goal_checks": "How many checks running above the goal raise an alert?",
    "extra_doses": "How many extra doses in 24 hours raise an alert?",
    "bowel_days": "After how many days without a bowel movement?",
    "quiet_days": "After how many missed days has somebody gone quiet?",
}


class ThresholdForm(forms.Form):
    """Every number can be left to fall back; `fallback` says to what."""

    mark_optional = False

    def __init__(self, *args: Any, fallback: Thresholds, whose: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for name, question in QUESTIONS.items():
            lowest, highest = LIMITS[name]
            usual = f"{whose}: {getattr(fallback, name)}"
            choices = [("", usual), *((n, str(n)) for n in range(lowest, highest + 1))]
            self.fields[name] = forms.TypedChoiceField(
                label=question,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                error_messages={"invalid_choice": f"Choose a number from {lowest} to {highest}"},
            )

    def numbers(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in QUESTIONS}


class PatientThresholdForm(ThresholdForm):
    """For one patient, and why."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["reason"] = forms.CharField(
            label="Why for this patient?",
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="It stands on the record with your name.",
            error_messages={"required": "Enter why this patient needs other numbers"},
        )
