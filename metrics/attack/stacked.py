"""Put two editions into one system: what they fix together that neither does alone.

Here: the new edition stacked on an earlier one, still parts tied. Not here: what their differences
tell (``successive``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from scipy import sparse

from metrics.attack.earlier import Components, Earlier
from metrics.attack.parts import cut
from metrics.attack.reach import reach
from metrics.attack.rebuild import Bools, Ints, Published, rebuild
from metrics.attack.solve import fixed
from metrics.attack.worlds import Contradiction


@dataclass
class Fixed:
    """The keys that two editions fix together, in the new and in the earlier; what it took."""

    now: set[str] = field(default_factory=set)
    then: set[str] = field(default_factory=set)
    tried: int = 0
    programs: int = 0


def stacked(
    new: Published, old: Earlier, frames: Mapping[str, pl.DataFrame], components: Components
) -> Fixed:
    """Return what both editions fix together. ``frames``: of the earlier.

    Hidden cells of a part in which nothing that is told has changed are taken to have stood still.
    Where the same cells are hidden in both, that says nothing new.
    """
    found = Fixed()
    still, worth = _still(new, old, components)
    if not worth.any():
        return found
    system, known = _both(new, rebuild(frames), still, worth)
    for part in cut(system, system.hidden, system.value):
        if known[part.cells].all():
            continue
        found.tried += 1
        cells = [part.cells[fixed(part.equal)]]
        try:
            told = reach(part, known[part.cells] | np.isin(part.cells, cells[0]))
            cells += told.found.values()
            found.programs += told.programs + told.whole_programs
        except Contradiction:
            pass   # it did not stand still after all
        numbers = np.concatenate(cells).astype(np.int64)
        numbers = numbers[~known[numbers] & system.published[numbers]]
        found.now |= set(system.keys(numbers[numbers < new.size]))
        found.then |= set(system.keys(numbers[numbers >= new.size]))
    return found


def _both(
    new: Published, old: Published, still: Bools, worth: Bools
) -> tuple[Published, Bools]:
    """Put two editions into one system, their still parts tied.

    Returns it with the cells that are not asked for: those of parts that say nothing new.
    """
    own, other = _same(new, old)
    # A cell that has become zero is told by its zero: it need not have stood still.
    zero = old.hidden[other] & (new.value[own] == 0)
    tied = still[own] & ~zero & (new.hidden[own] | old.hidden[other])
    n, m = new.size, old.size
    rows = np.arange(tied.sum())
    ties = sparse.csr_array(
        (np.concatenate([np.ones(rows.size), -np.ones(rows.size)]),
         (np.concatenate([rows, rows]), np.concatenate([own[tied], n + other[tied]]))),
        shape=(rows.size, n + m))
    equal = sparse.vstack([sparse.block_diag([new.equal, old.equal]), ties], format="csr")
    columns = [c for c in new.cells.columns if c != "cell"]
    cells = pl.concat([new.cells.select(columns), old.cells.select(columns)]).with_row_index("cell")
    known = np.ones(n + m, dtype=bool)
    known[own[worth[own]]] = False
    known[n + other[worth[own]]] = False
    return replace(
        new, cells=cells, value=np.concatenate([new.value, old.value]),
        hidden=np.concatenate([new.hidden, old.hidden]),
        published=np.concatenate([new.published, old.published]), equal=equal,
        whole=np.concatenate([new.whole, n + old.whole, own[tied]]),
        least=sparse.csr_array(sparse.block_diag([new.least, old.least]))), known


def _same(new: Published, old: Published) -> tuple[Ints, Ints]:
    """Return the numbers of the published cells that are in both editions, side by side."""
    joined = new.cells.filter("published").select("key", "cell").join(
        old.cells.filter("published").select("key", pl.col("cell").alias("other")), on="key",
        maintain_order="left")
    return joined["cell"].to_numpy().astype(np.int64), joined["other"].to_numpy().astype(np.int64)


def _still(new: Published, old: Earlier, components: Components) -> tuple[Bools, Bools]:
    """Return which common cells lie in a part where nothing told has changed, and is worth a try.

    A part is worth it where the two editions hide different cells of it, as none has before.
    """
    hidden = np.isnan(old.value)
    held = (new.cells["as_of"].to_numpy() != "") | old.held   # told to have moved
    held |= new.hidden & ~hidden & ~old.visible               # not delivered then, and now it is
    change = np.abs(new.value - old.value) > 1e-9
    restless = np.isin(components.of, components.of[old.there & (change | held)])
    still = old.there & ~restless
    worth = components.fresh("stacked", still & (new.hidden != hidden), old.value, old.there,
                             np.full(new.size, old.gone))
    return still, still & worth & (new.hidden | hidden)
