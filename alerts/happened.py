"""What happened to one patient, as it was received, and the alerts that came of it. Plain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from alerts.rules import ClosedAlert, Level, OpenAlert, Reading, Rule
from diaries.fuller import FullerAnswers


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """A check as it came in; `at` is the server's time, as in all of these.

    An imported one is known of and never judged. `replaces` is the check that it corrects.
    """

    at: datetime
    id: str
    reading: Reading
    imported: bool = False
    replaces: str = ""


@dataclass(frozen=True, kw_only=True)
class DoseIn:
    at: datetime
    id: str
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class DoseTakenBack:
    at: datetime
    id: str


@dataclass(frozen=True, kw_only=True)
class FullerIn:
    """A fuller check as the rules saw it, sent or left; `said_at` is when it was begun."""

    at: datetime
    id: str
    answers: FullerAnswers
    sent: bool
    said_at: datetime


@dataclass(frozen=True, kw_only=True)
class DangerIn:
    at: datetime
    id: str
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContactAsked:
    at: datetime
    id: str
    today: bool
    day: date
    too_unwell: bool


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What a nurse really closed, by a talk or a reason. `heard` is when she talked: what came in
    after it stays open (S10)."""

    at: datetime
    heard: datetime
    rules: frozenset[Rule]
    review_on: date | None = None
    expected: bool = False


Event = CheckIn | DoseIn | DoseTakenBack | FullerIn | DangerIn | ContactAsked | Closing


@dataclass(frozen=True, kw_only=True)
class Silence:
    """What rule `gone_quiet` needs to know beside the checks (S14)."""

    schedule: str
    status: str
    invited_on: date | None
    paused_on: date | None = None
    resumed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Diary:
    """One patient's history. `events` stand in the order in which they were received; silence is
    not worked out where `silence` is None. `overrides` are the patient's own numbers."""

    patient: int
    goal: Decimal | None
    events: Sequence[Event]
    silence: Silence | None = None
    overrides: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(kw_only=True)
class Raised:
    """One alert that the rules would have raised. `causes` are all that it heard of."""

    patient: int
    rule: Rule
    level: Level
    sentence: str
    opened_at: datetime
    last_found_at: datetime
    causes: list[str]
    highest: Decimal | None = None
    told: Decimal | None = None
    danger: frozenset[str] = frozenset()
    wish: str = ""
    sent_again: int = 0
    closed_on: date | None = None
    review_on: date | None = None
    expected: bool = False
    cleared: bool = False

    def as_open(self) -> OpenAlert:
        return OpenAlert(
            rule=self.rule,
            level=self.level,
            highest_score=self.highest if self.told is None else self.told,
            last_found_at=self.last_found_at,
            danger=self.danger,
            wish=self.wish,
        )

    def as_closed(self) -> ClosedAlert | None:
        if self.closed_on is None:
            return None
        return ClosedAlert(
            rule=self.rule,
            level=self.level,
            score=self.highest,
            closed_on=self.closed_on,
            review_on=self.review_on,
            cleared=self.cleared,
            expected=self.expected,
            danger=self.danger,
        )
