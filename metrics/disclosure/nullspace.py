"""The null-space test: which hidden cells do the equations together fix.

Method: a hidden cell is fixed exactly when it is zero in every vector of the null space of the
equations over the hidden cells. A random vector is projected on that space through one sparse
augmented system; a component that comes out zero is fixed with probability 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from metrics.disclosure.closure import NotProtected
from metrics.disclosure.structure import System

Bools = NDArray[np.bool_]
TOLERANCE = 1e-6
REGULAR = 1e-9
SEED = 20260924   # fixed: the same publication gives the same test


def fixed(system: System, hidden: Bools) -> NDArray[np.int64]:
    """Return the hidden cells that the equations fix. Raises ``NotProtected`` if it cannot tell."""
    columns = np.flatnonzero(hidden)
    if not columns.size:
        return columns
    part = system.matrix[:, columns].tocsr()
    part = part[np.flatnonzero(np.diff(part.indptr))]
    if not part.shape[0]:
        return np.zeros(0, dtype=np.int64)
    projected = _project(part, columns.size)
    return columns[(np.abs(projected) < TOLERANCE).all(axis=1)]


def _project(part: sparse.csr_array, size: int) -> NDArray[np.float64]:
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
    result: NDArray[np.float64] = solved[:size]
    residual = np.abs(part @ result).max(initial=0.0)
    if not np.isfinite(result).all() or residual > 1e-5:
        raise NotProtected(f"null-space test: residual {residual:.1e}")
    return result
