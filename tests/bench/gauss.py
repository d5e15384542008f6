"""The peer's method on one block: suppression by Gaussian elimination (Langsrud 2024, PSD).

Here: a plain reading of the published method, in exact arithmetic modulo a prime, to compare how
many cells it hides. Not here: anything that the product uses.

Cells are published in order of decreasing cost unless that would make a primary cell a linear
combination of published ones. Cells are written over the inner cells of the block.
"""

from __future__ import annotations

import numpy as np

from metrics.disclosure.problem import Bools, Problem

PRIME = 2_147_483_629   # products of two residues fit in 64 bits


def hidden_by_elimination(problem: Problem) -> Bools:
    """Return which cells the peer's method hides."""
    cells = _over_inner(problem)
    rows = np.concatenate([np.flatnonzero(problem.untold), _candidates(problem)])
    primary = int(problem.untold.sum())
    table = cells[rows].astype(np.int64)
    hidden = problem.untold.copy()
    pivots: list[tuple[int, np.ndarray]] = []
    protected = _reduced_primaries(table[:primary])
    for place, cell in enumerate(rows[primary:], start=primary):
        row = _reduced(table[place].copy(), pivots)
        column = int(np.argmax(row != 0)) if row.any() else -1
        if column < 0:
            continue                      # already a combination of what is published
        row = row * pow(int(row[column]), PRIME - 2, PRIME) % PRIME
        left = (protected - protected[:, [column]] * row[None, :]) % PRIME
        if (~left.any(axis=1)).any():     # publishing it would give a primary cell away
            hidden[cell] = True
            continue
        protected = left
        pivots.append((column, row))
    return hidden


def _candidates(problem: Problem) -> np.ndarray:
    told = np.flatnonzero(~problem.untold)
    return told[np.lexsort((told, -problem.cost[told]))]


def _over_inner(problem: Problem) -> np.ndarray:
    """Write every cell as a sum of inner cells, those that are no whole."""
    matrix = problem.system.matrix
    inner = np.setdiff1d(np.arange(problem.size), problem.system.whole)
    number = {int(c): i for i, c in enumerate(inner)}
    found = np.zeros((problem.size, inner.size), dtype=np.int8)
    for cell, place in number.items():
        found[cell, place] = 1
    done = np.isin(np.arange(problem.size), inner)
    waiting = list(range(matrix.shape[0]))
    while waiting:
        later = []
        for equation in waiting:
            own = matrix.indices[matrix.indptr[equation]:matrix.indptr[equation + 1]]
            whole = problem.system.whole[equation]
            parts = own[own != whole]
            if done[whole]:
                continue
            if done[parts].all():
                found[whole] = found[parts].sum(axis=0)
                done[whole] = True
            else:
                later.append(equation)
        waiting = later if len(later) < len(waiting) else []
    return found


def _reduced_primaries(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows, dtype=np.int64) % PRIME


def _reduced(row: np.ndarray, pivots: list[tuple[int, np.ndarray]]) -> np.ndarray:
    for column, pivot in pivots:
        if row[column]:
            row = (row - row[column] * pivot) % PRIME
    return row
