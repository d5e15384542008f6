"""Which unknowns a system of equations fixes: elimination over the rationals, slow and exact.

Here: reduced rows. Not here: where the equations come from, inequalities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

Row = dict[int, Fraction]


def reduced(rows: Iterable[Mapping[int, int]]) -> dict[int, Row]:
    """Return the reduced rows by pivot: each pivot stands in its own row only."""
    found: dict[int, Row] = {}
    for terms in rows:
        row = {c: Fraction(f) for c, f in terms.items() if f}
        for pivot in [c for c in row if c in found]:
            _take(row, found[pivot], pivot)
        if not row:
            continue
        pivot = min(row)
        row = {c: f / row[pivot] for c, f in row.items()}
        for other in found.values():
            if pivot in other:
                _take(other, row, pivot)
        found[pivot] = row
    return found


def _take(row: Row, other: Row, pivot: int) -> None:
    """Clear the pivot from a row, in place."""
    times = row[pivot]
    for column, factor in other.items():
        left = row.get(column, Fraction(0)) - times * factor
        if left:
            row[column] = left
        else:
            row.pop(column, None)


def fixed(rows: Iterable[Mapping[int, int]]) -> set[int]:
    """Return the unknowns that stand alone in a reduced row: the equations fix them."""
    return {pivot for pivot, row in reduced(rows).items() if len(row) == 1}
