"""What a delivery of published figures promises beyond its columns.

Here belong the rules of intervals, sources and units, PUB-020 and on. These are real data: each
figure stands once, with an address that one can follow and no free text.
"""

import polars as pl

from data.manifest import Manifest
from expectations.common import at_most, of_contract, unique
from expectations.rule import Rule, one

PREFIX = "PUB"
ADDRESS = r"^https?://[A-Za-z0-9.-]+(/[^\s]*)?$"
LONGEST_ADDRESS = 400
KEY = ["area", "indicator", "year", "part", "place", "source", "qualifier"]


def suite(manifest: Manifest) -> tuple[Rule, ...]:
    """Give the rules of a delivery of published figures."""
    return (
        *of_contract(PREFIX, manifest), *_of_intervals(), *_of_sources(), *_of_years(manifest)
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
