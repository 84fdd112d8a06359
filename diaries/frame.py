"""The frame of a drawing: where a day and a score lie, the bands with their words, the dates."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from diaries.scales import BANDS, HIGHEST, LOWEST, Band, in_figures
from diaries.svg import area, line, n, text
from paincheck import speech
from paincheck.speech import gettext, short_date, short_month_of_year

MIDDLE_DATE_FROM_DAYS = 5
A_YEAR = 365  # over more days than these, the year is what matters
NOON, EVENING, MIDNIGHT = 12, 18, 24
BELOW = 19  # from the bottom line to the feet of the dates


@dataclass(frozen=True)
class Plot:
    """A rectangle in user units: `across` days or hours to the right, 0 to 10 upwards."""

    left: float
    top: float
    width: float
    height: float
    across: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def x(self, place: float) -> float:
        return self.left + self.width * place / self.across

    def y(self, score: Decimal) -> float:
        return self.bottom - self.height * float(score / HIGHEST)


def bands(plot: Plot) -> list[str]:
    """The bands with their words, and a number where one begins."""
    parts = []
    for row in BANDS:
        low, high = plot.y(row.begins), plot.y(row.up_to)
        name = f"diary__band diary__band--{row.band.value.lower()}"
        if row.band is Band.NONE:
            parts.append(text(0, low + 4, gettext(row.word)))
            continue
        box = area("rect", classes=name, x=plot.left, y=high, width=plot.width, height=low - high)
        parts.append(box)
        parts.append(text(0, (low + high) / 2 + 4, gettext(row.word)))
    for score in sorted({LOWEST, HIGHEST, *(row.begins for row in BANDS)}):
        parts.append(text(plot.left - 4, plot.y(score) + 4, in_figures(score), anchor="end"))
    return parts


def dates(plot: Plot, start: date, days: int) -> list[str]:
    places = [(0, "start"), (days - 1, "end")]
    if days == 1:
        places = [(0, "middle")]
    elif days >= MIDDLE_DATE_FROM_DAYS:
        places.insert(1, (days // 2, "middle"))
    parts = []
    for place, anchor in places:
        x = {"start": plot.left, "end": plot.right}.get(anchor, plot.x(place + 0.5))
        on = start + timedelta(days=place)
        words = short_month_of_year(on) if days > A_YEAR else short_date(on)
        parts.append(text(x, plot.bottom + BELOW, words, anchor=anchor))
    return parts


def hour_marks(plot: Plot) -> list[str]:
    night = gettext("night")
    marks = [(0, night, "start"), (6, speech.clock(6, ""), "middle")]
    marks += [(NOON, gettext("noon"), "middle"), (EVENING, speech.clock(EVENING, ""), "middle")]
    marks.append((MIDNIGHT, night, "end"))
    parts = [
        line("diary__hour", f"M{n(plot.x(hour))} {n(plot.top)}V{n(plot.bottom)}")
        for hour in (6, NOON, EVENING)
    ]
    return parts + [
        text(plot.x(hour), plot.bottom + BELOW, words, anchor=anchor)
        for hour, words, anchor in marks
    ]


def hours(hour: time) -> float:
    return hour.hour + hour.minute / 60


def clock(hour: time) -> str:
    """9.05am, as a patient would say it."""
    return speech.clock(hour.hour, f"{hour:%M}")
