"""Is a change more than noise: one word per published figure, under false-discovery control.

Here: comparisons of a published year or quarter with the same one a year before, their intervals
and words. Not here: which two periods may be compared (``metrics.comparable``), the methods
(``metrics.noise``), trends and limits (``metrics.signals``), sentences, anything that reads
unprotected cells.

Method. Counts and amounts are quasi-Poisson, shares quasi-binomial: the dispersion is that of the
series around its level, trend and season since the newest break, the compared periods apart. Series
of one area, place level and kind lend each other strength. Two counts are compared given their sum
(score test and Wilson's interval, Student's t); where the two together are under ``small_under``
the mid-p of two Poisson counts must agree. Words follow Benjamini and Hochberg at 5 % within one
area, place level and comparison; intervals are at the matching level. Stocks carry over from one
quarter to the next: for them 5 % means about 6. A period that is not ripe for a later state of a
chain is not judged: its cases have had less time than those of a year before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import stats

from metrics.comparable import Ripe, broken, young
from metrics.noise import discovery, pairs, spread
from metrics.noise.fit import Bools, Floats, fit
from metrics.noise.series import KEY, Series, series

FEWEST = 3.0        # freedom that a dispersion needs, lent freedom among it
WIDEST = 1e9        # per cent: an interval without end ends here
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
    small_under: float = 30.0


def changes(
    cells: pl.DataFrame, indicators: pl.DataFrame, breaks: pl.DataFrame, limits: Limits,
    ripe: Ripe | None = None,
) -> pl.DataFrame:
    """Judge every published figure against the same period a year before.

    ``cells``: finished cells (key, area, place_level, period, period_level, value, sign, status).
    ``indicators``: indicator, area, kind, denominator, complement. ``breaks``: indicator, period
    (month from which the series is new), place ("" for all). ``ripe``: without it every period is.
    Returns ``CHANGE_SCHEMA``, percent in per cent; low and high in per cent, for shares in
    percentage points.
    """
    frame = compared(cells, indicators, breaks, limits, ripe)
    if frame.is_empty():
        return pl.DataFrame(schema=CHANGE_SCHEMA)
    family = ["area", "place_level", "comparison"]
    judged = _words(_intervals(discovery.controlled(frame, family)), limits)
    return judged.select(*CHANGE_SCHEMA).cast(CHANGE_SCHEMA)


def compared(
    cells: pl.DataFrame, indicators: pl.DataFrame, breaks: pl.DataFrame, limits: Limits,
    ripe: Ripe | None = None,
) -> pl.DataFrame:
    """Return every comparison with its p before any control, null where it cannot be judged.

    Arguments as for ``changes``.
    """
    base = judgeable(cells, indicators)
    blocks = [b for b in (series(base, level, breaks) for level in ("quarter", "year")) if b]
    frames = []
    for comparison in ("quarter", "year"):
        found = broken(_denominators(_pairs(base, comparison), base), breaks).with_columns(
            comparison=pl.lit(comparison))
        for block in blocks:
            found = _based(found, block)
        frames.append(_moderated(found))
    return _tested(young(pl.concat(frames, how="diagonal"), ripe or Ripe()), limits)


def judgeable(cells: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Return the cells that a judgement may rest on, with kind and denominator of each.

    The rest of a whole is judged by no one, nor is what is not stated.
    """
    made = pl.col("complement") == pl.col("indicator")
    kinds = indicators.filter(~made).select("indicator", "kind", "denominator", "area")
    unstated = (pl.col("place").str.ends_with("00")
                | pl.col("breakdown").str.ends_with("not_stated"))
    return cells.drop("area", strict=False).join(kinds, on="indicator").filter(
        pl.col("kind").is_in([*COUNTED, "share"]) & ~unstated)


def _year_before(period: str = "period") -> pl.Expr:
    year = pl.col(period).str.slice(0, 4).cast(pl.Int64) - 1
    return year.cast(pl.String) + pl.col(period).str.slice(4)


def _pairs(base: pl.DataFrame, level: str) -> pl.DataFrame:
    """Newest settled period of each series beside the same one a year before, both visible."""
    rows = base.filter((pl.col("period_level") == level) & (pl.col("status") != "provisional"))
    newest = rows.sort("period").group_by(KEY, maintain_order=True).last().with_columns(
        against=_year_before(), basis=pl.lit(""), dispersion=pl.lit(None, pl.Float64),
        freedom=pl.lit(None, pl.Float64))
    before = rows.select(
        *KEY, pl.col("period").alias("against"), pl.col("value").alias("before"),
        pl.col("sign").alias("sign_before"),
    )
    joined = newest.join(before, on=[*KEY, "against"], how="inner", maintain_order="left")
    return joined.filter((pl.col("sign") == "visible") & (pl.col("sign_before") == "visible"))


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


def _based(frame: pl.DataFrame, block: Series) -> pl.DataFrame:
    """Take a level's dispersion where none finer was wholly visible, and name the level."""
    asked = block.keys.select(*KEY, "row").join(
        frame.filter(pl.col("basis") == "").select(*KEY, "period", "against"), on=KEY, how="inner",
        maintain_order="left")
    if asked.is_empty():
        return frame
    rows = np.isin(np.arange(block.keys.height), asked["row"].to_numpy()) & block.whole
    part = block.part(rows)
    judged = part.keys.select("row").join(asked, on="row", maintain_order="left")
    found = _dispersions(part, judged).filter(pl.col("m") >= 1)
    joined = frame.join(found, on=KEY, how="left", maintain_order="left")
    take = (pl.col("basis") == "") & pl.col("d").is_not_null()
    return joined.with_columns(
        basis=pl.when(take).then(pl.lit(block.level)).otherwise("basis"),
        dispersion=pl.when(take).then("d").otherwise("dispersion"),
        freedom=pl.when(take).then("m").otherwise("freedom")).drop("d", "m")


def _dispersions(block: Series, judged: pl.DataFrame) -> pl.DataFrame:
    """Return the dispersion of each series, both compared periods having a level of their own.

    Years are too few for that: there only the newer one has.
    """
    apart = ("period", "against") if block.level == "quarter" else ("period",)
    common = np.broadcast_to(block.columns, (*block.value.shape, block.columns.shape[1]))
    design = np.concatenate([common, *(_within(block, judged[c]) for c in apart)], axis=2)
    shares: Bools = (block.keys["kind"] == "share").to_numpy()
    dispersion, freedom = np.full(judged.height, np.nan), np.zeros(judged.height)
    for rows, trials in ((shares, block.trials[shares]), (~shares, None)):
        found = fit(block.counts[rows], design[rows], block.seen[rows], trials)
        dispersion[rows], freedom[rows] = found.dispersion, found.freedom
    return block.keys.select(KEY).with_columns(d=pl.Series(dispersion), m=pl.Series(freedom))


def _within(block: Series, periods: pl.Series) -> Floats:
    """Mark the points of each series that lie in a period of its own, or hold it: S x n x 1."""
    inside = np.array([[p.startswith(one) or one.startswith(p) for p in block.periods]
                       for one in periods], float)
    return inside.reshape(len(periods), len(block.periods), 1)


def _moderated(frame: pl.DataFrame) -> pl.DataFrame:
    """Let series of one area, place level, kind and basis lend each other strength."""
    group = ["area", "place_level", pl.col("kind").replace({"distinct": "count"}), "basis"]
    done = []
    for _, part in frame.group_by(group, maintain_order=True):
        if part["basis"][0]:
            dispersion, freedom = spread.moderated(
                part["dispersion"].to_numpy(), part["freedom"].to_numpy())
            part = part.with_columns(
                dispersion=pl.Series(dispersion), freedom=pl.Series(freedom))
        done.append(part)
    return pl.concat(done) if done else frame


def _numbers(frame: pl.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    after, before, dispersion, freedom = (
        frame[c].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for c in ("value", "before", "dispersion", "freedom"))
    return after, before, dispersion, freedom


def _share_difference(frame: pl.DataFrame) -> tuple[Floats, Floats]:
    """Return the difference of shares in percentage points, and its error."""
    after, before, dispersion, _ = _numbers(frame)
    n, m = (frame[c].cast(pl.Float64).fill_null(np.nan).to_numpy() for c in ("of", "of_before"))
    points, error = pairs.shares(after * n / 100, n, before * m / 100, m)
    return 100 * points, 100 * error * np.sqrt(dispersion)


def _tested(frame: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Add p, what is small, and whether a pair can be judged at all."""
    shares = pl.col("kind") == "share"
    together = pl.col("value") + pl.col("before")
    frame = frame.with_columns(small=(together < limits.small_under) & ~shares)
    after, before, dispersion, freedom = _numbers(frame)
    small, of_shares = frame["small"].to_numpy(), frame.select(shares).to_series().to_numpy()
    p = pairs.counts_p(after, before, dispersion, freedom, small)
    points, error = _share_difference(frame)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(of_shares, 2 * stats.t.sf(np.abs(points) / error, freedom), p)
    can = ((pl.col("basis") != "") & (pl.col("freedom") >= FEWEST)
           & ~pl.col("broken") & ~pl.col("young") & (shares | (together >= limits.judge_from))
           & pl.col("p").is_not_nan())
    return frame.with_columns(p=pl.Series(p)).with_columns(can=can.fill_null(False)).with_columns(
        p=pl.when("can").then("p"))


def _intervals(frame: pl.DataFrame) -> pl.DataFrame:
    """Add low and high at each pair's level: per cent, for shares percentage points."""
    after, before, dispersion, freedom = _numbers(frame)
    alpha, small = frame["alpha"].to_numpy(), frame["small"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = pairs.counts_interval(after, before, dispersion, freedom, small, alpha)
    points, error = _share_difference(frame)
    half = stats.t.isf(alpha / 2, freedom) * error
    shares: Bools = (frame["kind"] == "share").to_numpy()
    ends = (np.where(shares, points - half, 100 * (low - 1)),
            np.where(shares, points + half, np.minimum(100 * (high - 1), WIDEST)))
    return frame.with_columns(
        estimate=pl.Series(np.where(shares, points, after - before)),
        low=pl.when("can").then(pl.Series(ends[0])), high=pl.when("can").then(pl.Series(ends[1])))


def _words(frame: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    relative = 100 * (pl.col("value") - pl.col("before")) / pl.col("before")
    large = (relative.abs() >= limits.clear_percent) | (pl.col("before") == 0)
    direction = pl.when(pl.col("estimate") > 0).then(pl.lit("up")).otherwise(pl.lit("down"))
    size = pl.when(large).then(pl.lit("clear_")).otherwise(pl.lit("slight_"))
    word = (
        pl.when("broken").then(pl.lit("not_comparable"))
        .when("young").then(pl.lit("unripe"))
        .when(~pl.col("can")).then(pl.lit("too_few"))
        .when("sure").then(size + direction)
        .otherwise(pl.lit("none"))
    )
    stated = (pl.col("kind") != "share") & (
        pl.min_horizontal("value", "before") >= limits.percent_from
    )
    alike = ~pl.col("broken") & ~pl.col("young")
    return frame.with_columns(
        word=word,
        difference=pl.when(alike).then(pl.col("value") - pl.col("before")),
        percent=pl.when(stated & alike).then(relative),
    )
