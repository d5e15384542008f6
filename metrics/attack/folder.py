"""Read an exported folder as an attacker finds it.

Here: its CSV or Parquet files as frames. Not here: the attack.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

NEEDED = ("cells", "codes", "indicators", "relations")
MAY_BE = ("figures", "expected", "reasons")
NUMBERS = {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "factor": pl.Int64,
           "year": pl.Int64}


class NoPublication(ValueError):
    """The folder holds no exported edition. ``missing``: the first file that is not there."""

    def __init__(self, missing: str) -> None:
        self.missing = missing
        super().__init__(missing)


def read_folder(folder: Path) -> dict[str, pl.DataFrame]:
    """Read the tables of an exported edition. Raises ``NoPublication`` where one is missing."""
    frames = {n: _read(folder, n) for n in NEEDED}
    frames |= {n: _read(folder, n) for n in MAY_BE
               if (folder / f"{n}.csv").exists() or (folder / f"{n}.parquet").exists()}
    return frames


def _read(folder: Path, name: str) -> pl.DataFrame:
    try:
        if (folder / f"{name}.csv").exists():
            return _typed(pl.read_csv(folder / f"{name}.csv", infer_schema=False))
        return _typed(pl.read_parquet(folder / f"{name}.parquet"))
    except (OSError, pl.exceptions.PolarsError) as why:
        raise NoPublication(f"{name}.csv") from why


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Give numbers their type and missing text its emptiness."""
    columns = [
        pl.when(pl.col(c).cast(pl.String) != "").then(pl.col(c)).cast(NUMBERS[c])
        if c in NUMBERS else pl.col(c).cast(pl.String).fill_null("") for c in frame.columns]
    return frame.select(columns)
