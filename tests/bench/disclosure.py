"""Time the protection of a cube of a million cells: ``make bench-disclosure``.

Prints, in one run, CPU and wall seconds and the peak memory of each step, and how many cells are
hidden beside what closure alone and Gaussian elimination (the peer's method) hide on one block.
Nothing here is a test: the numbers belong to the machine that they were measured on.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from data.policy import Policy, policy
from data.tables import FRAMES
from metrics import frames, rollup
from metrics.attack import attack
from metrics.catalogue import Catalogue, Indicator
from metrics.disclosure import protect
from metrics.disclosure.closure import close
from metrics.disclosure.engine import solve
from metrics.disclosure.posing import Beside, posed
from metrics.disclosure.primary import primary
from metrics.disclosure.problem import blocks
from metrics.rollup import roll_up
from tests.bench import cube
from tests.bench.gauss import hidden_by_elimination

UNTIL = f"{cube.FIRST + cube.YEARS - 1}M12"
TABLE = "SE+region+county:month+quarter+year:authority"


def book(count: int = cube.INDICATORS) -> Catalogue:
    """Make a catalogue of counts and amounts, all published at every level.

    One is distinct, one a stock, one a joint participation: they do not add everywhere.
    """
    return Catalogue(tuple(_indicator(n) for n in range(count)))


def _indicator(n: int) -> Indicator:
    base = Indicator(
        id=f"x{n:02}", area="organised_crime", kind="count", contract="referrals", where=(),
        name=("x", "x"), definition=("x", "x"), tables=(TABLE,), unit="cases", rule="person")
    if n in cube.SUMS:
        return replace(base, kind="sum", unit="SEK", rule="amount")
    other = {cube.DISTINCT: {"kind": "distinct", "rule": "employer", "units": "employer_key"},
             cube.STOCK: {"kind": "stock"}, cube.JOINT: {"overlaps": True}}
    return replace(base, **other.get(n, {}))


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print what a step takes: CPU of this process and of its children, wall, peak memory."""
    before, wall = _cpu(), time.perf_counter()
    yield
    peak = max(resource.getrusage(w).ru_maxrss for w in (
        resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(f"{name:<52} {_cpu() - before:8.1f} s CPU {time.perf_counter() - wall:8.1f} s wall "
          f"{peak:7.0f} MiB", flush=True)


def _cpu() -> float:
    return sum(sum(resource.getrusage(w)[:2]) for w in (
        resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, default=cube.INDICATORS)
    options = parser.parse_args()
    rules = replace(policy(), ripe_months=0, merges=())
    rollup.Seen = cube.Stated   # type: ignore[misc]
    catalogue = book(options.indicators)
    about = frames.indicators(catalogue)
    contributions = cube.contributions(options.indicators)
    print(f"{contributions['rows'].sum()} records (synthetic, seed {cube.SEED})")
    with timed("aggregate every level, and the primary rule"):
        exact = roll_up(contributions, catalogue, rules, UNTIL)
        sensitive = primary(_with_rules(exact, about), rules)
    some, small = exact.filter(pl.col("value") != 0).height, int(sensitive.sum())
    print(f"{exact.height} cells, {some} not zero, {small} primary "
          f"({small / some:.1%} of those that are not zero)")
    with timed("mode A: no hidden cell can be worked out, all years"):
        exactly = protect(exact, about, frames.parents(), rules, intervals=False, again=True,
                          progress=_progress)
    _hidden(exactly.cells, small, exactly.counts)
    newest = exact.filter(pl.col("period").str.starts_with(UNTIL[:4]))
    with timed("mode B: every interval kept open, the newest year"):
        openly = protect(newest, about, frames.parents(), rules, progress=_progress)
    _hidden(openly.cells, 0, openly.counts)
    published = _published(openly, about, catalogue)
    with timed("attack on the newest year"):
        findings = attack(published).findings
    print(f"  {len(findings)} findings")
    _peers(newest, about, rules)


def _with_rules(exact: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    return exact.join(about.select("indicator", "rule", "sensitive"), on="indicator").with_columns(
        empty_side=pl.lit(False))


def _progress(step: str, done: int, of: int) -> None:
    end = "\n" if done == of else "\r"
    print(f"  {step} {done}/{of}", end=end, file=sys.stderr, flush=True)


def _hidden(cells: pl.DataFrame, primary: int, counts: dict[str, int]) -> None:
    hidden = cells.filter(pl.col("sign") == "protected").height
    beside = f", {hidden - primary} of them beside the primary ones" if primary else ""
    print(f"  {hidden} hidden{beside}; {counts}")


def _published(result: Any, about: pl.DataFrame, catalogue: Catalogue) -> dict[str, pl.DataFrame]:
    shown = pl.when(pl.col("sign") == "visible").then("value")
    authorities = sorted(set(result.cells["authority"].unique()) - {"all"})
    codes = frames.codes(catalogue, UNTIL)
    own = pl.DataFrame([("authority", "", a, "all", a, a, "authority") for a in authorities],
                       schema=FRAMES["codes"], orient="row")
    return {"cells": result.cells.with_columns(value=shown), "indicators": about,
            "relations": result.relations, "codes": pl.concat([codes, own])}


def _peers(newest: pl.DataFrame, about: pl.DataFrame, rules: Policy) -> None:
    """Compare, on one block, with closure alone and with Gaussian elimination."""
    one = newest.filter(pl.col("indicator") == newest["indicator"].max())
    _, problem = posed(one.with_columns(published=pl.lit(True)),
                       Beside(about, frames.parents(), rules))
    counts = [one for _, one in blocks(problem) if one.threshold.max() > 0]
    one = counts[len(counts) // 2]
    ways: tuple[tuple[str, Callable[[], np.ndarray]], ...] = (
        ("closure alone (unsafe)", lambda: close(one, one.untold)),
        ("mode A", lambda: solve(one, False, True).untold),
        ("mode B", lambda: solve(one, True).untold),
        ("Gaussian elimination (Langsrud 2024), our reading",
         lambda: hidden_by_elimination(one)),
    )
    print(f"one block of {one.size} cells, {int(one.untold.sum())} primary:")
    hidden: dict[str, tuple[int, float]] = {}
    for name, way in ways:
        before = time.process_time()
        hidden[name] = (int(way().sum()), time.process_time() - before)
    peer, seconds = hidden[ways[-1][0]]
    for name, (cells, own) in hidden.items():
        print(f"  {name:<50} {cells:6} hidden ({cells / peer - 1:+.1%})  {own:7.2f} s CPU "
              f"({own / seconds:.3f} of the peer's)")


if __name__ == "__main__":
    main()
