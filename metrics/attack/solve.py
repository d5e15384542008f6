"""Find the unknown cells that the equations fix.

Method: an unknown cell is fixed exactly when it is zero in every vector of the null space. A random
vector is split by LSQR (Paige and Saunders 1982) into its part in the row space and the rest, until
the rest is in the null space beyond doubt; what is zero there is fixed, for two vectors. Small
parts are split by their singular vectors instead.
"""

from __future__ import annotations

import warnings

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import lsqr

from metrics.attack.rebuild import Floats, Ints
from metrics.attack.report import AttackFailed

SURE = 1e-7      # under it a component is none
CLEAN = 1e-9     # how far from the null space the rest may be
TURNS = 6        # splits of what the split before has left
NONE = 1e-10    # a squared singular value under this share of the largest is none
DENSE = 120      # so many unknown cells are split by singular vectors
LAST = 3_000     # and so many where the split by LSQR does not come clean


def fixed(matrix: sparse.csr_array) -> Ints:
    """Return the columns that are zero in the whole null space of ``matrix``.

    Columns in no equation are free. Raises ``AttackFailed`` where it cannot tell.
    """
    if not matrix.shape[0]:
        return np.zeros(0, dtype=np.int64)
    if matrix.shape[1] <= DENSE:
        return _by_singular(matrix)
    random = np.random.default_rng(7)
    still = np.ones(matrix.shape[1], dtype=bool)
    for _ in range(2):
        rest = _outside(matrix, random.standard_normal(matrix.shape[1]))
        if rest is None:
            return _last(matrix)
        still &= np.abs(rest) < SURE
        if not still.any():
            break
    return np.flatnonzero(still).astype(np.int64)


def _outside(matrix: sparse.csr_array, vector: Floats) -> Floats | None:
    """Return what of a vector lies in the null space, None where that does not come clean."""
    rest: Floats = vector
    for _ in range(TURNS):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            solved = lsqr(matrix.T, rest, atol=1e-13, btol=1e-13, conlim=0, iter_lim=4_000)
        rest = rest - matrix.T @ solved[0]
        if not np.isfinite(rest).all():
            return None
        if np.abs(matrix @ rest).max(initial=0.0) < CLEAN:
            return rest
    return None


def _by_singular(matrix: sparse.csr_array) -> Ints:
    """Split by the right singular vectors: exact to rounding, for small tables."""
    values, right = np.linalg.eigh((matrix.T @ matrix).toarray())   # squares of singular values
    null = right[:, values < NONE * max(values.max(initial=0.0), 1.0)]
    return np.flatnonzero(np.abs(null).max(axis=1, initial=0.0) < SURE).astype(np.int64)


def _last(matrix: sparse.csr_array) -> Ints:
    if matrix.shape[1] > LAST:
        raise AttackFailed(f"least squares did not come clean over {matrix.shape[1]} cells")
    return _by_singular(matrix)


def worked_out(matrix: sparse.csr_array, right: Floats) -> Floats:
    """Return values that solve the equations: exact for columns that are fixed."""
    if matrix.shape[1] <= LAST:
        found: Floats = np.linalg.lstsq(matrix.toarray(), right, rcond=None)[0]
        return found
    return np.asarray(lsqr(matrix, right, atol=1e-13, btol=1e-13, iter_lim=20_000)[0])
