"""The mail in the morning: when it is due, and its words. Plain: `now` is handed in.

It is due from the site's opening on each working day, on the site's own clock: an instant is
compared with an instant, so the nights on which the clocks change neither skip nor repeat it. What
is older than `LATE` is due no more: after an outage nobody gets the morning's mail at noon.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from paincheck.accounts.hours import Hours

LATE = timedelta(hours=2)
ABOUT = "digest:"
SUBJECT = "Something waits for you in PainCheck"


@dataclass(frozen=True)
class Waits:
    """How much waits for one nurse: counts, and nothing about anybody's health."""

    patients: int = 0
    introductions: int = 0
    tasks: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.patients or self.introductions or self.tasks)


def due_day(hours: Hours, now: datetime) -> date | None:
    """The working day whose mail is due at `now`; None: none is."""
    day = now.astimezone(hours.zone).date()
    span = hours.span(day)
    if span is None or not span[0] <= now < span[0] + LATE:
        return None
    return day


def once_key(nurse_id: int, day: date) -> str:
    """The same for every site where she works: one mail a day."""
    return f"{ABOUT}{nurse_id}:{day.isoformat()}"


def text(waits: Waits, *, caseload: str, settings: str) -> str:
    """Counts and a link; somebody else may read it on a locked screen."""
    told = [
        (waits.patients, "patient waits for you", "patients wait for you"),
        (waits.tasks, "task is due", "tasks are due"),
        (waits.introductions, "patient is to be introduced", "patients are to be introduced"),
    ]
    lines = [f"{number} {one if number == 1 else more}." for number, one, more in told if number]
    return (
        "\n".join(lines) + f"\n\nOpen PainCheck: {caseload}\n\n"
        f"To stop this mail, or to have it again: {settings}\n"
    )
