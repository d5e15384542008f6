"""The small bars of the trust strip: authorities as squares, shares as a filled length.

Here: one drawing a measure. Not here: its words.
"""

from __future__ import annotations

from dashboard.figures import ink

WIDTH, HEIGHT, SQUARES = 156.0, 8.0, 24


def trust_bar(measure: str, part: float, whole: float, label: str, name: str) -> str:
    """Draw a measure; "" where it has no size. ``name`` is unique on the page."""
    if whole <= 0:
        return ""
    if measure == "coverage" and whole <= SQUARES:
        return ink.svg(WIDTH, HEIGHT, label, _squares(int(part), int(whole)), css="tbar")
    length = WIDTH * min(part / whole, 1.0)
    if measure == "protected":
        return ink.svg(WIDTH, HEIGHT, label, ink.hatch(name),
                       ink.bar(0, 0, WIDTH - length, HEIGHT),
                       ink.bar(WIDTH - length, 0, length, HEIGHT, fill=f"url(#{name})",
                               stroke=ink.EDGE if length else "none"), css="tbar")
    if measure == "delay":
        return ink.svg(WIDTH, HEIGHT, label, ink.bar(0, 0, WIDTH, HEIGHT, fill=ink.DATA),
                       ink.bar(WIDTH - length, 0, length, HEIGHT, fill=ink.PAPER, stroke=ink.DATA,
                               dash="2 2"), css="tbar")
    return ink.svg(WIDTH, HEIGHT, label, ink.bar(0, 0, WIDTH, HEIGHT, fill=ink.BAND),
                   ink.bar(0, 0, length, HEIGHT), css="tbar")


def _squares(part: int, whole: int) -> str:
    step = min(WIDTH / whole, 13.0)
    return "".join(
        ink.bar(0.7 + i * step, 0, step - 3, HEIGHT,
                **({"stroke": ink.DATA} if i < part else
                   {"fill": ink.PAPER, "stroke": ink.INK, "dash": "2 2"}))
        for i in range(whole)
    )
