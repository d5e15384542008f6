"""A place against Sweden: the main figure of every area, side by side.

Here: laying out what ``dashboard.models.region`` has chosen. Not here: any choice of figures.
"""

from __future__ import annotations

from html import escape

from dashboard import chrome
from dashboard.figures.meter import change_word
from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.spark import multiple
from dashboard.figures.table import table_html
from dashboard.kept import kept
from dashboard.models.book import Book
from dashboard.models.cards import Card
from dashboard.models.region import Pair, RegionPage, default_place, like_places, region_page
from dashboard.models.source import whole_line
from dashboard.models.where import REGIONS
from dashboard.views import blocks, opened
from dashboard.views.council import opening_html
from dashboard.visit import Visit
from data import registers
from data.access import Act, can_act, check_act

LIKE = Look(width=290, names=104, words=0, step=19)
CENTRES, CENTRES_NARROW = Look(904, 300, 0, 22), Look(358, 190, 0, 22)


def render(visit: Visit) -> None:
    """Show a place's page. Raises ``AccessDenied`` where a regional council asks for another's."""
    own = registers.council(visit.council).place
    place = default_place(visit.place, own)
    check_act(visit.actor, Act.read_council, council=visit.council, place=place)
    chrome.draw(kept("region", visit, lambda: _made(visit, place, own)), "region")


def _made(visit: Visit, place: str, own: str) -> str:
    peers = [p for p in like_places(place)
             if can_act(visit.actor, Act.read_council, council=visit.council, place=p)]
    book = opened.book(visit, opened.headline_cells(visit, {"SE", place, *peers}),
                       opened.centre_cells(visit))
    return _page(book, visit, region_page(book, place, peers), own)


def _page(book: Book, visit: Visit, page: RegionPage, own: str) -> str:
    here = [p for p in page.pairs if p.here.state != "none"]
    pairs = "".join(_pair(book, visit, p) for p in here)
    shown = f'<div class="pairs">{pairs}</div>' if here else (
        f'<p class="note">{escape(book.say("region.nothing", place=page.name))}</p>')
    head = (f"<h2>{escape(book.say('region.title', place=page.name))}</h2>"
            f"{blocks.sub(book.say('region.sub'))}")
    return blocks.picture(
        _places(book, visit, page, own), opening_html(book, visit, page.sentence),
        blocks.block(head, blocks.sub(page.like), blocks.key_line(book),
                     blocks.source(f"{whole_line(book)} {page.ripening}")),
        shown, _absent(book, visit, page), _centres(book, page),
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


def _places(book: Book, visit: Visit, page: RegionPage, own: str) -> str:
    """Link to the places that one may look at."""
    regions = REGIONS if own == "SE" else (own,)
    region = page.place if page.place in REGIONS else registers.region_of(page.place)
    below = [p.code for p in registers.places()
             if p.parent == region and p.published and not p.code.endswith("00")]
    rows = [_links(visit, page.place, [(r, book.place(r)) for r in regions]),
            _links(visit, page.place, [(c, book.place(c)) for c in below])]
    label = escape(book.say("region.choose"))
    return f'<nav class="picker" aria-label="{label}">{"".join(rows)}</nav>'


def _links(visit: Visit, now: str, places: list[tuple[str, str]]) -> str:
    links = "".join(
        f'<a href="{escape(visit.link(place=code))}"'
        f'{" aria-current=true" if code == now else ""}>{escape(name)}</a>'
        for code, name in places)
    return f'<div class="chips">{links}</div>'


def _pair(book: Book, visit: Visit, pair: Pair) -> str:
    to = escape(visit.link("area", area=pair.area, indicator=pair.here.code))
    head = (f'<h2><a href="{to}">{escape(pair.area_name)}</a></h2>'
            f'<p class="sub">{escape(pair.here.name)}</p>')
    here = _half(book, pair.here, book.say("region.here"), f"here-{pair.area}")
    sweden = _half(book, pair.sweden, book.say("region.sweden"), f"se-{pair.area}")
    css = "pair three" if pair.like else "pair"
    return blocks.figure(book, f'<div class="{css}">{head}{here}{sweden}{_like(book, pair)}</div>')


def _like(book: Book, pair: Pair) -> str:
    """Draw the same figure at like places, the place itself in blue."""
    if not pair.like:
        return ""
    title = f"{book.say('region.like')}, {pair.like_sub}"
    drawn = ranked_places(pair.like, pair.like_label, blocks.unique("like", pair.area), look=LIKE,
                          hidden=book.say("figure.protected"), synthetic=book.mark)
    return f'<div class="like"><h3>{escape(title)}</h3>{drawn}</div>'


def _centres(book: Book, page: RegionPage) -> str:
    """Write the intelligence centres beside each other: the region's own, and the national one."""
    found = page.centres
    if found is None:
        return ""
    table = blocks.table_beside(book, found.sub, found.heads, found.table)
    drawn = "".join(
        ranked_places(found.rows, found.label, blocks.unique("centres", css), look=look, css=css,
                      hidden=book.say("figure.protected"), synthetic=book.mark)
        for look, css in ((CENTRES, "wide"), (CENTRES_NARROW, "narrow")))
    return blocks.figure(
        book, blocks.heading(book.say("area.who"), book.say("region.centres")),
        blocks.sub(found.sub, table), drawn, blocks.source(found.source))


def _half(book: Book, card: Card, title: str, key: str) -> str:
    change = card.change
    word = change_word(change, quiet=True) if change else ""
    size = escape(f"{change.text} {change.interval}".strip()) if change else escape(card.note)
    drawn = multiple(card.points, card.label, blocks.unique(key), book.mark)
    older = f'<p class="older">{escape(card.as_of)}</p>' if card.as_of else ""
    return (f'<div><h3>{escape(title)}</h3>{blocks.small_figure(book, card)}{older}{word}'
            f'<div class="src">{size}</div>{drawn}</div>')


def _all(book: Book, page: RegionPage) -> str:
    title = book.say("region.all_title", place=page.name)
    caption = book.say("region.all_sub")
    return blocks.figure(
        book, blocks.heading(book.say("region.all"), title),
        table_html(caption, page.heads, page.table))
