"""What every way of protecting the same deliveries starts from: counted once, protected many ways.

Here: the exact cells with what an attacker could know or write down, protecting them by the policy,
and by others beside it. Not here: the edition that comes of it (``metrics.propose``), which other
policies are asked for (``metrics.loss``), any method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from data.policy import Policy
from metrics import frames, parts
from metrics.catalogue import Catalogue
from metrics.disclosure import NotProtected, Protected, protect
from metrics.disclosure.posing import Systems
from metrics.processes import pool
from metrics.refusal import CannotPublish
from metrics.rollup import below, books, roll_up

MANY = 10_000   # so many cells are worth processes of their own for what other policies would cost
Progress = Callable[[str, int, int], None]
Way = tuple[Policy, bool]        # the rules, and whether insiders are kept out
Answers = Callable[[], list[pl.DataFrame]]


@dataclass(frozen=True)
class Counted:
    """Exact cells, and what an attacker could know or write down beside what is published.

    ``systems`` keeps the equations of a year, which are the same under every policy.
    """

    exact: pl.DataFrame
    known: Mapping[str, pl.DataFrame]
    indicators: pl.DataFrame
    outside: pl.DataFrame | None
    systems: Systems = field(default_factory=dict, repr=False)

    def protected(
        self, rules: Policy, earlier: Mapping[str, pl.DataFrame] | None = None, *,
        insiders: bool = True, intervals: bool = False, progress: Progress | None = None,
    ) -> Protected:
        """Protect the cells by some rules. Raises ``CannotPublish`` where it cannot be done."""
        known = self.known
        try:
            return protect(
                self.exact, self.indicators, frames.parents(), rules, earlier, known["ties"],
                books=known["books"] if insiders else None, outside=self.outside,
                between=known["between"], limits=known["limits"], intervals=intervals,
                systems=self.systems, progress=progress)
        except NotProtected as why:
            raise CannotPublish("unprotected", why=str(why)) from why

    def under(self, way: Way) -> pl.DataFrame:
        """Return the cells as a policy would protect them from the start, exactly only."""
        rules, insiders = way
        return self.protected(rules, insiders=insiders).cells


@dataclass(frozen=True)
class Making:
    """Deliveries that count, and the rules that they are published under.

    ``figures``: published elsewhere, of the same origin as the cells.
    """

    contributions: pl.DataFrame
    book: Catalogue
    rules: Policy
    until: str
    figures: pl.DataFrame | None = None

    @cached_property
    def counted(self) -> Counted:
        """Count the cells."""
        given = (self.contributions, self.book, self.rules, self.until)
        exact = roll_up(*given)
        known = {
            "ties": parts.ties(self.contributions, exact, self.book),
            "books": books(*given), "between": below(*given),
            "limits": pl.DataFrame(
                self.book.limits, schema=["smaller", "larger", "breakdown"], orient="row")}
        outside = None if self.figures is None else frames.outside(self.figures)
        return Counted(exact, known, frames.indicators(self.book), outside)

    def protected(self, earlier: Mapping[str, pl.DataFrame], progress: Progress) -> Protected:
        """Protect the exact cells, every interval among them."""
        return self.counted.protected(self.rules, earlier, intervals=True, progress=progress)

    def under(self, way: Way) -> pl.DataFrame:
        """Return the cells as another policy would protect them from the start, exactly only."""
        return (self if self._counts_as(way) else replace(self, rules=way[0])).counted.under(way)

    def _counts_as(self, way: Way) -> bool:
        """Tell whether the cells of a policy are those of this one: merges count anew."""
        return way[0].merges == self.rules.merges

    @contextmanager
    def under_each(self, ways: Sequence[Way]) -> Iterator[Answers]:
        """Begin to protect the same deliveries by each of several policies, beside the caller.

        Gives what waits for the cells under each; few cells are protected only then.
        """
        if self.counted.exact.height < MANY:
            yield lambda: [self.under(way) for way in ways]
            return
        with pool(first=_hold, given=(self.counted,)) as processes:
            asked = [processes.submit(_under, way) if self._counts_as(way)
                     else processes.submit(replace(self, rules=way[0]).under, way)
                     for way in ways]
            yield lambda: [each.result() for each in asked]


_held: list[Counted] = []   # in a process beside: what it was given at its start


def _hold(counted: Counted) -> None:
    _held[:] = [counted]


def _under(way: Way) -> pl.DataFrame:
    return _held[0].under(way)
