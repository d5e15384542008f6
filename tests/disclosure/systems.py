"""Small publications by their equations alone: what is told, what is hidden, what ties them.

Here: a publication of one indicator whose cells are places that no code list ties, so that only the
stated relations do. Not here: publications with hierarchies (``tables``).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from data.tables import FRAMES
from tests.disclosure.tables import codes, indicators

Terms = Mapping[str, int]


def key(name: str) -> str:
    """Return the key of a cell."""
    return f"i|{name}|all|all|2025"


def system(
    told: Mapping[str, float], hidden: Iterable[str], equal: Iterable[Terms],
    least: Iterable[Terms] = (), held: Mapping[str, float] | None = None, **about: Any,
) -> dict[str, pl.DataFrame]:
    """Make a publication: equations sum to zero, inequalities to at most zero."""
    rows: list[tuple[str, float | None, str, str]] = [
        *((n, v, "visible", "") for n, v in told.items()),
        *((n, v, "visible", "S-1") for n, v in (held or {}).items()),
        *((n, None, "protected", "") for n in hidden)]
    cells = pl.DataFrame(
        [{"indicator": "i", "place": n, "authority": "all", "breakdown": "all", "period": "2025",
          "value": v, "sign": sign, "as_of": as_of, "origin": "real"}
         for n, v, sign, as_of in rows],
        schema={**dict.fromkeys(("indicator", "place", "authority", "breakdown", "period"),
                                pl.String), "value": pl.Float64, "sign": pl.String,
                "as_of": pl.String, "origin": pl.String})
    stated = [(f"r{n}", "=", key(c), f) for n, terms in enumerate(equal) for c, f in terms.items()]
    stated += [(f"s{n}", "<=", key(c), f) for n, terms in enumerate(least)
               for c, f in terms.items()]
    return {"cells": cells, "codes": codes(), "indicators": indicators(about),
            "relations": pl.DataFrame(stated, schema=FRAMES["relations"], orient="row")}
