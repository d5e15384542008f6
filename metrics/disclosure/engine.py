"""Protect one block: close, test, open, until nothing can be worked out. The method in one screen.

Here: the order of the steps. Not here: any of them, or where the block comes from (``protect``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from metrics.disclosure.closure import close, matters
from metrics.disclosure.differences import told_by_equations
from metrics.disclosure.intervals import Seen, apart, narrowed
from metrics.disclosure.nullspace import fixed
from metrics.disclosure.opening import Aims, open_for
from metrics.disclosure.problem import Bools, Ints, NotProtected, Problem, Solution
from metrics.disclosure.reopening import exactly

ROUNDS = 40


def solve(problem: Problem, intervals: bool = True, again: bool = False) -> Solution:
    """Return which cells of a block are not told, so that what is told gives none of them away.

    With ``intervals`` every sensitive cell keeps its protection interval; without, none can be
    worked out exactly (mode B and mode A). ``again``: tell again what only that does not need;
    for mode A without insiders. Where figures that stand from an earlier edition bar every way,
    some of them are held as well, though they have not moved: a reader then cannot tell that they
    have not. Raises ``NotProtected`` where there is no way.
    """
    try:
        return _solved(problem, intervals, again)
    except NotProtected:
        if not problem.standing.any():
            raise
    found = _solved(problem.released(), intervals, again)
    return Solution(found.untold, {**found.counts, "released": 1})


def _solved(problem: Problem, intervals: bool, again: bool) -> Solution:
    counts = {"tests": 0, "programs": 0, "openings": 0}
    untold = close(problem, problem.untold, not again)
    if again:
        untold = exactly(problem, untold)
    counts["closed"] = int(untold.sum() - problem.untold.sum())
    seen = Seen.truth(problem)
    for _ in range(ROUNDS):
        wanted = _wanted(problem, untold, seen, counts, intervals)
        if not wanted:
            counts["opened"] = int(untold.sum() - problem.untold.sum() - counts["closed"])
            return Solution(untold, counts)
        for one in wanted:
            try:
                more, moved = open_for(problem, untold, one.aims, one.free)
            except NotProtected:
                problem = _conceded(problem, one)
                counts["conceded"] = counts.get("conceded", 0) + 1
                continue
            seen.add(problem, moved)
            untold = untold | more
            counts["openings"] += 1
        untold = close(problem, untold, not again)
    raise NotProtected(f"protection did not come to an end in {ROUNDS} rounds")


@dataclass(frozen=True)
class Wanted:
    """What must be made possible; ``insider``: whose own cells may not differ, -1 for nobody's."""

    aims: Aims
    free: Bools | None = None
    insider: int = -1


def _wanted(
    problem: Problem, untold: Bools, seen: Seen, counts: dict[str, int], intervals: bool
) -> list[Wanted]:
    """Return what must be made possible: fixed cells, then differences, insiders, intervals."""
    found = _fixed(problem, untold)
    counts["tests"] += 1
    if found.size:
        return [Wanted(both_ways(problem, found))]
    moved = told_by_equations(problem, untold)
    if moved.size:
        return [Wanted(either_way(problem, moved))]
    inside = list(_inside(problem, untold, counts))
    if inside or not intervals:
        return inside
    aims, programs = narrowed(problem, untold, seen)
    counts["programs"] += programs
    some = apart(problem, aims, np.ones(len(aims), dtype=bool), np.random.default_rng(7))
    return [Wanted(aims.take(some))] if len(aims) else []


def _inside(problem: Problem, untold: Bools, counts: dict[str, int]) -> Iterator[Wanted]:
    """Ask for what each insider can work out, though it may not."""
    pairs = zip(_rows(problem.known), _rows(problem.others), strict=True)
    for who, (known, others) in enumerate(pairs):
        if not (others & untold).any() or not (known & untold).any():
            continue   # nothing to learn, or nothing known that others do not know
        counts["tests"] += 1
        found = fixed(problem.system, untold & ~known)
        left = found[others[found]]
        if left.size:
            yield Wanted(either_way(problem, left), ~known, who)


def _conceded(problem: Problem, one: Wanted) -> Problem:
    """Return the problem without what figures that stand already bar, or raise ``NotProtected``.

    What an earlier edition told cannot be taken back: an insider that knows a cell from it knows
    it still, and an interval is cut where such figures cut it. No small count is ever conceded.
    """
    if one.insider >= 0 and problem.still.any():
        return problem.known_to(one.insider, one.aims.cell)
    soft = one.aims.cell[problem.soft[one.aims.cell]]
    if one.insider >= 0 or not soft.size:
        raise NotProtected(
            f"{len(one.aims)} unknown cells cannot be given what they must be able to be")
    return problem.softened(soft)


def _fixed(problem: Problem, untold: Bools) -> Ints:
    """Return fixed cells that matter: all that are published, and sensitive ones below them."""
    found = fixed(problem.system, untold)
    return found[matters(problem)[found]]


def both_ways(problem: Problem, cells: Ints) -> Aims:
    """Return the ends of the interval of each cell, a free step up and down where it has none."""
    free = either_way(problem, cells)
    end = np.where(free.step > 0, problem.high[free.cell], problem.low[free.cell])
    step = end - problem.value[free.cell]
    return Aims(free.cell, np.where(np.isnan(step) | (step == 0), free.step, step))


def either_way(problem: Problem, cells: Ints) -> Aims:
    """Return a free step up and one down for each cell: what an insider knows may bar one way."""
    some = cells[problem.value[cells] > 0]
    down = np.minimum(problem.step[some], problem.value[some])
    return Aims(np.concatenate([cells, some]), np.concatenate([problem.step[cells], -down]))


def _rows(matrix: sparse.csr_array) -> list[Bools]:
    """Return the rows of a table of yes and no that have a yes in this block, all of them."""
    return list(matrix.toarray().astype(bool))
