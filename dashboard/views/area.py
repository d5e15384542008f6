"""An area: the trend of one indicator, its places and parts, and every figure behind them.

Here: laying out what ``dashboard.models.area`` has chosen, and the choice of indicator and place.
Not here: any choice of figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from dashboard import chrome, drawing
from dashboard.figures import scales
from dashboard.figures.explore import config, explore
from dashboard.figures.meter import change_meter, change_word
from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.table import table_html
from dashboard.figures.trend import Trend, trend
from dashboard.figures.waterfall import waterfall
from dashboard.kept import kept
from dashboard.models import area as model
from dashboard.models.area import AreaPage, Ranked
from dashboard.models.book import Book
from dashboard.models.cards import change_label
from dashboard.models.where import REGIONS
from dashboard.views import assessed, blocks, opened
from dashboard.views.council import opening_html
from dashboard.visit import Visit
from data import periods, registers, words

FIRST = 8   # published figures shown before "all"
WIDE, NARROW = Look(width=640, names=190, words=160), Look(width=358, names=130, words=0)


@dataclass(frozen=True)
class Shown:
    """What the page of an area shows: what is above and below the series that one explores."""

    top: str
    rest: str
    code: str
    unit: str
    mark: str
    trend: Trend


def render(visit: Visit) -> None:
    """Show an area's page."""
    shown = kept("area", visit, lambda: _shown(visit))
    if isinstance(shown, str):
        chrome.note(shown)
        return
    drawing.draw(shown.top, "area-top")
    _explore(visit, shown)
    drawing.draw(shown.rest, "area-rest")


def _shown(visit: Visit) -> Shown | str:
    first = opened.book(visit, opened.main_cells(visit, [visit.area]))
    meta = model.chosen(first, visit.area, visit.indicator)
    if meta is None:
        return first.say("picture.no_cells")
    book = opened.book(visit, opened.indicator_cells(visit, meta.code))
    place = visit.place if visit.place in (*REGIONS, "SE") or book.levels(
        meta.code, visit.place) else "SE"
    page = model.area_page(book, meta, place, visit.period)
    if opened.restricted(visit):   # the lead may name other regions
        page = replace(page, sentence=replace(page.sentence, lead=""))
    return Shown(
        _choose(book, visit, page, place) + _top(book, visit, page), _rest(book, visit, page),
        meta.code, meta.unit, book.mark, page.when.trend)


def _choose(book: Book, visit: Visit, page: AreaPage, place: str) -> str:
    """Let the reader choose area, indicator and place by links, so that each has an address."""
    areas = [(a.name(visit.lang), visit.link(area=a.code), a.code == page.meta.area)
             for a in registers.areas()]
    metas = [(m.name, visit.link(indicator=m.code), m.code == page.meta.code)
             for m in page.choices]
    places = [(book.place(p), visit.link(indicator=page.meta.code, place=p), p == place)
              for p in ("SE", *REGIONS) if p == "SE" or book.levels(page.meta.code, p)]
    shown = model.periods_of(book, page.meta)
    at = visit.period if visit.period in shown else ""
    spans = [(book.say("area.newest"), visit.link(indicator=page.meta.code, period=""), at == "")]
    spans += [(periods.label(p, visit.lang), visit.link(indicator=page.meta.code, period=p),
               p == at) for p in shown]
    fields = (("choose_area", areas), ("choose", metas), ("choose_place", places),
              ("choose_period", spans))
    return '<div class="choose">' + "".join(
        blocks.field(book.say(f"area.{key}"), rows) for key, rows in fields) + "</div>"


def _top(book: Book, visit: Visit, page: AreaPage) -> str:
    beside = [_change(book, page), _real(book, page), _growth(book, page)]
    under = [_when(book, page)]
    (under if page.real else beside).append(_definition(book, visit, page))
    left, right = "".join(under), "".join(beside)
    return blocks.picture(
        opening_html(book, visit, page.sentence),
        f'<div class="arearow"><div class="stack2">{left}</div><div class="side">{right}</div>'
        "</div>")


def _when(book: Book, page: AreaPage) -> str:
    when = page.when
    head = blocks.heading(book.say("area.when"), when.title)
    if when.empty and not when.trend.points:
        return blocks.block(head, f'<p class="note">{escape(when.empty)}</p>')
    empty = f'<p class="note">{escape(when.empty)}</p>' if when.empty else ""
    ids = blocks.unique("trend", page.meta.code), blocks.unique("trend-narrow", page.meta.code)
    table = blocks.table_beside(book, f"{when.title}. {when.sub}", when.heads, when.table)
    return blocks.figure(
        book, head, blocks.sub(when.sub, table), empty, trend(when.trend, ids[0]),
        trend(when.trend, ids[1], narrow=True), _read(book, page), blocks.source(when.source))


def _read(book: Book, page: AreaPage) -> str:
    """Say under the trend what stands outside the noise, and what is still to come."""
    when = page.when
    late = [when.late] if when.late else []
    rows = "".join(f"<li>{escape(s)}</li>" for s in (*late, *when.said))
    about = blocks.tab(book.say("picture.how_counted"), "".join(
        f"<p>{escape(book.say(key))}</p>" for key in (
            "signal.limits", "signal.control", "late.about")))
    key = blocks.source(book.say("area.noise_key")) if when.trend.band else ""
    return f'<ul class="read">{rows}</ul><div class="hd">{key}{about}</div>' if rows else ""


def _change(book: Book, page: AreaPage) -> str:
    change = page.change
    if change is None:
        return ""
    drawn = ""
    if change.estimate is not None and change.low is not None:
        drawn = change_meter(change, scales.span([change.low, change.high]),
                             change_label(book, change), 200)
    size = f"{change.text} {change.interval}".strip()
    small = blocks.source(page.small)
    return blocks.block(
        f"<h2><em>{escape(book.say('area.change'))}</em></h2>",
        f'<div class="chg">{change_word(change)}<span class="src">{escape(size)}</span></div>',
        f'<div class="cmp"><span class="src">{escape(page.against)}</span>{drawn}</div>', small)


def _real(book: Book, page: AreaPage) -> str:
    """Write what a sure change is made of: the verdict first, then the drawing and its table."""
    found = page.real
    if found is None:
        return ""
    head = blocks.heading(book.say("real.question"), book.say("real.split"))
    notes = "".join(blocks.source(n) for n in found.notes)
    caution = "" if found.caution in ("", page.meta.caution) else blocks.caution(
        book, found.caution)
    verdict = f'<p class="verdict">{escape(found.verdict)}</p>'
    if not found.steps:
        return blocks.block(head, blocks.sub(found.sub), verdict, notes, caution)
    ids = blocks.unique("real", page.meta.code), blocks.unique("real-narrow", page.meta.code)
    drawn = "".join(
        waterfall(found.steps, found.label, name, width=width, synthetic=book.mark, css=css)
        for name, width, css in zip(ids, (424, 358), ("wide", "narrow"), strict=True))
    table = blocks.table_beside(
        book, f"{book.say('real.split')}. {found.sub}",
        [book.say("real.part"), book.say("picture.size")], found.table)
    return blocks.block(head, blocks.sub(found.sub, table), verdict, drawn,
                        blocks.source(book.say("real.about")), notes, caution, css="real")


def _growth(book: Book, page: AreaPage) -> str:
    word, basis = page.growth
    if not word:
        return ""
    return blocks.block(f"<h2><em>{escape(book.say('area.growth'))}</em></h2>",
                        f'<p class="strong">{escape(word[:1].upper() + word[1:])}</p>',
                        blocks.source(basis))


def _definition(book: Book, visit: Visit, page: AreaPage) -> str:
    meta = page.meta
    version = book.say("picture.definition_version", version=meta.version)
    notes = "".join(f"<p>{escape(n)}</p>" for n in (*page.notes, page.accepted) if n)
    to = escape(visit.link("indicator", indicator=meta.code))
    more = f'<a href="{to}">{escape(book.say("indicator.open"))}</a>'
    about = (f'<div class="facts-list"><p>{escape(meta.definition)}</p>'
             f'<p class="src">{escape(version)}. {more}</p>{notes}</div>')
    return blocks.block(f"<h2>{escape(book.say('area.definition'))}</h2>", about,
                        css="def") + blocks.caution(book, meta.caution)


def _explore(visit: Visit, shown: Shown) -> None:
    """Offer the same series in Plotly, which is loaded only where somebody asks for it."""
    drawn, code = shown.trend, shown.code
    if not any(p.value is not None for p in drawn.points):
        return
    if st.toggle(words.say("area.explore", visit.lang), key=f"explore-{code}"):
        st.html(f'<p class="sub">{words.say("area.explore_help", visit.lang)}</p>')
        figure = explore(drawn.points, visit.theme, drawn.axis, shown.mark, shown.unit)
        st.plotly_chart(figure, theme=None, config=config(visit.lang), key=f"plotly-{code}",
                        alt=drawn.label)


def _rest(book: Book, visit: Visit, page: AreaPage) -> str:
    made = [(len(r.rows) + 6, _ranked(book, r, str(i)))
            for i, r in enumerate((*page.places, *page.parts))]
    if not page.places:
        made.insert(0, (4, blocks.block(
            blocks.heading(book.say("area.where"), page.meta.name),
            blocks.sub(book.say("area.where_none")))))
    made.append((3 + 2 * min(len(page.published), FIRST), _published(book, page)))
    row = f'<div class="placerow">{_stacked(made)}</div>'
    return blocks.picture(
        assessed.html(book, visit), row, blocks.trust_strip(book, page.trust),
        _behind(book, page), _lay(book))


def _stacked(made: list[tuple[int, str]]) -> str:
    """Put blocks into two columns, each next one where there is more room."""
    rows, html = [0, 0], ["", ""]
    for size, block in made:
        shorter = int(rows[1] < rows[0])
        rows[shorter] += size
        html[shorter] += block
    return "".join(f'<div class="stack2">{h}</div>' for h in html)


def _ranked(book: Book, one: Ranked, key: str) -> str:
    ids = blocks.unique("ranked", key, one.title), blocks.unique("ranked-n", key, one.title)
    drawn = "".join(
        ranked_places(
            one.rows, one.label, name, hidden=book.say("figure.protected"), synthetic=book.mark,
            reference=one.reference, css=css,
            look=Look(look.width, look.names, look.words, look.step, one.dots))
        for name, look, css in zip(ids, (WIDE, NARROW), ("wide", "narrow"), strict=True))
    table = blocks.table_beside(book, f"{one.title}. {one.sub}", one.heads, one.table)
    return blocks.figure(book, blocks.heading(one.question, one.title),
                         blocks.sub(one.sub, table), drawn, blocks.source(one.source))


def _published(book: Book, page: AreaPage) -> str:
    head = blocks.heading(book.say("council.known"), book.say("area.published_title"))
    if not page.published:
        return blocks.block(head, blocks.sub(book.say("council.known_none")))
    real = blocks.source(book.say("picture.synthetic_real")) if book.synthetic else ""
    first, rest = page.published[:FIRST], page.published[FIRST:]
    more = (f'<details class="plain"><summary>{escape(book.say("council.all_published"))}'
            f"</summary>{blocks.known_list(rest)}</details>") if rest else ""
    return blocks.block(head, blocks.sub(book.say("council.known_sub")),
                        blocks.known_list(first), more, real)


def _behind(book: Book, page: AreaPage) -> str:
    title = f"<h2>{escape(book.say('area.table_title'))}</h2>"
    table = table_html(page.behind.title, page.behind.heads, page.behind.rows)
    heads = [book.say(f"area.{k}") for k in ("deliverer", "received", "outcome")]
    deliveries = table_html(book.say("area.deliveries"), heads, page.deliveries)
    more = (f'<details class="plain"><summary>{escape(book.say("area.deliveries"))}</summary>'
            f"{deliveries}</details>") if page.deliveries else ""
    return blocks.figure(book, title, table, blocks.source(page.behind.note), more)


def _lay(book: Book) -> str:
    """Say what two dots mean, in words for everybody."""
    first, rest = book.say("sign.lay_first"), book.say("sign.lay_rest")
    return blocks.block(
        f"<h2>{escape(book.say('sign.lay_title'))}</h2>",
        f'<p class="two-line"><b>{escape(first)}</b> {escape(rest)}</p>')
