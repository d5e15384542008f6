"""Two small drawings of a rule: its share against the limit, and its share over deliveries.

Here: their SVG. Not here: what the limits are (``dashboard.models.desk_rules``).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboard.models.desk_rules import Limit
from dashboard.visit import Visit
from data import words

WIDE, AT = 96, 80   # px of the bar, and where on it the refusal stands
LONG, HIGH = 112, 30


def bar(share: float, limit: Limit | None) -> str:
    """Draw a share as a bar; where some share refuses, that limit stands as a stroke."""
    stops = limit.stops if limit and limit.stops else 0.0
    scale = AT / stops if stops else WIDE
    filled = min(max(share * scale, 1.0), float(WIDE))
    stroke = f'<path d="M{AT} 1v12" stroke="var(--ink)" stroke-width="1.5"/>' if stops else ""
    return (f'<svg class="bar" width="{WIDE}" height="14" viewBox="0 0 {WIDE} 14" '
            f'aria-hidden="true"><rect y="5" width="{WIDE}" height="4" fill="var(--rule)"/>'
            f'<rect y="5" width="{filled:.1f}" height="4" fill="var(--a2)"/>{stroke}</svg>')


def trend(visit: Visit, shares: Sequence[float], limit: Limit | None) -> str:
    """Draw the share over the deliveries, the last one as a dot; the limit to warn is dashed."""
    if len(shares) < 2:
        return f'<span class="src">{escape(words.say("desk.trend_first", visit.lang))}</span>'
    warns = limit.fails if limit else 0.0
    top = max([*shares, warns, 1e-9])
    xs = [2 + i * (LONG - 8) / (len(shares) - 1) for i in range(len(shares))]
    ys = [_y(share, top) for share in shares]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, ys, strict=True))
    said = ", ".join(words.percent(100 * s, visit.lang) for s in shares)
    label = escape(words.say("desk.trend_label", visit.lang, shares=said))
    return (
        f'<svg width="{LONG}" height="{HIGH}" viewBox="0 0 {LONG} {HIGH}" role="img" '
        f'aria-label="{label}"><path d="M0 {_y(warns, top):.1f}H{LONG}" stroke="var(--a2)" '
        f'stroke-width="1" stroke-dasharray="3 3"/><path d="M{line}" fill="none" '
        f'stroke="var(--axis)" stroke-width="1.5"/><circle cx="{xs[-1]:.1f}" cy="{ys[-1]:.1f}" '
        f'r="3" fill="var(--a2)"/></svg><span class="src">{escape(_warns(visit, warns))}</span>'
    )


def _y(share: float, top: float) -> float:
    return HIGH - 4 - share / top * (HIGH - 8)


def _warns(visit: Visit, warns: float) -> str:
    if not warns:
        return words.say("desk.warns_first", visit.lang)
    return words.say("desk.warns_over", visit.lang, share=words.percent(100 * warns, visit.lang, 0))
