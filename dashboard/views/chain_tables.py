"""The tables and days of a chain: its cohorts, a region beside Sweden, whose cases stand.

Here: laying out what the models of a chain have chosen. Not here: the page and its bars
(``dashboard.views.chain``), any choice of figures.
"""

from __future__ import annotations

from html import escape

from dashboard.figures.cohorts import cohort_table
from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.table import table_html
from dashboard.models.book import Book
from dashboard.models.chain import ChainPage
from dashboard.models.queues import FIRST
from dashboard.models.waiting import Waits
from dashboard.views import blocks
from dashboard.visit import Visit
from data import periods

WAIT, WAIT_NARROW = Look(500, 190, 40, 22, True), Look(358, 150, 40, 22, True)


def cohorts(book: Book, page: ChainPage) -> str:
    """Write the shares of each cohort, a region's above Sweden's."""
    level = book.say(f"period_level.{page.level}")
    heads = (book.say("chain.cohort"), book.say("chain.number"), *page.heads[1:])
    title = book.say("chain.cohorts_title")
    rows = [(r.period, r.number, r.shares) for r in page.rows]
    beside = len(page.heads) - page.main
    table = blocks.table_beside(
        book, f"{page.name}. {book.say('chain.table_title')}",
        [book.say("chain.cohort"), *page.heads], page.table)
    said = book.say("chain.cohorts_sub", level=level, least=page.least) if not page.against else (
        book.say("chain_place.cohorts_sub", level=level, least=page.least,
                 place=book.place(page.place)))
    return blocks.figure(
        book, blocks.heading(book.say("chain.cohorts"), title), blocks.sub(said, table),
        cohort_table(f"{page.name}. {title}", heads, rows, beside, book.say("chain.unripe"),
                     {r.period for r in page.rows if r.quiet}),
        _key(book, any(s.as_of for r in page.rows for s in r.shares)),
        blocks.source(" ".join(page.rules)))


def _key(book: Book, held: bool) -> str:
    older = f"<span>* {escape(book.say('figure.as_of_key'))}</span>" if held else ""
    ripe, unripe, hidden = (escape(book.say(k)) for k in (
        "chain.key_ripe", "chain.key_unripe", "figure.protected_row"))
    return (f'<div class="keyline"><span><i class="sw r4"></i>{ripe}</span>'
            f'<span><i class="sw un"></i>{unripe}</span>'
            f'<span><i class="sw hatched"></i>{hidden}</span>{older}</div>')


def waits(book: Book, page: ChainPage) -> str:
    """Draw the published days of a chain's steps."""
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


def narrow(book: Book, visit: Visit, page: ChainPage) -> str:
    """Write the steps of a region's chain beside Sweden's: how many go on, how long it takes."""
    found = page.against
    if found is None:
        return ""
    place, cohort = book.place(page.place), periods.label(page.year, book.lang)
    title = book.say("chain_place.narrow_title", place=place)
    more = (f' <a href="{escape(visit.link(place="SE"))}">'
            f'{escape(book.say("chain_place.authority_link"))}</a>')
    return blocks.figure(
        book, blocks.heading(book.say("chain_place.narrow"), title),
        blocks.sub(book.say("chain_place.narrow_sub", name=page.name, cohort=cohort)),
        table_html(f"{title}. {page.name}, {cohort}", found.heads, found.rows),
        blocks.source(found.rule),
        "" if found.days else blocks.source(book.say("chain_place.no_days")),
        blocks.source(book.say("chain_place.authority_sweden"), more) if page.queues else "",
        css="nocap")


def standing(book: Book, page: ChainPage) -> str:
    """Write whose cases stand; all of them behind a word where there are many."""
    question = book.say("chain_standing.question")
    head = blocks.heading(question, book.say("chain_standing.title"))
    found = page.queues
    if found is None:
        return blocks.block(head, blocks.sub(book.say("chain_standing.none")))
    caption = f"{question} {found.sub}"
    rest = (f'<details class="plain"><summary>'
            f'{escape(book.say("chain_standing.all", n=len(found.rows)))}</summary>'
            f"{table_html(caption, found.heads, found.rows)}</details>"
            ) if len(found.rows) > FIRST else ""
    return blocks.figure(
        book, head, blocks.sub(found.sub), table_html(caption, found.heads, found.rows[:FIRST]),
        rest, blocks.source(found.note), css="nocap")
