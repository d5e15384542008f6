"""A home whose steward has a decision to make: two real deliveries, received and checked.

Here: files with a fault that only warns, through the product's own door, so that the worker can
accept what waits. The pages that need editions have ``tests.journeys.edition``.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from dashboard.verbs import open_house
from data import deliveries
from data.access import SYSTEM
from data.deliveries import Delivery
from data.home import Home, home
from metrics import jobs
from tests.frames import clean

RECEIVED = date(2026, 9, 10)   # two days late


def build(root: Path) -> Home:
    """Receive a clean delivery of inspections, and one of payment errors that warns."""
    at = home(str(root), None)
    house = open_house(at)
    for order, one in enumerate((clean("inspections"), warned()), start=1):
        path = deliveries.write(root / "sent", f"d{order}", one.manifest, one.rows, one.states,
                                "csv")
        jobs.receive(house, SYSTEM, [jobs.Sending(path, order, RECEIVED)])
    return at


def warned() -> Delivery:
    """Change one state so that it is dated before its record was opened: a warning, no more."""
    one = clean("payment_errors")
    assert one.states is not None
    first = pl.int_range(pl.len()) == 0
    states = one.states.with_columns(date=pl.when(first).then(
        pl.col("date") - timedelta(days=3)).otherwise(pl.col("date")))
    return Delivery(one.manifest, one.rows, states)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
