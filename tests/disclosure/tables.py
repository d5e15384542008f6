"""Small publications for the tests: exact cells, their indicators and the places above them."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from data.tables import FRAMES
from metrics.rollup import EXACT

PLACES = {
    "SE": "",
    "nord": "SE",
    "syd": "SE",
    "vast": "SE",
    "22": "nord",
    "23": "nord",
    "24": "nord",
    "07": "syd",
    "08": "syd",
    "12": "syd",
    "13": "vast",
    "14": "vast",
}
LEVELS = {"SE": "SE", "nord": "region", "syd": "region", "vast": "region"}
BASE: dict[str, Any] = {
    "indicator": "i",
    "area": "a",
    "place": "SE",
    "authority": "all",
    "breakdown": "all",
    "period": "2025",
    "place_level": "SE",
    "period_level": "year",
    "value": 10.0,
    "rows": None,
    "persons": None,
    "employers": None,
    "cases": None,
    "total": None,
    "top1": None,
    "top2": None,
}


def exact(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Make exact cells; what a row leaves out is as in ``BASE``, persons and rows its value."""
    whole = []
    for row in rows:
        one = {**BASE, **row}
        one["place_level"] = LEVELS.get(one["place"], "county")
        one["rows"] = one["rows"] if one["rows"] is not None else int(one["value"])
        if "persons" not in row:
            one["persons"] = int(one["value"])
        whole.append(one)
    return pl.DataFrame(whole, schema=EXACT, orient="row")


def indicators(*changed: Mapping[str, Any]) -> pl.DataFrame:
    """Make the frame of indicators: person counts that add everywhere, unless said otherwise."""
    base = {
        **dict.fromkeys(FRAMES["indicators"], ""),
        "indicator": "i",
        "area": "a",
        "kind": "count",
        "rule": "person",
        "adds": "place,time,authority,breakdown",
        "sensitive": "no",
        "version": 1,
        "headline": 0,
    }
    return pl.DataFrame(
        [{**base, **c} for c in changed or ({},)], schema=FRAMES["indicators"], orient="row"
    )


def by_place(values: Mapping[str, float], **same: Any) -> list[dict[str, Any]]:
    """Make one cell a county, and the regions and Sweden above them."""
    sums = dict(values)
    for level in ("region", "SE"):
        for place, parent in PLACES.items():
            own = LEVELS.get(place, "county")
            if parent and place in sums and own == ("county" if level == "region" else "region"):
                sums[parent] = sums.get(parent, 0) + sums[place]
    return [{"place": p, "value": v, **same} for p, v in sums.items()]


def codes() -> pl.DataFrame:
    """Make the code lists of the small publications."""
    rows = [("place", "", p, parent, p, p, LEVELS.get(p, "county")) for p, parent in PLACES.items()]
    rows += [
        ("authority", "", "all", "", "", "", "all"),
        ("breakdown", "", "all", "", "", "", "all"),
    ]
    rows += [("authority", "", a, "all", a, a, "authority") for a in ("fk", "skv", "af")]
    rows += [
        ("breakdown", "", f"sex:{c}", "all", c, c, "sex") for c in ("woman", "man", "not_stated")
    ]
    return pl.DataFrame(rows, schema=FRAMES["codes"], orient="row")


def published(
    protected: pl.DataFrame, about: pl.DataFrame, relations: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Turn protected cells into what leaves the house."""
    shown = pl.when(pl.col("sign") == "visible").then("value")
    return {
        "cells": protected.with_columns(value=shown),
        "codes": codes(),
        "indicators": about,
        "relations": relations,
    }
