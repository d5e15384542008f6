"""The metrics of Great Expectations as Polars expressions, one number each.

Here belong what the suites use, by the library's own names, and its row conditions. Nothing is
imported of the library: ``engine.py`` hands names and arguments over and the numbers back. What
is not written here cannot be asked.
"""

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import polars as pl

from expectations.load import Load

Kwargs = Mapping[str, Any]
COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
    "IN": lambda column, values: column.is_in(list(values)),
    "NOT_IN": lambda column, values: ~column.is_in(list(values)),
}
WHOLE = {"column.min": "min", "column.max": "max", "column.mean": "mean"}


class NotKnown(Exception):
    """A metric that this engine cannot compute; the message holds no value of a delivery."""


def _between(column: pl.Expr, asked: Kwargs) -> pl.Expr:
    """Bounds that are whole numbers compare as such: a float would round great ones."""
    low, high = (int(bound) if isinstance(bound, float) and bound.is_integer() else bound
                 for bound in (asked.get("min_value"), asked.get("max_value")))
    above = gt if asked.get("strict_min") else ge
    below = lt if asked.get("strict_max") else le
    bounds = [compare(column, bound) for compare, bound in ((above, low), (below, high))
              if bound is not None]
    return ~pl.all_horizontal(bounds)


OF_COLUMN: Mapping[str, Callable[[pl.Expr, Kwargs], pl.Expr]] = {
    "between": _between,
    "in_set": lambda column, asked: ~column.is_in(list(asked["value_set"])),
    "not_in_set": lambda column, asked: column.is_in(list(asked["value_set"])),
    "match_regex": lambda column, asked: ~column.cast(pl.String).str.contains(asked["regex"]),
    "not_match_regex": lambda column, asked: column.cast(pl.String).str.contains(asked["regex"]),
    "value_length.between": lambda column, asked: _between(column.str.len_chars(), asked),
    "value_length.equals": lambda column, asked: column.str.len_chars() != asked["value"],
}
"""Which rows of a column fail, gaps apart."""
OF_PAIR: Mapping[str, Callable[[pl.Expr, pl.Expr, Kwargs], pl.Expr]] = {
    "a_greater_than_b": lambda a, b, asked: (ge if asked.get("or_equal") else gt)(a, b),
    "equal": lambda a, b, asked: a == b,
}
"""What must hold of two columns; with a gap it does not."""


def _gap(load: Load, column: str) -> pl.Expr:
    """What is not a number counts as a gap, as in pandas."""
    gap = pl.col(column).is_null()
    return gap | pl.col(column).is_nan() if load.schema[column].is_float() else gap


def full(load: Load, columns: list[str]) -> pl.Expr:
    """Hold where no column has a gap."""
    return ~_ignored(load, columns, {"ignore_row_if": "any_value_is_missing"})


def _ignored(load: Load, columns: list[str], domain: Kwargs) -> pl.Expr:
    gaps = [_gap(load, column) for column in columns]
    how = domain.get("ignore_row_if", "never")
    if how in ("either_value_is_missing", "any_value_is_missing"):
        return pl.any_horizontal(gaps)
    if how in ("both_values_are_missing", "all_values_are_missing"):
        return pl.all_horizontal(gaps)
    if how in ("neither", "never"):
        return gaps[0] & False   # as many rows as there are, none of them ignored
    raise NotKnown(f"No way to ignore rows called {how}")


def _of_column(load: Load, base: str, domain: Kwargs, asked: Kwargs, suffix: str) -> pl.Expr:
    gap = _gap(load, domain["column"])
    if base in ("nonnull", "null"):
        return (gap if base == "nonnull" else ~gap).sum()
    if base == "unique":
        key = [domain["column"]]
        return pl.lit(len(load.repeated(key, _both(full(load, key), domain))))
    if base not in OF_COLUMN:
        raise NotKnown(f"No Polars metric for column_values.{base}")
    return (OF_COLUMN[base](pl.col(domain["column"]), asked) & ~gap).sum()


def _of_pair(load: Load, base: str, domain: Kwargs, asked: Kwargs, suffix: str) -> pl.Expr:
    columns = [domain["column_A"], domain["column_B"]]
    kept = ~_ignored(load, columns, domain)
    if suffix == "filtered_row_count":
        return kept.sum()
    if base not in OF_PAIR:
        raise NotKnown(f"No Polars metric for column_pair_values.{base}")
    holds = OF_PAIR[base](pl.col(columns[0]), pl.col(columns[1]), asked)
    return (~(holds & full(load, columns)).fill_null(False) & kept).sum()


def _of_compound(load: Load, base: str, domain: Kwargs, asked: Kwargs, suffix: str) -> pl.Expr:
    columns = list(domain["column_list"])
    kept = ~_ignored(load, columns, domain)
    if suffix == "filtered_row_count":
        return kept.sum()
    if base != "unique":
        raise NotKnown(f"No Polars metric for compound_columns.{base}")
    return pl.lit(len(load.repeated(columns, _both(kept, domain))))


KINDS = {"column_values": _of_column, "column_pair_values": _of_pair,
         "compound_columns": _of_compound}


def expression(load: Load, name: str, domain: Kwargs, asked: Kwargs) -> pl.Expr:
    """Give a metric as one number. Raises ``NotKnown``, also where a column is missing."""
    named = {domain.get(key) for key in ("column", "column_A", "column_B")} - {None}
    if missing := sorted({*named, *domain.get("column_list", ())} - set(load.schema)):
        raise NotKnown(f"There is no column {missing[0]}")
    kind, _, rest = name.partition(".")
    base, _, suffix = rest.rpartition(".")
    if kind in KINDS and suffix in ("unexpected_count", "filtered_row_count"):
        return KINDS[kind](load, base, domain, asked, suffix)
    if name == "table.row_count":
        return pl.len()
    return _of_whole_column(load, name, domain)


def _of_whole_column(load: Load, name: str, domain: Kwargs) -> pl.Expr:
    if name not in {*WHOLE, "column.sum", "column.distinct_values.count"}:
        raise NotKnown(f"No Polars metric for {name}")
    column, kind = pl.col(domain["column"]), load.schema[domain["column"]]
    known = column.filter(~_gap(load, domain["column"])) if kind.is_float() else column
    if name == "column.distinct_values.count":
        return known.drop_nulls().n_unique()
    if kind == pl.Boolean:
        known = known.cast(pl.Int8)
    if name == "column.sum":   # exact whatever the size; smaller types would wrap around
        return (known.cast(pl.Int128) if kind.is_integer() else known).sum()
    found: pl.Expr = getattr(known, WHOLE[name])()
    return found


def where(condition: Kwargs) -> pl.Expr:
    """Turn a row condition, as the library writes it down, into an expression."""
    kind = condition.get("type")
    if kind in ("and", "or"):
        each = [where(_written(part)) for part in condition["conditions"]]
        return pl.all_horizontal(each) if kind == "and" else pl.any_horizontal(each)
    if kind not in ("comparison", "nullity"):
        raise NotKnown("A row condition compares columns or asks for gaps")
    column = pl.col(_written(condition["column"])["name"])
    if kind == "nullity":
        return column.is_null() if condition["is_null"] else column.is_not_null()
    holds: pl.Expr = COMPARED[str(condition["operator"])](column, condition["parameter"])
    return holds


def _written(part: Any) -> Kwargs:
    """Give a condition as the library writes it down, whether or not it has yet."""
    return part if isinstance(part, Mapping) else dict(part)


def _both(kept: pl.Expr, domain: Kwargs) -> pl.Expr:
    condition = domain.get("row_condition")
    return kept & where(_written(condition)) if condition else kept
