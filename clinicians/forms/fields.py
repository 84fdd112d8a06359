"""Fields that several of the nurse's forms share."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from clinicians.wording import day_in_words

LISTED_DAYS, LONGEST_DAYS = 14, 90


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


class Day(forms.TypedChoiceField):
    """A day to come, chosen from a list in words: no picker that turns day and month round.

    Each of the next 14 days, then week by week up to 90 days. Answers a date, or None.
    """

    def __init__(self, **rest: Any) -> None:
        wrong = "Choose a day from today on, within 90 days"
        super().__init__(
            coerce=date.fromisoformat,
            empty_value=None,
            error_messages={"invalid_choice": wrong, "required": "Choose a day"},
            **rest,
        )

    def offer(self, today: date) -> None:
        ahead = [*range(LISTED_DAYS + 1), *range(LISTED_DAYS + 7, LONGEST_DAYS + 1, 7)]
        days = [today + timedelta(days=number) for number in ahead]
        words = [(day.isoformat(), f"{day:%A} {day_in_words(day, today)}") for day in days]
        self.choices = [("", "Choose a day"), (words[0][0], f"Today, {words[0][1]}"), *words[1:]]


def offer_days(form: forms.Form, today: date, *names: str) -> None:
    """From today on, in each of these fields."""
    for name in names:
        field: Any = form.fields[name]
        field.offer(today)


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
