"""Random small publications: records are drawn, then counted, so that every relation truly holds.

Here: records, counting them by sets, and the frames that the protector is given. Not here: the
drawn structure (``shapes``), attacking (``oracle``). Counting is written anew, record by record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

import polars as pl

from data.tables import FRAMES
from metrics.rollup import BOOKS, EXACT
from tests.proofs.shapes import Series, Shape, draw

Key = tuple[str, str, str, str, str]   # indicator, place, authority, breakdown, period
AREA = "work"


@dataclass(frozen=True)
class Record:
    """One case. ``joint``: the authorities that took part. ``months``: how long it stays open."""

    number: int
    place: str
    month: str
    authority: str
    joint: tuple[str, ...]
    code: str
    unit: str
    amount: int
    depth: int
    months: int


@dataclass
class Fact:
    """What stands behind one cell: the records, and what each contributor adds to it."""

    value: float = 0.0
    rows: int = 0
    by_unit: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    by_authority: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    rows_of: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def largest(self) -> tuple[float, float]:
        """Return the two largest contributions."""
        first, second = (*sorted(self.by_unit.values(), reverse=True), 0.0, 0.0)[:2]
        return first, second


@dataclass(frozen=True)
class Cube:
    """A publication before protection: its shape and its records."""

    seed: str
    shape: Shape
    records: tuple[Record, ...]

    @cached_property
    def facts(self) -> dict[Key, Fact]:
        """Return every cell, published or not, zeros among them."""
        found = {(s.id, *at): Fact() for s in self.shape.series for at in self.shape.every()
                 if exists(s, at)}
        for one in self.shape.series:
            for record in self.records:
                if counts(one, record):
                    for at in places_in(self.shape, one, record):
                        if (one.id, *at) in found:
                            add(found[one.id, *at], one, record)
        for one in self.shape.series:
            if one.kind == "distinct":
                for key, fact in found.items():
                    fact.value = float(len(fact.by_unit)) if key[0] == one.id else fact.value
        return found

    def published(self, key: Key) -> bool:
        """Say whether a cell is published."""
        return self.shape.table(*key[1:]) in self.shape.tables

    @cached_property
    def series(self) -> dict[str, Series]:
        """Return the series by id."""
        return {s.id: s for s in self.shape.series}

    def frame(self, published: bool) -> pl.DataFrame:
        """Return the exact cells that are published, or those below that still add up."""
        rows = [self._row(key, fact) for key, fact in self.facts.items()
                if self.published(key) == published
                and (published or self.series[key[0]].kind in ("count", "sum"))]
        return pl.DataFrame(rows, schema=EXACT, orient="row")

    def _row(self, key: Key, fact: Fact) -> dict[str, Any]:
        one = self.series[key[0]]
        indicator, place, authority, breakdown, period = key
        first, second = fact.largest()
        weighed = (one.unit and one.kind != "distinct") or one.rule == "amount"
        return {
            "indicator": indicator, "area": AREA, "place": place, "authority": authority,
            "breakdown": breakdown, "period": period,
            "place_level": self.shape.place_level[place],
            "period_level": self.shape.period_level[period],
            "value": fact.value, "rows": fact.rows,
            "persons": int(fact.value) if one.rule == "person" else None,
            "employers": len(fact.by_unit) if one.unit else None, "cases": None,
            "total": fact.value if weighed else None,
            "top1": first if weighed else None, "top2": second if weighed else None}

    def books(self) -> pl.DataFrame:
        """Return what each authority contributes to each published total of all."""
        rows = [(i, place, breakdown, period, who, value, fact.rows_of[who])
                for (i, place, authority, breakdown, period), fact in self.facts.items()
                if authority == "all" and self.published((i, place, authority, breakdown, period))
                and self.series[i].kind != "distinct"
                for who, value in fact.by_authority.items()]
        return pl.DataFrame(rows, schema=BOOKS, orient="row")

    def indicators(self) -> pl.DataFrame:
        """Return the frame ``indicators`` of the edition."""
        links = {rest: (whole, part, rest) for whole, part, rest in self.shape.links}
        rows = []
        for s in self.shape.series:
            whole, part, rest = links.get(s.id, ("", "", ""))
            rows.append({
                **dict.fromkeys(FRAMES["indicators"], ""), "indicator": s.id, "area": AREA,
                "kind": s.kind, "rule": s.rule, "adds": ",".join(sorted(s.adds)),
                "numerator": part, "denominator": whole, "complement": rest, "version": 1,
                "headline": 0, "partner": s.partner, "sensitive": "yes" if s.sensitive else "no"})
        return pl.DataFrame(rows, schema=FRAMES["indicators"], orient="row")

    def limits(self) -> pl.DataFrame:
        """Return what is never more than what."""
        return pl.DataFrame([(small, large, "all") for small, large in self.shape.limits],
                            schema=["smaller", "larger", "breakdown"], orient="row") \
            if self.shape.limits else pl.DataFrame(schema={
                "smaller": pl.String, "larger": pl.String, "breakdown": pl.String})


def exists(one: Series, at: tuple[str, str, str, str]) -> bool:
    """Say whether a series has such a cell: joint participation has no total of authorities."""
    return "authority" in one.adds or one.kind != "count" or at[1] != "all"


def counts(one: Series, record: Record) -> bool:
    """Say whether a series counts a record."""
    if one.rest:
        return record.depth == one.depth - 1
    return record.depth >= one.depth


def add(fact: Fact, one: Series, record: Record) -> None:
    """Count a record in a cell."""
    value = float(record.amount) if one.measure == "amount" else 1.0
    fact.value += value
    fact.rows += 1
    fact.by_unit[record.unit if one.unit else str(record.number)] += value
    fact.by_authority[record.authority] += value
    fact.rows_of[record.authority] += 1


def places_in(shape: Shape, one: Series, record: Record) -> Iterator[tuple[str, str, str, str]]:
    """Return where a record counts: place, authority, breakdown, period."""
    own = record.joint if exists_only_joint(one) else (record.authority,)
    who = [a for a in ("all", *own) if a == "all" or a in shape.authorities]
    what = ["all", record.code] if record.code in shape.codes else ["all"]
    when = list(_periods(shape, one, record))
    place = record.place
    while place:
        yield from ((place, a, b, p) for a in who for b in what for p in when)
        place = shape.parents[place]


def exists_only_joint(one: Series) -> bool:
    """Say whether a series counts a record at everyone who took part."""
    return one.kind == "count" and "authority" not in one.adds


def _periods(shape: Shape, one: Series, record: Record) -> Iterator[str]:
    """Return the periods in which it counts: a stock at the end of each that it is open."""
    for period, months in shape.months_of.items():
        if one.kind != "stock":
            if record.month in months:
                yield period
        elif record.month <= months[-1] and _since(record.month, months[-1]) < record.months:
            yield period


def _since(month: str, end: str) -> int:
    return (int(end[:4]) - int(month[:4])) * 12 + int(end[5:]) - int(month[5:])


def record(chance: Random, shape: Shape, number: int, months: Iterable[str] = ()) -> Record:
    """Draw one record: the first of everything more often than the last."""
    leaves = [p for p in shape.parents if p not in shape.parents.values()]
    every = sorted(months or {m for own in shape.months_of.values() for m in own})
    authority = _skewed(chance, shape.authorities or ("a0", "a1", "a2"))
    joint = {authority, *(a for a in shape.authorities if chance.random() < 0.3)}
    return Record(
        number, _skewed(chance, leaves), chance.choice(every), authority, tuple(sorted(joint)),
        _skewed(chance, shape.codes) if shape.codes else "", f"u{int(chance.random()**2 * 9)}",
        chance.choice((0, 900, 4_000, 12_000, 250_000)) + chance.randrange(1, 300),
        chance.choice((0, 1, 2, 3, 3)), chance.randrange(1, 9))


def _skewed(chance: Random, of: Iterable[str]) -> str:
    choices = list(of)
    return choices[int(chance.random() ** 1.7 * len(choices))]


def cube(seed: str, largest: int) -> Cube:
    """Draw a publication: its seed names it."""
    chance = Random(seed)
    shape = draw(chance, largest)
    finest = max(1, shape.size() // (3 * len(shape.series)))
    size = min(400, int(finest * chance.choice((0.3, 0.8, 1.5, 3.0))) + chance.randrange(3, 25))
    return Cube(seed, shape, tuple(record(chance, shape, n) for n in range(size)))
