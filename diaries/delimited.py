"""A delimited text file as rows with line numbers. Plain, and forgiving only where it is safe.

A broken row is handed on as the reason why it is broken, so that one bad line never hides the
others; a file without the columns asked for is refused whole.
"""

import csv
import io
from collections.abc import Iterator, Sequence

DELIMITERS = ",;\t|"

Row = dict[str, str]
NumberedRow = tuple[int, Row | str]


class UnreadableDiary(Exception):
    """The file as a whole cannot be read; the message is a sentence for the person importing."""


def decode(content: bytes) -> tuple[str, list[str]]:
    """The text, and a remark where it was not UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ["Read as UTF-16."]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        # Old Excel. Dates and numbers read alike in it; only an accent in a name could differ.
        return content.decode("cp1252", errors="replace"), ["Not UTF-8; read as Windows-1252."]


def rows(text: str, needed: Sequence[str]) -> Iterator[NumberedRow]:
    """(line number, cells by folded column name, or the reason why there are none).

    The delimiter is the one whose reading of the heading has every needed column just once.
    """
    if not text.strip():
        raise UnreadableDiary("The file is empty.")
    for delimiter in DELIMITERS:
        heading = _heading(text, delimiter)
        if all(heading.count(fold(name)) == 1 for name in needed):
            return _numbered(text, delimiter, heading)
    first = text.lstrip().splitlines()[0]
    raise UnreadableDiary(
        f"The first line must name each of these columns once: {', '.join(needed)}. "
        f"It reads: {shown(first)}."
    )


def _heading(text: str, delimiter: str) -> list[str]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [fold(name) for name in next((cells for cells in reader if cells), [])]
    except csv.Error:
        return []


def _numbered(text: str, delimiter: str, heading: list[str]) -> Iterator[NumberedRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    next(cells for cells in reader if cells)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # `strict` makes an unclosed quotation mark an error here; without it the mark would
            # swallow the rest of the file in silence.
            yield line, _broken(line, reader.line_num)
            continue
        if cells and len(cells) != len(heading):
            yield line, f"{counted(len(cells), 'value')} where the heading has {len(heading)}"
        elif any("\0" in cell for cell in cells):
            yield line, "contains a NUL character"
        elif cells:
            yield line, dict(zip(heading, cells, strict=True))


def _broken(first: int, last: int) -> str:
    lost = f"; lines {first} to {last} are lost with it" if last > first else ""
    return f"quotation marks do not match{lost}"


def fold(name: str) -> str:
    return name.strip().casefold()


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shown(text: str) -> str:
    """A piece of the file, made safe for a terminal and short enough to read."""
    printable = "".join(char if char.isprintable() else "?" for char in text)
    return f"'{printable[:60]}…'" if len(printable) > 60 else f"'{printable}'"
