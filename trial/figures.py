"""A simulation as figures, a table and sentences; recruitment as a figure. Plain values in,
Plotly's figures out.

The chosen design and simple randomisation differ by word, shade and hatching, never by colour
alone, and each figure's numbers stand in `table` too. Figures travel as JSON (ADR 6).
"""

from collections.abc import Mapping

import plotly.graph_objects as go

from clinicians.figures import FONT, LEGEND
from clinicians.frame import plain
from diaries.theme import INK, LINE
from trial.accrual import Accrual
from trial.simulation import OVERALL, Outcome, Simulation

CHOSEN, SIMPLE = "The chosen design", "Simple randomisation"
GREY = "#aeb7bd"
WHOLE = "All participants"

Names = Mapping[str, str]  # a factor's code to its name; a code without one stands for itself


def imbalance_figure(simulation: Simulation, names: Names) -> go.Figure:
    """How far arms end apart in 95 of 100 trials: overall and within each factor's worst level."""
    keys = list(simulation.chosen.spreads)
    labels = [plain(_name(key, names)) for key in keys]
    return _bars(
        labels,
        [simulation.chosen.spreads[key].p95 for key in keys],
        [simulation.simple.spreads[key].p95 for key in keys],
        axis="Difference between arms that<br>95 of 100 trials stay within",
        number="%{x:.3~g}",
    )


def guess_figure(simulation: Simulation) -> go.Figure:
    """How many of 100 guesses of the next arm are right."""
    labels = ["Knows the site's<br>own allocations", "Knows the method<br>and all allocations"]
    figure = _bars(
        labels,
        _guesses(simulation.chosen),
        _guesses(simulation.simple),
        axis="Right guesses of 100",
        number="%{x:.1f}",
    )
    figure.update_xaxes(range=[0, 108], tickvals=[0, 50, 100])
    return figure


def table(simulation: Simulation, names: Names) -> list[tuple[str, ...]]:
    """Rows of text under: what, mean, 95 of 100, most (chosen), then the same of simple."""
    rows = []
    for key, spread in simulation.chosen.spreads.items():
        other = simulation.simple.spreads[key]
        numbers = (spread.mean, spread.p95, spread.most, other.mean, other.p95, other.most)
        rows.append((_name(key, names), *(f"{number:.1f}" for number in numbers)))
    return rows


def sentences(simulation: Simulation) -> list[str]:
    """The answer in words, beside the figures and for a reader who does not see them."""
    chosen, simple = simulation.chosen, simulation.simple
    here, there = chosen.spreads[OVERALL], simple.spreads[OVERALL]
    found = [
        f"{simulation.done:,} trials of {simulation.participants:,} participants were simulated.",
        f"In 95 of 100 trials the arms end at most {here.p95:.3g} apart; "
        f"by simple randomisation, at most {there.p95:.3g}.",
        f"Who knows only the allocations at the site guesses {chosen.site_guesser:.0%} of the next "
        f"arms; who knows the method and every allocation, {chosen.method_guesser:.0%}. By simple "
        f"randomisation it is {simple.site_guesser:.0%} and {simple.method_guesser:.0%}.",
    ]
    if simulation.done < simulation.trials:
        found.append(f"Stopped before all {simulation.trials:,} trials.")
    return found


def accrual_figure(told: Accrual) -> go.Figure:
    """All allocations so far, a step for each, under the line of the target."""
    ends = [told.since.isoformat(), told.today.isoformat()]
    climbing = go.Scatter(
        x=[ends[0], *(day.isoformat() for day in told.days), ends[1]],
        y=[0, *range(1, told.n + 1), told.n],
        name="Allocated so far",
        mode="lines",
        line={"color": LINE, "width": 3, "shape": "hv"},
        hovertemplate="%{y} by %{x|%-d %b %Y}<extra></extra>",
    )
    target = go.Scatter(
        x=ends,
        y=[told.target] * 2,
        name=f"Target: {told.target}",
        mode="lines",
        line={"color": INK, "width": 2, "dash": "dash"},
        hoverinfo="skip",
    )
    figure = go.Figure([climbing, *([target] if told.target else [])])
    dates = {"type": "date", "tickformat": "%-d %b %Y", "nticks": 7, "showgrid": False}
    title = {"text": "Participants", "font": {"size": 14}}
    figure.update_layout(
        template=None,
        height=360,
        margin={"l": 56, "r": 24, "t": 48, "b": 48},
        font={"family": FONT, "size": 14, "color": INK},
        showlegend=True,
        legend=LEGEND,
        dragmode=False,
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        xaxis={**dates, "fixedrange": True},
        yaxis={"title": title, "rangemode": "tozero", "fixedrange": True, "gridcolor": GREY},
    )
    return figure


def _name(key: str, names: Names) -> str:
    return WHOLE if key == OVERALL else names.get(key, key)


def _guesses(outcome: Outcome) -> list[float]:
    return [100 * outcome.site_guesser, 100 * outcome.method_guesser]


def _bars(
    labels: list[str], chosen: list[float], simple: list[float], *, axis: str, number: str
) -> go.Figure:
    """A pair of bars for each label, the first label on top, each bar with its number beside it."""
    figure = go.Figure(
        [
            _trace(CHOSEN, labels, chosen, number, {"color": LINE}),
            _trace(SIMPLE, labels, simple, number, {"color": GREY, "pattern": {"shape": "/"}}),
        ]
    )
    figure.update_layout(
        template=None,
        height=120 + 64 * len(labels),
        margin={"l": 12, "r": 24, "t": 48, "b": 64},
        font={"family": FONT, "size": 14, "color": INK},
        showlegend=True,
        legend=LEGEND,
        dragmode=False,
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        xaxis={
            "title": {"text": axis, "font": {"size": 14}},
            "rangemode": "tozero",
            "fixedrange": True,
        },
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True},
    )
    return figure


def _trace(
    name: str, labels: list[str], values: list[float], number: str, marker: dict[str, object]
) -> go.Bar:
    return go.Bar(
        orientation="h",
        name=name,
        x=values,
        y=labels,
        marker={**marker, "line": {"color": INK, "width": 1}},
        texttemplate=number,
        textposition="outside",
        cliponaxis=False,
        hovertemplate=f"%{{y}}: {number}<extra>{name}</extra>",
    )
