"""A chain's states with their cohorts: which branch is the main one, and which cohort is ripe.

Here: looking up the figures of a chain for Sweden or a region, ripeness, shares of visible figures.
Not here: what the page makes of them (``models.chain``).

A cohort is ripe for a state when as many quarters have passed since its last day as the edition's
document ``ripening`` says, from the dates of states or else by the policy. Older editions have no
such document: there the published 90th percentile of days to the state decides, and where none is
published so many quarters for each step as the policy says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from dashboard.figures import values
from dashboard.models.book import Book, Meta, Row
from data import contracts, periods, words
from data.contracts import State
from data.policy import policy

COHORTS = 12


@dataclass(frozen=True)
class Chain:
    """A chain of the catalogue with the figures of a place.

    ``held``: the last month of earlier editions by label. A figure that stands as of one of them is
    no riper than it was then.
    """

    book: Book
    id: str
    place: str = "SE"
    held: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def metas(self) -> dict[str, Meta]:
        """The indicator of each state that is published, in the chain's order."""
        rows = self.book.indicators.filter(pl.col("chain") == self.id)
        found = dict(zip(rows["state"], rows["indicator"], strict=True))
        return {s.code: self.book.metas[found[s.code]] for s in contracts.chain(self.id).states
                if s.code in found}

    @cached_property
    def states(self) -> dict[str, State]:
        """The states that are published, in order."""
        return {s.code: s for s in contracts.chain(self.id).states if s.code in self.metas}

    @cached_property
    def root(self) -> str:
        """The first state."""
        return next(iter(self.states))

    @cached_property
    def main(self) -> list[str]:
        """The longest branch from the first state; the others stand beside it."""
        return max((self._up(code) for code in self.states), key=len)

    def _up(self, code: str) -> list[str]:
        parent = self.states[code].parent
        return [*(self._up(parent) if parent in self.states else []), code]

    @property
    def order(self) -> list[str]:
        """The states of the main branch, then those beside it."""
        return [*self.main, *(s for s in self.states if s not in self.main)]

    def depth(self, code: str) -> int:
        """Count the steps up to a state."""
        return len(self._up(code)) - 1

    def name(self, code: str) -> str:
        """Name a state."""
        return str(getattr(self.states[code], self.book.lang))

    @cached_property
    def _rows(self) -> dict[tuple[str, str], Row]:
        by_code = {m.code: state for state, m in self.metas.items()}
        found: dict[tuple[str, str], Row] = {}
        for code, state in by_code.items():
            for row in self.book.select(code, self.place).iter_rows(named=True):
                found[state, row["period"]] = row
        return found

    def row(self, state: str, period: str) -> Row | None:
        """Return the cell of a state and cohort."""
        return self._rows.get((state, period))

    @cached_property
    def level(self) -> str:
        """The finest of quarter and year at which every state that has figures here has them."""
        levels = [set(found) for m in self.metas.values()
                  if (found := self.book.levels(m.code, self.place))]
        return next((level for level in ("quarter", "year")
                     if levels and all(level in found for found in levels)), "")

    def absent(self, state: str) -> bool:
        """Tell whether a state has no figure at this place at all, of any period."""
        return not any(s == state for s, _ in self._rows)

    @cached_property
    def cohorts(self) -> list[str]:
        """The newest cohorts, the oldest of them first."""
        return sorted(p for s, p in self._rows if s == self.root
                      and periods.level(p) == self.level)[-COHORTS:]

    @cached_property
    def years(self) -> list[str]:
        """The years that the chain is published for, the newest first."""
        return sorted((p for s, p in self._rows if s == self.root and len(p) == 4), reverse=True)

    @cached_property
    def _policy(self) -> dict[str, float]:
        told: dict[str, float] = json.loads(self.book.documents.get("policy", "{}"))
        return told

    @cached_property
    def quarters(self) -> int:
        """How many quarters a step is given, by the edition's policy."""
        return int(self._policy.get("step_quarters", policy().step_quarters))

    @cached_property
    def least(self) -> int:
        """Under how many no per cent is written, by the edition's policy."""
        return int(self._policy.get("percent_from", policy().percent_from))

    @cached_property
    def clear(self) -> float:
        """From how many per cent of a figure a sure difference is clear, by the policy."""
        return float(self._policy.get("clear_percent", policy().clear_percent))

    @cached_property
    def days(self) -> dict[str, float]:
        """The published 90th percentile of days to a state, the longest of the settled years."""
        found = {}
        rows = self.book.indicators.filter(pl.col("kind") == "p90")
        for code, whole in rows.select("indicator", "denominator").iter_rows():
            state = next((s for s, m in self.metas.items() if m.code == whole), "")
            told = [v for v in self._settled_days(code) if v is not None]
            if state and told:
                found[state] = max(told)
        return found

    @cached_property
    def ripening(self) -> dict[str, dict[str, Any]]:
        """After how many quarters each state is ripe, and from where; {} in an older edition."""
        told = json.loads(self.book.documents.get("ripening", "{}"))
        found: dict[str, dict[str, Any]] = told.get("chains", {}).get(self.id, {})
        return found

    def _settled_days(self, code: str) -> list[float | None]:
        rows = self.book.select(code).filter(
            (pl.col("period_level") == "year") & (pl.col("status") != "provisional")
            & (pl.col("sign") == "visible"))
        return rows["value"].to_list()

    def ripe(self, state: str, period: str) -> bool:
        """Tell whether a cohort has had the time that a state takes."""
        row = self.row(state, period)
        if row is not None and row["status"] == "provisional":
            return False
        seen = self.held.get((row or {}).get("as_of") or "", self.book.until) or period
        last, until = periods.last_day(period), periods.last_day(seen)
        months = 12 * (until.year - last.year) + until.month - last.month
        if state in self.ripening:
            return bool(months >= 3 * self.ripening[state]["quarters"])
        if state in self.days:
            return (until - last).days >= self.days[state]
        return months >= 3 * self.quarters * self.depth(state)

    def visible(self, state: str, period: str) -> float | None:
        """Return a figure where it is shown."""
        row = self.row(state, period)
        return float(row["value"]) if row and row["sign"] == "visible" else None

    def text(self, state: str, period: str) -> str:
        """Write a figure or its sign."""
        row = self.row(state, period)
        if row is None:
            return self.book.say("sign.not_delivered")
        return values.cell(row["value"], row["sign"], self.metas[state].unit, self.book.lang)

    def older(self, state: str, period: str) -> str:
        """Say of which older edition a figure or its whole is, "" where both are of this one."""
        rows = (self.row(s, period) for s in (state, self.root))
        return next((said for said in (self.book.as_of(r) for r in rows if r) if said), "")

    def percent(self, part: float | None, whole: float | None) -> str:
        """Write a share of two visible figures, "" where none may be stated."""
        if part is None or whole is None or whole < self.least:
            return ""
        return words.percent(100 * part / whole, self.book.lang, 0)
