"""Opening: which further cells not to tell, so that unknown cells can be what they must be able to.

Here: the cheapest world that differs from the truth where it is wanted; what it moves is not told.
Not here: finding out which cells need it (``nullspace``, ``intervals``).

Method: linear programs over all cells of a block, moves of told cells at their price (Fischetti and
Salazar 2001, the idea of attacker's protection levels, here solved for many cells at once).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.disclosure.problem import Bools, Floats, Ints, NotProtected, Problem
from metrics.disclosure.worlds import Moves, Worlds

REWARD = 1e5      # for each unit of what is wanted: above all that it may cost, so that it is had
AGAINST = 1.01    # moving the other way costs a little more than it would give
NEARLY = 1e-4     # a step is reached to within this share of it


@dataclass(frozen=True)
class Aims:
    """What must stay possible: ``cell`` moves by ``step`` (up where positive, down where not)."""

    cell: Ints
    step: Floats

    def __len__(self) -> int:
        """Return how many aims there are."""
        return int(self.cell.size)

    def take(self, chosen: Bools) -> Aims:
        """Return some of the aims."""
        return Aims(self.cell[chosen], self.step[chosen])


def priced(problem: Problem, free: Bools, aims: Aims, price: Floats) -> tuple[Moves, Floats]:
    """Return the columns and costs with which a world reaches as many aims as it can.

    A told cell moves at its price; a cell with an aim is rewarded up to its step.
    """
    cells = np.flatnonzero(free)
    step = np.zeros(problem.size)
    step[aims.cell] = aims.step
    own = step[cells]
    size, here = np.abs(own), own != 0
    reward = np.where(here, REWARD, 0.0)
    up = np.full(cells.size, np.inf)
    down = np.maximum(problem.value[cells], 0.0) - np.where(own < 0, size, 0.0)
    columns = Moves(
        np.concatenate([cells, cells, cells[here]]),
        np.concatenate([np.ones(cells.size), -np.ones(cells.size), np.sign(own[here])]),
        np.concatenate([up, np.maximum(down, 0.0), size[here]]))
    costs = np.concatenate([
        price[cells] + np.where(own < 0, AGAINST * reward, 0.0),
        price[cells] + np.where(own > 0, AGAINST * reward, 0.0),
        price[cells[here]] - reward[here]])
    some = columns.most > 0
    return Moves(columns.cell[some], columns.sign[some], columns.most[some]), costs[some]


def reached(aims: Aims, moved: Floats) -> Bools:
    """Which aims a world reaches."""
    size = np.abs(aims.step)
    got: Bools = moved[aims.cell] * np.sign(aims.step) >= size - NEARLY * np.maximum(size, 1.0)
    return got


def open_for(
    problem: Problem, untold: Bools, aims: Aims, free: Bools | None = None
) -> tuple[Bools, Floats]:
    """Return which told cells to add to the unknown ones, and the world that asks for them.

    ``free`` are the cells that may differ at all (an insider's own may not). Where the aims stand
    in each other's way, those that go together are met; the others are for the next call. Raises
    ``NotProtected`` where no world reaches any of them.
    """
    may = problem.free if free is None else problem.free & free
    price = np.where(untold, 0.0, problem.cost)
    for up in (True, False):
        some = aims.take((aims.step > 0) == up)
        if not len(some):
            continue
        columns, costs = priced(problem, may, some, price)
        moved = Worlds(problem, columns).best(costs)
        if reached(some, moved).any():
            return (moved != 0) & ~untold, moved
    raise NotProtected(f"{len(aims)} unknown cells cannot be given what they must be able to be")
