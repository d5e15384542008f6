"""Information loss: what protection costs, and what each choice of policy would cost instead.

Here: shares of protected and held cells by table, and the same publication protected under other
thresholds, without insiders, without merges. Not here: protecting (``metrics.disclosure``).

Primary and secondary protection are never told apart: a table that did would tell which of the
hidden cells are small. What another policy would hide is therefore said of the whole publication
only, and in tens: by table, or to the last cell, the difference between two thresholds would say
of a hidden cell on which side of them it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from data import periods
from data.policy import Policy
from metrics.making import Way

THRESHOLDS = (3, 5, 10)
AGES = ((2, "0-2"), (11, "3-11"), (10_000, "12+"))   # months since the period ended
TENS = 10


@dataclass(frozen=True)
class Loss:
    """What protection costs, as plain values for the edition's document ``loss``.

    ``tables``: area, place_level, period_level, split, cells, protected. ``scenarios``: name,
    cells, protected; "now" is the edition itself, the others are protected from the start, against
    exact recovery only. ``merges``: merge, and with and without it cells and visible. ``held``:
    place_level, period_level, age, cells (visible), held. ``aims``: threshold, apart_percent and
    held_percent of the policy that the edition was made under.
    """

    tables: list[dict[str, Any]]
    scenarios: list[dict[str, Any]]
    merges: list[dict[str, Any]]
    held: list[dict[str, Any]]
    aims: dict[str, float]

    def document(self) -> dict[str, Any]:
        """Return the loss as plain values."""
        return dict(vars(self))


def ways(policy: Policy) -> list[Way]:
    """Return the policies under which ``loss`` asks what the same deliveries would be.

    Without merges, which takes longest: it counts anew; as it is, without insiders, and with each
    other threshold.
    """
    others = ((replace(policy, persons=n), True) for n in _others(policy))
    return [(replace(policy, merges=()), True), (policy, True), (policy, False), *others]


def _others(policy: Policy) -> list[int]:
    return [n for n in THRESHOLDS if n != policy.persons]


def loss(
    cells: pl.DataFrame, under: Sequence[pl.DataFrame], policy: Policy, until: str
) -> Loss:
    """Measure an edition's cells beside what the same counts would be under other policies.

    ``cells``: protected counts (key, levels, area, sign, as_of). ``under``: the same deliveries
    protected each of the ``ways(policy)`` from the start, with no earlier edition and no intervals.
    """
    apart, now, free, *strict = under
    by_threshold = {policy.persons: now, **dict(zip(_others(policy), strict, strict=True))}
    scenarios = [_scenario(f"threshold:{n}", by_threshold[n]) for n in sorted(by_threshold)]
    scenarios.append(_scenario("no_insiders", free))
    scenarios.append({"name": "now", "cells": cells.height, "protected": _hidden(cells)})
    merges = [_merge(group, now, apart) for group in policy.merges]
    aims = {"threshold": policy.persons, "apart_percent": policy.apart_percent,
            "held_percent": policy.held_percent}
    return Loss(_tables(cells), scenarios, merges, _held(cells, until), aims)


def _scenario(name: str, cells: pl.DataFrame) -> dict[str, Any]:
    return {"name": name, "cells": cells.height, "protected": _tens(_hidden(cells))}


def _hidden(cells: pl.DataFrame) -> int:
    return cells.filter(pl.col("sign") == "protected").height


def _tens(count: int) -> int:
    """Round down to tens, so that no single cell can be told from a difference."""
    return count // TENS * TENS


def _tables(cells: pl.DataFrame) -> list[dict[str, Any]]:
    """Count cells and protected cells by area, levels and what a table is split by."""
    dimension = pl.col("breakdown").str.split(":").list.first()
    split = (pl.when(pl.col("breakdown") != "all").then(dimension)
             .when(pl.col("authority") != "all").then(pl.lit("authority")).otherwise(pl.lit("")))
    by = ["area", "place_level", "period_level", "split"]
    return cells.with_columns(split=split).group_by(by).agg(
        cells=pl.len().cast(pl.Int64),
        protected=(pl.col("sign") == "protected").sum().cast(pl.Int64),
    ).sort(by).to_dicts()


def _merge(group: tuple[str, ...], merged: pl.DataFrame, apart: pl.DataFrame) -> dict[str, Any]:
    """Compare the merged place with its parts: how many cells there are, and are visible."""
    whole = merged.filter(pl.col("place") == "+".join(group))
    parts = apart.filter(pl.col("place").is_in(list(group)))
    return {"merge": "+".join(group), "with": _visible(whole), "without": _visible(parts)}


def _visible(cells: pl.DataFrame) -> dict[str, int]:
    return {"cells": cells.height, "visible": _tens(cells.height - _hidden(cells))}


def _held(cells: pl.DataFrame, until: str) -> list[dict[str, Any]]:
    """Count visible cells and held ones by level and by months since the period ended."""
    ended = {p: periods.months_of(p)[-1] for p in cells["period"].unique()}
    age = {p: _age(last, until) for p, last in ended.items()}
    by = ["place_level", "period_level", "age"]
    return cells.filter(pl.col("sign") == "visible").with_columns(
        age=pl.col("period").replace_strict(age, return_dtype=pl.String)
    ).group_by(by).agg(
        cells=pl.len().cast(pl.Int64), held=(pl.col("as_of") != "").sum().cast(pl.Int64),
    ).sort(by).to_dicts()


def _age(last: str, until: str) -> str:
    months = 12 * (int(until[:4]) - int(last[:4])) + int(until[5:]) - int(last[5:])
    return next(name for most, name in AGES if months <= most)
