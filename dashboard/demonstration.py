"""The demonstration: real published figures, synthetic deliveries, three editions a month apart.

Here: the fixed calendar of the demonstration. Not here: any step of the way (``metrics.jobs``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard.verbs import open_house
from data import deliveries, periods, sample
from data.access import SYSTEM
from data.desk import cutoff as usual_cutoff
from data.editions import Edition
from data.home import Home
from metrics import jobs


@dataclass(frozen=True)
class Built:
    """What the demonstration holds."""

    editions: tuple[Edition, ...]
    deliveries: int
    refused: int


def build(
    at: Home, *, until: str = "2026M09", rows: int = 200_000, seed: int = 1, count: int = 3,
    months: int = 60, progress: jobs.Progress = jobs.silent,
) -> Built:
    """Write the sample as files, receive every file and publish ``count`` editions."""
    house = open_house(at)
    sendings = _written(at.sample, until, rows, seed, months, progress)
    received = jobs.receive(house, SYSTEM, sendings, progress, os.cpu_count() or 1)
    made = []
    for back in reversed(range(count)):
        last = periods.shift(until, -back)
        cutoff = usual_cutoff(last)
        made.append(
            jobs.publish(house, SYSTEM, last, cutoff, _publication_day(cutoff), progress, True)
        )
    refused = sum(r.verdict.outcome == "refused" for r in received)
    return Built(tuple(made), len(received), refused)


def _publication_day(cutoff: date) -> date:
    return cutoff.replace(day=21)


def _written(
    folder: Path, until: str, rows: int, seed: int, months: int, progress: jobs.Progress
) -> list[jobs.Sending]:
    folder.mkdir(parents=True, exist_ok=True)
    made = list(_samples(until, rows, seed, months))
    sendings = []
    for order, one in enumerate(made, start=1):
        path = deliveries.write(
            folder, one.name, one.manifest, one.rows, one.states, _kind(order))
        sendings.append(jobs.Sending(path, order, one.received_on))
        progress("sample", order, len(made))
    return sendings


def _samples(until: str, rows: int, seed: int, months: int) -> Iterator[sample.SampleDelivery]:
    yield sample.published()
    yield from sample.deliveries(seed=seed, months=months, until=until, rows=rows)


def _kind(order: int) -> deliveries.Written:
    """Deliverers differ: mostly CSV and Parquet, XLSX now and then."""
    if order % 16 == 0:
        return "xlsx"
    return "csv" if order % 2 else "parquet"
