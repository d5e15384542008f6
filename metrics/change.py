"""Is a change more than noise: one word per published figure, under false-discovery control.

Here: comparisons of a published year or quarter with the same one a year before, their intervals
and words. Not here: sentences (``metrics.sentences``), anything that reads unprotected cells.

Method. Counts and amounts are taken as quasi-Poisson: variance = dispersion x mean. Dispersion is
estimated from the steps between successive yearly log ratios of the series itself (season, level
and trend cancel), the judged one left out, by the median, so that a rise or a large case does not
pass for noise; the log ratio is referred to Student's t. Shares are compared in percentage points,
as independent proportions. Words follow Benjamini and Hochberg (1995) at 5 % within one area, place
level and comparison; intervals are widened to the matching level (Benjamini and Yekutieli 2005), so
that word and interval always agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

FALSE_DISCOVERY = 0.05
MEDIAN_OF_CHI_SQUARE = 0.4549   # one degree of freedom
FEWEST = {"quarter": 4, "year": 1}   # steps between yearly ratios that a basis needs
LENT, MOST = 3.0, 30.0   # freedom that each fellow series lends, and all together at most
LOST = 0.6   # a median tells as much of a spread as a mean over about 0.6 as many pairs
KEY = ["indicator", "place", "authority", "breakdown"]
SURE_WORDS = ("clear_up", "slight_up", "clear_down", "slight_down")
COUNTED = ("count", "sum", "distinct", "stock")
CHANGE_SCHEMA: pl.Schema = pl.Schema({
    **dict.fromkeys([*KEY, "comparison", "period", "against"], pl.String),
    **dict.fromkeys(["value", "before", "difference", "percent", "low", "high"], pl.Float64),
    **dict.fromkeys(["word", "basis"], pl.String),
})


@dataclass(frozen=True)
class Limits:
    """The numbers that decide which word a change gets: see ``data/policy.toml``."""

    clear_percent: float = 10.0
    percent_from: float = 30.0
    judge_from: float = 10.0


def changes(
    cells: pl.DataFrame, indicators: pl.DataFrame, breaks: pl.DataFrame, limits: Limits
) -> pl.DataFrame:
    """Judge every published figure against the same period a year before.

    ``cells``: finished cells (key, area, place_level, period, period_level, value, sign, status).
    ``indicators``: indicator, area, kind, denominator, complement. ``breaks``: indicator, period
    (month from which the series is new), place ("" for all). Returns ``CHANGE_SCHEMA``, percent in
    per cent; low and high in per cent, for shares in percentage points.
    """
    made = pl.col("complement") == pl.col("indicator")   # the rest of a whole is judged by no one
    kinds = indicators.filter(~made).select("indicator", "kind", "denominator", "area")
    base = cells.drop("area", strict=False).join(kinds, on="indicator")
    unstated = (pl.col("place").str.ends_with("00")
                | pl.col("breakdown").str.ends_with("not_stated"))
    base = base.filter(pl.col("kind").is_in([*COUNTED, "share"]) & ~unstated)
    frames = []
    for comparison, levels in (("quarter", ("quarter", "year")), ("year", ("quarter", "year"))):
        pairs = _pairs(base, comparison)
        if pairs.height:
            frames.append(_judge(pairs, base, levels, comparison, breaks, limits))
    if not frames:
        return pl.DataFrame(schema=CHANGE_SCHEMA)
    return pl.concat(frames).select(*CHANGE_SCHEMA).cast(CHANGE_SCHEMA)


def _year_before(period: str = "period") -> pl.Expr:
    year = pl.col(period).str.slice(0, 4).cast(pl.Int64) - 1
    return year.cast(pl.String) + pl.col(period).str.slice(4)


def _pairs(base: pl.DataFrame, level: str) -> pl.DataFrame:
    """Newest settled period of each series beside the same one a year before, both visible."""
    rows = base.filter((pl.col("period_level") == level) & (pl.col("status") != "provisional"))
    newest = rows.sort("period").group_by(KEY).last().with_columns(against=_year_before())
    before = rows.select(
        *KEY, pl.col("period").alias("against"), pl.col("value").alias("before"),
        pl.col("sign").alias("sign_before"),
    )
    joined = newest.join(before, on=[*KEY, "against"], how="inner")
    return joined.filter((pl.col("sign") == "visible") & (pl.col("sign_before") == "visible"))


def _dispersion(base: pl.DataFrame, pairs: pl.DataFrame, level: str) -> pl.DataFrame:
    """Dispersion of each series from steps between its yearly ratios; null where one is hidden.

    The log ratio to a year before has neither season nor level; its step from one period to the
    next has no trend either, and a lasting rise shows in one step only.
    """
    rows = base.filter(pl.col("period_level") == level).join(
        pairs.select(*KEY, pl.col("period").alias("newest")), on=KEY, how="semi"
    )
    whole = rows.group_by(KEY).agg(whole=(pl.col("sign") == "visible").all())
    earlier = rows.select(*KEY, "period", "value").with_columns(
        (pl.col("period").str.slice(0, 4).cast(pl.Int64) + 1).cast(pl.String)
        + pl.col("period").str.slice(4)
    )
    both = rows.select(*KEY, "period", "value").join(
        earlier.rename({"value": "a"}), on=[*KEY, "period"]
    ).rename({"value": "b"})
    last = pairs.select(*KEY, pl.col("period").alias("judged"))
    both = both.join(last, on=KEY).filter(pl.col("period") < pl.col("judged")).sort(*KEY, "period")
    ratio = ((pl.col("b") + 0.5) / (pl.col("a") + 0.5)).log()
    weight = 1 / (pl.col("b") + 0.5) + 1 / (pl.col("a") + 0.5)
    step = (ratio - ratio.shift(1)) ** 2 / (weight + weight.shift(1))
    terms = both.select(*KEY, term=step.over(KEY)).drop_nulls("term")
    found = terms.group_by(KEY).agg(
        n=pl.col("term").count().cast(pl.Int64),
        dispersion=pl.col("term").median() / MEDIAN_OF_CHI_SQUARE)
    return whole.join(found, on=KEY, how="left")


def _with_dispersion(
    base: pl.DataFrame, pairs: pl.DataFrame, levels: tuple[str, ...]
) -> pl.DataFrame:
    """Take the finest wholly visible series as basis; else the next coarser one, named."""
    result = pairs.with_columns(
        basis=pl.lit(None, pl.String), dispersion=pl.lit(None, pl.Float64),
        n=pl.lit(None, pl.Int64),
    )
    for level in levels:
        enough = pl.col("whole") & (pl.col("n") >= FEWEST[level])
        found = _dispersion(base, pairs, level).filter(enough)
        found = found.select(*KEY, pl.col("dispersion").alias("d"), pl.col("n").alias("m"))
        joined = result.join(found, on=KEY, how="left", maintain_order="left")
        take = pl.col("basis").is_null() & pl.col("d").is_not_null()
        result = joined.with_columns(
            basis=pl.when(take).then(pl.lit(level)).otherwise("basis"),
            dispersion=pl.when(take).then("d").otherwise("dispersion"),
            n=pl.when(take).then("m").otherwise("n"),
        ).drop("d", "m")
    return result


def _moderated(frame: pl.DataFrame) -> pl.DataFrame:
    """Let series of one indicator and place level lend each other strength (Smyth 2004).

    A dispersion from a dozen pairs is itself uncertain; it is drawn towards the median of its
    fellows, with the freedom that they add.
    """
    group = ["indicator", "place_level"]
    own = (LOST * pl.col("n") - 1).clip(1)
    lent = (LENT * (pl.col("dispersion").count().over(group).cast(pl.Float64) - 1)).clip(0, MOST)
    typical = pl.col("dispersion").median().over(group)
    pulled = (lent * typical + own * pl.col("dispersion")) / (lent + own)
    return frame.with_columns(dispersion=pulled, freedom=own + lent)


def _judge(
    pairs: pl.DataFrame, base: pl.DataFrame, levels: tuple[str, ...], comparison: str,
    breaks: pl.DataFrame, limits: Limits,
) -> pl.DataFrame:
    frame = _moderated(_with_dispersion(base, pairs, levels))
    frame = _denominators(frame, base)
    frame = _broken(frame, breaks).with_columns(comparison=pl.lit(comparison))
    estimate, error, freedom = _estimates(frame)
    frame = frame.with_columns(
        estimate=pl.Series(estimate), error=pl.Series(error), freedom=pl.Series(freedom)
    )
    enough = (pl.col("kind") == "share") | (
        pl.max_horizontal("value", "before") >= limits.judge_from
    )
    can = pl.col("basis").is_not_null() & enough & pl.col("error").is_finite()
    frame = frame.with_columns(can=can & ~pl.col("broken"))
    return _words(_controlled(frame), limits)


def _denominators(frame: pl.DataFrame, base: pl.DataFrame) -> pl.DataFrame:
    """Add how many the two shares rest on (null where a share's denominator is hidden)."""
    visible = base.filter(pl.col("sign") == "visible").select(
        pl.col("indicator").alias("denominator"), "place", "authority", "breakdown", "period",
        pl.col("value").alias("of"),
    )
    on = ["denominator", "place", "authority", "breakdown"]
    earlier = visible.rename({"period": "against", "of": "of_before"})
    return frame.join(visible, on=[*on, "period"], how="left", maintain_order="left").join(
        earlier, on=[*on, "against"], how="left", maintain_order="left"
    )


def _broken(frame: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    """Mark pairs with a break in series after the earlier period began."""
    hit = frame.select(*KEY, "period", "against").join(
        breaks.select("indicator", pl.col("period").alias("from"), pl.col("place").alias("only")),
        on="indicator",
    ).filter(
        ((pl.col("only") == "") | (pl.col("only") == pl.col("place")))
        & (_first_month("against") < pl.col("from"))
        & (pl.col("from") <= _last_month("period"))
    ).select(KEY).unique().with_columns(broken=pl.lit(True))
    return frame.join(hit, on=KEY, how="left", maintain_order="left").with_columns(
        pl.col("broken").fill_null(False)
    )


def _first_month(column: str) -> pl.Expr:
    month = (pl.col(column).str.slice(5, 1).cast(pl.Int64) * 3 - 2).cast(pl.String).str.zfill(2)
    return pl.col(column).str.slice(0, 4) + "M" + (
        pl.when(pl.col(column).str.contains("K")).then(month).otherwise(pl.lit("01"))
    )


def _last_month(column: str) -> pl.Expr:
    month = (pl.col(column).str.slice(5, 1).cast(pl.Int64) * 3).cast(pl.String).str.zfill(2)
    return pl.col(column).str.slice(0, 4) + "M" + (
        pl.when(pl.col(column).str.contains("K")).then(month).otherwise(pl.lit("12"))
    )


def _estimates(frame: pl.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Log ratio (counts) or difference in percentage points (shares), its error and freedom."""
    after, before = (frame[c].cast(pl.Float64).to_numpy() for c in ("value", "before"))
    spread = frame["dispersion"].fill_null(np.nan).to_numpy()
    is_sum = frame["kind"].to_numpy() == "sum"
    inflation = np.where(is_sum, spread, np.maximum(spread, 1.0))
    ratio = np.log((after + 0.5) / (before + 0.5))
    error = np.sqrt(inflation * (1 / (after + 0.5) + 1 / (before + 0.5)))
    n, m = (frame[c].fill_null(np.nan).to_numpy() for c in ("of", "of_before"))
    shares = frame["kind"].to_numpy() == "share"
    with np.errstate(divide="ignore", invalid="ignore"):
        points = np.sqrt(after * (100 - after) / n + before * (100 - before) / m)
    estimate = np.where(shares, after - before, ratio)
    freedom = frame["freedom"].fill_null(1.0).to_numpy()
    return estimate, np.where(shares, points, error), np.where(shares, 1e6, freedom)


def _controlled(frame: pl.DataFrame) -> pl.DataFrame:
    """Benjamini–Hochberg within one area, place level and comparison; the matching level beside."""
    error = frame["error"].to_numpy()
    z = np.abs(frame["estimate"].to_numpy()) / np.where(error > 0, error, np.nan)
    p = 2 * stats.t.sf(z, frame["freedom"].to_numpy())
    frame = frame.with_columns(p=pl.when("can").then(pl.Series(p)))
    family = ["area", "place_level"]
    rank = pl.col("p").rank("ordinal").over(family)
    size = pl.col("p").count().over(family).cast(pl.Int64)
    passed = pl.when(pl.col("p") <= FALSE_DISCOVERY * rank / size).then(rank).max().over(family)
    found = passed.fill_null(1).clip(1)
    return frame.with_columns(alpha=FALSE_DISCOVERY * found / size).with_columns(
        sure=(pl.col("p") <= pl.col("alpha")).fill_null(False) & passed.is_not_null()
    )


def _words(frame: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    half = stats.t.isf(
        frame["alpha"].fill_null(FALSE_DISCOVERY).to_numpy() / 2, frame["freedom"].to_numpy()
    ) * frame["error"].to_numpy()
    estimate = frame["estimate"].to_numpy()
    shares = frame["kind"].to_numpy() == "share"
    ends = []
    for end in (estimate - half, estimate + half):
        with np.errstate(over="ignore"):
            ends.append(np.where(shares, end, 100 * np.expm1(np.clip(end, -20, 20))))
    relative = 100 * (pl.col("value") - pl.col("before")) / pl.col("before")
    large = (relative.abs() >= limits.clear_percent) | (pl.col("before") == 0)
    direction = pl.when(pl.col("estimate") > 0).then(pl.lit("up")).otherwise(pl.lit("down"))
    size = pl.when(large).then(pl.lit("clear_")).otherwise(pl.lit("slight_"))
    word = (
        pl.when("broken").then(pl.lit("not_comparable"))
        .when(~pl.col("can")).then(pl.lit("too_few"))
        .when("sure").then(size + direction)
        .otherwise(pl.lit("none"))
    )
    stated = (pl.col("kind") != "share") & (
        pl.min_horizontal("value", "before") >= limits.percent_from
    )
    return frame.with_columns(
        low=pl.when("can").then(pl.Series(ends[0])), high=pl.when("can").then(pl.Series(ends[1])),
        word=word, basis=pl.col("basis").fill_null(""),
        difference=pl.when(~pl.col("broken")).then(pl.col("value") - pl.col("before")),
        percent=pl.when(stated & ~pl.col("broken")).then(relative),
    )
