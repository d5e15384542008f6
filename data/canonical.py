"""Canonical lines: one text for one content, over which hashes are taken.

Here: writing a frame as lines that do not depend on row order, locale, time zone, threads or
database, and their digest. Not here: what an edition or a delivery holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

MISSING = "\\N"   # cannot be mistaken for text, whose own backslashes are doubled


def lines(frame: pl.DataFrame) -> pl.Series:
    """Write the rows of a frame as sorted lines: tab between values, columns in the frame's order.

    Whole numbers stand without a point, others as the shortest text that reads back the same, days
    as 2026-10-21.
    """
    written = frame.with_columns(   # floats by Python: the shortest text that reads back the same
        pl.Series(c.name, [_number(v) for v in c.to_list()], pl.String)
        for c in frame if c.dtype.is_float())
    columns = [_text(name, kind).fill_null(MISSING) for name, kind in written.schema.items()]
    return written.select(line=pl.concat_str(columns, separator="\t")).to_series().sort()


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    if kind == pl.String:
        return pl.col(name).str.replace_many(["\\", "\t", "\n"], ["\\\\", "\\t", "\\n"])
    return pl.col(name).cast(pl.String)


def _number(value: float | None) -> str | None:
    if value is None:
        return None
    return str(int(value)) if value.is_integer() else repr(value)


def digest(frame: pl.DataFrame) -> str:
    """Compute SHA-256 over the names of the columns and the canonical lines of a frame.

    A column that holds nothing at all is not written: a column that came later changes no digest
    of what was there before it.
    """
    empty = frame.null_count().row(0)
    full = [name for name, n in zip(frame.columns, empty, strict=True) if n < frame.height]
    held = frame.select(full) if full else frame
    return _sha256("\n".join(["\t".join(held.columns), *lines(held)]))


def digest_of(parts: Mapping[str, str]) -> str:
    """Compute SHA-256 over named texts (such as the digests of parts), in the order of names."""
    return _sha256("\n".join(f"{name}\t{parts[name]}" for name in sorted(parts)))


def digest_text(text: str) -> str:
    """Compute SHA-256 over a text."""
    return _sha256(text)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
