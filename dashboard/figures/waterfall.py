"""What a change is made of: the whole grey, what is explained hatched, what is left blue.

Here: one drawing of steps that add up to a whole. Not here: splitting a change
(``metrics.real``), any word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.figures import ink, scales

Kind = Literal["whole", "part", "rest"]
STEP, BAR = 28.0, 13.0
FILLS = {"whole": ink.GHOST, "rest": ink.DATA}


@dataclass(frozen=True)
class Step:
    """One step: its name, its size and the size as written."""

    name: str
    value: float
    text: str
    kind: Kind = "part"


def waterfall(
    steps: Sequence[Step], label: str, name: str, *, width: float = 424, names: float = 136,
    synthetic: str = "", css: str = "",
) -> str:
    """Draw steps from the whole down to what is left. ``name`` is unique on the page."""
    spans = _spans(steps)
    numbers = max(ink.text_width(s.text, 13, False) for s in steps) + 12
    low, high = min(min(s) for s in spans), max(max(s) for s in spans)
    start = names + (numbers if low < 0 else 0)
    place = _scale(low, high, start, width - numbers)
    floor = STEP * len(steps) + 4
    return ink.svg(
        width, floor + (16 if synthetic else 2), label, ink.hatch(name),
        "".join(_step(s, span, STEP * i, place, names, name)
                for i, (s, span) in enumerate(zip(steps, spans, strict=True))),
        _joints(spans, place),
        ink.line(place(0), 0, place(0), floor, stroke=ink.INK, width=1.4),
        ink.text(0, floor + 12, synthetic) if synthetic else "", css=css,
    )


def _spans(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """Place each part where the steps before it have come to; whole and rest begin at zero."""
    spans, left = [], 0.0
    for step in steps:
        if step.kind == "part":
            spans.append((left - step.value, left))
            left -= step.value
        else:
            spans.append((0.0, step.value))
            left = step.value
    return spans


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    reach = scales.linear((high - low) or 1.0, start, end)
    return lambda value: reach(value - low)


def _step(
    step: Step, span: tuple[float, float], y: float, place: Callable[[float], float],
    names: float, hatch: str,
) -> str:
    middle = y + STEP / 2
    bold = step.kind != "part"
    said = ink.text(0, middle + 4, step.name, size=13 if bold else 12.5,
                    weight=600 if bold else 400, fill=ink.INK if bold else ink.INK2)
    a, b = sorted(place(v) for v in span)
    if step.value == 0:
        return said + ink.text(b + 6, middle + 4, step.text, size=13, fill=ink.INK)
    fill = FILLS.get(step.kind, f"url(#{hatch})")
    stroke = ink.EDGE if step.kind == "part" else "none"
    drawn = ink.bar(a, middle - BAR / 2, max(b - a, 1), BAR, fill=fill, stroke=stroke)
    down = step.kind != "part" and step.value < 0
    return said + drawn + ink.text(
        a - 6 if down else b + 6, middle + 4, step.text, size=13, weight=600 if bold else 400,
        anchor="end" if down else "start", fill=ink.INK, narrow=False)


def _joints(spans: Sequence[tuple[float, float]], place: Callable[[float], float]) -> str:
    """Lead from where one step ends to where the next begins."""
    parts = []
    for index, span in enumerate(spans[:-1]):
        x = place(span[1] if index == 0 else span[0])
        y = STEP * index + STEP / 2
        parts.append(ink.line(x, y + BAR / 2, x, y + STEP - BAR / 2, stroke=ink.AXIS))
    return "".join(parts)
