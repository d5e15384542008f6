"""A rule of a suite, before Great Expectations judges it.

Here belong what a rule is and the columns of truth that it computes in Polars. The rules
themselves stand in common.py and the suites of the five contracts; judging stands in run.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from data.words import say
from expectations.groups import title, worded
from expectations.verdict import Severity, waivable

Dimension = Literal[
    "completeness", "validity", "uniqueness", "consistency", "timeliness", "accuracy"
]
TableName = Literal["rows", "states"]
ENOUGH = 30
"""Rows below which no share is judged: one of twelve says nothing about how a file was made."""
FEW_WRONG = 0.95
"""Where one faulty row gives a remark, more than five rows of a hundred refuse the delivery."""


@dataclass(frozen=True)
class Judge:
    """A class of Great Expectations and what it is asked, where a rule has one of its own."""

    name: str
    asked: Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """One promise about the rows or the states of a delivery.

    ``parts`` name columns of the contract and give, for each, what must be true on every row; a
    null counts as true, since a missing value is a fault of its own. ``mostly`` is the least
    share of rows that must hold, judged from ``least`` rows on. Where fewer rows than ``unless``
    hold, another rule of the same parts stops the delivery, and this one is silent. A rule without
    parts concerns the table as a whole; ``about`` then names the column it sums.
    """

    id: str
    dimension: Dimension
    severity: Severity
    parts: Mapping[str, pl.Expr] = field(default_factory=dict)
    table: TableName = "rows"
    judge: Judge | None = None
    mostly: float = 1.0
    least: int = 0
    unless: float = 0.0
    about: str = ""

    def sentence(self, lang: str) -> str:
        """Say what is wrong where the rule fails, and what to do, without counts."""
        return say(f"rule.{worded(self.id)}", lang, column=self.about)

    def title(self, lang: str) -> str:
        """Say in a few words what the rule looks for."""
        return title(self.id, lang)

    @property
    def waivable(self) -> bool:
        """Tell whether a steward may waive the rule: never one of privacy, keys or structure."""
        return waivable(self.id, self.dimension)

    @property
    def truth(self) -> str:
        """Name the column that holds, row by row, whether the rule does."""
        return f"holds {self.id}"

    def expression(self) -> pl.Expr:
        """Give the column of truth: 1 where the rule holds, 0 where it does not."""
        holds = pl.all_horizontal(*(part.fill_null(True) for part in self.parts.values()))
        judged = holds if not self.least else holds | (pl.len() < self.least)
        if self.unless:
            judged = judged | ((holds.mean() < self.unless) & (pl.len() >= ENOUGH))
        return judged.cast(pl.Int8).alias(self.truth)

    def judged(self) -> Judge:
        """Give the class of Great Expectations that judges the rule, and what it is asked.

        Without a class of its own: the least of ones and zeros must be one, or their mean at
        least ``mostly``. Either costs half of what a set of allowed values does.
        """
        if self.judge is not None:
            return self.judge
        asked = {"column": self.truth, "min_value": self.mostly, "max_value": 1}
        least = self.mostly == 1.0
        return Judge(f"ExpectColumn{'Min' if least else 'Mean'}ToBeBetween", asked)


def remark_or_stop(
    remark: str, stop: str, dimension: Dimension, parts: Mapping[str, pl.Expr],
    table: TableName = "rows",
) -> tuple[Rule, Rule]:
    """Give two rules of the same parts: one faulty row is remarked on, five of a hundred refuse."""
    return (
        Rule(remark, dimension, "warning", parts, table, unless=FEW_WRONG),
        Rule(stop, dimension, "critical", parts, table, mostly=FEW_WRONG, least=ENOUGH),
    )


def one(column: str, holds: pl.Expr) -> dict[str, pl.Expr]:
    """Name the single column that a rule concerns."""
    return {column: holds}
