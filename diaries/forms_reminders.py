"""The forms of reminders and of a pause."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diaries.frame import clock
from diaries.reminding import EVERY_DAY, MOST_TIMES, read
from paincheck.nhsuk.fields import NhsDateField
from paincheck.speech import day_and_month, day_of_month, gettext

HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))
NOT_ON_LIST = _("Choose a time from the list")
DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
LONGEST_PAUSE = timedelta(days=365)
AT_FIRST = "09:00"


class ReminderForm(forms.Form):
    """How, when, and on which days. `plan()` after `is_valid()`."""

    mark_optional = False

    channel = forms.ChoiceField(
        label=_("How shall we remind you?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose how we shall remind you")
        ),
    )
    time_1 = forms.ChoiceField(
        label=_("At what time?"),
        error_messages={"required": _("Choose a time"), "invalid_choice": NOT_ON_LIST},
    )
    time_2 = forms.ChoiceField(
        label=_("At a second time?"), required=False, error_messages={"invalid_choice": NOT_ON_LIST}
    )
    time_3 = forms.ChoiceField(
        label=_("At a third time?"), required=False, error_messages={"invalid_choice": NOT_ON_LIST}
    )
    days = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        coerce=int,
        choices=list(enumerate(DAYS)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one day"),
            **dict.fromkeys(("invalid_choice", "invalid_list"), _("Tick days from the list")),
        },
    )

    def __init__(
        self, *args: Any, ways: Sequence[tuple[str, str]], times: Sequence[str] = (), **kwargs: Any
    ) -> None:
        """`times`: those of the plan that stands, which need not be on the half hour."""
        kwargs.setdefault("auto_id", "%s")
        super().__init__(*args, **kwargs)
        offered = sorted({*(f"{at:%H:%M}" for at in HALF_HOURS), *times})
        choices = [(text, clock(read(text))) for text in offered]
        fields: dict[str, Any] = self.fields
        fields["channel"].choices = ways
        fields["time_1"].choices = choices
        for name in ("time_2", "time_3"):
            fields[name].choices = [("", _("No")), *choices]

    @property
    def is_plain(self) -> bool:
        """Nothing is wrong, and it is one time on every day: the rest can stay folded."""
        days, again = self.initial.get("days", ()), self.initial.get("time_2")
        return not self.errors and len(days) == len(DAYS) and not again

    def plan(self) -> dict[str, Any]:
        told = self.cleaned_data
        times = [told[f"time_{number}"] for number in range(1, MOST_TIMES + 1)]
        return {
            "channel": told["channel"],
            "times": [text for text in times if text],
            "days": told["days"],
        }

    @staticmethod
    def filled_from(*, channel: str, times: Sequence[str], days: Sequence[int]) -> dict[str, Any]:
        """The form's `initial` for a plan."""
        filled = {f"time_{number}": text for number, text in enumerate(times, start=1)}
        return {"channel": channel, "days": list(days), **filled}

    @staticmethod
    def filled_anew(
        *, ways: Sequence[tuple[str, str]], weekly: bool, today: date
    ) -> dict[str, Any]:
        """What most people want, for one who has no plan: her only way, at 9, on her days."""
        days = [today.weekday()] if weekly else EVERY_DAY
        channel = ways[0][0] if len(ways) == 1 else ""
        return ReminderForm.filled_from(channel=channel, times=[AT_FIRST], days=days)


class PauseForm(forms.Form):
    """Until which day the checks are paused; left empty, until she begins again."""

    mark_optional = False

    until = NhsDateField(
        label=_("The day you begin again"),
        help_text=_("Leave this empty if you do not know yet."),
        required=False,
        this_century=True,
    )
    # What one of the buttons stands for: the day that was on it, also if it is pressed later.
    soon = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def soon_choices(self) -> list[tuple[str, str]]:
        """What one press can choose: (the day, as it is sent; words)."""
        week = self.today + timedelta(days=7)
        monday = self.today + timedelta(days=7 - self.today.weekday())
        choices = [(week, gettext("For one week, until {day}", day=day_and_month(week)))]
        if monday != week:
            words = gettext("Until next Monday, {day}", day=day_of_month(monday))
            choices.insert(0, (monday, words))
        return [(day.isoformat(), words) for day, words in choices]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if soon := told.get("soon"):
            self.errors.pop("until", None)  # what stood in the boxes was not what she pressed
            told["until"] = soon
        until: date | None = told.get("until")
        if self.errors.pop("soon", None):
            self.add_error("until", _("Choose one of the days, or put the day yourself"))
        elif until is not None and until <= self.today:
            self.add_error("until", _("The day you begin again must be tomorrow or later"))
        elif until is not None and until - self.today > LONGEST_PAUSE:
            self.add_error("until", _("The day you begin again must be within a year"))
        return told
