"""Attack every earlier edition together with the new one, by what the two tell side by side.

Here: figures that moved by little, hidden parts that moved by little together, cells that one
edition shows and another hides. Not here: one edition by itself (``whole``), what two editions fix
that neither does alone (``stacked``).

The figure that stands of a cell is the newest that an earlier edition shows as its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from metrics.attack.earlier import Components, Earlier
from metrics.attack.parts import by_rule, cut
from metrics.attack.rebuild import Bools, Floats, Ints, Published
from metrics.attack.report import Finding, found
from metrics.attack.solve import worked_out

OFF = 0.5   # a change under it is none: counts are whole


def moved(new: Published, earlier: Sequence[Earlier]) -> list[Finding]:
    """Return cells whose figure differs by little from the one that stands."""
    stands = np.full(new.size, np.nan)
    for old in earlier:
        stands[old.current] = old.value[old.current]
    size = np.abs(new.value - stands)
    few = new.published & _few(size, by_rule(new))
    return found("moved", new.keys(np.flatnonzero(few)))


def moved_together(
    new: Published, old: Earlier, components: Components
) -> tuple[list[Finding], int]:
    """Return what hidden cells have moved by little, by what is known of all others' changes.

    A whole whose hidden parts have together moved by little; a cell, shown nowhere perhaps, whose
    change the changes of others fix. Where nothing that is known has moved, nothing follows.
    ``components``: of the new edition, with what was tried before. Returns the number of parts
    tried too.
    """
    absent = new.published & ~old.there
    change = new.value - old.value                       # NaN where either is not told
    unknown = np.isnan(change)
    here = components.fresh("moved", ~unknown & (change != 0), old.value, absent)
    if not here.any():
        return [], 0
    rows = _asked(new, new.equal, new.whole, absent, here)
    both = replace(new, equal=new.equal[rows], whole=new.whole[rows], hidden=unknown,
                   published=np.ones(new.size, dtype=bool))
    known = np.where(unknown, 0.0, change)
    limit = by_rule(new)
    cells = [_wholes(new, both.equal, both.whole, unknown, known)]
    rows = _asked(new, new.spanning, new.spanned, absent, here)
    cells.append(_wholes(new, new.spanning[rows], new.spanned[rows], unknown, known))
    parts = cut(both, unknown & here, known, off=OFF)
    for part in parts:
        sure = components.fixed(part.equal)
        size = np.abs(worked_out(part.equal, part.right)[sure]) if sure.size else part.right[:0]
        cells.append(part.cells[sure[_few(size, limit[part.cells[sure]])]])
    return found("moved_together", new.keys(np.unique(np.concatenate(cells)))), len(parts)


def _asked(
    new: Published, equal: sparse.csr_array, whole: Ints, absent: Bools, here: Bools
) -> Ints:
    """Return the equations all of whose cells stood in both editions, where something moved."""
    found: Ints = np.flatnonzero((abs(equal) @ absent.astype(float) == 0) & here[whole])
    return found


def _wholes(
    new: Published, equal: sparse.csr_array, whole: Ints, unknown: Bools, known: Floats
) -> Ints:
    """Return the told wholes whose hidden parts have together moved by little."""
    hidden = abs(equal) @ (unknown & new.published).astype(float) > 0
    together = np.abs(equal @ known)
    found: Ints = whole[hidden & ~unknown[whole] & _few(together, by_rule(new)[whole])]
    return found


def _few(size: Floats, limit: Floats) -> Bools:
    few: Bools = (size > OFF) & (size < limit + OFF)
    return few


def told_already(new: Published, old: Earlier) -> Bools:
    """Return which figures the edition before tells as they are: nothing takes them back."""
    found: Bools = new.cells["current"].to_numpy() & old.current & (new.value == old.value)
    return found


def turned(new: Published, old: Earlier) -> list[Finding]:
    """Return cells that the edition before protected and this shows, and the other way round.

    A cell that has become zero may be told: its total says so anyway.
    """
    now = new.cells["sign"].to_numpy().astype(str)
    told = new.cells["value"].fill_null(0.0).to_numpy()
    reopened = old.protected & (now == "visible") & (told != 0)
    withdrawn = old.visible & (now == "protected")
    return [*found("reopened", new.keys(np.flatnonzero(reopened))),
            *found("withdrawn", new.keys(np.flatnonzero(withdrawn)))]
