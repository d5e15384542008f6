"""Cut what is unknown into parts that nothing ties, each a small system of its own.

Here: the parts, their right-hand sides and scale. Not here: solving them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from metrics.attack.rebuild import Bools, Floats, Ints, Published

LARGEST = 1e4    # values in linear programs are scaled under it
SMALL = {"person": 4.0, "employer": 2.0}   # what may never be seen of them: 1 to here
WHOLE = ("count", "stock", "distinct", "sum")


@dataclass(frozen=True)
class Part:
    """Unknown cells that something ties: equal @ y == right, least @ y <= most.

    ``cells``: their numbers in the publication. ``limit``: up to where a count is small, 0 where
    nothing is. ``low`` and ``high``: what is known of each beside the system. ``wanted``: the
    cells that are published and so may not be worked out. ``amount``: SEK. ``small``: what the
    gate knows to be small: from one to the limit it must look possible.
    """

    cells: Ints
    equal: sparse.csr_array
    right: Floats
    least: sparse.csr_array
    most: Floats
    limit: Floats
    low: Floats
    high: Floats
    wanted: Bools
    amount: Bools
    small: Bools

    @property
    def size(self) -> int:
        """Return the number of unknown cells."""
        return int(self.cells.size)

    @property
    def scale(self) -> float:
        """Return what values are divided by in linear programs: 1 for counts."""
        sides = np.concatenate([self.right, self.most, [1.0]])
        return max(float(np.abs(sides).max()) / LARGEST, 1.0) if self.amount.any() else 1.0


def limits(published: Published) -> Floats:
    """Return up to where each cell is small, by the rule of its indicator; 0 where nothing is."""
    # A sum over employers may be small with many employers behind it: their number is the rule.
    many = ((published.cells["rule"] == "employer") & (published.cells["kind"] == "sum")).to_numpy()
    return np.where(many, 0.0, by_rule(published))


def by_rule(published: Published) -> Floats:
    """Return up to where the rule of each cell's indicator calls units few; 0 where nothing is."""
    found: Floats = published.cells["rule"].replace_strict(
        SMALL, default=0.0, return_dtype=pl.Float64).to_numpy()
    return found


def cut(
    published: Published, hidden: Bools, value: Floats, low: Floats | None = None,
    high: Floats | None = None, small: Bools | None = None, off: float = -1.0,
) -> list[Part]:
    """Return the parts with at least one published cell, the largest first.

    ``hidden``: which cells are unknown; ``value``: the others. ``low`` and ``high``: bounds.
    ``small``: what the gate knows to be small. ``off``: a part is left out where no equation has
    more than this on its right side.
    """
    unknown = np.flatnonzero(hidden)
    if not unknown.size:
        return []
    tables = []
    for matrix in (published.equal, published.least):
        own = matrix[:, unknown].tocsr()
        rows = np.flatnonzero(np.diff(own.indptr))
        known = np.where(hidden, 0.0, value)
        tables.append((own[rows], -(matrix[rows] @ known)))
    (equal, right), (least, most) = tables
    label, row_label, bound_label = _labels(equal, least)
    few = limits(published)
    low = np.zeros(published.size) if low is None else low
    high = np.full(published.size, np.inf) if high is None else high
    small = np.zeros(published.size, dtype=bool) if small is None else small
    amount = (published.cells["rule"] == "amount").to_numpy()
    parts = []
    for own, rows, bounds in zip(_groups(label, label.max() + 1),
                                 _groups(row_label, label.max() + 1),
                                 _groups(bound_label, label.max() + 1), strict=True):
        cells = unknown[own]
        told = np.abs(right[rows]).max(initial=0.0) > off
        if told and published.published[cells].any():
            parts.append(Part(
                cells, _columns(equal[rows], own), right[rows], _columns(least[bounds], own),
                most[bounds], few[cells], low[cells], high[cells], published.published[cells],
                amount[cells], small[cells]))
    return sorted(parts, key=lambda p: (-p.size, int(p.cells[0])))


def _labels(equal: sparse.csr_array, least: sparse.csr_array) -> tuple[Ints, Ints, Ints]:
    """Number the part of each unknown cell, equation and inequality."""
    n, m = equal.shape[1], equal.shape[0]
    both = abs(sparse.vstack([equal, least], format="csr"))
    graph = sparse.block_array([[None, both.T], [both, None]], format="csr")
    _, found = connected_components(graph, directed=False)
    # Parts are numbered by their first cell, so that every row's part is a cell's part.
    return found[:n].astype(np.int64), found[n:n + m].astype(np.int64), found[n + m:].astype(
        np.int64)


def _groups(label: Ints, count: int) -> list[Ints]:
    """Return the places of each label."""
    order = np.argsort(label, kind="stable")
    starts = np.searchsorted(label[order], np.arange(count + 1))
    return [order[a:b] for a, b in pairwise(starts)]


def _columns(matrix: sparse.csr_array, own: Ints) -> sparse.csr_array:
    """Number the columns of some rows by their place in ``own``, which holds them all, sorted."""
    columns = np.searchsorted(own, matrix.indices)
    shape = (matrix.shape[0], own.size)
    return sparse.csr_array((matrix.data, columns, matrix.indptr), shape=shape)
