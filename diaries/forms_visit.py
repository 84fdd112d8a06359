"""The form for one more question on 'Prepare for your visit'."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from diaries.models import VisitQuestion

LONGEST = VisitQuestion._meta.get_field("text").max_length
UNREADABLE = _("We could not read this page. Please send your question again.")


class QuestionField(forms.CharField):
    """One line of words, however it was broken when it was written."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = " ".join(str(super().to_python(value)).split())
        if "\x00" in text:
            raise ValidationError(
                _(
                    "There is a hidden sign in your question that we cannot keep. "
                    "Please type it again."
                )
            )
        return text


class QuestionForm(forms.Form):
    """`key` makes two presses one question."""

    mark_optional = False

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": UNREADABLE, "invalid": UNREADABLE},
    )
    text = QuestionField(
        label=_("What do you want to ask or say?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Write your question first."),
            "max_length": _("Make your question shorter: at most %(limit_value)s letters."),
        },
    )
