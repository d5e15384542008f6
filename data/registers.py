"""The registers: councils, areas, authorities, places, population, events, as dated rows.

Here: reading ``data/registers`` and asking it who was what when. Not here: the code lists of the
contracts (``data.contracts``). What is not confirmed says so in its row, and is never guessed.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from data.register_rows import (
    Authority,
    Code,
    Council,
    Event,
    Member,
    Place,
    Population,
    PublishedIndicator,
    Unit,
)

__all__ = ["Authority", "Code", "Council", "Event", "Member", "Place", "Population",
           "PublishedIndicator", "Unit", "affected", "areas", "authorities", "code_list",
           "council", "councils", "document", "events", "members", "name", "place", "places",
           "population", "published_indicators", "region_of", "seats", "units"]
MERGED = "01+09"   # stands for its counties in tables; no delivery and no source names it


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("data") / "registers" / name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _days(row: dict[str, str]) -> tuple[date | None, date | None]:
    return _day(row.get("valid_from")), _day(row.get("valid_to"))


def _code(row: dict[str, str]) -> tuple[str, str, str, date | None, date | None]:
    return row["code"], row["sv"], row["en"], *_days(row)


def _proof(row: dict[str, str]) -> tuple[bool, str]:
    return row["confirmed"] == "true", row["source"]


def _notes(row: dict[str, str]) -> tuple[str, str]:
    return row["note_sv"], row["note_en"]


@cache
def _authorities() -> tuple[Authority, ...]:
    return tuple(
        Authority(*_code(r), r["abbr"], r["delivers"] == "true", *_proof(r))
        for r in _rows("authorities.csv")
    )


def authorities(at: date | None = None) -> tuple[Authority, ...]:
    """Return the authorities of a day (of all days where none is given)."""
    return tuple(a for a in _authorities() if at is None or a.holds(at))


@cache
def _councils() -> tuple[Council, ...]:
    return tuple(
        Council(*_code(r), tuple(r["areas"].split()), tuple(r["leads"].split()), r["place"],
                *_proof(r), *_notes(r))
        for r in _rows("councils.csv")
    )


def councils(at: date | None = None) -> tuple[Council, ...]:
    """Return the councils of a day, the national ones first."""
    return tuple(c for c in _councils() if at is None or c.holds(at))


def council(code: str) -> Council:
    """Return a council. Raises ``KeyError`` where there is none of that code."""
    return {c.code: c for c in _councils()}[code]


@cache
def _members() -> tuple[Member, ...]:
    return tuple(
        Member(r["council"], r["authority"], r["part"], int(r["seats"]), *_days(r), *_proof(r),
               *_notes(r))
        for r in _rows("members.csv")
    )


def members(of: str, at: date) -> tuple[Member, ...]:
    """Return a council's members on a day; unconfirmed places have no authority, but a note."""
    return tuple(m for m in _members() if m.council == of and m.holds(at))


def seats(of: str, at: date) -> int:
    """Return how many members a council had on a day, those not known by name among them."""
    return sum(m.seats for m in members(of, at))


@cache
def units(kind: str) -> tuple[Unit, ...]:
    """Return every stated number of units of a kind (ruc, akc, rsr, nuc, network)."""
    return tuple(
        Unit(r["unit"], r["sv"], r["en"], int(r["count"]), *_days(r), *_proof(r), *_notes(r))
        for r in _rows("units.csv") if r["unit"] == kind
    )


@cache
def areas() -> tuple[Code, ...]:
    """Return the eight areas in order."""
    return tuple(Code(r["code"], r["sv"], r["en"]) for r in _rows("areas.csv"))


@cache
def places() -> tuple[Place, ...]:
    """Return every place: Sweden, regions, counties, merged and "not stated" ones."""
    return tuple(
        Place(*_code(r), r["level"], r["parent"], r["published"] == "true")
        for r in _rows("places.csv")
    )


@cache
def _by_place() -> dict[str, Place]:
    return {p.code: p for p in places()}


def place(code: str) -> Place:
    """Return a place. Raises ``KeyError`` where there is none of that code."""
    return _by_place()[code]


def region_of(code: str) -> str:
    """Return the region that a place lies in: a region itself, a county's parent, "" for Sweden.

    "00" is the region that is not stated. Raises ``KeyError`` where there is no such place.
    """
    found = place(code)
    return found.code if found.level == "region" else found.parent


@cache
def events(area: str | None = None) -> tuple[Event, ...]:
    """Return the events of an area, or all."""
    rows = (
        Event(r["code"], r["kind"], r["area"], r["place"], r["from"], r["sv"], r["en"],
              *_proof(r), tuple(r["indicators"].split()), tuple(r["levels"].split()), *_notes(r))
        for r in _rows("events.csv")
    )
    return tuple(e for e in rows if area is None or e.area == area)


def affected(event: Event) -> tuple[Place, ...]:
    """Return the places whose series an event concerns: its place and all within, at its levels."""
    within = (p for p in places() if event.place in (p.code, p.parent, "SE"))
    return tuple(p for p in within if not event.levels or p.level in event.levels)


@cache
def _populations() -> tuple[Population, ...]:
    return tuple(
        Population(r["place"], date.fromisoformat(r["at"]), int(r["population"]), r["basis"],
                   *_proof(r))
        for r in _rows("population.csv")
    )


def population(of: str, at: date | None = None) -> Population | None:
    """Return the newest population of a place on or before a day, with its basis and source."""
    found = [p for p in _populations() if p.place == of and (at is None or p.at <= at)]
    return max(found, key=lambda p: p.at, default=None)


@cache
def published_indicators() -> tuple[PublishedIndicator, ...]:
    """Return the names of what the published figures measure."""
    return tuple(
        PublishedIndicator(r["indicator"], r["sv"], r["en"], None, None, *_notes(r))
        for r in _rows("published_indicators.csv")
    )


def _plain(kept: Iterator[Place]) -> tuple[Code, ...]:
    return tuple(Code(p.code, p.sv, p.en) for p in kept if p.code != MERGED)


@cache
def code_list(name: str) -> tuple[Code, ...]:
    """Return a register as a code list of the contracts. Raises ``KeyError``."""
    vulnerable = Code("vulnerable_areas", "Utsatta områden", "Vulnerable areas")
    lists: dict[str, tuple[Code, ...]] = {
        "authorities": authorities(), "areas": areas(), "councils": councils(),
        "delivery_places": _plain(p for p in places() if p.level == "county" or p.code == "00"),
        "figure_fields": (*areas(), vulnerable), "figure_places": _plain(iter(places())),
        "published_indicators": published_indicators(),
    }
    return lists[name]


@cache
def _names(kind: str) -> dict[str, Code]:
    rows: tuple[Code, ...] = places() if kind == "places" else code_list(kind)
    return {r.code: r for r in rows}


def name(kind: str, code: str, lang: str) -> str:
    """Name a code of a register (authorities, areas, councils, places …); the code if unknown."""
    found = _names(kind).get(code)
    return found.name(lang) if found else code


def document() -> str:
    """Return all registers as one canonical JSON text, for the hash of an edition."""
    folder = files("data") / "registers"
    texts = {f.name: f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".csv")}
    return json.dumps(texts, sort_keys=True, ensure_ascii=False)
