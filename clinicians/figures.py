"""The pain chart, plain: values in, a `plotly.graph_objects.Figure` out. No Django, no clock.

'Worst' and 'average' belong to a whole day and are drawn across it; 'now' alone is a moment
(safety rule S8). A day without a check is a gap. Medicines and contacts have lanes of their own
beneath, on the same time axis. The figure travels as JSON (ADR 6).
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import plotly.graph_objects as go

from clinicians.chart import Chart, Course, Point, by_day
from diaries.scales import BANDS, in_figures

INK, QUIET, WORST, AVERAGE = "#212b32", "#4c6272", "#005eb8", "#6f4aa8"
BAND_FILLS = {"NONE": "#ffffff", "MILD": "#f7f9fa", "MODERATE": "#eceff2", "SEVERE": "#dde3e8"}
PAIN_HEIGHT, LANE_HEIGHT = 380, 40
DAY = timedelta(days=1)


def pain_figure(chart: Chart) -> go.Figure:
    """Pain over time down to the hour, beside what was done about it."""
    lanes = len(chart.lanes)
    figure = go.Figure()
    for trace in [*_days(chart), *_moments(chart), *_lane_traces(chart)]:
        figure.add_trace(trace)
    height = PAIN_HEIGHT + LANE_HEIGHT * lanes
    floor = LANE_HEIGHT * lanes / (height - 110)
    figure.update_layout(
        template=None,  # the default theme weighs 6 kB and brings colours of its own
        height=height,
        margin={"l": 34, "r": 10, "t": 40, "b": 40},
        font={"family": "inherit", "size": 14, "color": INK},
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        hovermode="closest",
        hoverlabel={"bgcolor": "#ffffff", "font": {"color": INK}},
        dragmode=False,  # a finger on the chart scrolls the page
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        xaxis=_time_axis(chart, anchor="y2" if lanes else "y"),
        yaxis=_pain_axis(floor),
        shapes=[*_bands(), *_standing_lines(chart), *_change_lines(chart)],
        annotations=[*_band_words(), *_standing_words(chart), *_lane_names(chart)],
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


def _days(chart: Chart) -> list[go.Scatter]:
    worst = _across(chart, "worst", "Worst of the day", color=WORST, width=4)
    average = _across(chart, "average", "Average of the day", color=AVERAGE, width=2, dash="dash")
    return [average, worst]


def _across(chart: Chart, name: str, label: str, **line: object) -> go.Scatter:
    """A level stretch over each whole day, joined to the next day's; None makes the gap."""
    xs: list[str | None] = []
    ys: list[float | None] = []
    keys: list[str | None] = []
    before: date | None = None
    for day, score in by_day(chart, name).items():
        if before is not None and day - before != DAY:
            xs, ys, keys = [*xs, None], [*ys, None], [*keys, None]
        midnight = datetime.combine(day, time())
        xs += [_iso(midnight), _iso(midnight + DAY / 2), _iso(midnight + DAY)]
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


def _moments(chart: Chart) -> list[go.Scatter]:
    points = [
        point
        for point in chart.points
        if point.at is not None
        and point.now is not None
        and chart.start <= point.at.date() <= chart.end
    ]
    return [
        go.Scatter(
            x=[_iso(point.at) for point in points if point.at],
            y=[float(point.now) for point in points if point.now is not None],
            customdata=[point.key for point in points],
            name="Now, at that hour",
            mode="markers",
            marker={"size": 11, "color": "#ffffff", "line": {"color": INK, "width": 2}},
            cliponaxis=False,
            hovertemplate="%{y:~g} on %{x|%a %-d %b, %H.%M}<extra>Now</extra>",
        )
    ]


def _lane_traces(chart: Chart) -> list[go.Scatter]:
    traces = []
    first = 0
    if chart.shown_contacts:
        first = 1
        traces.append(
            _marks(
                [_iso(touch.at) for touch in chart.shown_contacts],
                [touch.words for touch in chart.shown_contacts],
                row=0,
                symbol="circle",
                name="Contact",
            )
        )
    for row, course in enumerate(chart.shown_courses, start=first):
        traces.append(_stretch(chart, course, row))
        changes = [change for change in course.changes if chart.start <= change.on <= chart.end]
        traces.append(
            _marks(
                [_iso(datetime.combine(change.on, time())) for change in changes],
                [change.words for change in changes],
                row=row,
                symbol="diamond",
                name=course.name,
            )
        )
    return traces


def _stretch(chart: Chart, course: Course, row: int) -> go.Scatter:
    """The days on which it was taken."""
    since = max(course.since, chart.start)
    until = min(course.until or chart.end + DAY, chart.end + DAY)
    return go.Scatter(
        x=[_iso(datetime.combine(day, time())) for day in (since, until)],
        y=[row, row],
        yaxis="y2",
        mode="lines",
        line={"color": QUIET, "width": 3},
        hoverinfo="skip",
        showlegend=False,
    )


def _marks(xs: list[str], words: list[str], *, row: int, symbol: str, name: str) -> go.Scatter:
    return go.Scatter(
        x=xs,
        y=[row] * len(xs),
        yaxis="y2",
        mode="markers",
        text=words,
        showlegend=False,
        marker={"size": 13, "color": INK, "symbol": symbol},
        cliponaxis=False,
        hovertemplate="%{text}, %{x|%a %-d %b}<extra>" + name + "</extra>",
    )


def _time_axis(chart: Chart, *, anchor: str) -> dict[str, object]:
    start = datetime.combine(chart.start, time())
    end = datetime.combine(chart.end + DAY, time())
    return {
        "type": "date",
        "range": [_iso(start), _iso(end)],
        "fixedrange": True,
        "anchor": anchor,
        "tickformat": "%-d %b",
        "nticks": 8,
        "showgrid": True,
        "gridcolor": "#d8dde0",
        "ticks": "outside",
        "hoverformat": "%a %-d %b",
    }


def _bands() -> list[dict[str, object]]:
    return [
        {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "layer": "below",
         "y0": float(row.begins), "y1": 10.4 if row.up_to == 10 else float(row.up_to),
         "fillcolor": BAND_FILLS[row.band.value], "line": {"width": 0}}
        for row in BANDS if row.begins != row.up_to
    ]  # fmt: skip


def _band_words() -> list[dict[str, object]]:
    """Words at the right edge, so that colour alone never carries the meaning."""
    return [
        _words(row.word, x=1, y=float(row.begins) + (-0.05 if row.begins == row.up_to else 0.35),
               anchor="right")
        for row in BANDS
    ]  # fmt: skip


def _standing_lines(chart: Chart) -> list[dict[str, object]]:
    lines = [(chart.baseline, "dash"), (chart.goal, "dot")]
    return [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": float(score),
         "y1": float(score), "line": {"color": INK, "width": 2, "dash": dash}}
        for score, dash in lines if score is not None
    ]  # fmt: skip


def _standing_words(chart: Chart) -> list[dict[str, object]]:
    """The goal's words stand beneath its line, so that they never meet the baseline's."""
    words = []
    if chart.baseline is not None:
        said = f"first check together {in_figures(chart.baseline)}"
        words.append(_words(said, x=0, y=float(chart.baseline) + 0.35, anchor="left"))
    if chart.goal is not None:
        said = f"goal {in_figures(chart.goal)}"
        below = float(chart.goal) - 0.35 if chart.goal else 0.35
        words.append(_words(said, x=0, y=below, anchor="left"))
    return words


def _lane_names(chart: Chart) -> list[dict[str, object]]:
    return [
        _words(name, x=0, y=row - 0.32, anchor="left") | {"yref": "y2"}
        for row, name in enumerate(chart.lanes)
    ]


def _words(text: str, *, x: float, y: float, anchor: str) -> dict[str, object]:
    return {
        "text": _plain(text), "xref": "paper", "x": x, "xanchor": anchor, "yref": "y", "y": y,
        "showarrow": False, "font": {"size": 13, "color": INK},
        "bgcolor": "rgba(255,255,255,0.7)",
    }  # fmt: skip


def _change_lines(chart: Chart) -> list[dict[str, object]]:
    """From each change of a medicine up through the pain, for the eye to follow."""
    days = {
        change.on
        for course in chart.shown_courses
        for change in course.changes
        if chart.start <= change.on <= chart.end
    }
    return [
        {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
         "x0": _iso(datetime.combine(day, time())), "x1": _iso(datetime.combine(day, time())),
         "line": {"color": QUIET, "width": 1, "dash": "dot"}}
        for day in sorted(days)
    ]  # fmt: skip


def _plain(text: str) -> str:
    """Plotly reads a little HTML in its texts; a medicine's name is never markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _iso(at: datetime) -> str:
    """Local time without its zone: Plotly draws what it is told."""
    return at.replace(tzinfo=None).isoformat(timespec="minutes")


def warm_up() -> None:
    """Load what Plotly puts off until its first figure."""
    today = date(2000, 1, 1)
    point = Point("", today, None, Decimal(1))
    pain_figure(Chart(start=today, end=today, points=[point])).to_plotly_json()
