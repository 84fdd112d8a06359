"""The flow of participants as a drawing to print on A4, and as a table of its boxes.

Letters stay text, black on white; no colour carries anything. The drawing needs no stylesheet: it
leaves the page as a file. Plain: no Django, no database, no clock.
"""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from trial.consort import Box, Column, Flow

# User units; 700 of them across the 190 mm that A4 leaves make 10 pt letters of 13.
WIDTH, GAP, EDGE, LINE, LETTERS = 700, 28, 10, 18, 13
WIDEST = (WIDTH - 2 - GAP) // 2  # one of two arms
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
PAGE = (190, 275)  # mm of A4 within its margins
LETTER_WIDE = 6.9  # of Arial at 13, on the safe side; bold ones are wider
BOLD_WIDE = 7.6
HEADING = ("Arm", "Stage", "Box", "Reason", "Participants")


@dataclass(frozen=True)
class Words:
    text: str
    bold: bool = False
    indent: int = 0


def drawing(flow: Flow, *, title: str, notes: Iterable[str] = ()) -> str:
    """The whole SVG. `title` says whose flow it is, and from which day."""
    parts, bottom = _head(flow)
    if flow.columns:
        more, bottom = _columns(flow.columns, bottom)
        parts += more
    for note in notes:
        for words in textwrap.wrap(note, int(WIDTH / LETTER_WIDE)):
            bottom += LINE
            parts.append(_text(2, bottom, Words(words)))
    height = bottom + LINE
    said = escape(f"{title}. {in_words(flow)}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {_size(height)} '
        f'role="img" aria-label="{said}" font-family="{FONT}" font-size="{LETTERS}" '
        f'fill="#000000" class="trial-flow"><title>{escape(title)}</title>'
        f'<rect x="0" y="0" width="{WIDTH}" height="{height}" fill="#ffffff"/>'
        f"{''.join(parts)}</svg>\n"
    )


def _size(height: int) -> str:
    """As wide as A4 lets it be, and never longer than its page."""
    unit = min(PAGE[0] / WIDTH, PAGE[1] / height)
    return f'width="{WIDTH * unit:.1f}mm" height="{height * unit:.1f}mm"'


def in_words(flow: Flow) -> str:
    """The numbers that matter most, for a reader who does not see the drawing."""
    said = [
        f"{flow.assessed.n} assessed, {flow.excluded.n} excluded, {flow.allocated.n} allocated"
        + (f", {flow.undecided.n} not yet decided" if flow.undecided.n else "")
    ]
    for column in flow.columns:
        boxes = "; ".join(f"{box.title}: {_short(box)}" for box in column.boxes)
        said.append(f"{column.name}. {boxes}")
    return ". ".join(said) + "."


def rows(flow: Flow) -> list[tuple[str | int, ...]]:
    """The table: a row for each box and each of its parts, in the order of the drawing."""
    found: list[tuple[str | int, ...]] = [HEADING, ("", "Enrolment", flow.assessed.title, "",
                                                    flow.assessed.n)]  # fmt: skip
    for box in flow.assessed.parts:
        found += _rows_of("", "Enrolment", box)
    for column in flow.columns:
        for box in column.boxes:
            found += [(column.name, box.title, box.title, "", box.n)]
            for part in (*box.parts, *box.among):
                found += _rows_of(column.name, box.title, part)
    return found


def _rows_of(arm: str, stage: str, box: Box) -> Iterator[tuple[str | int, ...]]:
    yield (arm, stage, box.title, "", box.n)
    for part in box.parts:
        yield (arm, stage, box.title, part.title, part.n)


def _short(box: Box) -> str:
    return ", ".join(f"{part.n} {part.title.lower()}" for part in box.parts) or str(box.n)


def _words_of(box: Box) -> list[Words]:
    """'Title (n = 12)', each part, its reasons beneath it."""
    found = [Words(_numbered(box), bold=True)]
    for part in (*box.parts, *box.among):
        found.append(Words(_numbered(part)))
        found += [Words(_numbered(reason), indent=14) for reason in part.parts]
    return found


def _numbered(box: Box) -> str:
    return f"{box.title} (n = {box.n})"


def _head(flow: Flow) -> tuple[list[str], int]:
    """Assessed and allocated one under the other on the left; who dropped out beside the arrow."""
    wide, beside = WIDEST, WIDTH - 320
    boxes = [flow.excluded, *([flow.undecided] if flow.undecided.n else [])]
    first, y = _framed(1, 1, wide, [Words(_numbered(flow.assessed), bold=True)])
    parts, middle, top = [first], 1 + wide // 2, y
    for box in boxes:
        side, bottom = _framed(beside, y + GAP // 2, WIDTH - beside - 1, _words_of(box))
        level = y + GAP // 2 + LINE
        parts += [side, _arrow(middle, level, beside, level)]
        y = bottom
    last, bottom = _framed(1, y + GAP, wide, [Words(_numbered(flow.allocated), bold=True)])
    return [*parts, _arrow(middle, top, middle, y + GAP), last], bottom


def _columns(columns: tuple[Column, ...], top: int) -> tuple[list[str], int]:
    """Each arm in a column of its own; boxes of one row begin and end at the same height."""
    wide = min(WIDEST, (WIDTH - 2 - GAP * (len(columns) - 1)) // len(columns))
    lefts = [1 + n * (wide + GAP) for n in range(len(columns))]
    parts, y = _forks([left + wide // 2 for left in lefts], top), top + GAP + GAP // 2
    for number, row in enumerate(zip(*(column.boxes for column in columns), strict=True)):
        texts = [_wrapped(_words_of(box), wide) for box in row]
        tall = max(_tall(words) for words in texts)
        for left, words in zip(lefts, texts, strict=True):
            if number:
                parts.append(_arrow(left + wide // 2, y - GAP, left + wide // 2, y))
            parts.append(_framed(left, y, wide, words, tall=tall)[0])
        y += tall + GAP
    return parts, y - GAP + EDGE


def _forks(middles: list[int], top: int) -> list[str]:
    """From under 'allocated' to the head of each column."""
    level, trunk = top + GAP // 2, 1 + WIDEST // 2
    ends = [trunk, *middles]
    return [
        _line(trunk, top, trunk, level),
        _line(min(ends), level, max(ends), level),
        *(_arrow(x, level, x, top + GAP + GAP // 2) for x in middles),
    ]


def _framed(x: int, y: int, wide: int, words: list[Words], tall: int = 0) -> tuple[str, int]:
    """A frame with its words, and where it ends."""
    lines = _wrapped(words, wide)
    tall = tall or _tall(lines)
    frame = (
        f'<rect x="{x}" y="{y}" width="{wide}" height="{tall}" fill="#ffffff" stroke="#000000"/>'
    )
    told = [
        _text(x + EDGE + said.indent, y + EDGE - 5 + LINE * n, said)
        for n, said in enumerate(lines, start=1)
    ]
    return frame + "".join(told), y + tall


def _tall(lines: list[Words]) -> int:
    return LINE * len(lines) + 2 * EDGE


def _wrapped(words: list[Words], wide: int) -> list[Words]:
    found = []
    for said in words:
        room = wide - 2 * EDGE - said.indent
        letters = int(room / (BOLD_WIDE if said.bold else LETTER_WIDE))
        # '(n = 12)' is never torn apart.
        whole = said.text.replace(" = ", "\u00a0=\u00a0")
        lines = (line.replace("\u00a0", " ") for line in textwrap.wrap(whole, letters))
        found += [Words(line, said.bold, said.indent) for line in lines]
    return found


def _text(x: int, y: int, said: Words) -> str:
    weight = ' font-weight="bold"' if said.bold else ""
    return f'<text x="{x}" y="{y}"{weight}>{escape(said.text)}</text>'


def _line(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<path d="M{x1} {y1}L{x2} {y2}" fill="none" stroke="#000000"/>'


def _arrow(x1: int, y1: int, x2: int, y2: int) -> str:
    """A line with its point: down, or to the right."""
    back = (
        f"M{x2 - 4} {y2 - 7}L{x2} {y2}L{x2 + 4} {y2 - 7}Z" if x1 == x2
        else f"M{x2 - 7} {y2 - 4}L{x2} {y2}L{x2 - 7} {y2 + 4}Z"
    )  # fmt: skip
    return f'{_line(x1, y1, x2, y2)}<path d="{back}" fill="#000000"/>'
