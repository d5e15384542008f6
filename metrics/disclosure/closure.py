"""Closure: no equation is left with one unknown cell, or with unknowns that are small together.

Here: choosing partners, the cheapest first. Not here: combinations of equations (``nullspace``).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from metrics.disclosure.problem import Bools, Floats, Ints, NotProtected, Problem
from metrics.disclosure.structure import System

ROUNDS = 400


def close(problem: Problem, untold: Bools) -> Bools:
    """Choose partners until every equation with an unknown cell keeps it open. Returns a new mask.

    An equation must hold no unknown cell, or two or more that are together at least the whole's
    threshold where their sum can be worked out; nor may the change of their sum since an earlier
    edition be small. Raises ``NotProtected`` where an equation has nothing left to choose.
    """
    untold = untold.copy()
    absolute = abs(problem.system.matrix)
    for _ in range(ROUNDS):
        together(problem, untold)
        wanting = _wanting(problem, absolute, untold)
        if not wanting.any():
            return untold
        chosen = cheapest(problem.system, np.flatnonzero(wanting), untold, problem.cost)
        if not chosen.size:
            if _alone(problem, absolute, untold).any():
                raise NotProtected("an equation with one unknown cell has nothing left to hide")
            return untold
        untold[chosen] = True
    raise NotProtected(f"closure did not end in {ROUNDS} rounds")


def _alone(problem: Problem, absolute: sparse.csr_array, untold: Bools) -> Bools:
    """Equations with one unknown cell, which matters."""
    found: Bools = (absolute @ untold.astype(float) == 1) & (
        absolute @ (untold & matters(problem)).astype(float) == 1)
    return found


def together(problem: Problem, untold: Bools) -> None:
    """Let twins share their fate, in place."""
    for one, other in ((0, 1), (1, 0)):
        untold[problem.twins[untold[problem.twins[:, one]], other]] = True


def _wanting(problem: Problem, absolute: sparse.csr_array, untold: Bools) -> Bools:
    """Which equations need one more unknown cell."""
    whole = problem.system.whole
    own = absolute @ (untold & ~problem.unpublished).astype(float) >= 1
    some = ~untold[whole] & own            # the whole is told: the unknown parts' sum is known
    parts = absolute @ np.where(untold, np.abs(problem.value), 0.0)
    others = absolute @ (~untold).astype(float) > 1
    thin = some & (parts < problem.threshold[whole]) & others
    only_zeros = some & (parts == 0)       # then the whole itself must go
    moved = _moved(problem, untold) & some & others
    wanted: Bools = _alone(problem, absolute, untold) | thin | only_zeros | moved
    return wanted


def matters(problem: Problem) -> Bools:
    """Which cells may not be worked out: all published ones, and small ones below them."""
    found: Bools = ~problem.unpublished | ~np.isnan(problem.low)
    return found


def _moved(problem: Problem, untold: Bools) -> Bools:
    """Equations whose unknown parts have together changed by little since they were last shown."""
    matrix, new = problem.system.matrix, np.isnan(problem.shown)
    if new.all():
        return np.zeros(matrix.shape[0], dtype=bool)
    change = np.abs(matrix @ np.where(untold | new, 0.0, problem.value - problem.shown))
    known = abs(matrix) @ (new & ~untold).astype(float) == 0
    found: Bools = known & (change > 0) & (change < problem.threshold[problem.system.whole])
    return found


def cheapest(system: System, rows: Ints, untold: Bools, cost: Floats) -> Ints:
    """Return the cheapest told cell of each equation, each once."""
    some = system.matrix[rows].tocoo()
    open_ = ~untold[some.col]
    row, column = some.row[open_], some.col[open_]
    order = np.lexsort((column, cost[column], row))
    row, column = row[order], column[order]
    first = np.ones(row.size, dtype=bool)
    first[1:] = row[1:] != row[:-1]
    return np.unique(column[first]).astype(np.int64)
