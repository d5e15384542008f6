"""Sent and received as a table: authority by authority, with totals at both ends.

Here: the markup of a real table, whose every sign has words. Not here: what stands in its boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from dashboard.figures import icons
from dashboard.figures.table import raised

STATES = ("shown", "late", "open", "hatched", "zero", "none", "missing", "total")


@dataclass(frozen=True)
class Box:
    """One box: the figure or sign, its state, the line under it, the share missing.

    ``meaning`` says a sign in words; ``as_of`` of which older edition the figure is.
    """

    text: str
    state: str
    under: str = ""
    share: str = ""
    meaning: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class Line:
    """One row: its name, its boxes, its total; or the words of a row that was not delivered."""

    name: str
    boxes: tuple[Box, ...]
    total: Box
    absent: str = ""


@dataclass(frozen=True)
class Grid:
    """The whole table. ``heads``: short and whole name of each column."""

    caption: str
    corner: str
    heads: tuple[tuple[str, str], ...]
    last: str
    lines: tuple[Line, ...]
    foot: Line


def matrix_html(grid: Grid) -> str:
    """Write the table; it scrolls sideways by itself and can be reached with the keyboard."""
    caption = escape(grid.caption)
    heads = "".join(_column(short, whole) for short, whole in grid.heads)
    rows = "".join(_row(line, len(grid.heads)) for line in grid.lines)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="mx"><caption class="hidden">{caption}</caption><thead><tr>'
        f'<th scope="col" class="corner">{escape(grid.corner)}</th>{heads}'
        f'<th scope="col" class="r">{escape(grid.last)}</th></tr></thead>'
        f"<tbody>{rows}</tbody><tfoot>{_row(grid.foot, len(grid.heads))}</tfoot></table></div>"
    )


def _column(short: str, whole: str) -> str:
    mark = "¹" if whole.endswith("¹") else ""
    return (f'<th scope="col"><span aria-hidden="true" title="{escape(whole.rstrip("¹"))}">'
            f'{escape(short)}{mark}</span><span class="hidden">{escape(whole)}</span></th>')


def _row(line: Line, columns: int) -> str:
    head = f'<th scope="row">{escape(line.name)}</th>'
    if line.absent:
        return (f'<tr>{head}<td colspan="{columns}"><div class="x missing wide">'
                f"¹ {escape(line.absent)}</div></td><td></td></tr>")
    boxes = "".join(f"<td>{_box(b)}</td>" for b in line.boxes)
    return f"<tr>{head}{boxes}<td>{_box(line.total, ' sum')}</td></tr>"


def _box(box: Box, more: str = "") -> str:
    under = "".join(f"<i>{escape(t)}</i>" for t in (box.share, box.under) if t)
    return f'<div class="x {box.state}{more}"><b>{_figure(box)}</b>{under}</div>'


def _figure(box: Box) -> str:
    if box.meaning:
        meaning = escape(box.meaning)
        return (f'<span aria-hidden="true" title="{meaning}">{escape(box.text)}</span>'
                f'<span class="hidden">{meaning}</span>')
    look = icons.icon("late") if box.state == "late" else ""
    return f"<span>{escape(box.text)}{raised('*' if box.as_of else '', box.as_of)}</span>{look}"
