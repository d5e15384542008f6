"""An indicator: what it is, its whole series to explore, places, lineage and a file to take away.

Here: laying out what ``dashboard.models.indicator`` and ``models.area`` have chosen. Not here: any
choice of figures.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

import plotly.graph_objects as go
import streamlit as st

from dashboard import chrome, drawing, reading
from dashboard.figures import scales
from dashboard.figures.explore import config, explore, scaled
from dashboard.figures.funnel import funnel
from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.table import Cell, table_html
from dashboard.figures.trend import trend
from dashboard.models import area as of_area
from dashboard.models import indicator as model
from dashboard.models.area import AreaPage, Ranked
from dashboard.models.book import Book, Meta
from dashboard.models.indicator import Compared, Fact, Version
from dashboard.models.where import REGIONS
from dashboard.theme import color
from dashboard.views import blocks, opened
from dashboard.views.council import opening_html
from dashboard.visit import Visit
from data import registers
from data.access import Act, can_act

FIRST = 8   # deliveries shown before "all"
WIDE, NARROW = Look(width=640, names=190, words=160), Look(width=358, names=130, words=0)


def render(visit: Visit) -> None:
    """Show the page of one indicator; without one, of the main one of the visit's area."""
    about = reading.indicators(visit)
    known = dict(about.select("indicator", "area").iter_rows())
    visit = replace(visit, area=known.get(visit.indicator, visit.area))
    first = opened.book(visit, reading.cells(visit, indicators=[visit.indicator or ""]))
    meta = of_area.chosen(first, visit.area, visit.indicator)
    if meta is None:
        chrome.note(first.say("picture.no_cells"))
        return
    book = opened.book(visit, reading.cells(visit, indicators=model.wanted(about, meta.code)))
    place = visit.place if visit.place in (*REGIONS, "SE") or book.levels(
        meta.code, visit.place) else "SE"
    page = of_area.area_page(book, meta, place, visit.period)
    if opened.restricted(visit):   # the lead may name other regions
        page = replace(page, sentence=replace(page.sentence, lead=""))
    drawing.draw(_top(book, visit, page, place), "indicator-top")
    _explore(book, visit, page)
    _download(book, visit, meta, place)
    drawing.draw(_rest(book, page, place), "indicator-rest")


def _top(book: Book, visit: Visit, page: AreaPage, place: str) -> str:
    side = f'<div class="side">{_about(book, visit, page)}{_versions(book, visit, page.meta)}</div>'
    return blocks.picture(
        _choose(book, visit, page, place), opening_html(book, visit, page.sentence),
        f'<div class="arearow">{_when(book, page)}{side}</div>')


def _choose(book: Book, visit: Visit, page: AreaPage, place: str) -> str:
    """Let the reader choose area, indicator and place, and go to the area."""
    areas = [(a.name(visit.lang), visit.link(area=a.code), a.code == page.meta.area)
             for a in registers.areas()]
    metas = [(m.name, visit.link(area=m.area, indicator=m.code), m.code == page.meta.code)
             for m in page.choices]
    places = [(book.place(p), visit.link(indicator=page.meta.code, place=p), p == place)
              for p in ("SE", *REGIONS) if p == "SE" or book.levels(page.meta.code, p)]
    named = next(a.name(visit.lang) for a in registers.areas() if a.code == page.meta.area)
    to = escape(visit.link("area", area=page.meta.area, indicator=page.meta.code))
    back = f'<a href="{to}">{escape(book.say("indicator.to_area", area=named))}</a>'
    fields = (("area.choose_area", areas), ("area.choose", metas), ("area.choose_place", places))
    return ('<div class="choose">' + "".join(blocks.field(book.say(k), rows)
                                             for k, rows in fields) + f"<p>{back}</p></div>")


def _when(book: Book, page: AreaPage) -> str:
    when = page.when
    head = blocks.heading(book.say("area.when"), when.title)
    if when.empty:
        return blocks.block(head, f'<p class="note">{escape(when.empty)}</p>')
    ids = [blocks.unique("indicator", page.meta.code, k) for k in ("wide", "narrow")]
    table = blocks.table_beside(book, f"{when.title}. {when.sub}", when.heads, when.table)
    said = "".join(f"<li>{escape(s)}</li>" for s in (*filter(None, [when.late]), *when.said))
    return blocks.figure(
        book, head, blocks.sub(when.sub, table), trend(when.trend, ids[0]),
        trend(when.trend, ids[1], narrow=True),
        f'<ul class="read">{said}</ul>' if said else "", blocks.source(when.source))


def _about(book: Book, visit: Visit, page: AreaPage) -> str:
    """Write what is counted: the definition, the facts, what a reader must know."""
    meta = page.meta
    rows = "".join(_fact(book, visit, f) for f in model.facts(book, meta))
    notes = "".join(f"<p>{escape(n)}</p>" for n in (*page.notes, page.accepted) if n)
    return blocks.block(
        f"<h2>{escape(book.say('indicator.definition'))}</h2>",
        f'<div class="facts-list"><p>{escape(meta.definition)}</p></div>'
        f'<dl class="about">{rows}</dl><div class="facts-list">{notes}</div>',
        css="def") + blocks.caution(book, meta.caution)


def _fact(book: Book, visit: Visit, fact: Fact) -> str:
    links = ", ".join(
        f'<a href="{escape(visit.link(area=m.area, indicator=m.code))}">{escape(m.name)}</a>'
        for m in fact.links)
    return (f"<div><dt>{escape(book.say(f'indicator.{fact.key}'))}</dt>"
            f"<dd>{links or escape(fact.text)}</dd></div>")


def _versions(book: Book, visit: Visit, meta: Meta) -> str:
    frames = [(e.label, reading.indicators(replace(visit, edition=e.number)))
              for e in reversed(reading.editions()) if e.number <= visit.edition]
    found = model.versions(frames, meta.code, visit.lang)
    title = book.say("indicator.versions")
    heads = [book.say(f"indicator.{k}") for k in ("version", "since", "text")]
    rows = [_version(v) for v in found]
    return blocks.block(f"<h2>{escape(title)}</h2>", table_html(title, heads, rows),
                        css="slim nocap")


def _version(one: Version) -> tuple[Cell, ...]:
    return Cell(str(one.number)), Cell(one.since, left=True), Cell(one.text, left=True)


def _explore(book: Book, visit: Visit, page: AreaPage) -> None:
    """Show the series in Plotly: pointing, zoom, a strip of time, rings outside the limits."""
    drawn = page.when.trend
    if not any(p.value is not None for p in drawn.points):
        return
    drawing.draw(blocks.picture(blocks.block(
        f"<h2>{escape(book.say('indicator.explore'))}</h2>",
        blocks.sub(book.say("indicator.explore_sub")))), "indicator-explore")
    figure = explore(drawn.points, visit.theme, drawn.axis, book.mark, page.meta.unit)
    points = scaled(drawn.points, page.meta.unit)
    outside = [points[o.index] for o in drawn.outside]
    figure.add_trace(go.Scatter(
        x=[p.label for p in outside], y=[p.value for p in outside], mode="markers",
        showlegend=False, hoverinfo="skip", marker={
            "size": 17, "symbol": "circle-open", "line": {"width": 2.4},
            "color": color(visit.theme, "a2")}))
    figure.update_annotations({"y": 1.07}, selector={"text": book.mark})
    figure.update_layout(separators=".," if visit.lang == "en" else ",\u00a0")
    figure.update_yaxes(separatethousands=True)
    if page.meta.unit == "SEK":   # written in millions, as everywhere else
        marks = scales.ticks(max(p.shown for p in drawn.points), 10)
        figure.update_yaxes(tickvals=marks, ticktext=[drawn.ticks(m) for m in marks])
    figure.update_xaxes(rangeslider={
        "visible": True, "thickness": 0.1, "bgcolor": color(visit.theme, "wash"),
        "bordercolor": color(visit.theme, "axis"), "borderwidth": 1})
    st.plotly_chart(figure, theme=None, config=config(visit.lang),
                    key=f"explored-{page.meta.code}-{visit.place}", alt=drawn.label)


def _download(book: Book, visit: Visit, meta: Meta, place: str) -> None:
    """Offer the series as a file, to whoever may take an edition's figures away."""
    if not can_act(visit.actor, Act.export_edition, council=visit.council):
        return
    text = model.series_file(book, meta, place)
    mark = "synthetic-" if book.synthetic else ""
    name = f"{mark}{book.edition}-{meta.code}-{place}.csv"
    st.download_button(book.say("indicator.download"), text.encode("utf-8-sig"), name, "text/csv",
                       on_click="ignore", key=f"series-{meta.code}-{place}",
                       help=book.say("indicator.download_about"))


def _rest(book: Book, page: AreaPage, place: str) -> str:
    funnels = _funnel(book, model.compared(book, page.meta))
    places = [_ranked(book, r, str(i)) for i, r in enumerate(page.places)] or [blocks.block(
        blocks.heading(book.say("area.where"), page.meta.name),
        blocks.sub(book.say("area.where_none")))]
    left, right = "".join([funnels, *places[:-1]]), places[-1]
    row = (f'<div class="placerow"><div class="stack2">{left}</div>'
           f'<div class="stack2">{right}</div></div>')
    return blocks.picture(row, _lineage(book, page.meta), _series(book, page.meta, place),
                          _behind(book, page))


def _funnel(book: Book, found: Compared) -> str:
    question = book.say("indicator.funnel")
    if found.funnel is None:
        return blocks.block(blocks.heading(question, ""), blocks.sub(found.why))
    table = blocks.table_beside(book, found.title, found.heads, found.table)
    about = f"{book.say('signal.funnel')} {book.say('signal.funnel_spread')}"
    return blocks.figure(
        book, blocks.heading(question, found.title),
        blocks.sub(book.say("indicator.funnel_sub"), table), funnel(found.funnel, found.label),
        funnel(found.funnel, found.label, narrow=True),
        f'<p class="say">{escape(found.found)}</p>', blocks.source(about))


def _ranked(book: Book, one: Ranked, key: str) -> str:
    drawn = "".join(
        ranked_places(
            one.rows, one.label, blocks.unique("places", key, one.title, css),
            hidden=book.say("figure.protected"), synthetic=book.mark, reference=one.reference,
            css=css, look=replace(look, dots=one.dots))
        for look, css in ((WIDE, "wide"), (NARROW, "narrow")))
    table = blocks.table_beside(book, f"{one.title}. {one.sub}", one.heads, one.table)
    return blocks.figure(book, blocks.heading(one.question, one.title),
                         blocks.sub(one.sub, table), drawn, blocks.source(one.source))


def _lineage(book: Book, meta: Meta) -> str:
    """Write the deliveries behind: who, which months, when, and what the checks said."""
    title = book.say("indicator.lineage_title")
    head = blocks.heading(book.say("indicator.lineage"), title)
    rows = model.lineage(book, meta)
    parts = model.rests_on(book, meta)
    said = blocks.source(book.say("indicator.lineage_rests", parts=", ".join(
        p.name for p in parts))) if parts else ""
    if not rows:
        return blocks.block(head, blocks.sub(book.say("indicator.lineage_none")), said)
    heads = [book.say(k) for k in ("area.deliverer", "indicator.months", "area.received",
                                   "indicator.on_time", "area.outcome")]
    more = (f'<details class="plain"><summary>{escape(book.say("area.deliveries"))}</summary>'
            f'{table_html(book.say("area.deliveries"), heads, rows)}</details>'
            ) if len(rows) > FIRST else ""
    return blocks.block(head, blocks.sub(book.say("indicator.lineage_sub")),
                        table_html(title, heads, rows[:FIRST]), more, said, css="lineage nocap")


def _series(book: Book, meta: Meta, place: str) -> str:
    """Write the whole series as a table, every level of period, every sign."""
    title = book.say("indicator.series_table", place=book.place(place))
    rows = model.series_rows(book, meta, place)
    heads = [book.say(k) for k in ("indicator.period", "picture.value", "indicator.status")]
    body = table_html(f"{meta.name}. {title}", heads, rows)
    return blocks.figure(
        book, f"<h2>{escape(title)}</h2>",
        f'<details class="plain"><summary>{escape(book.say("picture.table"))}</summary>{body}'
        "</details>") if rows else ""


def _behind(book: Book, page: AreaPage) -> str:
    title = f"<h2>{escape(book.say('area.table_title'))}</h2>"
    table = table_html(page.behind.title, page.behind.heads, page.behind.rows)
    return blocks.figure(book, title, table, blocks.source(page.behind.note))
