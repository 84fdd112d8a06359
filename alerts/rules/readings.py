"""What the rules read: one set of answers, as a plain value."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from diaries.scales import in_figures

LOOK_BACK = 30  # checks: more than any rule looks back on


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One pain check, or a draft of one. A score of None was skipped, which is never zero (S1).

    `at` is the phone's time and `received_at` the server's, both aware (S17). `day` is the
    patient's local day of `at`. `danger` holds codes of `diaries.scales`; `danger_gate` is the
    answer to the gate above them, so that a 'yes' with nothing ticked is still a yes.
    `doses_in_24_hours` counts those noted in the list too (diaries.doses); None: not looked up.
    """

    at: datetime
    received_at: datetime
    day: date
    worst: Decimal | None = None
    average: Decimal | None = None
    least: Decimal | None = None
    now: Decimal | None = None
    extra_doses: int | None = None
    extra_doses_unsure: bool = False
    doses_in_24_hours: int | None = None
    danger: tuple[str, ...] = ()
    danger_gate: bool | None = None
    contact_wish: str = ""
    is_baseline: bool = False
    since_last: bool = False

    @property
    def in_danger(self) -> bool:
        return bool(self.danger) or self.danger_gate is True

    @property
    def age_on_arrival(self) -> timedelta:
        """How old the answers were when they reached us; a phone that runs ahead is not late."""
        return max(self.received_at - self.at, timedelta(0))

    @property
    def peak(self) -> Decimal | None:
        """The highest score given. This is the worst or now, unless the answers are crossed.

        Crossed answers are asked about and never blocked, so 'least 8, worst 2' can arrive; a
        person who turned the scale round may be in severe pain, and a nurse should look.
        """
        scores = [self.worst, self.now, self.average, self.least]
        return max((score for score in scores if score is not None), default=None)

    def peak_in_words(self) -> str:
        """'worst pain 8', or whatever was highest: 'pain now 8, worst given as 3'."""
        highest = self.peak
        if highest is None:
            return "no score given"
        figure = in_figures(highest)
        if self.worst == highest:
            return f"worst pain {figure}"
        given = "" if self.worst is None else f", worst given as {in_figures(self.worst)}"
        if self.now == highest:
            return f"pain now {figure}{given}"
        name = "average" if self.average == highest else "least"
        return f"{name} pain {figure}{given}"
