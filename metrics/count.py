"""Count one delivery: its rows become finest cells, once.

Here: each indicator's definition as Narwhals expressions, and one row a finest cell and unit. Not
here: totals over deliveries (``metrics.rollup``), which indicators there are (the catalogue).

Definitions are written once, in Narwhals' stable API, and run on Polars' streaming engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from data import contracts
from metrics.catalogue import Indicator, catalogue, dimension_column

BANDS = (7, 14, 30, 60, 90, 180, 365, 900)   # days; upper ends, the last band is open
SCHEMA = pl.Schema({
    "indicator": pl.String(), "county": pl.String(), "authority": pl.String(),
    "breakdown": pl.String(), "month": pl.String(), "unit": pl.String(), "start": pl.Int64(),
    "end": pl.Int64(), "band": pl.Int64(), "rows": pl.Int64(), "value": pl.Int64(),
    "largest": pl.Int64(),
})
KEY = ["indicator", "county", "authority", "breakdown", "month", "unit", "start", "end", "band"]


def count(contract: str, rows: pl.DataFrame, states: pl.DataFrame | None) -> pl.DataFrame:
    """Reduce a delivery to finest cells, one row a cell and unit behind it.

    ``month`` is the delivery's own month. ``unit`` is the employer, case or record whose share a
    rule looks at, "" where rows have none. ``start`` and ``end`` are month numbers (12 x year +
    month) of a stock, ``band`` the day band of a duration. ``rows`` are records, ``value`` the
    measure (Int64), ``largest`` its largest single record. Deliveries are put together by
    concatenation. Returns ``SCHEMA``.
    """
    wanted = [one for one in catalogue().counted(contract) if _possible(one, rows)]
    if not wanted:
        return pl.DataFrame(schema=SCHEMA)
    base = _with_states(contract, rows, states, wanted)
    frames = [frame for one in wanted for frame in _finest(base, one)]
    return _grouped(frames).select(list(SCHEMA)).cast(dict(SCHEMA))  # type: ignore[arg-type]


def _possible(one: Indicator, rows: pl.DataFrame) -> bool:
    """Tell whether any record can meet the definition's plain equalities."""
    return all(
        (rows[column] == value).any() for column, op, value in one.where if op == "=="
    ) and not rows.is_empty()


def _with_states(
    contract: str, rows: pl.DataFrame, states: pl.DataFrame | None, wanted: Iterable[Indicator]
) -> nw.LazyFrame[Any]:
    """Join the day on which each record reached each state that a definition asks for."""
    about = contracts.contract(contract)
    base = nw.from_native(rows.lazy()).with_columns(
        month=nw.col(about.month_of).dt.to_string("%YM%m"))
    names = sorted({c.removeprefix("state:") for one in wanted for c in one.columns()
                    if c.startswith("state:")})
    if states is None or not names:
        return base
    reached = nw.from_native(states.lazy()).with_columns(
        *(nw.when(nw.col("state") == n).then(nw.col("date")).alias(f"state:{n}") for n in names))
    first = reached.group_by("record_key").agg(*(nw.col(f"state:{n}").min() for n in names))
    return base.join(first, on="record_key", how="left")


def _condition(one: Indicator) -> nw.Expr:
    """Put the conditions of a definition together."""
    terms = [_term(column, op, value) for column, op, value in one.where]
    if one.state:
        terms.append(~nw.col(f"state:{one.state}").is_null())
    whole = ~nw.col("month").is_null()
    for term in terms:
        whole = whole & term
    return whole


def _term(column: str, op: str, value: Any) -> nw.Expr:
    if op == "in":
        return nw.col(column).is_in(list(value))
    if op == ">":
        return nw.col(column) > value
    if op == "state_by":
        return nw.col(f"state:{value}") <= nw.col(column)
    if op != "==":
        raise ValueError(f"unknown operation {op!r}")
    return nw.col(column) == value


def _measure(one: Indicator) -> nw.Expr:
    return nw.col(one.measure).cast(nw.Int64) if one.measure else nw.lit(1).cast(nw.Int64)


def _value(one: Indicator) -> nw.Expr:
    """Return a record's value; of a complement, what the part does not take."""
    if not one.minus:
        return _measure(one)
    part = catalogue().indicator(one.minus)
    taken = nw.when(_condition(part)).then(_measure(part)).otherwise(nw.lit(0).cast(nw.Int64))
    return _measure(one) - taken


def _day(point: str, one: Indicator) -> nw.Expr:
    kind, _, name = point.partition(":")
    columns = {c.name for c in contracts.contract(one.contract).columns}
    if kind == "state" or (point not in columns and kind != "date"):
        return nw.col(f"state:{name or point}")
    return nw.col(name or point)


def _number(day: nw.Expr) -> nw.Expr:
    return (day.dt.year() * 12 + day.dt.month() - 1).cast(nw.Int64)


def _finest(base: nw.LazyFrame[Any], one: Indicator) -> list[nw.LazyFrame[Any]]:
    """Return one indicator's records, once whole and once a dimension of its breakdowns."""
    empty = nw.lit(None).cast(nw.Int64)
    start, end, band = empty, empty, empty
    rows = base.filter(_condition(one))
    if one.kind == "stock":
        start, end = (_number(_day(p, one)) for p in one.stock)
        rows = rows.filter(~_day(one.stock[0], one).is_null())
    if one.days:
        first, last = (_day(p, one) for p in one.days)
        rows = rows.filter(~first.is_null() & ~last.is_null())
        band = _band((last - first).dt.total_minutes() // 1440)
    unit = nw.col(one.units) if one.units else nw.lit("")
    common = [
        nw.lit(one.id).alias("indicator"), nw.col("county"),
        nw.col(one.counting_authority).alias("authority"), nw.col("month"),
        nw.coalesce(unit, nw.lit("")).alias("unit"), start.alias("start"), end.alias("end"),
        band.alias("band"), _value(one).alias("value"),
    ]
    whole = rows.select(*common, nw.lit("all").alias("breakdown")).filter(nw.col("value") > 0)
    return [whole, *(_split(rows, common, d) for d in one.dimensions)]


def _split(
    rows: nw.LazyFrame[Any], common: Sequence[nw.Expr], dimension: str
) -> nw.LazyFrame[Any]:
    code = nw.coalesce(nw.col(dimension_column(dimension)), nw.lit("not_stated"))
    label = nw.concat_str([nw.lit(f"{dimension}:"), code]).alias("breakdown")
    return rows.select(*common, label).filter(nw.col("value") > 0)


def _band(days: nw.Expr) -> nw.Expr:
    """Return the number of the band that a duration in days lies in."""
    band = nw.lit(0).cast(nw.Int64)
    for end in BANDS:
        band = band + nw.when(days > end).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)
    return band


def _grouped(frames: list[nw.LazyFrame[Any]]) -> pl.DataFrame:
    columns = [*KEY, "value"]
    whole = nw.concat([f.select(*columns) for f in frames])
    grouped = whole.with_columns(
        rows=nw.lit(1).cast(nw.Int64), largest=nw.col("value")
    ).group_by(*KEY).agg(
        nw.col("rows").sum(), nw.col("value").sum(), nw.col("largest").max())
    lazy: pl.LazyFrame = grouped.to_native()
    return lazy.collect(engine="streaming")
