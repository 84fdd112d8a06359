"""Forms of the log of safety, of questions about data, and of unmasking."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from clinicians.forms.fields import Key, Moment, Text, area
from paincheck.nhsuk.fields import NhsDateField
from trial.models import SafetyReport, TrialSite

RELATED = [
    ("NO", "Not related"),
    ("POSSIBLY", "Possibly related"),
    ("PROBABLY", "Probably related"),
    ("UNKNOWN", "Cannot say yet"),
]


class SafetyForm(forms.Form):
    key = Key()
    kind = forms.ChoiceField(
        label="What is it?", choices=SafetyReport.Kind.choices, widget=forms.RadioSelect
    )
    site: Any = forms.ModelChoiceField(
        queryset=TrialSite.objects.none(), label="Site", empty_label="Choose a site"
    )
    number = Text(label="Participant’s number", required=False, max_length=12)
    happened_on = NhsDateField(label="Day on which it happened")
    known_at = Moment(
        zone=ZoneInfo("Europe/London"),
        label="When did the team get to know?",
        help_text="Its deadline is counted from then.",
    )
    related = forms.ChoiceField(
        label="Related to the treatment under study?",
        choices=RELATED,
        widget=forms.RadioSelect,
        initial="UNKNOWN",
    )
    what = Text(
        label="What happened",
        max_length=1000,
        widget=area(4),
        help_text="No name. Nothing that tells which care the participant receives.",
    )

    def __init__(self, *args: Any, sites: Any, now: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        field: Any = self.fields["site"]
        field.queryset = sites
        self.fields["known_at"].initial = now - timedelta(seconds=now.second)


class ReportedForm(forms.Form):
    to = Text(label="Reported to whom?", max_length=150)


class QueryForm(forms.Form):
    key = Key()
    form = forms.ChoiceField(label="About which form?")
    field = Text(label="About which question, if one", required=False, max_length=40)
    question = Text(label="Question", max_length=500, widget=area(3))

    def __init__(self, *args: Any, forms_of: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        field: Any = self.fields["form"]
        field.choices = forms_of


class AnswerForm(forms.Form):
    text = Text(label="Answer", max_length=500, widget=area(3))


class UnmaskingForm(forms.Form):
    key = Key()
    deliberate = forms.TypedChoiceField(
        label="What is it about?",
        choices=[
            ("no", "I came to know the arm by accident"),
            ("yes", "I ask to be told the arm: a second person decides"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = Text(
        label="Why, or how it came about",
        max_length=500,
        widget=area(3),
        help_text="Do not write which arm it is.",
    )


class PickForm(forms.Form):
    why = Text(label="Why this participant", required=False, max_length=300, widget=area(2))
