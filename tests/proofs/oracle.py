"""An attacker of one publication that shares nothing with the product: scipy's linear programs.

Here: what is unknown, exact elimination, reach of each unknown cell, insiders. Not here: drawing
(``cubes``), what must hold (``relations``), successive editions (``histories``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from tests.proofs.algebra import fixed
from tests.proofs.cubes import Cube, Key
from tests.proofs.relations import Terms, equalities, inequalities

NEARLY = 1e-3     # how far from its aim a cell may stop, a thousandth of it at most
WIDE = 1e-5       # an interval narrower than this share of its value is a number


class Unsolved(RuntimeError):
    """The solver had no sure answer: that is no clean bill."""


@dataclass(frozen=True)
class Found:
    """Something that the attacker recovered."""

    kind: str
    key: Key
    detail: str


@dataclass(frozen=True)
class Part:
    """The unknown cells of one component: equations == right, inequalities <= most."""

    keys: tuple[Key, ...]
    truth: np.ndarray
    equal: sparse.csr_array
    right: np.ndarray
    least: sparse.csr_array
    most: np.ndarray


class System:
    """What an attacker can write down of a publication, with what it holds as true."""

    def __init__(self, cube: Cube) -> None:
        summing = [k for k in cube.facts if cube.published(k)
                   or cube.series[k[0]].kind in ("count", "sum")]
        published = [k for k in summing if cube.published(k)]
        self.truth = {k: cube.facts[k].value for k in summing}
        self.equal = equalities(cube.shape, summing)
        self.least = inequalities(cube.shape, published)

    def parts(self, unknown: set[Key]) -> list[Part]:
        """Cut the unknown cells into components that nothing ties."""
        number = {k: n for n, k in enumerate(sorted(unknown))}
        rows = [(terms, True) for terms in self.equal] + [(terms, False) for terms in self.least]
        rows = [(t, e) for t, e in rows if any(k in number for k, _ in t)]
        matrix = _matrix([t for t, _ in rows], number)
        if not number:
            return []
        count, label = connected_components(abs(matrix).T @ abs(matrix), directed=False)
        keys: list[list[Key]] = [[] for _ in range(count)]
        own: list[list[tuple[Terms, bool]]] = [[] for _ in range(count)]
        for key, n in number.items():
            keys[label[n]].append(key)
        for terms, equal in rows:
            own[label[next(number[k] for k, _ in terms if k in number)]].append((terms, equal))
        return [self._part(tuple(k), r) for k, r in zip(keys, own, strict=True)]

    def _part(self, keys: tuple[Key, ...], rows: list[tuple[Terms, bool]]) -> Part:
        place = {k: n for n, k in enumerate(keys)}
        equal, least = ([t for t, e in rows if e is which] for which in (True, False))
        known = [np.array([-sum(f * self.truth[k] for k, f in t if k not in place) for t in some])
                 for some in (equal, least)]
        return Part(keys, np.array([self.truth[k] for k in keys]), _matrix(equal, place), known[0],
                    _matrix(least, place), known[1])


def _matrix(rows: Iterable[Terms], place: Mapping[Key, int]) -> sparse.csr_array:
    triples = [(r, place[k], f) for r, terms in enumerate(rows) for k, f in terms if k in place]
    size = len(list(rows))
    row, column, factor = zip(*triples, strict=True) if triples else ((), (), ())
    return sparse.csr_array((np.array(factor, dtype=float), (row, column)),
                            shape=(size, len(place)))


def eliminated(part: Part) -> set[Key]:
    """Return the unknown cells that the equations fix, exactly."""
    rows = [dict(zip(part.equal.indices[a:b].tolist(), part.equal.data[a:b].astype(int).tolist(),
                     strict=True))
            for a, b in zip(part.equal.indptr[:-1], part.equal.indptr[1:], strict=True)]
    return {part.keys[n] for n in fixed(rows)}


class Reach:
    """How far each unknown cell of a component can go; every world seen certifies all cells."""

    def __init__(self, part: Part, floor: np.ndarray | None = None) -> None:
        self.part = part
        self.floor = np.zeros(len(part.keys)) if floor is None else floor
        self.low, self.high = part.truth.copy(), part.truth.copy()
        self.programs = 0

    def to(self, cell: int, aim: float) -> float:
        """Return how near to an aim a cell can come, from the truth on."""
        up = aim > self.part.truth[cell]
        near = NEARLY * max(1.0, min(abs(aim - self.part.truth[cell]), 1000.0))
        if (self.high[cell] >= aim - near) if up else (self.low[cell] <= aim + near):
            return aim
        world = self._world(cell, aim, up)
        np.minimum(self.low, world, out=self.low)
        np.maximum(self.high, world, out=self.high)
        reached = float(world[cell])
        return aim if abs(reached - aim) <= near else reached

    def _world(self, cell: int, aim: float, up: bool) -> np.ndarray:
        part = self.part
        scale = max(1.0, float(part.truth.max()) / 1e4)
        bounds = np.stack([self.floor / scale, np.full(len(part.keys), np.inf)], axis=1)
        bounds[cell, int(up)] = aim / scale
        cost = np.zeros(len(part.keys))
        cost[cell] = -1.0 if up else 1.0
        some = {"A_eq": part.equal, "b_eq": part.right / scale} if part.right.size else {}
        if part.most.size:
            some |= {"A_ub": part.least, "b_ub": part.most / scale}
        answer = linprog(cost, bounds=bounds, method="highs", **some)
        self.programs += 1
        if answer.status != 0:
            raise Unsolved(f"{part.keys[cell]}: {answer.message}")
        world: np.ndarray = answer.x * scale
        return world

    def single(self, cell: int) -> bool:
        """Say whether a cell can only be what it is."""
        truth = float(self.part.truth[cell])
        step = max(WIDE * truth, 0.01)
        for aim in (truth + step, truth - step):
            if aim >= self.floor[cell]:
                self.to(cell, aim)
            if self.high[cell] - self.low[cell] > step / 2:
                return False
        return True


def unknown_of(cube: Cube, told: Mapping[Key, bool]) -> set[Key]:
    """Return what is not told: hidden and held cells, and sums below the published ones."""
    return {k for k in cube.facts if not told.get(k, False)
            and (cube.published(k) or cube.series[k[0]].kind in ("count", "sum"))}


def by_contributor(cube: Cube) -> dict[str, dict[Key, float]]:
    """Return what each authority has in each cell: what it knows of it from its own books."""
    found: dict[str, dict[Key, float]] = defaultdict(dict)
    for key, fact in cube.facts.items():
        if cube.series[key[0]].kind != "distinct":
            for who, value in fact.by_authority.items():
                found[who][key] = value
    return found
