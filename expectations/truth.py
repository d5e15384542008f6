"""Which rows of a table keep each rule, in one pass of Polars.

Here belong the columns of truth that Great Expectations judges, a bit for each row and rule, and
what a result says of the rows that fail: how many, the first of them, their columns and keys. No
rule stands here, and Great Expectations is not imported.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

import polars as pl

from data.contracts import Contract, key_pattern
from expectations.common import SPEAKING
from expectations.expressions import full
from expectations.frames import Laid
from expectations.load import ROW, Load
from expectations.rule import Rule
from expectations.verdict import Example, RuleResult, Status

LISTED = 20
"""Row numbers and examples kept in a result; the rest are counted."""
UNIQUE = {"ExpectColumnValuesToBeUnique": "column",
          "ExpectCompoundColumnsToBeUnique": "column_list"}
"""Classes that look for repeated keys, and where they name the columns of the key."""


class Table:
    """The rows or the states of one delivery, and the rules that they must keep."""

    def __init__(
        self, name: str, laid: Laid, rules: Iterable[Rule], contract: Contract
    ) -> None:
        self.name, self.rules = name, tuple(rules)
        self._own, self._beside, self._contract = laid.own, laid.beside, contract
        self._columns = laid.own.collect_schema().names()

    @cached_property
    def truths(self) -> pl.DataFrame:
        """Give, a bit for each row, whether each rule holds and which of its columns fail.

        Repeated keys are looked for apart.
        """
        judged = [rule for rule in self.rules if rule.parts and not _key(rule)]
        bits = {rule.truth: rule.expression().cast(pl.Boolean) for rule in judged} | {
            f"{rule.id} {name}": ~part.fill_null(True)
            for rule in judged if len(rule.parts) > 1 for name, part in rule.parts.items()}
        held = self._beside.with_columns(pl.lit(True).alias(ROW), **bits)
        return held.select(ROW, *bits).collect(engine="streaming")

    @cached_property
    def load(self) -> Load:
        """Give what Great Expectations is asked about: truths, and columns it judges itself."""
        named = {name for rule in self.rules for name in _named(rule)}
        own = self._own.select(name for name in self._columns if name in named)
        return Load(pl.concat([own, self.truths.lazy()], how="horizontal"))

    @property
    def height(self) -> int:
        """Give the number of rows."""
        return self.truths.height

    def failing(self, rule: Rule) -> pl.Series:
        """Give the numbers of the rows that break a rule, counted from nought."""
        if not rule.parts:
            return pl.Series(ROW, [], dtype=pl.get_index_type())
        if key := _key(rule):
            return self.load.repeated(key, full(self.load, key))
        return (~self.truths.get_column(rule.truth)).arg_true().alias(ROW)

    def results(self, statuses: Mapping[str, Status], first: int) -> list[RuleResult]:
        """Say of each rule how it went; ``first`` is the number of the first row in the file."""
        failing = {rule.id: self.failing(rule) for rule in self.rules}
        fails = self._fails([rule for rule in self.rules if not failing[rule.id].is_empty()])
        keys = self._keys(failing.values())
        results = []
        for rule in self.rules:
            rows, parts = failing[rule.id], fails.get(rule.id, {})
            examples = tuple(
                Example(keys.get(row, ""), row + first, _of_row(rule, parts, row))
                for row in (rows.head(LISTED).to_list() if "record_key" in self._columns else ())
            )
            results.append(self._result(rule, statuses[rule.id], rows, first, parts, examples))
        return results

    def _result(
        self, rule: Rule, status: Status, rows: pl.Series, first: int,
        parts: Mapping[str, pl.Series], examples: tuple[Example, ...],
    ) -> RuleResult:
        columns = tuple(name for name in rule.parts if name not in parts or parts[name].any())
        return RuleResult(
            rule=rule.id,
            dimension=rule.dimension,
            severity=rule.severity,
            status=status,
            failing=len(rows) if rule.parts else int(status == "fail"),
            of=self.height if rule.parts else 1,
            rows=tuple(row + first for row in rows.head(LISTED)),
            columns=columns,
            table=rule.table,
            sv=rule.sentence("sv"),
            en=rule.sentence("en"),
            examples=examples,
        )

    def _fails(self, rules: list[Rule]) -> dict[str, dict[str, pl.Series]]:
        """Tell, of failing rules with several columns, on which rows each column fails."""
        several = [rule for rule in rules if len(rule.parts) > 1 and not _key(rule)]
        return {
            rule.id: {name: self.truths.get_column(f"{rule.id} {name}") for name in rule.parts}
            for rule in several
        }

    def _keys(self, failing: Iterable[pl.Series]) -> dict[int, str]:
        """Give the record keys of the rows that are listed, where they are keys and do not speak.

        What stands in the place of a key without being one may be anything, even a name.
        """
        rows = sorted({row for each in failing for row in each.head(LISTED)})
        if "record_key" not in self._columns or not rows:
            return {}
        form = key_pattern(self._contract.column("record_key").prefix)
        key = pl.col("record_key").str
        listed = pl.col(ROW).is_in(rows) & key.contains(form) & ~key.contains(SPEAKING)
        keyed = self._own.select("record_key").with_row_index(ROW).filter(listed)
        return dict(keyed.collect().iter_rows())


def _key(rule: Rule) -> list[str]:
    """Give the columns of the key that must be unique, none where the rule is another."""
    if rule.judge is None or rule.judge.name not in UNIQUE:
        return []
    named = rule.judge.asked[UNIQUE[rule.judge.name]]
    return [named] if isinstance(named, str) else list(named)


def _named(rule: Rule) -> set[str]:
    """Give the columns that a class of Great Expectations is asked about by name."""
    values = rule.judge.asked.values() if rule.judge else ()
    return {each for value in values for each in (value if isinstance(value, list) else [value])
            if isinstance(each, str)}


def _of_row(rule: Rule, parts: Mapping[str, pl.Series], row: int) -> tuple[str, ...]:
    return tuple(name for name in rule.parts if name not in parts or parts[name][row])
