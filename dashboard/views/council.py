"""A council on one page: the sentence, four cards, where, all areas, who, and how sure it is.

Here: laying out what ``dashboard.models.council`` has chosen. Not here: any choice of figures.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from html import escape

from dashboard import drawing, reading
from dashboard.figures.county_map import county_map
from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.trend import Trend, trend
from dashboard.kept import kept
from dashboard.models import mine
from dashboard.models.area import tick
from dashboard.models.book import Book, union
from dashboard.models.cards import series_label
from dashboard.models.council import CouncilPage, Members, Panel, Sentence, council_page
from dashboard.models.protection import ripening
from dashboard.models.published import PublishedFigure
from dashboard.models.source import whole_line
from dashboard.views import assessed, blocks, centre, opened
from dashboard.views.decisions import due_html
from dashboard.views.part import part
from dashboard.visit import Visit
from data import registers
from data.access import Act, can_act
from data.council_decisions import Decision
from data.registers import Council

LOOK = Look(width=396, names=170, words=0, step=23)
LOOK_NARROW = Look(width=358, names=150, words=0, step=23)


def render(visit: Visit) -> None:
    """Show a council's page."""
    council = registers.council(visit.council)
    edition = reading.edition(visit)
    if edition is None:
        return
    whole = can_act(visit.actor, Act.read_council, council=visit.council, place=council.place)
    decided = reading.council_decisions(visit) if whole else ()
    drawing.draw(kept("council", visit, lambda: _made(
        visit, council, edition.published_on, whole, decided), decided), "council")


def _made(
    visit: Visit, council: Council, on: date, whole: bool, decided: tuple[Decision, ...]
) -> str:
    book = opened.book(visit, opened.main_cells(visit, council.areas),
                       opened.headline_cells(visit, {"SE", council.place}))
    book = replace(book, cells=union([book.cells, opened.own_cells(
        visit, mine.wanted(book, council.areas), visit.authority)]))
    page = council_page(book, council, on, visit.authority)
    due = due_html(book, visit, decided, on) if whole else ""
    return _page(book, visit, page, whole, due)


def _page(book: Book, visit: Visit, page: CouncilPage, whole: bool, due: str = "") -> str:
    strip = blocks.trust_strip(book, page.trust)
    opening = assessed.summary(book, visit) + opening_html(book, visit, page.sentence)
    if not whole:
        only = f'<p class="note">{escape(book.say("council.summary_only"))}</p>'
        return blocks.picture(opening, _areas(book, visit, page), strip, only)
    cards = blocks.cards_html(book, visit, page.cards)
    panel = _panel(book, visit, page.panel) if page.panel else blocks.block(
        blocks.sub(book.say("picture.no_cells")))
    known, who = _known(book, visit, page.published), _members(book, visit, page)
    full = bool(due or (page.mine and page.mine.rows))   # then what is published stands below
    beside = due + part(book, visit, page) + ("" if full else known)
    row = (f'<div class="mainrow">{panel}{_areas(book, visit, page)}'
           f'<div class="stack3">{beside}</div></div>')
    under = f'<div class="underrow">{known}{who}</div>' if full else who
    ripe = ripening(book) if page.panel and page.panel.map else ""
    return blocks.sheet(book, opening, cards, row, strip, blocks.source(ripe), under)


def opening_html(book: Book, visit: Visit, sentence: Sentence) -> str:
    """Write the sentence, and beside it the lead with its caution."""
    more = escape(visit.link("about"))
    caution = f' <span class="caution">{escape(sentence.caution)}</span>' if (
        sentence.caution) else ""
    held = f' <span class="caution">{escape(sentence.held)}</span>' if sentence.held else ""
    real = f' <b class="real">{escape(sentence.real)}</b>' if sentence.real else ""
    return (f'<div class="opening"><h1>{escape(sentence.text)}</h1>'
            f'<p class="lead">{escape(sentence.lead)}{real}{caution}{held} '
            f'<a href="{more}">{escape(book.say("picture.how_counted"))}</a></p></div>')


def _areas(book: Book, visit: Visit, page: CouncilPage) -> str:
    place = registers.council(visit.council).place
    title = (book.say("council.how_title") if place == "SE" else
             book.say("council.how_title_region", place=book.place(place)))
    return blocks.block(
        blocks.heading(book.say("council.how"), title), blocks.sub(book.say("council.how_sub")),
        blocks.multiples_html(book, visit, page.multiples), blocks.key_line(book),
        blocks.source(whole_line(book)))


def _panel(book: Book, visit: Visit, panel: Panel) -> str:
    name = panel.meta.code if panel.meta else ""
    heads = blocks.place_heads(book) if panel.map else [
        book.say("picture.place" if panel.parts is None else "area.deliverer"),
        book.say("picture.value")]
    table = blocks.table_beside(book, f"{panel.title}. {panel.sub}", heads, panel.table)
    unit = centre.from_council(book, visit, registers.council(visit.council).areas)
    beside = f'<span class="ways">{unit}{table}</span>' if unit else table
    note = f" {panel.note}" if panel.note else ""
    held = f"{panel.map.held}." if panel.map and panel.map.held else ""
    return blocks.figure(
        book, blocks.heading(panel.question, panel.title), blocks.sub(panel.sub, beside),
        _drawn(book, panel, name), blocks.source(f"{held} {panel.source}{note}".strip()))


def _drawn(book: Book, panel: Panel, name: str) -> str:
    ids = blocks.unique("panel", name), blocks.unique("panel-narrow", name)
    if panel.map:
        return county_map(panel.map, ids[0]) + county_map(panel.map, ids[1], narrow=True)
    if panel.parts:
        return "".join(
            ranked_places(panel.parts.rows, panel.parts.label, i, synthetic=book.mark,
                          hidden=book.say("figure.protected"), look=look, css=css)
            for i, look, css in zip(ids, (LOOK, LOOK_NARROW), ("wide", "narrow"), strict=True))
    if panel.meta is None:
        return ""
    drawn = Trend(panel.points, series_label(book, panel.meta, panel.points), "",
                  partial(tick, panel.meta.unit, book.lang), synthetic=book.mark)
    return trend(drawn, ids[0], narrow=True, css="")


def _known(book: Book, visit: Visit, figures: tuple[PublishedFigure, ...]) -> str:
    link = (f'<a href="{escape(visit.link("area"))}">'
            f'{escape(book.say("council.all_published"))}</a>') if figures else ""
    body = blocks.known_list(figures) if figures else (
        f'<p class="sub">{escape(book.say("council.known_none"))}</p>')
    line = blocks.sub(book.say("council.known_sub")) if figures else ""
    return blocks.block(
        blocks.heading(book.say("council.known"), book.say("council.known_title")), line, body,
        f'<p class="src">{link}</p>' if link else "")


def _members(book: Book, visit: Visit, page: CouncilPage) -> str:
    who: Members = page.members
    edition = reading.edition(visit)
    day = edition.published_on.isoformat() if edition else ""
    if not who.names:
        lead = book.say("council.led_by", lead=who.lead) if who.lead else ""
        return blocks.block(
            f'<h2><em>{escape(book.say("council.members"))}</em></h2>',
            blocks.sub(book.say("council.members_none", lead=lead)),
            f'<p class="people">{escape("; ".join(who.unconfirmed))}</p>', css="who-row")
    title = book.say("council.members_title", count=who.seats)
    names = "; ".join([*who.names, *who.unconfirmed])
    led = "council.members_sub" if who.lead else "council.members_sub_none"
    return blocks.block(
        blocks.heading(book.say("council.members"), title),
        blocks.sub(book.say(led, day=day, lead=who.lead)),
        f'<p class="people">{escape(names)}.</p>', css="who-row")
