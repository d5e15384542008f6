"""What successive editions tell together: an attacker that reads all of them.

Here: what was shown and protected stays so, differences as a table of their own, what a reader
recovers who takes the unchanged for unchanged. Not here: one edition alone (``promises``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import combinations, pairwise

from tests.proofs.algebra import fixed
from tests.proofs.cubes import Key
from tests.proofs.histories import Told
from tests.proofs.oracle import Found, Reach, System, unknown_of
from tests.proofs.promises import LEAST, broken
from tests.proofs.relations import Terms, equalities

CONTRIBUTORS = 3
BARRED = ("insider", "others", "held narrowed")   # what figures that stand still tell anyway
RECOVERED = ("fixed", "narrowed", "single")


def broken_over_time(editions: list[Told]) -> list[Found]:
    """Return every promise that a history breaks, each edition's own among them."""
    found = broken(editions[0].cube, editions[0].current)
    for old, new in pairwise(editions):
        found += _new(partial(broken, new.cube), old, new)
        found += _continued(old, new)
    pairs = {(i, j): Pair(editions[i], editions[j])
             for i, j in combinations(range(len(editions)), 2)}
    for i, j in pairs:
        found += _changes(pairs, editions, i, j)
    for j, new in enumerate(editions[1:], start=1):
        found += _new(partial(_held_narrowed, new, editions[:j]), editions[j - 1], new)
        found += _unchanged(new, editions[:j])
    return found


def _new(
    attack: Callable[[Mapping[Key, bool]], Iterable[Found]], old: Told, new: Told
) -> list[Found]:
    """Return what an attack finds that the figures that stand still do not tell already.

    Nothing can take those back: a record that goes from one authority to another under a total
    that stands tells those who know the one of the other.
    """
    some = list(attack(new.current))
    if not some:
        return []
    still = {k: seen and bool(old.current.get(k)) and new.figure[k] == old.figure[k]
             for k, seen in new.current.items()}
    barred = {(f.kind, f.key) for f in attack(still)}
    return [f for f in some if (f.kind, f.key) not in barred or f.kind not in BARRED]


def _continued(old: Told, new: Told) -> Iterator[Found]:
    """What was shown is shown, as it was or as it is; what was protected is not, but zeros."""
    for key in old.current:
        value = new.cube.facts[key].value
        if key in old.figure and key not in new.figure:
            yield Found("unshown", key, f"{old.figure[key]:g}")
        if key not in old.figure and key in new.figure and value:
            yield Found("disclosed", key, f"{value:g} was protected")
    for key, figure in new.figure.items():
        if new.current[key]:
            if figure != new.cube.facts[key].value:
                yield Found("wrong", key, f"{figure:g} is {new.cube.facts[key].value:g}")
        elif (figure, new.as_of[key]) != (old.figure.get(key), old.as_of.get(key)):
            yield Found("not held", key, f"{figure:g} as of {new.as_of[key]}")


class Pair:
    """The differences of two editions: known where both show their value."""

    def __init__(self, old: Told, new: Told) -> None:
        self.old, self.new = old.cube, new.cube
        series = new.cube.series
        self.keys = [k for k in new.cube.facts if k in old.cube.facts and (
            new.cube.published(k) or series[k[0]].kind in ("count", "sum"))]
        self.known = {k for k in self.keys if old.current.get(k) and new.current.get(k)}
        self.equal = equalities(new.cube.shape, self.keys)

    def moved(self, key: Key) -> float:
        """Return the true difference of a cell."""
        return self.new.facts[key].value - self.old.facts[key].value

    @cached_property
    def fixed(self) -> set[Key]:
        """Return the differences that the equations fix though no two figures tell them."""
        unknown = sorted(set(self.keys) - self.known)
        place = {k: n for n, k in enumerate(unknown)}
        rows = [{place[k]: f for k, f in terms if k in place} for terms in self.equal]
        return {unknown[n] for n in fixed(row for row in rows if row)}

    @cached_property
    def sums(self) -> list[tuple[Key, tuple[Key, ...], tuple[Key, ...]]]:
        """Return whole, told parts and untold parts wherever the whole's difference is known."""
        found = []
        for (whole, _), *parts in self.equal:
            names = [k for k, _ in parts]
            untold = tuple(k for k in names if k not in self.known)
            if whole in self.known and untold:
                found.append((whole, tuple(k for k in names if k in self.known), untold))
        return found

    def small(self, keys: Iterable[Key]) -> bool:
        """Say whether cells of one kind have together changed by what may not be told."""
        some = list(keys)
        one, moved = self.new.series[some[0][0]], sum(self.moved(k) for k in some)
        if one.rule == "amount":
            counted = sum(self.moved((one.partner, *k[1:])) for k in some)
            return abs(moved) > 0 and abs(counted) < CONTRIBUTORS
        return 0 < abs(moved) < LEAST[one.rule]


def _changes(
    pairs: dict[tuple[int, int], Pair], editions: list[Told], i: int, j: int
) -> Iterator[Found]:
    """Return small differences that two editions tell, unless those between tell them already.

    Where an edition between tells the same cell, the difference is only the sum of two that may
    both be seen.
    """
    pair, names = pairs[i, j], f"{editions[i].label} to {editions[j].label}"
    between = range(i + 1, j)
    for key in sorted(pair.known | pair.fixed):
        steps = any(all(key in pairs[a].known | pairs[a].fixed for a in ((i, m), (m, j)))
                    for m in between)
        if pair.small([key]) and not steps:
            kind = "difference" if key in pair.known else "difference fixed"
            yield Found(kind, key, f"{names}: {pair.moved(key):+g}")
    for whole, shown, untold in pair.sums:
        steps = any(all(editions[m].current.get(k) for k in (whole, *shown)) for m in between)
        if pair.small(untold) and not steps:
            yield Found("difference together", whole, f"{names}: {len(untold)} parts "
                                                      f"{sum(map(pair.moved, untold)):+g}")


def _held_narrowed(
    new: Told, earlier: list[Told], current: Mapping[Key, bool]
) -> Iterator[Found]:
    """Return held counts of which it can be told how little they have moved."""
    by_label = {one.label: one for one in earlier}
    moved: dict[Key, list[float]] = {}
    for key in new.held:
        if new.as_of[key] not in by_label:
            continue   # a label that no edition has: found as "not held"
        one = new.cube.series[key[0]]
        shown, value = by_label[new.as_of[key]].cube.facts[key].value, new.cube.facts[key].value
        most = LEAST.get(one.rule, 0) - 1
        if 0 < abs(value - shown) <= most:
            way = 1 if value > shown else -1
            moved[key] = [max(shown + way, 0.0), max(shown + way * most, 0.0)]
    if not moved:
        return
    for part in System(new.cube).parts(unknown_of(new.cube, current)):
        reach = Reach(part)
        for cell, key in enumerate(part.keys):
            for aim in moved.get(key, ()):
                got = reach.to(cell, aim)
                if got != aim:
                    yield Found("held narrowed", key,
                                f"{part.truth[cell]:g}: {got:g} short of {aim:g}")


def _unchanged(new: Told, earlier: list[Told]) -> Iterator[Found]:
    """Attack as one who takes old figures for new ones wherever nothing around them has changed.

    Only right guesses are made: an attacker who guesses wrong learns nothing.
    """
    known = dict(new.current)
    for old in earlier:
        for part in _untouched(old, new):
            known |= dict.fromkeys((k for k in part if old.current.get(k)), True)
    if known != new.current:
        yield from (Found(f"unchanged {f.kind}", f.key, f.detail)
                    for f in broken(new.cube, known) if f.kind in RECOVERED)


def _untouched(old: Told, new: Told) -> list[set[Key]]:
    """Return untold cells of the new edition, as tied in the old one, around which all is still."""
    pair = Pair(old, new)
    untold = set(pair.keys) - {k for k in pair.keys if new.current.get(k)}
    still = {k for k in pair.known if not pair.moved(k)}
    parts = _components(untold, pair.equal)
    around: dict[Key, set[Key]] = defaultdict(set)
    for terms in pair.equal:
        keys = {k for k, _ in terms}
        for key in keys & untold:
            around[key] |= keys - untold
    return [part for part in parts if not any(map(pair.moved, part))
            and all(around[k] <= still for k in part)]


def _components(keys: set[Key], equal: list[Terms]) -> list[set[Key]]:
    """Cut keys into sets that no equation ties."""
    of = {k: {k} for k in keys}
    for terms in equal:
        tied = [k for k, _ in terms if k in keys]
        for key in tied[1:]:
            one, other = of[tied[0]], of[key]
            if one is not other:
                one |= other
                of.update(dict.fromkeys(other, one))
    return list({id(part): part for part in of.values()}.values())


def share_held(editions: list[Told]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return held and visible cells by place level and period level, of all but the first."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for one in editions[1:]:
        shape, held = one.cube.shape, set(one.held)
        for key in one.figure:
            at = (shape.place_level[key[1]], shape.period_level[key[4]])
            before = found.get(at, (0, 0))
            found[at] = (before[0] + (key in held), before[1] + 1)
    return found
