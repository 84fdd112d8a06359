"""What a clinician states who closes an alert without a contact: safety rules S10 and S13. Plain.

The form and the action ask here, and so must any other door. How long a whole sentence is, and
which particulars a reason needs, are own choices, to be approved by a clinician before use.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from alerts.wording import ALL_REASONS, EXPECTED, PARTICULARS, close_reasons

SHORTEST_SENTENCE, FEWEST_WORDS = 20, 4
LONGEST_REASON = 500  # all of it together, as it stands on the record
_FEWEST_LETTERS = 2  # of a particular: 'Dr A', 'ED'


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A reason by its code, with what belongs to it. `signs_read`: of a danger sign, toxicity or a
    wish she has said that she read what was said; `particulars` are by the names of PARTICULARS."""

    reason: str
    note: str = ""
    particulars: Mapping[str, str] = field(default_factory=dict)
    signs_read: bool = False

    @property
    def expected(self) -> bool:
        return self.reason == EXPECTED

    @property
    def silences(self) -> bool:
        """A reason that may be given, and never for what must not be silenced (S13)."""
        return self.reason in ALL_REASONS and ALL_REASONS[self.reason].silences

    @property
    def in_words(self) -> str:
        """As it stands on the record: the reason, its particulars, the note."""
        chosen = ALL_REASONS[self.reason]
        own = [f"{PARTICULARS[name].short} {told}" for name, told in self.own if told]
        head = f"{chosen.words}: {', '.join(own)}" if own else chosen.words
        return f"{head}. {self.note.strip()}".strip()

    @property
    def own(self) -> list[tuple[str, str]]:
        """The particulars of this reason, empty ones too; those of another are passed over."""
        names = ALL_REASONS[self.reason].particulars
        return [(name, self.particulars.get(name, "").strip()) for name in names]


def is_a_sentence(words: str) -> bool:
    """A reason that somebody else can check: never one word, nor one word again and again."""
    parts = [part for part in words.split() if any(sign.isalnum() for sign in part)]
    long_enough = sum(len(part) for part in parts) + len(parts) - 1 >= SHORTEST_SENTENCE
    different = {"".join(filter(str.isalnum, part)).casefold() for part in parts}
    return long_enough and len(different) >= FEWEST_WORDS


def closing_problems(stated: Stated, *, silenceable: bool) -> dict[str, str]:
    """What is missing, by the field at which to say it. `silenceable`: see `may_snooze`; what is
    not (danger, toxicity, wishes) asks for more, and is never 'expected' (S13)."""
    chosen = {row.code: row for row in close_reasons(silenceable=silenceable)}.get(stated.reason)
    if chosen is None:
        return {"reason": "Choose one of the reasons"}
    found = {}
    if not silenceable:
        found = {
            name: PARTICULARS[name].missing
            for name, told in stated.own
            if sum(sign.isalnum() for sign in told) < _FEWEST_LETTERS
        }
        if not stated.signs_read:
            found["signs_read"] = "Tick that you have read what was said, or do not close it"
    if chosen.needs_note and not stated.note.strip():
        found["note"] = "Enter the reason in your words"
    elif chosen.needs_note and not silenceable and not is_a_sentence(stated.note):
        found["note"] = "Enter a whole sentence: who knows of it, and what was done"
    elif len(stated.in_words) > LONGEST_REASON:
        found["note"] = f"Shorten it: with its particulars it has more than {LONGEST_REASON} signs"
    return found
