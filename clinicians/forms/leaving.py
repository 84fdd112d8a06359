"""To whom the patients of a nurse go who leaves."""

from collections.abc import Sequence
from typing import Any

from django import forms

from clinicians.forms.people import PlaceField
from clinicians.queries.leaving import AtSite
from clinicians.queries.people import Place

CHOOSE = "Choose the nurse to whom the patients go"


class LeavingForm(forms.Form):
    """One nurse for all of a site, and another one for whoever should go elsewhere."""

    def __init__(self, *args: Any, sites: Sequence[AtSite], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.sites = sites
        for at in sites:
            words = f"To whom do the patients of {at.site.name} go?"
            for_all = PlaceField(label=words, error_messages={"required": CHOOSE})
            self._offer(f"all_{at.site.pk}", for_all, at.places)
            for left in at.patients:
                label = f"{left.name or left.code}: to somebody else"
                for_one = PlaceField(label=label, required=False)
                self._offer(f"to_{left.code}", for_one, at.places, nobody="As chosen above")

    def _offer(
        self, name: str, field: PlaceField, places: Sequence[Place], nobody: str = ""
    ) -> None:
        field.offer(places, nobody=nobody or "Choose a nurse")
        self.fields[name] = field

    @property
    def rows(self) -> list[tuple[AtSite, Any, list[tuple[Any, Any]]]]:
        """Each site with its one choice, and its patients with theirs."""
        return [
            (
                at,
                self[f"all_{at.site.pk}"],
                [(left, self[f"to_{left.code}"]) for left in at.patients],
            )
            for at in self.sites
        ]

    @property
    def chosen(self) -> dict[str, Any]:
        """As the action wants it."""
        told = self.cleaned_data
        codes = [left.code for at in self.sites for left in at.patients]
        return {
            "to": {at.site.pk: told[f"all_{at.site.pk}"] for at in self.sites},
            "one_by_one": {code: told[f"to_{code}"] for code in codes if told[f"to_{code}"]},
        }
