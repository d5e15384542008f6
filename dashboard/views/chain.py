"""A chain from its first state to its last, by the period in which cases were opened.

Here: laying out what ``dashboard.models.chain`` has chosen. Not here: any choice of figures.
"""

from __future__ import annotations

from html import escape

from dashboard import chrome, reading
from dashboard.figures.cohorts import chain_bars, chain_rows, cohort_table
from dashboard.figures.ranked import Look, ranked_places
from dashboard.kept import kept
from dashboard.models import chain as model
from dashboard.models.book import Book
from dashboard.models.chain import ChainPage
from dashboard.models.waiting import Waits
from dashboard.views import blocks, opened
from dashboard.views.leading import all_about
from dashboard.visit import Visit
from data import periods, registers

WIDE, NARROW, BESIDE = 1376.0, 358.0, 1040.0
WAIT, WAIT_NARROW = Look(500, 190, 40, 22, True), Look(358, 150, 40, 22, True)


def render(visit: Visit) -> None:
    """Show the chains of the visit's area."""
    chrome.draw(kept("chain", visit, lambda: _made(visit)), "chain")


def _made(visit: Visit) -> str:
    codes = model.codes(reading.indicators(visit), visit.area)
    book = opened.book(visit, reading.cells(
        visit, indicators=codes or [""], breakdowns=["all"]))
    pages = model.chain_pages(book, visit.area, visit.period)
    if not pages:
        named = next(a.name(visit.lang) for a in registers.areas() if a.code == visit.area)
        said = escape(book.say("chain.empty", area=named))
        return blocks.picture(_choose(book, visit, []), f"<h1>{said}</h1>")
    rest = "".join(_chain(book, visit, p) for p in pages)
    return blocks.picture(
        _choose(book, visit, pages), _opening(book, visit, pages[0]), rest, _reading(book))


def _choose(book: Book, visit: Visit, pages: list[ChainPage]) -> str:
    areas = [(a.name(visit.lang), visit.link(area=a.code, period=""), a.code == visit.area)
             for a in registers.areas()]
    years = list(dict.fromkeys(y for p in pages for y in p.years))
    rows = [(periods.label(y, visit.lang), visit.link(period=y), y == pages[0].year)
            for y in years]
    more = blocks.field(book.say("chain.choose_year"), rows) if rows else ""
    return (f'<div class="choose">{blocks.field(book.say("area.choose_area"), areas)}'
            f"{more}</div>")


def _opening(book: Book, visit: Visit, page: ChainPage) -> str:
    more = escape(book.say("picture.how_counted"))
    return (f'<div class="opening"><h1>{escape(page.sentence)}</h1><p class="lead">'
            f'{escape(book.say("chain.lead"))} <a href="{escape(visit.link("about"))}">{more}</a>'
            "</p></div>")


def _chain(book: Book, visit: Visit, page: ChainPage) -> str:
    return (f'<div class="chain">{_how_far(book, visit, page)}<div class="chainrow">'
            f"{_cohorts(book, page)}{_waits(book, page)}</div></div>")


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
    return blocks.figure(
        book, blocks.heading(book.say("chain.how_far"), page.title),
        blocks.sub(book.say("chain.bars_sub", until=until)),
        f'<div class="bars">{bars}{beside}</div>',
        blocks.source(page.source, all_about(book, visit, page.code)),
        blocks.source(", ".join(held)))


def _beside(book: Book, page: ChainPage, name: str, late: str) -> str:
    """Draw the branches that run beside the main one."""
    label = f"{book.say('chain.beside')}. {page.label}"
    drawn = chain_rows(page.beside, label, name, late, book.mark, 288).replace(
        'class="narrow"', 'class="wide"', 1)
    return f'<div class="besides"><h3>{escape(book.say("chain.beside"))}</h3>{drawn}</div>'


def _cohorts(book: Book, page: ChainPage) -> str:
    level = book.say(f"period_level.{page.level}")
    heads = (book.say("chain.cohort"), book.say("chain.number"), *page.heads[1:])
    title = book.say("chain.cohorts_title")
    rows = [(r.period, r.number, r.shares) for r in page.rows]
    beside = len(page.heads) - page.main
    table = blocks.table_beside(
        book, f"{page.name}. {book.say('chain.table_title')}",
        [book.say("chain.cohort"), *page.heads], page.table)
    return blocks.figure(
        book, blocks.heading(book.say("chain.cohorts"), title),
        blocks.sub(book.say("chain.cohorts_sub", level=level, least=page.least), table),
        cohort_table(f"{page.name}. {title}", heads, rows, beside, book.say("chain.unripe")),
        _key(book, any(s.as_of for r in page.rows for s in r.shares)),
        blocks.source(" ".join(page.rules)))


def _key(book: Book, held: bool) -> str:
    older = f"<span>* {escape(book.say('figure.as_of_key'))}</span>" if held else ""
    ripe, unripe, hidden = (escape(book.say(k)) for k in (
        "chain.key_ripe", "chain.key_unripe", "figure.protected_row"))
    return (f'<div class="keyline"><span><i class="sw r4"></i>{ripe}</span>'
            f'<span><i class="sw un"></i>{unripe}</span>'
            f'<span><i class="sw hatched"></i>{hidden}</span>{older}</div>')


def _waits(book: Book, page: ChainPage) -> str:
    question = book.say("chain.waiting")
    if not page.waits:
        return blocks.block(blocks.heading(question, book.say("chain.waiting_none_title")),
                            blocks.sub(book.say("chain.waiting_none")))
    return f'<div class="stack2">{"".join(_wait(book, w, question) for w in page.waits)}</div>'


def _wait(book: Book, wait: Waits, question: str) -> str:
    period = periods.label(wait.period, book.lang)
    sub = book.say("chain.waiting_sub", name=wait.meta.name, period=period)
    heads = [book.say("picture.place" if wait.by != "authority" else "area.deliverer"),
             book.say("matrix.days")]
    table = blocks.table_beside(book, sub, heads, wait.table)
    drawn = "".join(
        ranked_places(wait.rows, f"{question} {sub}", blocks.unique(wait.meta.code, css),
                      hidden=book.say("figure.protected"), synthetic=book.mark,
                      reference=wait.reference, look=look, css=css)
        for look, css in ((WAIT, "wide"), (WAIT_NARROW, "narrow")))
    return blocks.figure(book, blocks.heading(question, wait.meta.name),
                         blocks.sub(sub, table), drawn)


def _reading(book: Book) -> str:
    title, text = (escape(book.say(f"chain.{k}")) for k in ("reading", "reading_text"))
    return blocks.block(f"<h2>{title}</h2>", f'<p class="two-line">{text}</p>')


