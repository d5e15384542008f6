"""What the synthetic records share: keys, places, days, delays.

Here: drawing them, vectorised, from one generator. Not here: any contract's own columns.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data import periods, registers

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EPOCH = date(1970, 1, 1)
_LETTERS, _ALL = "ABCDEFGHJKLMNPQR", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS, _ODD = 57, 0x9E3779B97F4A7C15 % (1 << 57) | 1


@cache
def calibration() -> dict[str, Any]:
    """Return what the sample is calibrated on."""
    return tomllib.loads((files("data") / "sample" / "calibration.toml").read_text("utf-8"))


class Draw:
    """A source of synthetic records: one generator, one running number, one span of months."""

    def __init__(self, seed: int, months: list[str], scale: float) -> None:
        self.rng = np.random.default_rng(np.random.SeedSequence(seed))
        self.months, self.scale = months, scale
        self._next = 0
        self._offset = int(self.rng.integers(1 << 40))
        noise = calibration()["effects"]["region_noise"]
        self._weight = {
            p.code: _population(p.code) * float(self.rng.uniform(1 - noise, 1 + noise))
            for p in registers.places() if p.level == "region" and p.code != "00"
        }

    def keys(self, prefix: str, count: int) -> list[str]:
        """Return opaque keys that are unique in the whole sample; no part is all digits."""
        numbers = np.arange(self._next, self._next + count, dtype=object) + self._offset
        self._next += count
        mixed = [(int(n) * _ODD) % (1 << _BITS) for n in numbers]
        return [f"{prefix}-{_part(m)}-{_part(m >> 19)}-{_part(m >> 38)}" for m in mixed]

    def counts(self, yearly: dict[str, int] | float, growth: float = 1.0) -> Ints:
        """Return overdispersed counts by month, around yearly levels."""
        shape = calibration()["effects"]["dispersion"]
        means = np.array([_level(yearly, m, growth) / 12 for m in self.months]) * self.scale
        drawn: Ints = self.rng.poisson(means * self.rng.gamma(shape, 1 / shape, len(self.months)))
        return drawn

    def days(self, counts: Ints) -> Ints:
        """Return a day (number since 1970) for each record of each month."""
        first = np.array([(periods.first_day(m) - EPOCH).days for m in self.months])
        length = np.array([(periods.last_day(m) - periods.first_day(m)).days + 1
                           for m in self.months])
        within = self.rng.random(int(counts.sum()))
        drawn: Ints = np.repeat(first, counts) + (within * np.repeat(length, counts)).astype(int)
        return drawn

    def choose(self, weights: dict[str, float], count: int) -> NDArray[np.str_]:
        """Return ``count`` codes by weight."""
        codes = np.array(list(weights))
        share = np.array(list(weights.values()), dtype=float)
        chosen: NDArray[np.str_] = self.rng.choice(codes, count, p=share / share.sum())
        return chosen

    def regions(self, count: int, factor: dict[str, float] | None = None) -> NDArray[np.str_]:
        """Return regions by population, some of them weighted up."""
        weights = {r: w * (factor or {}).get(r, 1.0) for r, w in self._weight.items()}
        return self.choose(weights, count)

    def counties(self, regions: NDArray[np.str_]) -> NDArray[np.str_]:
        """Return a county in each region, a few of them not stated."""
        result = np.empty(regions.size, dtype="<U12")
        for region in self._weight:
            at = regions == region
            own = {p.code: float(_population(p.code)) for p in registers.places()
                   if p.parent == region and p.code.isdigit()}
            result[at] = self.choose(own, int(at.sum()))
        unstated = calibration()["effects"]["not_stated"]
        chance = self.rng.random(regions.size)
        known_region = chance < unstated / 2
        result[known_region] = [f"{r}00" for r in regions[known_region]]
        result[(chance >= unstated / 2) & (chance < unstated)] = "00"
        return result

    def delay(self, median: float, count: int, spread: float = 0.6) -> Ints:
        """Return lognormal delays in whole days."""
        drawn: Ints = (median * self.rng.lognormal(0.0, spread, count)).astype(np.int64)
        return drawn

    def chance(self, probability: float, count: int) -> NDArray[np.bool_]:
        """Return which of ``count`` come true."""
        drawn: NDArray[np.bool_] = self.rng.random(count) < probability
        return drawn


def _part(number: int) -> str:
    head = _LETTERS[number & 15]
    rest = "".join(_ALL[(number >> shift) & 31] for shift in (4, 9, 14))
    return head + rest


def _population(place: str) -> int:
    found = registers.population(place)
    if found is None:
        raise LookupError(f"no population of {place}")
    return found.population


def _level(yearly: dict[str, int] | float, month: str, growth: float) -> float:
    year = int(month[:4])
    if isinstance(yearly, dict):
        known = {int(y): float(v) for y, v in yearly.items()}
        return known[min(max(year, min(known)), max(known))]
    return float(yearly * growth ** (year - 2021))


def dates(days: Ints) -> pl.Series:
    """Turn day numbers into dates; negative ones are none."""
    return pl.Series(np.where(days < 0, -1, days)).to_frame("d").select(
        pl.when(pl.col("d") >= 0).then(pl.col("d").cast(pl.Int32).cast(pl.Date)))["d"]


def states(keys: list[str], reached: dict[str, Ints]) -> pl.DataFrame:
    """Return the companion table: a row for each state reached; day -1 is not reached."""
    frames = [
        pl.DataFrame({"record_key": keys, "state": [name] * len(keys), "date": dates(days)},
                     schema={"record_key": pl.String, "state": pl.String, "date": pl.Date})
        for name, days in reached.items()
    ]
    return pl.concat(frames).drop_nulls("date").sort("record_key", "date", "state")


def after(days: Ints, delay: Ints, happens: NDArray[np.bool_]) -> Ints:
    """Return the day of a state after another one; -1 where it or the earlier never happens."""
    found: Ints = np.where(happens & (days >= 0), days + delay, -1)
    return found
