"""The pain chart, plain: values in, a `plotly.graph_objects.Figure` out. No Django, no clock.

'Worst' and 'average' belong to a whole day and are drawn across it; 'now' alone is a moment
(safety rule S8). A day without a check is a gap. Medicines and contacts have lanes of their own
beneath, on the same time axis. The pain lies in the same place over the same scale whatever range
is shown. The figure travels as JSON (ADR 6).
"""

from datetime import date
from decimal import Decimal

import plotly.graph_objects as go

from clinicians.chart import Chart, Course, Point, by_day
from clinicians.frame import (
    DAY,
    DESK,
    Size,
    band_words,
    bands,
    change_lines,
    iso,
    lane_names,
    midnight,
    plain,
    time_axis,
)
from diaries.scales import in_figures
from diaries.theme import INK, LINE, QUIET

WORST, AVERAGE = LINE, "#6f4aa8"
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif"
LARGE_DOTS_UP_TO_DAYS = 45


# Above the chart, and only to read: a tap on it must not hide a line of pain.
LEGEND = {
    "orientation": "h",
    "x": 0,
    "y": 1,
    "yanchor": "bottom",
    "itemclick": False,
    "itemdoubleclick": False,
}


def pain_figure(chart: Chart, size: Size = DESK) -> go.Figure:
    """Pain over time down to the hour, beside what was done about it."""
    lanes = len(chart.lanes)
    figure = go.Figure()
    for trace in [
        *_standing_lines(chart),
        *_days(chart, size),
        *_moments(chart, size),
        *_lane_traces(chart, size),
    ]:
        figure.add_trace(trace)
    height = size.pain + size.lane * lanes
    floor = size.lane * lanes / (height - size.top - size.bottom)
    figure.update_layout(
        template=None,  # the default theme weighs 6 kB and brings colours of its own
        height=height,
        margin={"l": size.left, "r": size.right, "t": size.top, "b": size.bottom},
        font={"family": FONT, "size": size.letters, "color": INK},
        showlegend=True,  # a single line would otherwise stand without its name
        legend=LEGEND,
        hovermode="closest",
        hoverlabel={"bgcolor": "#ffffff", "font": {"color": INK}},
        dragmode=False,  # a finger on the chart scrolls the page
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        xaxis=time_axis(chart, anchor="y2" if lanes else "y"),
        yaxis=_pain_axis(floor),
        shapes=[*bands(), *change_lines(chart)],
        annotations=[*band_words(size), *lane_names(chart, size)],
    )
    if lanes:
        figure.update_layout(
            yaxis2={
                "range": [lanes - 0.45, -0.55],
                "domain": [0, floor - 0.02],
                "visible": False,
                "fixedrange": True,
            }
        )
    return figure


def _pain_axis(floor: float) -> dict[str, object]:
    """0 to 10, with room for a whole dot at either end; the lanes lie below `floor`."""
    return {
        "range": [-0.4, 10.4],
        "tickvals": list(range(11)),
        "fixedrange": True,
        "domain": [floor, 1],
        "zeroline": False,
        "showgrid": False,
        "ticks": "outside",
    }


def _days(chart: Chart, size: Size) -> list[go.Scatter]:
    wide, thin = size.stroke, size.stroke - 1
    worst = _across(chart, "worst", "Worst of the day", joined=True, color=WORST, width=wide)
    average = _across(
        chart, "average", "Average of the day", joined=False, color=AVERAGE, width=thin
    )
    return [average, worst]


def _across(chart: Chart, name: str, label: str, *, joined: bool, **line: object) -> go.Scatter:
    """A level stretch over each whole day, `joined` to the next day's; None makes the gap."""
    xs: list[str | None] = []
    ys: list[float | None] = []
    keys: list[str | None] = []
    before: date | None = None
    for day, score in by_day(chart, name).items():
        if before is not None and not (joined and day - before == DAY):
            xs, ys, keys = [*xs, None], [*ys, None], [*keys, None]
        first = midnight(day)
        xs += [iso(first), iso(first + DAY / 2), iso(first + DAY)]
        ys += [float(score)] * 3
        keys += [_key_of(chart, day, name, score)] * 3
        before = day
    return go.Scatter(
        x=xs,
        y=ys,
        customdata=keys,
        name=label,
        mode="lines",
        line=line,
        connectgaps=False,
        hovertemplate="%{y:~g} on %{x|%a %-d %b}<extra>" + label + "</extra>",
    )


def _key_of(chart: Chart, day: date, name: str, score: Decimal) -> str:
    """The check to read for a day: the one with that score, else the day's last."""
    of_day = [point for point in chart.points if point.day == day]
    same = [point for point in of_day if getattr(point, name) == score]
    return (same or of_day)[-1].key


def _moments(chart: Chart, size: Size) -> list[go.Scatter]:
    points = [
        point
        for point in chart.points
        if point.at is not None
        and point.now is not None
        and chart.start <= point.at.date() <= chart.end
    ]
    return [
        go.Scatter(
            x=[iso(point.at) for point in points if point.at],
            y=[float(point.now) for point in points if point.now is not None],
            customdata=[point.key for point in points],
            name="Now, at that hour",
            mode="markers",
            marker={
                "size": _dot_size(chart, size),
                "color": "#ffffff",
                "line": {"color": INK, "width": 2},
            },
            cliponaxis=False,
            hovertemplate="%{y:~g} on %{x|%a %-d %b, %H.%M}<extra>Now</extra>",
        )
    ]


def _dot_size(chart: Chart, size: Size) -> int:
    is_short = (chart.end - chart.start).days <= LARGE_DOTS_UP_TO_DAYS
    return size.dot if is_short else size.dot * 2 // 3


def _lane_traces(chart: Chart, size: Size) -> list[go.Scatter]:
    traces = []
    first = 0
    if chart.has_contacts:
        first = 1
        traces.append(
            _marks(
                [iso(touch.at) for touch in chart.shown_contacts],
                [touch.words for touch in chart.shown_contacts],
                row=0,
                symbol="circle",
                name="Contact",
                size=size,
            )
        )
    for row, course in enumerate(chart.shown_courses, start=first):
        traces.append(_stretch(chart, course, row))
        changes = [change for change in course.changes if chart.start <= change.on <= chart.end]
        traces.append(
            _marks(
                [iso(midnight(change.on)) for change in changes],
                [change.words for change in changes],
                row=row,
                symbol="diamond",
                name=course.name,
                size=size,
            )
        )
    return traces


def _stretch(chart: Chart, course: Course, row: int) -> go.Scatter:
    """The days on which it was taken; none where it had ended before these."""
    since = max(course.since, chart.start)
    until = min(course.until or chart.end + DAY, chart.end + DAY)
    ends = [since, until] if since < until else []
    return go.Scatter(
        x=[iso(midnight(day)) for day in ends],
        y=[row] * len(ends),
        yaxis="y2",
        mode="lines",
        line={"color": QUIET, "width": 3},
        hoverinfo="skip",
        showlegend=False,
    )


def _marks(
    xs: list[str], words: list[str], *, row: int, symbol: str, name: str, size: Size
) -> go.Scatter:
    return go.Scatter(
        x=xs,
        y=[row] * len(xs),
        yaxis="y2",
        mode="markers",
        text=[plain(said) for said in words],
        name=plain(name),
        showlegend=False,
        marker={"size": size.dot + 2, "color": INK, "symbol": symbol},
        cliponaxis=False,
        hovertemplate="%{text}, %{x|%a %-d %b}<extra>" + plain(name) + "</extra>",
    )


def _standing_lines(chart: Chart) -> list[go.Scatter]:
    """Baseline and goal right across; their names and numbers stand in the legend."""
    lines = [
        ("First check together", chart.baseline, "dash"),
        ("Goal", chart.goal, "dot"),
    ]
    ends = [iso(midnight(chart.start)), iso(midnight(chart.end) + DAY)]
    return [
        go.Scatter(
            x=ends,
            y=[float(score)] * 2,
            name=f"{name} {in_figures(score)}",
            mode="lines",
            line={"color": INK, "width": 2, "dash": dash},
            hoverinfo="skip",
        )
        for name, score, dash in lines
        if score is not None
    ]


def warm_up() -> None:
    """Load what Plotly puts off until its first figure."""
    today = date(2000, 1, 1)
    point = Point("", today, None, Decimal(1))
    pain_figure(Chart(start=today, end=today, points=[point])).to_plotly_json()
