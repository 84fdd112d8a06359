"""Answering an alert: the contact, or a clinician's reason."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alerts.models import Alert
from alerts.rules import may_snooze
from alerts.wording import LEVEL_WORDS, close_reasons
from clinicians.forms.fields import Key, Moment, Text, area
from diaries.models import Contact
from paincheck.nhsuk.fields import NhsDateField

CLOCK_SLACK = timedelta(minutes=5)
LONGEST_REVIEW = timedelta(days=28)
OLDEST = timedelta(days=366)
NOT_A_TALK = (Contact.Channel.MESSAGE, Contact.Channel.VOICEMAIL)


class AboutAlerts(forms.TypedMultipleChoiceField):
    """Alerts by their numbers. One that was closed meanwhile is passed over: the contact, and a
    second click on its button, must not fail for it."""

    def to_python(self, value: Any) -> list[str]:
        return [one for one in super().to_python(value) if self.valid_value(one)]


class ContactForm(forms.Form):
    """One contact with the alerts it was about. Whether it closes them follows from S10."""

    key = Key()
    channel = forms.ChoiceField(
        label="How?",
        choices=Contact.Channel.choices,
        initial=Contact.Channel.PHONE,
        widget=forms.RadioSelect,
    )
    outcome = forms.ChoiceField(
        label="What came of it?", choices=Contact.Outcome.choices, widget=forms.RadioSelect
    )
    note = Text(label="Note", required=False, max_length=2000, widget=area())

    def __init__(
        self, *args: Any, alerts: Sequence[Alert], zone: ZoneInfo, now: datetime, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.now = now
        self.fields["at"] = Moment(label="When?", zone=zone, initial=now)
        self.fields["try_again_at"] = Moment(
            label="Not reached: try again at",
            zone=zone,
            required=False,
            help_text="Needed for a voicemail, a message or ‘could not reach’.",
        )
        if alerts:
            self.fields["alerts"] = AboutAlerts(
                label="Which alerts was it about?",
                choices=[(a.pk, f"{LEVEL_WORDS[a.level]}: {a.sentence}") for a in alerts],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Talking with the patient or the carer closes those that you tick.",
            )
        self.order_fields(["key", "alerts", "channel", "outcome", "try_again_at", "note", "at"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name, sentence in contact_problems(told, self.now).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return set_right(told, self.now)


def contact_problems(told: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """What cannot be in a contact, by the field at which to say it; the API asks here too."""
    outcome, at, try_again_at = (told.get(name) for name in ("outcome", "at", "try_again_at"))
    reached = outcome in Contact.REACHED
    found = {}
    if at is not None and at > now + CLOCK_SLACK:
        found["at"] = "The contact must have happened: this time is to come"
    elif at is not None and at < now - OLDEST:
        found["at"] = "Enter when it happened: this is more than a year ago"
    if told.get("channel") in NOT_A_TALK and reached:
        found["outcome"] = (
            "A message or voicemail is not a talk: choose ‘Message left’ or ‘Could not reach’"
        )
    if not reached and try_again_at is None and outcome:
        found["try_again_at"] = "Enter when you will try again"
    elif not reached and try_again_at is not None and try_again_at <= now:
        found["try_again_at"] = "Enter a time that is still to come"
    elif not reached and try_again_at is not None and try_again_at > now + LONGEST_REVIEW:
        found["try_again_at"] = "Enter a time within the next 4 weeks"
    return found


def set_right(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A clock that runs ahead is set right; who was reached is not to be tried again."""
    if told.get("at") is not None:
        told["at"] = min(told["at"], now)
    if told.get("outcome") in Contact.REACHED:
        told["try_again_at"] = None
    return told


class CloseForm(forms.Form):
    """Closing without a contact: a clinician's stated reason."""

    # When the alert had last been found: nobody closes what she was not shown.
    as_of = forms.DateTimeField(required=False, widget=forms.HiddenInput)
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
        help_text="Until then this alert stays quiet unless it gets worse. "
        "Left empty, it may speak again after 7 days.",
    )

    def __init__(self, *args: Any, rule: str, today: date, **rest: Any) -> None:
        """Danger and wishes for contact are never 'expected' (S13)."""
        super().__init__(*args, **rest)
        self.today = today
        self.reasons = {row.code: row for row in close_reasons(silenceable=may_snooze(rule))}
        self.fields["reason"] = forms.ChoiceField(
            label="Why is no contact needed?",
            choices=[(code, row.words) for code, row in self.reasons.items()],
            widget=forms.RadioSelect,
        )
        self.order_fields(["reason", "note", "review_on"])

    def clean(self) -> dict[str, Any]:
        """`why` is the reason in words, as it stands on the record."""
        told = super().clean() or {}
        chosen, note = self.reasons.get(told.get("reason", "")), told.get("note", "")
        if chosen is not None:
            if chosen.needs_note and not note and "note" not in self.errors:
                self.add_error("note", "Enter the reason in your words")
            told["why"] = f"{chosen.words}. {note}".strip()
        return told

    def clean_review_on(self) -> date | None:
        review_on: date | None = self.cleaned_data["review_on"]
        if review_on is not None and not self.today < review_on <= self.today + LONGEST_REVIEW:
            raise forms.ValidationError("Review on must be a date within the next 4 weeks")
        return review_on
