"""Unknown cells that are tied two by two: an equation with two unknown cells makes them one.

Here: putting such cells together, exactly, so that what is left of the equations is small. Not
here: what the rest of the equations fix (``nullspace``).

In homogeneous equations one cell of a pair is the other, or its opposite; a cell that is its own
opposite, or stands alone in an equation, is zero.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from metrics.disclosure.problem import Ints


def merged(part: sparse.csr_array) -> tuple[Ints, sparse.csr_array]:
    """Return the group of each column, -1 where it is zero, and the equations over the groups.

    Columns of a group are equal or opposite in every solution of ``part @ x == 0``.
    """
    group = np.arange(part.shape[1])
    while True:
        alone, pairs = _simple(part)
        if not alone.size and not pairs.size:
            return group, part
        own, sign = _grouped(part, alone, pairs)
        group = np.where(group >= 0, own[group], -1)
        kept = np.flatnonzero(own >= 0)
        turned = sparse.csr_array(
            (sign[kept], (kept, own[kept])), shape=(own.size, int(own.max(initial=-1)) + 1))
        part = (part @ turned).tocsr()
        part.eliminate_zeros()
        part = part[np.flatnonzero(np.diff(part.indptr))]


def _simple(part: sparse.csr_array) -> tuple[Ints, Ints]:
    """Return the places in the data of lone columns, and the first of those of even pairs."""
    size, first = np.diff(part.indptr), part.indptr[:-1].astype(np.int64)
    pairs = first[size == 2]
    even = np.abs(part.data[pairs]) == np.abs(part.data[pairs + 1])
    return first[size == 1], pairs[even]


def _grouped(part: sparse.csr_array, alone: Ints, pairs: Ints) -> tuple[Ints, Ints]:
    """Return the group of each column by such equations, and its sign in it.

    Each column stands twice in a graph, as itself and as its opposite; where both are connected, it
    is zero.
    """
    n = part.shape[1]
    zero, one, other = part.indices[alone], part.indices[pairs], part.indices[pairs + 1]
    opposite = part.data[pairs] == part.data[pairs + 1]
    start = np.concatenate([one, one + n, zero])
    end = np.concatenate([other + n * opposite, other + n * ~opposite, zero + n])
    graph = sparse.coo_array((np.ones(start.size), (start, end)), shape=(2 * n, 2 * n))
    _, label = connected_components(graph, directed=False)
    plain, turned = label[:n], label[n:]
    names, own = np.unique(
        np.where(plain == turned, -1, np.minimum(plain, turned)), return_inverse=True)
    return own.astype(np.int64) - int((names < 0).any()), np.where(plain < turned, 1, -1)
