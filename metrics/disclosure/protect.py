"""Protect a whole publication at once: year by year, block by block, and what it has cost.

Here: cutting the publication, turning answers into signs. Not here: what is known of a cell
(``posing``), any rule (``primary``), the method (``engine``), what ties cells together
(``structure``, ``relations``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial

import polars as pl

from data.policy import Policy
from metrics.disclosure import differences
from metrics.disclosure.engine import solve
from metrics.disclosure.posing import Beside, Systems, posed
from metrics.disclosure.problem import (
    NotProtected,
    Problem,
    Solution,
    blocks,
    put_together,
)
from metrics.disclosure.relations import limited, relations, that_hold, tied
from metrics.processes import pool

MANY = {True: 25_000, False: 100_000}   # so many cells are worth a second process, by intervals
DECIDED = ("row", "rule", "sensitive", "empty_side", "shown", "shown_as_of")
Progress = Callable[[str, int, int], None]
Solver = Callable[[Problem], Solution]


@dataclass(frozen=True)
class Protected:
    """The protected publication. ``cells``: exact key, levels, area, value, sign, as_of.

    A held cell is visible with the value of the edition in ``as_of``. ``notes`` says what was given
    up. ``report`` counts protected cells by area and level, primary and secondary together.
    ``counts`` says what was done.
    """

    cells: pl.DataFrame
    notes: pl.DataFrame
    report: pl.DataFrame
    beside: Beside = field(repr=False)
    counts: dict[str, int] = field(default_factory=dict)

    @cached_property
    def relations(self) -> pl.DataFrame:
        """Return what ties published cells together beyond the hierarchies."""
        known, cells = self.beside, self.cells
        return pl.concat([relations(cells, known.indicators), tied(known.ties, cells),
                          limited(known.limits, cells)])


def protect(
    exact: pl.DataFrame, indicators: pl.DataFrame, parents: Mapping[str, str], policy: Policy,
    earlier: differences.Editions | None = None, ties: pl.DataFrame | None = None, *,
    books: pl.DataFrame | None = None, outside: pl.DataFrame | None = None,
    between: pl.DataFrame | None = None, limits: pl.DataFrame | None = None, intervals: bool = True,
    again: bool = False, systems: Systems | None = None, progress: Progress | None = None,
) -> Protected:
    """Decide which cells are shown, so that no other can be worked out or narrowed.

    ``exact``: ``metrics.rollup.EXACT``. ``indicators``: the edition's frame. ``earlier``: the
    cells of each earlier edition (key, value, sign, as_of) by its label, the oldest first.
    ``ties``: ``metrics.parts.ties``. ``books``: what each authority contributes
    (``metrics.rollup.BOOKS``). ``outside``: key, low, high of what is known from elsewhere.
    ``between``: cells below the published ones, in the equations but not in the publication.
    ``limits``: smaller, larger, breakdown: what is never more than what. ``intervals``, ``again``:
    as in ``engine.solve``. ``systems``: equations worked out before from the same ``exact``,
    ``between`` and ``limits``, which is added to.

    Raises ``NotProtected`` where it cannot be done: then there is no edition.
    """
    every = _every(exact, between)
    beside = Beside(indicators, parents, policy, earlier or {}, ties, books, outside,
                    that_hold(limits, every), {} if systems is None else systems)
    done, counts = [], dict[str, int]()
    with _solver(intervals, again, exact.height) as solver:
        for cells in _years(every):
            done.append(_decided(cells, beside, solver, counts))
            if progress:
                progress("protect", sum(d.height for d in done), exact.height)
    whole = pl.concat([exact, pl.concat(done).sort("row").drop("row")], how="horizontal")
    signed = _signed(whole, exact.columns)
    return Protected(signed, _notes(whole), _report(signed), beside, counts)


def _every(exact: pl.DataFrame, between: pl.DataFrame | None) -> pl.DataFrame:
    """Return published cells and those below them, numbered as they stand."""
    cells = exact.with_columns(published=pl.lit(True))
    if between is not None:
        cells = pl.concat([cells, between.select(exact.columns).with_columns(
            published=pl.lit(False))])
    return cells.with_row_index("row")


def _decided(
    cells: pl.DataFrame, beside: Beside, solver: Solver, counts: dict[str, int]
) -> pl.DataFrame:
    """Return what is decided of the published cells of a year, beside their numbers, and no more.

    ``counts`` is added to. What the year was solved with is let go before the next.
    """
    known, problem = posed(cells, beside)
    solution = solver(problem)
    for name, n in solution.counts.items():
        counts[name] = counts.get(name, 0) + n
    return known.select("published", *DECIDED).with_columns(
        untold=pl.Series(solution.untold)).filter("published").drop("published")


def _years(every: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut into years, which no equation links: one at a time fits in little memory."""
    year = every["period"].str.slice(0, 4)
    for one in year.unique().sort():
        yield every.filter(year == one)
    if every.is_empty():
        yield every


@contextmanager
def _solver(intervals: bool, again: bool, cells: int) -> Iterator[Solver]:
    """Return what solves a problem block by block, the largest first; in two processes if many."""
    if cells < MANY[intervals]:
        yield lambda problem: put_together(
            problem, ((own, solve(one, intervals, again)) for own, one in blocks(problem)))
        return
    with pool() as processes:
        def together(problem: Problem) -> Solution:
            parts = blocks(problem)
            answers = processes.map(partial(solve, intervals=intervals, again=again),
                                    [one for _, one in parts])
            return put_together(problem, zip((own for own, _ in parts), answers, strict=True))

        yield together


def _signed(cells: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Give every cell its sign, and held ones the figure that is already shown."""
    told_before = pl.col("shown").is_not_null()
    return cells.with_columns(
        sign=pl.when(pl.col("untold") & ~told_before).then(pl.lit("protected")).otherwise(
            pl.lit("visible")),
        as_of=pl.when(pl.col("untold") & told_before).then("shown_as_of").otherwise(pl.lit("")),
        value=pl.when(pl.col("untold") & told_before).then("shown").otherwise("value"),
    ).select(*columns, "rule", "sensitive", "empty_side", "sign", "as_of")


def _notes(cells: pl.DataFrame) -> pl.DataFrame:
    """Say in which series figures keep the value of an earlier edition."""
    held = cells.filter(pl.col("untold") & pl.col("shown").is_not_null())
    return held.group_by("indicator", maintain_order=True).agg(n=pl.len()).select(
        subject=pl.lit("protection:") + pl.col("indicator"),
        sv=pl.lit("Tal i denna serie står kvar från en tidigare utgåva, så att en liten ändring "
                  "inte kan räknas ut."),
        en=pl.lit("Figures in this series stand as in an earlier edition, so that a small change "
                  "cannot be worked out."))


def _report(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.group_by("area", "place_level", "period_level").agg(
        cells=pl.len().cast(pl.Int64),
        protected=(pl.col("sign") == "protected").cast(pl.Int64).sum(),
        held=(pl.col("as_of") != "").cast(pl.Int64).sum(),
    ).sort("area", "place_level", "period_level")


__all__ = ["NotProtected", "Protected", "protect"]
