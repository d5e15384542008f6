"""Control of false discoveries within families, and intervals at the matching level.

Here: which of many judgements stand, and at what level each interval is drawn, so that word and
interval always agree. Not here: what is judged.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

FALSE_DISCOVERY = 0.05   # of the changes called sure, this share may be noise


def controlled(frame: pl.DataFrame, family: Sequence[str]) -> pl.DataFrame:
    """Add ``sure`` and ``alpha``: whether a judgement stands, and the level of its interval.

    ``frame``: with ``p``, null where nothing is judged. ``family``: the columns that make one. An
    interval at ``alpha`` excludes no change exactly where ``sure`` is true. Source: Benjamini and
    Hochberg (1995), J. R. Stat. Soc. B 57; Benjamini and Yekutieli (2005), JASA 100.
    """
    over = list(family)
    rank = pl.col("p").rank("ordinal").over(over)
    size = pl.col("p").count().over(over).cast(pl.Int64).clip(1)
    passed = pl.when(pl.col("p") <= FALSE_DISCOVERY * rank / size).then(rank).max().over(over)
    found = passed.fill_null(1).clip(1)
    return frame.with_columns(alpha=FALSE_DISCOVERY * found / size).with_columns(
        sure=(pl.col("p") <= pl.col("alpha")).fill_null(False) & passed.is_not_null())
