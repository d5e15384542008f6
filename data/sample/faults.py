"""The handful of faulty deliveries, so that the quality side has something to show.

Here: which deliveries are faulty, how, and when the corrected file comes. Not here: the clean
deliveries (``data.sample.plan``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl

from data.sample.plan import SampleDelivery

# A fictitious person of the year 1912 whose number has been used in examples for decades.
PERSONAL_NUMBER = "191212121212"


@dataclass(frozen=True)
class Planned:
    """A fault: which delivery has it (months counted back from the newest), and its correction."""

    contract: str
    deliverer: str
    back: int
    name: str
    corrected_after: int   # days; 0: the faulty file is accepted or never corrected


PLANNED = (
    Planned("payment_errors", "af", 7, "wrong_sum", 3),
    Planned("referrals", "csn", 5, "unknown_code", 2),
    Planned("referrals", "kv", 4, "personal_number", 4),
    Planned("actions", "tv", 6, "missing_column", 1),
    Planned("inspections", "skv", 3, "chain_order", 5),
    Planned("inspections", "pm", 0, "not_stated", 0),
    Planned("referrals", "kfm", 1, "late", 0),
    Planned("payment_errors", "csn", 0, "missing", 0),
    *(Planned(contract, deliverer, back, "disagrees", 0) for contract, deliverer, back in (
        ("referrals", "ubm", 10), ("referrals", "kfm", 9), ("payment_errors", "fk", 8),
        ("inspections", "av", 7), ("payment_errors", "pem", 6), ("referrals", "skv", 5),
        ("referrals", "af", 4), ("payment_errors", "miv", 4), ("inspections", "pm", 4),
        ("payment_errors", "fk", 3), ("referrals", "ubm", 3), ("payment_errors", "csn", 2),
        ("payment_errors", "pem", 0), ("referrals", "csn", 0), ("referrals", "kfm", 0),
    )),
)
TWICE_TOLD = {"payment_errors": "police_report", "inspections": "follow_up", "referrals": "outcome"}
"""Columns that say what the states say as well; figures are counted from the states."""


def with_faults(one: SampleDelivery, back: int | None) -> Iterator[SampleDelivery]:
    """Return a delivery, or its faulty version and the corrected one some days later.

    ``back``: how many months before the newest its monthly file is for; None for other files.
    """
    found = next(
        (p for p in PLANNED if (p.contract, p.deliverer, p.back) == (
            one.manifest.contract, one.manifest.deliverer, back)), None)
    if found is None:
        yield one
        return
    if found.name == "missing":
        return
    yield replace(_MAKE[found.name](one), name=f"{one.name}-{found.name}", fault=found.name)
    if found.corrected_after:
        day = one.received_on + timedelta(days=found.corrected_after)
        yield replace(one, name=f"{one.name}-corrected", received_on=day)


def _wrong_sum(one: SampleDelivery) -> SampleDelivery:
    first = next(iter(one.manifest.totals))
    totals = {**one.manifest.totals, first: one.manifest.totals[first] + 1000}
    return replace(one, manifest=replace(one.manifest, totals=totals))


def _first(one: SampleDelivery, column: str, value: str, least: int = 1) -> SampleDelivery:
    """Write a value into the first rows of a column."""
    rows = one.rows.with_row_index("n").with_columns(
        pl.when(pl.col("n") < least).then(pl.lit(value)).otherwise(column).alias(column)
    ).drop("n")
    return replace(one, rows=rows)


def _missing_column(one: SampleDelivery) -> SampleDelivery:
    return replace(one, rows=one.rows.drop("strand"))


def _chain_order(one: SampleDelivery) -> SampleDelivery:
    """Take away the inspections that deficiencies follow from."""
    if one.states is None:
        return one
    states = one.states.filter(pl.col("state") != "inspected")
    return replace(one, states=states, manifest=replace(one.manifest, states_rows=states.height))


def _not_stated(one: SampleDelivery) -> SampleDelivery:
    return _first(one, "county", "00", least=max(one.rows.height * 3 // 10, 1))


def _disagrees(one: SampleDelivery) -> SampleDelivery:
    """Let a column of one row say something else than its states: a remark, and no other figure."""
    column = TWICE_TOLD[one.manifest.contract]
    yes, no = ("investigated", "no_action") if column == "outcome" else ("yes", "no")
    told = pl.col(column)
    other = pl.when(told == yes).then(pl.lit(no)).otherwise(pl.lit(yes))
    rows = one.rows.with_row_index("n")
    asked = rows.filter((pl.col("kind") == "payment_notification") & (
        pl.col("reported_by") == "sender")) if column == "outcome" else rows
    first = pl.col("n").is_in(asked.head(1)["n"].implode())
    return replace(one, rows=rows.with_columns(
        pl.when(first).then(other).otherwise(told).alias(column)).drop("n"))


def _late(one: SampleDelivery) -> SampleDelivery:
    return replace(one, received_on=one.received_on.replace(day=14))


_MAKE: dict[str, Callable[[SampleDelivery], SampleDelivery]] = {
    "wrong_sum": _wrong_sum,
    "unknown_code": lambda one: _first(one, "channel", "duva"),
    "personal_number": lambda one: _first(one, "case_key", PERSONAL_NUMBER),
    "missing_column": _missing_column,
    "chain_order": _chain_order,
    "not_stated": _not_stated,
    "late": _late,
    "disagrees": _disagrees,
}
