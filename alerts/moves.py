"""The states of an alert and the moves between them, as one table. Plain.

The state is no column of its own: `state_of` reads it from the row. Every action asks `check`
before it writes; the state diagram in the docs is drawn from this table.
"""

from typing import Any

WAITING = "WAITING"  # open, and nobody has it: it climbs the ladder
TAKEN = "TAKEN"  # open, and a nurse sees to it
SNOOZED = "SNOOZED"  # open, put off until a time; never danger or a wish (S13)
CLOSED = "CLOSED"

WHEN: dict[tuple[str, str], str] = {
    (WAITING, TAKEN): "a nurse takes it",
    (WAITING, WAITING): "it got worse or was handed over and is sent again, or nobody was reached",
    (WAITING, CLOSED): "somebody talked with the patient, or gave a reason, or it is no longer so",
    (
        TAKEN,
        WAITING,
    ): "nobody was reached, it got worse, or whoever had it gives it back or is gone",
    (TAKEN, CLOSED): "somebody talked with the patient, or gave a reason, or it is no longer so",
    (WAITING, SNOOZED): "a nurse puts it off until a time",
    (TAKEN, SNOOZED): "a nurse puts it off until a time",
    (SNOOZED, TAKEN): "a nurse takes it",
    (SNOOZED, WAITING): "its time is over, it got worse or was handed over, or nobody was reached",
    (SNOOZED, CLOSED): "somebody talked with the patient, or gave a reason, or it is no longer so",
    (CLOSED, WAITING): "the situation that had closed it is taken back, or a nurse opens it again",
}

STATES = (WAITING, TAKEN, SNOOZED, CLOSED)
MOVES: dict[str, frozenset[str]] = {
    state: frozenset(to for start, to in WHEN if start == state) for state in STATES
}


class MoveNotAllowed(Exception):
    """An alert was about to go where the table does not let it."""


def state_of(alert: Any) -> str:
    """From `closed_at`, `snoozed_until` and `taken_by_id`, in this order."""
    if alert.closed_at is not None:
        return CLOSED
    if alert.snoozed_until is not None:
        return SNOOZED
    return WAITING if alert.taken_by_id is None else TAKEN


def check(alert: Any, to: str) -> None:
    """Raises MoveNotAllowed where this alert may not go there. Ask it before changing the row."""
    start = state_of(alert)
    if to not in MOVES[start]:
        raise MoveNotAllowed(f"An alert does not go from {start} to {to}.")
