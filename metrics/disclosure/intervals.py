"""Intervals: what the unknown cells can be, as far as everything told goes.

Here: the audit (which protection intervals are narrowed), exact bounds of single cells. Not here:
what to hide for those that are (``opening``).

Method: one world certifies many cells at once; a cell seen low enough in one world and high enough
in another needs no linear program of its own. What stays uncertified is asked for singly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.disclosure.opening import AGAINST, NEARLY, Aims, reached
from metrics.disclosure.problem import Bools, Floats, Ints, Problem
from metrics.disclosure.worlds import Moves, Worlds

ROUNDS = 80        # worlds for many aims at most, of each kind
SHARE = 0.1        # how many of the aims are asked for at once, first
PAYS = 0.3         # a world that shows less than this share of what it was asked for is the last
FEW = 3            # fewer aims than this are asked for singly


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
    """Return what is not possible though it must be, and the programs that it took to know.

    ``seen`` is added to. What is returned has been asked for singly.
    """
    worlds = _Asked(problem, untold, seen)
    random = np.random.default_rng(11)
    for _ in range(ROUNDS):                        # some at once, as long as it pays
        aims = worlds.left()
        some = _some(aims, random)
        if not len(some):
            break
        worlds.ask(some)
        if len(aims) - len(worlds.left()) < PAYS * len(some):
            break
    failed = np.zeros(problem.size, dtype=bool)
    for _ in range(ROUNDS):                        # then such as do not stand in each other's way
        aims = worlds.left()
        some = aims.take(_apart(problem, aims, failed, random))
        if len(some) < FEW:
            break
        worlds.ask(some)
        failed[some.cell] = True
    aims = worlds.left()
    for cell, step in zip(aims.cell, aims.step, strict=True):
        one = worlds.left()
        here = (one.cell == cell) & (one.step == step)
        if here.any():
            worlds.ask(one.take(here))
    return worlds.left(), worlds.programs


class _Asked:
    """One model of the unknown cells, asked for many aims one after the other.

    Each unknown cell has a column up and one down; each aim has one more, as long as its step.
    """

    def __init__(self, problem: Problem, untold: Bools, seen: Seen) -> None:
        self._problem, self._untold, self._seen = problem, untold, seen
        self.programs = 0
        first, cells = self.left(), np.flatnonzero(untold)
        n, size = cells.size, problem.size
        down = np.maximum(problem.value[cells], 0.0)
        place = np.full(size, -1)
        place[cells] = np.arange(n)
        fewer = first.step < 0
        down[place[first.cell[fewer]]] += first.step[fewer]
        self._against = np.stack([place + n, place])     # by way: up is stopped by down
        self._own = np.full((2, size), -1)
        self._own[fewer.astype(int), first.cell] = 2 * n + np.arange(len(first))
        self._columns = 2 * n + len(first)
        self._worlds = Worlds(problem, Moves(
            np.concatenate([cells, cells, first.cell]),
            np.concatenate([np.ones(n), -np.ones(n), np.sign(first.step)]),
            np.concatenate([np.full(n, np.inf), np.maximum(down, 0.0), np.abs(first.step)]),
        ), again=True)

    def left(self) -> Aims:
        """Return the aims that no world has shown yet."""
        return self._seen.wanting(self._problem, self._untold)

    def ask(self, aims: Aims) -> int:
        """Look for a world with as many of the aims as can be; return how many it has."""
        cost = np.zeros(self._columns)
        weight = 1.0 / np.maximum(np.abs(aims.step) / self._problem.scale[aims.cell], 1.0)
        way = (aims.step < 0).astype(int)
        cost[self._against[way, aims.cell]] = AGAINST * weight
        other = self._own[1 - way, aims.cell]
        cost[other[other >= 0]] = AGAINST * weight[other >= 0]
        cost[self._own[way, aims.cell]] = -weight
        moved = self._worlds.best(cost)
        self.programs += 1
        self._seen.add(self._problem, moved)
        return int(reached(aims, moved).sum())


def _some(aims: Aims, random: np.random.Generator) -> Aims:
    """Choose some of the aims, all of one way: they fight less."""
    if len(aims) < 10 * FEW:
        return aims.take(np.zeros(len(aims), dtype=bool))
    up = random.random() < 0.5
    same = (aims.step > 0) == up
    if not same.any():
        same = ~same
    return aims.take(same & (random.random(len(aims)) < SHARE))


def _apart(
    problem: Problem, aims: Aims, failed: Bools, random: np.random.Generator
) -> Bools:
    """Choose aims of which no two stand in one equation."""
    rows = problem.system.matrix.tocsc()
    taken = np.zeros(rows.shape[0], dtype=bool)
    chosen = np.zeros(len(aims), dtype=bool)
    for i in random.permutation(len(aims)):
        cell = aims.cell[i]
        own = rows.indices[rows.indptr[cell]:rows.indptr[cell + 1]]
        if not failed[cell] and not taken[own].any():
            taken[own] = chosen[i] = True
    return chosen


def bounds(problem: Problem, untold: Bools, cells: Ints) -> tuple[Floats, Floats]:
    """Return the least and the most that unknown cells can be, infinite where nothing bounds them.

    Exact, two linear programs a cell: for worked tables and tests.
    """
    free = np.flatnonzero(untold)
    n = free.size
    value = problem.value[free]
    both = Moves(np.concatenate([free, free]), np.concatenate([np.ones(n), -np.ones(n)]),
                 np.concatenate([np.full(n, np.inf), np.maximum(value, 0.0)]))
    some = both.most > 0
    worlds = Worlds(problem, Moves(both.cell[some], both.sign[some], both.most[some]))
    low, high = np.zeros(cells.size), np.zeros(cells.size)
    for i, cell in enumerate(cells):
        for towards, into in ((1.0, high), (-1.0, low)):
            own = (both.cell[some] == cell) * both.sign[some] * towards
            into[i] = problem.value[cell] + worlds.best(-own)[cell]
    return low, high
