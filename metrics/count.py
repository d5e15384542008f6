"""Count one delivery: its rows become finest cells, once.

Here: each indicator's definition as Narwhals expressions, and one row a finest cell and unit. Not
here: totals over deliveries (``metrics.rollup``), which indicators there are (the catalogue).

Definitions are written once, in Narwhals' stable API, and run on Polars' streaming engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
DATED = ("start", "end", "band")
WHOSE = ("county", "authority", "month", "unit")
Where = tuple[tuple[str, str, Any], ...]
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
    base = _populations(_with_states(contract, rows, states, wanted), wanted)
    dated = [one for one in wanted if one.kind == "stock" or one.days]
    frames = [_flows(base, alike) for alike in _families(i for i in wanted if i not in dated)]
    frames += [_dated(base, one) for one in dated]
    return _grouped(frames).select(list(SCHEMA)).cast(dict(SCHEMA))  # type: ignore[arg-type]


def _families(flows: Iterable[Indicator]) -> list[list[Indicator]]:
    """Put together what is counted by the same authority, unit and breakdowns."""
    families: dict[tuple[Any, ...], list[Indicator]] = {}
    for one in flows:
        key = (one.counting_authority, one.overlaps, one.units, one.dimensions)
        families.setdefault(key, []).append(one)
    return list(families.values())


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
    asked = {c for one in wanted for each in (one, *_part(one)) for c in each.columns()}
    names = sorted(c.removeprefix("state:") for c in asked if c.startswith("state:"))
    if states is None or not names:
        return base
    reached = nw.from_native(states.lazy()).with_columns(
        *(nw.when(nw.col("state") == n).then(nw.col("date")).alias(f"state:{n}") for n in names))
    first = reached.group_by("record_key").agg(*(nw.col(f"state:{n}").min() for n in names))
    return base.join(first, on="record_key", how="left")


def _populations(
    base: nw.LazyFrame[Any], wanted: Iterable[Indicator]
) -> nw.LazyFrame[Any]:
    """Say once of each record which lists of conditions it meets; many indicators share one."""
    lists = dict.fromkeys(part.where for one in wanted for part in (one, *_part(one)))
    return base.with_columns(*(_meets(where).alias(_named(where)) for where in lists))


def _part(one: Indicator) -> tuple[Indicator, ...]:
    """Return what a complement takes from its whole, if it is one."""
    return (catalogue().indicator(one.minus),) if one.minus else ()


def _named(where: Where) -> str:
    return f"where:{where}"


def _meets(where: Where) -> nw.Expr:
    return nw.all_horizontal(
        ~nw.col("month").is_null(), *(_term(*one) for one in where), ignore_nulls=False)


def _condition(one: Indicator) -> nw.Expr:
    """Put the conditions of a definition together: its rows, and the state that they reached."""
    terms = [nw.col(_named(one.where))]
    if one.state:
        terms.append(~nw.col(f"state:{one.state}").is_null())
    return nw.all_horizontal(*terms, ignore_nulls=False)


def _term(column: str, op: str, value: Any) -> nw.Expr:
    one = nw.col(column)
    terms: dict[str, Callable[[], nw.Expr]] = {
        "==": lambda: one == value,
        ">": lambda: one > value,
        "in": lambda: one.is_in(value),
        "state_by": lambda: nw.col(f"state:{value}") <= one,
    }
    return terms[op]()


def _measure(one: Indicator) -> nw.Expr:
    return nw.col(one.measure).cast(nw.Int64) if one.measure else nw.lit(1).cast(nw.Int64)


def _value(one: Indicator) -> nw.Expr:
    """Return a record's value; of a complement, what the part does not take."""
    if not one.minus:
        return _measure(one)
    part, = _part(one)
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


def _flows(base: nw.LazyFrame[Any], alike: list[Indicator]) -> nw.LazyFrame[Any]:
    """Return the records of a family: first a column an indicator, then a row each.

    Each record stands there once whole, and once a dimension with its code.
    """
    codes = {f"by:{d}": _code(d) for d in alike[0].dimensions}
    codes["by:"] = nw.lit("all")
    if alike[0].overlaps:
        base = _taking_part(base)
    values = [nw.when(_condition(one)).then(_value(one)).alias(one.id) for one in alike]
    wide = base.select(
        *_whose(alike[0]), *(code.alias(name) for name, code in codes.items()), *values)
    long = wide.unpivot(
        on=[one.id for one in alike], index=[*WHOSE, *codes],
        variable_name="indicator", value_name="value",
    ).filter(nw.col("value") > 0)
    split = long.unpivot(
        on=list(codes), index=[*WHOSE, "indicator", "value"],
        variable_name="dimension", value_name="breakdown",
    )
    return split.with_columns(*(nw.lit(None).cast(nw.Int64).alias(c) for c in DATED))


def _taking_part(base: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give each inspection once to everyone who led it or took part in it."""
    others = nw.coalesce(nw.col("participants"), nw.lit(""))
    everyone = nw.concat_str([nw.col("lead"), others], separator="|").str.split("|")
    return (
        base.with_columns(participants=everyone).explode("participants")
        .filter(nw.col("participants") != "").unique(["record_key", "participants"])
    )


def _code(dimension: str) -> nw.Expr:
    code = nw.coalesce(nw.col(dimension_column(dimension)), nw.lit("not_stated"))
    return nw.concat_str([nw.lit(f"{dimension}:"), code])


def _whose(one: Indicator) -> list[nw.Expr]:
    """Return place, authority, month and unit of a record."""
    unit = nw.coalesce(nw.col(one.units), nw.lit("")) if one.units else nw.lit("")
    return [nw.col("county"), nw.col(one.counting_authority).alias("authority"), nw.col("month"),
            unit.alias("unit")]


def _dated(base: nw.LazyFrame[Any], one: Indicator) -> nw.LazyFrame[Any]:
    """Return the records of a stock, from when until when, or of a duration, in which band."""
    empty = nw.lit(None).cast(nw.Int64)
    first, last = (_day(p, one) for p in one.days or one.stock)
    rows = base.filter(_condition(one) & ~first.is_null())
    start, end, band = _number(first), _number(last), empty
    if one.days:
        rows = rows.filter(~last.is_null())
        start, end, band = empty, empty, _band((last - first).dt.total_minutes() // 1440)
    return rows.select(
        *_whose(one), nw.lit("all").alias("breakdown"), nw.lit(one.id).alias("indicator"),
        start.alias("start"), end.alias("end"), band.alias("band"), _value(one).alias("value"),
    )


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
