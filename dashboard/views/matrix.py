"""Sent and received: authority by authority, where the two do not agree, and how late.

Here: laying out what ``dashboard.models.matrix`` has chosen. Not here: any choice of figures.
"""

from __future__ import annotations

from html import escape

from dashboard import drawing, reading
from dashboard.figures import icons
from dashboard.figures.matrix import matrix_html
from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.table import Cell, table_html
from dashboard.kept import kept
from dashboard.models import matrix as model
from dashboard.models.book import Book
from dashboard.models.matrix import MatrixPage
from dashboard.views import blocks, opened
from dashboard.views.leading import all_about
from dashboard.visit import Visit
from data import registers, words

WIDE, NARROW = (Look(432, 170, 40, 22, True), Look(358, 150, 40, 22, True))


def render(visit: Visit) -> None:
    """Show the page of the visit's area, or where there is a matrix."""
    drawing.draw(kept("matrix", visit, lambda: _made(visit)), "matrix")


def _made(visit: Visit) -> str:
    about = reading.indicators(visit)
    codes = model.codes(about, visit.area)
    book = opened.book(visit, reading.cells(
        visit, indicators=codes or [""], places=["SE"]))
    page = model.matrix_page(book, visit.area, visit.period)
    if page is None:
        return _none(book, visit, model.areas(about))
    return _page(book, visit, page)


def _none(book: Book, visit: Visit, areas: list[str]) -> str:
    """Say that there is no matrix here, and lead to where there is one."""
    named = {a.code: a.name(visit.lang) for a in registers.areas()}
    others = [a for a in areas if a != visit.area]
    said = (book.say("matrix.none", area=named[visit.area]) if others
            else book.say("matrix.empty"))
    links = ", ".join(f'<a href="{escape(visit.link(area=a))}">{escape(named[a])}</a>'
                      for a in others)
    go = f'<p class="lead">{escape(book.say("matrix.none_go"))} {links}</p>' if links else ""
    return blocks.picture(f"<h1>{escape(said)}</h1>{go}")


def _page(book: Book, visit: Visit, page: MatrixPage) -> str:
    lead = escape(book.say("matrix.lead"))
    more = escape(book.say("picture.how_counted"))
    opening = (f'<div class="opening"><h1>{escape(page.title)}</h1><p class="lead">{lead} '
               f'<a href="{escape(visit.link("about"))}">{more}</a></p></div>')
    side = f'<div class="side">{_pairs(book, page)}{_waits(book, page)}{_signs(book)}</div>'
    return blocks.picture(_choose(book, visit, page), opening,
                          f'<div class="mxrow">{_matrix(book, visit, page)}{side}</div>')


def _choose(book: Book, visit: Visit, page: MatrixPage) -> str:
    areas = model.areas(book.indicators)
    named = {a.code: a.name(visit.lang) for a in registers.areas()}
    first = [(named[a], visit.link(area=a), a == visit.area) for a in areas]
    years = [(name, visit.link(period=year), year == page.year)
             for year, name in model.years_of(page, visit.lang)]
    return (f'<div class="choose">{blocks.field(book.say("area.choose_area"), first)}'
            f'{blocks.field(book.say("matrix.year"), years)}</div>')


def _matrix(book: Book, visit: Visit, page: MatrixPage) -> str:
    notes = "".join(blocks.source(n) for n in page.notes)
    mark = f'<p class="src synth">{escape(book.mark)}</p>' if book.mark else ""
    return blocks.figure(
        book, blocks.heading(book.say("matrix.question"), page.heading),
        blocks.sub(book.say("matrix.sub")), matrix_html(page.grid), mark, notes,
        blocks.source(page.source, all_about(book, visit, page.code)))


def _pairs(book: Book, page: MatrixPage) -> str:
    head = blocks.heading(book.say("matrix.pairs_question"), book.say("matrix.pairs_title"))
    sub = blocks.sub(book.say("matrix.pairs_sub", least=page.least))
    if not page.pairs:
        key = "matrix.pairs_none" if page.compared else "matrix.pairs_blind"
        return blocks.block(head, sub, f'<p class="say">{escape(book.say(key))}</p>')
    heads = [book.say(f"matrix.{k}") for k in ("pair", "missing", "part")]
    rows = [(Cell(book.say("matrix.pair_to", sender=p.sender, receiver=p.receiver)),
             Cell(p.missing, strong=True), Cell(p.share)) for p in page.pairs]
    return blocks.block(head, sub, table_html(book.say("matrix.pairs_title"), heads, rows),
                        css="slim nocap")


def _waits(book: Book, page: MatrixPage) -> str:
    question = book.say("matrix.wait_question")
    if page.waits is None:
        return blocks.block(blocks.heading(question, ""),
                            blocks.sub(book.say("matrix.wait_none")))
    waits, sub = page.waits, book.say("matrix.wait_sub", year=page.year)
    heads = [book.say("area.deliverer"), book.say("matrix.days")]
    table = blocks.table_beside(book, f"{waits.title}. {sub}", heads, waits.table)
    drawn = "".join(
        ranked_places(waits.rows, f"{waits.title}. {sub}", blocks.unique("waits", css),
                      hidden=book.say("figure.protected"), synthetic=book.mark,
                      reference=waits.reference, look=look, css=css)
        for look, css in ((WIDE, "wide"), (NARROW, "narrow")))
    return blocks.figure(book, blocks.heading(question, waits.title), blocks.sub(sub, table),
                         drawn)


def _signs(book: Book) -> str:
    """Say what the signs in the boxes mean."""
    late = icons.icon("late")
    rows = [(escape(book.say("sign.zero")), "matrix.sign_zero"),
            (escape(book.say("sign.protected")), "sign.legend_protected"),
            (escape(book.say("sign.not_applicable")), "matrix.self"),
            ("¹", "meaning.not_delivered"), (late, "matrix.sign_late")]
    listed = "".join(f"<tr><td class=strong>{mark}</td><td>{escape(words.say(key, book.lang))}</td>"
                     "</tr>" for mark, key in rows)
    title = escape(book.say("matrix.signs"))
    return blocks.block(f"<h2>{title}</h2><table class=\"keys\"><caption class=\"hidden\">{title}"
                        f"</caption><tbody>{listed}</tbody></table>")
