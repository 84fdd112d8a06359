"""The press on 'Reviewed': which patients, and which press."""

from typing import Any
from uuid import UUID

from django import forms

from clinicians.actions.caseload import AT_ONCE
from clinicians.forms.fields import Key

TICK = "Tick the patients whom you have gone through"


class Codes(forms.Field):
    """The numbers of the ticked patients. Whose they are says the action."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        codes = [str(one) for one in value or () if "\x00" not in str(one)]
        if not codes:
            raise forms.ValidationError(TICK)
        if len(codes) > AT_ONCE:
            raise forms.ValidationError(f"Tick at most {AT_ONCE} patients at once")
        return codes


class ReviewedForm(forms.Form):
    batch = Key()
    patient = Codes()

    @property
    def first_error(self) -> str:
        return next(str(error) for errors in self.errors.values() for error in errors)

    def batch_alone(self) -> UUID | None:
        """The press that is to be taken back; no patient needs to be named for it."""
        self.full_clean()
        batch: UUID | None = self.cleaned_data.get("batch")
        return batch
