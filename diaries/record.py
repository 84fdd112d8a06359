"""A whole diary as plain values: what leaves PainCheck as FHIR, as a table and as a PDF.

Plain: no Django, no database, no clock. Times carry their offset; a score that is None was
skipped, which is never zero (S1).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from diaries.answers import Answers


@dataclass(frozen=True)
class Person:
    """Whose diary it is: no more than another system needs to file it rightly."""

    code: str
    first_name: str
    last_name: str
    born_on: date | None
    hospital_number: str
    is_live: bool
    goal: Decimal | None


@dataclass(frozen=True)
class Check:
    """One pain check. `entered_by` is the name of a nurse who wrote it down, or ''.

    `day` is a local day; where `time_known` is False it is all that is known of the time.
    """

    id: UUID
    answers: Answers
    answered_at: datetime
    received_at: datetime
    day: date
    time_known: bool
    since_last: bool
    source: str
    entered_by: str
    helped: str
    offline: bool
    amends: UUID | None
    is_replaced: bool


@dataclass(frozen=True)
class Fuller:
    """One fuller check: `answers` as `diaries.fuller` writes them. `sent_at` None: left midway."""

    id: UUID
    answers: dict[str, Any]
    begun_at: datetime
    saved_at: datetime
    sent_at: datetime | None
    entered_by: str
    helped: str


@dataclass(frozen=True)
class Change:
    """What happened to a medicine. `kind` is STARTED, DOSE or STOPPED."""

    kind: str
    dose: str
    on: date
    entered_at: datetime
    entered_by: str


@dataclass(frozen=True)
class Medicine:
    """One medicine as the nurse keeps it, with the changes that stand, in their order.

    Without any its start was taken back, for the reason in `taken_back`.
    """

    id: int
    name: str
    route: str
    when_needed: bool
    changes: tuple[Change, ...]
    taken_back: str
    said_stopped_at: datetime | None


@dataclass(frozen=True)
class Dose:
    """One extra dose that she noted; `medicine` None: not on her list."""

    id: UUID
    medicine: int | None
    medicine_name: str
    taken_at: datetime
    recorded_at: datetime
    helped: str
    helped_at: datetime | None


@dataclass(frozen=True)
class Record:
    """A whole diary, each list by time, the oldest first."""

    person: Person
    checks: tuple[Check, ...] = ()
    fuller: tuple[Fuller, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    doses: tuple[Dose, ...] = ()

    def standing(self) -> tuple[Check, ...]:
        """Without those that were corrected: the correction stands in their place."""
        return tuple(check for check in self.checks if not check.is_replaced)
