"""Intervals: what the unknown cells can be, as far as everything told goes.

Here: the audit (which protection intervals no world has filled yet), exact bounds of single cells.
Not here: what to hide for those that are narrowed (``opening``).

Method: one world certifies many cells at once: a cell seen low enough in one world and high enough
in another needs no linear program of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.disclosure.opening import NEARLY, Aims, priced
from metrics.disclosure.problem import Bools, Floats, Ints, Problem
from metrics.disclosure.worlds import Moves, Worlds

ROUNDS = 80        # worlds at most
SHARE = 0.15       # how many of the aims are asked for at once
FEW = 30           # so few are not worth it
PAYS = 5           # a world that shows less than this many is the last
ALONE = 60_000     # aims times unknown cells: so many can be asked for alone


@dataclass
class Seen:
    """The least and most that each cell has been in any world so far."""

    least: Floats
    most: Floats

    @classmethod
    def truth(cls, problem: Problem) -> Seen:
        """Start from the truth, which is possible."""
        return cls(problem.value.copy(), problem.value.copy())

    def add(self, problem: Problem, moved: Floats) -> None:
        """Remember a world: what was possible stays so when more is hidden."""
        np.minimum(self.least, problem.value + moved, out=self.least)
        np.maximum(self.most, problem.value + moved, out=self.most)

    def wanting(self, problem: Problem, untold: Bools) -> Aims:
        """Return what no world has shown yet: both ends of each interval, and that cells without
        one are not the same in every world (asked for both ways; either is enough).
        """
        has, step = untold & ~problem.unpublished, problem.step
        sensitive = has & ~np.isnan(problem.low)
        still = has & ~sensitive & (self.most - self.least < step / 2)
        above = np.where(sensitive, problem.high - problem.value, step)
        below = np.where(sensitive, problem.value - problem.low, np.minimum(step, problem.value))
        near_up, near_down = (NEARLY * np.maximum(way, 1.0) for way in (above, below))
        up = np.flatnonzero((sensitive & (self.most < problem.high - near_up)) | still)
        down = np.flatnonzero((sensitive & (self.least > problem.low + near_down))
                              | (still & (below > 0)))
        return Aims(np.concatenate([up, down]), np.concatenate([above[up], -below[down]]))


def narrowed(problem: Problem, untold: Bools, seen: Seen) -> tuple[Aims, int]:
    """Return what no world has shown to be possible, and the programs that it took.

    ``seen`` is added to. Each aim that is returned has been asked for beside none that shares an
    equation with it, or, in small problems, alone.
    """
    asked = _Asked(problem, untold, seen)
    for _ in range(ROUNDS):                          # some at once, as long as it pays
        before = len(asked.left())
        if before < FEW or asked.ask(_some(asked.left(), problem.size, asked.random)) < PAYS:
            break
    done = np.zeros((2, problem.size), dtype=bool)
    for _ in range(ROUNDS):                          # then each beside none that stands in its way
        aims = asked.left()
        some = aims.take(apart(problem, aims, ~done[aims.way, aims.cell], asked.random))
        if not len(some):
            break
        done[some.way, some.cell] = True
        asked.ask(some)
    aims = asked.left()
    if len(aims) * untold.sum() < ALONE:             # and alone, where that is cheap
        for one in aims.each():
            if len(left := asked.left().like(one)):
                asked.ask(left)
    return asked.left(), asked.programs


class _Asked:
    """One model of the unknown cells, asked for some aims after the others."""

    def __init__(self, problem: Problem, untold: Bools, seen: Seen) -> None:
        self._problem, self._untold, self._seen = problem, untold, seen
        self._worlds, self._nothing = Worlds(problem, untold), np.zeros(problem.size)
        self.random, self.programs = np.random.default_rng(11), 0

    def left(self) -> Aims:
        """Return the aims that no world has shown yet."""
        return self._seen.wanting(self._problem, self._untold)

    def ask(self, aims: Aims) -> int:
        """Look for a world with as many of the aims as can be; return how many are left less."""
        before = len(self.left())
        scale = self._problem.scale[aims.cell]
        reward = 1.0 / np.maximum(np.abs(aims.step) / scale, 1.0)
        moves = priced(self._problem, self._untold, aims, self._nothing, reward)
        self._seen.add(self._problem, self._worlds.best(moves, inside=True))
        self.programs += 1
        return before - len(self.left())


def _some(aims: Aims, size: int, random: np.random.Generator) -> Aims:
    """Choose some of the aims: of each cell one way, by chance, so that ups and downs even out."""
    up = random.random(size) < 0.5
    one_way = (aims.step > 0) == up[aims.cell]
    share = max(SHARE, min(1.0, FEW / len(aims)))
    return aims.take(one_way & (random.random(len(aims)) < share))


def apart(problem: Problem, aims: Aims, wanted: Bools, random: np.random.Generator) -> Bools:
    """Choose aims of which no two stand in one equation: they do not stand in each other's way."""
    columns = problem.system.matrix.tocsc()
    taken = np.zeros(columns.shape[0], dtype=bool)
    chosen, used = np.zeros(len(aims), dtype=bool), np.zeros(problem.size, dtype=bool)
    for i in random.permutation(np.flatnonzero(wanted)):
        cell = aims.cell[i]
        own = columns.indices[columns.indptr[cell]:columns.indptr[cell + 1]]
        if not used[cell] and not taken[own].any():
            taken[own] = chosen[i] = used[cell] = True
    return chosen


def bounds(problem: Problem, untold: Bools, cells: Ints) -> tuple[Floats, Floats]:
    """Return the least and the most that unknown cells can be, infinite where nothing bounds them.

    Exact, two linear programs a cell: for worked tables and tests.
    """
    free = np.flatnonzero(untold)
    worlds = Worlds(problem, untold)
    low, high = np.zeros(cells.size), np.zeros(cells.size)
    for i, cell in enumerate(cells):
        for towards, into in ((1.0, high), (-1.0, low)):
            cost = np.where(free == cell, -towards, 0.0)
            room = np.maximum(problem.value - problem.floor, 0.0)[free]
            up = np.maximum(problem.ceiling - problem.value, 0.0)[free]
            moves = Moves(free, np.ones(free.size), -room, up, cost)
            into[i] = problem.value[cell] + worlds.best(moves)[cell]
    return low, high
