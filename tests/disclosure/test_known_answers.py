"""Answers that others have worked out before us, and what must hold whatever the numbers.

Here: published examples with their sources, and metamorphic promises of the methods. Not here: the
worked tables (``tests/spec``), whole publications (``test_protect``, ``tests/proofs``).

Sources: ESSNet Handbook on Statistical Disclosure Control, chapter 4.2, example 3 (Geurts 1992);
sdcTable's tests (test-simpleheuristic.R, test-linked-tables.R); GaussSuppression's test of the data
set z1 of SSBtools (test-GaussSuppressionFromData.R), whose figures SSBtoolsData.md lists as d1w.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from metrics.disclosure.closure import close
from metrics.disclosure.engine import solve
from metrics.disclosure.intervals import bounds
from metrics.disclosure.nullspace import basis, fixed
from metrics.disclosure.pairs import merged
from metrics.disclosure.problem import NotProtected, Problem
from metrics.disclosure.structure import System
from tests.proofs import algebra

Names = Sequence[str]
SIZE = 4   # rows and columns of the random tables, their margins not counted


class Table:
    """Cells by name, and the sums between them."""

    def __init__(self, values: Mapping[str, float], sums: Sequence[Sequence[str]]) -> None:
        self.names = list(values)
        self.value = np.array(list(values.values()), dtype=float)
        number = {n: i for i, n in enumerate(self.names)}
        matrix = sparse.lil_array((len(sums), len(self.names)))
        for row, (whole, *parts) in enumerate(sums):
            matrix[row, number[whole]] = 1.0
            for part in parts:
                matrix[row, number[part]] = -1.0
        self.system = System(matrix.tocsr(), np.array([number[s[0]] for s in sums]))

    def mask(self, hidden: Sequence[str]) -> np.ndarray:
        return np.array([n in set(hidden) for n in self.names])

    def problem(self, hidden: Sequence[str] = ()) -> Problem:
        """State a problem that is nothing but equations: no edition before, nobody inside."""
        size = len(self.names)
        kinds = {"Bools": np.zeros(size, dtype=bool), "Floats": np.full(size, np.nan)}
        empty = {f.name: kinds[str(f.type)] for f in fields(Problem) if str(f.type) in kinds}
        nobody = sparse.csr_array((0, size), dtype=bool)
        given = {
            "system": self.system, "value": self.value, "untold": self.mask(hidden),
            "cost": np.ones(size), "threshold": np.zeros(size), "known": nobody, "others": nobody,
            "twins": np.zeros((0, 2), dtype=np.int64), "figures": np.zeros((0, size)),
            "absent": np.zeros((0, size), dtype=bool), "floor": np.zeros(size),
            "ceiling": np.full(size, np.inf)}
        names = {f.name for f in fields(Problem)}
        return Problem(**empty | {k: v for k, v in given.items() if k in names})

    def fixed(self, hidden: Sequence[str]) -> set[str]:
        return {self.names[i] for i in fixed(self.system, self.mask(hidden))}

    def closed(self, hidden: Sequence[str]) -> set[str]:
        found = close(self.problem(hidden), self.mask(hidden))
        return {n for n, one in zip(self.names, found, strict=True) if one}

    def between(self, hidden: Sequence[str], cells: Sequence[str]) -> list[tuple[float, float]]:
        numbers = np.array([self.names.index(c) for c in cells], dtype=np.int64)
        low, high = bounds(self.problem(hidden), self.mask(hidden), numbers)
        return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]

    def exactly_fixed(self, hidden: Sequence[str]) -> set[str]:
        """Eliminate over the rationals."""
        mask, dense = self.mask(hidden), self.system.matrix.toarray()
        rows = [{c: int(f) for c, f in enumerate(row) if f and mask[c]} for row in dense]
        return {self.names[c] for c in algebra.fixed(rows)}

    def by_hand(self, hidden: Sequence[str], cell: str) -> tuple[float, float]:
        """Ask scipy for the least and the most of a cell."""
        own = [(0, None) if h else (v, v)
               for h, v in zip(self.mask(hidden), self.value, strict=True)]
        cost = np.array([float(n == cell) for n in self.names])
        right = np.zeros(self.system.matrix.shape[0])
        ends = [linprog(way * cost, A_eq=self.system.matrix, b_eq=right, bounds=own).x @ cost
                for way in (1, -1)]
        return float(ends[0]), float(ends[1])


def grid(rows: Names, columns: Names, numbers: Sequence[Sequence[float]]) -> Table:
    """Make a table of two dimensions with all its margins, ``T`` among rows and columns."""
    inner = {r + c: numbers[i][j]
             for (i, r), (j, c) in product(enumerate(rows), enumerate(columns))}
    values = dict(inner)
    for r in rows:
        values[f"{r}T"] = sum(inner[r + c] for c in columns)
    for c in (*columns, "T"):
        values[f"T{c}"] = sum(values[r + c] for r in rows)
    sums = [[f"{r}T", *(r + c for c in columns)] for r in (*rows, "T")]
    sums += [[f"T{c}", *(r + c for r in rows)] for c in (*columns, "T")]
    return Table(values, sums)


GEURTS = grid("123", "ab", [[4, 3], [2, 1], [3, 3]])
SDCTABLE = grid("wxyz", "abcd", [
    [30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]])
HIDDEN = ["wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"]
Z1 = grid("ABCDEFGH", "oaps", [   # other, wages (arbeid), assistance, pensions
    [11, 11, 55, 36], [7, 1, 29, 18], [5, 8, 35, 25], [13, 2, 17, 13],
    [9, 14, 63, 52], [12, 9, 24, 22], [6, 4, 22, 8], [9, 3, 38, 15]])
BY_COUNTY = [["C1", "A", "B", "I", "J"], ["C2", "K", "L", "M", "N"]]
BY_SIZE = [["big", "L", "M"], ["small", "A", "B", "I", "J", "K", "N"]]
LINKED = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7,
          "C1": 20, "C2": 16, "big": 6, "small": 30}
SMALL = ["A", "B", "K", "L", "M"]


def test_a_figure_that_stands_is_held_where_nothing_else_protects_a_small_change() -> None:
    """9 of 10 were decided, then 10: decided can have risen by more only if the 10 may have too."""
    table = Table({"opened": 10, "decided": 10, "waiting": 0}, [["opened", "decided", "waiting"]])
    moved, stands = table.mask(["decided", "waiting"]), table.mask(["opened"])
    low, high = (np.where(table.mask(["decided"]), end, np.nan) for end in (10.0, 13.0))
    problem = replace(
        table.problem(), untold=moved, low=low, high=high, threshold=np.full(3, 5.0), still=stands)
    with pytest.raises(NotProtected):
        solve(problem)
    found = solve(replace(problem, standing=stands))
    assert found.untold.all() and found.counts["released"] == 1


def test_geurts_the_first_cell_lies_between_three_and_six() -> None:
    hidden = ["1a", "1b", "2a", "2b"]
    assert GEURTS.between(hidden, ["1a"]) == [(3, 6)]
    assert GEURTS.fixed(hidden) == set()


def test_sdctable_closure_finds_nothing_and_yet_wb_is_recomputable() -> None:
    """Every row and column holds two hidden cells; wb = 47 follows all the same."""
    assert SDCTABLE.closed(HIDDEN) == set(HIDDEN)
    assert SDCTABLE.fixed(HIDDEN) == {"wb"} == SDCTABLE.exactly_fixed(HIDDEN)
    assert SDCTABLE.between(HIDDEN, ["wb"]) == [(47, 47)]


INNER = [r + c for r, c in product("wxyz", "abcd")]


@pytest.mark.parametrize("more", [n for n in INNER if n not in HIDDEN])
def test_sdctable_one_further_cell_cures_whichever(more: str) -> None:
    assert SDCTABLE.fixed([*HIDDEN, more]) == set()


def test_sdctable_bounds_with_its_own_cure() -> None:
    assert len([n for n in INNER if n not in HIDDEN]) == 7
    assert SDCTABLE.between([*HIDDEN, "xd"], ["wb"]) == [(0, 78)]


@pytest.mark.parametrize("sums", [BY_COUNTY, BY_SIZE], ids=["by county", "by size"])
def test_linked_tables_are_each_safe_alone(sums: list[list[str]]) -> None:
    assert Table(LINKED, sums).fixed(SMALL) == set()


def test_linked_tables_are_unsafe_together_and_one_secondary_cures() -> None:
    both = Table(LINKED, BY_COUNTY + BY_SIZE)
    assert both.fixed(SMALL) == {"K"} == both.exactly_fixed(SMALL)
    assert both.fixed([*SMALL, "N"]) == set()
    assert both.closed(SMALL) == set(SMALL)   # closure alone sees nothing


def test_gauss_suppression_of_z1_fixes_nothing_and_leaves_zero_to_six() -> None:
    """Rows 12 13 22 23 42 43 of its output: other and wages of B, D and H."""
    order = ["TT", *(f"T{c}" for c in "oaps"),
             *(r + c for r in "ABCDEFGH" for c in ("T", *"oaps"))]
    hidden = [order[n - 1] for n in (12, 13, 22, 23, 42, 43)]
    primaries = [n for n in Z1.names if 0 < Z1.value[Z1.names.index(n)] <= 3]
    assert hidden == ["Bo", "Ba", "Do", "Da", "Ho", "Ha"]
    assert primaries == ["Ba", "Da", "Ha"]
    assert Z1.fixed(hidden) == set() == Z1.exactly_fixed(hidden)
    assert Z1.between(hidden, primaries) == [(0, 6)] * 3


LETTERS = "abcd"
numbers = st.lists(st.integers(0, 30), min_size=SIZE * SIZE, max_size=SIZE * SIZE)
patterns = st.lists(st.booleans(), min_size=SIZE * SIZE, max_size=SIZE * SIZE)


def drawn(values: list[int], pattern: list[bool]) -> tuple[Table, list[str]]:
    table = grid("wxyz", LETTERS, np.array(values).reshape(SIZE, SIZE).tolist())
    return table, [n for n, one in zip(INNER, pattern, strict=True) if one]


@settings(max_examples=60, deadline=None)
@given(numbers, patterns)
def test_what_algebra_fixes_has_no_width_and_the_methods_agree(
    values: list[int], pattern: list[bool]
) -> None:
    table, hidden = drawn(values, pattern)
    found = table.fixed(hidden)
    assert found == table.exactly_fixed(hidden)
    for cell in sorted(found):
        low, high = table.by_hand(hidden, cell)
        assert high - low == pytest.approx(0, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(numbers, patterns)
def test_the_bounds_are_those_of_another_solver(values: list[int], pattern: list[bool]) -> None:
    table, hidden = drawn(values, pattern)
    for cell, found in zip(hidden, table.between(hidden, hidden), strict=True):
        assert found == pytest.approx(table.by_hand(hidden, cell), abs=1e-5)


@settings(max_examples=25, deadline=None)
@given(numbers, patterns, st.integers(0, SIZE * SIZE - 1))
def test_hiding_more_never_shrinks_an_interval(
    values: list[int], pattern: list[bool], more: int
) -> None:
    table, hidden = drawn(values, pattern)
    wider = sorted({*hidden, INNER[more]})
    before, after = table.between(hidden, hidden), table.between(wider, hidden)
    for (low, high), (lower, higher) in zip(before, after, strict=True):
        assert lower <= low + 1e-6 and higher >= high - 1e-6


@settings(max_examples=25, deadline=None)
@given(numbers, patterns, st.sampled_from([2, 10, 1000]))
def test_scaling_the_sums_scales_the_intervals(
    values: list[int], pattern: list[bool], times: int
) -> None:
    table, hidden = drawn(values, pattern)
    larger, _ = drawn([v * times for v in values], pattern)
    before, after = table.between(hidden, hidden), larger.between(hidden, hidden)
    for one, other in zip(before, after, strict=True):
        assert other == pytest.approx([times * v for v in one], abs=1e-4 * times)


@settings(max_examples=25, deadline=None)
@given(patterns, st.permutations(range(SIZE)), st.permutations(range(SIZE)))
def test_the_order_of_rows_and_columns_does_not_matter(
    pattern: list[bool], rows: list[int], columns: list[int]
) -> None:
    values = np.arange(SIZE * SIZE).reshape(SIZE, SIZE)
    names = ["".join("wxyz"[r] for r in rows), "".join(LETTERS[c] for c in columns)]
    table, hidden = drawn(values.ravel().tolist(), pattern)
    turned = grid(names[0], names[1], values[np.ix_(rows, columns)].tolist())
    assert turned.fixed(hidden) == table.fixed(hidden)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from([-2, -1, 0, 0, 0, 0, 1, 1]), min_size=7, max_size=7),
                min_size=1, max_size=9))
def test_putting_tied_cells_together_leaves_what_the_equations_fix(rows: list[list[int]]) -> None:
    """Equations of one, of two and of more, also with factors that no table has."""
    matrix = sparse.csr_array(np.array(rows, dtype=float))
    matrix.eliminate_zeros()
    exact = algebra.fixed(dict(enumerate(row)) for row in rows)
    system = System(matrix, np.zeros(len(rows), dtype=np.int64))
    assert set(fixed(system, np.ones(7, dtype=bool)).tolist()) == exact
    group, left = merged(matrix[np.flatnonzero(np.diff(matrix.indptr))])
    null = 7 - np.linalg.matrix_rank(matrix.toarray())
    assert basis(left).shape == (left.shape[1], null)
    assert {int(c) for c in np.flatnonzero(group < 0)} <= exact
