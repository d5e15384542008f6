"""How long a step of a chain takes: after how many quarters a cohort is ripe for it.

Here: the dates of states in the deliveries that count, reduced once a delivery to months between
opening and state; and after how many quarters at least nine in ten of those that ever reach a step
have reached it. Not here: late records (``metrics.late``), which change is judged
(``metrics.change``), days as figures (the catalogue).

Method. Who has not reached a step yet and who never will look alike, so only those that have are
seen, and of young cohorts only the quick. The share within a time is therefore worked out backwards
from the longest time seen, at each month of age from the cohorts that are at least that old:
the product of 1 - reached in that month / reached until then. That is Kaplan and Meier's estimate
in reverse time (Lagakos, S. W., Barraj, L. M. and De Gruttola, V. (1988), Biometrika 75(3),
515–523), and the chain ladder with volume-weighted factors (``metrics.ladder``). It is without
bias from what is still to come, up to the oldest age seen. The months in which states may still
be missing are left out at the end.

Only whole quarters for Sweden leave this module, and only where as many cases as a 90th percentile
rests on were seen for so long; else the policy's number of quarters for each step stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data import contracts, periods
from data.counting import Counting
from data.policy import Policy
from data.vault import Vault
from metrics.catalogue import Catalogue, Indicator, catalogue
from metrics.ladder import Floats

SHARE = 0.9       # of those that ever reach a step: then a cohort is ripe for it
TAIL = 6          # months at the end of what is seen in which
LITTLE = 0.05     # at most this share still came, or the end is not in sight
REACHED = pl.Schema({
    "chain": pl.String(), "state": pl.String(), "month": pl.String(), "lag": pl.Int64(),
    "rows": pl.Int64(),
})


def reached(vault: Vault, counting: Iterable[Counting]) -> pl.DataFrame:
    """Return how many records of each month of opening reached each state after how many months.

    ``counting``: the deliveries that count, each for its own months. Returns ``REACHED``.
    """
    frames = [pl.scan_parquet(_lags(vault, c.fingerprint, c.contract)).filter(
        pl.col("month").is_in(list(c.months))) for c in counting if _chains(c.contract)]
    if not frames:
        return pl.DataFrame(schema=REACHED)
    key = list(REACHED)[:-1]
    return pl.concat(frames).group_by(key).agg(pl.col("rows").sum()).sort(key).collect()


def _lags(vault: Vault, print_: str, contract: str) -> Path:
    """Return where the reduced states of a delivery lie, reduced anew for a new catalogue."""
    path = vault.derived(print_, f"lags-{catalogue().digest}")
    if not path.exists():
        vault.derive(path, lags(contract, vault.rows(print_), vault.states(print_)))
    return path


def _chains(contract: str) -> dict[str, Indicator]:
    """Return the chains of a contract, each with the indicator of its first state."""
    own = contracts.contract(contract).chains
    return {c: first for c in own if (first := _first(catalogue(), c)) is not None}


def _first(book: Catalogue, chain: str) -> Indicator | None:
    states = book.chain(chain)
    return next((states[s.code] for s in contracts.chain(chain).states
                 if s.code in states and not s.parent), None)


def lags(contract: str, rows: pl.DataFrame, states: pl.DataFrame | None) -> pl.DataFrame:
    """Reduce a delivery to months between opening and each later state. Returns ``REACHED``."""
    frames = [_of_chain(chain, first, rows, states, contracts.contract(contract).month_of)
              for chain, first in _chains(contract).items()] if states is not None else []
    if not frames:
        return pl.DataFrame(schema=REACHED)
    return pl.concat(frames).select(list(REACHED)).cast(dict(REACHED))  # type: ignore[arg-type]


def _of_chain(
    chain: str, first: Indicator, rows: pl.DataFrame, states: pl.DataFrame, opened: str
) -> pl.DataFrame:
    later = [s.code for s in contracts.chain(chain).states if s.parent]
    own = rows.filter(pl.col(opened).is_not_null(), *(_meets(*term) for term in first.where))
    dates = states.filter(pl.col("state").is_in(later)).group_by("record_key", "state").agg(
        pl.col("date").min())
    joined = own.select("record_key", opened=pl.col(opened)).join(dates, on="record_key")
    months = [12 * pl.col(c).dt.year().cast(pl.Int64) + pl.col(c).dt.month()
              for c in ("date", "opened")]
    return joined.with_columns(
        chain=pl.lit(chain), month=pl.col("opened").dt.to_string("%YM%m"),
        lag=(months[0] - months[1]).clip(0),
    ).group_by("chain", "state", "month", "lag").agg(rows=pl.len())


def _meets(column: str, op: str, value: Any) -> pl.Expr:
    """Say a condition of a first state: those are plain ones only."""
    return pl.col(column).is_in(value if op == "in" else [value])


@dataclass(frozen=True)
class Ripening:
    """After how many quarters each state of each chain is ripe, and which were told by dates."""

    quarters: Mapping[tuple[str, str], int]
    by_dates: frozenset[tuple[str, str]]

    def document(self) -> str:
        """Say, as JSON, the quarters of each state, and whether dates or the policy gave them."""
        told: dict[str, dict[str, dict[str, object]]] = {}
        for (chain, state), quarters in self.quarters.items():
            source = "dates" if (chain, state) in self.by_dates else "policy"
            told.setdefault(chain, {})[state] = {"quarters": quarters, "from": source}
        return json.dumps({"percent": round(100 * SHARE), "chains": told}, sort_keys=True)

    def of(self, book: Catalogue) -> dict[str, int]:
        """Return the quarters of every indicator that counts a state, or a share of one."""
        found = {i.id: self.quarters[i.chain, i.state] for i in book.written
                 if (i.chain, i.state) in self.quarters}
        shares = {i.id: found[i.numerator] for i in book.written
                  if i.kind == "share" and i.numerator in found}
        return {**found, **shares}


def ripening(came: pl.DataFrame, book: Catalogue, until: str, rules: Policy) -> Ripening:
    """Say after how many quarters each state is ripe, by its dates, else by the policy.

    ``came``: ``REACHED``. ``until``: the last month of the edition.
    """
    parts = came.partition_by("chain", "state", as_dict=True)
    told = {(str(c), str(s)): found for (c, s), own in parts.items()
            if (found := quarters(own, until, rules)) is not None}
    stated = dict(_by_policy(book, rules))
    return Ripening({key: told.get(key, otherwise) for key, otherwise in stated.items()},
                    frozenset(told) & frozenset(stated))


def _by_policy(book: Catalogue, rules: Policy) -> Iterator[tuple[tuple[str, str], int]]:
    """Give each published state but the first the policy's quarters for each step up to it."""
    for chain in contracts.chains():
        published, depth = book.chain(chain.id), dict[str, int]()
        for state in chain.states:   # a parent stands before its children
            if state.code in published:
                depth[state.code] = depth.get(state.parent, -1) + 1
        yield from (((chain.id, s), rules.step_quarters * d) for s, d in depth.items() if d)


def quarters(own: pl.DataFrame, until: str, rules: Policy) -> int | None:
    """Return the quarters after which nine in ten have reached a state, or None.

    ``own``: ``REACHED`` of one state. None where too few were seen for long enough.
    """
    seen = periods.shift(until, -rules.ripe_months)   # later dates may not have come in
    within = _within(own, seen, rules.p90_from)
    if len(within) <= TAIL or within[-1 - TAIL] < 1 - LITTLE:
        return None
    months = int(np.argmax(within >= SHARE))
    return ceil(months / 3) if months < len(within) - TAIL else None


def _within(own: pl.DataFrame, seen: str, fewest: int) -> Floats:
    """Return the share reached within 0, 1, 2 … months of those reached within the longest.

    As far as at least ``fewest`` cases of cohorts so old have reached the state.
    """
    ages = {m: len(periods.span(m, seen)) - 1 for m in own["month"].unique() if m <= seen}
    if not ages:
        return np.zeros(0)
    rows = own.filter(pl.col("month").is_in(list(ages))).with_columns(
        age=pl.col("month").replace_strict(ages, return_dtype=pl.Int64)).filter(
        pl.col("lag") <= pl.col("age"))
    size = max(ages.values()) + 1
    counts = np.zeros((size, size))
    np.add.at(counts, (rows["age"].to_numpy(), rows["lag"].to_numpy()), rows["rows"].to_numpy())
    new = np.array([counts[k:, k].sum() for k in range(size)])
    until_then = np.array([counts[k:, : k + 1].sum() for k in range(size)])
    last = int(np.max(np.nonzero(until_then >= fewest)[0], initial=-1))
    kept = 1 - new[: last + 1] / np.maximum(until_then[: last + 1], 1)
    return np.append(np.cumprod(kept[:0:-1])[::-1], 1.0) if last >= 0 else np.zeros(0)
