"""Small changes by hand: inspections and prohibitions of two years, and what stands behind them.

Here: cells, changes and the material of reasons. Not here: any expectation.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl

from data.policy import policy
from data.tables import FRAMES
from metrics.catalogue import catalogue
from metrics.real import Material
from metrics.rollup import EXACT

WHO = ("av", "pm", "skv")
CHANGE = {"place": "SE", "authority": "all", "breakdown": "all", "comparison": "year",
          "period": "2025", "against": "2024", "word": "clear_up", "basis": "year"}


def cell(indicator: str, period: str, value: float | None, **other: Any) -> dict[str, Any]:
    """One cell; without a value it is protected unless another sign is given."""
    sign = "visible" if value is not None else "protected"
    return {**dict.fromkeys(FRAMES["cells"], ""), "indicator": indicator, "period": period,
            "place": "SE", "authority": "all", "breakdown": "all", "value": value, "sign": sign,
            "status": "final", **other}


def figures(**changed: float | None) -> list[dict[str, Any]]:
    """Inspections and prohibitions of two years; Skatteverket has led none before 2025."""
    told = {"2024": 1000.0, "2025": 1300.0, "2024.skv": None, "2025.skv": 100.0,
            "prohibitions.2024": 200.0, "prohibitions.2025": 288.0, **changed}
    rows = [cell("wc.inspections", y, told[y]) for y in ("2024", "2025")]
    rows += [cell("wc.prohibitions", y, told[f"prohibitions.{y}"]) for y in ("2024", "2025")]
    rows += [cell("wc.inspections", y, 500.0, authority=w) for y in ("2024", "2025")
             for w in ("av", "pm")]
    absent = {"sign": "not_delivered"} if told["2024.skv"] is None else {}
    rows += [cell("wc.inspections", "2024", told["2024.skv"], authority="skv", **absent),
             cell("wc.inspections", "2025", told["2025.skv"], authority="skv")]
    return rows


def change(indicator: str, value: float, before: float, **other: Any) -> dict[str, Any]:
    """One sure change of a year for Sweden."""
    return {**dict.fromkeys(FRAMES["changes"]), **CHANGE, "indicator": indicator, "value": value,
            "before": before, "difference": value - before, **other}


def covered(*without: tuple[str, str]) -> frozenset[tuple[str, str, str]]:
    """Everybody has delivered both years, but for an authority's whole years."""
    return frozenset(("inspections", who, f"{year}M{month:02d}") for who in WHO
                     for year in ("2024", "2025") for month in range(1, 13)
                     if (who, year) not in without)


def material(
    cells: list[dict[str, Any]], *changes: dict[str, Any],
    expected: Sequence[tuple[object, ...]] = (), exact: Sequence[dict[str, Any]] = (),
    late: tuple[tuple[str, str], ...] = (("skv", "2024"),),
) -> Material:
    """Return what reasons are made of; ``late``: who has delivered nothing of a year."""
    return Material(
        pl.DataFrame(cells, schema=FRAMES["cells"], orient="row"),
        pl.DataFrame(list(changes), schema=FRAMES["changes"], orient="row"),
        pl.DataFrame(list(expected), schema=FRAMES["expected"], orient="row"),
        pl.DataFrame([{**dict.fromkeys(EXACT), **e} for e in exact], schema=EXACT, orient="row"),
        covered(*late), catalogue(), policy())


INSPECTIONS = change("wc.inspections", 1300, 1000)
PROHIBITIONS = change("wc.prohibitions", 288, 200)
AMOUNT = change("wc.fee_amount", 30e6, 20e6)
FEES = [cell("wc.fee_amount", "2024", 20e6), cell("wc.fee_amount", "2025", 30e6)]
BEHIND = {"indicator": "wc.fee_amount", "place": "SE", "authority": "all", "breakdown": "all",
          "period": "2025", "total": 30e6, "top1": 6e6, "top2": 2e6}
