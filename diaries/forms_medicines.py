"""An extra dose with its time, and why a medicine was left off."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from paincheck.accounts.hours import time_in_words

# The buttons: minutes ago, and the words on each.
AGO = (
    ("0", _("Just now")),
    ("30", _("Half an hour ago")),
    ("60", _("1 hour ago")),
    ("120", _("2 hours ago")),
)
TODAY, YESTERDAY = "today", "yesterday"
LONGEST_REASON = 300


class _OfOneMedicine(forms.Form):
    """Which one, where the list has several; left empty, nobody asks again."""

    mark_optional = False

    medication = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        label=_("Which medicine?"),
        error_messages={"invalid_choice": _("Choose one of the medicines on your list")},
    )

    def __init__(self, *args: Any, medicines: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        super().__init__(*args, **kwargs)
        if len(medicines) == 1:
            # One medicine needs no question: it stands on the page, and goes along unseen.
            self.fields["medication"].widget = forms.HiddenInput()
            self.fields["medication"].initial = str(medicines[0][0])
        choices = [(str(pk), name) for pk, name in medicines]
        other = [("", _("Another one, or I am not sure"))] if len(medicines) > 1 else []
        self.fields["medication"].choices = choices + other  # type: ignore[attr-defined]

    def medication_id(self) -> int | None:
        chosen = self.cleaned_data["medication"]
        return int(chosen) if chosen else None


class DoseForm(_OfOneMedicine):
    """One press: so many minutes ago."""

    ago = forms.ChoiceField(
        choices=AGO, error_messages=dict.fromkeys(("required", "invalid_choice"), _("Press when"))
    )

    def taken_at(self, now: datetime) -> datetime:
        return now - timedelta(minutes=int(self.cleaned_data["ago"]))


def _clock() -> list[tuple[str, str]]:
    """Every half hour, as it is said in the language of the moment: no am for pm."""
    times = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    return [("", gettext("Choose a time")), *((f"{at:%H:%M}", time_in_words(at)) for at in times)]


class EarlierDoseForm(_OfOneMedicine):
    """Another time, today or yesterday, on the clock of the patient's site."""

    day = forms.ChoiceField(
        choices=[(TODAY, _("Today")), (YESTERDAY, _("Yesterday"))],
        widget=forms.RadioSelect,
        label=_("Which day?"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose today or yesterday")
        ),
    )
    at = forms.ChoiceField(
        choices=_clock,
        label=_("About what time?"),
        help_text=_("The nearest half hour is enough."),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a time")),
    )
    field_order = ["medication", "day", "at"]

    def __init__(self, *args: Any, now: datetime, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, zone

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "day" in told and "at" in told and self._moment(told) > self.now:
            self.add_error("at", _("This time has not come yet. Choose an earlier one."))
        return told

    def taken_at(self) -> datetime:
        return self._moment(self.cleaned_data)

    def _moment(self, told: dict[str, Any]) -> datetime:
        """An hour that the clocks pass twice is taken as the first; one they skip as the next."""
        day = self.now.astimezone(self.zone).date()
        if told["day"] == YESTERDAY:
            day -= timedelta(days=1)
        local = datetime.combine(day, time.fromisoformat(told["at"]), self.zone)
        return local.astimezone(UTC)


class LeftOffForm(forms.Form):
    """Why a medicine was left off, if she wants to say."""

    why = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("Why did you stop? You need not say"),
        error_messages={"max_length": _("Make this shorter: at most 300 characters")},
    )
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        super().__init__(*args, **kwargs)

    def clean_why(self) -> str:
        text = str(self.cleaned_data["why"]).replace("\r\n", "\n")
        if "\x00" in text:
            raise ValidationError(
                _("There is a hidden sign in this text. Please type it again."), code="hidden"
            )
        return text
