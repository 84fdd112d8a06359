"""Asking for a check of the allocations."""

from django import forms

from clinicians.forms.fields import Key


class VerifyForm(forms.Form):
    key = Key()
