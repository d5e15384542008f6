"""What a delivery of published figures promises beyond its columns.

Here belong the rules of intervals, sources and units, PUB-020 and on and PUB-050 and on. These are
real data: each figure stands once, with an address that one can follow and no free text.
"""

import polars as pl

from data.manifest import Manifest
from expectations.common import at_most, of_contract, unique
from expectations.rule import Rule, one

PREFIX = "PUB"
ADDRESS = r"^https?://[A-Za-z0-9.-]+(/[^\s]*)?$"
LONGEST_ADDRESS = 400
A_THOUSAND_TIMES = 300
"""As for amounts: a third of the usual figure, written in another unit, is 333 times the usual."""
ENOUGH_FIGURES = 5
"""Figures of one indicator from which one of them can be said to be unlike the others."""
KEY = ["area", "indicator", "year", "part", "place", "source", "qualifier"]


def suite(manifest: Manifest) -> tuple[Rule, ...]:
    """Give the rules of a delivery of published figures."""
    return (
        *of_contract(PREFIX, manifest), *_of_intervals(), *_of_sources(), *_of_years(manifest),
        *_of_indicators(),
    )


def _of_intervals() -> tuple[Rule, ...]:
    low, high, value = pl.col("low"), pl.col("high"), pl.col("value")
    both = low.is_null() == high.is_null()
    return (
        at_most("PUB-020", "low", "high"),
        Rule("PUB-021", "consistency", "critical", one("value", value.is_between(low, high))),
        Rule("PUB-022", "completeness", "critical", {"low": both, "high": both}),
        Rule("PUB-023", "validity", "critical", one("value", value >= 0)),
        Rule("PUB-024", "validity", "critical",
             one("value", (pl.col("unit") != "percent") | (value <= 100))),
    )


def _of_sources() -> tuple[Rule, ...]:
    source = pl.col("source")
    address = source.str.contains(ADDRESS) & (source.str.len_chars() <= LONGEST_ADDRESS)
    derived = (pl.col("qualifier") == "derived") == (pl.col("source_kind") == "derived")
    return (
        Rule("PUB-025", "validity", "critical", one("source", address)),
        Rule("PUB-026", "consistency", "critical", one("source_kind", derived)),
        unique("PUB-027", KEY, "rows"),
    )


def _of_years(manifest: Manifest) -> tuple[Rule, ...]:
    past = one("year", pl.col("year") <= manifest.sent.year)
    real = one("source", pl.lit(manifest.origin == "real"))
    return (
        Rule("PUB-028", "timeliness", "critical", past),
        Rule("PUB-029", "consistency", "critical", real),
    )


def _of_indicators() -> tuple[Rule, ...]:
    value, indicator = pl.col("value"), "indicator"
    one_unit = pl.col("unit").drop_nulls().n_unique().over(indicator) <= 1
    few = value.count().over(indicator) < ENOUGH_FIGURES
    usual = few | (value < A_THOUSAND_TIMES * value.median().over(indicator))
    return (
        Rule("PUB-050", "consistency", "critical", one("unit", one_unit)),
        Rule("PUB-051", "consistency", "critical", one("value", value <= pl.col("#whole"))),
        Rule("PUB-052", "accuracy", "warning", one("value", usual | (value == 0))),
    )
