"""A place against Sweden: the main figure of every area, side by side.

Here: laying out what ``dashboard.models.region`` has chosen. Not here: any choice of figures.
"""

from __future__ import annotations

from html import escape

from dashboard import drawing
from dashboard.figures.table import table_html
from dashboard.kept import kept
from dashboard.models.book import Book
from dashboard.models.centres import centre_name, centre_page, short
from dashboard.models.council import Sentence
from dashboard.models.region import RegionPage, default_place, like_places, region_page
from dashboard.models.source import whole_line
from dashboard.models.where import REGIONS
from dashboard.views import blocks, centre, opened
from dashboard.views.council import opening_html
from dashboard.views.pairs import pair_html
from dashboard.visit import CENTRES, Visit
from data import registers
from data.access import Act, can_act, check_act


def render(visit: Visit) -> None:
    """Show a place's page. Raises ``AccessDenied`` where a regional council asks for another's."""
    own = registers.council(visit.council).place
    if visit.centre:
        check_act(visit.actor, Act.read_council, council=visit.council, place="SE")
        drawing.draw(kept("region", visit, lambda: _unit(visit, own)), "region")
        return
    place = default_place(visit.place, own)
    check_act(visit.actor, Act.read_council, council=visit.council, place=place)
    drawing.draw(kept("region", visit, lambda: _made(visit, place, own)), "region")


def _made(visit: Visit, place: str, own: str) -> str:
    peers = [p for p in like_places(place)
             if can_act(visit.actor, Act.read_council, council=visit.council, place=p)]
    book = opened.book(visit, opened.headline_cells(visit, {"SE", place, *peers}),
                       opened.centre_cells(visit))
    return _page(book, visit, region_page(book, place, peers), own)


def _unit(visit: Visit, own: str) -> str:
    """Make the page of a national centre: of no region, so that it is read as Sweden is."""
    book = opened.book(visit, opened.headline_cells(visit, {"SE"}), opened.centre_cells(visit))
    page = centre_page(book, visit.centre)
    first = Sentence(page.sentence, page.lead, page.caution)
    return blocks.picture(_places(book, visit, "", own), opening_html(book, visit, first),
                          centre.page_html(book, visit, page, opened.restricted(visit)))


def _page(book: Book, visit: Visit, page: RegionPage, own: str) -> str:
    here = [p for p in page.pairs if p.here.state != "none"]
    pairs = "".join(pair_html(book, visit, p) for p in here)
    shown = f'<div class="pairs">{pairs}</div>' if here else (
        f'<p class="note">{escape(book.say("region.nothing", place=page.name))}</p>')
    head = (f"<h2>{escape(book.say('region.title', place=page.name))}</h2>"
            f"{blocks.sub(book.say('region.sub'))}")
    return blocks.picture(
        _places(book, visit, page.place, own), opening_html(book, visit, page.sentence),
        blocks.block(head, blocks.sub(page.like), blocks.key_line(book),
                     blocks.source(f"{whole_line(book)} {page.ripening}")),
        shown, _absent(book, visit, page), centre.beside(book, visit, page.centres),
        _all(book, page) if page.table else "")


def _absent(book: Book, visit: Visit, page: RegionPage) -> str:
    """List the areas without a figure here, each with the reason."""
    rows = "".join(
        f'<li><a href="{escape(visit.link("area", area=p.area, indicator=p.here.code))}">'
        f"{escape(p.area_name)}</a>: {escape(p.here.name)}. {escape(p.here.note)}</li>"
        for p in page.pairs if p.here.state == "none")
    if not rows:
        return ""
    title = f"<h2>{escape(book.say('region.absent'))}</h2>"
    return blocks.block(title, f'<ul class="absent">{rows}</ul>')


def _places(book: Book, visit: Visit, place: str, own: str) -> str:
    """Link to the places and units that one may look at."""
    regions = REGIONS if own == "SE" else (own,)
    region = place if place in REGIONS else registers.region_of(place) if place else ""
    below = [p.code for p in registers.places()
             if region and p.parent == region and p.published and not p.code.endswith("00")]
    rows = [_links(visit, place, [(r, book.place(r)) for r in regions], _units(book, visit)),
            _links(visit, place, [(c, book.place(c)) for c in below])]
    label = escape(book.say("region.choose"))
    return f'<nav class="picker" aria-label="{label}">{"".join(rows)}</nav>'


def _units(book: Book, visit: Visit) -> str:
    """Link to the national centres, beside the regions."""
    return "".join(
        f'<a class="unit" href="{escape(visit.link(centre=code))}" title="{escape(name)}"'
        f'{" aria-current=true" if code == visit.centre else ""}>{escape(short(name))}</a>'
        for code in CENTRES if (name := centre_name(book, code)))


def _links(visit: Visit, now: str, places: list[tuple[str, str]], more: str = "") -> str:
    links = "".join(
        f'<a href="{escape(visit.link(place=code))}"'
        f'{" aria-current=true" if code == now else ""}>{escape(name)}</a>'
        for code, name in places)
    return f'<div class="chips">{links}{more}</div>' if links or more else ""


def _all(book: Book, page: RegionPage) -> str:
    title = book.say("region.all_title", place=page.name)
    caption = book.say("region.all_sub")
    return blocks.figure(
        book, blocks.heading(book.say("region.all"), title),
        table_html(caption, page.heads, page.table))
