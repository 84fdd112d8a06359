"""docs/states.md from the code's tables of moves: `manage.py draw_states`, or `--check` it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from alerts import moves as of_alerts
from paincheck.outbox import moves as of_deliveries

PLACE = Path(settings.BASE_DIR) / "docs" / "states.md"
HEAD = """# States of alerts and of deliveries

Drawn by `python manage.py draw_states` from the tables that the code goes by, `alerts/moves.py` and
`paincheck/outbox/moves.py`: change those, and draw anew. `make check` is red while this page is
stale. A move that stands in no table is refused, and a test holds that.
"""
ALERTS = "An alert is open until it is closed; waiting, taken and snoozed are ways of being open."
DELIVERIES = "One mail or text message to one person about one alert."

When = dict[tuple[str, str], str]


class Command(BaseCommand):
    help = "Draw the state diagrams of docs/states.md anew, or check that they are not stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        drawn = page()
        if not options["check"]:
            PLACE.write_text(drawn)
        elif not PLACE.exists() or PLACE.read_text() != drawn:
            raise CommandError("docs/states.md is stale: run `python manage.py draw_states`.")


def page() -> str:
    parts = (
        HEAD,
        diagram("An alert", ALERTS, of_alerts.WHEN, begins=of_alerts.WAITING),
        diagram("A delivery", DELIVERIES, of_deliveries.WHEN, begins=of_deliveries.DUE),
    )
    return "\n".join(parts)


def diagram(title: str, about: str, when: When, *, begins: str) -> str:
    """Mermaid, which GitHub draws; and below it the same as a list, for whoever cannot see it."""
    states = dict.fromkeys(state for move in when for state in move)
    ends = [state for state in states if all(start != state for start, _ in when)]
    arrows = [f"{start} --> {to}: {_short(words)}" for (start, to), words in when.items()]
    lines = [f"[*] --> {begins}", *arrows, *(f"{state} --> [*]" for state in ends)]
    drawn = "\n".join(f"    {line}" for line in lines)
    return (
        f"## {title}\n\n{about}\n\n```mermaid\nstateDiagram-v2\n{drawn}\n```\n\n"
        f"| from | to | when |\n| --- | --- | --- |\n{_rows(when.items())}"
    )


def _rows(moves: Iterable[tuple[tuple[str, str], str]]) -> str:
    return "".join(f"| {start} | {to} | {words} |\n" for (start, to), words in moves)


def _short(words: str) -> str:
    """An arrow has room for a line: Mermaid breaks at <br>, and takes no colon or semicolon."""
    return words.replace(":", ",").replace(";", ",").replace(", ", ",<br>")
