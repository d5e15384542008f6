"""Protect one block: close, test, open, until nothing can be worked out. The method in one screen.

Here: the order of the steps. Not here: any of them, or where the block comes from (``protect``).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from metrics.disclosure.closure import close, matters
from metrics.disclosure.intervals import Seen, narrowed
from metrics.disclosure.nullspace import fixed
from metrics.disclosure.opening import Aims, open_for
from metrics.disclosure.problem import Bools, Floats, Ints, NotProtected, Problem, Solution

ROUNDS = 40
STEP = 0.05   # a cell that must only not be exact is moved by this share of its value, or by one


def solve(problem: Problem, intervals: bool = True) -> Solution:
    """Return which cells of a block are not told, so that what is told gives none of them away.

    With ``intervals`` every sensitive cell keeps its protection interval; without, none can be
    worked out exactly (mode B and mode A). Raises ``NotProtected`` where there is no way.
    """
    counts = {"tests": 0, "programs": 0, "openings": 0}
    untold = close(problem, problem.untold)
    counts["closed"] = int(untold.sum() - problem.untold.sum())
    seen = Seen.truth(problem)
    for _ in range(ROUNDS):
        wanted = _wanted(problem, untold, seen, counts, intervals)
        if not wanted:
            counts["opened"] = int(untold.sum() - problem.untold.sum() - counts["closed"])
            return Solution(untold, counts)
        for aims, free in wanted:
            more, moved = open_for(problem, untold, aims, free)
            seen.add(problem, moved)
            untold = untold | more
            counts["openings"] += 1
        untold = close(problem, untold)
    raise NotProtected(f"protection did not come to an end in {ROUNDS} rounds")


Wanted = list[tuple[Aims, Bools | None]]


def _wanted(
    problem: Problem, untold: Bools, seen: Seen, counts: dict[str, int], intervals: bool
) -> Wanted:
    """Return what must be made possible: fixed cells first, then insiders, then intervals."""
    found = _fixed(problem, untold)
    counts["tests"] += 1
    if found.size:
        return [(aims_of(problem, found), None)]
    inside: Wanted = []
    for known, others in zip(_rows(problem.known), _rows(problem.others), strict=True):
        if not (others & untold).any() or not (known & untold).any():
            continue   # nothing to learn, or nothing known that others do not know
        counts["tests"] += 1
        found = fixed(problem.system, untold & ~known)
        left = found[others[found]]
        if left.size:
            inside.append((either_way(problem, left), ~known))
    if inside or not intervals:
        return inside
    aims, programs = narrowed(problem, untold, seen)
    counts["programs"] += programs
    return [(aims, None)] if len(aims) else []


def _fixed(problem: Problem, untold: Bools) -> Ints:
    """Return fixed cells that matter: all that are published, and sensitive ones below them."""
    found = fixed(problem.system, untold)
    return found[matters(problem)[found]]


def aims_of(problem: Problem, cells: Ints) -> Aims:
    """Return a step away from the truth for each cell: into its interval, where it has one."""
    up = problem.high[cells] - problem.value[cells]
    down = problem.low[cells] - problem.value[cells]
    free = _free(problem, cells)
    step = np.where(np.isnan(up), free, np.where(up > 0, up, down))
    return Aims(cells, np.where(step == 0, free, step))


def either_way(problem: Problem, cells: Ints) -> Aims:
    """Return a free step up and one down for each cell: what an insider knows may bar one way."""
    some = cells[problem.value[cells] > 0]
    down = np.minimum(_free(problem, some), problem.value[some])
    return Aims(np.concatenate([cells, some]), np.concatenate([_free(problem, cells), -down]))


def _free(problem: Problem, cells: Ints) -> Floats:
    found: Floats = np.maximum(STEP * np.abs(problem.value[cells]), problem.scale[cells])
    return found


def _rows(matrix: sparse.csr_array) -> list[Bools]:
    """Return the rows of a table of yes and no that have a yes in this block, all of them."""
    return [np.asarray(matrix[[i]].toarray()[0], dtype=bool) for i in range(matrix.shape[0])]
