"""A table as a file holds it: headings and columns, before they have a meaning.

Here belong the table and the limits every format shares. No format is read here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from data.faults import Fault, fault

LARGEST_ROWS = 1_000_000
LARGEST_COLUMNS = 100
"""Far above the widest contract, far below what makes a reader slow."""


@dataclass(frozen=True)
class Table:
    """The headings of a file and its columns, in the file's order.

    ``columns`` are strings where the format has no types of its own. ``first`` is the number that
    the deliverer sees on the first row of data: 2 below a heading row, 1 in Parquet.
    """

    headings: tuple[str, ...]
    columns: tuple[pl.Series, ...]
    first: int

    @property
    def height(self) -> int:
        """Count the rows of data."""
        return len(self.columns[0]) if self.columns else 0


def too_large(part: str, columns: int, rows: int) -> tuple[Fault, ...]:
    """Give the faults of a table wider or longer than any delivery is."""
    return (
        *((fault("F-018", part, limit=LARGEST_COLUMNS),) if columns > LARGEST_COLUMNS else ()),
        *((fault("F-017", part, limit=LARGEST_ROWS),) if rows > LARGEST_ROWS else ()),
    )


def outside(content: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """Give the bytes of a file that lie outside all ``spans``, a new line between the pieces."""
    pieces, reached = [], 0
    for start, end in sorted(spans):
        pieces.append(content[reached:max(start, reached)])
        reached = max(reached, end)
    return b"\n".join([*pieces, content[reached:]])
