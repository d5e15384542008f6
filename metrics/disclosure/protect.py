"""Protect a whole publication at once: what is sensitive, block by block, and what it has cost.

Here: turning cells into a problem and its answer into signs. Not here: any rule (``primary``), the
method (``engine``), what ties cells together (``structure``, ``relations``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np
import polars as pl

from data.policy import Policy
from metrics.disclosure import differences, insiders
from metrics.disclosure.engine import solve
from metrics.disclosure.primary import empty_sides, primary, protection_intervals
from metrics.disclosure.problem import (
    Bools,
    Floats,
    Ints,
    NotProtected,
    Problem,
    Solution,
    blocks,
    put_together,
)
from metrics.disclosure.relations import limited, relations, that_hold, tied
from metrics.disclosure.structure import COORDINATES, KEY, System, equations

LEVEL = {"county": 0, "region": 1, "SE": 2, "month": 0, "quarter": 1, "year": 2}
ZERO_COST = 1e3      # a zero is hidden last
HELD_COST = 20.0     # a figure that an earlier edition shows is rather kept current than held
MANY = 60_000        # so many cells are worth a second process
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Protected:
    """The protected publication. ``cells``: exact key, levels, area, value, sign, as_of.

    A held cell is visible with the value of the edition in ``as_of``. ``relations`` ties cells
    together beyond the hierarchies. ``notes`` says what was given up. ``report`` counts protected
    cells by area and level, primary and secondary together. ``counts`` says what was done.
    """

    cells: pl.DataFrame
    relations: pl.DataFrame
    notes: pl.DataFrame
    report: pl.DataFrame
    counts: dict[str, int] = field(default_factory=dict)


def protect(
    exact: pl.DataFrame, indicators: pl.DataFrame, parents: Mapping[str, str], policy: Policy,
    earlier: differences.Editions | None = None, ties: pl.DataFrame | None = None, *,
    books: pl.DataFrame | None = None, outside: pl.DataFrame | None = None,
    between: pl.DataFrame | None = None, limits: pl.DataFrame | None = None, intervals: bool = True,
    progress: Progress | None = None,
) -> Protected:
    """Decide which cells are shown, so that no other can be worked out or narrowed.

    ``exact``: ``metrics.rollup.EXACT``. ``indicators``: the edition's frame. ``earlier``: the
    cells of each earlier edition (key, value, sign, as_of) by its label, the oldest first.
    ``ties``: ``metrics.parts.ties``. ``books``: what each authority contributes
    (``metrics.rollup.BOOKS``). ``outside``: key, low, high of what is known from elsewhere.
    ``between``: cells below the published ones, in the equations but not in the publication.
    ``limits``: smaller, larger, breakdown: what is never more than what.

    Raises ``NotProtected`` where it cannot be done: then there is no edition.
    """
    editions = earlier or {}
    cells = _prepared(exact, between, indicators, editions)
    limits = that_hold(limits, cells)
    system = equations(cells, indicators, parents, ties, limits)
    problem = _problem(cells, system, indicators, policy, editions, books, outside)
    solution = _solved(problem, intervals, progress)
    published = cells.filter("published")
    untold = solution.untold[: published.height]
    signed = _signed(published, untold, exact.columns)
    told = pl.concat([
        relations(signed, indicators), tied(ties, signed), limited(limits, signed)])
    return Protected(signed, told, _notes(published, untold), _report(signed), solution.counts)


def _prepared(
    exact: pl.DataFrame, between: pl.DataFrame | None, indicators: pl.DataFrame,
    earlier: differences.Editions,
) -> pl.DataFrame:
    """Put together everything known of a cell, published ones first."""
    cells = exact.with_columns(published=pl.lit(True))
    if between is not None:
        cells = pl.concat([cells, between.select(exact.columns).with_columns(
            published=pl.lit(False))])
    about = indicators.select("indicator", "rule", "sensitive", "partner", "kind")
    cells = cells.join(about, on="indicator", maintain_order="left")
    sides = empty_sides(cells, indicators).unique().with_columns(empty_side=pl.lit(True))
    cells = cells.join(sides, on=list(KEY), how="left", maintain_order="left").with_columns(
        pl.col("empty_side").fill_null(False))
    return differences.with_earlier(cells, earlier)


def _problem(
    cells: pl.DataFrame, system: System, indicators: pl.DataFrame, policy: Policy,
    earlier: differences.Editions, books: pl.DataFrame | None, outside: pl.DataFrame | None,
) -> Problem:
    small = primary(cells, policy)
    inside, rest = insiders.others_small(cells, books, policy)
    moved = differences.small(cells, policy)
    sensitive = (small | inside).to_numpy()
    unpublished = ~cells["published"].to_numpy()
    stays = cells["was_protected"].to_numpy()
    low, high = protection_intervals(cells, pl.Series(sensitive), policy)
    low, high = insiders.protection_intervals(cells, (inside & ~small).to_numpy(), rest, policy,
                                              low, high)
    low, high = differences.protection_intervals(cells, moved, policy, low, high)
    known, others = insiders.known(cells, sensitive & ~unpublished, books, policy)
    still = (differences.stand_still(cells, earlier).to_numpy()
             | _known_outside(cells, outside))
    untold = (sensitive | moved.to_numpy() | stays | unpublished) & ~still
    figures, absent = differences.figures(cells, earlier)
    return Problem(
        system=system,
        value=cells["value"].to_numpy().astype(float), untold=untold, low=low, high=high,
        cost=_cost(cells), twins=_twins(cells, indicators),
        threshold=_threshold(cells, policy), still=still, figures=figures, absent=absent,
        unpublished=unpublished, known=known, others=others,
        soft=~np.isnan(low) & ~_small_counts(cells, policy), contributors=policy.contributors)


def _small_counts(cells: pl.DataFrame, policy: Policy) -> Bools:
    value = cells["value"].to_numpy()
    found: Bools = (value > 0) & (value < _threshold(cells, policy))
    return found


def _known_outside(cells: pl.DataFrame, outside: pl.DataFrame | None) -> Bools:
    """Cells whose exact value is public already: to hide them would hide nothing."""
    if outside is None or outside.is_empty():
        return np.zeros(cells.height, dtype=bool)
    exactly = outside.filter(pl.col("low") == pl.col("high")).select(
        *KEY, pl.lit(True).alias("out"))
    joined = cells.join(exactly, on=list(KEY), how="left", maintain_order="left")
    return joined["out"].fill_null(False).to_numpy()


def _threshold(cells: pl.DataFrame, policy: Policy) -> Floats:
    """What hidden parts must sum to, by the rule of the whole; none for amounts."""
    by_rule = {"person": policy.persons, "employer": policy.employers}
    found: Floats = cells["rule"].replace_strict(
        by_rule, default=0, return_dtype=pl.Float64).to_numpy()
    return found


def _cost(cells: pl.DataFrame) -> Floats:
    """Price a cell: large and high-level ones are dear, zeros dearest."""
    level = (pl.col("place_level").replace_strict(LEVEL, return_dtype=pl.Int64)
             + pl.col("period_level").replace_strict(LEVEL, return_dtype=pl.Int64)
             + (pl.col("authority") == "all").cast(pl.Int64)
             + (pl.col("breakdown") == "all").cast(pl.Int64))
    size = (pl.col("value").abs() + 2).log(2)
    zero = pl.when(pl.col("value") == 0).then(ZERO_COST).otherwise(0.0)
    held = pl.when(pl.col("shown").is_not_null()).then(HELD_COST).otherwise(1.0)
    found: Floats = cells.select((size * (1 + 1.5 * level) * held + zero).alias("cost"))[
        "cost"].to_numpy()
    return found


def _twins(cells: pl.DataFrame, indicators: pl.DataFrame) -> Ints:
    """Return pairs of cells, count and amount of one indicator, that share their fate."""
    numbered = cells.select(*KEY).with_row_index("cell")
    pairs = indicators.filter(pl.col("partner") != "").select("indicator", "partner")
    joined = numbered.join(pairs, on="indicator").join(
        numbered.rename({"indicator": "partner", "cell": "other"}), on=["partner", *COORDINATES])
    return joined.select("cell", "other").to_numpy().astype(np.int64).reshape(-1, 2)


def _solved(problem: Problem, intervals: bool, progress: Progress | None) -> Solution:
    """Solve every block, the largest first; many of them in two processes."""
    parts = blocks(problem)
    done: list[tuple[Ints, Solution]] = []
    for cells, solution in _each(parts, intervals):
        done.append((cells, solution))
        if progress:
            progress("protect", len(done), len(parts))
    return put_together(problem, done)


def _each(
    parts: list[tuple[Ints, Problem]], intervals: bool
) -> Iterator[tuple[Ints, Solution]]:
    if sum(cells.size for cells, _ in parts) < MANY:
        yield from ((cells, solve(one, intervals)) for cells, one in parts)
        return
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        problems = [one for _, one in parts]
        answers = pool.map(solve, problems, [intervals] * len(problems))
        yield from zip((cells for cells, _ in parts), answers, strict=True)


def _signed(cells: pl.DataFrame, untold: Bools, columns: list[str]) -> pl.DataFrame:
    """Give every cell its sign, and held ones the figure that is already shown."""
    hidden = pl.Series("untold", untold)
    told_before = pl.col("shown").is_not_null()
    return cells.with_columns(hidden).with_columns(
        sign=pl.when(pl.col("untold") & ~told_before).then(pl.lit("protected")).otherwise(
            pl.lit("visible")),
        as_of=pl.when(pl.col("untold") & told_before).then("shown_as_of").otherwise(pl.lit("")),
        value=pl.when(pl.col("untold") & told_before).then("shown").otherwise("value"),
    ).select(*columns, "rule", "sensitive", "empty_side", "sign", "as_of")


def _notes(cells: pl.DataFrame, untold: Bools) -> pl.DataFrame:
    """Say in which series figures keep the value of an earlier edition."""
    held = cells.filter(pl.Series(untold) & pl.col("shown").is_not_null())
    return held.group_by("indicator", maintain_order=True).agg(n=pl.len()).select(
        subject=pl.lit("protection:") + pl.col("indicator"),
        sv=pl.lit("Tal i denna serie står kvar från en tidigare utgåva: ändringen sedan dess är "
                  "så liten att den skyddas."),
        en=pl.lit("Figures in this series stand as in an earlier edition: the change since then "
                  "is so small that it is protected."))


def _report(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.group_by("area", "place_level", "period_level").agg(
        cells=pl.len().cast(pl.Int64),
        protected=(pl.col("sign") == "protected").cast(pl.Int64).sum(),
        held=(pl.col("as_of") != "").cast(pl.Int64).sum(),
    ).sort("area", "place_level", "period_level")


__all__ = ["NotProtected", "Protected", "protect"]
