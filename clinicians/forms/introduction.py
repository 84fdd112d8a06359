"""The introduction: the goal that is agreed, and why it is not done."""

from typing import Any

from django import forms

from clinicians.forms.fields import Text, area
from clinicians.forms.people import GOALS
from clinicians.introducing import not_done_problems
from clinicians.queries.introduction import REASONS

NONE = "NONE"


class GoalForm(forms.Form):
    """The pain that the patient could live with; 'no goal' is an answer too."""

    pain_goal = forms.TypedChoiceField(
        label="The goal",
        choices=[("", "Choose"), (NONE, "No goal wanted"), *GOALS[1:]],
        coerce=lambda chosen: None if chosen == NONE else int(chosen),
        help_text="0 is no pain, 10 the worst there is.",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose a number from 0 to 10, or ‘No goal wanted’"
        ),
    )


class NotDoneForm(forms.Form):
    """A coded reason; where PainCheck was judged unsuitable, in words too."""

    reason = forms.ChoiceField(
        label="Why is it not done?",
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it is not done"},
    )
    why = Text(
        label="In your words",
        max_length=300,
        required=False,
        widget=area(3),
        help_text="Needed where you judge it unsuitable. The lead nurse of your site can read it.",
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name, sentence in not_done_problems(told).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return told
