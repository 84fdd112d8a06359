"""The numbers of engagement as files: CSV, XLSX with its dictionary as a second sheet.

Plain: no Django, no database, no clock. No cell is ever run as a formula by a spreadsheet.
"""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from clinicians.engagement import MEANINGS, WORKLOAD, Meaning, Period, Row
from diaries.spreadsheet import MARK, harmless

Cell = str | float | int
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"

# What each column is, its unit, where it comes from, and from when on it is known.
COLUMNS: Sequence[tuple[str, str, str, str, str]] = (
    ("from", "First day of the time that was chosen", "day", "The choice on the page", ""),
    ("to", "Last day of it: the day before the file was made", "day", "The choice on the page", ""),
    ("measure", "Which number the line belongs to: see below", "", "", ""),
    ("patient", "The patient’s code; empty where the line is a nurse’s", "", "Patients", ""),
    ("nurse", "The named nurse, or the nurse whose line it is", "", "Patients, teams",
     "As it is today"),
    ("team", "The team of the patient or nurse", "", "Teams", "As it is today"),
    ("site", "The site of the team", "", "Sites", "As it is today"),
    ("done", "How many of ‘of’; for the workload, how many things came", "see the measure",
     "see the measure", "see the measure"),
    ("of", "Out of how many; for the workload, the working days", "see the measure",
     "see the measure", "see the measure"),
    ("value", "One more number where the measure has one; else empty", "see the measure",
     "see the measure", "see the measure"),
)  # fmt: skip
DICTIONARY = ("what", "name", "meaning", "unit", "source", "known from", "‘value’ is")


def table(period: Period, rows: Iterable[tuple[Meaning, Row]]) -> list[list[Cell]]:
    """The heading and a line for each row. No patient's name."""
    return [
        [name for name, *_ in COLUMNS],
        *(
            [
                period.first.isoformat(),
                period.last.isoformat(),
                meaning.slug,
                row.code,
                row.nurse if row.code else row.name,
                row.team,
                row.site,
                row.done,
                row.of,
                "" if row.value is None else row.value,
            ]
            for meaning, row in rows
        ),
    ]


def dictionary() -> list[list[Cell]]:
    columns = [["column", *told, ""] for told in COLUMNS]
    measures = [
        [
            "measure",
            one.slug,
            f"{one.title}. {one.what}",
            one.unit,
            one.source,
            one.since,
            one.value,
        ]
        for one in (*MEANINGS, WORKLOAD)
    ]
    return [[*DICTIONARY], *(list[Cell](row) for row in (*columns, *measures))]


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    told = StringIO()
    writer = csv.writer(told)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return (MARK + told.getvalue()).encode()


def as_xlsx(numbers: Iterable[Sequence[Cell]]) -> bytes:
    """Two sheets: the numbers, and what they mean."""
    told = BytesIO()
    # Each text goes by `write_string`, which makes no formula and no link of it; the apostrophe is
    # for whoever edits the cell, or saves the sheet as CSV.
    with Workbook(told, {"in_memory": True}) as book:
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        for name, rows in (("Numbers", numbers), ("Dictionary", dictionary())):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 1, 14)
            sheet.set_column(2, 6, 22 if name == "Numbers" else 50)
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        look = bold if line == 0 else wrap if name == "Dictionary" else None
                        sheet.write_string(line, place, harmless(cell), look)
                    else:
                        sheet.write_number(line, place, cell)
    return told.getvalue()
