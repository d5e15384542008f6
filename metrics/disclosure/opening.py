"""Opening: which further cells not to tell, so that unknown cells can be what they must be able to.

Here: the cheapest world that differs from the truth where it is wanted; what it moves is not told.
Not here: finding out which cells need it (``nullspace``, ``intervals``).

Method: linear programs over all cells of a block, moves of told cells at their price (Fischetti and
Salazar 2001, the idea of attacker's protection levels, here solved for many cells at once).
"""

from __future__ import annotations

from collections.abc import Iterator
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

    @property
    def way(self) -> Ints:
        """Return 1 for an aim that goes up, 0 for one that goes down."""
        return (self.step > 0).astype(np.int64)

    def take(self, chosen: Bools) -> Aims:
        """Return some of the aims."""
        return Aims(self.cell[chosen], self.step[chosen])

    def each(self) -> Iterator[Aims]:
        """Return the aims one by one."""
        yield from (Aims(self.cell[[i]], self.step[[i]]) for i in range(len(self)))

    def like(self, one: Aims) -> Aims:
        """Return those that are of the same cell and way as one."""
        return self.take((self.cell == one.cell[0]) & (self.way == one.way[0]))


def priced(
    problem: Problem, free: Bools, aims: Aims, price: Floats, reward: Floats
) -> Moves:
    """Return the columns with which a world reaches as many aims as it can.

    A cell moves at its price. A cell with an aim has ``reward`` for each scaled unit on the way
    up to its step, moves beyond at its price, and against it at a little more than the reward.
    """
    way = np.zeros(problem.size)
    way[aims.cell] = np.sign(aims.step)
    plain = np.flatnonzero(free & (way == 0))
    freely, dear = plain[price[plain] == 0], plain[price[plain] > 0]
    room = np.maximum(problem.value - problem.floor, 0.0)     # how far a cell goes down at most
    up = np.maximum(problem.ceiling - problem.value, 0.0)
    step, sign, at = np.abs(aims.step), np.sign(aims.step), aims.cell
    own, other = (np.where(sign * way > 0, up[at], room[at]) for way in (1.0, -1.0))
    beyond, against = np.maximum(own - step, 0.0), other
    parts = (
        (freely, 1.0, -room[freely], up[freely], 0.0),
        (dear, 1.0, 0.0, up[dear], price[dear]),
        (dear, -1.0, 0.0, room[dear], price[dear]),
        (at, sign, 0.0, np.minimum(step, own), price[at] - reward),
        (at, sign, 0.0, beyond, price[at]),
        (at, -sign, 0.0, against, price[at] + AGAINST * reward))
    cells = np.concatenate([part[0] for part in parts])
    columns = [np.concatenate([np.broadcast_to(np.asarray(part[i], dtype=float), part[0].shape)
                               for part in parts]) for i in range(1, 5)]
    some = columns[1] < columns[2]
    return Moves(cells[some], *(c[some] for c in columns))


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
    worlds = Worlds(problem, may)
    for up in (True, False):
        some = aims.take((aims.step > 0) == up)
        if not len(some):
            continue
        moved = worlds.best(priced(problem, may, some, price, np.full(len(some), REWARD)))
        if reached(some, moved).any():
            return (moved != 0) & ~untold, moved
    raise NotProtected(f"{len(aims)} unknown cells cannot be given what they must be able to be")
