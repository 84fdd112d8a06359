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
from paincheck.speech import gettext
from paincheck.speech import gettext_noop as _

HEADING = (
    _("Day"),
    _("Time"),
    _("Asked about"),
    _("Worst pain (0 to 10)"),
    _("Pain most of the time (0 to 10)"),
    _("Lowest pain (0 to 10)"),
    _("Pain right now (0 to 10)"),
    _("Extra doses"),
    _("Sure how many"),
    _("Anything new or worse"),
    _("What is new or worse"),
    _("Contact from nurse"),
    _("Note"),
    _("Filled in"),
    _("Written down by"),
    _("Written without a network"),
    _("Changed later"),
    _("Received"),
)
TAKEN = {
    "PATIENT": _("by the patient"),
    "TELEPHONE": _("by telephone"),
    "TOGETHER": _("together with the nurse"),
    "IMPORTED": _("imported"),
}
HELPED = {"WITH": _("with help"), "FOR": _("by somebody else")}
WISHES = {str(wish): words for wish, words in CONTACT_WISHES}
YES_NO: Final = {True: _("yes"), False: _("no"), None: ""}
SINCE_LAST, A_DAY, NOT_SURE = _("since the last check"), _("the last 24 hours"), _("not sure")
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"  # by which a spreadsheet knows that accents are UTF-8


class _Line:
    """Where the csv module writes to: it hands back the line just written."""

    def write(self, line: str) -> str:
        return line


def lines(record: Record) -> Iterator[str]:
    """The table, line by line: the checks that stand, the oldest first. Skipped is empty (S1)."""
    writer = csv.writer(_Line())
    yield MARK + _written(writer, [gettext(name) for name in HEADING])
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
    helped = f", {gettext(HELPED[check.helped])}" if check.helped else ""
    return [
        check.day.isoformat(),
        f"{check.answered_at:%H:%M}" if check.time_known else "",
        gettext(SINCE_LAST if check.since_last else A_DAY),
        *("" if score is None else in_figures(score) for score in scores),
        "" if told.extra_doses is None else str(told.extra_doses),
        gettext(NOT_SURE) if told.extra_doses_unsure else "",
        gettext(YES_NO[told.danger]),
        "; ".join(gettext(sign.words) for sign in DANGERS if sign.code in told.danger_items),
        gettext(WISHES.get(told.wish, "")),
        told.note,
        f"{gettext(TAKEN[check.source])}{helped}",
        check.entered_by,
        gettext("yes") if check.offline else "",
        gettext("yes") if check.amends is not None else "",
        f"{check.received_at:%Y-%m-%d %H:%M}",
    ]
