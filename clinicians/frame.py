"""What surrounds the traces of the pain chart: bands and their words, lanes' names, the time axis.

Plain dictionaries, as Plotly reads them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clinicians.chart import Chart
from diaries.scales import BANDS
from diaries.theme import BAND_FILLS, INK, QUIET

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Size:
    """How large a chart is drawn, in px: one for a desk, one to be read across a table."""

    pain: int  # high, with the margins above and below
    lane: int
    left: int
    right: int
    top: int
    bottom: int
    letters: int
    small: int
    dot: int
    stroke: int


DESK = Size(
    pain=420, lane=44, left=34, right=72, top=40, bottom=40, letters=14, small=13, dot=11, stroke=4
)
TABLE = Size(
    pain=600, lane=60, left=48, right=108, top=64, bottom=60, letters=20, small=20, dot=18, stroke=7
)


def time_axis(chart: Chart, *, anchor: str) -> dict[str, object]:
    start = midnight(chart.start)
    end = midnight(chart.end + DAY)
    over_a_year = chart.end - chart.start > timedelta(days=365)
    return {
        "type": "date",
        "range": [iso(start), iso(end)],
        "fixedrange": True,
        "anchor": anchor,
        "tickformat": "%b %Y" if over_a_year else "%-d %b",
        "nticks": 8,
        "tickangle": 0,
        "showgrid": True,
        "gridcolor": "#d8dde0",
        "ticks": "outside",
        "hoverformat": "%a %-d %b %Y" if over_a_year else "%a %-d %b",
    }


def bands() -> list[dict[str, object]]:
    return [
        {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "layer": "below",
         "y0": float(row.begins), "y1": 10.4 if row.up_to == 10 else float(row.up_to),
         "fillcolor": BAND_FILLS[row.band.value], "line": {"width": 0}}
        for row in BANDS if row.begins != row.up_to
    ]  # fmt: skip


def band_words(size: Size) -> list[dict[str, object]]:
    """Words beside the bands, so that a shade alone never carries the meaning."""
    return [
        _words(row.word, size, x=1.01, y=float(row.begins + row.up_to) / 2, anchor="left")
        for row in BANDS
    ]


def lane_names(chart: Chart, size: Size) -> list[dict[str, object]]:
    return [
        _words(name, size, x=0, y=row - 0.4, anchor="left") | {"yref": "y2"}
        for row, name in enumerate(chart.lanes)
    ]


def _words(text: str, size: Size, *, x: float, y: float, anchor: str) -> dict[str, object]:
    return {
        "text": plain(text), "xref": "paper", "x": x, "xanchor": anchor, "yref": "y", "y": y,
        "showarrow": False, "font": {"size": size.small, "color": INK},
    }  # fmt: skip


def change_lines(chart: Chart) -> list[dict[str, object]]:
    """From each change of a medicine up through the pain, for the eye to follow."""
    days = {
        change.on
        for course in chart.shown_courses
        for change in course.changes
        if chart.start <= change.on <= chart.end
    }
    return [
        {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
         "x0": iso(midnight(day)), "x1": iso(midnight(day)),
         "line": {"color": QUIET, "width": 1, "dash": "dot"}}
        for day in sorted(days)
    ]  # fmt: skip


def plain(text: str) -> str:
    """Plotly reads a little HTML in its texts; a medicine's name is never markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def iso(at: datetime) -> str:
    """Local time without its zone: Plotly draws what it is told."""
    return at.replace(tzinfo=None).isoformat(timespec="minutes")
