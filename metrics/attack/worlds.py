"""Possible worlds: numbers for the unknown cells of a part that agree with all that is told.

Here: one linear program over what the cells themselves are, asked again and again. Not here: which
worlds are asked for (``reach``).

Method: HiGHS (Huangfu and Hall 2018), by interior points for many cells at once and by the simplex
method for one. Each cell is two columns: what it is up to a cap, and what is
above; the first alone is rewarded, so that one world shows many cells above their caps at once.
"""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

from metrics.attack.parts import Part
from metrics.attack.rebuild import Bools, Floats
from metrics.attack.report import AttackFailed

ROOM = 50.0     # how many times the largest number told an unknown cell may be
OFF = 1e-5      # how far an answer may be off an equation, scaled
SIMPLEX = {"solver": "choose", "run_crossover": "on"}
INSIDE = {"solver": "ipm", "run_crossover": "off"}


class Contradiction(Exception):
    """What is told contradicts itself: no world agrees with it."""


class Worlds:
    """The worlds of one part, in its scaled unit: y = lower column + upper column."""

    def __init__(self, part: Part, negative: bool = False) -> None:
        self.part, self.programs, n = part, 0, part.size
        scale = part.scale
        self._top = ROOM * max(float(np.abs(np.concatenate(
            [part.right / scale, part.most / scale, [0.2]])).max()), 10.0)
        below = np.where(negative & part.amount, -self._top, part.low / scale)
        above = np.minimum(part.high / scale, self._top)
        cap = np.where(part.limit > 0, part.limit + 1.0, 1.0)
        self._cap = np.clip(np.minimum(cap, above - below), 0.0, None)
        self._below, self._n = below, n
        self._equal, self._right = part.equal, part.right / scale
        matrix = sparse.vstack([part.equal, part.least], format="csr")
        self._matrix = sparse.hstack([matrix, matrix], format="csc")
        self._rows = np.concatenate([part.right, part.most]) / scale
        self._upper = np.concatenate([self._cap, np.maximum(above - below - self._cap, 0.0)])
        self._inside: dict[str, str] = {}
        self._highs = highspy._Highs()   # type: ignore[attr-defined]
        for option, setting in (("output_flag", False), ("threads", 1), ("random_seed", 5),
                                ("parallel", "off")):
            self._highs.setOptionValue(option, setting)
        self._load()

    def _load(self) -> None:
        """Give the program to the solver: columns count from each cell's lowest value."""
        from_low = np.concatenate([self._below, np.zeros(self._n)])
        right = self._rows - self._matrix @ from_low
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * self._n, right.size
        program.col_cost_ = np.zeros(2 * self._n)
        program.col_lower_, program.col_upper_ = np.zeros(2 * self._n), self._upper
        free = np.arange(right.size) >= self._right.size
        program.row_lower_ = np.where(free, -highspy.kHighsInf, right)
        program.row_upper_ = right
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = (
            self._matrix.indptr, self._matrix.indices)
        program.a_matrix_.value_ = self._matrix.data
        self._highs.passModel(program)

    def whole_numbers(self) -> None:
        """Let only whole numbers count from now on."""
        columns = np.arange(2 * self._n, dtype=np.int32)
        kinds = np.full(2 * self._n, highspy.HighsVarType.kInteger)
        self._highs.changeColsIntegrality(columns.size, columns, kinds)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        self._highs.setOptionValue("mip_abs_gap", 0.0)

    def most(self, reward: Floats, capped: Bools | None = None) -> Floats:
        """Return the world with the largest sum of ``reward``, of ``capped`` cells up to their cap.

        Raises ``Contradiction`` where there is no world, ``AttackFailed`` where none is sure.
        """
        over = reward if capped is None else np.where(capped, 0.0, reward)
        columns = np.arange(2 * self._n, dtype=np.int32)
        self._highs.changeColsCost(columns.size, columns, -np.concatenate([reward, over]))
        self.programs += 1
        world = self._run(self._inside)
        if world is None:
            world = self._run({})
        if world is None:
            raise AttackFailed("linear program: no sure answer that holds the equations")
        return world

    def _run(self, options: dict[str, str]) -> Floats | None:
        """Solve; None where the answer is not sure. Raises ``Contradiction``."""
        for option, setting in (SIMPLEX | options).items():
            self._highs.setOptionValue(option, setting)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible and not options:
            raise Contradiction
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        found = np.asarray(self._highs.getSolution().col_value)
        world: Floats = self._below + found[:self._n] + found[self._n:]
        sure = np.abs(self._equal @ world - self._right).max(initial=0.0) <= OFF
        return world if sure else None

    def inside(self, on: bool) -> None:
        """Take any of the best worlds, from the inside, where many cells differ at once."""
        self._inside = INSIDE if on else {}
