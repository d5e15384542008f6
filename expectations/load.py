"""One table while it is judged: a lazy frame, asked in as few passes as can be.

Here belong one pass for many numbers and the search for repeated keys, which hold a few columns
at a time whatever the size of the table. What is asked stands in the suites; Great Expectations
and its words stand in engine.py.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl

ROW = "#row"
"""The number of a row, counted from nought."""


class Load:
    """A table, lazily scanned or in memory, and what has been found out about it.

    It compares by identity: no library that passes it on can copy or compare its rows.
    """

    def __init__(self, frame: pl.LazyFrame | pl.DataFrame) -> None:
        self.frame = frame.lazy()
        self._repeated: dict[tuple[str, ...], pl.Series] = {}

    def __deepcopy__(self, memo: object) -> "Load":
        return self

    @cached_property
    def schema(self) -> pl.Schema:
        """Give the columns and their types, in their order."""
        return self.frame.collect_schema()

    def numbers(
        self, asked: Mapping[str, pl.Expr], where: pl.Expr | None = None
    ) -> dict[str, Any]:
        """Compute many single numbers in one pass, of the rows ``where`` something holds."""
        rows = self.frame if where is None else self.frame.filter(where)
        found = rows.select(**asked).collect(engine="streaming")
        return found.row(0, named=True) if found.height else dict.fromkeys(asked)

    def repeated(self, columns: Sequence[str], where: pl.Expr | None = None) -> pl.Series:
        """Give the numbers of the rows whose key in ``columns`` stands on other rows as well.

        Rows are numbered from nought over the whole table; only rows ``where`` something holds
        are looked at. A gap equals a gap.
        """
        asked = (*columns, "" if where is None else str(where))
        if asked not in self._repeated:
            self._repeated[asked] = _repeated(self.frame, list(columns), where)
        return self._repeated[asked]


def _repeated(frame: pl.LazyFrame, columns: list[str], where: pl.Expr | None) -> pl.Series:
    """Look for equal hashes first, then compare the few keys behind them exactly.

    Ten million keys as 64 bits each take a third of the memory of the keys themselves.
    """
    likely = _likely(frame, columns, where)
    if likely.is_empty():
        return likely
    keys = frame.select(columns).with_row_index(ROW)
    some = keys.filter(pl.col(ROW).is_in(likely.implode())).collect(engine="streaming")
    return some.filter(pl.struct(columns).is_duplicated()).get_column(ROW)


def _likely(frame: pl.LazyFrame, columns: list[str], where: pl.Expr | None) -> pl.Series:
    """Give the numbers of the rows whose key has the hash of another."""
    key = pl.col(columns[0]) if len(columns) == 1 else pl.struct(columns)
    looked = key.hash() if where is None else pl.when(where).then(key.hash())
    hashes = frame.select(looked.alias("hash")).collect(engine="streaming").to_series()
    known = hashes.drop_nulls() if hashes.null_count() else hashes
    if known.n_unique() == len(known):
        return pl.Series(ROW, [], dtype=pl.get_index_type())
    return (hashes.is_duplicated() & hashes.is_not_null()).arg_true().alias(ROW)
