"""A date in three boxes and a score from 0 to 10, with errors that say what to do."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from paincheck.nhsuk.widgets import DATE_PARTS, DateBoxes, ScoreTiles

HIGHEST_SCORE = 10

PART_WORDS = {"day": _("day"), "month": _("month"), "year": _("year")}


class NhsDateField(forms.Field):
    """Answers a `date`. Its errors name the part that is missing or wrong.

    Each error carries `params["parts"]`, the boxes to mark and to link to. `this_century`: a year
    of two numbers is one of 2000 to 2099; where it may be another, as of a birth, it is refused.
    """

    widget = DateBoxes

    def __init__(self, *, this_century: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.this_century = this_century

    def to_python(self, value: Sequence[Any] | date | None) -> date | None:
        if value is None or isinstance(value, date):
            return value
        texts = [str(part or "").strip() for part in value]
        if not any(texts):
            return None
        self._refuse_missing(texts)
        if self.this_century and len(texts[2]) == 2:
            texts[2] = f"20{texts[2]}"
        self._refuse_odd(texts)
        day, month, year = map(int, texts)
        try:
            return date(year, month, day)
        except ValueError:
            raise self._error("unreal", gettext("{noun} must be a real date"), DATE_PARTS) from None

    def _refuse_missing(self, texts: Sequence[str]) -> None:
        missing = [part for part, text in zip(DATE_PARTS, texts, strict=True) if not text]
        if missing:
            raise self._error("incomplete", gettext("{noun} must include a {parts}"), missing)

    def _refuse_odd(self, texts: Sequence[str]) -> None:
        # Only plain digits and few of them: int() also takes '1_0', '+1' and megabytes.
        odd = [
            part
            for part, text in zip(DATE_PARTS, texts, strict=True)
            if not (text.isascii() and text.isdigit() and len(text) <= 4)
        ]
        if odd:
            raise self._error("odd", gettext("{noun} must have a {parts} in numbers"), odd)
        if len(texts[2]) != 4:
            words = gettext("{noun} must have a year with 4 numbers")
            raise self._error("short_year", words, ["year"])

    def _error(self, code: str, words: str, parts: Sequence[str]) -> ValidationError:
        noun = str(self.label or gettext("The date")).rstrip("?")
        said = gettext(" and a ").join(str(PART_WORDS[part]) for part in parts)
        told = words.format(noun=noun, parts=said)
        return ValidationError(told, code=code, params={"parts": tuple(parts)})


class ScoreField(forms.TypedChoiceField):
    """A whole number from 0 to 10, chosen on tiles. Answers a `Decimal`, or None where it was
    skipped, which is never zero (S1).

    `words` gives the words for a number ('none', 'mild' ...). An optional score has a tile
    'Skip', which is chosen by a press alone, never beforehand.
    """

    widget = ScoreTiles
    default_error_messages = {
        "required": _("Choose a number from 0 to 10"),
        "invalid_choice": _("Choose a whole number from 0 to 10"),
    }

    def __init__(self, *, words: Callable[[Decimal], str] | None = None, **kwargs: Any) -> None:
        scores = [(score, str(score)) for score in range(HIGHEST_SCORE + 1)]
        super().__init__(choices=scores, coerce=Decimal, empty_value=None, **kwargs)
        self.widget.words = words
        self.widget.skip_label = "" if self.required else _("Skip")

    def prepare_value(self, value: Any) -> Any:
        """A stored 7.0 is the tile 7."""
        if isinstance(value, str) or value is None:
            return value
        return int(value) if value == int(value) else value
