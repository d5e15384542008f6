"""Roll finest cells up to every published cell, exactly.

Here: the full grid of each published table, and what stands behind each cell: value, records,
units, the two largest contributions. Not here: what may be shown (``metrics.disclosure``), shares
and medians as shown (``metrics.rates``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from data import periods, registers
from data.policy import Policy
from metrics.catalogue import Catalogue, Indicator, Table, dimension_codes

EXACT = pl.Schema({
    **dict.fromkeys(["indicator", "area", "place", "authority", "breakdown", "period",
                     "place_level", "period_level"], pl.String()),
    "value": pl.Float64(), "rows": pl.Int64(), "persons": pl.Int64(), "employers": pl.Int64(),
    "cases": pl.Int64(), "total": pl.Float64(), "top1": pl.Float64(), "top2": pl.Float64(),
})
CELL = ["indicator", "place", "authority", "breakdown", "period"]
LEVELS = ("month", "quarter", "year")


def roll_up(
    contributions: pl.DataFrame, book: Catalogue, policy: Policy, until: str
) -> pl.DataFrame:
    """Return the exact cells of everything published up to a month, zeros among them.

    ``contributions``: finest cells of the deliveries that count (``metrics.count.SCHEMA``).
    Regions and counties have no cell for periods that touch the newest, unripe months. Returns
    ``EXACT``: ``rows`` are records behind a cell, ``persons`` what the person rule tests,
    ``employers`` and ``cases`` distinct units (null where rows have none), ``total``, ``top1`` and
    ``top2`` the measure over units, for the p % rule (null where it does not apply).
    """
    if contributions.is_empty():
        return pl.DataFrame(schema=EXACT)
    counted = {i.id: i for i in book.counted() if i.kind not in ("median", "p90")}
    base = _placed(contributions.filter(pl.col("indicator").is_in(list(counted))))
    base = _stocks(base, counted, until)
    spans = _Spans(base["month"].min(), until, policy.ripe_months)  # type: ignore[arg-type]
    frames = [
        _table(base, [i for i in counted.values() if table in i.combinations], table, spans)
        for table in _all_tables(counted.values())
    ]
    return pl.concat(frames).unique(CELL).sort(CELL)


def grid_of(
    contributions: pl.DataFrame, one: Indicator, until: str, policy: Policy
) -> pl.DataFrame:
    """Return the records of a duration by day band, at every cell where it is published.

    Columns: place, authority, breakdown, period, band, rows. Never published themselves.
    """
    columns = ["place", "authority", "breakdown", "period"]
    empty = pl.DataFrame(schema={**dict.fromkeys(columns, pl.String), "band": pl.Int64,
                                 "rows": pl.Int64})
    own = contributions.filter(pl.col("indicator") == one.id)
    if own.is_empty():
        return empty
    base, parts = _placed(own), [empty]
    spans = _Spans(str(contributions["month"].min()), until, policy.ripe_months)
    for table in sorted(one.combinations):
        by = (pl.col("breakdown").str.starts_with(f"{table.dimension}:") if table.dimension
              else pl.col("breakdown") == "all")
        rows = base.filter(by).select(
            pl.col(table.place).alias("place"),
            (pl.col("authority") if table.authority else pl.lit("all")).alias("authority"),
            "breakdown", pl.col(table.period).alias("period"), "band", "rows")
        grouped = rows.filter(pl.col("period").is_in(spans.of(table))).group_by(
            *columns, "band").agg(pl.col("rows").cast(pl.Int64).sum())
        parts.append(grouped.select(*columns, "band", "rows"))
    return pl.concat(parts)


def _all_tables(indicators: Iterable[Indicator]) -> list[Table]:
    return sorted({t for i in indicators for t in i.combinations})


class _Spans:
    """Which periods exist at each level: complete ones, and below Sweden only ripe ones."""

    def __init__(self, first: str, until: str, ripe_months: int) -> None:
        self._months = periods.span(first, until)
        self._ripe = set(self._months[: max(len(self._months) - ripe_months, 0)])

    def of(self, table: Table) -> list[str]:
        """Return the periods of a table, in order."""
        known = set(self._months) if table.place == "SE" else self._ripe
        made = dict.fromkeys(_period_of(m, table.period) for m in self._months)
        return [p for p in made if set(periods.months_of(p)) <= known]


def _period_of(month: str, level: str) -> str:
    if level == "month":
        return month
    return periods.quarter_of(month) if level == "quarter" else periods.year_of(month)


def _placed(contributions: pl.DataFrame) -> pl.DataFrame:
    """Add the place at each level, and the period at each level."""
    codes = contributions["county"].unique().to_list()
    region = {c: registers.region_of(c) for c in codes}
    county = {c: _published_county(c) for c in codes}
    quarter = {m: periods.quarter_of(m) for m in contributions["month"].unique().to_list()}
    return contributions.with_columns(
        SE=pl.lit("SE"), region=pl.col("county").replace_strict(region),
        county=pl.col("county").replace_strict(county),
        quarter=pl.col("month").replace_strict(quarter),
        year=pl.col("month").str.slice(0, 4),
    )


def _published_county(code: str) -> str:
    """Return the code under which a county is published: merged where policy says so."""
    if registers.place(code).published or registers.place(code).level != "county":
        return code
    return next(p.code for p in registers.places() if p.published and code in p.code.split("+"))


def _stocks(base: pl.DataFrame, counted: dict[str, Indicator], until: str) -> pl.DataFrame:
    """Turn each open record of a stock into one row a month at whose end it is open."""
    ids = [i.id for i in counted.values() if i.kind == "stock"]
    is_stock = pl.col("indicator").is_in(ids)
    flows, stocks = base.filter(~is_stock), base.filter(is_stock)
    if stocks.is_empty():
        return flows
    ends = pl.DataFrame({"at": periods.span(str(base["month"].min()), until)}).with_columns(
        n=pl.col("at").str.slice(0, 4).cast(pl.Int64) * 12
        + pl.col("at").str.slice(5).cast(pl.Int64) - 1)
    open_then = stocks.join(ends, how="cross").filter(
        (pl.col("start") <= pl.col("n")) & (pl.col("end").is_null() | (pl.col("end") > pl.col("n")))
    ).with_columns(month=pl.col("at")).drop("at", "n")
    last = open_then.with_columns(
        quarter=pl.when(_is_end(3)).then(_quarter()), year=pl.when(_is_end(12)).then(
            pl.col("month").str.slice(0, 4)))
    return pl.concat([flows, last.select(flows.columns)])


def _is_end(months: int) -> pl.Expr:
    return pl.col("month").str.slice(5).cast(pl.Int64) % months == 0


def _quarter() -> pl.Expr:
    number = (pl.col("month").str.slice(5).cast(pl.Int64) + 2) // 3
    return pl.col("month").str.slice(0, 4) + "K" + number.cast(pl.String)


def _table(
    base: pl.DataFrame, indicators: list[Indicator], table: Table, spans: _Spans
) -> pl.DataFrame:
    """Return the exact cells of every indicator at one combination of levels."""
    exists = spans.of(table)
    by = (pl.col("breakdown").str.starts_with(f"{table.dimension}:") if table.dimension
          else pl.col("breakdown") == "all")
    authority = pl.col("authority") if table.authority else pl.lit("all")
    rows = base.filter(by & pl.col("indicator").is_in([i.id for i in indicators])).select(
        "indicator", pl.col(table.place).alias("place"), authority.alias("authority"), "breakdown",
        pl.col(table.period).alias("period"), "unit", "rows", "value", "largest",
    ).filter(pl.col("period").is_in(exists))
    grid = _grid(base, indicators, table, exists)
    return _finished(grid.join(_cells(rows, indicators), on=CELL, how="left"), indicators, table)


def _cells(rows: pl.DataFrame, indicators: list[Indicator]) -> pl.DataFrame:
    """Aggregate units first, then cells, so that each unit counts once."""
    units = rows.group_by(*CELL, "unit").agg(
        pl.col("rows").cast(pl.Int64).sum(), pl.col("value").cast(pl.Int64).sum(),
        pl.col("largest").max())
    named = pl.col("unit") != ""
    single = pl.when(named).then("value").otherwise("largest")   # no unit: one record each
    second = pl.when(~named & (pl.col("rows") > 1)).then("largest")
    largest = pl.concat_list(single, second).explode().drop_nulls().sort(descending=True)
    return units.group_by(CELL).agg(
        value=pl.col("value").sum(), rows=pl.col("rows").sum(),
        units=pl.when(named).then(1).otherwise("rows").cast(pl.Int64).sum(),
        top1=largest.first(), top2=largest.slice(1, 1).first(),
    )


def _finished(frame: pl.DataFrame, indicators: list[Indicator], table: Table) -> pl.DataFrame:
    about = pl.DataFrame(
        [(i.id, i.area, i.kind, i.rule, i.units) for i in indicators],
        schema=["indicator", "area", "kind", "rule", "key"], orient="row")
    filled = frame.join(about, on="indicator", maintain_order="left").with_columns(
        pl.col("value", "rows", "units", "top1", "top2").fill_null(0))
    distinct, amount = pl.col("kind") == "distinct", pl.col("rule") == "amount"
    magnitude = (pl.col("key") != "") & ~distinct & (pl.col("rule") != "free")
    filled = filled.with_columns(value=pl.when(distinct).then("units").otherwise("value"))
    return filled.with_columns(
        place_level=pl.lit(table.place), period_level=pl.lit(table.period),
        persons=pl.when(pl.col("rule") == "person").then("value"),
        employers=pl.when(pl.col("key") == "employer_key").then("units"),
        cases=pl.when(pl.col("key") == "case_key").then("units"),
        total=pl.when(magnitude | amount).then("value"),
        top1=pl.when(magnitude | amount).then("top1"),
        top2=pl.when(magnitude | amount).then("top2"),
    ).select(list(EXACT)).cast(dict(EXACT))  # type: ignore[arg-type]


def _grid(
    base: pl.DataFrame, indicators: list[Indicator], table: Table, exists: list[str]
) -> pl.DataFrame:
    """Return every cell that the table has, whether anything was counted in it or not."""
    places = pl.DataFrame({"place": _places(table.place)})
    when = pl.DataFrame({"period": exists}, schema={"period": pl.String})
    parts = [
        pl.DataFrame({"indicator": [one.id]}).join(places, how="cross")
        .join(pl.DataFrame({"authority": _authorities(base, one, table)},
                           schema={"authority": pl.String}), how="cross")
        .join(pl.DataFrame({"breakdown": list(_codes(table))}), how="cross")
        .join(when, how="cross").select(CELL)
        for one in indicators
    ]
    return pl.concat(parts)


def _places(level: str) -> list[str]:
    return [p.code for p in registers.places() if p.level == level and p.published]


def _authorities(base: pl.DataFrame, one: Indicator, table: Table) -> list[str]:
    """Return every authority that has counted anything for the indicator."""
    if not table.authority:
        return ["all"]
    return sorted(base.filter(pl.col("indicator") == one.id)["authority"].unique().to_list())


def _codes(table: Table) -> Iterator[str]:
    if not table.dimension:
        yield "all"
        return
    codes = {c.code for c in dimension_codes(table.dimension)} | {"not_stated"}
    yield from (f"{table.dimension}:{c}" for c in sorted(codes))
