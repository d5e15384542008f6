"""Is it real: what each notable change is made of, the frame ``reasons``.

Here: splitting the difference behind a sure change of a total into parts that are functions of
visible cells, and the word that one large case weighs in. Not here: which changes are sure
(``metrics.change``), the sentences on the pages.

Parts, in order: authorities that report in one of the two periods only (the sum of their figures);
more or less activity, such as inspections made (or what the catalogue takes a share of); late
reporting, where a figure is provisional; and the rest. Activity is Kitagawa's split (1955, Journal
of the American Statistical Association 50(272), 1168–1194): the step in activity times the mean of
the two rates. A part whose cells are not all visible, or that is under the indicator's own rule, is
folded into the rest. Across a break in series no change is stated (a new definition or territory),
so there is no split either. Different employers and shares do not add, and have none.

That a single large case weighs in is said of visible, current amounts only, where the largest
contributor makes up at least half of the difference, and where what is left besides the two
largest is at least twice what the p % rule asks for. Silence then says nothing: it may be either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from data import periods
from data.policy import Policy
from data.tables import FRAMES
from metrics.catalogue import Catalogue, Table
from metrics.change import SURE_WORDS
from metrics.late import DONE, begins

ADDS = ("count", "sum", "stock")
ABSENT = ("not_delivered", "not_applicable")
CELL = ["indicator", "place", "authority", "breakdown", "period"]
HALF, MARGIN = 0.5, 2.0   # a large case: of the difference, and times the p % rule


class Cell(NamedTuple):
    """What an edition shows of a figure: a value only where it is visible."""

    value: float | None
    sign: str
    as_of: str


@dataclass(frozen=True)
class Material:
    """What reasons are made of: frames of the edition, and what decides on the word.

    ``covered``: (contract, deliverer, month) of what counts. ``exact``: ``metrics.rollup.EXACT``,
    asked only whether one large case weighs in.
    """

    cells: pl.DataFrame
    changes: pl.DataFrame
    expected: pl.DataFrame
    exact: pl.DataFrame
    covered: frozenset[tuple[str, str, str]]
    book: Catalogue
    rules: Policy

    @cached_property
    def notable(self) -> pl.DataFrame:
        """The sure changes of totals that add: each gets a split."""
        adds = [i.id for i in self.book.all if i.kind in ADDS]
        return self.changes.filter(
            pl.col("word").is_in(SURE_WORDS) & pl.col("indicator").is_in(adds)
            & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")
        ).sort("indicator", "place", "comparison")

    @cached_property
    def resting(self) -> Mapping[str, str]:
        """What an indicator rests on: the work done, or what it is a share of."""
        found = {i.numerator: i.denominator for i in reversed(self.book.written)
                 if i.kind == "share"}
        done = {i.id: DONE[i.contract] for i in self.book.written
                if i.contract in DONE and i.id != DONE[i.contract] and not begins(i)}
        return {**found, **done}

    @cached_property
    def takes_part(self) -> Mapping[str, frozenset[str]]:
        """The authorities that have ever had a figure of an indicator that has such figures."""
        own = self.cells.filter(pl.col("authority") != "all").group_by("indicator").agg(
            pl.col("authority").unique())
        return {indicator: frozenset(who) for indicator, who in own.iter_rows()}

    @cached_property
    def shown(self) -> Mapping[tuple[str, ...], Cell]:
        """Every total and authority's figure of the compared periods, by its key."""
        wanted = {*self.notable["period"], *self.notable["against"]}
        named = {*self.notable["indicator"], *self.resting.values()}
        own = self.cells.filter(
            pl.col("period").is_in(list(wanted)) & (pl.col("breakdown") == "all")
            & pl.col("indicator").is_in(list(named)))
        return {(i, p, a, t): Cell(value, sign, as_of or "") for i, p, a, t, value, sign, as_of in
                own.select("indicator", "place", "authority", "period", "value", "sign",
                           "as_of").iter_rows()}

    @cached_property
    def coming(self) -> Mapping[tuple[str, ...], float]:
        """The expected final values, by the same key."""
        return {(i, p, a, t): value for i, p, a, t, value in self.expected.select(
            "indicator", "place", "authority", "period", "value").iter_rows()}

    @cached_property
    def behind(self) -> Mapping[tuple[str, ...], tuple[float, float, float]]:
        """What stands behind the amounts: total, largest and second largest contributor."""
        amounts = [i.id for i in self.book.all if i.rule == "amount"]
        own = self.exact.filter(
            pl.col("indicator").is_in(amounts) & (pl.col("authority") == "all")
            & (pl.col("breakdown") == "all"))
        return {(i, p, "all", t): (total, one, two) for i, p, t, total, one, two in own.select(
            "indicator", "place", "period", "total", "top1", "top2").iter_rows()}

    @cached_property
    def months(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """The months that count of each deliverer, by contract."""
        found: dict[str, dict[str, set[str]]] = {}
        for contract, who, month in self.covered:
            found.setdefault(contract, {}).setdefault(who, set()).add(month)
        return {c: {who: frozenset(m) for who, m in own.items()} for c, own in found.items()}


def reasons(made: Material) -> pl.DataFrame:
    """Split every sure change of a total into its parts: the frame ``reasons``.

    A row a part; ``value`` is None for what is only said: that a large case weighs in, that more
    detected is not more committed, that later states of newer cases are still to come. ``word``:
    the authorities of ``reporting``, the indicator of ``activity``, the parts folded into
    ``other``, the code of what is said. The values of a change add up to its difference.
    """
    rows = [row for change in made.notable.iter_rows(named=True)
            for row in _Split(made, change).rows()]
    return pl.DataFrame(rows, schema=FRAMES["reasons"], orient="row")


class _Split:
    """One change on its way into parts."""

    def __init__(self, made: Material, change: Mapping[str, Any]) -> None:
        self._made, self._change = made, change
        self._about = next(i for i in made.book.all if i.id == change["indicator"])
        self._now, self._then = change["period"], change["against"]
        self._one_sided: list[str] | None = self._reporters()

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the rows of the frame."""
        key = [self._change[c] for c in (*CELL[:4], "comparison", "period", "against")]
        kept, folded = 0.0, []
        for part, value, word in self._parts():
            if value is None or 0 < abs(value) < self._least():
                folded.append(part)
                continue
            kept += value
            yield (*key, part, value, word)
        yield (*key, "other", self._change["difference"] - kept, ",".join(folded))
        for part, word in self._said():
            yield (*key, part, None, word)

    def _least(self) -> int:
        rules = self._made.rules
        return {"person": rules.persons, "employer": rules.employers}.get(self._about.rule, 0)

    def _parts(self) -> Iterator[tuple[str, float | None, str]]:
        who = self._one_sided
        yield "reporting", self._reporting(self._about.id), ",".join(who or ())
        rests_on = self._made.resting.get(self._about.id)
        if rests_on:
            yield "activity", self._activity(rests_on), rests_on
        late = [self._late(p) for p in (self._now, self._then)]
        if any(one is not None for one in late):
            yield "late", (late[0] or 0.0) - (late[1] or 0.0), ""

    def _cell(self, indicator: str, period: str, who: str = "all") -> Cell:
        key = (indicator, self._change["place"], who, period)
        return self._made.shown.get(key, Cell(None, "", ""))

    def _value(self, indicator: str, period: str, who: str = "all") -> float | None:
        cell = self._cell(indicator, period, who)
        return cell.value if cell.sign == "visible" else None

    def _reporters(self) -> list[str] | None:
        """Name who reports in one of the two periods only; None where that cannot be told."""
        months = self._made.months.get(self._about.contract, {})
        sides = {who: [_offsets(own, p) for p in (self._now, self._then)]
                 for who, own in months.items()}
        taking_part = self._made.takes_part.get(self._about.id, frozenset(sides))
        unlike = sorted(who for who, (now, then) in sides.items()
                        if now != then and who in taking_part)
        level = "SE" if self._change["place"] == "SE" else ""
        table = Table(level, self._change["comparison"], True, "")
        if unlike and table not in self._about.combinations:
            return None
        seen = [who for who in unlike if any(
            self._cell(self._about.id, p, who).sign for p in (self._now, self._then))]
        whole = all(not all(sides[who]) for who in seen)   # nothing at all on one side
        return seen if whole else None

    def _reporting(self, indicator: str) -> float | None:
        """Add up the figures of those who report in one of the two periods only."""
        if self._one_sided is None:
            return None
        found = [self._alone(indicator, who) for who in self._one_sided]
        return None if None in found else float(sum(one for one in found if one is not None))

    def _alone(self, indicator: str, who: str) -> float | None:
        now, then = (self._cell(indicator, p, who) for p in (self._now, self._then))
        if now.sign == "visible" and then.sign in ABSENT:
            return now.value
        if then.sign == "visible" and now.sign in ABSENT and then.value is not None:
            return -then.value
        return None

    def _without(self, indicator: str, period: str) -> float | None:
        """Return a total less those who report in one of the two periods only."""
        whole = self._value(indicator, period)
        if whole is None or self._reporting(indicator) is None:
            return None
        alone = [self._value(indicator, period, who) or 0.0 for who in self._one_sided or ()]
        return whole - sum(alone)

    def _activity(self, done: str) -> float | None:
        figures = [self._without(i, p) for i in (done, self._about.id)
                   for p in (self._now, self._then)]
        a1, a0, v, b = (one or 0.0 for one in figures)
        if None in figures or not a1 or not a0:
            return None
        return float(round((a1 - a0) * (b / a0 + v / a1) / 2))

    def _late(self, period: str) -> float | None:
        """Return what is still missing in a figure, below zero; None where it is final."""
        coming = self._made.coming.get(
            (self._about.id, self._change["place"], "all", period))
        value = self._value(self._about.id, period)
        return None if coming is None or value is None else value - coming

    def _said(self) -> Iterator[tuple[str, str]]:
        if self._large():
            yield "large", "large"
        up = self._change["difference"] > 0
        if up and self._about.caution == "detected":
            yield "caution", "detected"
        counted_later = self._about.kind == "count" and not begins(self._about)
        if not up and (counted_later or self._about.rule == "amount"):
            yield "caution", "unripe"

    def _large(self) -> bool:
        """Tell whether a single large case weighs in, and may be said to."""
        step = self._change["difference"]
        cells = [self._cell(self._about.id, p) for p in (self._now, self._then)]
        behind = self._made.behind.get((self._about.id, self._change["place"], "all",
                                        self._now if step > 0 else self._then))
        current = all(c.sign == "visible" and not c.as_of for c in cells)
        if self._about.kind != "sum" or behind is None or not current:
            return False
        total, largest, second = behind
        rest = 100 * (abs(total) - largest - second)
        return largest >= HALF * abs(step) and (
            rest >= MARGIN * self._made.rules.p_percent * largest > 0)


def _offsets(months: frozenset[str], period: str) -> frozenset[int]:
    return frozenset(n for n, m in enumerate(periods.months_of(period)) if m in months)
