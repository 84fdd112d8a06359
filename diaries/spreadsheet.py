"""A diary as a table for a spreadsheet: one row a check, in plain column names.

Plain: no Django, no database, no clock. A cell that begins like a formula is made harmless: a
spreadsheet would run it.
"""

import csv
from collections.abc import Iterator, Sequence
from typing import Any, Final

from diaries.danger import DANGERS
from diaries.record import Check, Record
from diaries.scales import CONTACT_WISHES, in_figures

HEADING = (
    "Day",
    "Time",
    "Asked about",
    "Worst pain (0 to 10)",
    "Pain most of the time (0 to 10)",
    "Lowest pain (0 to 10)",
    "Pain right now (0 to 10)",
    "Extra doses",
    "Sure how many",
    "Anything new or worse",
    "What is new or worse",
    "Contact from nurse",
    "Note",
    "Filled in",
    "Written down by",
    "Written without a network",
    "Changed later",
    "Received",
)
TAKEN = {
    "PATIENT": "by the patient",
    "TELEPHONE": "by telephone",
    "TOGETHER": "together with the nurse",
    "IMPORTED": "imported",
}
HELPED = {"WITH": "with help", "FOR": "by somebody else"}
WISHES = {str(wish): words for wish, words in CONTACT_WISHES}
YES_NO: Final = {True: "yes", False: "no", None: ""}
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"  # by which a spreadsheet knows that accents are UTF-8


class _Line:
    """Where the csv module writes to: it hands back the line just written."""

    def write(self, line: str) -> str:
        return line


def lines(record: Record) -> Iterator[str]:
    """The table, line by line: the checks that stand, the oldest first. Skipped is empty (S1)."""
    writer = csv.writer(_Line())
    yield MARK + _written(writer, HEADING)
    for check in record.standing():
        yield _written(writer, [harmless(cell) for cell in _cells(check)])


def _written(writer: Any, cells: Sequence[str]) -> str:
    return str(writer.writerow(cells))


def harmless(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.lstrip(" \n\u00a0").startswith(RUN_BY_SPREADSHEETS) else cell


def _cells(check: Check) -> list[str]:
    told = check.answers
    scores = (told.worst, told.average, told.least, told.now)
    helped = f", {HELPED[check.helped]}" if check.helped else ""
    return [
        check.day.isoformat(),
        f"{check.answered_at:%H:%M}" if check.time_known else "",
        "since the last check" if check.since_last else "the last 24 hours",
        *("" if score is None else in_figures(score) for score in scores),
        "" if told.extra_doses is None else str(told.extra_doses),
        "not sure" if told.extra_doses_unsure else "",
        YES_NO[told.danger],
        "; ".join(sign.words for sign in DANGERS if sign.code in told.danger_items),
        WISHES.get(told.wish, ""),
        told.note,
        f"{TAKEN[check.source]}{helped}",
        check.entered_by,
        "yes" if check.offline else "",
        "yes" if check.amends is not None else "",
        f"{check.received_at:%Y-%m-%d %H:%M}",
    ]
