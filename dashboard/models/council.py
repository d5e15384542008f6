"""A council on one page: what changed, where, how sure, and who takes part.

Here: what the page shows, chosen from the edition. Not here: markup (``dashboard.views.council``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.figures.county_map import MapPicture
from dashboard.figures.series import Point
from dashboard.figures.table import Cell
from dashboard.models import parts as ways
from dashboard.models import source, where
from dashboard.models.book import Book, Focus, Meta
from dashboard.models.cards import Card, Multiple, council_cards, multiples
from dashboard.models.mine import Mine, mine
from dashboard.models.protection import ripening
from dashboard.models.published import PublishedFigure, published
from dashboard.models.real import real
from dashboard.models.trust import Trust, trust
from data import periods, registers, words
from data.registers import Council, Member

FEW_FIGURES = 4


@dataclass(frozen=True)
class Sentence:
    """What is said first: the sentence, the lead beside it, whether it is real, what is older."""

    text: str
    lead: str = ""
    caution: str = ""
    held: str = ""
    real: str = ""


@dataclass(frozen=True)
class Panel:
    """The picture at the left: a map, parts by authority, or the trend; never more than one."""

    question: str
    title: str
    sub: str
    source: str
    map: MapPicture | None = None
    parts: ways.Parts | None = None
    points: tuple[Point, ...] = ()
    meta: Meta | None = None
    table: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Members:
    """Who takes part at the edition's date. ``unconfirmed`` says what is known of the others."""

    lead: str
    seats: int
    names: tuple[str, ...]
    unconfirmed: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()   # of the named ones: code and name


@dataclass(frozen=True)
class CouncilPage:
    """Everything that a council's page shows."""

    sentence: Sentence
    cards: tuple[Card, ...]
    panel: Panel | None
    multiples: tuple[Multiple, ...]
    trust: Trust | None
    members: Members
    published: tuple[PublishedFigure, ...]
    mine: Mine | None = None


def council_page(
    book: Book, council: Council, at: date, authority: str = ""
) -> CouncilPage:
    """Choose what a council sees; an ``authority`` sees its own part too."""
    subjects = [f"council:{council.code}", *(f"area:{a}" for a in council.areas)]
    return CouncilPage(
        _with_verdict(book, council, sentence(book, *subjects, place=council.place)),
        tuple(council_cards(book, council.areas, council.place)),
        panel(book, council), tuple(multiples(book, council.areas, council.place)),
        trust(book, *subjects), members(council, at, book.lang),
        tuple(_spread(published(book, council.areas))), mine(book, council.areas, authority),
    )


def _with_verdict(book: Book, council: Council, first: Sentence) -> Sentence:
    """Say beside the sentence whether its change is real, where it can be told."""
    meta = next((m for m in (book.main(a) for a in council.areas) if m), None)
    focus = book.focus(meta.code, council.place) if meta else None
    found = real(book, meta, council.place, focus) if meta else None
    if found is None or not found.steps:
        return first
    return replace(first, real=book.say("council.real", verdict=found.verdict))


def _spread(figures: Sequence[PublishedFigure]) -> list[PublishedFigure]:
    """Take the newest of each name first, so that one series does not fill the list."""
    newest: dict[str, PublishedFigure] = {}
    for one in figures:
        newest.setdefault(one.name, one)
    rest = [f for f in figures if f not in newest.values()]
    return [*newest.values(), *rest][:FEW_FIGURES]


def sentence(
    book: Book, *subjects: str, place: str = "SE", metas: Sequence[Meta] = ()
) -> Sentence:
    """Read the first sentence of the first subject that has one.

    ``metas`` are what it may speak of, the main indicator of every area unless told otherwise.
    """
    row = book.sentence(*subjects)
    if row is None:
        return Sentence(book.say("picture.nothing_to_say"))
    lang = book.lang
    text, lead = row[lang], row[f"lead_{lang}"] or ""
    spoken = [m for m in metas or _mains(book) if m.name in f"{text} {lead}"]
    return Sentence(text, lead, row[f"caution_{lang}"] or "", _held(book, spoken, place))


def _mains(book: Book) -> list[Meta]:
    return [m for m in (book.main(a.code) for a in registers.areas()) if m]


def _held(book: Book, metas: Sequence[Meta], place: str) -> str:
    """Say which figures of the sentence are of an older edition, the place's or Sweden's."""
    found = []
    for meta in metas:
        for at in dict.fromkeys((place, "SE")):
            focus = book.focus(meta.code, at)
            if focus and focus.as_of:
                name = f"{meta.name}, {book.place(at)}"
                found.append(book.say("picture.held_first", name=name, as_of=focus.as_of))
    return " ".join(found)


def panel(book: Book, council: Council) -> Panel | None:
    """Choose the picture at the left: where, else who, else when."""
    metas = [m for m in (book.main(a) for a in council.areas) if m]
    if not metas:
        return None
    if council.place != "SE":
        return _own_counties(book, council.place, metas) or _when(book, metas[0], council.place)
    for meta in metas:
        if found := _regions(book, meta):
            return found
    return next((p for m in metas if (p := _who(book, m))), None) or _when(book, metas[0], "SE")


def _regions(book: Book, meta: Meta) -> Panel | None:
    rows = where.at_places(book, meta, [*where.REGIONS, "00"])
    if rows is None:
        return None
    shapes = where.at_places(book, meta, where.counties(), rows.period)
    if shapes is None or shapes.period != rows.period:
        shapes = rows
    picture = where.map_picture(book, rows, shapes, where.REGIONS)
    return _map_panel(book, rows, picture)


def _own_counties(book: Book, region: str, metas: Sequence[Meta]) -> Panel | None:
    """Show the region's counties, by the first indicator with a figure that is not protected."""
    found = [w for m in metas if (w := where.at_places(book, m, where.counties(region)))]
    if not found:
        return None
    rows = next((w for w in found if w.visible()), found[0])
    listed = [c for c in rows.cells if not c.endswith("00")]
    return _map_panel(book, rows, where.map_picture(book, rows, rows, listed, region))


def _map_panel(book: Book, rows: where.Where, picture: MapPicture) -> Panel:
    meta = rows.meta
    sweden = "" if rows.sweden is None else book.running(rows.sweden, meta.unit)
    sub = book.say("council.where_sub", unit=_short_unit(book, meta, rows.level),
                   period=periods.label(rows.period, book.lang), value=sweden)
    status = next(iter(rows.cells.values()))["status"]
    line = source.source_line(book, meta, rows.period, status)
    return Panel(
        book.say("council.where"), meta.name, sub,
        f"{line} {book.say('picture.map_source')}", map=picture, meta=meta,
        table=tuple(map(tuple, where.places_table(book, rows))),
    )


def _short_unit(book: Book, meta: Meta, level: str) -> str:
    """Say number per quarter; the title says of what."""
    if meta.unit in ("percent", "SEK", "days") or meta.kind == "stock":
        return book.unit_line(meta, level)
    return f"{book.say('figure.number').capitalize()} {book.per(level)}"


def _who(book: Book, meta: Meta) -> Panel | None:
    found = ways.by_authority(book, meta)
    if found is None or len(found.rows) < 2:
        return None
    return Panel(
        book.say("council.who"), book.say("council.who_title", name=meta.name), found.sub,
        source.source_line(book, meta, found.period, found.status), parts=found, meta=meta,
        table=found.table, note="" if "authority" in meta.adds else book.say("area.overlap"),
    )


def _when(book: Book, meta: Meta, place: str) -> Panel | None:
    focus = book.focus(meta.code, place)
    if focus is None:
        return None
    points = book.points(meta.code, focus.level, place)
    return Panel(
        book.say("council.when"), book.say("area.when_title", name=meta.name,
                                           place=book.place(place)),
        _when_sub(book, meta, points, focus),
        source.source_line(book, meta, focus.period, focus.status), points=points, meta=meta,
        table=tuple((Cell(p.label), _point_cell(book, p)) for p in reversed(points)),
        note="" if place == "SE" else ripening(book),
    )


def _when_sub(book: Book, meta: Meta, points: Sequence[Point], focus: Focus) -> str:
    return book.say("area.when_sub", unit=book.unit_line(meta, focus.level),
                    first=points[0].label, last=points[-1].label)


def _point_cell(book: Book, point: Point) -> Cell:
    if point.as_of:
        return Cell(f"{point.text}, {point.as_of}")
    meaning = "" if point.sign == "visible" else book.say(f"meaning.{point.sign}")
    return Cell(point.text, meaning)


def members(council: Council, at: date, lang: str) -> Members:
    """Name the members on a day; a place without a name says that it is not confirmed."""
    rows = registers.members(council.code, at)
    known = [m for m in rows if m.authority]
    none = len(known) > 1 and not any(m.confirmed for m in known)   # then it is said once
    named = [_member(m, lang, said=none) for m in known]
    notes = [(m.note_en if lang == "en" else m.note_sv) or words.say("council.unconfirmed", lang)
             for m in rows if not m.authority]
    notes += [words.say("council.unconfirmed_all", lang)] if none else []
    lead = ", ".join(registers.name("authorities", a, lang) for a in council.leads)
    codes = {m.authority: registers.name("authorities", m.authority, lang) for m in rows
             if m.authority}
    return Members(lead, registers.seats(council.code, at), tuple(sorted(named)), tuple(notes),
                   tuple(sorted(codes.items(), key=lambda pair: pair[1])))


def _member(member: Member, lang: str, said: bool = False) -> str:
    name = registers.name("authorities", member.authority, lang)
    if member.confirmed or said:
        return name
    return f"{name} ({words.say('council.unconfirmed', lang)})"
