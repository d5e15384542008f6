"""Attack every earlier edition together with the new one.

Here: figures that moved by little, hidden parts that moved by little together, cells that one
edition shows and another hides, and what two editions fix that neither does alone. Not here: one
edition by itself (``whole``).

The figure that stands of a cell is the newest that an earlier edition shows as its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from metrics.attack.parts import cut
from metrics.attack.reach import reach
from metrics.attack.rebuild import Bools, Floats, Ints, Published
from metrics.attack.report import Finding, found
from metrics.attack.solve import fixed, worked_out
from metrics.attack.worlds import Contradiction

OFF = 0.5   # a change under it is none: counts are whole


def small_changes(published: Published) -> Floats:
    """Return up to where a change of each cell is small: 4 persons, 2 employers, 0 for others."""
    return np.array([{"person": 4.0, "employer": 2.0}.get(r, 0.0)
                     for r in published.cells["rule"].to_list()])


def moved(new: Published, earlier: Sequence[Published]) -> list[Finding]:
    """Return cells whose figure differs by little from the one that stands."""
    stands = np.full(new.size, np.nan)
    for old in earlier:
        own, other = _same(new, old)
        shown = old.cells["current"].to_numpy()[other]
        stands[own[shown]] = old.value[other[shown]]
    size = np.abs(new.value - stands)
    few = new.published & _few(size, small_changes(new))
    return found("moved", new.keys(np.flatnonzero(few)))


def moved_together(new: Published, old: Published) -> tuple[list[Finding], int]:
    """Return what hidden cells have moved by little, by what is known of all others' changes.

    A whole whose hidden parts have together moved by little; a cell, shown nowhere perhaps, whose
    change the changes of others fix. Returns the number of parts tried too.
    """
    own, other = _same(new, old)
    before = np.full(new.size, np.nan)
    before[own] = old.value[other]
    absent = new.published.copy()
    absent[own] = False
    change = new.value - before                          # NaN where either is not told
    unknown = np.isnan(change)
    rows = np.flatnonzero(abs(new.equal) @ absent.astype(float) == 0)   # stood in both editions
    both = replace(new, equal=new.equal[rows], whole=new.whole[rows], hidden=unknown,
                   published=np.ones(new.size, dtype=bool))
    known = np.where(unknown, 0.0, change)
    hidden = abs(both.equal) @ (unknown & new.published).astype(float) > 0
    together = np.abs(both.equal @ known)
    limit = small_changes(new)
    few = hidden & ~unknown[both.whole] & _few(together, limit[both.whole])
    cells = [both.whole[few]]
    tried = 0
    for part in cut(both, unknown, known):
        if np.abs(part.right).max(initial=0.0) > OFF:
            tried += 1
            sure = fixed(part.equal)
            size = np.abs(worked_out(part.equal, part.right)[sure]) if sure.size else part.right[:0]
            cells.append(part.cells[sure[_few(size, limit[part.cells[sure]])]])
    return found("moved_together", new.keys(np.unique(np.concatenate(cells)))), tried


def _few(size: Floats, limit: Floats) -> Bools:
    few: Bools = (size > OFF) & (size < limit + OFF)
    return few


def told_already(new: Published, old: Published) -> Bools:
    """Return which figures the edition before tells as they are: nothing takes them back."""
    own, other = _same(new, old)
    found = np.zeros(new.size, dtype=bool)
    found[own] = (new.cells["current"].to_numpy()[own] & old.cells["current"].to_numpy()[other]
                  & (new.value[own] == old.value[other]))
    return found


def turned(new: Published, old: Published) -> list[Finding]:
    """Return cells that the edition before protected and this shows, and the other way round.

    A cell that has become zero may be told: its total says so anyway.
    """
    own, other = _same(new, old)
    now, then = (p.cells["sign"].to_numpy().astype(str) for p in (new, old))
    now, then = now[own], then[other]
    told = new.cells["value"].fill_null(0.0).to_numpy()[own]
    reopened = (then == "protected") & (now == "visible") & (told != 0)
    withdrawn = (then == "visible") & (now == "protected")
    return [*found("reopened", new.keys(own[reopened])),
            *found("withdrawn", new.keys(own[withdrawn]))]


def _same(new: Published, old: Published) -> tuple[Ints, Ints]:
    """Return the numbers of the published cells that are in both editions, side by side."""
    joined = new.cells.filter("published").select("key", "cell").join(
        old.cells.filter("published").select("key", pl.col("cell").alias("other")), on="key",
        maintain_order="left")
    return joined["cell"].to_numpy().astype(np.int64), joined["other"].to_numpy().astype(np.int64)


def stacked(new: Published, old: Published, already: Bools) -> tuple[list[Finding], int, int]:
    """Return what both editions fix together, the parts that were tried and the programs run.

    Hidden cells of a part in which nothing that is told has changed are taken to have stood still.
    Where the same cells are hidden in both, that says nothing new. ``already``: cells of the new
    edition that are given away without the old.
    """
    both = _both(new, old, already)
    if both is None:
        return [], 0, 0
    system, known = both
    keys: set[str] = set()
    programs = tried = 0
    for part in cut(system, system.hidden, system.value):
        if known[part.cells].all():
            continue
        tried += 1
        cells = [part.cells[fixed(part.equal)]]
        try:
            told = reach(part, known[part.cells] | np.isin(part.cells, cells[0]))
            cells += told.found.values()
            programs += told.programs + told.whole_programs
        except Contradiction:
            pass   # it did not stand still after all
        numbers = np.concatenate(cells).astype(np.int64)
        keys |= set(system.keys(numbers[~known[numbers] & system.published[numbers]]))
    return found("editions", sorted(keys)), tried, programs


def _both(new: Published, old: Published, already: Bools) -> tuple[Published, Bools] | None:
    """Put two editions into one system, their still parts tied; None where that says nothing.

    Returns it with the cells that are not asked for: those of parts that say nothing new.
    """
    own, other = _same(new, old)
    still, worth = _still(new, old, own, other)
    if not worth.any():
        return None
    # A cell that has become zero is told by its zero: it need not have stood still.
    zero = old.hidden[other] & (new.value[own] == 0)
    tied = still & ~zero & (new.hidden[own] | old.hidden[other])
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
    known[own[worth]] = False
    known[n + other[worth]] = False
    known[:n] |= already
    return replace(
        new, cells=cells, value=np.concatenate([new.value, old.value]),
        hidden=np.concatenate([new.hidden, old.hidden]),
        published=np.concatenate([new.published, old.published]), equal=equal,
        whole=np.concatenate([new.whole, n + old.whole, own[tied]]),
        least=sparse.csr_array(sparse.block_diag([new.least, old.least]))), known


def _still(new: Published, old: Published, own: Ints, other: Ints) -> tuple[Bools, Bools]:
    """Return which common cells lie in a part where nothing told has changed, and is worth a try.

    A part is worth it where the two editions hide different cells of it.
    """
    label = _labels(new)
    change = np.abs(new.value[own] - old.value[other])
    held = (new.cells["as_of"].to_numpy()[own] != "") | (
        old.cells["as_of"].to_numpy()[other] != "")   # told to have moved
    restless = np.unique(label[own[(change > 1e-9) | held]])
    differs = np.unique(label[own[(new.hidden[own] != old.hidden[other]) & ~held]])
    still = ~np.isin(label[own], restless)
    return still, still & np.isin(label[own], differs) & (new.hidden[own] | old.hidden[other])


def _labels(published: Published) -> Ints:
    """Number the parts of all cells, told or not: what changes here is seen there."""
    both = abs(sparse.vstack([published.equal, published.least], format="csr"))
    graph = sparse.block_array([[None, both.T], [both, None]], format="csr")
    labels: Ints = connected_components(graph, directed=False)[1][:published.size]
    return labels
