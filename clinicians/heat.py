"""Hour of the day by day of the week: when 'now' is hard, and when flare-ups come. Plain.

Only scores for 'now' at their hour, and flare-ups in the part of the day that was given (safety
rule S8). A cell with readings on fewer than two days is empty: a rule over days needs days (S9).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from statistics import median

from clinicians.moments import HARD, WORDS, Moment
from diaries.patterns import Part
from diaries.scales import Band, band, in_figures, word
from diaries.svg import area, picture, tag, text

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 6, 30)

FEWEST_DAYS = 2
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TOO_FEW = "–"


@dataclass(frozen=True)
class Span:
    """A stretch of the clock within a part of the day, from the hour `begins` on."""

    part: Part
    begins: int
    words: str


# Each part of the day in two, so that a part is never cut by the edge of a row.
SPANS = (
    Span(Part.MORNING, 5, "5am to 9am"),
    Span(Part.MORNING, 9, "9am to noon"),
    Span(Part.AFTERNOON, 12, "noon to 3pm"),
    Span(Part.AFTERNOON, 15, "3pm to 5pm"),
    Span(Part.EVENING, 17, "5pm to 8pm"),
    Span(Part.EVENING, 20, "8pm to 10pm"),
    Span(Part.NIGHT, 22, "10pm to 1am"),
    Span(Part.NIGHT, 1, "1am to 5am"),
)


@dataclass(frozen=True)
class Cell:
    """One cell: `figure` is '' where there are too few readings, as are the words."""

    figure: str
    words: str
    band: Band | None
    readings: int

    @property
    def said(self) -> str:
        """For the table: '8, severe (3)', '2 flare-ups', '–'."""
        if not self.figure:
            return TOO_FEW
        return f"{self.figure} {self.words}" if self.band is None else self._of_scores

    @property
    def _of_scores(self) -> str:
        return f"{self.figure}, {self.words} ({self.readings})"


@dataclass(frozen=True)
class Row:
    """Seven cells, Monday first."""

    part: str
    words: str
    cells: tuple[Cell, ...]
    is_flares: bool


@dataclass(frozen=True)
class Heat:
    rows: Sequence[Row]

    @property
    def is_empty(self) -> bool:
        return not any(cell.figure for row in self.rows for cell in row.cells)


def heat_of(moments: Iterable[Moment]) -> Heat:
    """Rows from morning to night; a row of flare-ups under each part that has any to show."""
    told = list(moments)
    rows = []
    for place, span in enumerate(SPANS):
        in_span = [one for one in told if one.hour is not None and span_of(one.hour) == span]
        cells = tuple(_scores(_on(in_span, weekday)) for weekday in range(7))
        rows.append(Row(WORDS[span.part].capitalize(), span.words, cells, is_flares=False))
        if place % 2:
            rows += _flare_row(span.part, told)
    return Heat(rows)


def span_of(hour: time) -> Span:
    """The row of an hour; midnight to 1am belongs to the row that begins at 10pm."""
    if hour.hour < 1:
        return SPANS[6]
    if hour.hour < SPANS[0].begins:
        return SPANS[7]
    begun: list[Span] = [span for span in SPANS[:7] if hour.hour >= span.begins]
    return begun[-1]


NOT_THE_WORST = "The worst of each day is not among them: it stands in the chart."


def heat_in_words(heat: Heat) -> str:
    """The hardest cell and the easiest, with the number of readings; or that there is nothing."""
    known = [
        (cell, f"{day}, {row.words}")
        for row in heat.rows
        if not row.is_flares
        for day, cell in zip(WEEKDAYS, row.cells, strict=True)
        if cell.figure
    ]
    if not known:
        return (
            "No day of the week has readings of pain ‘right now’ at the same hours on two days: "
            "too few to say when it is hard."
        )
    hard = max(known, key=lambda one: Decimal(one[0].figure))
    easy = min(known, key=lambda one: Decimal(one[0].figure))
    if hard[0].band not in HARD:
        return (
            "Of the readings of pain ‘right now’ at the same hours on two days, none is above mild "
            f"in the middle; the highest: {_named(hard)}. {NOT_THE_WORST}"
        )
    sentence = f"Hardest: {_named(hard)}."
    return sentence if hard[0].figure == easy[0].figure else f"{sentence} Easiest: {_named(easy)}."


def _named(found: tuple[Cell, str]) -> str:
    cell, place = found
    return f"{place}, {cell.figure}, {cell.words}, the middle of {cell.readings} readings"


def _on(moments: Iterable[Moment], weekday: int) -> list[Moment]:
    return [one for one in moments if one.day.weekday() == weekday]


def _scores(moments: Sequence[Moment]) -> Cell:
    scores = [one.score for one in moments if one.score is not None]
    if len({one.day for one in moments}) < FEWEST_DAYS:
        return Cell("", "", None, len(scores))
    middle = round(Decimal(median(scores)), 1)
    return Cell(in_figures(middle), word(middle), band(middle), len(scores))


def _flare_row(part: Part, told: Sequence[Moment]) -> list[Row]:
    flares = [one for one in told if one.is_flare and one.part is part]
    cells = tuple(_flares(_on(flares, weekday)) for weekday in range(7))
    if not any(cell.figure for cell in cells):
        return []
    return [Row(WORDS[part].capitalize(), "flare-ups", cells, is_flares=True)]


def _flares(moments: Sequence[Moment]) -> Cell:
    if len({one.day for one in moments}) < FEWEST_DAYS:
        return Cell("", "", None, len(moments))
    return Cell(str(len(moments)), "flare-ups", None, len(moments))


LEFT, TOP, WIDE, TALL, FLARES_TALL = 204, 30, 96, 46, 30


def heat_map(heat: Heat) -> str:
    """The drawing: a number and a word in each cell that has enough readings, empty where not."""
    parts = [
        text(LEFT + (place + 0.5) * WIDE, TOP - 10, day[:3], classes="heat__day", anchor="middle")
        for place, day in enumerate(WEEKDAYS)
    ]
    y, before = float(TOP), ""
    for row in heat.rows:
        tall = FLARES_TALL if row.is_flares else TALL
        if row.part != before:
            parts.append(tag("path", classes="heat__part", d=f"M0 {y:g}H{LEFT + 7 * WIDE}"))
            parts.append(text(4, y + 18, row.part, classes="heat__name"))
        parts.append(text(101, y + (tall / 2) + 5, row.words, classes="heat__hours"))
        for place, cell in enumerate(row.cells):
            parts += _cell(cell, LEFT + place * WIDE, y, tall)
        y, before = y + tall, row.part
    return picture("heat", LEFT + 7 * WIDE, y + 2, f"Heat map. {heat_in_words(heat)}", parts)


def _cell(cell: Cell, x: float, y: float, tall: float) -> list[str]:
    name = "heat__cell heat__cell--" + (cell.band.value.lower() if cell.band else "empty")
    box = area("rect", classes=name, x=x + 1, y=y + 1, width=WIDE - 2, height=tall - 2)
    if not cell.figure:
        return [box]
    middle = x + WIDE / 2
    if cell.band is None:
        flares = f"▲ {cell.figure}"
        return [
            box,
            text(middle, y + tall / 2 + 5, flares, classes="heat__flares", anchor="middle"),
        ]
    return [
        box,
        text(middle, y + 22, cell.figure, classes="heat__figure", anchor="middle"),
        text(middle, y + 38, cell.words, classes="heat__word", anchor="middle"),
    ]
