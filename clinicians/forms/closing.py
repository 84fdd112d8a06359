"""An alert closed without a contact, or put off until a time: a clinician's stated reason."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alerts.rules import (
    LONGEST_REVIEW,
    Stated,
    closing_problems,
    is_danger,
    longest_snooze,
    may_snooze,
)
from alerts.wording import PARTICULARS, close_reasons
from clinicians.forms.fields import Moment, Text, area
from clinicians.queries.times import Time
from paincheck.nhsuk.fields import NhsDateField

ANOTHER = "OTHER"


class _AsShown(forms.Form):
    # When the alert had last been found: nobody closes or puts off what she was not shown.
    as_of = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class CloseForm(_AsShown):
    """Closing without a contact. Danger, toxicity and wishes ask for more (S10)."""

    mark_optional = False  # what is needed depends on the reason, and each field says so
    note = Text(
        label="In your words (needed for ‘another reason’)",
        max_length=400,
        required=False,
        widget=area(),
        help_text="It stands on the record with your name.",
    )
    review_on = NhsDateField(
        label="Review on",
        required=False,
        help_text="Needed for ‘expected’, at most 4 weeks ahead. Until then this alert stays quiet "
        "unless it gets worse. Left empty with another reason, it may speak again after 7 days.",
    )

    def __init__(
        self, *args: Any, rule: str, level: str, sentence: str, today: date, **rest: Any
    ) -> None:
        """Danger, toxicity and wishes for contact are never 'expected' (S13)."""
        super().__init__(*args, **rest)
        self.today = today
        self.silences = may_snooze(rule, level)
        offered = close_reasons(silenceable=self.silences)
        if not self.silences:
            del self.fields["review_on"]  # it speaks again at once, whatever date is chosen
            self._ask_for_more(is_danger(rule, level), sentence)
        self.fields["reason"] = forms.ChoiceField(
            label="Why is no contact needed?",
            choices=[(reason.code, reason.words) for reason in offered],
            widget=forms.RadioSelect,
        )
        self.order_fields(["reason", *PARTICULARS, "note", "review_on", "signs_read"])

    def _ask_for_more(self, danger: bool, sentence: str) -> None:
        for name, asked in PARTICULARS.items():
            self.fields[name] = Text(label=asked.label, required=False, max_length=80)
        self.fields["note"].help_text = (
            "For another reason, a whole sentence: who knows of it, and what was done. It stands "
            "on the record with your name."
        )
        read = "I have read the signs" if danger else "I have read what was said"
        self.fields["signs_read"] = forms.BooleanField(label=f"{read}: {sentence}", required=False)

    def clean(self) -> dict[str, Any]:
        """`stated` is the reason with all that belongs to it, as it goes on the record."""
        told = super().clean() or {}
        told.setdefault("review_on", None)
        told["stated"] = stated = Stated(
            reason=told.get("reason", ""),
            note=told.get("note", ""),
            particulars={name: told.get(name, "") for name in PARTICULARS},
            signs_read=told.get("signs_read", False),
        )
        for name, sentence in closing_problems(stated, silenceable=self.silences).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        endless = stated.expected and self.silences and told["review_on"] is None
        if endless and "review_on" not in self.errors:
            self.add_error("review_on", "Enter when you will look at this again")
        return told

    def clean_review_on(self) -> date | None:
        review_on: date | None = self.cleaned_data["review_on"]
        if review_on is not None and not self.today < review_on <= self.today + LONGEST_REVIEW:
            raise forms.ValidationError("Review on must be a date within the next 4 weeks")
        return review_on


class SnoozeForm(_AsShown):
    """Put off until a time: a red alert at most a day, another at most 7."""

    def __init__(
        self,
        *args: Any,
        level: str,
        times: Sequence[Time],
        zone: ZoneInfo,
        now: datetime,
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.now, self.longest = now, longest_snooze(level)
        self.within = "24 hours" if self.longest.days == 1 else f"{self.longest.days} days"
        self.times = {time.code: time.at for time in times}
        self.fields["until"] = forms.ChoiceField(
            label="Until when?",
            choices=[*((time.code, time.words) for time in times), (ANOTHER, "Another time")],
            widget=forms.RadioSelect,
        )
        self.fields["until_at"] = Moment(
            label="The other time",
            zone=zone,
            required=False,
            help_text=f"Within the next {self.within}.",
        )
        self.fields["reason"] = Text(
            label="Why can it wait?",
            max_length=200,
            widget=area(2),
            error_messages={"required": "Enter why it can wait"},
        )

    def clean(self) -> dict[str, Any]:
        """`at` is the chosen time."""
        told = super().clean() or {}
        told["at"] = self.times.get(told.get("until", ""), told.get("until_at"))
        if told.get("until") == ANOTHER and "until_at" not in self.errors:
            if told["at"] is None:
                self.add_error("until_at", "Enter until when")
            elif not self.now < told["at"] <= self.now + self.longest:
                self.add_error("until_at", f"Enter a time within the next {self.within}")
        return told
