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
    insiders: tuple[tuple[str, str, str], ...]
    ripe_months: int
    step_quarters: int
    median_from: int
    p90_from: int
    clear_percent: float
    percent_from: float
    judge_from: float
    small_under: float
    delivery_day: int
    cutoff_days: int
    publication_day: int
    apart_percent: float
    held_percent: float

    @property
    def accepted(self) -> tuple[str, ...]:
        """Name the areas in which the council accepts what insiders can work out."""
        return tuple(area for area, _, _ in self.insiders)

    def document(self) -> dict[str, Any]:
        """Return the policy as plain values, for the hash of an edition."""
        return asdict(self)


@cache
def policy() -> Policy:
    """Return the policy in force."""
    raw = tomllib.loads((files("data") / "policy.toml").read_text("utf-8"))
    protection = raw["protection"]
    merges = tuple(tuple(group) for group in protection.pop("merges"))
    accepted = raw["insiders"]["accepted"]
    insiders = tuple((area, said["sv"], said["en"]) for area, said in sorted(accepted.items()))
    return Policy(
        **protection, merges=merges, insiders=insiders, ripe_months=raw["ripeness"]["months"],
        step_quarters=raw["ripeness"]["step_quarters"], **raw["distribution"],
        **raw["change"], **raw["calendar"], **raw["aims"],
    )
