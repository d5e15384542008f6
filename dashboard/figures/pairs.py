"""Before and now, a row a place: a hollow dot before, a filled one now, the line between them.

Here: the drawing of rows in the order they come. Not here: judging a change: orange only where the
row says that it is sure, and its word stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.figures import icons, ink, scales
from dashboard.figures.ranked import Look, RankedRow

HEAD = 22.0


@dataclass(frozen=True)
class PairRow:
    """A row as ``ranked`` has it, and the value before: None where none is shown."""

    row: RankedRow
    before: float | None = None


@dataclass(frozen=True)
class Heads:
    """The words over the dots: the period before and the period now, "" where not compared."""

    before: str
    now: str


def pairs(
    rows: Sequence[PairRow], heads: Heads, label: str, name: str, *, hidden: str = "",
    synthetic: str = "", write: Callable[[float], str] = str, look: Look | None = None,
) -> str:
    """Draw the rows over an axis from zero. ``name`` is unique on the page."""
    how = look or Look()
    top = max([max(r.row.value or 0.0, r.before or 0.0) for r in rows] or [0.0])
    marks = scales.ticks(top, 3)
    end = how.width - how.words - 58
    place = scales.linear(marks[-1], how.names, end)
    floor = HEAD + how.step * len(rows)
    return ink.svg(
        how.width, floor + 20, label, ink.hatch(name),
        _heads(rows, heads, place, end), _grid(marks, place, write, floor),
        "".join(_row(r, HEAD + how.step * i, place, how, name, hidden)
                for i, r in enumerate(rows)),
        ink.text(0, floor + 15, synthetic) if synthetic else "")   # beside the axis, under names


def _heads(
    rows: Sequence[PairRow], heads: Heads, place: Callable[[float], float], end: float
) -> str:
    """Name the two periods at the right, each with its dot."""
    if not any(r.before is not None for r in rows):
        return ink.dot(end - 8, 8, 4.4) + ink.text(end, 12, heads.now, weight=600, fill=ink.DATA)
    x = end - ink.text_width(heads.before) - 40
    return (ink.dot(x - 8, 8, 4.4, hollow=True, ink=ink.GHOST) + ink.text(x, 12, heads.before)
            + ink.dot(end - 8, 8, 4.4) + ink.text(end, 12, heads.now, weight=600, fill=ink.DATA))


def _grid(
    marks: Sequence[float], place: Callable[[float], float], write: Callable[[float], str],
    floor: float,
) -> str:
    return "".join(
        ink.line(place(m), HEAD, place(m), floor, stroke=ink.RULE if m else ink.INK)
        + ink.text(place(m), floor + 15, write(m), anchor="middle")
        for m in marks)


def _row(
    pair: PairRow, y: float, place: Callable[[float], float], how: Look, hatch: str, hidden: str
) -> str:
    row, middle = pair.row, y + how.step / 2
    sure = row.change is not None and row.change.sure
    said = ink.text(0, middle + 4, row.name, size=13, weight=600 if sure else 400, fill=ink.INK,
                    narrow=len(row.name) > 14)
    return said + _mark(pair, middle, place, how, hatch, hidden) + _word(row, middle, how)


def _mark(
    pair: PairRow, y: float, place: Callable[[float], float], how: Look, hatch: str, hidden: str
) -> str:
    row, left = pair.row, how.names
    before = "" if pair.before is None else ink.dot(place(pair.before), y, 4.4, hollow=True,
                                                    ink=ink.GHOST)
    if row.sign == "protected":
        return before + ink.bar(left + 1, y - 5, 60, 10, fill=f"url(#{hatch})") + ink.text(
            left + 68, y + 4, f"{row.text} {hidden}", halo=True)
    if row.value is None or (row.value == 0 and pair.before is None):
        return ink.text(left + 8, y + 4, row.text, size=13, fill=ink.INK, narrow=False)
    tone = ink.LOOK if row.change is not None and row.change.sure else ink.DATA
    x = place(row.value)
    link = "" if pair.before is None else ink.line(place(pair.before), y, x, y, stroke=tone,
                                                   width=2.4)
    beside = max(x, 0.0 if pair.before is None else place(pair.before)) + 9
    held = "*" if row.as_of else ""
    return link + before + ink.dot(x, y, 4.8, ink=tone) + ink.text(
        beside, y + 4, row.text + held, size=13, weight=600, fill=tone, narrow=False)


def _word(row: RankedRow, y: float, how: Look) -> str:
    if row.change is None or not how.words:
        return ""
    x = how.width - how.words + 6
    weight, fill = (600, ink.LOOK) if row.change.sure else (400, ink.INK2)
    return icons.nested(row.change.word, x, y - 6) + ink.text(
        x + 17, y + 4, row.change.said, size=12.5, weight=weight, fill=fill)
