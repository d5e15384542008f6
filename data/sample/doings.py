"""Synthetic actions: operations, plan actions, exercises, analyses, weaknesses.

Here: the records as they will have become in the end. Not here: what of them is known when.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from data import contracts
from data.sample.referrals import Made
from data.sample.shapes import Draw, Ints, after, calibration, dates, states

_AMOUNTS = {"recovery_claims": (0.55, 160_000), "tax_increase": (0.5, 420_000),
            "assets_secured": (0.45, 310_000), "prevented": (0.4, 200_000)}
_STRANDS = {
    "resilience": ("notification_duty", "information_exchange", "risk_analysis", "attitudes",
                   "identity"),
    "terrorism_cooperation": ("prevent", "avert", "protect")}
_KINDS: dict[str, dict[str, float]] = {
    "resilience": {"plan_action": 45, "risk_analysis": 20, "information_exchange": 18,
                   "weakness": 12, "exercise": 5},
    "terrorism_cooperation": {"plan_action": 55, "exercise": 25, "information_exchange": 12,
                              "risk_analysis": 8}}
_COUNCIL = {"resilience": "mur", "terrorism_cooperation": "counter_terrorism"}


def actions(draw: Draw) -> Made:
    """Return all rows (with ``known``, a day number) and all states ever reached."""
    parts = [_operations(draw)]
    for area, owners in calibration()["plan"].items():
        parts += [_plan(draw, area, owner, level) for owner, level in owners.items()]
    return pl.concat([p[0] for p in parts]), pl.concat([p[1] for p in parts])


def _frame(opened: Ints, columns: dict[str, Any]) -> pl.DataFrame:
    zero = np.zeros(opened.size, np.int64)
    base: dict[str, Any] = {
        "lead_keys": [None] * opened.size, "persons": zero, **dict.fromkeys(_AMOUNTS, zero),
        "proposed": dates(opened), "due": [None] * opened.size}
    schema = contracts.schema(contracts.contract("actions"))
    whole = {**base, **columns}
    frame = pl.DataFrame({n: pl.Series(n, whole[n], strict=False) for n in schema})
    return frame.cast(dict(schema)).with_columns(known=pl.Series(opened))  # type: ignore[arg-type]


def _operations(draw: Draw) -> Made:
    opened = draw.days(draw.counts(calibration()["operations"]["levels"]))
    n, keys = opened.size, draw.keys("A", opened.size)
    decided = after(opened, draw.delay(20, n), draw.chance(0.9, n))
    ongoing = after(decided, draw.delay(15, n), draw.chance(0.97, n))
    outcome = after(ongoing, draw.delay(200, n, 0.4), draw.chance(0.8, n))
    closed = after(ongoing, draw.delay(340, n, 0.3), draw.chance(0.95, n))
    ends = outcome >= 0
    amounts = {
        name: np.where(ends & draw.chance(p, n), (level * draw.rng.lognormal(0, 0.7, n)), 0).astype(
            np.int64) for name, (p, level) in _AMOUNTS.items()}
    frame = _frame(opened, {
        "record_key": keys, "council": ["joint_initiative"] * n,
        "owner": draw.choose({"pm": 62, "skv": 18, "ebm": 12, "tv": 8}, n),
        "area": ["organised_crime"] * n, "kind": ["operation"] * n,
        "strand": draw.choose({"strategic_person": 40, "actor_or_phenomenon": 40,
                               "vulnerable_area": 20}, n),
        "county": draw.counties(draw.regions(n)),
        "persons": np.where(ends, 1 + draw.rng.poisson(4, n), 0), **amounts})
    return frame, states(keys, {"proposed": opened, "decided": decided, "ongoing": ongoing,
                                "outcome": outcome, "closed": closed})


def _plan(draw: Draw, area: str, owner: str, level: int) -> Made:
    opened = draw.days(draw.counts(level, 1.03))
    n, keys = opened.size, draw.keys("A", opened.size)
    decided = after(opened, draw.delay(30, n), draw.chance(0.94, n))
    ongoing = after(decided, draw.delay(20, n), draw.chance(0.95, n))
    completed = after(ongoing, draw.delay(120, n), draw.chance(0.98, n))
    reached = {"proposed": opened, "decided": decided, "ongoing": ongoing, "completed": completed}
    if area == "resilience":
        reached["effect_followed_up"] = after(completed, draw.delay(90, n), draw.chance(0.5, n))
    frame = _frame(opened, {
        "record_key": keys, "council": [_COUNCIL[area]] * n, "owner": [owner] * n,
        "area": [area] * n, "kind": draw.choose(_KINDS[area], n),
        "strand": draw.rng.choice(np.array(_STRANDS[area]), n), "county": ["00"] * n,
        "due": dates(np.where(ongoing >= 0, opened + 200 + draw.delay(40, n), -1))})
    county = pl.Series(draw.counties(draw.regions(n)))
    return frame.with_columns(county=county), states(keys, reached)
