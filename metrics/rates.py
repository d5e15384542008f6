"""Shares, medians and 90th percentiles, shown only where their parts are.

Here: figures that are made of other cells, and the frame of finished cells. Not here: protecting
the counts that they are made of (``metrics.disclosure``).
"""

from __future__ import annotations

import polars as pl

from data.policy import Policy
from metrics.catalogue import Catalogue, Indicator
from metrics.count import BANDS
from metrics.grid import CELL
from metrics.rollup import grid_of

FINISHED = [*CELL, "area", "place_level", "period_level", "unit", "value", "sign", "as_of"]
_COORDINATES = ["place", "authority", "breakdown", "period"]


def finish(
    protected: pl.DataFrame, contributions: pl.DataFrame, book: Catalogue, policy: Policy,
    until: str, earlier: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return every cell of an edition: protected counts, and the shares and medians over them.

    ``protected``: cell key, levels, area, value, sign, as_of. A share is visible only where
    numerator, denominator and complement are, a median only where its count is visible and large
    enough; where one of them is held, the figure stands as ``earlier`` (the previous edition's
    cells) shows it, or not at all. Shares are in per cent with one decimal, durations in days.
    """
    counts = protected.with_columns(
        value=pl.when(pl.col("sign") == "visible").then("value")
    ).join(_units(book), on="indicator")
    frames = [counts.select(FINISHED)]
    frames += [_share(counts, i).select(FINISHED) for i in book.all if i.kind == "share"]
    for one in book.written:
        if one.kind in ("median", "p90"):
            frames.append(_duration(counts, contributions, one, policy, until).select(FINISHED))
    return _as_shown(pl.concat(frames), earlier).sort(CELL)


def _as_shown(cells: pl.DataFrame, earlier: pl.DataFrame | None) -> pl.DataFrame:
    """Let figures made of held cells stand as they are shown; hide those that never were."""
    made = (pl.col("as_of") != "") & pl.col("value").is_null() & (pl.col("sign") == "held")
    if earlier is None:
        return cells
    before = earlier.filter(pl.col("sign") == "visible").select(
        *CELL, pl.col("value").alias("shown"), pl.col("as_of").alias("shown_as_of"))
    joined = cells.join(before, on=CELL, how="left", maintain_order="left")
    stands = made & pl.col("shown").is_not_null()
    return joined.with_columns(
        value=pl.when(stands).then("shown").otherwise("value"),
        as_of=pl.when(stands).then("shown_as_of").when(made).then(pl.lit("")).otherwise("as_of"),
        sign=pl.when(stands).then(pl.lit("visible")).when(made).then(
            pl.lit("protected")).otherwise("sign"),
    ).drop("shown", "shown_as_of")


def _units(book: Catalogue) -> pl.DataFrame:
    return pl.DataFrame([(i.id, i.unit) for i in book.all], schema=["indicator", "unit"],
                        orient="row")


def _on(one: Indicator, counts: pl.DataFrame, of: str) -> pl.DataFrame:
    """Return the cells of a part at the levels at which the made figure is published."""
    wanted = [
        (pl.col("place_level") == t.place) & (pl.col("period_level") == t.period)
        & (pl.col("authority") != "all" if t.authority else pl.col("authority") == "all")
        & (pl.col("breakdown").str.starts_with(f"{t.dimension}:") if t.dimension
           else pl.col("breakdown") == "all")
        for t in sorted(one.combinations)
    ]
    return counts.filter((pl.col("indicator") == of) & pl.any_horizontal(wanted))


def _share(counts: pl.DataFrame, one: Indicator) -> pl.DataFrame:
    parts = _on(one, counts, one.denominator).rename({"value": "whole", "sign": "whole_sign"})
    for name, of in (("part", one.numerator), ("rest", one.complement)):
        other = counts.filter(pl.col("indicator") == of).select(
            *_COORDINATES, pl.col("value").alias(name), pl.col("sign").alias(f"{name}_sign"),
            pl.col("as_of").alias(f"{name}_as_of"))
        parts = parts.join(other, on=_COORDINATES, how="inner")
    shown = pl.all_horizontal(
        pl.col(f"{n}_sign") == "visible" for n in ("whole", "part", "rest"))
    empty = (pl.col("whole_sign") == "visible") & (pl.col("whole") == 0)
    share = (100 * pl.col("part") / pl.col("whole")).round(1)
    held = shown & pl.any_horizontal(
        pl.col(f"{n}as_of") != "" for n in ("", "part_", "rest_"))
    sign = pl.when(held).then(pl.lit("held")).when(empty).then(
        pl.lit("not_applicable")).when(shown).then(pl.lit("visible"))
    return parts.with_columns(
        indicator=pl.lit(one.id), area=pl.lit(one.area), unit=pl.lit(one.unit),
        value=pl.when(shown & ~empty & ~held).then(share),
        sign=sign.otherwise(pl.lit("protected")),
        as_of=pl.when(held).then(pl.lit("held")).otherwise(pl.lit("")),
    )


def _duration(
    counts: pl.DataFrame, contributions: pl.DataFrame, one: Indicator, policy: Policy, until: str
) -> pl.DataFrame:
    base = _on(one, counts, one.denominator).rename({"value": "n", "sign": "n_sign"})
    quantile, least = (0.5, policy.median_from) if one.kind == "median" else (0.9, policy.p90_from)
    found = quantiles(grid_of(contributions, one, until, policy), quantile)
    joined = base.join(found, on=_COORDINATES, how="left")
    enough = (pl.col("n_sign") == "visible") & (pl.col("n") >= least) & (pl.col("behind") >= least)
    none = (pl.col("n_sign") == "visible") & (pl.col("n") == 0)
    held = (pl.col("n_sign") == "visible") & (pl.col("as_of") != "")
    sign = pl.when(held).then(pl.lit("held")).when(enough).then(pl.lit("visible")).when(none).then(
        pl.lit("not_applicable"))
    return joined.with_columns(
        indicator=pl.lit(one.id), area=pl.lit(one.area), unit=pl.lit(one.unit),
        value=pl.when(enough & ~held).then("quantile"), sign=sign.otherwise(pl.lit("protected")),
        as_of=pl.when(held).then(pl.lit("held")).otherwise(pl.lit("")),
    )


def quantiles(bands: pl.DataFrame, quantile: float) -> pl.DataFrame:
    """Interpolate a quantile from counts by day band, as whole days.

    ``bands``: coordinates, band, rows. Within its band the quantile lies where the share of the
    band's records before it says, the usual interpolation for grouped data. The last band is open:
    there its lower end is given. Returns coordinates, quantile, behind (records).
    """
    lower = pl.Series([0, *BANDS]).cast(pl.Float64)
    upper = pl.Series([*BANDS, BANDS[-1]]).cast(pl.Float64)
    ordered = bands.sort(*_COORDINATES, "band").with_columns(
        until=pl.col("rows").cum_sum().over(_COORDINATES),
        behind=pl.col("rows").sum().over(_COORDINATES),
    ).with_columns(target=quantile * pl.col("behind"))
    hit = ordered.filter(pl.col("until") >= pl.col("target")).group_by(
        _COORDINATES, maintain_order=True).first()
    low = pl.col("band").replace_strict(dict(enumerate(lower)), return_dtype=pl.Float64)
    high = pl.col("band").replace_strict(dict(enumerate(upper)), return_dtype=pl.Float64)
    within = (pl.col("target") - (pl.col("until") - pl.col("rows"))) / pl.col("rows")
    return hit.select(
        *_COORDINATES, quantile=(low + within * (high - low)).round(0), behind=pl.col("behind"))
