"""What is no code of its list is described and never shown.

Here belongs the description: how long such a value is and what signs it is made of, so that a
deliverer finds its own mistake. An unlisted value may be a name, so that is all that is told.
"""

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from data.contracts import Column, contract
from data.deliveries import Delivery
from data.words import number, say
from expectations.verdict import RuleResult, Verdict

LISTED = "002"
"""The rule of every suite that says that codes stand in their lists."""
TOLD = 3
"""Kinds of values that are described; they follow each other by how common they are."""
SIGNS: dict[str, Callable[[str], bool]] = {
    "letters": str.isalpha, "digits": str.isdigit, "blanks": str.isspace,
}


def described(verdict: Verdict, delivery: Delivery) -> Verdict:
    """Describe the unlisted values of a verdict, by length and kind only."""
    return replace(verdict, results=tuple(
        _described(each, delivery) if _unlisted(each) else each for each in verdict.results))


def _unlisted(result: RuleResult) -> bool:
    number_ = result.rule.partition("-")[2]
    return number_ == LISTED and result.status == "fail" and result.table == "rows"


def _described(result: RuleResult, delivery: Delivery) -> RuleResult:
    agreed = contract(delivery.manifest.contract)
    columns = [agreed.column(name) for name in result.columns]
    values = pl.concat([_values(column, delivery.rows) for column in columns if column.list])
    told = {lang: _said(values, lang) for lang in ("sv", "en")}
    return replace(result, detail_sv=told["sv"], detail_en=told["en"])


def _values(column: Column, rows: pl.DataFrame) -> pl.Series:
    """Give the values of a column that are no code of its list at any time."""
    known = [code.code for code in column.codes()]
    values = rows[column.name].drop_nulls()
    each = values.str.split("|").explode() if column.type == "codes" else values
    return each.filter(~each.is_in(known)).rename("value")


def _said(values: pl.Series, lang: str) -> str:
    shapes = values.map_elements(lambda value: shape(value, lang), return_dtype=pl.String)
    counted = shapes.value_counts().sort("count", "value", descending=[True, False])
    return say("unlisted.values", lang, shapes="; ".join(counted["value"].head(TOLD)))


def shape(value: str, lang: str) -> str:
    """Describe a value: "9 tecken, bokstäver och siffror"."""
    found = [name for name, holds in SIGNS.items() if any(map(holds, value))]
    if any(not any(holds(sign) for holds in SIGNS.values()) for sign in value):
        found.append("others")
    names = [say(f"unlisted.{name}", lang) for name in found]
    joined = f" {say('extent.and', lang)} ".join(
        each for each in (", ".join(names[:-1]), *names[-1:]) if each)
    return say("unlisted.shape", lang, length=number(len(value), lang), signs=joined)
