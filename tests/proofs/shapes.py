"""What a random publication looks like: places, times, authorities, codes, series and tables.

Here: the drawn structure as values, and drawing it. Not here: records and counts (``cubes``), any
rule of protection. Nothing of the product is used but the names of levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random

PLACE_LEVELS = ("SE", "region", "county")
TIME_LEVELS = ("year", "quarter", "month")
Table = tuple[str, str, bool, bool]   # place level, period level, by authority, by breakdown
Adds = frozenset[str]
EVERYWHERE: Adds = frozenset(("place", "time", "authority", "breakdown"))


@dataclass(frozen=True)
class Series:
    """One indicator: what it counts, the rule that protects it, where it adds.

    ``unit``: contributors are named units (employers), otherwise each record is its own.
    ``depth``: it counts the records that have come so far along the chain; ``rest``: those that
    came to the step before, and no further.
    """

    id: str
    kind: str = "count"
    rule: str = "person"
    adds: Adds = EVERYWHERE
    measure: str = "one"
    unit: bool = False
    depth: int = 0
    rest: bool = False
    partner: str = ""
    sensitive: bool = False


@dataclass(frozen=True)
class Shape:
    """Places with their parents, periods with their months, and everything else that was drawn."""

    parents: dict[str, str]
    place_level: dict[str, str]
    months_of: dict[str, tuple[str, ...]]
    period_level: dict[str, str]
    authorities: tuple[str, ...]
    codes: tuple[str, ...]
    series: tuple[Series, ...]
    links: tuple[tuple[str, str, str], ...]    # whole, part, rest
    limits: tuple[tuple[str, str], ...]        # smaller, larger
    tables: frozenset[Table]

    def table(self, place: str, authority: str, breakdown: str, period: str) -> Table:
        """Return the table that a cell stands in."""
        return (self.place_level[place], self.period_level[period], authority != "all",
                breakdown != "all")

    def every(self) -> Iterator[tuple[str, str, str, str]]:
        """Return every place, authority, breakdown and period, whether published or not."""
        return product(self.place_level, ("all", *self.authorities), ("all", *self.codes),
                       self.months_of)

    def size(self) -> int:
        """Return how many cells there are, published or not."""
        split = (1 + len(self.authorities)) * (1 + len(self.codes))
        return len(self.place_level) * len(self.months_of) * split * len(self.series)


def months(count: int, year: int = 2025) -> list[str]:
    """Return so many months from January on."""
    return [f"{year + n // 12}M{n % 12 + 1:02}" for n in range(count)]


def calendar(count: int, levels: tuple[str, ...]) -> tuple[dict[str, tuple[str, ...]],
                                                           dict[str, str]]:
    """Return the periods of so many months, complete ones only, and their levels."""
    all_months = months(count)
    periods: dict[str, tuple[str, ...]] = {}
    level: dict[str, str] = {}
    sizes = {"month": 1, "quarter": 3, "year": 12}
    for name in TIME_LEVELS:
        step = sizes[name]
        for start in range(0, count - step + 1, step) if name in levels else ():
            first = all_months[start]
            label = {"month": first, "quarter": f"{first[:4]}K{int(first[5:]) // 3 + 1}",
                     "year": first[:4]}[name]
            periods[label] = tuple(all_months[start:start + step])
            level[label] = name
    return periods, level


def _places(chance: Random, depth: int) -> tuple[dict[str, str], dict[str, str]]:
    parents, level = {"SE": ""}, {"SE": "SE"}
    for r in range(chance.randint(2, 3) if depth > 0 else 0):
        parents[f"r{r}"], level[f"r{r}"] = "SE", "region"
        for c in range(chance.randint(2, 4) if depth > 1 else 0):
            # the first county of each region is the one for what is not stated
            name = f"r{r}{'xabc'[c]}"
            parents[name], level[name] = f"r{r}", "county"
    return parents, level


def count_series(chance: Random, chained: int) -> tuple[list[Series], list[tuple[str, str, str]]]:
    """Return a chain of person counts: each whole is the next step and the rest."""
    sensitive = chance.random() < 0.4
    found, links = [Series("c0")], []
    for depth in range(1, chained + 1):
        mark = sensitive and depth == chained
        found.append(Series(f"c{depth}", depth=depth, sensitive=mark))
        found.append(Series(f"c{depth}.not", depth=depth, rest=True, sensitive=mark))
        links.append((f"c{depth - 1}", f"c{depth}", f"c{depth}.not"))
    return found, links


def _others(chance: Random) -> tuple[list[Series], list[tuple[str, str]]]:
    """Return series of another kind: amounts, employers, stocks, joint participation."""
    kind = chance.choice(("amount", "employers", "stock", "joint", "none", "none"))
    if kind == "amount":
        by_unit = chance.random() < 0.5
        return [Series("m", "sum", "amount", measure="amount", unit=by_unit, partner="c0")], []
    if kind == "employers":
        return [Series("v", "count", "employer", unit=True),
                Series("e", "distinct", "employer", frozenset(), unit=True)], [("e", "v")]
    if kind == "stock":
        return [Series("s", "stock", adds=EVERYWHERE - {"time"})], []
    if kind == "joint":
        return [Series("j", adds=EVERYWHERE - {"authority"})], []
    return [], []


def _tables(chance: Random, places: tuple[str, ...], times: tuple[str, ...],
            split: tuple[bool, bool]) -> frozenset[Table]:
    """Return what is published: everything, or the finer in one direction only where it is so."""
    every = [(p, t, a, b) for p, t, a, b in product(places, times, (False, True), (False, True))
             if (not a or split[0]) and (not b or split[1])]
    if chance.random() < 0.4:
        return frozenset(every)
    kept = {(p, t, False, False) for p in places for t in times
            if p == places[0] or t == times[0] or chance.random() < 0.3}
    whole = set(kept)
    for p, t, _, _ in sorted(whole):
        kept |= {(p, t, a, b) for a, b in ((split[0], False), (False, split[1]), split)
                 if chance.random() < 0.6}
    return frozenset(kept)


def draw(chance: Random, largest: int) -> Shape:
    """Draw a shape of three to five dimensions with at most so many cells."""
    while True:
        depth = chance.choice((0, 1, 1, 2, 2))
        times = chance.choice((("year",), ("quarter", "month"), ("year", "quarter"), TIME_LEVELS))
        length = {2: chance.choice((3, 4, 6)) if times[0] == "quarter" else 12}.get(len(times), 12)
        by_authority, codes = chance.choice((0, 2, 3, 4)), chance.choice((0, 0, 2, 3))
        chained = chance.choice((0, 0, 1, 2, 3))
        dimensions = sum((depth > 0, len(times) > 1, by_authority > 0, codes > 0, chained > 0))
        if dimensions < 2:   # the series themselves are the third
            continue
        counts, links = count_series(chance, chained)
        others, limits = _others(chance)
        parents, level = _places(chance, depth)
        periods, period_level = calendar(length, times)
        shape = Shape(
            parents, level, periods, period_level, tuple(f"a{n}" for n in range(by_authority)),
            tuple(f"kind:{c}" for c in ("not_stated", "x", "y", "z")[:codes]),
            (*counts, *others), tuple(links), tuple(limits),
            _tables(chance, PLACE_LEVELS[:depth + 1], times, (by_authority > 0, codes > 0)))
        if shape.size() <= largest:
            return shape
