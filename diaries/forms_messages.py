"""A message, as patients and nurses type it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 2000


class PlainText(forms.CharField):
    """Text as it is typed. A line's end counts as one character, as it does on the page."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        if "\x00" in text:
            raise ValidationError(
                _(
                    "There is a hidden sign in your message that we cannot keep. "
                    "Please type the message again."
                )
            )
        return text


class MessageForm(forms.Form):
    text = PlainText(
        max_length=LONGEST,
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write your message first"),
            "max_length": _("Make your message shorter: at most 2000 characters"),
        },
    )
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        super().__init__(*args, **kwargs)
