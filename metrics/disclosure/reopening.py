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
from metrics.disclosure.nullspace import SEED, fixed, projected
from metrics.disclosure.problem import Bools, Floats, Ints, Problem

NONE = 1e-7      # an entry of the basis under it is none
ROUNDS = 40
SPARE = 0.2      # share of equations that get a second partner first
FIRST = 256      # vectors drawn at first for the basis


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
    if not _mayopen(problem, untold).any():
        return untold
    cells, basis = np.flatnonzero(untold), _basis(problem, untold)
    # A row of the basis is zero exactly when its products with two random vectors are.
    random = np.random.default_rng(SEED).standard_normal((basis.shape[1], 2))
    sketch, must = basis @ random, _must(problem, basis, cells)
    for row in _candidates(problem, untold, cells):
        if not basis.shape[1]:
            break
        pivot = int(np.argmax(np.abs(basis[row])))
        size = basis[row, pivot]
        if abs(size) < NONE:
            continue                   # it can be worked out: telling it changes nothing
        less = sketch - np.outer(basis[:, pivot], sketch[row] / size)
        if (np.abs(less[must]) < NONE).all(axis=1).any():
            continue                   # telling it would tell a sensitive cell
        sketch = less
        basis -= np.outer(basis[:, pivot], basis[row] / size)
        basis[:, pivot] = 0.0
    told = (np.abs(sketch) < NONE).all(axis=1) & _mayopen(problem, untold)[cells]
    left = untold.copy()
    left[cells[told]] = False
    return left


def _must(problem: Problem, basis: Floats, cells: Ints) -> Bools:
    """Return which of the unknown cells are sensitive and open."""
    found: Bools = (problem.untold & matters(problem))[cells] & (
        np.abs(basis).max(axis=1, initial=0.0) >= NONE)
    return found


def _mayopen(problem: Problem, untold: Bools) -> Bools:
    found: Bools = untold & ~problem.untold & ~problem.unpublished & (problem.partner < 0)
    return found


def _candidates(problem: Problem, untold: Bools, cells: Ints) -> Ints:
    """Return places in ``cells`` that may be told again, the dearest first."""
    some = np.flatnonzero(_mayopen(problem, untold)[cells])
    return some[np.lexsort((some, -problem.cost[cells[some]]))]


def _basis(problem: Problem, untold: Bools) -> Floats:
    """Return an orthonormal basis of the null space over the unknown cells, one row a cell."""
    size, drawn = int(untold.sum()), FIRST
    while True:
        vectors = projected(problem.system, untold, min(drawn, size))
        strength, turned = np.linalg.eigh(vectors.T @ vectors)
        kept = strength > NONE * max(strength.max(initial=0.0), 1.0)
        if kept.sum() < drawn or drawn >= size:
            found: Floats = vectors @ (turned[:, kept] / np.sqrt(strength[kept]))
            return found
        drawn *= 2
