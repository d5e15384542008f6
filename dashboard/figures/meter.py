"""The change meter: how large, how sure, on which side of none.

Here: one small drawing and the word that stands with it. Not here: judging the change.
"""

from __future__ import annotations

from html import escape

from dashboard.figures import icons, ink, scales
from dashboard.figures.series import Change


def change_meter(change: Change, reach: float, label: str, width: float = 104) -> str:
    """Draw interval and estimate about zero; ``reach`` is the panel's span to either side."""
    return ink.svg(width, 14, label, strokes(change, reach, 0, 7, width))


def strokes(change: Change, reach: float, x: float, y: float, width: float) -> str:
    """Draw the meter inside another drawing, its axis from ``x`` at height ``y``."""
    middle = x + width / 2
    axis = ink.line(x, y, x + width, y, stroke=ink.RULE)
    zero = ink.line(middle, y - 6, middle, y + 6, stroke=ink.INK, width=1.4)
    if change.estimate is None or change.low is None or change.high is None:
        return ""
    place = scales.linear(reach, middle, x + width - 4)
    at = [place(max(-reach, min(reach, v))) for v in (change.low, change.estimate, change.high)]
    tone = ink.DATA if change.sure else ink.GHOST
    bar = ink.line(at[0], y, max(at[2], at[0] + 1), y, stroke=tone, width=4)
    return axis + zero + bar + ink.dot(at[1], y, 4.2, hollow=not change.sure, ink=tone)


def change_word(change: Change, quiet: bool = False) -> str:
    """Write the change word with its sign; ``quiet`` leaves only sure changes semibold."""
    css = "cw" if change.sure or not quiet else "cw quiet"
    return f'<span class="{css}">{icons.icon(change.word)}{escape(change.said)}</span>'
