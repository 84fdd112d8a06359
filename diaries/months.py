"""One month as a grid of weeks, each day with its worst pain in figure and word.

Plain: no Django, no database, no clock.
"""

import re
from calendar import Calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from diaries.scales import BANDS, HIGHEST, Band, band, in_figures, word
from paincheck.speech import day_and_month, gettext, month_of_year

MONDAY = 0
ONE = Decimal(1)


@dataclass(frozen=True)
class KeyEntry:
    """What a shape stands for: '5–6', 'moderate'."""

    shape: str
    figures: str
    word: str


def _figures(begins: Decimal, up_to: Decimal) -> str:
    """In whole numbers, as they are asked for; a band ends below the next one's beginning."""
    low = max(begins, ONE)
    high = up_to if up_to == HIGHEST else up_to - ONE
    return f"{in_figures(low)}–{in_figures(high)}"


def key() -> tuple[KeyEntry, ...]:
    return tuple(
        KeyEntry(row.band.value.lower(), _figures(row.begins, row.up_to), gettext(row.word))
        for row in BANDS
        if row.band is not Band.NONE
    )


@dataclass(frozen=True)
class MonthDay:
    """One cell. `shape` is 'none', 'mild', 'moderate', 'severe', '' without a score; `words` says
    the day and its pain in full; a day without a check leads nowhere."""

    day: date
    figure: str
    shape: str
    words: str
    has_check: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """`weeks` begin on Mondays; None is a day of a neighbouring month. `before` and `after` are
    the neighbours that lie within the diary, such as '2026-10', or ''."""

    name: str
    value: str
    weeks: list[list[MonthDay | None]]
    before: str
    after: str
    key: tuple[KeyEntry, ...]


def month_named(text: str) -> date | None:
    """The first day of '2026-11'; None for anything else."""
    found = re.fullmatch(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])", text, re.ASCII)
    return None if found is None else date(int(found[1]), int(found[2]), 1)


def month_of(
    first: date,
    worst: Mapping[date, Decimal],
    checked: Collection[date],
    *,
    today: date,
) -> Month:
    """The month that begins on `first`. `checked` are all days of the diary with a check."""
    weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    begun = min(checked, default=today).replace(day=1)
    before, after = _neighbours(first)
    return Month(
        name=month_of_year(first),
        value=_value(first),
        weeks=[
            [
                _cell(day, worst.get(day), day in checked, today)
                if day.month == first.month
                else None
                for day in week
            ]
            for week in weeks
        ],
        before=_value(before) if before >= begun else "",
        after=_value(after) if after <= today else "",
        key=key(),
    )


def _cell(day: date, score: Decimal | None, has_check: bool, today: date) -> MonthDay:
    found = band(score)
    if not has_check:
        pain = gettext("no check")
    elif not found:
        pain = gettext("no worst pain given")
    else:
        pain = gettext("worst pain {score}, {word}", score=in_figures(score), word=word(score))
    return MonthDay(
        day=day,
        figure=in_figures(score) if has_check else "",
        shape=found.value.lower() if found else "",
        words=f"{day_and_month(day)}: {pain}",
        has_check=has_check,
        is_today=day == today,
    )


def _neighbours(first: date) -> tuple[date, date]:
    before = first.replace(year=first.year - 1, month=12) if first.month == 1 else None
    after = first.replace(year=first.year + 1, month=1) if first.month == 12 else None
    return (
        before or first.replace(month=first.month - 1),
        after or first.replace(month=first.month + 1),
    )


def _value(first: date) -> str:
    return f"{first:%Y-%m}"
