"""The four cards of a council, and the small multiples of the eight areas.

Here: which figure, series and change each of them shows. Not here: their markup.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures import values
from dashboard.figures.series import Change, Point
from dashboard.models.book import Book, Focus, Meta
from data import periods, registers

CARDS = 4


@dataclass(frozen=True)
class Card:
    """One headline figure. ``state`` is visible, protected, not_delivered, not_applicable, none."""

    code: str
    area: str
    name: str
    number: str
    unit: str
    line: str
    state: str
    period: str
    points: tuple[Point, ...]
    change: Change | None
    against: str
    label: str
    note: str = ""
    as_of: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Multiple:
    """One area: its name, what is counted, the newest figure and the series."""

    card: Card
    area_name: str
    own: bool


def council_cards(book: Book, areas: tuple[str, ...], place: str) -> list[Card]:
    """Choose four cards: a regional council's areas one each, else headlines of its areas."""
    if place != "SE":
        metas = [m for m in (book.main(a) for a in areas) if m]
    elif len(areas) == 1:
        metas = book.headlines(areas[0])
    else:
        metas = [m for a in areas for m in book.headlines(a)[: CARDS // len(areas)]]
    return [card(book, meta, place) for meta in metas[:CARDS]]


def card(book: Book, meta: Meta, place: str = "SE", level: str = "") -> Card:
    """Make the card of an indicator at a place, at a period level where one is asked for."""
    focus = book.focus(meta.code, place, level)
    if focus is None:
        return _empty(book, meta, place)
    number, unit = _written(book, meta, focus)
    points = book.points(meta.code, focus.level, place)
    return Card(
        meta.code, meta.area, meta.name, number, unit, _unit_line(book, meta, focus), focus.sign,
        periods.label(focus.period, book.lang), points, focus.change,
        book.against(meta.code, place, focus), series_label(book, meta, points, place),
        _note(book, focus), focus.as_of, focus.mark,
    )


def _unit_line(book: Book, meta: Meta, focus: Focus) -> str:
    """Say the period and, where it does not stand beside the number, what is counted."""
    period = periods.label(focus.period, book.lang)
    if meta.unit in ("percent", "SEK", "days"):
        return period
    return book.say("picture.period_unit", period=period,
                    unit=values.unit_word(meta.unit, book.lang))


def _written(book: Book, meta: Meta, focus: Focus) -> tuple[str, str]:
    if focus.sign != "visible" or focus.value is None:
        return book.say(f"sign.{focus.sign}"), ""
    return values.parted(focus.value, meta.unit, book.lang)


def _note(book: Book, focus: Focus) -> str:
    if focus.sign == "protected":
        return book.say("sign.lay_first")
    if focus.sign == "not_delivered":
        return book.say("picture.not_delivered")
    return "" if focus.change else book.say("picture.not_judged")


def _empty(book: Book, meta: Meta, place: str) -> Card:
    """Say that there is no figure here: the table is published for Sweden only, or not at all."""
    note = book.say(_why_empty(book, meta, place))
    return Card(meta.code, meta.area, meta.name, "", "", "", "none", "", (), None, "", note, note)


def _why_empty(book: Book, meta: Meta, place: str) -> str:
    if place == "SE" or book.focus(meta.code) is None:
        return "picture.no_cells"
    below = any(level in meta.tables for level in ("region", "county"))
    return "picture.not_here" if below else "picture.sweden_only"


def series_label(book: Book, meta: Meta, points: tuple[Point, ...], place: str = "SE") -> str:
    """Write the sentence that says a series in words."""
    shown = [p for p in points if p.value is not None]
    if not shown:
        return book.say("label_of.nothing", name=meta.name, place=book.place(place))
    low, high = (f(shown, key=lambda p: p.shown) for f in (min, max))
    said = book.say(
        "label_of.series", name=meta.name, place=book.place(place), first=points[0].label,
        last=shown[-1].label, value=shown[-1].text, low=low.text, high=high.text)
    extra = [book.say("label_of.tail", period=shown[-1].label)] if shown[-1].open else []
    cut = [p.label for p in points[1:] if p.fresh]
    extra += [book.say("label_of.break", period=cut[-1])] if cut else []
    hidden = sum(p.sign == "protected" for p in points)
    extra += [book.say("label_of.hidden", count=hidden)] if hidden else []
    extra += [f"{p.label}: {p.text}, {p.as_of}." for p in points if p.as_of]
    extra += [book.say("label_of.synthetic")] if book.synthetic else []
    return " ".join([said, *extra])


def change_label(book: Book, change: Change) -> str:
    """Write the sentence that says a change meter in words."""
    return book.say("label_of.change", word=change.said, size=change.text,
                    interval=change.interval).strip()


def multiples(book: Book, own: tuple[str, ...], place: str = "SE") -> list[Multiple]:
    """Make one small multiple for each of the eight areas, the own ones marked."""
    found = []
    for area in registers.areas():
        meta = book.main(area.code)
        if meta is not None:
            found.append(Multiple(card(book, meta, place), area.name(book.lang),
                                  area.code in own))
    return sorted(found, key=lambda m: not m.own)
