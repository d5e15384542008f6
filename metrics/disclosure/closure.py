"""Closure: no equation is left with one hidden cell, or with hidden cells that are small together.

Here: hiding partners, the cheapest first. Not here: combinations of equations (``nullspace``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from metrics.disclosure.structure import System

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
ROUNDS = 400


class NotProtected(Exception):
    """Protection did not come to an end: there may be no edition."""


def close(
    system: System, hidden: Bools, cost: Floats, value: Floats, twins: NDArray[np.int64],
    threshold: float,
) -> Bools:
    """Hide partners until every equation with a hidden cell keeps it open. Returns a new mask.

    An equation must hold no hidden cell, or two or more that are together at least ``threshold``
    where their sum can be worked out. ``twins`` are pairs of cells that share their fate. Raises
    ``NotProtected`` where an equation has nothing left to hide.
    """
    hidden = hidden.copy()
    matrix, absolute = system.matrix, abs(system.matrix)
    for _ in range(ROUNDS):
        _together(hidden, twins)
        wanting = _wanting(system, absolute, hidden, value, threshold)
        if not wanting.any():
            return hidden
        chosen = cheapest(matrix, np.flatnonzero(wanting), hidden, cost)
        if not chosen.size:
            if _alone(absolute, hidden).any():
                raise NotProtected("an equation with one hidden cell has nothing left to hide")
            return hidden
        hidden[chosen] = True
    raise NotProtected(f"closure did not end in {ROUNDS} rounds")


def _together(hidden: Bools, twins: NDArray[np.int64]) -> None:
    for one, other in ((0, 1), (1, 0)):
        hidden[twins[hidden[twins[:, one]], other]] = True


def _alone(absolute: sparse.csr_array, hidden: Bools) -> Bools:
    found: Bools = absolute @ hidden.astype(float) == 1
    return found


def _wanting(
    system: System, absolute: sparse.csr_array, hidden: Bools, value: Floats, threshold: float
) -> Bools:
    """Which equations need one more hidden cell."""
    count = absolute @ hidden.astype(float)
    parts = np.where(hidden, np.abs(value), 0.0)
    together = absolute @ parts
    known_sum = ~hidden[system.whole]   # the whole is visible: the hidden parts' sum is known
    visible = absolute @ (~hidden).astype(float)
    thin = known_sum & (count >= 1) & (together < threshold) & (visible > 1)
    only_zeros = known_sum & (count >= 1) & (together == 0)   # then the whole itself must go
    wanted: Bools = (count == 1) | (thin & _has_choice(system, hidden)) | only_zeros
    return wanted


def _has_choice(system: System, hidden: Bools) -> Bools:
    """Whether another part than the whole is left to hide."""
    others = abs(system.matrix) @ (~hidden).astype(float) - (~hidden[system.whole]).astype(float)
    found: Bools = others >= 1
    return found


def cheapest(
    matrix: sparse.csr_array, rows: NDArray[np.int64], hidden: Bools, cost: Floats
) -> NDArray[np.int64]:
    """Return the cheapest visible cell of each equation, each once."""
    some = matrix[rows].tocoo()
    open_ = ~hidden[some.col]
    row, column = some.row[open_], some.col[open_]
    order = np.lexsort((column, cost[column], row))
    row, column = row[order], column[order]
    first = np.ones(row.size, dtype=bool)
    first[1:] = row[1:] != row[:-1]
    return np.unique(column[first]).astype(np.int64)
