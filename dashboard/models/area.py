"""An area: the whole series of one indicator, its places and parts, and the table behind.

Here: what the page shows, chosen from the edition. Not here: markup (``dashboard.views.area``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from dashboard.figures import values
from dashboard.figures.ranked import RankedRow
from dashboard.figures.series import Change, Point, breaks
from dashboard.figures.table import Cell
from dashboard.figures.trend import Trend
from dashboard.models import parts as ways
from dashboard.models import source, where
from dashboard.models.behind import Behind, behind
from dashboard.models.book import Book, Focus, Meta
from dashboard.models.cards import series_label
from dashboard.models.council import Sentence, sentence
from dashboard.models.noise import Noise, late_said, noise, series_table, small_said, trend_said
from dashboard.models.protection import accepted, ripening
from dashboard.models.published import PublishedFigure, beside, parts_of, published
from dashboard.models.real import Real, real
from dashboard.models.trust import Trust, trust
from data import periods, registers
from data.registers import Event


@dataclass(frozen=True)
class When:
    """The trend with its words."""

    title: str
    sub: str
    trend: Trend
    source: str
    empty: str = ""
    said: tuple[str, ...] = ()
    late: str = ""
    heads: tuple[str, ...] = ()
    table: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True)
class Ranked:
    """Places compared, or parts: rows with their words and table."""

    question: str
    title: str
    sub: str
    label: str
    rows: tuple[RankedRow, ...]
    source: str
    heads: tuple[str, ...]
    table: tuple[tuple[Cell, ...], ...]
    reference: tuple[float, str] | None = None
    dots: bool = False


@dataclass(frozen=True)
class AreaPage:
    """Everything that an area's page shows for one indicator at one place."""

    meta: Meta
    choices: tuple[Meta, ...]
    sentence: Sentence
    change: Change | None
    against: str
    when: When
    places: tuple[Ranked, ...]
    parts: tuple[Ranked, ...]
    trust: Trust | None
    behind: Behind
    deliveries: tuple[tuple[Cell, ...], ...]
    published: tuple[PublishedFigure, ...]
    notes: tuple[str, ...]
    accepted: str = ""
    real: Real | None = None
    growth: tuple[str, str] = ("", "")
    small: str = ""


def choices(book: Book, area: str) -> list[Meta]:
    """List an area's indicators: its cards first, complements left out."""
    heads = [m.code for m in book.headlines(area)]
    metas = [m for m in book.metas.values() if m.area == area and not m.code.endswith(".not")]
    order = {code: i for i, code in enumerate(heads)}
    return sorted(metas, key=lambda m: (order.get(m.code, len(order)), m.name))


def periods_of(book: Book, meta: Meta) -> list[str]:
    """List the quarters and years that one may ask for, the newest first."""
    rows = book.select(meta.code)
    found = set(rows.filter(rows["period_level"] != "month")["period"])
    return sorted(found, key=lambda p: (p[:4], len(p) == 4, p), reverse=True)


def chosen(book: Book, area: str, indicator: str) -> Meta | None:
    """Return the indicator of an address if it is one of the area, else the area's main one."""
    metas = choices(book, area)
    return next((m for m in metas if m.code == indicator), next(iter(metas), None))


def area_page(book: Book, meta: Meta, place: str = "SE", period: str = "") -> AreaPage:
    """Choose what the page of an area shows; places and parts at a period where one is asked."""
    focus = book.focus(meta.code, place)
    own = [f"indicator:{meta.code}"] if place == "SE" else []
    return AreaPage(
        meta, tuple(choices(book, meta.area)), _sentence(book, meta, place, focus, own),
        focus.change if focus else None, book.against(meta.code, place, focus),
        over_time(book, meta, place), _places(book, meta, period),
        tuple(_ranked(book, meta, p) for p in _all_parts(book, meta, place, period)),
        trust(book, f"area:{meta.area}"), behind(book, meta),
        tuple(map(tuple, source.deliveries_table(book, meta))),
        tuple(published(book, [meta.area])), tuple(_notes(book, meta)),
        accepted(book, meta.area), real(book, meta, place, focus),
        trend_said(book, meta, place), small_said(book, meta, place, focus),
    )


def said(book: Book, meta: Meta, place: str) -> Sentence:
    """Say the first sentence of an indicator at a place, and nothing more of its page."""
    own = [f"indicator:{meta.code}"] if place == "SE" else []
    return _sentence(book, meta, place, book.focus(meta.code, place), own)


def _sentence(
    book: Book, meta: Meta, place: str, focus: Focus | None, own: Sequence[str]
) -> Sentence:
    """Take the edition's sentence for Sweden; for another place say its figure and word."""
    if own and book.sentence(*own):
        return sentence(book, *own, metas=[meta])
    if focus is None or focus.value is None:
        return Sentence(book.say("label_of.nothing", name=meta.name, place=book.place(place)),
                        caution=meta.caution)
    value = values.plain(focus.value, meta.unit, book.lang)
    said = book.say(
        "area.at_place", name=meta.name, place=book.place(place),
        value=f"{value} ({focus.as_of})" if focus.as_of else value,
        period=periods.label(focus.period, book.lang))
    word = f", {focus.change.said}" if focus.change else ""
    return Sentence(f"{said}{word}.", caution=meta.caution)


def _all_parts(book: Book, meta: Meta, place: str, period: str) -> list[ways.Parts]:
    first = ways.by_authority(book, meta, place, period)
    return ([first] if first else []) + ways.by_breakdown(book, meta, place, period)


def over_time(book: Book, meta: Meta, place: str) -> When:
    """Choose what the trend of an indicator at a place shows, with its words."""
    level = next(iter(book.levels(meta.code, place)), "")
    points = book.points(meta.code, level, place) if level else ()
    title = book.say("area.when_title", name=meta.name, place=book.place(place))
    found = noise(book, meta, level, place, points) if points else Noise()
    drawn = _trend(book, meta, level, place, points, found)
    if not points:
        return When(title, "", drawn, "", book.say("picture.no_cells"))
    last = points[-1]
    status = last.status if last.sign == "visible" else "final"
    line = source.source_line(book, meta, last.period, status)
    if place != "SE":
        line = f"{line} {ripening(book)}"
    hidden = all(p.value is None for p in points)
    return When(
        title, _when_sub(book, meta, level, drawn), drawn, line,
        book.say("picture.all_protected") if hidden else "", () if hidden else found.said,
        late_said(book, meta, points, found.coming),
        _heads(book, "area.col_period", "picture.value", "area.col_status", "area.edge_low",
               "area.edge_high", "area.col_word"), series_table(book, meta, points, found))


def _trend(
    book: Book, meta: Meta, level: str, place: str, points: tuple[Point, ...], found: Noise
) -> Trend:
    """Put the series, its noise, what is still to come and published figures in one drawing."""
    flags = beside(book, meta, level) if level and place == "SE" else ()
    said = " ".join(o.text + "." for o in found.outside)
    tail = found.coming[-1].text if found.coming else (
        book.say("area.tail") if points and _last_open(points) else "")
    return Trend(
        points, f"{series_label(book, meta, points, place)} {said}".strip(),
        book.unit_line(meta, level) if level else "",
        partial(tick, meta.unit, book.lang), _cut(book, meta, points, place),
        tuple(f for f in flags if f.year in {p.period[:4] for p in points}), book.mark,
        tail, found.band, found.outside, found.coming,
        (book.say("area.edge_high"), book.say("area.edge_low")))


def tick(unit: str, lang: str, value: float) -> str:
    """Write a tick of an axis of a unit."""
    return values.axis(value, unit, lang)


def _last_open(points: Sequence[Point]) -> bool:
    shown = [p for p in points if p.value is not None]
    return bool(shown) and shown[-1].open


def _when_sub(book: Book, meta: Meta, level: str, trend: Trend) -> str:
    points = trend.points
    said = book.say("area.when_sub", unit=book.unit_line(meta, level), first=points[0].label,
                    last=points[-1].label)
    if not trend.published:
        return said
    parts = parts_of(meta, level)
    divided = book.say("area.divided", parts=parts) if parts > 1 else ""
    return f"{said} {book.say('area.when_published', parts=divided)}"


def _cut(
    book: Book, meta: Meta, points: Sequence[Point], place: str
) -> tuple[str, ...]:
    """Say what the last break in a series is."""
    at = breaks(points)
    if not at:
        return ()
    label = points[at[-1]].label
    event = _event(book, meta, points[at[-1]].period, place)
    said = [getattr(event, book.lang)] if event else []
    return (book.say("area.cut", period=label), *said, book.say("area.cut_rule"))


def _event(book: Book, meta: Meta, period: str, place: str) -> Event | None:
    rows = book.select(meta.code, place)
    codes = set(rows.filter(rows["period"] == period)["break"])
    return next((e for e in registers.events() if e.code in codes), None)


def _places(book: Book, meta: Meta, period: str) -> tuple[Ranked, ...]:
    found: list[Ranked] = []
    for level, codes in (("region", [*where.REGIONS, "00"]), ("county", where.counties())):
        at = where.at_places(book, meta, codes, period)
        if at is not None:
            found.append(_ranked_places(book, meta, at, level, not found))
    return tuple(found)


def _ranked_places(
    book: Book, meta: Meta, at: where.Where, level: str, first: bool
) -> Ranked:
    words = book.say(f"area.level_{level}")
    period = periods.label(at.period, book.lang)
    rows = tuple(where.ranked(book, at))
    status = next(iter(at.cells.values()))["status"]
    reference = None
    if meta.unit in ("percent", "days") and at.sweden and at.sweden["sign"] == "visible":
        text = book.running(at.sweden, meta.unit)
        reference = (at.sweden["value"], f"{book.place('SE')} {text}")
    return Ranked(
        book.say("area.where"), book.say("area.where_title", name=meta.name, level=words),
        book.say("picture.in_period", unit=book.unit_line(meta, at.level), period=period),
        where.map_label(book, at), rows,
        f"{source.source_line(book, meta, at.period, status)} {ripening(book) if first else ''}",
        _heads(book, "picture.place", "picture.value", "picture.change", "picture.size"),
        tuple(map(tuple, where.places_table(book, at))), reference, reference is not None,
    )


def _heads(book: Book, *keys: str) -> tuple[str, ...]:
    return tuple(book.say(k) for k in keys)


def _ranked(book: Book, meta: Meta, part: ways.Parts) -> Ranked:
    question = "area.who" if part.dimension in ("authority", "receiver") else "area.what"
    line = source.source_line(book, meta, part.period, part.status)
    return Ranked(
        book.say(question), part.title, part.sub, part.label, part.rows,
        line if _adds(meta, part.dimension) else f"{line} {book.say('area.overlap')}",
        (ways.dimension_name(book, part.dimension).capitalize(), book.say("picture.value")),
        part.table,
    )


def _adds(meta: Meta, dimension: str) -> bool:
    return ("authority" if dimension == "authority" else "breakdown") in meta.adds


def _notes(book: Book, meta: Meta) -> list[str]:
    subjects = [f"indicator:{meta.code}", f"area:{meta.area}", meta.code, meta.area, "", "all"]
    return [str(r[book.lang]) for r in book.notes.iter_rows(named=True)
            if r["subject"] in subjects]
