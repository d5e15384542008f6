"""The trend that one explores: the same series in Plotly, with zoom and pointing.

Here: one figure in a light template of our own, and its Swedish month names. Not here: the trend
that everybody sees (``trend``); Plotly costs three seconds, and is loaded only when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.series import Point, breaks
from dashboard.theme import color

_MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
           "oktober", "november", "december"]
_DAYS = ["söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"]


def config(lang: str) -> dict[str, Any]:
    """Return Plotly's settings: no logo, nothing that leaves the page, Swedish names."""
    swedish = {"months": _MONTHS, "shortMonths": [m[:3] for m in _MONTHS], "days": _DAYS,
               "shortDays": [d[:3] for d in _DAYS], "decimal": ",", "thousands": "\u00a0"}
    return {
        "displaylogo": False, "locale": lang, "scrollZoom": False,
        "modeBarButtonsToRemove": ["toImage", "select2d", "lasso2d"],
        "locales": {"sv": {"dictionary": {}, "format": swedish}},
    }


def explore(
    points: Sequence[Point], theme: str, axis: str, synthetic: str, unit: str = ""
) -> go.Figure:
    """Make the figure: settled line, provisional tail, breaks as vertical lines.

    Amounts stand in millions, as in every other drawing.
    """
    points = scaled(points, unit)
    figure = go.Figure(layout=_layout(theme, axis, synthetic))
    start = max(breaks(points), default=0)
    settled = [p if not p.open else None for p in points]
    figure.add_trace(_line(points[:start], theme, "ghost", False))
    figure.add_trace(_line([p for p in settled[start:] if p], theme, "a1", False))
    last = max((i for i, p in enumerate(points) if not p.open), default=0)
    tail = points[last:] if any(p.open for p in points) else ()
    figure.add_trace(_line(tail, theme, "a1", True))
    for index in breaks(points):
        figure.add_vline(index - 0.5, line_color=color(theme, "ink"), line_width=1.4)
    return figure


def scaled(points: Sequence[Point], unit: str) -> Sequence[Point]:
    """Return the points as they are drawn: amounts in millions."""
    if unit != "SEK":
        return points
    return [replace(p, value=None if p.value is None else p.value / 1e6) for p in points]


def _line(points: Sequence[Point], theme: str, tone: str, dashed: bool) -> go.Scatter:
    return go.Scatter(
        x=[p.label for p in points], y=[p.value for p in points],
        text=[f"{p.text}, {p.as_of}" if p.as_of else p.text for p in points],
        hovertemplate="%{x}: %{text}<extra></extra>",
        mode="lines+markers", connectgaps=False, showlegend=False,
        line={"color": color(theme, tone), "width": 2.4, "dash": "dot" if dashed else "solid"},
        marker={"size": 6, "symbol": [
            "square-open" if p.as_of else "circle-open" if dashed else "circle" for p in points]},
    )


def _layout(theme: str, axis: str, synthetic: str) -> dict[str, Any]:
    paper, ink2, rule = (color(theme, t) for t in ("paper", "ink2", "rule"))
    return {
        "paper_bgcolor": paper, "plot_bgcolor": paper, "height": 380, "dragmode": "zoom",
        "margin": {"l": 56, "r": 16, "t": 32, "b": 56}, "separators": ",\u00a0",
        "font": {"family": "IBM Plex Sans, sans-serif", "size": 12, "color": ink2},
        "xaxis": {"type": "category", "gridcolor": rule, "nticks": 12, "showgrid": False},
        "yaxis": {"rangemode": "tozero", "gridcolor": rule, "zerolinecolor": ink2},
        "hoverlabel": {"bgcolor": paper, "font": {"color": color(theme, "ink")}},
        "annotations": [
            {"text": text, "x": x, "y": y, "xref": "paper", "yref": "paper",
             "xanchor": side, "showarrow": False}
            for text, x, y, side in ((axis, 0, 1.07, "left"), (synthetic, 1, -0.15, "right"))
            if text
        ],
    }
