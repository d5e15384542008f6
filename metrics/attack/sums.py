"""The sums that tie cells together: hierarchies by the code lists, and relations as stated.

Here: terms (row, cell, factor) of equations and inequalities. Not here: putting them together
(``rebuild``), cells below the published ones (``below``).

A whole is the nearest cell above its parts that there is; its parts are complete only when every
code of their level that the indicator has below it is among them, and every period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

COORDINATES = ("place", "authority", "breakdown", "period")
KEY = ("indicator", *COORDINATES)
NEEDED = {"month:quarter": 3, "month:year": 12, "quarter:year": 4}
Terms = list[pl.DataFrame]
Frames = Mapping[str, pl.DataFrame]


def sums(cells: pl.DataFrame, frames: Frames) -> tuple[Terms, Terms, Terms]:
    """Return the equations of hierarchies, those over two steps of one, and what holds of distinct
    counts, which do not add.

    ``cells``: cell (number), key, kind, adds. Over two steps a year is its months, Sweden its
    counties. A distinct count is at least each of its parts, and at most their sum.
    """
    equations: Terms = []
    spanning: Terms = []
    bounds: Terms = []
    for name, column, above, levels in _dimensions(cells, frames["codes"]):
        adds = cells.filter(pl.col("adds").str.split(",").list.contains(name))
        distinct = cells.filter(pl.col("kind") == "distinct")
        parts = _parts(adds, column, above, levels)
        equations.append(_equations(parts))
        spanning.append(_equations(_over_two(parts)))
        own = _parts(distinct, column, above, levels)
        bounds += [_equations(own), _singly(own)]
    return equations, spanning, bounds


Dimension = tuple[str, str, pl.DataFrame, pl.DataFrame]


def _dimensions(cells: pl.DataFrame, codes: pl.DataFrame) -> Iterator[Dimension]:
    """Return each dimension: what ``adds`` calls it, column, (code, above, step), (code, level)."""
    for name, column in (("place", "place"), ("authority", "authority"),
                         ("breakdown", "breakdown")):
        own = codes.filter(pl.col("dimension") == column)
        yield name, column, _above(own.select("code", "parent")), own.select("code", "level")
    own = pl.DataFrame({"code": cells["period"].unique().sort()}).with_columns(
        level=_period_level(pl.col("code")), parent=_period_above(pl.col("code")))
    yield "time", "period", _above(own.select("code", "parent")), own.select("code", "level")


def _above(tree: pl.DataFrame) -> pl.DataFrame:
    """Return every code above a code, however far: code, above, step."""
    parents = dict(tree.filter(pl.col("parent") != "").iter_rows())
    rows = []
    for code in parents:
        above, step = parents[code], 1
        while above:
            rows.append((code, above, step))
            above = parents.get(above) or _year(above)
            step += 1
    schema = {"code": pl.String, "above": pl.String, "step": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _year(period: str) -> str:
    return period[:4] if len(period) == 6 and period[4] == "K" else ""


def _period_level(code: pl.Expr) -> pl.Expr:
    kind = code.str.slice(4, 1)
    return pl.when(kind == "M").then(pl.lit("month")).when(kind == "K").then(
        pl.lit("quarter")).otherwise(pl.lit("year"))


def _period_above(code: pl.Expr) -> pl.Expr:
    month = code.str.slice(5).cast(pl.Int64, strict=False)
    quarter = code.str.slice(0, 4) + "K" + ((month + 2) // 3).cast(pl.String)
    kind = code.str.slice(4, 1)
    return pl.when(kind == "M").then(quarter).when(kind == "K").then(
        code.str.slice(0, 4)).otherwise(pl.lit(""))


def _parts(
    cells: pl.DataFrame, column: str, above: pl.DataFrame, levels: pl.DataFrame
) -> pl.DataFrame:
    """Return (whole, part, level) of every whole all of whose parts of a level are there."""
    others = [k for k in KEY if k != column]
    wholes = cells.select(*others, pl.col(column).alias("above"), pl.col("cell").alias("whole"))
    joined = cells.select(*others, pl.col(column).alias("code"), pl.col("cell").alias("part")).join(
        above, on="code").join(wholes, on=[*others, "above"])
    nearest = joined.filter(pl.col("step") == pl.col("step").min().over("part")).join(
        levels, on="code")
    if column == "period":
        wanted = (pl.col("level") + ":" + _period_level(pl.col("above"))).replace_strict(
            NEEDED, default=0, return_dtype=pl.UInt32)
    else:
        reach = cells.select("indicator", pl.col(column).alias("code")).unique().join(
            above, on="code").join(levels, on="code")
        needed = reach.group_by("indicator", "above", "level").agg(wanted=pl.len())
        nearest = nearest.join(needed, on=["indicator", "above", "level"])
        wanted = pl.col("wanted")
    complete = nearest.filter(pl.len().over("whole", "level") == wanted)
    return complete.select("whole", "part", "level").sort("whole", "level", "part")


def _over_two(parts: pl.DataFrame) -> pl.DataFrame:
    """Put, for each part that is itself a whole, its own parts of its first level."""
    first = parts.filter(pl.col("level") == pl.col("level").min().over("whole"))
    steps = parts.join(first.select(part="whole", below="part"), on="part", how="left")
    deeper = steps.filter(pl.col("below").is_not_null().any().over("whole", "level"))
    return deeper.select("whole", pl.coalesce("below", "part").alias("part"), "level").sort(
        "whole", "level", "part")


def _equations(parts: pl.DataFrame) -> pl.DataFrame:
    """Return one row of terms a whole and level: the whole less its parts."""
    row = pl.concat_str("whole", "level", separator=":").alias("row")
    heads = parts.select(row, pl.col("whole").alias("cell"), factor=pl.lit(1)).unique(
        maintain_order=True)
    return pl.concat([heads, parts.select(row, pl.col("part").alias("cell"), factor=pl.lit(-1))])


def _singly(parts: pl.DataFrame) -> pl.DataFrame:
    """Return one row of terms a part: it is at most its whole."""
    pairs = parts.select("whole", "part").unique(maintain_order=True).with_row_index("row")
    row = pl.col("row").cast(pl.String)
    return pl.concat([
        pairs.select(row, pl.col("part").alias("cell"), factor=pl.lit(1)),
        pairs.select(row, pl.col("whole").alias("cell"), factor=pl.lit(-1))])


def stated(cells: pl.DataFrame, frames: Frames) -> tuple[Terms, Terms]:
    """Return the published relations, and what they say of the cells below: two lists of terms."""
    told = frames["relations"].join(
        cells.select("cell", "key"), left_on="cell", right_on="key", how="left",
        suffix="_number").with_columns(pl.col("relation").alias("row"))
    whole = told.filter(pl.col("cell_number").is_not_null().all().over("row"))
    equal, most = (
        whole.filter(pl.col("kind") == kind).select(
            "row", pl.col("cell_number").alias("cell"), pl.col("factor").cast(pl.Int32))
        for kind in ("=", "<="))
    return [equal, *_linked(cells, frames["indicators"])], [most, *_limited(cells, told)]


def _linked(cells: pl.DataFrame, indicators: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Return whole = part + rest wherever one of the three is not published."""
    links = indicators.filter(pl.col("complement") != "").select(
        "denominator", "numerator", "complement").unique(maintain_order=True)
    for three in links.iter_rows():
        joined = _beside(cells, three)
        rows = joined.filter(~pl.all_horizontal("p0", "p1", "p2")).with_row_index("row")
        yield pl.concat([
            rows.select(pl.col("row").cast(pl.String), pl.col(f"c{n}").alias("cell"),
                        factor=pl.lit(factor)) for n, factor in enumerate((1, -1, -1))])


def _beside(cells: pl.DataFrame, indicators: tuple[str, ...]) -> pl.DataFrame:
    """Return the cells of some indicators beside each other: c0, c1, …, and p0, p1, …."""
    frames = [
        cells.filter(pl.col("indicator") == i).select(
            *COORDINATES, pl.col("cell").alias(f"c{n}"), pl.col("published").alias(f"p{n}"))
        for n, i in enumerate(indicators)]
    joined = frames[0]
    for other in frames[1:]:
        joined = joined.join(other, on=list(COORDINATES))
    return joined.sort("c0")


def _limited(cells: pl.DataFrame, told: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Return smaller <= larger below the published cells, where it is stated for those."""
    at = [c for c in COORDINATES if c != "breakdown"]
    sides = told.filter(pl.col("kind") == "<=").with_columns(
        pl.col("cell").str.split("|").list.get(0).alias("indicator"),
        pl.col("cell").str.split("|").list.get(3).alias("breakdown"))
    small, large = (
        sides.filter(pl.col("factor") == f).select("row", "indicator", "breakdown")
        for f in (1, -1))
    pairs = small.join(large, on="row", suffix="_of").drop("row").unique().sort(pl.all())
    for one, split, other, of in pairs.iter_rows():
        sides_at = [
            cells.filter((pl.col("indicator") == i) & (pl.col("breakdown") == b)).select(
                *at, pl.col("cell").alias(f"c{n}"), pl.col("published").alias(f"p{n}"))
            for n, (i, b) in enumerate(((one, split), (other, of)))]
        rows = sides_at[0].join(sides_at[1], on=at).filter(
            ~pl.all_horizontal("p0", "p1")).sort("c0").with_row_index("row")
        yield pl.concat([
            rows.select(pl.col("row").cast(pl.String), pl.col(f"c{n}").alias("cell"),
                        factor=pl.lit(factor)) for n, factor in enumerate((1, -1))])
