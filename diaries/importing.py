"""Reads pain diaries kept elsewhere. Plain: bytes in, readings and reasons out.

What a reading means here, and why:

- **A row with an hour is a reading of its own; rows that know only their day become one reading
  for that day, and the row with the highest score stands for it.** 'Worst' spans its day, so a
  knee at 3 and a back at 5 on one Tuesday are a Tuesday of worst 5. Counting each site as a
  check would make a rule over three days fire on one.
- **When something was written down is not when it hurt.** The published diaries carry a `date` of
  writing; only their day columns are used, and the hour stays unknown.
- **Nothing is filled in.** A blank score stays blank. A row with a score that cannot be read is
  left out whole, with its line number and the reason.
- **Scores keep one decimal**, rounded half up (2.25 becomes 2.3), after any change of scale.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from diaries.delimited import NumberedRow, Row, UnreadableDiary, counted, decode, fold, rows, shown

PUBLISHED = ("name", "startday", "startmonth", "startyear", "intensity")
# Also catches a form of date without a year, which Python reads as 1900.
EARLIEST = date(1950, 1, 1)
MISSING = {"", "-", "na", "n/a", "nan", "null"}
# A measure is pain when its name says so; 'happiness' or 'steps' must never become a pain score.
PAIN_WORDS = re.compile(r"pain|ache|aching|sore|hurt|throb|cramp|burn|stab|sting|tender", re.I)
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)
ONE_PLACE = Decimal("0.1")


class RowLeftOut(Exception):
    """One row cannot be used; the message is the reason."""


@dataclass(frozen=True)
class Scale:
    """The lowest and highest score of the file's own scale, moved onto 0 to 10."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(10)

    @classmethod
    def named(cls, text: str) -> "Scale":
        """From 'LOW-HIGH', for example '0-100' or '1-5'."""
        found = re.fullmatch(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", text.strip(), re.ASCII)
        if not found or Decimal(found[1]) >= Decimal(found[2]):
            raise UnreadableDiary(f"The scale '{text}' is not two numbers such as 0-10 or 0-100.")
        return cls(Decimal(found[1]), Decimal(found[2]))

    def to_ten(self, score: Decimal) -> Decimal:
        return (score - self.low) * 10 / (self.high - self.low)


@dataclass(frozen=True)
class Columns:
    """Which column of the file is what. `time_format` as for strptime; without it, ISO 8601."""

    time: str
    worst: str | None = None
    average: str | None = None
    now: str | None = None
    time_format: str | None = None

    def named(self) -> list[str]:
        scores = [name for name in (self.worst, self.average, self.now) if name]
        if not scores:
            raise UnreadableDiary("Name at least one column with a score: worst, average or now.")
        return [self.time, *scores]


@dataclass(frozen=True)
class ImportedReading:
    """Scores are 0 to 10 with one decimal, or None where the file has none.

    `hour` is local, None where unknown; `line` is the row's place in the file.
    """

    day: date
    hour: time | None
    worst: Decimal | None
    average: Decimal | None = None
    now: Decimal | None = None
    site: str = ""
    line: int = 0

    def strength(self) -> tuple[Decimal, ...]:
        scores = (self.worst, self.average, self.now)
        return tuple(Decimal(-1) if score is None else score for score in scores)


@dataclass(frozen=True)
class ImportedDiary:
    """`left_out` is (line number, reason) in the file's order; `remarks` say how it was read."""

    readings: list[ImportedReading]
    left_out: list[tuple[int, str]]
    remarks: list[str]


ReadRow = Callable[[Row], ImportedReading]


def read_diary(
    content: bytes,
    columns: Columns | None = None,
    *,
    now: datetime,
    zone: tzinfo,
    scale: Scale | None = None,
) -> ImportedDiary:
    """Without `columns` the file must have the published layout.

    A time without an offset is local; one with an offset is moved to `zone`. Raises
    UnreadableDiary where no row could be trusted.
    """
    text, remarks = decode(content)
    scores = _Scores(scale or Scale())
    read_row = _by_columns(columns, scores, zone) if columns else _published(scores)
    numbered = rows(text, columns.named() if columns else PUBLISHED)
    here = now.astimezone(zone).replace(tzinfo=None)
    readings, left_out = _read_rows(numbered, read_row, here)
    if readings and all(reading.hour == time.min for reading in readings):
        readings = [replace(reading, hour=None) for reading in readings]
        remarks.append("Every row says midnight, so the time of day is taken as unknown.")
    readings, folded = _one_per_moment(readings)
    remarks += _remarks(readings, scores)
    return ImportedDiary(readings, sorted(left_out + folded), remarks)


def _read_rows(
    numbered: Iterable[NumberedRow], read_row: ReadRow, here: datetime
) -> tuple[list[ImportedReading], list[tuple[int, str]]]:
    readings: list[ImportedReading] = []
    left_out: list[tuple[int, str]] = []
    for line, row in numbered:
        if isinstance(row, str):
            left_out.append((line, row))
            continue
        try:
            readings.append(_usable(replace(read_row(row), line=line), here))
        except RowLeftOut as reason:
            left_out.append((line, str(reason)))
    return readings, left_out


def _usable(reading: ImportedReading, here: datetime) -> ImportedReading:
    """`here` is the local time without an offset, as the readings are."""
    if datetime.combine(reading.day, reading.hour or time.min) > here:
        raise RowLeftOut(f"{_said(reading)} is in the future")
    if reading.day < EARLIEST:
        raise RowLeftOut(f"{_said(reading)} is before {EARLIEST.year}")
    if all(score is None for score in (reading.worst, reading.average, reading.now)):
        raise RowLeftOut("no score")
    return reading


def _said(reading: ImportedReading) -> str:
    return f"{reading.day}{f' {reading.hour:%H:%M}' if reading.hour else ''}"


class _Scores:
    """Reads one score, and counts how many had to be rounded."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.rounded = 0

    def read(self, text: str) -> Decimal | None:
        text = text.strip()
        if text.casefold() in MISSING:
            return None
        if not NUMBER.fullmatch(text):
            raise RowLeftOut(f"the score {shown(text)} is not a number")
        given = Decimal(text.replace(",", "."))
        if not self.scale.low <= given <= self.scale.high:
            limits = f"{self.scale.low} to {self.scale.high}"
            raise RowLeftOut(f"the score {shown(text)} is outside {limits}")
        exact = self.scale.to_ten(given)
        score = exact.quantize(ONE_PLACE, ROUND_HALF_UP)
        self.rounded += score != exact
        return score


def _published(scores: _Scores) -> ReadRow:
    def read(row: Row) -> ImportedReading:
        site = row["name"].strip()
        if not PAIN_WORDS.search(site):
            raise RowLeftOut(f"{shown(site)} is not a pain score")
        worst = scores.read(row["intensity"])
        return ImportedReading(day=_published_day(row), hour=None, worst=worst, site=site[:100])

    return read


def _published_day(row: Row) -> date:
    parts = [row[name].strip() for name in ("startyear", "startmonth", "startday")]
    if not all(re.fullmatch(r"\d{1,4}", part, re.ASCII) for part in parts):
        raise RowLeftOut(f"the day {shown('-'.join(parts))} is not a date")
    try:
        return date(*map(int, parts))
    except ValueError:
        raise RowLeftOut(f"the day {shown('-'.join(parts))} does not exist") from None


def _by_columns(columns: Columns, scores: _Scores, zone: tzinfo) -> ReadRow:
    def score(row: Row, name: str | None) -> Decimal | None:
        return scores.read(row[fold(name)]) if name else None

    def read(row: Row) -> ImportedReading:
        day, hour = _moment(row[fold(columns.time)].strip(), columns.time_format, zone)
        return ImportedReading(
            day=day,
            hour=hour,
            worst=score(row, columns.worst),
            average=score(row, columns.average),
            now=score(row, columns.now),
        )

    return read


def _moment(text: str, form: str | None, zone: tzinfo) -> tuple[date, time | None]:
    """The local day, and the hour where the text has one."""
    try:
        if form is None and _is_bare_date(text):
            return date.fromisoformat(text), None
        moment = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
        if moment.tzinfo:
            moment = moment.astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        how = f"of the form {form}" if form else "like 2026-03-29 or 2026-03-29T21:30"
        raise RowLeftOut(f"the time {shown(text)} is not a date {how}") from None
    except re.error:
        raise UnreadableDiary(f"'{form}' is not a form of date.") from None
    knows_hour = form is None or re.search(r"%[HIcXT]", form)
    return moment.date(), moment.time().replace(fold=0) if knows_hour else None


def _is_bare_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _one_per_moment(
    readings: list[ImportedReading],
) -> tuple[list[ImportedReading], list[tuple[int, str]]]:
    """The strongest row of each moment; a row without an hour has its day as its moment."""
    strongest: dict[tuple[date, time | None], ImportedReading] = {}
    for reading in readings:
        best = strongest.setdefault((reading.day, reading.hour), reading)
        if reading.strength() > best.strength():
            strongest[reading.day, reading.hour] = reading
    folded = []
    for reading in readings:
        best = strongest[reading.day, reading.hour]
        if best is not reading:
            moment = "time" if reading.hour else "day"
            folded.append((reading.line, f"same {moment} as line {best.line}, which stands for it"))
    kept = sorted(strongest.values(), key=lambda one: (one.day, one.hour or time.min))
    return kept, folded


def _remarks(readings: list[ImportedReading], scores: _Scores) -> list[str]:
    remarks = []
    if any(reading.hour is None for reading in readings):
        remarks.append(
            "Rows without a time of day: each day counts once, with its highest score of any body "
            "site; the time of day stays unknown."
        )
    if scores.scale != Scale():
        remarks.append(f"Scores of {scores.scale.low} to {scores.scale.high} moved to 0 to 10.")
    if scores.rounded:
        remarks.append(f"{counted(scores.rounded, 'score')} rounded half up to one decimal.")
    return remarks
