"""Rows on one page that are added and taken away without a script.

A blank row stands at the end; a row that is left blank, or ticked to be taken away, is not there.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

MOST_ROWS = 60


class Row(forms.Form):
    """One row. `away` is last in its fieldset."""

    mark_optional = False
    away = forms.BooleanField(label="Take this row away", required=False)

    def __init__(self, data: Any = None, **rest: Any) -> None:
        super().__init__(data, empty_permitted=True, use_required_attribute=False, **rest)
        self.order_fields([name for name in self.fields if name != "away"])
        self.title = ""

    def full_clean(self) -> None:
        """What is taken away need not be right."""
        super().full_clean()
        if self.goes:
            self._errors = forms.utils.ErrorDict()

    @property
    def goes(self) -> bool:
        return self.is_bound and bool(self["away"].value())

    @property
    def there(self) -> bool:
        return self.has_changed() and not self.goes

    @property
    def told(self) -> dict[str, Any]:
        """As the document keeps it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "away"}


class Rows:
    """Forms of one kind, `prefix`0, `prefix`1 ...; as many as were sent, or as there are and
    `blank` ones."""

    def __init__(
        self,
        kind: type[Row],
        data: Any,
        initial: Sequence[Mapping[str, Any]],
        *,
        prefix: str,
        noun: str,
        blank: int = 1,
        **told: Any,
    ) -> None:
        if data is None:
            starts: list[Mapping[str, Any]] = [*initial, *[{}] * blank]
            self.forms = [
                kind(prefix=f"{prefix}{n}", initial=row or None, **told)
                for n, row in enumerate(starts)
            ]
        else:
            count = 1 + max(numbers(data, prefix), default=-1)
            self.forms = [
                kind(data, prefix=f"{prefix}{n}", **told) for n in range(min(count, MOST_ROWS))
            ]
        for n, form in enumerate(self.forms, start=1):
            form.title = f"{noun} {n}"
        for form in self.forms[len(initial) :] if data is None else ():
            form.title = f"New {noun.lower()}"
            del form.fields["away"]

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms)

    @property
    def there(self) -> list[Row]:
        return [form for form in self.forms if form.there]

    @property
    def told(self) -> list[dict[str, Any]]:
        return [form.told for form in self.there]


def numbers(data: Mapping[str, Any], prefix: str) -> set[int]:
    """Which rows of this prefix were sent."""
    sign = re.compile(rf"{re.escape(prefix)}([0-9]{{1,2}})-", re.ASCII)
    return {int(found[1]) for name in data if (found := sign.match(name))}
