"""The one small theme of every drawing and chart: on a page, in Plotly and on paper. Plain.

The pages' own copy stands in static/scss/_drawings.scss; a test holds the two equal.
"""

INK, QUIET, LINE = "#212b32", "#4c6272", "#005eb8"
BAND_FILLS = {"NONE": "#ffffff", "MILD": "#f7f9fa", "MODERATE": "#eceff2", "SEVERE": "#dde3e8"}

# What the stylesheet says of a diary's line, for a place that reads no stylesheet.
_RULES = (
    (".drawing__text", f"fill:{INK};font-size:13px;font-family:'Libertinus Serif'"),
    (".drawing__number", "font-size:15px;font-weight:bold"),
    (".diary__band", "fill-opacity:1"),
    *((f".diary__band--{name.lower()}", f"fill:{fill}") for name, fill in BAND_FILLS.items()),
    (".diary__column", f"fill:{LINE};fill-opacity:.22"),
    (".diary__worst", f"fill:{LINE}"),
    (".diary__between", f"fill:none;stroke:{LINE};stroke-width:1.5"),
    (".diary__now", f"fill:#ffffff;stroke:{INK};stroke-width:1.5"),
    (".diary__baseline", f"fill:none;stroke:{INK};stroke-width:1.5;stroke-dasharray:7 4"),
    (".diary__goal", f"fill:none;stroke:{INK};stroke-width:2.5;stroke-dasharray:1.5 4"),
)


def on_paper(drawing: str) -> str:
    """One of diaries.drawings as an SVG file of its own, with the theme within."""
    style = "".join(f"{name}{{{rule}}}" for name, rule in _RULES)
    opening, closing = drawing.split(">", 1)
    return f'{opening} xmlns="http://www.w3.org/2000/svg"><style>{style}</style>{closing}'
