"""The chapters of a report: what each says, in which order, taken from what the pages show.

Here: the cover, an area, a place. Not here: what stands behind them (``backmatter``), how a table
or drawing is made, any file format. Every model is the pages' own: a figure on paper is chosen by
the code that chooses it on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashboard.models import area as areas
from dashboard.models import where
from dashboard.models.area import AreaPage
from dashboard.models.book import Book, Meta
from dashboard.models.council import Sentence, council_page, sentence
from dashboard.models.decisions import due
from dashboard.models.parts import Parts, by_authority, by_breakdown
from dashboard.models.trust import Trust
from dashboard.report import drawing, tables
from dashboard.report.document import Facts, Figure, Item, Listed, Part, Row, Section, Words
from dashboard.report.one_page import urgent
from dashboard.report.opening import Opened
from dashboard.report.prose import summary, text_rows
from data import registers

MOST_DUE = 3
OTHER = {"sv": "en", "en": "sv"}


def cover(opened: Opened, other: Book) -> Section:
    """Say what changed for the council, when, where, whether it is real, and what to decide."""
    book, council = opened.book, opened.choice.of
    page = council_page(book, council, opened.edition.published_on)
    chosen = opened.choice.areas
    meta = next((m for a in chosen if (m := book.main(a)) and book.focus(m.code, council.place)),
                None)
    subjects = [f"council:{council.code}", *(f"area:{a}" for a in council.areas)]
    alone = opened.choice.length == "page"
    told = summary(opened)
    rows = [Row("", (*told, *_opening(opened, page.sentence)))]
    if meta:
        rows += _evidence(opened, meta)
    rows += _real(book, page.sentence, page.trust)
    own = text_rows(opened, [a for a in council.areas if a in chosen][:1]) if alone else []
    facts = book.say("report.text_fact")   # beside a summary they would say its figures again
    rows += [row for row in own if not (told and row.question == facts)]
    rows.append(Row(book.say("report.q_decisions"), _due(opened)))
    kicker = ", ".join(registers.name("areas", a, book.lang) for a in chosen)
    said = sentence(other, *subjects, place=council.place)
    return Section(kicker, page.sentence.text, tuple(rows), said.text, page.sentence.caution,
                   coverage(page.trust), code="cover")


def _opening(opened: Opened, first: Sentence) -> tuple[Part, ...]:
    """The lead, and the headline figures of the chosen areas."""
    book, place = opened.book, opened.choice.of.place
    metas = [m for a in opened.choice.areas for m in book.headlines(a)]
    if len(opened.choice.areas) > 1:
        metas = [m for a in opened.choice.areas if (m := book.main(a))]
    table = tables.key_figures(book, metas, place)
    lead = [Words(t, "lead" if i == 0 else "body")
            for i, t in enumerate((first.lead, first.held)) if t]
    return (*lead, *((table,) if table else ()))


def _evidence(opened: Opened, meta: Meta) -> Iterator[Row]:
    """The series of the main figure, and its places."""
    book, place = opened.book, opened.choice.of.place
    level = next(iter(book.levels(meta.code, place)), "")
    drawn = drawing.over_time(book, meta, place, areas.over_time(book, meta, place), level, True)
    if drawn:
        yield Row(book.say("report.q_when"), (replace(drawn, notes=drawn.notes[:1]),))
    found = _where(book, meta, place, True)
    if found:
        yield Row(book.say("report.q_where"), (found,))


def _where(book: Book, meta: Meta, place: str, low: bool = False) -> Figure | None:
    codes = [*where.REGIONS, "00"] if place == "SE" else where.counties(place)
    at = where.at_places(book, meta, codes)
    return drawing.by_place(book, meta, at, low) if at and at.visible() else None


def _real(book: Book, first: Sentence, trusted: Trust | None) -> list[Row]:
    """What is known of whether the change is real, and how far the evidence can be trusted."""
    lead = book.say("report.q_real")
    verdict = first.real.removeprefix(lead).strip()
    said = [Words(t) for t in (verdict,) if t]
    if trusted:
        said.append(Words(f"{coverage(trusted)}.", bold=f"{trusted.word}."))
    said += [Words(first.caution)] if first.caution else []
    return [Row(lead, tuple(said))] if said else []


def _due(opened: Opened) -> tuple[Part, ...]:
    """What the council opens with: asked for, overdue, due."""
    book = opened.book
    listed = due(opened.decisions, opened.edition.published_on, book.lang)
    if not listed:
        return (Words(book.say("report.decisions_none"), "small"),)
    items = tuple(Item(r.text, r.word, r.who, r.state == "late") for r in listed)
    noted = (Words(book.say("decisions.synthetic"), "small"),) if book.synthetic else ()
    return (*urgent(Listed(items, len(items)), MOST_DUE, book.lang), *noted)


def area(opened: Opened, other: Book, code: str) -> Section | None:
    """Say all that an area's page says of its main figure; a full report says it of each."""
    book, place = opened.book, opened.choice.of.place
    meta = book.main(code)
    if meta is None:
        return None
    at = place if book.levels(meta.code, place) else "SE"
    page = areas.area_page(book, meta, at)
    said = areas.said(other, other.metas[meta.code], at)
    full = opened.choice.length == "full"
    rows = [*_area_opening(opened, page, code, at), *_area_evidence(opened, page, at, full),
            *_real(book, _with_real(page), None), *text_rows(opened, [code]),
            *(_more(opened, meta, at) if full else ()), *_area_end(book, page, code, full)]
    name = registers.name("areas", code, book.lang)
    measures = tuple((m.name, m.definition) for m in book.headlines(code))
    return Section(name, page.sentence.text, tuple(rows), said.text, meta.definition,
                   coverage(page.trust), measures, code)


def _with_real(page: AreaPage) -> Sentence:
    found = page.real
    return replace(page.sentence, real=found.verdict if found and found.steps else "")


def coverage(trusted: Trust | None) -> str:
    """Say the four measures of confidence in one line."""
    return "; ".join(f"{m.name}: {m.value}" for m in trusted.measures) if trusted else ""


def _area_opening(
    opened: Opened, page: AreaPage, code: str, at: str
) -> Iterator[Row]:
    book = opened.book
    lead = "" if opened.restricted else page.sentence.lead
    table = tables.key_figures(book, book.headlines(code), at)
    said = [Words(t, "lead" if i == 0 else "body")
            for i, t in enumerate((lead, page.sentence.held)) if t]
    parts = (*said, *((table,) if table else ()))
    if parts:
        yield Row(book.say("report.q_numbers"), parts)


def _area_evidence(
    opened: Opened, page: AreaPage, at: str, full: bool
) -> Iterator[Row]:
    book, meta = opened.book, page.meta
    level = next(iter(book.levels(meta.code, at)), "")
    drawn = drawing.over_time(book, meta, at, page.when, level)
    if drawn:
        yield Row(book.say("report.q_when"), (drawn,))
    found = [f for p in (("SE", *((at,) if at != "SE" else ())) if full else (at,))
             if (f := _where(book, meta, p))]
    if at == "SE" and full:
        counties = where.at_places(book, meta, where.counties())
        found += [drawing.by_place(book, meta, counties)] if counties else []
    if found:
        yield Row(book.say("report.q_where"), tuple(found))
    if full:
        yield from _parts(book, meta, at)


def _parts(book: Book, meta: Meta, place: str) -> Iterator[Row]:
    """Who and what: every parting that is published, each with a figure that can be shown."""
    asked: dict[str, list[Part]] = {}
    first = by_authority(book, meta, place)
    for part in [*([first] if first else []), *by_breakdown(book, meta, place)]:
        question = "area.who" if part.dimension in ("authority", "receiver") else "area.what"
        asked.setdefault(book.say(question), []).append(
            drawing.by_part(book, meta, part, _overlap(book, meta, part)))
    for question, figures in asked.items():
        yield Row(question, tuple(figures))


def _overlap(book: Book, meta: Meta, part: Parts) -> str:
    own = "authority" if part.dimension == "authority" else "breakdown"
    return "" if own in meta.adds else book.say("area.overlap")


def _more(opened: Opened, main: Meta, at: str) -> Iterator[Row]:
    """Every headline figure by place and period, and the series of the others."""
    book = opened.book
    found = tables.grid(book, main)
    if found:
        yield Row(book.say("report.q_table"), (found,))
    for meta in book.headlines(main.area):
        if meta.code == main.code or not book.levels(meta.code, at):
            continue
        level = next(iter(book.levels(meta.code, at)), "")
        drawn = drawing.over_time(book, meta, at, areas.over_time(book, meta, at), level)
        table = tables.grid(book, meta)
        parts = tuple(p for p in (drawn, table) if p)
        if parts:
            yield Row(meta.name, (Words(areas.said(book, meta, at).text), *parts))


def _area_end(book: Book, page: AreaPage, code: str, full: bool) -> Iterator[Row]:
    """How good the figures are, and what they count."""
    if page.trust:
        yield Row(book.say("report.q_quality"), (
            Facts(tuple((m.name, m.value) for m in page.trust.measures)),
            *(Words(f"{m.name}: {m.text}", "small") for m in page.trust.measures if full)))
    known = tables.reference(book, [code]) if full else None
    if known:
        yield Row(book.say("report.q_known"), (known,))
    if not full:
        version = book.say("picture.definition_version", version=page.meta.version)
        yield Row(book.say("report.q_counted"),
                  (Words(page.meta.definition, "small", f"{page.meta.name}. {version}."),))


def place(opened: Opened, other: Book, code: str) -> Section:
    """Say how a place stands beside Sweden, by every headline figure that it has."""
    book = opened.book
    subjects: Sequence[str] = (f"region:{code}",)
    said, second = (sentence(b, *subjects, place=code) for b in (book, other))
    table = tables.at_place(book, code)
    lead = book.say("region.nothing", place=book.place(code)) if table is None else said.lead
    has = book.sentence(*subjects) is not None
    name = book.say("report.about_place", place=book.place(code))
    rows = [Row(book.say("report.q_numbers"), tuple(
        p for p in ((Words(lead, "lead") if lead else None), table) if p))]
    return Section(book.place(code), said.text if has else name, tuple(rows),
                   second.text if has else other.say("report.about_place", place=other.place(code)),
                   said.caution, code=f"place:{code}")
