"""The null-space test: which unknown cells do the equations together fix.

Here: the test, and the values of what is fixed. Not here: what is hidden for it (``opening``),
intervals.

Method: an unknown cell is fixed exactly when it is zero in every vector of the null space of the
equations over the unknown cells. A random vector is projected on that space through one sparse
augmented system; a component that comes out zero is fixed with probability 1.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from metrics.disclosure.problem import Bools, Floats, Ints, NotProtected
from metrics.disclosure.structure import System

TOLERANCE = 1e-6
REGULAR = 1e-9
SEED = 20260924   # fixed: the same publication gives the same test


def fixed(system: System, untold: Bools) -> Ints:
    """Return the unknown cells that the equations fix.

    Raises ``NotProtected`` where the test cannot tell.
    """
    return solved(system, untold, np.zeros(system.matrix.shape[0]))[0]


def solved(system: System, untold: Bools, right: Floats) -> tuple[Ints, Floats]:
    """Return the unknown cells that the equations fix, and what they are.

    ``right``: what the unknown terms of each equation sum to. Raises ``NotProtected`` where the
    test cannot tell.
    """
    columns = np.flatnonzero(untold)
    part = system.matrix[:, columns].tocsr()
    rows = np.flatnonzero(np.diff(part.indptr))
    if not rows.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    free, own = _project(part[rows], right[rows])
    still = (np.abs(free) < TOLERANCE).all(axis=1)
    return columns[still], own[still]


def _project(part: sparse.csr_array, right: Floats) -> tuple[Floats, Floats]:
    """Project two random vectors on the null space, and find the least solution.

    [[I, M'], [M, -eps I]] [v; u] = [r; 0] for the one, [0; right] for the other.
    """
    equations, size = part.shape
    system = sparse.block_array(
        [[sparse.eye_array(size), part.T], [part, -REGULAR * sparse.eye_array(equations)]],
        format="csc")
    random = np.random.default_rng(SEED).standard_normal((size, 2))
    asked = np.zeros((size + equations, 3))
    asked[:size, :2], asked[size:, 2] = random, right
    try:
        answer = splu(system).solve(asked)[:size]
    except RuntimeError as failure:
        raise NotProtected(f"null-space test: {failure}") from failure
    off = np.abs(part @ answer - np.stack([0 * right, 0 * right, right], axis=1))
    worst = (off / np.maximum(1.0, np.abs(asked).max(axis=0))).max(initial=0.0)
    if not np.isfinite(answer).all() or worst > 1e-5:
        raise NotProtected(f"null-space test: residual {worst:.1e}")
    return answer[:, :2], answer[:, 2]
