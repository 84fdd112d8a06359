"""The page of one part of a design: its forms, and what they make of the document."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trial.document import ASKED, BASELINE, SITE
from trial.forms import setup
from trial.forms.rows import Rows

# A page with more is not read at all (settings: DATA_UPLOAD_MAX_NUMBER_FIELDS).
MOST_FIELDS = 180
FULL = "So many rows do not fit on this page. Nothing was saved: keep to fewer, or to fewer levels."
Choices = Sequence[tuple[int, str]]


class Single:
    """A part that is one form."""

    nested = False
    rows: tuple[Any, ...] = ()

    def __init__(self, form: Any) -> None:
        self.form = form
        self.forms = [form]

    def is_valid(self) -> bool:
        return bool(self.form.is_valid())

    @property
    def told(self) -> dict[str, Any]:
        return dict(getattr(self.form, "told", None) or self.form.cleaned_data)


class Several:
    """A part that is a list of rows, each with a code of its own."""

    nested = False
    form = None

    def __init__(self, name: str, rows: Rows) -> None:
        self.name, self.rows = name, rows.forms
        self._rows, self.forms = rows, rows.forms

    def is_valid(self) -> bool:
        return self._rows.is_valid() and alone(self._rows, "code", "site") and room(self.forms)

    @property
    def told(self) -> dict[str, Any]:
        return {self.name: self._rows.told}


class Factors:
    """Factors, and within each its levels. The weights belong to the method, and stay."""

    nested = True
    form = None

    def __init__(self, data: Any, factors: Sequence[Mapping[str, Any]]) -> None:
        self._weights = {row["code"]: row["weight"] for row in factors}
        self._rows = Rows(setup.FactorRow, data, factors, prefix="f", noun="Factor")
        self.rows = self._rows.forms
        sources = [row["source"] for row in factors]
        self.levels = [
            self._levels(
                row,
                data,
                factors[n]["levels"] if n < len(factors) else (),
                sources[n] if n < len(factors) and data is None else "",
            )
            for n, row in enumerate(self.rows)
        ]
        self.pairs = list(zip(self.rows, self.levels, strict=True))
        self.forms = [form for row, levels in self.pairs for form in (row, *levels.forms)]

    def _levels(
        self, row: Any, data: Any, levels: Sequence[Mapping[str, Any]], source: str
    ) -> Rows:
        """With a blank one; of sites none, since each is a level; two for a new factor."""
        blank = 0 if source == SITE else 1 if levels else 2
        return Rows(
            setup.LevelRow, data, levels, prefix=f"{row.prefix}-l", noun="Level", blank=blank,
            numbered=source != ASKED,
        )  # fmt: skip

    def is_valid(self) -> bool:
        here = [
            (row, levels)
            for row, levels in self.pairs
            if row.is_valid() and not _unused(row, levels)
        ]
        valid = [not row.there or self._fits(row, levels) for row, levels in here]
        rest = all(row.is_valid() for row, _levels in self.pairs)
        return rest and all(valid) and alone(self._rows, "code") and room(self.forms)

    def _fits(self, row: Any, levels: Rows) -> bool:
        if row.cleaned_data["source"] == SITE:
            return True  # each site is a level: those of the page are let go
        valid = levels.is_valid() and alone(levels, "code")
        if row.cleaned_data["source"].startswith(BASELINE):
            valid = valid and bands(levels)
        return valid

    @property
    def told(self) -> dict[str, Any]:
        return {
            "factors": [
                {
                    "code": row.told["code"],
                    "name": row.told["name"],
                    "weight": self._weights.get(row.told["code"], "1"),
                    "source": row.told["source"],
                    "levels": [_level(level, row.told["source"]) for level in _kept(row, levels)],
                }
                for row, levels in self.pairs
                if row.there
            ]
        }


def _kept(row: Any, levels: Rows) -> list[dict[str, Any]]:
    return [] if row.told["source"] == SITE else levels.told


def _level(told: Mapping[str, Any], source: str) -> dict[str, Any]:
    level = {"code": told["code"], "name": told["name"]}
    if source.startswith(BASELINE):
        level |= {"low": told["low"], "high": told["high"]}
    return level | ({"expected": told["expected"]} if told["expected"] else {})


def _unused(row: Any, levels: Rows) -> bool:
    """Levels of a factor without a name would be lost without a word."""
    if row.there or row.goes or not any(level.has_changed() for level in levels.forms):
        return False
    row.empty_permitted = False
    row.full_clean()
    return True


def room(forms: Sequence[Any]) -> bool:
    """The page with what is there and its blank rows can be sent again."""
    if sum(len(form.fields) for form in forms if not form.goes) <= MOST_FIELDS:
        return True
    forms[0].add_error(None, FULL)
    return False


def alone(rows: Rows, *names: str) -> bool:
    """No two rows with the same in one of these fields."""
    valid = True
    for name in names:
        seen: set[str] = set()
        for form in rows.there:
            value = str(form.cleaned_data.get(name, "")).casefold()
            if value and value in seen and name in form.fields:
                form.add_error(name, "This is in another row already")
                valid = False
            seen.add(value)
    return valid


def bands(levels: Rows) -> bool:
    """Each has where it begins and ends, and the next begins right after."""
    last = None
    for form in levels.there:
        low, high = form.cleaned_data["low"], form.cleaned_data["high"]
        for name, value in (("low", low), ("high", high)):
            if value is None:
                form.add_error(name, "Enter a number, since the level comes from one")
        if low is None or high is None:
            return False
        if high < low:
            form.add_error("high", "A band cannot end before it begins")
            return False
        if last is not None and low != last + 1:
            form.add_error("low", f"This band begins at {last + 1}, after the one before")
            return False
        last = high
    return True


def open_part(part: str, content: Mapping[str, Any], data: Any, sites: Choices) -> Any:
    """`data`: what was sent, or None for the page as it is kept."""
    if part == "basics":
        return Single(
            setup.BasicsForm(data, initial={**content, "target": content["target"] or ""})
        )
    if part == "method":
        return Single(setup.MethodForm(data, content=content))
    if part == "factors":
        return Factors(data, content["factors"])
    kinds: dict[str, tuple[Callable[..., Any], str]] = {
        "arms": (setup.ArmRow, "Arm"),
        "sites": (setup.SiteRow, "Site"),
        "eligibility": (setup.EligibilityRow, "Question"),
        "visits": (setup.VisitRow, "Visit"),
    }
    kind, noun = kinds[part]
    told = {"sites": sites} if part == "sites" else {}
    rows = Rows(kind, data, content[part], prefix=part[0], noun=noun, **told)  # type: ignore[arg-type]
    return Several(part, rows)
