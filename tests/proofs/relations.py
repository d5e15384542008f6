"""What must hold between the cells of a drawn publication, by its structure and by what it counts.

Here: equalities and inequalities as terms over keys. Not here: the product's own relations, which
are not read; solving (``oracle``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from tests.proofs.cubes import Key
from tests.proofs.shapes import Series, Shape

Terms = tuple[tuple[Key, int], ...]
Groups = dict[tuple[Key, str], list[Key]]


def equalities(shape: Shape, keys: Iterable[Key]) -> list[Terms]:
    """Return sums that are zero: whole minus its parts, wherever all of them are among the keys."""
    here = set(keys)
    series = {s.id: s for s in shape.series}
    found: list[Terms] = [
        ((whole, 1), *((part, -1) for part in parts))
        for (whole, dimension), parts in _groups(shape, series, here).items()
        if dimension.split(":")[0] in series[whole[0]].adds]
    for whole, part, rest in shape.links:
        for key in here:
            three = tuple((i, *key[1:]) for i in (whole, part, rest))
            if key[0] == whole and all(k in here for k in three):
                found.append(tuple(zip(three, (1, -1, -1), strict=True)))
    return found


def inequalities(shape: Shape, keys: Iterable[Key]) -> list[Terms]:
    """Return sums that are at most zero: distinct counts by their parts, and limits."""
    here = set(keys)
    distinct = {s.id: s for s in shape.series if s.kind == "distinct"}
    found: list[Terms] = []
    for (whole, _), parts in _groups(shape, distinct, here).items():
        found.append(((whole, 1), *((part, -1) for part in parts)))
        found += [((part, 1), (whole, -1)) for part in parts]
    for small, large in shape.limits:
        found += [((key, 1), ((large, *key[1:]), -1)) for key in here
                  if key[0] == small and key[3] == "all" and (large, *key[1:]) in here]
    return found


def _groups(shape: Shape, series: Mapping[str, Series], here: set[Key]) -> Groups:
    """Return the parts of each whole by dimension, complete ones only."""
    found: Groups = defaultdict(list)
    for key in here:
        if key[0] in series:
            for dimension, whole in _wholes(shape, key):
                if whole in here:
                    found[whole, dimension].append(key)
    return {at: parts for at, parts in found.items()
            if len(parts) == _needed(shape, at[0], at[1])}


def _wholes(shape: Shape, key: Key) -> Iterator[tuple[str, Key]]:
    """Return the cells that a cell is part of, one step up each dimension."""
    indicator, place, authority, breakdown, period = key
    if shape.parents[place]:
        yield "place", (indicator, shape.parents[place], authority, breakdown, period)
    if authority != "all":
        yield "authority", (indicator, place, "all", breakdown, period)
    if breakdown != "all":
        yield "breakdown", (indicator, place, authority, "all", period)
    own = shape.months_of[period]
    for longer, months in shape.months_of.items():
        if len(months) > len(own) and set(own) <= set(months):
            yield f"time:{len(own)}", (indicator, place, authority, breakdown, longer)


def _needed(shape: Shape, whole: Key, dimension: str) -> int:
    """Return how many parts a whole has."""
    if dimension == "place":
        return sum(parent == whole[1] for parent in shape.parents.values())
    if dimension == "authority":
        return len(shape.authorities)
    if dimension == "breakdown":
        return len(shape.codes)
    return len(shape.months_of[whole[4]]) // int(dimension.partition(":")[2])
