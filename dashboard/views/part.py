"""My authority's part of a council: its own figures by year, and its overdue promises.

Here: markup of ``dashboard.models.mine`` and the choice of authority among the members. Not here:
any choice of figures.
"""

from __future__ import annotations

from html import escape

from dashboard.chrome import icon
from dashboard.figures.table import table_html
from dashboard.models.book import Book
from dashboard.models.council import CouncilPage
from dashboard.models.mine import Mine, Overdue
from dashboard.views import blocks
from dashboard.visit import Visit


def part(book: Book, visit: Visit, page: CouncilPage) -> str:
    """Write the part of the authority in the address, or let a member choose one."""
    own = page.mine
    if own is None:
        return _ask(book, visit, page)
    head = blocks.heading(book.say("mine.question"), own.name)
    if own.authority not in dict(page.members.codes):
        said = book.say("mine.not_member", name=own.name)
        return blocks.block(head, blocks.sub(said), _choose(book, visit, page, "mine.choose"))
    table = _table(book, own)
    return blocks.figure(
        book, head, blocks.sub(book.say("mine.sub") if own.rows else ""), table,
        _overdue(own.overdue), _choose(book, visit, page, "mine.other"), css="mine")


def _ask(book: Book, visit: Visit, page: CouncilPage) -> str:
    if not page.members.codes:
        return ""
    return blocks.block(
        f"<h2><em>{escape(book.say('mine.question'))}</em></h2>",
        blocks.sub(book.say("mine.choose_text")), _choose(book, visit, page, "mine.choose"),
        css="mine")


def _choose(book: Book, visit: Visit, page: CouncilPage, key: str) -> str:
    """Offer the members as links in a menu."""
    links = "".join(
        f'<a href="{escape(visit.link(authority=code))}"'
        f'{" aria-current=true" if code == visit.authority else ""}>{escape(name)}</a>'
        for code, name in page.members.codes)
    return (f'<details class="menu choice"><summary>{escape(book.say(key))}{icon("down")}'
            f"</summary><div>{links}</div></details>") if links else ""


def _table(book: Book, own: Mine) -> str:
    if not own.rows:
        return f'<p class="sub">{escape(book.say("mine.none", name=own.name))}</p>'
    return table_html(f"{own.name}. {book.say('mine.sub')}", own.heads, own.rows)


def _overdue(overdue: Overdue | None) -> str:
    """Write the overdue promises with their sign; orange only where there are any."""
    if overdue is None:
        return ""
    sign = icon("late", "orange") if overdue.some else icon("check")
    css = "st late" if overdue.some else "st"
    return f'<p class="{css}">{sign}<span>{escape(overdue.text)}</span></p>'
