"""Possible worlds: values of the unknown cells that agree with everything that is told.

Here: one linear program over what may differ from the truth, asked again and again with another
aim. Not here: which worlds are needed (``intervals``), what to hide for them (``opening``).

Method: HiGHS (Huangfu and Hall 2018), one model, costs changed, started from the last basis.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from metrics.disclosure.problem import Floats, Ints, NotProtected, Problem

CAP = 50.0        # how many times the largest value an unknown cell may be
OFF = 1e-4        # how far an answer may be off an equation, scaled
NOTHING = 1e-7    # a scaled difference under it is none


@dataclass(frozen=True)
class Moves:
    """Columns of the program: each moves one ``cell`` up (+1) or down (-1), from 0 to ``most``."""

    cell: Ints
    sign: Floats
    most: Floats


class Worlds:
    """The worlds that differ from the truth by ``moves``; what they leave out stays as it is.

    Differences are in the cells' own unit. Every answer is held against the equations before it
    is used. ``again`` is for models that are asked many times: they start from the last answer.
    """

    def __init__(self, problem: Problem, moves: Moves, again: bool = False) -> None:
        self._moves, self._problem = moves, problem
        self._scale = problem.scale
        self._matrix = problem.system.matrix
        # The plain solver: highspy.Highs greets on standard output before it can be told not to.
        self._highs = highspy._Highs()   # type: ignore[attr-defined]
        options: dict[str, object] = {"output_flag": False, "threads": 1, "random_seed": 7}
        if again:
            options |= {"simplex_strategy": 4, "presolve": "off"}   # primal, from where it stands
        for option, setting in options.items():
            self._highs.setOptionValue(option, setting)
        self._load()

    def _load(self) -> None:
        moves, limits = self._moves, self._problem.system.at_most
        cells = np.unique(moves.cell)
        rows = np.flatnonzero(np.diff(self._matrix[:, cells].tocsr().indptr))
        kept = np.flatnonzero(np.diff(limits[:, cells].tocsr().indptr))
        slack = -(limits[kept] @ (self._problem.value / self._scale))
        signs = moves.sign[None, :]
        whole = sparse.vstack([self._matrix[rows][:, moves.cell] * signs,
                               limits[kept][:, moves.cell] * signs], format="csc")
        scaled = self._problem.value / self._scale
        cap = CAP * max(float(np.abs(scaled[cells]).max(initial=0.0)), 10.0)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = moves.cell.size, rows.size + kept.size
        program.col_cost_ = np.zeros(moves.cell.size)
        program.col_lower_ = np.zeros(moves.cell.size)
        program.col_upper_ = np.minimum(moves.most / self._scale[moves.cell], cap)
        program.row_lower_ = np.concatenate(
            [np.zeros(rows.size), np.full(kept.size, -highspy.kHighsInf)])
        program.row_upper_ = np.concatenate([np.zeros(rows.size), np.maximum(slack, 0.0)])
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = whole.indptr, whole.indices
        program.a_matrix_.value_ = whole.data
        self._highs.passModel(program)

    def best(self, cost: Floats) -> Floats:
        """Return the differences, one a cell of the problem, of the world of least cost.

        ``cost`` is a unit of each move, in the cell's scaled unit. Raises ``NotProtected`` where
        the solver has no sure answer.
        """
        self._highs.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise NotProtected(f"linear program: {self._highs.modelStatusToString(status)}")
        found = np.asarray(self._highs.getSolution().col_value)
        moved = np.zeros(self._problem.size)
        np.add.at(moved, self._moves.cell, found * self._moves.sign)
        if np.abs(self._matrix @ moved).max(initial=0.0) > OFF:
            raise NotProtected("linear program: the answer does not hold the equations")
        moved[np.abs(moved) < NOTHING] = 0.0
        return moved * self._scale
