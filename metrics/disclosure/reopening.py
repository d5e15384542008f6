"""Exact disclosure of one block: hide enough beside what is fixed, tell again what need not hide.

Here: nothing sensitive can be worked out by equations, with as little hidden as one pass can. Not
here: choosing partners (``closure``), intervals, insiders.

Method: closure chooses partners one equation at a time, so that some are not needed in the end. A
basis of the null space of the equations over the unknown cells is kept while cells are told again,
the dearest first, each by one elimination; a sensitive cell is open as long as its row of the basis
is not zero. Source: Langsrud (2024), suppression by Gaussian elimination, here in reverse.
"""

from __future__ import annotations

import numpy as np

from metrics.disclosure.closure import cheapest, close, matters
from metrics.disclosure.nullspace import SEED, basis, fixed
from metrics.disclosure.pairs import merged
from metrics.disclosure.problem import Bools, Floats, Ints, Problem

NONE = 1e-7      # an entry of the basis under it is none
ROUNDS = 40
SPARE = 0.2      # share of equations that get a second partner first


def exactly(problem: Problem, untold: Bools) -> Bools:
    """Return a mask in which the equations fix no sensitive cell, starting from a closed one."""
    untold = close(problem, _spare(problem, untold), False)
    for _ in range(ROUNDS):
        found = fixed(problem.system, untold)
        found = found[matters(problem)[found]]
        chosen = _beside(problem, untold, found)
        if not chosen.size:
            break
        untold = untold.copy()
        untold[chosen] = True
        untold = close(problem, untold, False)
    return reopened(problem, untold)


def _spare(problem: Problem, untold: Bools) -> Bools:
    """Hide a second partner in some equations of two: more to choose from when telling again."""
    absolute = abs(problem.system.matrix)
    hidden, sensitive = (absolute @ m.astype(float) for m in (untold, untold & problem.untold))
    rows = np.flatnonzero((hidden == 2) & (sensitive == 1))
    some = rows[np.random.default_rng(SEED).random(rows.size) < SPARE]
    more = untold.copy()
    more[cheapest(problem.system, some, ~untold & problem.free, problem.cost)] = True
    return more


def _beside(problem: Problem, untold: Bools, found: Ints) -> Ints:
    """Choose the cheapest told cell of each equation of a fixed one, or one step further out."""
    absolute, told = abs(problem.system.matrix), ~untold & problem.free
    rows = np.flatnonzero(absolute @ _mask(found, problem.size))
    chosen = cheapest(problem.system, rows, told, problem.cost)
    if found.size and not chosen.size:
        near = (absolute.T @ _mask(rows, absolute.shape[0]) > 0) & untold
        wider = np.flatnonzero(absolute @ near.astype(float))
        chosen = cheapest(problem.system, wider, told, problem.cost)
    return chosen


def _mask(chosen: Ints, size: int) -> Floats:
    found = np.zeros(size)
    found[chosen] = 1.0
    return found


def reopened(problem: Problem, untold: Bools) -> Bools:
    """Return a smaller mask in which every sensitive cell is as open to the equations as before."""
    may = _mayopen(problem, untold)
    if not may.any():
        return untold
    cells = np.flatnonzero(untold)
    part = problem.system.matrix[:, cells].tocsr()
    group, left = merged(part[np.flatnonzero(np.diff(part.indptr))])
    some = (problem.untold & matters(problem))[cells] & (group >= 0)
    dear = np.lexsort((cells, -problem.cost[cells]))
    zero = _zero(basis(left), group[some], group[dear[may[cells][dear]]])
    told = np.append(zero, True)[group] & may[cells]
    found = untold.copy()
    found[cells[told]] = False
    return found


def _zero(rows: Floats, must: Ints, asked: Ints) -> Bools:
    """Return which groups are fixed once those of ``asked`` are told that may be, in their order.

    ``rows``: the basis, one row a group, worked on in place. ``must``: groups that stay open.
    """
    # A row of the basis is zero exactly when its products with two random vectors are.
    sketch = rows @ np.random.default_rng(SEED).standard_normal((rows.shape[1], 2))
    must = np.unique(must)
    must = must[np.abs(rows[must]).max(axis=1, initial=0.0) >= NONE]
    barred = np.zeros(rows.shape[0] + 1, dtype=bool)
    barred[must] = barred[-1] = True      # -1: zero already
    for row in asked[~barred[asked]]:
        if not rows.shape[1]:
            break
        pivot = int(np.argmax(np.abs(rows[row])))
        size = rows[row, pivot]
        if abs(size) < NONE:
            continue                   # it can be worked out: telling it changes nothing
        less = sketch - np.outer(rows[:, pivot], sketch[row] / size)
        if (np.abs(less[must]) < NONE).all(axis=1).any():
            continue                   # telling it would tell a sensitive cell
        sketch = less
        rows -= np.outer(rows[:, pivot], rows[row] / size)
        rows[:, pivot] = 0.0
    found: Bools = np.asarray((np.abs(sketch) < NONE).all(axis=1))
    return found


def _mayopen(problem: Problem, untold: Bools) -> Bools:
    found: Bools = untold & ~problem.untold & ~problem.unpublished & (problem.partner < 0)
    return found
