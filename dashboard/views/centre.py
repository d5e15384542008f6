"""A centre as a unit of its own, and the centres beside each other on a region's page.

Here: laying out what ``dashboard.models.centres`` has chosen, and the links that lead to it. Not
here: any choice of figures, the page of a region (``dashboard.views.region``).
"""

from __future__ import annotations

from html import escape

from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.table import table_html
from dashboard.models.book import Book
from dashboard.models.centres import CentrePage, Centres, centre_name, counts_by, short
from dashboard.models.region import Pair
from dashboard.views import blocks
from dashboard.views.pairs import pair_html
from dashboard.visit import CENTRES, Visit
from data import registers

WIDE, NARROW = Look(904, 300, 0, 22), Look(358, 190, 0, 22)


def page_html(book: Book, visit: Visit, page: CentrePage, alone: bool) -> str:
    """Write what a centre's page shows under its sentence.

    ``alone`` where no other region's centre may be read.
    """
    if page.here is None or page.sweden is None:
        return ""
    like = book.say("centres.like_own" if alone else "centres.like")
    head = f"<h2>{escape(book.say('centres.title', name=page.short))}</h2>"
    pair = Pair(page.here.area, registers.name("areas", page.here.area, book.lang), page.here,
                page.sweden, page.like, page.like_label, page.like_sub)
    shown = pair_html(book, visit, pair, here=page.short, like=book.say("centres.units"))
    years = blocks.figure(
        book, blocks.heading(book.say("centres.years"), book.say(
            "centres.years_title", name=page.here.name)),
        table_html(page.unit, page.heads, page.table), blocks.source(page.source), css="slim years")
    return (blocks.block(head, blocks.sub(book.say("centres.about")), blocks.sub(like),
                          blocks.key_line(book))
            + f'<div class="pairs one">{shown}</div>' + years)


def beside(book: Book, visit: Visit, found: Centres | None) -> str:
    """Write the centres beside each other: the region's own, and the national one."""
    if found is None:
        return ""
    table = blocks.table_beside(book, found.sub, found.heads, found.table)
    drawn = "".join(
        ranked_places(found.rows, found.label, blocks.unique("centres", css), look=look, css=css,
                      hidden=book.say("figure.protected"), synthetic=book.mark)
        for look, css in ((WIDE, "wide"), (NARROW, "narrow")))
    return blocks.figure(
        book, blocks.heading(book.say("area.who"), book.say("region.centres")),
        blocks.sub(found.sub, table), drawn, blocks.source(found.source, _links(book, visit)))


def _links(book: Book, visit: Visit) -> str:
    """Lead from the centres to each national one."""
    return "".join(
        f' <a href="{escape(visit.link(centre=code))}">'
        f"{escape(book.say('centres.open', name=short(centre_name(book, code))))}</a>"
        for code in CENTRES if centre_name(book, code))


def from_council(book: Book, visit: Visit, areas: tuple[str, ...]) -> str:
    """Lead from a council that leads are given under to the national centres, "" from others."""
    if not counts_by(book, areas):
        return ""
    return "".join(
        f'<a class="unit" href="{escape(visit.link("region", centre=code))}" '
        f'title="{escape(name)}">{escape(short(name))}</a>'
        for code in CENTRES if (name := centre_name(book, code)))
