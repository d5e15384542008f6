"""Parquet as a table with the file's own types.

Here belong size and metadata before anything is unpacked, and the bytes that no column holds.
Whether the types are the contract's is judged by data.reading.casting.
"""

import io

import polars as pl
import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from data.faults import Fault, fault
from data.reading.table import Table, outside, too_large

LARGEST_UNPACKED = 500 * 1024 * 1024
DAMAGED = (ArrowException, OSError, ValueError, OverflowError, pl.exceptions.PolarsError,
           pl.exceptions.PanicException)
"""What a damaged file makes the libraries raise."""


def read_parquet(part: str, content: bytes) -> Table | tuple[Fault, ...]:
    """Read a Parquet file whose metadata stays within the limits."""
    try:
        about = pq.ParquetFile(io.BytesIO(content)).metadata
        if large := too_large(part, about.num_columns, about.num_rows):
            return large
        if _unpacked(about) > LARGEST_UNPACKED:
            return (fault("F-003", part, limit=LARGEST_UNPACKED // 1024**2),)
        frame = pl.read_parquet(io.BytesIO(content))
    except DAMAGED:
        return (fault("F-012", part),)
    columns = (column.rename(str(place)) for place, column in enumerate(frame.get_columns()))
    return Table(tuple(frame.columns), tuple(columns), first=1)


def metadata(content: bytes) -> bytes:
    """Give the words that a Parquet file carries beside its columns, none if it is damaged."""
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        words = [part for pair in (file.metadata.metadata or {}).items() for part in pair]
        for field in file.schema_arrow:
            words += [part for pair in (field.metadata or {}).items() for part in pair]
        words.append(str(file.metadata.created_by).encode())
    except DAMAGED:
        return b""
    return b"\n".join(words)


def between(content: bytes) -> bytes:
    """Give the bytes that belong to no column and not to the footer: nothing reads them."""
    try:
        about = pq.ParquetFile(io.BytesIO(content)).metadata
        chunks = [about.row_group(group).column(column)
                  for group in range(about.num_row_groups) for column in range(about.num_columns)]
    except DAMAGED:
        return b""
    starts = [min(offset for offset in (one.dictionary_page_offset, one.data_page_offset)
                  if offset) for one in chunks]
    spans = [(start, start + one.total_compressed_size)
             for start, one in zip(starts, chunks, strict=True)]
    return outside(content, [*spans, (len(content) - 8 - about.serialized_size, len(content))])


def _unpacked(about: pq.FileMetaData) -> int:
    return sum(about.row_group(number).total_byte_size for number in range(about.num_row_groups))
