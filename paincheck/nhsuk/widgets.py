"""Two controls that Django does not have: a date in three boxes, a score on eleven tiles."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

DATE_PARTS = ("day", "month", "year")


class DateBoxes(forms.MultiWidget):
    """Day, month and year, each typed into a box of its own."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(DATE_PARTS, forms.TextInput), attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class ScoreTiles(forms.RadioSelect):
    """Eleven radios drawn as tiles. `words` gives the words beneath a number."""

    words: Callable[[Decimal], str] | None = None
    skip_label: Any = (
        ""  # set on an optional score alone: a twelfth tile that takes the answer back
    )
