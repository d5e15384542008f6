"""The null-space test: which unknown cells do the equations together fix.

Here: the test, and choosing what else not to tell so that nothing is fixed. Not here: intervals.

Method: an unknown cell is fixed exactly when it is zero in every vector of the null space of the
equations over the unknown cells. A random vector is projected on that space through one sparse
augmented system; a component that comes out zero is fixed with probability 1.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from metrics.disclosure.closure import cheapest
from metrics.disclosure.problem import Bools, Floats, Ints, NotProtected
from metrics.disclosure.structure import System

TOLERANCE = 1e-6
REGULAR = 1e-9
SEED = 20260924   # fixed: the same publication gives the same test


def fixed(system: System, untold: Bools) -> Ints:
    """Return the unknown cells that the equations fix.

    Raises ``NotProtected`` where the test cannot tell.
    """
    columns = np.flatnonzero(untold)
    if not columns.size:
        return columns
    part = system.matrix[:, columns].tocsr()
    part = part[np.flatnonzero(np.diff(part.indptr))]
    if not part.shape[0]:
        return np.zeros(0, dtype=np.int64)
    projected = _project(part, columns.size)
    return columns[(np.abs(projected) < TOLERANCE).all(axis=1)]


def _project(part: sparse.csr_array, size: int) -> Floats:
    """Project two random vectors on the null space: [[I, M'], [M, -eps I]] [v; u] = [r; 0]."""
    equations = part.shape[0]
    system = sparse.block_array(
        [[sparse.eye_array(size), part.T], [part, -REGULAR * sparse.eye_array(equations)]],
        format="csc")
    random = np.random.default_rng(SEED).standard_normal((size, 2))
    right = np.vstack([random, np.zeros((equations, 2))])
    try:
        solved = splu(system).solve(right)
    except RuntimeError as failure:
        raise NotProtected(f"null-space test: {failure}") from failure
    result: Floats = solved[:size]
    residual = np.abs(part @ result).max(initial=0.0)
    if not np.isfinite(result).all() or residual > 1e-5:
        raise NotProtected(f"null-space test: residual {residual:.1e}")
    return result


def beside(system: System, found: Ints, untold: Bools, cost: Floats) -> Ints:
    """Choose the cheapest told cell of each equation of a fixed one, or one step further out.

    Raises ``NotProtected`` where nothing is left to choose.
    """
    touching = abs(system.matrix)
    rows = np.flatnonzero(touching @ _mask(found, untold.size))
    chosen = cheapest(system, rows, untold, cost)
    if not chosen.size:
        near = (touching.T @ _mask(rows, touching.shape[0]) > 0) & untold
        wider = np.flatnonzero(touching @ near.astype(float))
        chosen = cheapest(system, wider, untold, cost)
    if not chosen.size:
        raise NotProtected(f"{found.size} fixed cells have nothing left beside them to hide")
    return chosen


def _mask(chosen: Ints, size: int) -> Floats:
    found = np.zeros(size)
    found[chosen] = 1.0
    return found
