"""What protection works on, and what it answers: arrays over the cells of one publication.

Here: the problem as values, cutting it into blocks that no equation ties, putting the answers
together. Not here: where the arrays come from (``protect``), any method.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from metrics.disclosure.structure import System

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LARGEST = 1e4   # values in linear programs are scaled under it
STANDING_COST = 50.0   # a figure that has not moved is held last of all
STEP = 0.05     # a cell that must only not be exact is moved by this share of its value, or by one


class NotProtected(Exception):
    """Protection did not come to an end: there may be no edition."""


@dataclass(frozen=True)
class Problem:
    """The cells of a publication, one place a cell in every array.

    ``untold``: what may not be told from the start: sensitive cells, what stays protected, and
    ``unpublished`` unknowns. ``low`` and ``high``: the protection interval, what must stay possible
    (NaN where a cell needs none). ``cost``: the price of not telling a cell. ``twins``: pairs that
    share their fate. ``threshold``: what hidden parts of a cell must at least sum to.
    ``still``: cells that are what an earlier edition shows; they are told. ``standing``: those of
    them that could be held, as if they had moved. ``figures``: earlier
    editions x cells, what each told (NaN where it did not); ``absent``: where it had no such cell.
    ``known``: insiders x cells, what each knows; ``others``: insiders x cells, which cells it may
    not compute. ``floor`` and ``ceiling``: what everybody knows a cell to be at least and at most.
    ``soft``: cells whose interval is no small count's: where other figures bar a
    part of it, the cell must only not be exact. ``contributors``: what the count behind an amount
    must at least move by.
    """

    system: System
    value: Floats
    untold: Bools
    low: Floats
    high: Floats
    cost: Floats
    twins: Ints
    threshold: Floats
    still: Bools
    standing: Bools
    figures: Floats
    absent: Bools
    unpublished: Bools
    known: sparse.csr_array
    others: sparse.csr_array
    soft: Bools
    floor: Floats
    ceiling: Floats
    contributors: int = 0

    @property
    def size(self) -> int:
        """Return the number of cells."""
        return int(self.value.size)

    @cached_property
    def scale(self) -> Floats:
        """Return what each cell is divided by in linear programs, one number a tied component.

        Counts stay as they are; SEK come under ``LARGEST``, so that tolerances mean the same.
        """
        matrix = sparse.vstack([self.system.matrix, self.system.at_most], format="csr")
        graph = sparse.block_array([[None, abs(matrix)], [abs(matrix).T, None]], format="csr")
        parts, labels = connected_components(graph, directed=False)
        largest = np.zeros(parts)
        own = labels[matrix.shape[0]:]
        np.maximum.at(largest, own, np.abs(self.value))
        found: Floats = np.maximum(largest / LARGEST, 1.0)[own]
        return found

    def softened(self, cells: Ints) -> Problem:
        """Return the problem with soft cells that need no interval any more."""
        low, high, soft = self.low.copy(), self.high.copy(), self.soft.copy()
        low[cells], high[cells], soft[cells] = np.nan, np.nan, False
        return replace(self, low=low, high=high, soft=soft)

    def known_to(self, insider: int, cells: Ints) -> Problem:
        """Return the problem in which an insider may know some cells."""
        others = self.others.tolil()
        others[insider, cells] = False
        return replace(self, others=others.tocsr())

    def released(self) -> Problem:
        """Return the problem in which standing figures may be held too, if at a high price."""
        return replace(
            self, still=self.still & ~self.standing, standing=np.zeros(self.size, dtype=bool),
            cost=np.where(self.standing, STANDING_COST * self.cost, self.cost))

    @cached_property
    def free(self) -> Bools:
        """Return which cells may differ from the truth: all but those known to stand still."""
        found: Bools = ~self.still
        return found

    @cached_property
    def partner(self) -> Ints:
        """Return the twin of each cell, -1 where it has none."""
        found = np.full(self.size, -1)
        found[self.twins[:, 0]] = self.twins[:, 1]
        return found

    @cached_property
    def step(self) -> Floats:
        """Return how far a cell must be able to be from its value so as not to be exact."""
        found: Floats = np.maximum(STEP * np.abs(self.value), self.scale)
        return found


@dataclass(frozen=True)
class Solution:
    """Which cells are not told, and what was done to come there.

    ``counts`` adds up over blocks: what each step hid, tests run, linear programs solved.
    """

    untold: Bools
    counts: dict[str, int] = field(default_factory=dict)


def blocks(problem: Problem) -> list[tuple[Ints, Problem]]:
    """Cut a problem into parts with no equation, inequality or pair between them.

    Returns the cells of each part with the part as a problem of its own, the largest first. Parts
    in which everything may be told are left out.
    """
    labels, row_labels, bound_labels = _labels(problem)
    wanted = np.unique(labels[problem.untold & ~problem.unpublished])
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(labels.max(initial=-1) + 2))
    rows = np.argsort(row_labels, kind="stable")
    row_starts = np.searchsorted(row_labels[rows], np.arange(starts.size))
    bounds = np.argsort(bound_labels, kind="stable")
    bound_starts = np.searchsorted(bound_labels[bounds], np.arange(starts.size))
    found = []
    for label in wanted:
        cells = order[starts[label]:starts[label + 1]]
        own = rows[row_starts[label]:row_starts[label + 1]]
        limits = bounds[bound_starts[label]:bound_starts[label + 1]]
        found.append((cells, _part(problem, cells, own, limits)))
    return sorted(found, key=lambda part: -part[0].size)


def _labels(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """Number the part of each cell, equation and inequality."""
    matrix, limits = problem.system.matrix, problem.system.at_most
    size, pairs = problem.size, problem.twins
    tied = sparse.csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    graph = sparse.block_array([
        [tied, abs(matrix).T, abs(limits).T],
        [abs(matrix), None, None], [abs(limits), None, None]], format="csr")
    _, found = connected_components(graph, directed=False)
    labels = found.astype(np.int64)
    rows = size + matrix.shape[0]
    return labels[:size], labels[size:rows], labels[rows:]


def _part(problem: Problem, cells: Ints, rows: Ints, limits: Ints) -> Problem:
    place = np.full(problem.size, -1)
    place[cells] = np.arange(cells.size)
    pairs = place[problem.twins]
    system = System(
        problem.system.matrix[rows][:, cells], place[problem.system.whole[rows]],
        problem.system.at_most[limits][:, cells])
    each = {name: getattr(problem, name)[cells] for name in (
        "value", "untold", "low", "high", "cost", "threshold", "still", "standing", "unpublished",
        "soft", "floor", "ceiling")}
    figures, absent = _different(
        problem.figures[:, cells], problem.absent[:, cells], each["value"])
    return replace(
        problem, system=system, twins=pairs[(pairs >= 0).all(axis=1)].reshape(-1, 2),
        known=problem.known[:, cells], others=problem.others[:, cells], figures=figures,
        absent=absent, **each)


def _different(figures: Floats, absent: Bools, value: Floats) -> tuple[Floats, Bools]:
    """Keep the editions that told something else than is so now, each pattern once."""
    kept: dict[bytes, int] = {}
    for n, told in enumerate(figures):
        if (~np.isnan(told) & (told != value)).any():
            kept.setdefault(told.tobytes() + absent[n].tobytes(), n)
    rows = list(kept.values())
    return figures[rows], absent[rows]


def put_together(
    problem: Problem, solved: Iterable[tuple[Ints, Solution]]
) -> Solution:
    """Join the answers of the parts into one."""
    untold = problem.untold.copy()
    counts: dict[str, int] = {}
    for cells, solution in solved:
        untold[cells] = solution.untold
        for name, n in solution.counts.items():
            counts[name] = counts.get(name, 0) + n
    return Solution(untold, counts)
