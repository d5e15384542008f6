"""The registers: councils, areas, authorities, places, population, events, as dated rows.

Here: reading ``data/registers`` and asking it who was what when. Not here: the code lists of the
contracts (``data.contracts``). What is not confirmed says so in its row, and is never guessed.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

Names = tuple[str, str]


@dataclass(frozen=True)
class Code:
    """A code with its names and the days between which it holds."""

    code: str
    sv: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, at: date) -> bool:
        """Tell whether the code holds on a day."""
        after = self.valid_from is None or self.valid_from <= at
        return after and (self.valid_to is None or at <= self.valid_to)

    def name(self, lang: str) -> str:
        """Return the name in a language."""
        return self.en if lang == "en" else self.sv


@dataclass(frozen=True)
class Authority(Code):
    """An authority. ``delivers`` is false for those who only receive."""

    abbr: str = ""
    delivers: bool = True
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True)
class Council(Code):
    """A cooperation council, its areas in order and the place that it is for."""

    areas: tuple[str, ...] = ()
    lead: str = ""
    place: str = "SE"
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True)
class Place(Code):
    """A place: Sweden, a police region, a county, or a "not stated" child of one."""

    level: str = "SE"
    parent: str = ""
    published: bool = True


@dataclass(frozen=True)
class Member:
    """A member of a council for some days. ``authority`` is "" where the name is not confirmed."""

    council: str
    authority: str
    valid_from: date | None
    valid_to: date | None
    confirmed: bool
    source: str
    note_sv: str
    note_en: str


@dataclass(frozen=True)
class Event:
    """Something that a series must be read with: a break, a law, an opened centre."""

    code: str
    kind: str
    area: str
    place: str
    since: str
    sv: str
    en: str
    confirmed: bool
    source: str


@dataclass(frozen=True)
class Population:
    """How many lived at a place on a day."""

    place: str
    at: date
    population: int
    basis: str
    confirmed: bool
    source: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("data") / "registers" / name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _code(row: dict[str, str]) -> tuple[str, str, str, date | None, date | None]:
    since, until = _day(row.get("valid_from")), _day(row.get("valid_to"))
    return row["code"], row["sv"], row["en"], since, until


@cache
def _authorities() -> tuple[Authority, ...]:
    return tuple(
        Authority(*_code(r), r["abbr"], r["delivers"] == "true", r["confirmed"] == "true",
                  r["source"])
        for r in _rows("authorities.csv")
    )


def authorities(at: date | None = None) -> tuple[Authority, ...]:
    """Return the authorities of a day (of all days where none is given)."""
    return tuple(a for a in _authorities() if at is None or a.holds(at))


@cache
def _councils() -> tuple[Council, ...]:
    return tuple(
        Council(*_code(r), tuple(r["areas"].split()), r["lead"], r["place"],
                r["confirmed"] == "true", r["source"])
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
        Member(r["council"], r["authority"], _day(r["valid_from"]), _day(r["valid_to"]),
               r["confirmed"] == "true", r["source"], r["note_sv"], r["note_en"])
        for r in _rows("members.csv")
    )


def members(of: str, at: date) -> tuple[Member, ...]:
    """Return a council's members on a day; unconfirmed places have no authority, but a note."""
    return tuple(
        m for m in _members()
        if m.council == of and (m.valid_from is None or m.valid_from <= at)
        and (m.valid_to is None or at <= m.valid_to)
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


def place(code: str) -> Place:
    """Return a place. Raises ``KeyError`` where there is none of that code."""
    return {p.code: p for p in places()}[code]


def region_of(code: str) -> str:
    """Return the region of a county (or of a "county not stated"), "00" where it is unknown."""
    return code if place(code).level == "region" else place(code).parent


@cache
def events(area: str | None = None) -> tuple[Event, ...]:
    """Return the events of an area, or all."""
    rows = (
        Event(r["code"], r["kind"], r["area"], r["place"], r["from"], r["sv"], r["en"],
              r["confirmed"] == "true", r["source"])
        for r in _rows("events.csv")
    )
    return tuple(e for e in rows if area is None or e.area == area)


@cache
def _populations() -> tuple[Population, ...]:
    return tuple(
        Population(r["place"], date.fromisoformat(r["at"]), int(r["population"]), r["basis"],
                   r["confirmed"] == "true", r["source"])
        for r in _rows("population.csv")
    )


def population(of: str, at: date | None = None) -> Population | None:
    """Return the newest population of a place on or before a day, with its basis and source."""
    found = [p for p in _populations() if p.place == of and (at is None or p.at <= at)]
    return max(found, key=lambda p: p.at, default=None)


@cache
def published_indicators() -> tuple[Code, ...]:
    """Return the names of what the published figures measure."""
    return tuple(Code(r["indicator"], r["sv"], r["en"]) for r in _rows("published_indicators.csv"))


def _delivery_places() -> tuple[Code, ...]:
    kept = (p for p in places() if (p.level == "county" and p.code != "01+09") or p.code == "00")
    return tuple(Code(p.code, p.sv, p.en) for p in kept)


@cache
def code_list(name: str) -> tuple[Code, ...]:
    """Return a register as a code list of the contracts. Raises ``KeyError``."""
    figure_fields = (*areas(), Code("vulnerable_areas", "Utsatta områden", "Vulnerable areas"))
    lists: dict[str, tuple[Code, ...]] = {
        "authorities": tuple(authorities()), "areas": areas(), "councils": tuple(councils()),
        "delivery_places": _delivery_places(), "figure_fields": figure_fields,
        "figure_places": tuple(
            Code(p.code, p.sv, p.en) for p in places() if p.code != "01+09"),
        "published_indicators": published_indicators(),
    }
    return lists[name]


def name(kind: str, code: str, lang: str) -> str:
    """Name a code of a register (authorities, areas, councils, places); the code if unknown."""
    rows: tuple[Code, ...] = tuple(places()) if kind == "places" else code_list(kind)
    return next((r.name(lang) for r in rows if r.code == code), code)


def document() -> str:
    """Return all registers as one canonical JSON text, for the hash of an edition."""
    folder = files("data") / "registers"
    texts = {f.name: f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".csv")}
    return json.dumps(texts, sort_keys=True, ensure_ascii=False)


def published_county(code: str) -> str:
    """Return the county code under which a county is published: merged where policy says so."""
    if place(code).published or place(code).level != "county":
        return code
    return next(p.code for p in places() if p.published and code in p.code.split("+"))
