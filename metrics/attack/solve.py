"""Find the hidden cells that the equations fix, by least squares.

Method: a hidden cell is fixed exactly when its unit vector lies in the row space of the equations
over hidden cells. A random vector is split by LSQR (Paige and Saunders 1982) into its part in the
row space and the rest; where the rest is zero, the cell is fixed.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.linalg import lsqr

from metrics.attack.rebuild import Cell, Equation

SURE = 1e-7


class AttackFailed(RuntimeError):
    """The attacker could not tell: that is no clean bill."""


def fixed(cells: Sequence[Cell], equations: Sequence[Equation]) -> list[int]:
    """Return the numbers of the hidden cells that can be worked out exactly."""
    hidden = {c.number: i for i, c in enumerate(c for c in cells if c.sign == "protected")}
    rows, columns, factors, used = [], [], [], 0
    for equation in equations:
        terms = [(hidden[n], f) for n, f in equation.terms if n in hidden]
        if terms:
            rows += [used] * len(terms)
            columns += [c for c, _ in terms]
            factors += [float(f) for _, f in terms]
            used += 1
    if not used:
        return []
    matrix = coo_array((factors, (rows, columns)), shape=(used, len(hidden))).tocsr()
    rest = np.abs(_outside(matrix, len(hidden)))
    touched = np.diff(matrix.tocsc().indptr) > 0
    numbers = list(hidden)
    return [numbers[i] for i in np.flatnonzero((rest < SURE) & touched)]


def _outside(matrix: object, size: int) -> NDArray[np.float64]:
    """Return what of a random vector lies outside the row space."""
    random = np.random.default_rng(7).standard_normal(size)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        solved = lsqr(matrix.T, random, atol=1e-14, btol=1e-14, conlim=0,  # type: ignore[attr-defined]
                      iter_lim=20_000)
    if solved[1] not in (1, 2, 4, 5) or not np.isfinite(solved[0]).all():
        raise AttackFailed(f"least squares stopped with {solved[1]}")
    result: NDArray[np.float64] = random - matrix.T @ solved[0]  # type: ignore[attr-defined]
    return result
