"""Simulated histories of late reporting: months, deliverers, and records that come late.

Here: the arrivals of one kind of delivery, a visible count among its records, and its final value.
Not here: what is made of them (``metrics.ladder``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from data import periods
from metrics.ladder import ARRIVALS

UNTIL = "2026M09"
LATER = np.array([0.6, 0.25, 0.1, 0.05])   # of what is late: at which cut-off it comes


@dataclass(frozen=True)
class World:
    """How much is counted, how it grows, and how late it comes."""

    months: int = 24
    deliverers: int = 6
    level: float = 120.0      # records a month and middling deliverer
    growth: float = 0.01      # a month
    season: float = 0.15
    overdispersed: float = 0.02
    late: float = 0.15        # of a month's records, on average
    unsteady: float = 0.05    # squared variation of that from month to month, of all deliverers
    share: float = 1.0        # of the records that the visible count is of


WORLDS = (World(), World(unsteady=0.0), World(growth=0.04, season=0.3, overdispersed=0.1),
          World(share=0.1), World(months=12), World(late=0.3, unsteady=0.02), World(level=15.0))


@dataclass(frozen=True)
class History:
    """One history: ``ARRIVALS``, and by month what is visible now and what it becomes."""

    arrivals: pl.DataFrame
    now: dict[str, int]
    final: dict[str, int]


def histories(world: World, seed: int, count: int) -> Iterator[History]:
    """Draw histories of a world."""
    draw = np.random.default_rng(seed)
    months = periods.span(periods.shift(UNTIL, 1 - world.months), UNTIL)
    for _ in range(count):
        yield _history(world, draw, months)


def _history(world: World, draw: np.random.Generator, months: list[str]) -> History:
    rows, now, final = [], dict.fromkeys(months, 0), dict.fromkeys(months, 0)
    for t, month in enumerate(months):
        unsteady = draw.gamma(1 / world.unsteady, world.unsteady) if world.unsteady else 1.0
        late = min(world.late * unsteady, 0.9)
        newest = min(len(months) - 1 - t, len(LATER))
        for who in range(world.deliverers):
            came = draw.poisson(_mean(world, draw, t, who) * np.append(1 - late, late * LATER))
            own = draw.binomial(came, world.share).cumsum()
            rows += [("inspections", str(who), month, age, int(n))
                     for age, n in enumerate(came.cumsum()[:newest + 1])]
            now[month] += int(own[newest])
            final[month] += int(own[-1])
    return History(pl.DataFrame(rows, schema=ARRIVALS, orient="row"), now, final)


def _mean(world: World, draw: np.random.Generator, t: int, who: int) -> float:
    """A mean that grows, has a season and a size for each deliverer, and varies beyond Poisson."""
    steady = world.level * (0.3 + who * 0.28) * np.exp(world.growth * t)
    return float(steady * (1 + world.season * np.sin(2 * np.pi * t / 12))
                 * draw.gamma(1 / world.overdispersed, world.overdispersed))
