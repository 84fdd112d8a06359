"""An alert closed without a contact, or put off until a time: a clinician's stated reason."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alerts.rules import LONGEST_REVIEW, longest_snooze, may_snooze
from alerts.wording import close_reasons
from clinicians.forms.fields import Moment, Text, area
from clinicians.queries.times import Time
from paincheck.nhsuk.fields import NhsDateField

ANOTHER = "OTHER"
EXPECTED = "EXPECTED"
# A clinician's stated reason (S10): for danger, toxicity and wishes, a sentence at the least.
SHORTEST_REASON, FEWEST_WORDS = 20, 4


class _AsShown(forms.Form):
    # When the alert had last been found: nobody closes or puts off what she was not shown.
    as_of = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class CloseForm(_AsShown):
    """Closing without a contact."""

    note = Text(
        label="In your words",
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

    def __init__(self, *args: Any, rule: str, level: str, today: date, **rest: Any) -> None:
        """Danger, toxicity and wishes for contact are never 'expected' (S13)."""
        super().__init__(*args, **rest)
        self.today = today
        self.silences = may_snooze(rule, level)
        offered = close_reasons(silenceable=self.silences)
        if not self.silences:
            del self.fields["review_on"]  # it speaks again at once, whatever date is chosen
        self.reasons = {row.code: row for row in offered}
        self.fields["reason"] = forms.ChoiceField(
            label="Why is no contact needed?",
            choices=[(code, row.words) for code, row in self.reasons.items()],
            widget=forms.RadioSelect,
        )
        self.order_fields(["reason", "note", "review_on"])

    def clean(self) -> dict[str, Any]:
        """`why` is the reason in words, as it stands on the record; `expected` is for S13."""
        told = super().clean() or {}
        chosen, note = self.reasons.get(told.get("reason", "")), told.get("note", "")
        told["expected"] = chosen is not None and chosen.code == EXPECTED
        told.setdefault("review_on", None)
        if chosen is not None:
            if chosen.needs_note and not note and "note" not in self.errors:
                self.add_error("note", "Enter the reason in your words")
            elif chosen.needs_note and not self.silences and note and not _is_a_sentence(note):
                self.add_error("note", "Enter a whole sentence: who knows of it, and what was done")
            told["why"] = f"{chosen.words}. {note}".strip()
        if told["expected"] and not told.get("review_on") and "review_on" not in self.errors:
            self.add_error("review_on", "Enter when you will look at this again")
        return told

    def clean_review_on(self) -> date | None:
        review_on: date | None = self.cleaned_data["review_on"]
        if review_on is not None and not self.today < review_on <= self.today + LONGEST_REVIEW:
            raise forms.ValidationError("Review on must be a date within the next 4 weeks")
        return review_on


def _is_a_sentence(words: str) -> bool:
    return len(words) >= SHORTEST_REASON and len(words.split()) >= FEWEST_WORDS


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
