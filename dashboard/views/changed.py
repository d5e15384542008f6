"""What changed: the sure changes first, then those that cannot be compared, then the rest, folded.

Here: laying out what ``dashboard.models.changed`` has chosen. Not here: any choice of figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import polars as pl

from dashboard import drawing, reading
from dashboard.figures import meter, scales
from dashboard.figures.table import Cell, table_html
from dashboard.kept import kept
from dashboard.models.book import Book
from dashboard.models.cards import change_label
from dashboard.models.changed import Changed, changed, compared
from dashboard.views import blocks, opened
from dashboard.visit import Visit
from data import registers
from data.access import Act, can_act, check_act
from data.registers import Council


def render(visit: Visit) -> None:
    """Show what changed in the visit's council, or in the one area that the address names."""
    council = registers.council(visit.council)
    check_act(visit.actor, Act.read_council, council=council.code, place=council.place)
    drawing.draw(kept("changed", visit, lambda: _made(visit, council)), "changed")


def _made(visit: Visit, council: Council) -> str:
    areas = [visit.view] if visit.view in council.areas else list(council.areas)
    changes = reading.changes(visit)
    cells = reading.cells(visit, authorities=["all"], breakdowns=["all"],
                          indicators=_listed(visit, areas), periods=compared(changes))
    book = opened.book(visit, cells)
    rows = changed(book, areas, _places(visit, council))
    return _page(book, visit, council, areas, rows)


def _listed(visit: Visit, areas: Sequence[str]) -> list[str]:
    rows = reading.indicators(visit).filter(pl.col("area").is_in(list(areas)))
    return rows["indicator"].to_list()


def _places(visit: Visit, council: Council) -> list[str]:
    """List the places whose changes are shown: Sweden, and below it the council's own."""
    own = [p.code for p in registers.places() if council.place in ("SE", p.code)
           or registers.region_of(p.code) == council.place]
    return [p for p in dict.fromkeys(("SE", *own)) if can_act(
        visit.actor, Act.read_council, council=council.code, place=p)]


def _page(book: Book, visit: Visit, council: Council, areas: Sequence[str],
          rows: Sequence[Changed]) -> str:
    sure = [r for r in rows if r.kind == "sure"]
    reach = scales.span([e for r in sure for e in (r.change.low, r.change.high)])
    listed = "".join(_area(book, visit, area, [r for r in sure if r.area == area], reach)
                     for area in areas if any(r.area == area for r in sure))
    unfolded = ("broken",) if sure else ("broken", "calm")   # never a page with nothing on it
    folded = "".join(
        _folded(book, visit, kind, [r for r in rows if r.kind == kind], kind in unfolded)
        for kind in ("broken", "unripe", "calm", "few"))
    return blocks.picture(_opening(book, visit, rows, sure), _filter(book, visit, council),
                          listed, _without(book, sorted({r.area for r in rows if sure} - {
                             r.area for r in sure}, key=areas.index)), folded)


def _opening(book: Book, visit: Visit, rows: Sequence[Changed], sure: Sequence[Changed]) -> str:
    """Say how many changes are sure, of how many that were tested."""
    key = {0: "none", 1: "one"}.get(len(sure), "many")
    lead = book.say("changed.lead", total=len(rows), edition=book.edition) if rows else (
        book.say("changed.lead_none"))
    to, more = escape(visit.link("about")), escape(book.say("changed.more"))
    return (f'<div class="opening"><h1>{escape(book.say(f"changed.{key}", n=len(sure)))}</h1>'
            f'<p class="lead">{escape(lead)} <a href="{to}">{more}</a></p></div>')


def _filter(book: Book, visit: Visit, council: Council) -> str:
    """Link to each area of the council; a council of one has nothing to choose."""
    if len(council.areas) < 2:
        return ""
    choices = [("", book.say("changed.all_areas")),
               *((a, registers.name("areas", a, book.lang)) for a in council.areas)]
    shown = visit.view if visit.view in council.areas else ""
    links = "".join(
        f'<a class="btn" href="{escape(visit.link(view=code))}"'
        f'{" aria-current=true" if code == shown else ""}>{escape(name)}</a>'
        for code, name in choices)
    return (f'<nav class="filters" aria-label="{escape(book.say("changed.filter"))}">'
            f"{links}</nav>")


def _area(book: Book, visit: Visit, area: str, rows: Sequence[Changed], reach: float) -> str:
    head = blocks.heading(book.say("changed.sure"), book.say(
        "changed.sure_title", area=registers.name("areas", area, book.lang)))
    items = "".join(_item(book, visit, row, reach) for row in rows)
    return blocks.figure(book, head, blocks.sub(book.say("changed.sure_sub")),
                         f'<ol class="changes">{items}</ol>')


def _without(book: Book, areas: Sequence[str]) -> str:
    """Name the areas without a sure change, where others have one."""
    names = ", ".join(registers.name("areas", a, book.lang) for a in areas)
    return blocks.block(blocks.sub(book.say("changed.sure_none", areas=names))) if names else ""


def _item(book: Book, visit: Visit, row: Changed, reach: float) -> str:
    size = f"{row.change.text} {row.change.interval}".strip()
    drawn = meter.change_meter(row.change, reach, change_label(book, row.change), 160) if (
        row.change.low is not None and row.change.estimate is not None) else ""
    return (
        f'<li><div class="what"><h3><a href="{escape(_to(visit, row))}">{escape(row.name)}</a></h3>'
        f'<div class="sub">{escape(row.place_name)}</div></div>'
        f'<div class="how">{meter.change_word(row.change)}<div class="sub">{escape(size)}</div>'
        f'{drawn}</div><div class="figs"><div><b>{escape(row.now)}</b></div>'
        f'<div class="sub">{escape(row.then)}</div></div>{_reasons(book, row)}</li>')


def _to(visit: Visit, row: Changed) -> str:
    return visit.link("area", area=row.area, indicator=row.code, place=row.place, period="")


def _reasons(book: Book, row: Changed) -> str:
    """Say what the change is made of, where the edition says it."""
    if not row.reasons:
        return ""
    said = "".join(f"<li>{escape(one)}</li>" for one in row.reasons)
    return (f'<div class="real"><div class="sub"><b>{escape(book.say("changed.real"))}</b></div>'
            f"<ul>{said}</ul></div>")


def _folded(book: Book, visit: Visit, kind: str, rows: Sequence[Changed], unfolded: bool) -> str:
    """Fold the changes of a kind into a table."""
    if not rows:
        return ""
    title, about = book.say(f"changed.{kind}", n=len(rows)), book.say(f"changed.{kind}_sub")
    heads = [book.say(key) for key in ("changed.what", "picture.place", "changed.now",
                                       "changed.then")]
    sized = kind == "calm"
    body = [[Cell(r.name, href=_to(visit, r)), Cell(r.place_name, left=True), Cell(r.now),
             Cell(r.then), *([Cell(f"{r.change.text} {r.change.interval}".strip())] * sized)]
            for r in rows]
    table = table_html(about, [*heads, *([book.say("changed.size")] * sized)], body)
    opened_now = " open" if unfolded else ""
    return blocks.block(f'<details class="plain"{opened_now}><summary><h2>{escape(title)}</h2>'
                        f'</summary>{table}</details>')
