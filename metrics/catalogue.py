"""The catalogue of indicators: what each counts, where it is published, how it is protected.

Here: reading ``metrics/indicators/*.toml`` and what follows from it: complements of shares and of
chain links, published tables as level combinations. Not here: counting (``metrics.count``).

A table is written ``SE+region:quarter+year:authority*receiver``: place levels, period levels, and
what it is split by: nothing, ``authority``, one dimension, or authority times one dimension.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

from data import contracts, registers, words

COUNTED = ("count", "sum", "distinct", "stock")
RULES = ("person", "employer", "amount", "free", "none")
AUTHORITY = {"referrals": "sender", "inspections": "lead", "payment_errors": "payer",
             "actions": "owner"}
# The columns that a breakdown may be taken from, where the dimension has another name.
DIMENSIONS = {"payment_origin": "origin"}
AUTHORITY_DIMENSIONS = ("receiver", "sender")


class Table(NamedTuple):
    """One combination of levels at which an indicator is published."""

    place: str        # SE | region | county
    period: str       # month | quarter | year
    authority: bool   # each authority, besides all
    dimension: str    # "" or the dimension of a breakdown


@dataclass(frozen=True)
class Indicator:
    """One indicator. ``name`` and ``definition`` are (Swedish, English)."""

    id: str
    area: str
    kind: str
    contract: str
    where: tuple[tuple[str, str, Any], ...]
    name: tuple[str, str]
    definition: tuple[str, str]
    tables: tuple[str, ...]
    unit: str
    rule: str
    version: int = 1
    measure: str = ""
    units: str = ""
    authority: str = ""
    chain: str = ""
    state: str = ""
    headline: int = 0
    caution: str = ""
    sensitive: bool = False
    overlaps: bool = False   # authorities share records: each has its figure, and there is no sum
    partner: str = ""
    numerator: str = ""
    denominator: str = ""
    complement: str = ""
    published_series: str = ""
    complement_of: str = ""
    at_most: str = ""        # never more than that indicator, or than one "@code" of its breakdown
    days: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()
    minus: str = field(default="", compare=False)   # complements: what is taken from where

    @property
    def counting_authority(self) -> str:
        """Name the column of the authority that counts."""
        return self.authority or AUTHORITY.get(self.contract, "")

    @cached_property
    def combinations(self) -> frozenset[Table]:
        """Return every level combination at which the indicator is published."""
        found = (t for text in self.tables for t in _combinations(text))
        return frozenset(t for t in found if t.authority or not self.overlaps)

    @cached_property
    def between(self) -> frozenset[Table]:
        """Return the combinations below published ones that their sums both ways reach."""
        found = set()
        for split in {(t.authority, t.dimension) for t in self.combinations}:
            own = [t for t in self.combinations if (t.authority, t.dimension) == split]
            found |= {Table(a.place, b.period, *split) for a in own for b in own}
        return frozenset(found - self.combinations)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Name the dimensions of its breakdowns, in order."""
        return tuple(sorted({t.dimension for t in self.combinations if t.dimension}))

    @property
    def adds(self) -> tuple[str, ...]:
        """Name the dimensions along which the indicator adds."""
        if self.kind in ("count", "sum"):
            shared = () if self.overlaps else ("authority",)
            return ("place", "time", *shared, "breakdown")
        return ("place", "authority", "breakdown") if self.kind == "stock" else ()

    def columns(self) -> set[str]:
        """Name every contract column and ``state:…`` that the indicator is counted from."""
        used = {c for c, op, _ in self.where} | {self.measure, self.units}
        used |= {f"state:{v}" for _, op, v in self.where if op == "state_by"}
        used |= {f"state:{self.state}"} if self.state else set()
        for point in (*self.days, *self.stock):
            used.add(_point(point, self.contract))
        return used - {""}


def _point(text: str, contract: str) -> str:
    """Name where a day is read: a column of the contract, or a state."""
    kind, _, name = text.partition(":")
    if kind == "date":
        return name
    if kind == "state":
        return f"state:{name}"
    names = {c.name for c in contracts.contract(contract).columns}
    return text if text in names else f"state:{text}"


def _combinations(text: str) -> Iterator[Table]:
    places, levels, *split = text.split(":")
    authority, dimension = _split(split[0] if split else "")
    for place in places.split("+"):
        for level in levels.split("+"):
            yield Table(place, level, authority, dimension)
            if authority and dimension:   # the matrix's own margins
                yield Table(place, level, True, "")
                yield Table(place, level, False, dimension)
            if authority or dimension:    # a split always has its total beside it
                yield Table(place, level, False, "")


def _split(text: str) -> tuple[bool, str]:
    if text in ("", "authority"):
        return bool(text), ""
    first, _, second = text.partition("*")
    return (True, second) if second else (False, first)


@dataclass(frozen=True)
class Catalogue:
    """All indicators: as written, and the complements that follow from them."""

    written: tuple[Indicator, ...]

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Return (numerator, denominator) of every share, chain link and stated part."""
        pairs = [(i.numerator, i.denominator) for i in self.written if i.kind == "share"]
        pairs += [(i.id, i.complement_of) for i in self.written if i.complement_of]
        for chain in contracts.chains():
            states = self.chain(chain.id)
            pairs += [(states[s.code].id, states[s.parent].id)
                      for s in chain.states if s.code in states and s.parent in states]
        return tuple(dict.fromkeys(pairs))

    @property
    def limits(self) -> tuple[tuple[str, str, str], ...]:
        """Return (smaller, larger, breakdown of the larger) of what is never more than what."""
        pairs = ((i.id, *i.at_most.partition("@")[::2]) for i in self.written if i.at_most)
        return tuple((small, large, code or "all") for small, large, code in pairs)

    def chain(self, id: str) -> dict[str, Indicator]:  # noqa: A002
        """Return the indicators of a chain by state."""
        return {i.state: i for i in self.written if i.chain == id}

    @cached_property
    def complements(self) -> tuple[Indicator, ...]:
        """Return the indicator "denominator, not numerator" of every link, one each."""
        return tuple(self._complement(n, d) for n, d in self.links)

    def _complement(self, numerator: str, denominator: str) -> Indicator:
        top, whole = self.indicator(numerator), self.indicator(denominator)
        single = sum(n == numerator for n, _ in self.links) == 1
        name = f"{numerator}.not" if single else f"{numerator}.not.{denominator.split('.')[-1]}"
        shared = tuple(sorted(_text(t) for t in top.combinations & whole.combinations))
        return replace(
            whole, id=name, area=top.area, tables=shared, headline=0, partner="", chain="",
            numerator=numerator, denominator=denominator, minus=numerator, caution="",
            sensitive=top.sensitive, published_series="", complement_of="", version=top.version,
            name=(words.say("complement.name", "sv", whole=whole.name[0], part=top.name[0]),
                  words.say("complement.name", "en", whole=whole.name[1], part=top.name[1])),
            definition=(words.say("complement.definition", "sv"),
                        words.say("complement.definition", "en")),
        )

    @cached_property
    def by_id(self) -> Mapping[str, Indicator]:
        """Return the written indicators by id."""
        return {i.id: i for i in self.written}

    def indicator(self, id: str) -> Indicator:  # noqa: A002
        """Return an indicator. Raises ``KeyError``."""
        return self.by_id[id]

    @cached_property
    def all(self) -> tuple[Indicator, ...]:
        """Return written indicators and complements; shares know their complement."""
        made = {(c.numerator, c.denominator): c.id for c in self.complements}
        known = tuple(
            replace(i, complement=made[i.numerator, i.denominator]) if i.kind == "share" else i
            for i in self.written
        )
        return known + self.complements

    @cached_property
    def _wholes(self) -> Mapping[str, str]:
        above = dict(reversed(self.links))   # the first link of a part names its whole
        above |= {c.id: c.denominator for c in self.complements}
        return {i.id: _top(i.id, above) for i in self.all}

    def whole(self, of: Indicator) -> str:
        """Name the outermost whole that an indicator is part of, itself where there is none."""
        return self._wholes[of.id]

    def counted(self, contract: str | None = None) -> tuple[Indicator, ...]:
        """Return what is counted from deliveries (of one contract): no shares."""
        return tuple(i for i in self.all if i.kind != "share" and contract in (None, i.contract))

    @cached_property
    def digest(self) -> str:
        """Return a short hash of all definitions: finest cells counted by others are stale."""
        return hashlib.sha256(self.document().encode()).hexdigest()[:12]

    def document(self) -> str:
        """Return the catalogue as canonical JSON, for the hash of an edition."""
        rows = [{k: v for k, v in vars(i).items() if k in Indicator.__match_args__}
                for i in self.written]
        return json.dumps(rows, sort_keys=True, ensure_ascii=False)


def _top(one: str, above: Mapping[str, str]) -> str:
    while one in above:
        one = above[one]
    return one


def _text(table: Table) -> str:
    split = "authority" if table.authority else ""
    if table.dimension:
        split = f"authority*{table.dimension}" if table.authority else table.dimension
    return ":".join(p for p in (table.place, table.period, split) if p)


class BadCatalogue(ValueError):
    """A catalogue that may not be used: an indicator without a rule, an unknown column."""


@cache
def catalogue() -> Catalogue:
    """Read the catalogue. Raises ``BadCatalogue`` where an indicator is not whole."""
    found: list[Indicator] = []
    for area in registers.areas():
        file = files("metrics") / "indicators" / f"{area.code}.toml"
        raw = tomllib.loads(file.read_text("utf-8"))
        found += [_read(name, row) for name, row in raw.items()]
    book = Catalogue(tuple(found))
    check(book.all)
    return book


def _read(name: str, row: Mapping[str, Any]) -> Indicator:
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in row.items()
    }
    values["where"] = tuple(
        (column, op, tuple(v) if isinstance(v, list) else v) for column, op, v in row["where"])
    return Indicator(id=name, **values)


def check(indicators: Iterable[Indicator]) -> None:
    """Refuse indicators that are not whole. Raises ``BadCatalogue``, which says what is wrong."""
    for one in indicators:
        if one.rule not in RULES or (one.rule == "none" and one.kind in COUNTED):
            raise BadCatalogue(f"{one.id}: no rule of protection")
        unknown = one.columns() - _known(one.contract) if one.contract else set()
        if unknown:
            raise BadCatalogue(f"{one.id}: no such column or state: {sorted(unknown)}")
        if one.kind in COUNTED and not one.combinations:
            raise BadCatalogue(f"{one.id}: no published table")


@cache
def _known(contract: str) -> frozenset[str]:
    about = contracts.contract(contract)
    states = (s.code for c in about.chains for s in contracts.chain(c).states)
    return frozenset(c.name for c in about.columns) | {f"state:{s}" for s in states}


def dimension_column(dimension: str) -> str:
    """Name the contract column of a dimension."""
    return DIMENSIONS.get(dimension, dimension)


def dimension_codes(dimension: str) -> tuple[registers.Code, ...]:
    """Return the codes of a dimension, "not stated" among them where the contract has it."""
    if dimension in AUTHORITY_DIMENSIONS:
        return tuple(contracts.code_list("register:authorities"))
    return contracts.code_list(dimension)
