"""One set of answers to the quick check, as a plain value. Empty is skipped, never zero (S1)."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Self

SCORES = ("worst", "average", "least", "now")


@dataclass(frozen=True)
class Answers:
    """Scores are 0 to 10 or None; `danger` None means that the gate was skipped.

    `danger_items` are codes of `diaries.scales`; `wish` is '' or one of PainCheck.Wish; `helped`
    is '' or one of PainCheck.Helped.
    """

    worst: Decimal | None = None
    average: Decimal | None = None
    least: Decimal | None = None
    now: Decimal | None = None
    extra_doses: int | None = None
    extra_doses_unsure: bool = False
    danger: bool | None = None
    danger_items: tuple[str, ...] = ()
    wish: str = ""
    note: str = ""
    helped: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON: scores as text, so that 7 and 7.0 are written alike."""
        values = asdict(self)
        for name in SCORES:
            score = values[name]
            values[name] = None if score is None else str(Decimal(score).normalize() + 0)
        if not self.helped:
            del values["helped"]  # so that what was answered before this was asked keeps its digest
        return values | {"danger_items": sorted(self.danger_items)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The way back from `as_dict`; unknown names are left out: old drafts still open."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        for name in SCORES:
            score = known.get(name)
            known[name] = None if score in (None, "") else Decimal(str(score))
        known["danger_items"] = tuple(known.get("danger_items") or ())
        return cls(**known)

    def digest(self) -> str:
        """The same for the same answers, whatever their order of arrival: tells a replay."""
        text = json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def with_danger(self, *items: str) -> Self:
        return replace(self, danger=True, danger_items=tuple(items))
