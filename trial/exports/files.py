"""The files of an export: the data dictionary, a workbook, and the zip that holds them all.

The same parts give the same bytes: nothing in them says when they were made, or for whom.
"""

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter import Workbook

from diaries.spreadsheet import harmless
from trial.exports.columns import NUMBERS, UNITS, Column
from trial.exports.writing import Part

MOST_ROWS = 1_000_000
TOO_LONG = (
    "There are {:,} rows, and a workbook takes no more than 1,000,000. "
    "Ask for the same as CSV, which has no such limit."
)
DICTIONARY = ("table", "column", "kind", "unit", "meaning", "codes", "may identify")
BEFORE_ANY = (1980, 1, 1, 0, 0, 0)
CSV, XLSX = "CSV", "XLSX"
Told = Callable[[int], None]


class TooLong(ValueError):
    """More rows than a workbook takes; the message is for who asked."""


def dictionary(parts: Sequence[tuple[str, tuple[Column, ...]]]) -> list[Sequence[str]]:
    """A line for each column of each file that is in the export."""
    lines: list[Sequence[str]] = [
        (
            table,
            column.name,
            str(column.kind),
            column.unit or UNITS.get(column.kind, ""),
            column.meaning,
            "; ".join(f"{code}: {words}" for code, words in column.codes),
            "yes" if column.may_identify else "",
        )
        for table, columns in parts
        for column in columns
    ]
    return [DICTIONARY, *lines]


def zipped(
    parts: Sequence[Part], told: dict[str, Any], kind: str, progress: Told
) -> tuple[bytes, dict[str, Any]]:
    """The zip and its manifest: `told`, and the checksum of each part.

    Raises TooLong. `progress` is told of each part.
    """
    rows = sum(part.rows for part in parts)
    if kind == XLSX and rows > MOST_ROWS:
        raise TooLong(TOO_LONG.format(rows))
    lines = dictionary([(part.table.name, part.columns) for part in parts])
    files: dict[str, IO[bytes]] = {f"{part.table.name}.csv": part.file for part in parts}
    with tempfile.TemporaryFile() as book, tempfile.TemporaryFile() as made:
        if kind == XLSX:
            workbook(book, parts, lines, progress)
            files = {"data.xlsx": book}
        files["dictionary.csv"] = io.BytesIO(_as_csv(lines))
        manifest = told | {
            "tables": [_said(part) for part in parts],
            "files": {name: _digest(file) for name, file in files.items()},
        }
        files["manifest.json"] = io.BytesIO(
            (json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
        )
        _zip(made, files, progress)
        made.seek(0)
        return made.read(), manifest


def workbook(
    out: IO[bytes], parts: Sequence[Part], lines: Sequence[Sequence[str]], progress: Told
) -> None:
    """A sheet for each table and the dictionary, row by row, in constant memory.

    Each text goes by `write_string`, which makes no formula and no link of it.
    """
    with Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"created": datetime(*BEFORE_ANY)})  # noqa: DTZ001  a file's own, no zone
        bold = book.add_format({"bold": True})
        for place, part in enumerate(parts):
            progress(place)
            part.file.seek(0)
            text = io.TextIOWrapper(part.file, encoding="utf-8", newline="")
            numbers = [column.kind in NUMBERS for column in part.columns]
            _sheet(book.add_worksheet(part.table.name), csv.reader(text), numbers, bold, progress)
            text.detach()
        _sheet(book.add_worksheet("dictionary"), iter(lines), [False] * len(DICTIONARY), bold,
               progress)  # fmt: skip


def _sheet(sheet: Any, rows: Any, numbers: Sequence[bool], bold: Any, progress: Told) -> None:
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows):
        if line % 10_000 == 0:
            progress(0)
        for place, cell in enumerate(row):
            if cell == "":
                continue
            if line and numbers[place]:
                sheet.write_number(line, place, float(cell))
            else:
                sheet.write_string(line, place, harmless(cell), None if line else bold)


def _as_csv(lines: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([map(harmless, line) for line in lines])
    return out.getvalue().encode()


def _said(part: Part) -> dict[str, Any]:
    return {
        "table": part.table.name,
        "meaning": part.table.meaning,
        "rows": part.rows,
        "rows_left_out_as_withdrawn": part.left_out,
        "csv_sha256": part.digest,
    }


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _zip(out: IO[bytes], files: dict[str, IO[bytes]], progress: Told) -> None:
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for place, (name, file) in enumerate(files.items()):
            progress(place)
            file.seek(0)
            info = ZipInfo(name, date_time=BEFORE_ANY)
            info.compress_type, info.create_system, info.external_attr = (
                ZIP_DEFLATED,
                3,
                0o600 << 16,
            )
            with archive.open(info, "w", force_zip64=True) as to:
                while some := file.read(1 << 20):
                    to.write(some)
