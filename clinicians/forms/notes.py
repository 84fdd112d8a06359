"""A note of the staff, written or changed."""

from typing import Any

from django import forms

from clinicians.forms.fields import Key, Text, area

LONGEST = 4000


class NoteForm(forms.Form):
    key = Key()
    text = Text(
        label="Note",
        max_length=LONGEST,
        widget=area(4),
        help_text="For the team. The patient never sees it.",
        error_messages={"required": "Write something first"},
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        rest.setdefault("auto_id", "note-%s")
        super().__init__(*args, **rest)


class NoteChangeForm(NoteForm):
    """`number`: of the text that was before her, so that nobody's newer one is lost."""

    number = forms.IntegerField(
        min_value=1,
        max_value=1_000_000,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            "We could not read this page. Please try again.",
        ),
    )


class StrikeForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=1_000_000)
