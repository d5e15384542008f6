"""Places, parts and authorities compared: a bar or a dot a row, the value written, no ranks.

Here: the drawing of rows in the order they come. Not here: ordering them, or saying which are
above Sweden; no rank is ever written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dashboard.figures import icons, ink, scales
from dashboard.figures.series import Change

CLEAR = 7.4   # px: the paper around a dot
NAMES, NAMES_ALONE = 0.38, 0.6   # of the width that names may take, with words of change or not


@dataclass(frozen=True)
class RankedRow:
    """A row: ``value`` is None unless the sign is visible; ``text`` is the value as written.

    ``as_of`` says of which older edition the value is.
    """

    name: str
    value: float | None
    text: str
    sign: str = "visible"
    change: Change | None = None
    strong: bool = False
    quiet: bool = False
    as_of: str = ""


@dataclass(frozen=True)
class Look:
    """How rows are drawn: pixel widths, bars from zero or dots beside a reference line."""

    width: float = 500
    names: float = 150
    words: float = 150
    step: float = 22
    dots: bool = False


def ranked_places(
    rows: Sequence[RankedRow], label: str, name: str, *, hidden: str = "", synthetic: str = "",
    reference: tuple[float, str] | None = None, look: Look | None = None, css: str = "",
) -> str:
    """Draw rows of values. ``reference`` is a value drawn as a line, with its words.

    ``hidden`` is the word for protected; ``name`` is unique on the page.
    """
    how = _roomy(look or Look(), rows)
    head = 24.0 if reference else 4.0
    height = head + how.step * len(rows) + (18 if synthetic else 2)
    top = max([r.value or 0.0 for r in rows] + [reference[0] if reference else 0.0])
    numbers = max([_written(r) for r in rows] + [20]) + 10
    end = how.width - how.words - numbers
    place = scales.linear(top or 1.0, how.names, end)
    floor = head + how.step * len(rows)
    return ink.svg(
        how.width, height, label, ink.hatch(name),
        ink.line(how.names, head, how.names, floor, stroke=ink.INK),
        _reference(reference, place, head, floor),
        "".join(_row(r, head + how.step * i, place, how, name, hidden, end + 12)
                for i, r in enumerate(rows)),
        ink.text(0, height - 4, synthetic) if synthetic else "", css=css,
    )


def _roomy(how: Look, rows: Sequence[RankedRow]) -> Look:
    """Give long names the room they need, at most the share of the width that bars can spare."""
    longest = max([ink.text_width(r.name) for r in rows] + [0.0]) + 16
    most = how.width * (NAMES if how.words else NAMES_ALONE)
    return replace(how, names=max(how.names, min(longest, most)))


def _written(row: RankedRow) -> float:
    """Estimate how many pixels a value takes with its edition."""
    return ink.text_width(row.text, 13, False) + (ink.text_width(row.as_of) + 8) * bool(row.as_of)


def _reference(
    reference: tuple[float, str] | None, place: Callable[[float], float], head: float, floor: float
) -> str:
    if reference is None:
        return ""
    x = place(reference[0])
    return ink.line(x, head - 4, x, floor, stroke=ink.INK, width=1.4) + ink.text(
        x, head - 8, reference[1], weight=600, anchor="middle", fill=ink.INK)


def _row(
    row: RankedRow, y: float, place: Callable[[float], float], how: Look, hatch: str, hidden: str,
    column: float,
) -> str:
    middle = y + how.step / 2
    weight = 600 if row.strong and how.words else 400
    room = how.names - 10
    size = 13 if ink.text_width(row.name, 13) <= room else 12
    said = ink.text(room, middle + 4, _fit(row.name, room - 4), size=size, weight=weight,
                    anchor="end", fill=ink.INK, narrow=len(row.name) > 16)
    return said + _mark(row, middle, place, how, hatch, hidden, column) + _change(row, middle, how)


def _fit(name: str, room: float) -> str:
    """Shorten a name to its room; the whole name is in the table."""
    if ink.text_width(name) <= room:
        return name
    return name[: int(room / ink.text_width("x")) - 1].rstrip(" ,") + "…"


def _mark(
    row: RankedRow, y: float, place: Callable[[float], float], how: Look, hatch: str, hidden: str,
    column: float,
) -> str:
    left = how.names
    if row.sign == "protected":
        return (ink.bar(left + 1, y - 5, 60, 10, fill=f"url(#{hatch})")
                + ink.text(left + 68, y + 4, f"{row.text} {hidden}"))
    if row.value is None or row.value == 0:
        return ink.text(left + 8, y + 4, row.text, size=13, fill=ink.INK, narrow=False) + _as_of(
            row, left + 8, y)
    x = place(row.value)
    tone = ink.GHOST if row.quiet else ink.DATA
    mark = _dot(x, y, tone) if how.dots else ink.bar(
        left, y - 6, max(x - left, 1), 12, fill=tone)
    after = column if how.dots else x + 8   # a dot's value stands clear of the reference line
    weight = 600 if row.strong or not how.dots else 400
    return mark + ink.text(after, y + 4, row.text, size=13, weight=weight, fill=ink.INK,
                           narrow=False) + _as_of(row, after, y)


def _dot(x: float, y: float, tone: str) -> str:
    """Draw a dot on paper of its own, so that a line behind it ends before it and goes on after."""
    return ink.dot(x, y, CLEAR, ink=ink.PAPER) + ink.dot(x, y, 4.4, ink=tone)


def _as_of(row: RankedRow, x: float, y: float) -> str:
    """Write after a value of which older edition it is."""
    if not row.as_of:
        return ""
    return ink.text(x + ink.text_width(row.text, 13, False) + 8, y + 4, row.as_of)


def _change(row: RankedRow, y: float, how: Look) -> str:
    if row.change is None or not how.words:
        return ""
    x = how.width - how.words + 8
    weight, fill = (600, ink.INK) if row.change.sure else (400, ink.INK2)
    return icons.nested(row.change.word, x, y - 6) + ink.text(
        x + 17, y + 4, row.change.said, size=12.5, weight=weight, fill=fill)
