"""What an earlier edition tells of the cells of the new one.

Here: the two side by side, as few numbers a cell, so that any number of earlier editions is held.
Not here: what they tell together (``successive``, ``stacked``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from scipy import sparse

from metrics.attack.rebuild import Bools, Floats, Ints, Published, labels, seen
from metrics.attack.solve import fixed


@dataclass(frozen=True)
class Earlier:
    """An earlier edition by the cells of the new one: one place a cell of the new in every array.

    ``there``: published in both. ``value``: what the edition tells as its own, NaN where nothing;
    ``figure``: what it shows, held or not, NaN where nothing. ``current``, ``protected``, ``held``:
    how it shows it. ``gone``: cells that only the earlier edition has.
    """

    there: Bools
    value: Floats
    figure: Floats
    current: Bools
    protected: Bools
    held: Bools
    gone: int

    @property
    def visible(self) -> Bools:
        """Return which cells it shows."""
        found: Bools = ~np.isnan(self.figure)
        return found


def beside(new: Published, frames: Mapping[str, pl.DataFrame]) -> Earlier:
    """Put an earlier edition beside the new one."""
    old = seen(frames).with_columns(there=pl.lit(True))
    rows = new.cells.select("key", "published").join(
        old.select("key", "there", "told", "value", "sign", "as_of", "current"), on="key",
        how="left", maintain_order="left")
    there = rows["there"].fill_null(False).to_numpy() & new.published
    visible = there & (rows["sign"] == "visible").fill_null(False).to_numpy()
    number = {c: rows[c].cast(pl.Float64).fill_null(np.nan).to_numpy() for c in ("told", "value")}
    return Earlier(
        there=there, value=np.where(there, number["told"], np.nan),
        figure=np.where(visible, number["value"], np.nan),
        current=there & rows["current"].fill_null(False).to_numpy(),
        protected=there & (rows["sign"] == "protected").fill_null(False).to_numpy(),
        held=there & (rows["as_of"].fill_null("") != "").to_numpy(),
        gone=old.height - int(there.sum()))


class Components:
    """The parts of all cells of an edition, told or not: what changes in one is seen there."""

    def __init__(self, new: Published) -> None:
        self.of = labels(new)
        self._done: set[tuple[str, int, bytes]] = set()
        self._fixed: dict[tuple[bytes, ...], Ints] = {}

    @cached_property
    def _cells(self) -> list[Ints]:
        order = np.argsort(self.of, kind="stable").astype(np.int64)
        return np.split(order, np.flatnonzero(np.diff(self.of[order])) + 1)

    def fresh(self, attack: str, some: Bools, *told: Floats | Bools) -> Bools:
        """Return the cells of components with some of these cells, told as never before.

        Editions tell most of their past alike: what was tried once is not tried again by the same
        ``attack``. ``told``: all that it looks at of the earlier edition.
        """
        found = np.zeros(self.of.size, dtype=bool)
        wanted = set(self.of[some].tolist())
        for cells in self._cells:
            if int(self.of[cells[0]]) in wanted:
                told_here = b"".join(t[cells].tobytes() for t in told)
                sight = (attack, int(self.of[cells[0]]), told_here)
                found[cells] = sight not in self._done
                self._done.add(sight)
        return found

    def fixed(self, matrix: sparse.csr_array) -> Ints:
        """Return the columns that equations fix: what they are is known once for all editions."""
        same = tuple(x.tobytes() for x in (
            np.array(matrix.shape), matrix.indptr, matrix.indices, matrix.data))
        if same not in self._fixed:
            self._fixed[same] = fixed(matrix)
        return self._fixed[same]
