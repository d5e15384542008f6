"""The canonical lines of an edition, over which its hash is taken.

Here: writing a frame as lines that do not depend on row order, locale, time zone or threads. Not
here: what an edition holds (``data.editions``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

from data.tables import FRAMES


def lines(frame: pl.DataFrame, name: str) -> list[str]:
    """Write the rows of a frame as sorted lines: tab between values, fixed order of columns."""
    columns = [
        _numbers(frame[column].to_list()) if kind.is_numeric() else _texts(frame[column].to_list())
        for column, kind in FRAMES[name].items()
    ]
    return sorted("\t".join(row) for row in zip(*columns, strict=True))


def _numbers(values: list[float | int | None]) -> list[str]:
    """Write whole numbers without a point, others as the shortest text that reads back the same."""
    return [
        "\\N" if v is None else str(int(v)) if v == int(v) else repr(float(v)) for v in values
    ]


def _texts(values: list[str | None]) -> list[str]:
    return ["\\N" if v is None else _escaped(v) for v in values]


def _escaped(text: str) -> str:
    if "\\" in text or "\t" in text or "\n" in text:
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return text


def edition_hash(
    frames: Mapping[str, pl.DataFrame], documents: Mapping[str, str], facts: Mapping[str, str]
) -> str:
    """Compute SHA-256 over every frame, document and fact; no clock and no path is among them."""
    digest = hashlib.sha256()
    for name in FRAMES:
        digest.update(f"# {name}\n".encode())
        for line in lines(frames[name], name):
            digest.update(line.encode() + b"\n")
    for kind, values in (("document", documents), ("fact", facts)):
        for name in sorted(values):
            digest.update(f"# {kind} {name}\n{_escaped(values[name])}\n".encode())
    return digest.hexdigest()
