"""A chain as bars that shrink from step to step, and its cohorts as a table of shares.

Here: the drawing in two widths, and the markup of the table. Not here: which cohort is ripe.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from dashboard.figures import ink
from dashboard.figures.table import Cell, raised

HEIGHT, TALL, FLOOR, ROW, LINE = 206.0, 112.0, 152.0, 46.0, 15.0
NEAR = 30.0   # pixels: as tall is a value above its bar
LIMITS = (0.2, 0.4, 0.6, 0.8)   # of the five colours


@dataclass(frozen=True)
class Step:
    """A state of a chain: ``value`` is None unless it is visible; ``under`` is said below.

    ``sweden`` is where a line stands that the bar is held against, and ``beside`` says it.
    """

    name: str
    value: float | None
    text: str
    sign: str
    under: str
    ripe: bool
    as_of: str = ""
    sweden: float | None = None
    beside: str = ""


@dataclass(frozen=True)
class Share:
    """A cohort's share at a state: as written, its sign, and 0 to 1 where it has a colour.

    ``as_of`` says of which older edition it is, "" where of this one.
    """

    text: str
    sign: str
    ripe: bool
    part: float | None = None
    meaning: str = ""
    as_of: str = ""


def chain_bars(
    steps: Sequence[Step], label: str, name: str, unripe: str, synthetic: str, width: float,
) -> str:
    """Draw the steps side by side, from zero, with what falls away pale between them."""
    slot = width / len(steps)
    bar = min(slot * 0.58, 120.0)
    top = _top(steps)
    ends = [(slot * i, TALL * (s.value or 0.0) / top) for i, s in enumerate(steps)]
    falls = "".join(_fall(ends[i], ends[i + 1], bar) for i in range(len(steps) - 1)
                    if steps[i].value is not None and steps[i + 1].value is not None)
    drawn = "".join(
        _bar(s, x, tall, bar, slot, name, unripe, top)
        for s, (x, tall) in zip(steps, ends, strict=True))
    height = HEIGHT + LINE * any(s.beside for s in steps)
    return ink.svg(width, height, label, ink.hatch(name), falls, drawn,
                   ink.line(0, FLOOR, width, FLOOR, stroke=ink.INK),
                   ink.text(width, 12, synthetic, anchor="end"), css="wide")


def _top(steps: Sequence[Step]) -> float:
    return max([max(s.value or 0.0, s.sweden or 0.0) for s in steps] + [1.0])


def _line(step: Step, x: float, width: float, tall: float) -> str:
    """Draw the line that a bar is held against."""
    if step.sweden is None:
        return ""
    y = FLOOR - tall
    return ink.line(x, y, x + width, y, stroke=ink.PAPER, width=4) + ink.line(
        x, y, x + width, y, stroke=ink.INK, width=2)


def _fall(one: tuple[float, float], other: tuple[float, float], bar: float) -> str:
    (x, tall), (to, low) = one, other
    a, b, y, z = (ink.number(v) for v in (x + bar, to, FLOOR - tall, FLOOR - low))
    floor = ink.number(FLOOR)
    return ink.path(f"M{a} {y}L{b} {z}V{floor}H{a}z", fill=ink.BAND)


def _bar(
    step: Step, x: float, tall: float, bar: float, slot: float, name: str, unripe: str, top: float
) -> str:
    room = slot - 8
    size = 14.0 if ink.text_width(step.name, 14) <= room else 12.5
    said = ink.text(x, FLOOR + 20, _fit(step.name, room, size), size=size, weight=600,
                    fill=ink.INK)
    rest = [w for w in (step.under, step.beside, "" if step.ripe else unripe) if w]
    lines = "".join(ink.text(x, FLOOR + 37 + LINE * i, _fit(w, room, 12.5), size=12.5)
                    for i, w in enumerate(rest))
    line = TALL * (step.sweden or 0.0) / top
    above = max(tall, line if line - tall < NEAR else 0.0)   # the value stands clear of the line
    return (_shape(step, x, tall, bar, name, above) + _line(step, x - 4, bar + 8, line) + said
            + lines)


def _shape(step: Step, x: float, tall: float, bar: float, name: str, above: float) -> str:
    if step.value is None or step.sign != "visible":
        box = ink.bar(x, FLOOR - 26, bar, 26, fill=f"url(#{name})")
        said = ink.text(x, FLOOR - 34, step.text, size=20, weight=600, fill=ink.INK, narrow=False)
        return box * (step.sign == "protected") + said
    look = {"fill": ink.DATA} if step.ripe else {
        "fill": ink.PAPER, "stroke": ink.DATA, "dash": "3 2.6"}
    mark = ink.square(x + ink.text_width(step.text, 20, False) + 10, FLOOR - above - 15, 3.5,
                      step.as_of) if step.as_of else ""
    return ink.bar(x, FLOOR - tall, bar, tall, **look) + ink.text(
        x, FLOOR - above - 8, step.text, size=20, weight=600, fill=ink.INK, narrow=False) + mark


def _fit(said: str, room: float, size: float) -> str:
    if ink.text_width(said, size) <= room:
        return said
    return said[: max(int(room / ink.text_width("x", size)) - 1, 3)].rstrip(" ,") + "…"


def chain_rows(
    steps: Sequence[Step], label: str, name: str, unripe: str, synthetic: str,
    width: float = 358.0,
) -> str:
    """Draw the steps below each other, for a narrow page and for what stands beside."""
    top = _top(steps)
    rows = "".join(_row(s, ROW * i, top, width, name, unripe) for i, s in enumerate(steps))
    height = ROW * len(steps) + (16 if synthetic else 0)
    return ink.svg(width, height, label, ink.hatch(name), rows,
                   ink.text(width, height - 2, synthetic, anchor="end"), css="narrow")


def _row(step: Step, y: float, top: float, width: float, name: str, unripe: str) -> str:
    words = ", ".join(w for w in (step.under, step.beside, "" if step.ripe else unripe) if w)
    said = ink.text(0, y + 13, step.name, size=14, weight=600, fill=ink.INK)
    right = ink.text(width, y + 13, step.text, size=14, weight=600, anchor="end", fill=ink.INK,
                     narrow=False)
    under = ink.text(0, y + 40, words)
    if step.value is None or step.sign != "visible":
        hidden = ink.bar(0, y + 18, 60, 9, fill=f"url(#{name})")
        return said + right + under + hidden * (step.sign == "protected")
    long = max((width - 2) * step.value / top, 1)
    look = {"fill": ink.DATA} if step.ripe else {
        "fill": ink.PAPER, "stroke": ink.DATA, "dash": "3 2.6"}
    return said + right + under + ink.bar(1, y + 18, long, 9, **look) + _upright(
        step, y + 15, width, top)


def _upright(step: Step, y: float, width: float, top: float) -> str:
    """Draw the line that a lying bar is held against."""
    if step.sweden is None:
        return ""
    x = 1 + (width - 2) * step.sweden / top
    return ink.line(x, y, x, y + 15, stroke=ink.PAPER, width=4) + ink.line(
        x, y, x, y + 15, stroke=ink.INK, width=2)


def cohort_table(
    caption: str, heads: Sequence[str], rows: Sequence[tuple[str, Cell, Sequence[Share]]],
    beside: int, unripe: str, quiet: Collection[str] = (),
) -> str:
    """Write the table of shares. ``heads``: cohort, number, and a state for each share.

    ``beside`` is how many of the last states stand beside the main branch; ``quiet`` names the
    rows that the others are held against.
    """
    first = len(heads) - beside
    top = "".join(f'<th scope="col" class="{_side(i, first)}">{escape(h)}</th>'
                  for i, h in enumerate(heads))
    body = "".join(_cohort(period, number, shares, first, unripe, period in quiet)
                   for period, number, shares in rows)
    said = escape(caption)
    return (f'<div class="scroll" tabindex="0" role="region" aria-label="{said}">'
            f'<table class="coh"><caption class="hidden">{said}</caption>'
            f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>")


def _side(column: int, first: int) -> str:
    return "c2" + (" aside" if column == first else "") if column > 1 else "r" if column else ""


def _cohort(
    period: str, number: Cell, shares: Sequence[Share], first: int, unripe: str, quiet: bool
) -> str:
    cells = "".join(_share(s, i == first, unripe) for i, s in enumerate(shares, start=2))
    whole = escape(number.text)
    if number.meaning and not number.mark:
        whole = (f'<span aria-hidden="true" title="{escape(number.meaning)}">{whole}</span>'
                 f'<span class="hidden">{escape(number.meaning)}</span>')
    elif number.mark:
        whole += f'<span class="hidden">, {escape(number.meaning)}</span>'
    row, head = (' class="ref"', "") if quiet else ("", ' class="strong"')
    return (f'<tr{row}><th scope="row"{head}>{escape(period)}</th><td class="r">{whole}</td>'
            f"{cells}</tr>")


def _share(share: Share, aside: bool, unripe: str) -> str:
    """Write one cell: colour where ripe, pale hatching where not, the sign where there is one."""
    look = _look(share)
    side = " aside" if aside else ""
    said = escape(share.text)
    if share.meaning:
        return (f'<td class="cell {look}{side}"><span aria-hidden="true" '
                f'title="{escape(share.meaning)}">{said}</span>'
                f'<span class="hidden">{escape(share.meaning)}</span></td>')
    late = "" if share.ripe else f'<span class="hidden">, {escape(unripe)}</span>'
    mark = raised("*" if share.as_of else "", share.as_of)
    return f'<td class="cell {look}{side}"><span>{said}{mark}</span>{late}</td>'


def _look(share: Share) -> str:
    if share.sign == "protected":
        return "hatched"
    if share.sign not in ("visible", "zero"):
        return "absent"
    if not share.ripe:
        return "un"
    if share.part is None:
        return "plain"
    return f"r{1 + sum(share.part >= limit for limit in LIMITS)}"
