"""A chain from its first state to its last, by the period in which cases were opened.

Here: laying out what ``dashboard.models.chain`` has chosen, for Sweden or for a region beside it.
Not here: any choice of figures, tables (``dashboard.views.chain_tables``).
"""

from __future__ import annotations

from html import escape

from dashboard import drawing, reading
from dashboard.figures.cohorts import chain_bars, chain_rows
from dashboard.kept import kept
from dashboard.models import chain as model
from dashboard.models.book import Book
from dashboard.models.chain import ChainPage
from dashboard.models.where import REGIONS
from dashboard.views import blocks, opened
from dashboard.views.chain_tables import cohorts, narrow, standing, waits
from dashboard.views.leading import all_about
from dashboard.visit import Visit
from data import periods, registers
from data.access import Act, can_act, check_act

WIDE, BESIDE = 1376.0, 1040.0


def render(visit: Visit) -> None:
    """Show the chains of the visit's area. Raises ``AccessDenied`` where a regional council asks.

    It asks for another's region then: its own and Sweden's it may see.
    """
    place = _place(visit)
    check_act(visit.actor, Act.read_council, council=visit.council, place=place)
    drawing.draw(kept("chain", visit, lambda: _made(visit, place)), "chain")


def _place(visit: Visit) -> str:
    """Return Sweden, or the region that the visit's place is or lies in."""
    region = "" if visit.place == "SE" else registers.region_of(visit.place)
    return region if region in REGIONS else "SE"


def _made(visit: Visit, place: str) -> str:
    codes = model.codes(reading.indicators(visit), visit.area)
    book = opened.book(visit, reading.cells(
        visit, indicators=codes or [""], breakdowns=["all"]))
    held = {e.label: e.until for e in reading.editions()}
    asked = model.chain_pages(book, visit.area, visit.period, place, held)
    pages = asked or model.chain_pages(book, visit.area, visit.period, "SE", held)
    named = next(a.name(visit.lang) for a in registers.areas() if a.code == visit.area)
    if not pages:
        said = escape(book.say("chain.empty", area=named))
        return blocks.picture(_choose(book, visit, [], place), f"<h1>{said}</h1>")
    top = _opening(book, visit, pages[0]) if asked else _only_sweden(book, visit, named, place)
    rest = "".join(_chain(book, visit, p) for p in pages)
    return blocks.picture(_choose(book, visit, pages, place), top, rest, _reading(book))


def _choose(book: Book, visit: Visit, pages: list[ChainPage], place: str) -> str:
    areas = [(a.name(visit.lang), visit.link(area=a.code, period=""), a.code == visit.area)
             for a in registers.areas()]
    places = [(book.place(p), visit.link(place=p), p == place) for p in ("SE", *REGIONS)
              if can_act(visit.actor, Act.read_council, council=visit.council, place=p)]
    years = list(dict.fromkeys(y for p in pages for y in p.years))
    rows = [(periods.label(y, visit.lang), visit.link(period=y), y == pages[0].year)
            for y in years]
    fields = (("area.choose_area", areas), ("area.choose_place", places),
              ("chain.choose_year", rows))
    return '<div class="choose">' + "".join(
        blocks.field(book.say(key), found) for key, found in fields if found) + "</div>"


def _opening(book: Book, visit: Visit, page: ChainPage) -> str:
    more = escape(book.say("picture.how_counted"))
    lead = escape(book.say("chain_place.lead" if page.against else "chain.lead"))
    return (f'<div class="opening"><h1>{escape(page.sentence)}</h1><p class="lead">'
            f'{lead} <a href="{escape(visit.link("about"))}">{more}</a></p></div>')


def _only_sweden(book: Book, visit: Visit, area: str, place: str) -> str:
    """Say that the chain has no figures by region, and lead to Sweden's, which stands below."""
    h1 = escape(book.say("chain_place.none_h1", area=area))
    lead = escape(book.say("chain_place.none_lead", place=book.place(place)))
    to, said = (escape(t) for t in (visit.link(place="SE"), book.say("chain_place.none_link")))
    return (f'<div class="opening"><h1>{h1}</h1><p class="lead">{lead} <a href="{to}">{said}</a>'
            "</p></div>")


def _chain(book: Book, visit: Visit, page: ChainPage) -> str:
    """Put the days beside the cohorts, and under them what takes the whole width."""
    under = narrow(book, visit, page) if page.against else standing(book, page)
    right = waits(book, page)
    if page.against and not page.waits:
        right, under = under, ""
    elif page.queues is None and not page.against:
        right, under = f'<div class="stack2">{right}{under}</div>', ""
    return (f'<div class="chain">{_how_far(book, visit, page)}<div class="chainrow">'
            f"{cohorts(book, page)}{right}</div>{under}</div>")


def _how_far(book: Book, visit: Visit, page: ChainPage) -> str:
    until = periods.label(book.until, book.lang)
    late, ids = book.say("chain.unripe"), [
        blocks.unique("chain", page.id, k) for k in ("wide", "narrow", "beside")]
    steps = page.steps
    wide = BESIDE if page.beside else WIDE
    bars = chain_bars(steps, page.label, ids[0], late, book.mark, wide) + chain_rows(
        (*steps, *page.beside), page.label, ids[1], late, book.mark)
    beside = _beside(book, page, ids[2], late) if page.beside else ""
    held = sorted({s.as_of for s in (*steps, *page.beside) if s.as_of})
    line = f" {book.say('chain_place.line')}" if page.against else ""
    return blocks.figure(
        book, blocks.heading(book.say("chain.how_far"), page.title),
        blocks.sub(book.say("chain.bars_sub", until=until) + line),
        f'<div class="bars">{bars}{beside}</div>',
        blocks.source(page.source, all_about(book, visit, page.code)),
        blocks.source(", ".join(held)))


def _beside(book: Book, page: ChainPage, name: str, late: str) -> str:
    """Draw the branches that run beside the main one."""
    label = f"{book.say('chain.beside')}. {page.label}"
    drawn = chain_rows(page.beside, label, name, late, book.mark, 288).replace(
        'class="narrow"', 'class="wide"', 1)
    return f'<div class="besides"><h3>{escape(book.say("chain.beside"))}</h3>{drawn}</div>'


def _reading(book: Book) -> str:
    title, text = (escape(book.say(f"chain.{k}")) for k in ("reading", "reading_text"))
    return blocks.block(f"<h2>{title}</h2>", f'<p class="two-line">{text}</p>')
