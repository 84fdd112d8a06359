"""What is written beside the chart, together with the patient."""

from django import forms

from clinicians.forms.fields import Key, Text, area


class SharedNoteForm(forms.Form):
    """`check` is the key of the chosen check, '' for a note about today."""

    key = Key()
    check = Text(required=False, max_length=40, widget=forms.HiddenInput)
    text = Text(
        label="Write down together what matters",
        max_length=500,
        widget=area(3),
        help_text="Both of you can read it: it also stands in the patient’s own diary.",
        error_messages={
            "required": "Write the note first.",
            "max_length": "Make the note shorter: at most 500 letters.",
        },
    )
