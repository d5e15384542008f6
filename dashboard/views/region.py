"""A place against Sweden: the main figure of every area, side by side.

Here: laying out what ``dashboard.models.region`` has chosen. Not here: any choice of figures.
"""

from __future__ import annotations

from html import escape

from dashboard import chrome
from dashboard.figures.meter import change_word
from dashboard.figures.spark import multiple
from dashboard.figures.table import table_html
from dashboard.models.book import Book
from dashboard.models.cards import Card
from dashboard.models.region import Pair, RegionPage, default_place, region_page
from dashboard.models.source import whole_line
from dashboard.models.where import REGIONS
from dashboard.views import blocks, opened
from dashboard.views.council import opening_html
from dashboard.visit import Visit
from data import registers
from data.access import Act, check_act


def render(visit: Visit) -> None:
    """Show a place's page. Raises ``AccessDenied`` where a regional council asks for another's."""
    own = registers.council(visit.council).place
    place = default_place(visit.place, own)
    check_act(visit.actor, Act.read_council, council=visit.council, place=place)
    book = opened.book(visit, opened.headline_cells(visit, {"SE", place}))
    chrome.draw(_page(book, visit, region_page(book, place), own), "region")


def _page(book: Book, visit: Visit, page: RegionPage, own: str) -> str:
    pairs = "".join(_pair(book, visit, p) for p in page.pairs)
    head = (f"<h2>{escape(book.say('region.title', place=page.name))}</h2>"
            f"{blocks.sub(book.say('region.sub'))}")
    return blocks.picture(
        _places(book, visit, page, own), opening_html(book, visit, page.sentence),
        blocks.block(head, blocks.key_line(book),
                     blocks.source(f"{whole_line(book)} {page.ripening}")),
        f'<div class="pairs">{pairs}</div>', _all(book, page))


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
    if pair.here.state == "none":
        return blocks.block(f'<div class="pair off">{head}<p class="src">{escape(pair.here.note)}'
                            "</p></div>")
    here = _half(book, pair.here, book.say("region.here"), f"here-{pair.area}")
    sweden = _half(book, pair.sweden, book.say("region.sweden"), f"se-{pair.area}")
    return blocks.figure(book, f'<div class="pair">{head}{here}{sweden}</div>')


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
