"""Sweden with its regions as the map's own table: where, how much, and how sure.

Here: the drawing. Not here: which class a county has, or whether its change is sure; the picture
comes with both. Rows run north to south, so that no leader crosses another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from dashboard.figures import icons, ink, meter, outlines
from dashboard.figures.series import Change

SCALE, TOP, STEP = 0.362, 16.0, 48.9
HEIGHT = 362.0
LONG = 10   # signs: a longer name takes a line of its own


@dataclass(frozen=True)
class Shape:
    """A county or region on the map. ``tone`` is its class 1–5, 0 where it has no value."""

    code: str
    tone: int = 0
    sign: str = "visible"
    title: str = ""


@dataclass(frozen=True)
class MapRow:
    """A place beside the map: value as written, and its judged change where there is one.

    A value of an older edition has an asterisk, and ``MapPicture.held`` says of which.
    """

    code: str
    name: str
    text: str
    change: Change | None = None
    marked: bool = False


@dataclass(frozen=True)
class MapPicture:
    """Everything the map says. ``legend`` goes from the highest class down; ``reach`` is in %.

    ``zoom`` is a region that is drawn alone and as large as there is room.
    """

    shapes: tuple[Shape, ...]
    rows: tuple[MapRow, ...]
    legend: tuple[tuple[int, str], ...]
    heads: tuple[str, str, str]
    label: str
    hidden: str = ""
    reach: float = 30.0
    synthetic: str = ""
    legend_head: str = ""
    zoom: str = ""
    held: str = ""


@dataclass(frozen=True)
class Frame:
    """Where map and rows stand in one of the two widths."""

    width: float
    height: float
    left: float
    rows: float
    top: float = 0
    scale: float = SCALE


WIDE, NARROW = Frame(396, HEIGHT, 32, 202), Frame(358, 422, 0, 164)


def county_map(picture: MapPicture, name: str, narrow: bool = False) -> str:
    """Draw the map with its rows, 396 px wide or 358. ``name`` is unique on the page."""
    frame = _framed(NARROW if narrow else WIDE, picture.zoom)
    legend = _legend_below if narrow else _legend_beside
    where = (f'<g transform="translate({ink.number(frame.left)} {ink.number(frame.top)})'
             f' scale({frame.scale:.3f})">')
    rows = sorted(picture.rows, key=lambda r: outlines.sweden().points[r.code][1])
    slim = any(len(row.name) > LONG for row in rows)
    return ink.svg(
        frame.width, frame.height, picture.label, ink.hatch(name), ink.hatch(f"{name}m", 13, 4),
        where, _land(picture, f"{name}m"), "</g>",
        "".join(_leader(row, i, frame) for i, row in enumerate(rows)),
        "".join((_slim_row if slim else _row)(row, i, frame, picture.reach)
                for i, row in enumerate(rows)),
        _heads(picture.heads, frame, slim), legend(picture, name),
        ink.text(0, 10 if narrow else HEIGHT - 3, picture.synthetic),
        css="narrow" if narrow else "wide",
    )


def _framed(frame: Frame, zoom: str) -> Frame:
    """Place all of Sweden, or one region under the legend and as large as there is room."""
    if not zoom:
        return frame
    x1, y1, x2, y2 = outlines.bounds([outlines.sweden().regions[zoom]])
    head = 0.0 if frame.left == 0 else 96.0
    room = frame.rows - 32
    scale = min(room / (x2 - x1), (HEIGHT - head - 24) / (y2 - y1))
    return replace(frame, left=2 - x1 * scale, top=head + 8 - y1 * scale, scale=scale)


def _fill(shape: Shape, hatch: str) -> str:
    if shape.sign == "protected":
        return f"url(#{hatch})"
    return f"var(--r{shape.tone})" if shape.tone else ink.PAPER


def _land(picture: MapPicture, hatch: str) -> str:
    """Fill the shapes, then lay county lines and the heavier region borders over them."""
    land = outlines.sweden()
    known = {s.code: s for s in picture.shapes}
    by_region = any(code in land.regions for code in known)
    drawn = land.regions if by_region else outlines.county_shapes(known)
    if picture.zoom:
        drawn = {code: d for code, d in drawn.items() if code in known}
    filled = "".join(
        f'<path d="{d}" fill="{_fill(known.get(code, Shape(code)), hatch)}">'
        f"<title>{escape(known[code].title if code in known else '')}</title></path>"
        for code, d in drawn.items()
    )
    lines = "".join(drawn.values())
    borders = land.regions[picture.zoom] if picture.zoom else "".join(land.regions.values())
    thin = SCALE / _framed(WIDE, picture.zoom).scale
    marked = "".join(land.regions.get(r.code, land.counties.get(r.code, ""))
                     for r in picture.rows if r.marked)
    return (
        filled + ink.path(lines, stroke=ink.PAPER, width=4.2 * thin, more=' opacity=".85"')
        + ink.path(lines, stroke=ink.INK, width=1.5 * thin)
        + ink.path(borders, stroke=ink.INK, width=4.4 * thin)
        + (ink.path(marked, stroke=ink.LOOK, width=8) if marked else "")
    )


def _leader(row: MapRow, index: int, frame: Frame) -> str:
    px, py = outlines.sweden().points[row.code]
    x, y = frame.left + px * frame.scale, frame.top + py * frame.scale
    to = TOP + STEP * index + 17
    steps = f"M{ink.number(x)} {ink.number(y)}L{ink.number(frame.rows - 22)} {ink.number(to)}h16"
    return (
        ink.path(steps, stroke=ink.PAPER, width=3.4, more=' opacity=".8"')
        + ink.path(steps, stroke=ink.INK, width=1)
        + f'<circle cx="{ink.number(x)}" cy="{ink.number(y)}" r="3" fill="{ink.INK}"'
        f' stroke="{ink.PAPER}" stroke-width="1.4"/>'
    )


def _row(row: MapRow, index: int, frame: Frame, reach: float) -> str:
    """Write a row of two lines: name, value, meter; then change word and size."""
    top, x, end = TOP + STEP * index, frame.rows, frame.width
    parts = []
    if row.marked:
        parts = [ink.bar(x - 6, top + 1, end - x + 8, STEP - 1, fill=ink.WARN),
                 ink.bar(x - 6, top + 1, 4, STEP - 1, fill=ink.LOOK)]
    parts += [
        ink.text(x, top + 21, row.name, size=14, weight=600, fill=ink.INK,
                 narrow=len(row.name) > 9),
        ink.text(x + 106, top + 21, row.text, size=14, weight=600, anchor="end", fill=ink.INK,
                 narrow=False),
        ink.line(x, top + STEP, end, top + STEP, stroke=ink.RULE),
    ]
    return "".join(parts) + _change(row.change, reach, x, end, top)


def _slim_row(row: MapRow, index: int, frame: Frame, reach: float) -> str:
    """Write a row whose name needs the whole line; the meter gives way to it."""
    top, x, end = TOP + STEP * index, frame.rows, frame.width
    first = ink.text(x, top + 21, row.name, size=14, weight=600, fill=ink.INK,
                     narrow=len(row.name) > LONG) + ink.text(
        end, top + 21, row.text, size=14, weight=600, anchor="end", fill=ink.INK, narrow=False)
    return first + ink.line(x, top + STEP, end, top + STEP, stroke=ink.RULE) + _said(
        row.change, x, end, top)


def _change(change: Change | None, reach: float, x: float, end: float, top: float) -> str:
    if change is None:
        return ""
    return meter.strokes(change, reach, x + 116, top + 16, end - x - 116) + _said(
        change, x, end, top)


def _said(change: Change | None, x: float, end: float, top: float) -> str:
    """Write the change word and, at the end, its size."""
    if change is None:
        return ""
    weight, fill = (600, ink.INK) if change.sure else (400, ink.INK2)
    return (
        icons.nested(change.word, x, top + 28)
        + ink.text(x + 16, top + 38, change.said, size=12.5, weight=weight, fill=fill)
        + ink.text(end, top + 38, change.text, size=12.5, anchor="end")
    )


def _heads(heads: Sequence[str], frame: Frame, slim: bool) -> str:
    x, end = frame.rows, frame.width
    value = end if slim else x + 106
    return (
        ink.text(x, 10, heads[0]) + ink.text(value, 10, heads[1], anchor="end")
        + ("" if slim else ink.text(end, 10, heads[2], anchor="end"))
        + ink.line(x, TOP, end, TOP, stroke=ink.INK)
    )


def _swatch(x: float, y: float, fill: str) -> str:
    return ink.bar(x, y, 16, 12, fill=fill, stroke=ink.EDGE)


def _legend_beside(picture: MapPicture, hatch: str) -> str:
    rows = [(f"var(--r{tone})", text) for tone, text in picture.legend]
    if picture.hidden:
        rows.append((f"url(#{hatch})", picture.hidden))
    return "".join(
        _swatch(1, 18 + 17 * i, fill) + ink.text(22, 28 + 17 * i, text)
        for i, (fill, text) in enumerate(rows)
    ) + ink.text(0, 10, picture.legend_head)


def _legend_below(picture: MapPicture, hatch: str) -> str:
    rows = [(f"var(--r{tone})", text) for tone, text in reversed(picture.legend)]
    if picture.hidden:
        rows.append((f"url(#{hatch})", picture.hidden))
    return "".join(
        _swatch(1 + 120 * (i % 3), 386 + 18 * (i // 3), fill)
        + ink.text(22 + 120 * (i % 3), 396 + 18 * (i // 3), text)
        for i, (fill, text) in enumerate(rows)
    ) + ink.text(0, 380, picture.legend_head)
