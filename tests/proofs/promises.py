"""What the protector promises of one publication, each promise asked of the oracle.

Here: the rules anew, from the published policy's words: small, dominated, one-sided, intervals,
insiders. Not here: the attack itself (``oracle``), successive editions (``histories``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tests.proofs.cubes import Cube, Fact, Key
from tests.proofs.oracle import Found, Part, Reach, System, by_contributor, eliminated, unknown_of
from tests.proofs.shapes import Series

LEAST = {"person": 5, "employer": 3}
SHARE = 0.10
Told = Mapping[Key, bool]


def sensitive(cube: Cube, key: Key) -> bool:
    """Say whether a cell may not be shown, by the rule of its indicator."""
    one, fact = cube.series[key[0]], cube.facts[key]
    if one_sided(cube, key):
        return True
    if not fact.rows:
        return False
    first, second = fact.largest()
    few = len(fact.by_unit) < 3 if one.unit or one.rule == "amount" else False
    weighed = (one.unit and one.kind != "distinct" and first > 1) or one.rule == "amount"
    dominated = weighed and fact.value - first - second < SHARE * first
    return few or dominated or small(one, fact.value)


def small(one: Series, value: float) -> bool:
    """Say whether a count is small."""
    return 0 < value < LEAST.get(one.rule, 0)


def one_sided(cube: Cube, key: Key) -> bool:
    """Say whether a cell is part of a sensitive split of which one side is empty."""
    for _, part, rest in cube.shape.links:
        if key[0] in (part, rest) and cube.series[part].sensitive:
            sides = [cube.facts[i, *key[1:]].value for i in (part, rest)]
            return min(sides) == 0 < sum(sides)
    return False


def interval(cube: Cube, key: Key) -> tuple[float, float] | None:
    """Return what must stay possible of an unknown cell, None where only not to be exact."""
    one, fact = cube.series[key[0]], cube.facts[key]
    if small(one, fact.value):
        return 1.0, LEAST[one.rule] - 1.0
    if one.rule == "amount" and sensitive(cube, key):
        first, second = fact.largest()
        level = max(SHARE * first - (fact.value - first - second), SHARE * fact.value)
        return max(fact.value - level, 0.0), fact.value + level
    if fact.value == 0 and one_sided(cube, key):
        return 0.0, 1.0
    return None


def broken(cube: Cube, told: Told, intervals: bool = True) -> list[Found]:
    """Return every promise that a publication breaks. ``told``: which cells show their value."""
    found = [Found("shown", k, f"{cube.facts[k].value:g}")
             for k, seen in told.items() if seen and sensitive(cube, k)]
    system = System(cube)
    unknown = unknown_of(cube, told)
    for part in system.parts(unknown):
        found += _outsider(cube, part, intervals)
    found += [f for who, own in by_contributor(cube).items()
              for f in _insider(cube, system, unknown, told, who, own)]
    return found


def _matters(cube: Cube, key: Key) -> bool:
    """Say whether a cell may not be computed: any published one, and small ones below."""
    return cube.published(key) or sensitive(cube, key)


def _outsider(cube: Cube, part: Part, intervals: bool) -> Iterator[Found]:
    known = eliminated(part)
    yield from (Found("fixed", k, "by equations") for k in sorted(known) if _matters(cube, k))
    if not intervals:
        return
    reach = Reach(part)
    for cell, key in enumerate(part.keys):
        needed = interval(cube, key) if cube.published(key) else None
        for aim in needed or ():
            got = reach.to(cell, aim)
            if got != aim:
                yield Found("narrowed", key, f"{part.truth[cell]:g}: {got:g} short of {aim:g}")
        if key not in known and _matters(cube, key) and reach.single(cell):
            yield Found("single", key, f"only {part.truth[cell]:g}")


def _insider(
    cube: Cube, system: System, unknown: set[Key], told: Told, who: str, own: Mapping[Key, float]
) -> Iterator[Found]:
    """Attack as an authority that knows its own cells, and its part of every other."""
    for key, seen in told.items():
        fact = cube.facts[key]
        others = fact.value - own.get(key, 0.0)
        rows = fact.rows - fact.rows_of.get(who, 0)
        if seen and key[2] == "all" and own.get(key) and _few(cube.series[key[0]], others, rows):
            yield Found("others", key, f"{who}: {others:g} of {fact.value:g}")
    left = {k for k in unknown if k[2] != who}
    if left == unknown:
        return
    for part in system.parts(left):
        for key in sorted(eliminated(part)):
            foreign = cube.facts[key].value - own.get(key, 0.0)
            if cube.published(key) and foreign > 0 and small(cube.series[key[0]],
                                                            cube.facts[key].value):
                yield Found("insider", key, f"{who}: {cube.facts[key].value:g}")


def _few(one: Series, others: float, rows: int) -> bool:
    """Say whether all others together are too few to be told."""
    if one.kind == "distinct":
        return False
    if one.rule == "amount" or one.rule == "employer":
        return 0 < rows < 3
    return 0 < others < LEAST[one.rule]


def floors(part: Part, own: Mapping[Key, float]) -> np.ndarray:
    """Return what each cell is at least, to whoever knows its own part of it."""
    return np.array([own.get(k, 0.0) for k in part.keys])


__all__ = ["Fact", "broken", "floors", "interval", "sensitive", "small"]
