"""The null-space test: which unknown cells do the equations together fix.

Here: the test, and the values of what is fixed. Not here: what is hidden for it (``opening``),
intervals.

Method: an unknown cell is fixed exactly when it is zero in every vector of the null space of the
equations over the unknown cells. A random vector is projected on that space through the sparse
normal equations; a component that comes out zero is fixed with probability 1.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

from metrics.disclosure.pairs import merged
from metrics.disclosure.problem import Bools, Floats, Ints, NotProtected
from metrics.disclosure.structure import System

TOLERANCE = 1e-6
REGULAR = 1e-9
OFF = 1e-6        # how far an answer may be off an equation
NONE = 1e-7       # an eigenvalue under this share of the largest is none
FIRST = 128       # vectors drawn at once for a basis
SEED = 20260924   # fixed: the same publication gives the same test


def fixed(system: System, untold: Bools) -> Ints:
    """Return the unknown cells that the equations fix.

    Raises ``NotProtected`` where the test cannot tell.
    """
    columns = np.flatnonzero(untold)
    part = system.matrix[:, columns].tocsr()
    group, left = merged(part[np.flatnonzero(np.diff(part.indptr))])
    none: Bools = np.append(_zero(left), True)[group]
    return columns[none]


def _zero(part: sparse.csr_array) -> Bools:
    """Return which columns are zero in the whole null space."""
    if not part.shape[0]:
        return np.zeros(part.shape[1], dtype=bool)
    random = np.random.default_rng(SEED).standard_normal((part.shape[1], 2))
    free = _free(_factor(part), part, random)
    _sure(np.abs(part @ free).max(initial=0.0))
    found: Bools = np.asarray((np.abs(free) < TOLERANCE).all(axis=1))
    return found


def _sure(off: float) -> None:
    if not np.isfinite(off) or off > OFF:
        raise NotProtected(f"null-space test: residual {off:.1e}")


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


def basis(part: sparse.csr_array) -> Floats:
    """Return an orthonormal basis of the null space of some equations, one row a column.

    Random vectors are projected on it, more and more of them, until they say nothing new.
    """
    size, random = part.shape[1], np.random.default_rng(SEED)
    factor = _factor(part) if part.shape[0] else None
    vectors = np.zeros((size, 0))
    while True:
        more = random.standard_normal((size, min(FIRST, size - vectors.shape[1])))
        more = more if factor is None else _free(factor, part, more)
        vectors = np.hstack([vectors, more])
        strength, turned = np.linalg.eigh(vectors.T @ vectors)
        kept = strength > NONE * max(strength.max(initial=0.0), 1.0)
        if kept.sum() < vectors.shape[1] or vectors.shape[1] == size:
            found: Floats = vectors @ (turned[:, kept] / np.sqrt(strength[kept]))
            return found


def _project(part: sparse.csr_array, right: Floats) -> tuple[Floats, Floats]:
    """Project two random vectors on the null space, and find the least solution.

    r - M' (MM' + eps I)^-1 M r for the one, M' (MM' + eps I)^-1 right for the other.
    """
    random = np.random.default_rng(SEED).standard_normal((part.shape[1], 2))
    factor = _factor(part)
    free = _free(factor, part, random)
    own = part.T @ factor.solve(right)
    own += part.T @ factor.solve(right - part @ own)
    _sure(max(np.abs(part @ free).max(initial=0.0),
              np.abs(part @ own - right).max(initial=0.0) / max(1.0, np.abs(right).max())))
    return free, own


def _factor(part: sparse.csr_array) -> SuperLU:
    normal = (part @ part.T + REGULAR * sparse.eye_array(part.shape[0])).tocsc()
    try:
        return splu(normal, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0,
                    options={"SymmetricMode": True})
    except RuntimeError as failure:
        raise NotProtected(f"null-space test: {failure}") from failure


def _free(factor: SuperLU, part: sparse.csr_array, vectors: Floats) -> Floats:
    """Project vectors on the null space, twice for the digits that the first time lost."""
    free = vectors - part.T @ factor.solve(part @ vectors)
    free -= part.T @ factor.solve(part @ free)
    found: Floats = free
    return found
