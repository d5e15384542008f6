"""Closure: no equation is left with one unknown cell, or with unknowns that are small together.

Here: choosing partners, the cheapest first. Not here: combinations of equations (``nullspace``).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from metrics.disclosure.problem import Bools, Floats, Ints, NotProtected, Problem
from metrics.disclosure.structure import System

ROUNDS = 400
OFF = 0.5   # a difference under it is none: counts and SEK are whole


def close(problem: Problem, untold: Bools, together_too: bool = True) -> Bools:
    """Choose partners until every equation with an unknown cell keeps it open. Returns a new mask.

    An equation must hold no unknown cell, or two or more, ``together_too``: which are
    together at least the whole's threshold where their sum can be worked out. Nor may the change
    of their sum since an earlier edition be small. Raises ``NotProtected`` where an equation has
    nothing left to choose.
    """
    untold = untold.copy()
    absolute = abs(problem.system.matrix)
    for _ in range(ROUNDS):
        together(problem, untold)
        chosen = _partners(problem, absolute, untold, together_too)
        if not chosen.size:
            if _alone(problem, absolute, untold).any():
                raise NotProtected("an equation with one unknown cell has nothing left to hide")
            return untold
        untold[chosen] = True
    raise NotProtected(f"closure did not end in {ROUNDS} rounds")


def _partners(
    problem: Problem, absolute: sparse.csr_array, untold: Bools, together_too: bool
) -> Ints:
    """Return the cheapest partner of each equation that needs one more unknown cell."""
    wanting, zeros = _wanting(problem, absolute, untold, together_too)
    whole = problem.system.whole[zeros]
    found = [cheapest(problem.system, np.flatnonzero(wanting), ~untold & problem.free,
                      problem.cost), whole[problem.free[whole]]]
    for told, absent in zip(problem.figures, problem.absent, strict=True):
        change = np.where(untold | np.isnan(told), 0.0, problem.value - told)
        rows = np.flatnonzero(_moved(problem, untold, told, absent, change))
        found.append(cheapest(
            problem.system, rows, (change != 0) & problem.free, problem.cost))
    return np.unique(np.concatenate(found))


def _alone(problem: Problem, absolute: sparse.csr_array, untold: Bools) -> Bools:
    """Equations with one unknown cell, which matters."""
    found: Bools = (absolute @ untold.astype(float) == 1) & (
        absolute @ (untold & matters(problem)).astype(float) == 1)
    return found


def together(problem: Problem, untold: Bools) -> None:
    """Let twins share their fate, in place; but what stands still is told."""
    for one, other in ((0, 1), (1, 0)):
        untold[problem.twins[untold[problem.twins[:, one]], other]] = True
    untold &= problem.free | problem.unpublished


def _wanting(
    problem: Problem, absolute: sparse.csr_array, untold: Bools, together_too: bool
) -> tuple[Bools, Bools]:
    """Which equations need one more unknown cell, and which of them the whole itself.

    Where all that is unknown under a told whole is zero, no other part helps.
    """
    whole = problem.system.whole
    own = absolute @ (untold & ~problem.unpublished).astype(float) >= 1
    some = ~untold[whole] & own            # the whole is told: the unknown parts' sum is known
    parts = absolute @ np.where(untold, np.abs(problem.value), 0.0)
    others = absolute @ (~untold).astype(float) > 1
    thin = some & (parts < problem.threshold[whole]) & others & together_too
    zeros: Bools = some & (parts == 0) & (absolute @ np.where(untold, 0.0, np.abs(
        problem.value)) == 0)
    wanted: Bools = (_alone(problem, absolute, untold) | thin | (some & (parts == 0))) & ~zeros
    return wanted, zeros


def matters(problem: Problem) -> Bools:
    """Which cells may not be worked out: all published ones, and small ones below them."""
    found: Bools = ~problem.unpublished | ~np.isnan(problem.low)
    return found


def _moved(
    problem: Problem, untold: Bools, told: Floats, absent: Bools, change: Floats
) -> Bools:
    """Equations whose unknown parts have together changed by little since an edition.

    ``change``: what is known of each cell's change. An amount has changed by little where the
    count behind it has.
    """
    matrix, whole = problem.system.matrix, problem.system.whole
    counted = np.where(problem.partner >= 0, change[problem.partner], 0.0)
    unknown = (untold | np.isnan(told)) & ~problem.unpublished
    size, count = (np.abs(matrix @ c) for c in (change, counted))
    few = (size < problem.threshold[whole]) | (
        (problem.threshold[whole] == 0) & (problem.partner[whole] >= 0)
        & (count < problem.contributors))
    here = (abs(matrix) @ absent.astype(float) == 0) & (
        abs(matrix) @ unknown.astype(float) > 0) & ~unknown[whole]
    found: Bools = here & (size > OFF) & few
    return found


def cheapest(system: System, rows: Ints, open_: Bools, cost: Floats) -> Ints:
    """Return the cheapest of the open cells of each equation, each once."""
    some = system.matrix[rows].tocoo()
    kept = open_[some.col]
    row, column = some.row[kept], some.col[kept]
    order = np.lexsort((column, cost[column], row))
    row, column = row[order], column[order]
    first = np.ones(row.size, dtype=bool)
    first[1:] = row[1:] != row[:-1]
    return np.unique(column[first]).astype(np.int64)
