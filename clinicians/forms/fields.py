"""Fields that several of the nurse's forms share."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError


class Moment(forms.DateTimeField):
    """A day and time on the clock of the site, by the browser's own picker. Answers UTC."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": "Enter a day and a time, such as 24/11/2026 14:30"}
    input_formats = ("%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %H.%M")

    def __init__(self, *, zone: ZoneInfo, **rest: Any) -> None:
        super().__init__(**rest)
        self.zone = zone

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        for format_ in self.input_formats:
            try:
                local = datetime.strptime(str(value), format_)  # noqa: DTZ007  zone comes next
            except ValueError:
                continue
            return local.replace(tzinfo=self.zone).astimezone(UTC)
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone) if isinstance(value, datetime) else value


class Day(forms.DateField):
    """A day by the browser's own picker, or typed."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=("%Y-%m-%d", "%d/%m/%Y"),
            error_messages={
                "invalid": "Enter a day, such as 24/11/2026",
                "required": "Enter a day",
            },
            **rest,
        )


class Text(forms.CharField):
    """Text without hidden signs; a line's end counts as one character."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n")
        if "\x00" in text:
            raise ValidationError("There is a hidden sign in this text. Please type it again.")
        return text


class Key(forms.UUIDField):
    """The form's own key, so that a second click is one contact."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(
            initial=uuid4,
            error_messages=dict.fromkeys(
                ("required", "invalid"), "We could not read this page. Please try again."
            ),
        )


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
