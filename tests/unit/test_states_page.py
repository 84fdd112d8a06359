"""The state diagrams in the docs say what the code's tables say."""

import pytest
from django.core.management import CommandError, call_command

from alerts import moves
from paincheck.management.commands import draw_states


def test_the_diagrams_are_not_stale() -> None:
    call_command("draw_states", "--check")


def test_a_changed_table_makes_them_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(moves.WHEN, (moves.CLOSED, moves.TAKEN), "somebody changed the table")
    with pytest.raises(CommandError, match="stale"):
        call_command("draw_states", "--check")


def test_every_move_is_an_arrow_and_a_row() -> None:
    page = draw_states.page()
    for when in (draw_states.of_alerts.WHEN, draw_states.of_deliveries.WHEN):
        for (start, to), words in when.items():
            assert f"    {start} --> {to}: " in page
            assert f"| {start} | {to} | {words} |" in page
