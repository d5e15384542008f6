"""Parquet as a table with the file's own types.

Here belong size and metadata before anything is unpacked. Whether the types are the contract's
is judged by data.reading.casting.
"""

import io

import polars as pl
import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from data.faults import Fault, fault
from data.reading.table import Table, too_large

LARGEST_UNPACKED = 500 * 1024 * 1024


def read_parquet(part: str, content: bytes) -> Table | tuple[Fault, ...]:
    """Read a Parquet file whose metadata stays within the limits."""
    try:
        about = pq.ParquetFile(io.BytesIO(content)).metadata
        if large := too_large(part, about.num_columns, about.num_rows):
            return large
        if _unpacked(about) > LARGEST_UNPACKED:
            return (fault("F-003", part, limit=LARGEST_UNPACKED // 1024**2),)
        frame = pl.read_parquet(io.BytesIO(content))
    except (ArrowException, OSError, ValueError, pl.exceptions.PolarsError):
        return (fault("F-012", part),)
    except pl.exceptions.PanicException:
        return (fault("F-012", part),)
    columns = (column.rename(str(place)) for place, column in enumerate(frame.get_columns()))
    return Table(tuple(frame.columns), tuple(columns), first=1)


def metadata(content: bytes) -> bytes:
    """Give the words that a Parquet file carries beside its columns, none if it is damaged."""
    try:
        words = pq.ParquetFile(io.BytesIO(content)).metadata.metadata or {}
    except (ArrowException, OSError, ValueError):
        return b""
    return b"\n".join(part for pair in words.items() for part in pair)


def _unpacked(about: pq.FileMetaData) -> int:
    return sum(about.row_group(number).total_byte_size for number in range(about.num_row_groups))
