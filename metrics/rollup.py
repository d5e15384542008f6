"""Roll finest cells up to every published cell, exactly.

Here: what stands in and behind each cell: value, records, units, the two largest contributions.
Not here: which cells there are (``metrics.grid``), what may be shown (``metrics.disclosure``),
shares and medians as shown (``metrics.rates``).
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from data import periods, registers
from data.policy import Policy
from metrics.catalogue import Catalogue, Indicator, Table
from metrics.grid import CELL, Seen, Spans, grid, ordered

EXACT = pl.Schema({
    **dict.fromkeys(["indicator", "area", "place", "authority", "breakdown", "period",
                     "place_level", "period_level"], pl.String()),
    "value": pl.Float64(), "rows": pl.Int64(), "persons": pl.Int64(), "employers": pl.Int64(),
    "cases": pl.Int64(), "total": pl.Float64(), "top1": pl.Float64(), "top2": pl.Float64(),
})
BOOKS = pl.Schema({
    **dict.fromkeys(["indicator", "place", "breakdown", "period", "authority"], pl.String()),
    "value": pl.Float64(), "units": pl.Int64(),
})


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
    base = _placed(contributions.filter(pl.col("indicator").is_in(list(counted))), policy)
    base = _stocks(base, counted, until)
    spans = Spans(str(base["month"].min()), until, policy.ripe_months)
    seen = Seen(base, book, policy)
    frames = [
        _table(base, [i for i in counted.values() if table in i.combinations], table, spans, seen)
        for table in _all_tables(counted.values())
    ]
    return ordered(pl.concat(frames), CELL)


def below(
    contributions: pl.DataFrame, book: Catalogue, policy: Policy, until: str
) -> pl.DataFrame:
    """Return the exact cells just below the published ones: in the equations, never published.

    Where an indicator is published by region and year and for Sweden by quarter, an attacker can
    write down the cells of regions by quarter, whose sums both ways are published. ``EXACT``.
    """
    if contributions.is_empty():
        return pl.DataFrame(schema=EXACT)
    counted = {i.id: i for i in book.counted() if i.kind in ("count", "sum") and i.between}
    base = _placed(contributions.filter(pl.col("indicator").is_in(list(counted))), policy)
    spans = Spans(str(contributions["month"].min()), until, policy.ripe_months)
    seen = Seen(base, book, policy)
    tables = sorted({t for i in counted.values() for t in i.between})
    frames = [pl.DataFrame(schema=EXACT)]
    frames += [
        _table(base, [i for i in counted.values() if t in i.between], t, spans, seen)
        for t in tables]
    return ordered(pl.concat(frames), CELL)


def books(
    contributions: pl.DataFrame, book: Catalogue, policy: Policy, until: str
) -> pl.DataFrame:
    """Return what each authority contributes to every published total of all: ``BOOKS``.

    An authority knows its own books; nobody else sees them. Nothing of this is ever published.
    """
    if contributions.is_empty():
        return pl.DataFrame(schema=BOOKS)
    counted = {i.id: i for i in book.counted() if i.kind in ("count", "sum", "stock")}
    base = _placed(contributions.filter(pl.col("indicator").is_in(list(counted))), policy)
    base = _stocks(base, counted, until)
    spans = Spans(str(base["month"].min()), until, policy.ripe_months)
    frames = [pl.DataFrame(schema=BOOKS)]
    for table in _all_tables(counted.values()):
        if table.authority:
            continue
        ids = [i.id for i in counted.values() if table in i.combinations]
        by = (pl.col("breakdown").str.starts_with(f"{table.dimension}:") if table.dimension
              else pl.col("breakdown") == "all")
        rows = base.filter(by & pl.col("indicator").is_in(ids)).select(
            "indicator", pl.col(table.place).alias("place"), "breakdown",
            pl.col(table.period).alias("period"), "authority", "value", "rows")
        kept = rows.filter(pl.col("period").is_in(spans.of(table)))
        frames.append(kept.group_by(list(BOOKS)[:5]).agg(
            pl.col("value").cast(pl.Float64).sum(), units=pl.col("rows").cast(pl.Int64).sum()))
    # What has no county stands in the table of regions and in that of counties: it is one cell.
    return ordered(pl.concat(frames).unique(list(BOOKS)[:5]), list(BOOKS)[:5])


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
    base, parts = _placed(own, policy), [empty]
    spans = Spans(str(contributions["month"].min()), until, policy.ripe_months)
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


def _placed(contributions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Add the place at each level, and the period at each level."""
    codes = contributions["county"].unique().to_list()
    region = {c: registers.region_of(c) for c in codes}
    county = {c: _published_county(c, policy) for c in codes}
    quarter = {m: periods.quarter_of(m) for m in contributions["month"].unique().to_list()}
    return contributions.with_columns(
        SE=pl.lit("SE"), region=pl.col("county").replace_strict(region),
        county=pl.col("county").replace_strict(county),
        quarter=pl.col("month").replace_strict(quarter),
        year=pl.col("month").str.slice(0, 4),
    )


def _published_county(code: str, policy: Policy) -> str:
    """Return the code under which a county is published: merged where policy says so."""
    return next(("+".join(group) for group in policy.merges if code in group), code)


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
    base: pl.DataFrame, indicators: list[Indicator], table: Table, spans: Spans, seen: Seen
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
    cells = grid(indicators, table, exists, seen)
    return _finished(cells.join(_cells(rows), on=CELL, how="left"), indicators, table)


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Aggregate units first, then cells, so that each unit counts once."""
    named = pl.col("unit") != ""
    units = rows.group_by(*CELL, "unit").agg(
        pl.col("rows").cast(pl.Int64).sum(), pl.col("value").cast(pl.Int64).sum(),
        pl.col("largest").max(),
    ).with_columns(
        units=pl.when(named).then(1).otherwise("rows").cast(pl.Int64),
        one=pl.when(named).then("value").otherwise("largest"),   # no unit: one record each
        again=pl.when(~named & (pl.col("rows") > 1)).then("largest"))
    cells = units.group_by(CELL).agg(
        pl.col("value", "rows", "units").sum(), pl.col("again").max(), top1=pl.col("one").max(),
        several=pl.len() > 1)
    second = units.join(cells.filter("several"), on=CELL, how="semi").group_by(CELL).agg(
        other=pl.col("one").drop_nulls().sort(descending=True).slice(1, 1).first())
    return cells.join(second, on=CELL, how="left").select(
        *CELL, "value", "rows", "units", "top1", top2=pl.max_horizontal("again", "other"))


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
