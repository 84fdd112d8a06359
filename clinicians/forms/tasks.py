"""A task: done, with what came of it, or put to another day with a reason."""

from datetime import date
from typing import Any

from django import forms

from clinicians.actions.tasks import WHY_LATER
from clinicians.forms.fields import Day, Key, Text, area, offer_days


class _OfTask(forms.Form):
    """Several stand on one page, each with ids of its own."""

    def __init__(self, *args: Any, task_id: int = 0, **rest: Any) -> None:
        rest.setdefault("auto_id", f"task-{task_id}-%s")
        super().__init__(*args, **rest)


class DoneForm(_OfTask):
    result = Text(
        label="What came of it?",
        max_length=500,
        required=False,
        widget=area(2),
        error_messages={"required": "Enter what the prescriber decided"},
    )

    def __init__(self, *args: Any, decision: bool = False, **rest: Any) -> None:
        """`decision`: a prescriber's, which has to be recorded (S19)."""
        super().__init__(*args, **rest)
        if decision:
            self.fields["result"].required = True
            self.fields["result"].label = "What did the prescriber decide?"


class MoveForm(_OfTask):
    due_on = Day(label="To which day?")
    why = forms.ChoiceField(label="Why?", choices=list(WHY_LATER.items()), widget=forms.RadioSelect)
    shown = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer_days(self, today, "due_on")


class AddForm(_OfTask):
    """A next step that no contact led to."""

    key = Key()
    what = Text(
        label="What is to be done?",
        max_length=300,
        error_messages={"required": "Enter what is to be done"},
    )
    due_on = Day(label="On which day?")

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer_days(self, today, "due_on")
