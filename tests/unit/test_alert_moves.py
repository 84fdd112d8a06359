"""The table of an alert's states: complete, and a move that is not in it raises."""

from datetime import UTC, datetime
from itertools import product
from types import SimpleNamespace

import pytest

from alerts.moves import (
    CLOSED,
    MOVES,
    SNOOZED,
    STATES,
    TAKEN,
    WAITING,
    WHEN,
    MoveNotAllowed,
    check,
    state_of,
)

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
ROWS = {
    WAITING: SimpleNamespace(closed_at=None, snoozed_until=None, taken_by_id=None),
    TAKEN: SimpleNamespace(closed_at=None, snoozed_until=None, taken_by_id=7),
    SNOOZED: SimpleNamespace(closed_at=None, snoozed_until=AT, taken_by_id=None),
    CLOSED: SimpleNamespace(closed_at=AT, snoozed_until=AT, taken_by_id=7),
}


def test_each_state_is_read_from_its_row():
    assert {state: state_of(row) for state, row in ROWS.items()} == {s: s for s in STATES}


@pytest.mark.parametrize(("start", "to"), list(product(STATES, STATES)))
def test_a_move_is_allowed_if_and_only_if_the_table_says_when(start, to):
    if (start, to) in WHEN:
        check(ROWS[start], to)
    else:
        with pytest.raises(MoveNotAllowed):
            check(ROWS[start], to)


def test_every_state_can_be_left_and_reached():
    assert all(MOVES[state] for state in STATES)
    assert {to for moves in MOVES.values() for to in moves} == set(STATES)


def test_what_is_closed_opens_to_wait_and_never_straight_to_somebody():
    assert MOVES[CLOSED] == {WAITING}
