"""The rules that every contract has, derived from the contract and the manifest.

Here belong what holds for any delivery: columns filled in, codes, keys, bounds, months, the
deliverer, control totals and states. What one contract alone promises stands in its own module.
Numbers 001 to 019 and from 030 of a suite are these; 020 to 029 are its own.
"""

from collections.abc import Iterable
from datetime import timedelta

import polars as pl

from data.contracts import Column, Contract, contract, key_pattern, reporter_expression
from data.manifest import Manifest
from data.registers import Code
from expectations.rule import ENOUGH, Dimension, Judge, Rule, TableName, one

LATE = timedelta(days=3 * 365)
"""A state reached more than three years after the opening is rare enough to be asked about."""
FEW_WRONG = 0.95
"""Up to five rows of a hundred with a wrong date give a remark; more refuse the delivery."""
SELDOM_UNSTATED = 0.80
"""From one row of five without a place or a group, a table by it says little."""


def of_contract(prefix: str, manifest: Manifest) -> tuple[Rule, ...]:
    """Derive the rules of a contract's columns, its manifest and its states."""
    agreed = contract(manifest.contract)
    return (
        *_of_columns(prefix, agreed),
        *_of_manifest(prefix, agreed, manifest),
        *_of_totals(prefix, agreed),
        *(_of_states(prefix, agreed, manifest) if agreed.chains else ()),
    )


def stated(rule: str, column: str, *unstated: str) -> Rule:
    """Warn where more than one row of five has no known value in ``column``."""
    known = one(column, ~pl.col(column).is_in(unstated or ("not_stated",)))
    return Rule(rule, "completeness", "warning", known, mostly=SELDOM_UNSTATED, least=ENOUGH)


def at_most(rule: str, part: str, whole: str) -> Rule:
    """Refuse rows where a number "of which" is larger than the number it is part of."""
    asked = {
        "column_A": whole, "column_B": part, "or_equal": True,
        "ignore_row_if": "either_value_is_missing",
    }
    judge = Judge("ExpectColumnPairValuesAToBeGreaterThanB", asked)
    holds = one(part, pl.col(part) <= pl.col(whole))
    return Rule(rule, "consistency", "critical", holds, judge=judge)


def _of_columns(prefix: str, agreed: Contract) -> Iterable[Rule]:
    columns = agreed.columns
    codes = {c.name: _in_list(c) for c in columns if c.type in ("code", "codes")}
    keys = {c.name: _key_form(c) for c in columns if c.type in ("key", "keys")}
    bounds = {c.name: _in_bounds(c) for c in columns if c.type in ("integer", "money", "decimal")}
    filled = {c.name: pl.col(c.name).is_not_null() for c in columns if c.required}
    yield Rule(f"{prefix}-001", "completeness", "critical", filled)
    yield Rule(f"{prefix}-002", "validity", "critical", codes)
    yield Rule(f"{prefix}-005", "validity", "critical", bounds)
    if keys:
        yield Rule(f"{prefix}-003", "validity", "critical", keys)
    if agreed.month_of:
        yield unique(f"{prefix}-004", ["record_key"], "rows")
        yield Rule(f"{prefix}-011", "validity", "warning", _in_force(agreed))


def unique(rule: str, columns: list[str], table: TableName) -> Rule:
    """Refuse rows that repeat another; rows with a gap in the key are a fault of their own."""
    gap = pl.any_horizontal(pl.col(columns).is_null())
    holds = one(columns[-1], pl.struct(columns).is_unique() | gap)
    if len(columns) == 1:
        judge = Judge("ExpectColumnValuesToBeUnique", {"column": columns[0]})
    else:
        judge = Judge("ExpectCompoundColumnsToBeUnique",
                      {"column_list": columns, "ignore_row_if": "any_value_is_missing"})
    return Rule(rule, "uniqueness", "critical", holds, table, judge)


def _in_list(column: Column) -> pl.Expr:
    codes = [code.code for code in column.codes(None)]
    if column.type == "code":
        return pl.col(column.name).is_in(codes)
    return pl.col(column.name).str.split("|").list.eval(pl.element().is_in(codes)).list.all()


def _key_form(column: Column) -> pl.Expr:
    form = key_pattern(column.prefix)
    if column.type == "key":
        return pl.col(column.name).str.contains(form)
    each = pl.element().str.contains(form)
    return pl.col(column.name).str.split("|").list.eval(each).list.all()


def _in_bounds(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    low = pl.lit(True) if column.min is None else value >= column.min
    return low if column.max is None else low & (value <= column.max)


def _in_force(agreed: Contract) -> dict[str, pl.Expr]:
    """Hold where each code was in force on the row's own date."""
    day = pl.col(agreed.month_of)
    dated = {
        column.name: [code for code in column.codes(None) if code.valid_from or code.valid_to]
        for column in agreed.columns
        if column.type == "code"
    }
    held = {
        name: pl.all_horizontal(*(_code_in_force(name, code, day) for code in codes))
        for name, codes in dated.items()
        if codes
    }
    return held or one(agreed.month_of, pl.lit(True))


def _code_in_force(column: str, code: Code, day: pl.Expr) -> pl.Expr:
    begun = pl.lit(True) if code.valid_from is None else day >= code.valid_from
    going = pl.lit(True) if code.valid_to is None else day <= code.valid_to
    return (pl.col(column) != code.code) | (begun & going)


def _of_manifest(prefix: str, agreed: Contract, manifest: Manifest) -> Iterable[Rule]:
    if agreed.month_of:
        day = pl.col(agreed.month_of)
        month = one(agreed.month_of, day.dt.strftime("%YM%m").is_in(list(manifest.months)))
        yield Rule(f"{prefix}-006", "consistency", "critical", month)
        # A visit that is only selected is delivered with its planned day.
        planned = ~pl.col("#states").list.contains("inspected")
        known = planned if agreed.month_of == "visited" else pl.lit(False)
        past = one(agreed.month_of, (day <= manifest.sent) | known)
        yield Rule(f"{prefix}-008", "timeliness", "critical", past)
    if agreed.deliverer:
        own = any(column.name == agreed.deliverer for column in agreed.columns)
        mine = one(agreed.deliverer if own else "reported_by",
                   reporter_expression(agreed) == manifest.deliverer)
        yield Rule(f"{prefix}-007", "consistency", "critical", mine)


def _of_totals(prefix: str, agreed: Contract) -> Iterable[Rule]:
    """Compare with the manifest, whose numbers are given to the suite when it is run."""
    rows = Judge("ExpectTableRowCountToEqual", {"value": {"$PARAMETER": "rows"}})
    yield Rule(f"{prefix}-009", "completeness", "critical", judge=rows)
    for place, total in enumerate(agreed.control_totals, 12):
        bound = {"$PARAMETER": f"total_{total}"}
        asked = {"column": f"total_{total}", "min_value": bound, "max_value": bound}
        judge = Judge("ExpectColumnSumToBeBetween", asked)
        yield Rule(f"{prefix}-{place:03}", "accuracy", "critical", judge=judge, about=total)
    if agreed.chains:
        states = Judge("ExpectTableRowCountToEqual", {"value": {"$PARAMETER": "rows"}})
        yield Rule(f"{prefix}-040", "completeness", "critical", table="states", judge=states)


def _of_states(prefix: str, agreed: Contract, manifest: Manifest) -> Iterable[Rule]:
    day = pl.col("date")
    filled = {name: pl.col(name).is_not_null() for name in ("record_key", "state", "date")}
    # A workplace is selected before the planned day of the visit.
    early = pl.col("#first") if agreed.month_of == "visited" else pl.lit(False)
    opened = one("date", (day >= pl.col("#opened")) | early)
    ordered = one("date", day >= pl.col("#parent_date"))
    critical: tuple[tuple[str, Dimension, dict[str, pl.Expr]], ...] = (
        ("030", "completeness", filled),
        ("031", "consistency", one("record_key", pl.col("#known"))),
        ("032", "validity", one("state", pl.col("#of_chain"))),
        ("038", "consistency", one("state", pl.col("#parent_there"))),
        ("039", "timeliness", one("date", day <= manifest.sent)),
    )
    for number, dimension, parts in critical:
        yield Rule(f"{prefix}-{number}", dimension, "critical", parts, "states")
    yield unique(f"{prefix}-033", ["record_key", "state"], "states")
    yield from _dated(f"{prefix}-034", f"{prefix}-035", opened)
    yield from _dated(f"{prefix}-036", f"{prefix}-037", ordered)
    late = one("date", day <= pl.col("#opened") + LATE)
    yield Rule(f"{prefix}-041", "timeliness", "warning", late, "states")
    yield Rule(f"{prefix}-042", "completeness", "critical", one("record_key", pl.col("#begun")))


def _dated(remark: str, stop: str, parts: dict[str, pl.Expr]) -> Iterable[Rule]:
    """Give a remark for one wrong date, and refuse where many are wrong."""
    yield Rule(remark, "consistency", "warning", parts, "states")
    yield Rule(stop, "consistency", "critical", parts, "states", mostly=FEW_WRONG, least=ENOUGH)
