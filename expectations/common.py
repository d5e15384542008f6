"""The rules that every contract has, derived from the contract and the manifest.

Here belong what holds for any delivery: columns filled in, codes, keys, bounds, months, the
deliverer, control totals and states. What one contract alone promises stands in its own module.
Numbers 001 to 019 and 030 to 049 of a suite are these; 020 to 029 and from 050 are its own.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

import polars as pl

from data.contracts import Column, Contract, contract, key_pattern, reporter_expression
from data.manifest import Manifest
from data.periods import last_day
from data.registers import Code
from expectations.rule import ENOUGH, Dimension, Judge, Rule, TableName, one, remark_or_stop

LATE = timedelta(days=3 * 365)
"""A state reached more than three years after the opening is rare enough to be asked about."""
SELDOM_UNSTATED = 0.80
"""From one row of five without a place or a group, a table by it says little."""
A_THOUSAND_TIMES = 300
"""An amount of a third of the usual, written in thousands, is read as 333 times the usual."""
UNFINISHED = timedelta(days=10)
"""A month with many rows and none in its last ten days was cut off: no holiday is so long."""
SPEAKING = r"^.-([0-9]{4}-[0-9]{4}-[0-9]{4}|(19|20)[0-9]{2}-[0-9]{4}-.*)$"
"""Keys of digits only, as organisation numbers are, or with a year and a number, as cases are. Of
keys drawn by chance from digits and letters one in a million looks so, and is drawn again."""


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
        yield Rule(f"{prefix}-010", "validity", "critical", _opaque(agreed))
    if agreed.month_of:
        yield unique(f"{prefix}-004", ["record_key"], "rows")
        yield from remark_or_stop(
            f"{prefix}-011", f"{prefix}-015", "validity", _in_force(agreed))
    if amounts := [c.name for c in columns if c.type == "money"]:
        not_negative = {name: pl.col(name) >= 0 for name in amounts}
        usual = {name: _usual(name) for name in amounts}
        yield Rule(f"{prefix}-016", "validity", "critical", not_negative)
        yield Rule(f"{prefix}-017", "accuracy", "warning", usual)


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
    return _each(column, lambda code: code.is_in(codes))


def _key_form(column: Column) -> pl.Expr:
    return _each(column, lambda key: key.str.contains(key_pattern(column.prefix)))


def _opaque(agreed: Contract) -> dict[str, pl.Expr]:
    keys = (column for column in agreed.columns if column.type in ("key", "keys"))
    return {c.name: _each(c, lambda key: ~key.str.contains(SPEAKING)) for c in keys}


def _each(column: Column, holds: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """Hold where a cell does, or every one of the codes or keys that stand in it."""
    if column.type in ("code", "key"):
        return holds(pl.col(column.name))
    return pl.col(column.name).str.split("|").list.eval(holds(pl.element())).list.all()


def _in_bounds(column: Column) -> pl.Expr:
    """Hold between the contract's bounds; an amount below zero is a fault of its own."""
    value = pl.col(column.name)
    least = None if column.type == "money" else column.min
    low = pl.lit(True) if least is None else value >= least
    return low if column.max is None else low & (value <= column.max)


def _usual(column: str) -> pl.Expr:
    """Hold where an amount is not about a thousand times the file's usual one."""
    booked = pl.when(pl.col(column) > 0).then(pl.col(column))
    few = booked.count() < ENOUGH
    return few | (pl.col(column) < A_THOUSAND_TIMES * booked.median())


def _in_force(agreed: Contract) -> dict[str, pl.Expr]:
    """Hold where each code was in force on the row's own date."""
    day = pl.col(agreed.month_of)
    dated = {
        column.name: [code for code in column.codes(None) if code.valid_from or code.valid_to]
        for column in agreed.columns
        if column.type in ("code", "codes")
    }
    held = {
        name: pl.all_horizontal(*(
            _code_in_force(agreed.column(name), code, day) for code in codes))
        for name, codes in dated.items()
        if codes
    }
    return held or one(agreed.month_of, pl.lit(True))


def _code_in_force(column: Column, code: Code, day: pl.Expr) -> pl.Expr:
    begun = pl.lit(True) if code.valid_from is None else day >= code.valid_from
    going = pl.lit(True) if code.valid_to is None else day <= code.valid_to
    return _each(column, lambda held: held != code.code) | (begun & going)


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
        yield from _of_freshness(prefix, agreed, manifest)
    if agreed.deliverer:
        own = any(column.name == agreed.deliverer for column in agreed.columns)
        mine = one(agreed.deliverer if own else "reported_by",
                   reporter_expression(agreed) == manifest.deliverer)
        yield Rule(f"{prefix}-007", "consistency", "critical", mine)


def _of_freshness(prefix: str, agreed: Contract, manifest: Manifest) -> Iterable[Rule]:
    """Ask about months that were not over when they were sent, or were cut off before their end."""
    day = pl.col(agreed.month_of)
    over = one(agreed.month_of, day.dt.month_end() <= manifest.sent)
    newest = manifest.months[-1]
    of_newest = day.dt.strftime("%YM%m") == newest
    whole = day.filter(of_newest).max() > last_day(newest) - UNFINISHED
    ended = one(agreed.month_of, ~of_newest | (of_newest.sum() < ENOUGH) | whole)
    yield Rule(f"{prefix}-018", "timeliness", "warning", over)
    yield Rule(f"{prefix}-019", "timeliness", "warning", ended)


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
    for remark, stop, parts in (("034", "035", opened), ("036", "037", ordered)):
        yield from remark_or_stop(
            f"{prefix}-{remark}", f"{prefix}-{stop}", "consistency", parts, "states")
    late = one("date", day <= pl.col("#opened") + LATE)
    yield Rule(f"{prefix}-041", "timeliness", "warning", late, "states")
    yield Rule(f"{prefix}-042", "completeness", "critical", one("record_key", pl.col("#begun")))
