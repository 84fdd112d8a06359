"""A form with one field of each kind, drawn by the template pack."""

from decimal import Decimal
from typing import Any

from django import forms
from django.template import Context, Template

from paincheck.nhsuk.fields import NhsDateField, ScoreField
from tests.markup import Element, read


def in_words(score: Decimal) -> str:
    return "severe" if score >= 7 else "milder"


class VisitForm(forms.Form):
    """One field of each kind."""

    worst = ScoreField(label="Worst pain", help_text="0 is no pain", words=in_words)
    least = ScoreField(label="Lowest pain", required=False)
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    mobile = forms.CharField(
        label="Mobile number", required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    doses = forms.IntegerField(label="Extra doses", min_value=0, required=False)
    note = forms.CharField(required=False, max_length=90, widget=forms.Textarea)
    team = forms.ChoiceField(label="NHS team", choices=[("", "Choose"), ("a", "Blue")])
    call = forms.ChoiceField(
        label="Shall we ring?", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect
    )
    signs = forms.MultipleChoiceField(
        choices=[("a", "Fever"), ("b", "Fits")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="I agree")
    visited_on = NhsDateField(label="Date of the visit", help_text="For example, 27 3 2026")
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        if self.data.get("doses") == "13":
            raise forms.ValidationError("Thirteen doses need a word with the nurse")
        return super().clean() or {}


def drawn(form: forms.Form, how: str = "{% crispy form %}") -> Element:
    page = Template("{% load crispy_forms_tags nhsuk %}{% error_summary %}" + how)
    return read(page.render(Context({"form": form})))


def drawn_empty() -> Element:
    return drawn(VisitForm({"doses": "x", "signs": ["z"]}))
