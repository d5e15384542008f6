"""The policy as a value: thresholds, merges, ripeness, calendar. Read from ``policy.toml``.

Here: reading it. Not here: applying it, or any other number that decides what may be shown.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Policy:
    """Every number that decides what may be shown; its reason stands beside it in the file."""

    persons: int
    employers: int
    cases: int
    contributors: int
    p_percent: float
    merges: tuple[tuple[str, ...], ...]
    ripe_months: int
    median_from: int
    p90_from: int
    clear_percent: float
    percent_from: float
    judge_from: float
    delivery_day: int
    cutoff_days: int

    def document(self) -> dict[str, Any]:
        """Return the policy as plain values, for the hash of an edition."""
        return asdict(self)


@cache
def policy() -> Policy:
    """Return the policy in force."""
    raw = tomllib.loads((files("data") / "policy.toml").read_text("utf-8"))
    protection = raw["protection"]
    merges = tuple(tuple(group) for group in protection.pop("merges"))
    return Policy(
        **protection, merges=merges, ripe_months=raw["ripeness"]["months"],
        **raw["distribution"], **raw["change"], **raw["calendar"],
    )
