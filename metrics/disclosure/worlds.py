"""Possible worlds: values of the unknown cells that agree with everything that is told.

Here: one linear program over what may differ from the truth, asked again and again with another
aim. Not here: which worlds are needed (``intervals``), what to hide for them (``opening``).

Method: HiGHS (Huangfu and Hall 2018): the dual simplex method where few cells shall move, the
interior point method, without crossover, where any world is as good as another.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from metrics.disclosure.problem import Bools, Floats, Ints, NotProtected, Problem

CAP = 50.0        # how many times the largest value an unknown cell may be
OFF = 1e-4        # how far an answer may be off an equation, scaled
NOTHING = 1e-7    # a scaled difference under it is none
OPTIONS: dict[str, object] = {"output_flag": False, "threads": 1, "random_seed": 7}
INSIDE: dict[str, object] = {"solver": "ipm", "run_crossover": "off"}


@dataclass(frozen=True)
class Moves:
    """Columns of the program: each moves one ``cell`` up (``sign`` +1) or down (-1).

    It moves from ``least`` (at most 0) to ``most``, in the cell's own unit, at ``cost`` for each
    of its scaled units.
    """

    cell: Ints
    sign: Floats
    least: Floats
    most: Floats
    cost: Floats


class Worlds:
    """The worlds that differ from the truth in some cells; all others stay as they are.

    Differences are in the cells' own unit. Every answer is held against the equations before it
    is used.
    """

    def __init__(self, problem: Problem, free: Bools) -> None:
        self._problem, self._cells = problem, np.flatnonzero(free)
        self._place = np.full(problem.size, -1)
        self._place[self._cells] = np.arange(self._cells.size)
        matrix, limits = problem.system.matrix, problem.system.at_most
        equal, most = matrix[:, self._cells].tocsr(), limits[:, self._cells].tocsr()
        rows, kept = (np.flatnonzero(np.diff(m.indptr)) for m in (equal, most))
        scaled = problem.value / problem.scale
        self._columns = sparse.vstack([equal[rows], most[kept]], format="csc")
        self._low = np.concatenate([np.zeros(rows.size), np.full(kept.size, -highspy.kHighsInf)])
        self._high = np.concatenate(
            [np.zeros(rows.size), np.maximum(-(limits[kept] @ scaled), 0.0)])
        self._cap = CAP * max(float(np.abs(scaled[self._cells]).max(initial=0.0)), 10.0)

    def best(self, moves: Moves, inside: bool = False) -> Floats:
        """Return the differences, one a cell of the problem, of the world of least cost.

        ``inside``: any such world, quickly. Raises ``NotProtected`` where the solver has no sure
        answer.
        """
        columns = self._columns[:, self._place[moves.cell]] * moves.sign[None, :]
        program = self._program(moves, sparse.csc_array(columns))
        found = _solved(program, INSIDE) if inside else None
        if found is None:
            found = _solved(program, {})
        if found is None:
            raise NotProtected("linear program: no sure answer")
        moved = np.zeros(self._problem.size)
        np.add.at(moved, moves.cell, found * moves.sign)
        if np.abs(self._problem.system.matrix @ moved).max(initial=0.0) > OFF:
            raise NotProtected("linear program: the answer does not hold the equations")
        moved[np.abs(moved) < NOTHING] = 0.0
        return moved * self._problem.scale

    def _program(self, moves: Moves, columns: sparse.csc_array) -> highspy.HighsLp:
        scale = self._problem.scale[moves.cell]
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = moves.cell.size, self._low.size
        program.col_cost_ = moves.cost
        program.col_lower_ = np.maximum(moves.least / scale, -self._cap)
        program.col_upper_ = np.minimum(moves.most / scale, self._cap)
        program.row_lower_, program.row_upper_ = self._low, self._high
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = columns.indptr, columns.indices
        program.a_matrix_.value_ = columns.data
        return program


def _solved(program: highspy.HighsLp, options: dict[str, object]) -> Floats | None:
    """Return an optimal answer, None where the solver is not sure of it."""
    # The plain solver: highspy.Highs greets on standard output before it can be told not to.
    highs = highspy._Highs()   # type: ignore[attr-defined]
    for option, setting in (OPTIONS | options).items():
        highs.setOptionValue(option, setting)
    highs.passModel(program)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found: Floats = np.asarray(highs.getSolution().col_value)
    return found
