"""What stands out in an edition: trends, single periods, places, and how sure small counts are.

Here: the frame ``signals``, of the headline series, from visible cells only. Not here: the methods
(``metrics.noise``), comparisons with a year before (``metrics.change``).

A stock carries over from one period to the next, so that its points are no independent counts:
nothing is said of it here.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from metrics.change import Limits, judgeable
from metrics.noise import discovery, limits, poisson, trend
from metrics.noise.fit import Bools, Floats
from metrics.noise.series import KEY, Series, series

FEWEST = 3.0       # freedom that a trend or a limit needs
LEAST_MEAN = 5.0   # of a series of counts: under it the methods are not tested
PLACES = 5         # so many places at least make a funnel
DECIMALS = 6
NUMBERS = ("value", "expected", "low", "high")
SIGNAL_SCHEMA: pl.Schema = pl.Schema({
    **dict.fromkeys([*KEY, "period", "method"], pl.String),
    **dict.fromkeys(NUMBERS, pl.Float64),
    **dict.fromkeys(["word", "basis"], pl.String),
})


def signals(
    cells: pl.DataFrame, indicators: pl.DataFrame, breaks: pl.DataFrame, rules: Limits
) -> pl.DataFrame:
    """Return what stands out, one row a statement, as ``SIGNAL_SCHEMA``.

    Arguments as for ``metrics.change.changes``; ``indicators`` with headline. ``method``:
    ``trend`` (value, low, high: growth in per cent a year, for shares in percentage points;
    clear_up … none, too_few), ``limits`` (a point of its series: above, below, within), ``funnel``
    (a share among like places: the same words), ``interval`` (a small count: the mean that it may
    stand for; no word). ``basis``: the period level. Words are under false-discovery control in one
    area, place level, method and basis; low and high are at the matching level.
    """
    base = judgeable(cells, indicators).filter(
        (pl.col("authority") == "all") & (pl.col("breakdown") == "all"))
    chosen = indicators.filter((pl.col("headline") > 0) & (pl.col("kind") != "stock"))["indicator"]
    blocks = [_headlines(b, chosen) for level in ("month", "quarter", "year")
              if (b := series(base, level, breaks))]
    found = [_trends(blocks, rules), *(_points(b) for b in blocks if b.level != "year"),
             _funnels(base), _small(base, chosen, rules)]
    frames = [f.select(*SIGNAL_SCHEMA).cast(SIGNAL_SCHEMA) for f in found if f.height]
    whole = pl.concat([pl.DataFrame(schema=SIGNAL_SCHEMA), *frames])
    return whole.with_columns(pl.col(NUMBERS).round(DECIMALS)).sort(*KEY, "method", "period",
                                                                    "basis")


def _headlines(block: Series, chosen: pl.Series) -> Series:
    return block.part(block.keys["indicator"].is_in(chosen.to_list()).to_numpy())


def _large(block: Series) -> Bools:
    """Tell the series whose points are counts large enough for the methods, on the average."""
    seen = np.where(block.seen, block.counts, 0.0).sum(axis=1)
    many: Bools = seen >= LEAST_MEAN * np.maximum(block.seen.sum(axis=1), 1)
    return many


def _split(block: Series) -> list[tuple[Series, Floats | None]]:
    """Return counts and shares apart, shares with what they are out of."""
    shares: Bools = (block.keys["kind"] == "share").to_numpy()
    return [(block.part(~shares), None), (block.part(shares), block.trials[shares])]


def _trends(blocks: list[Series], rules: Limits) -> pl.DataFrame:
    """Judge the growth of each series at the finest level that is wholly visible."""
    found = [_slopes(part, trials) for block in blocks
             for part, trials in _split(block.part(block.whole & _large(block)))]
    every = pl.concat([b.keys.select(*KEY, "area", "place_level", "kind") for b in blocks]
                      or [pl.DataFrame(schema=dict.fromkeys(
                          [*KEY, "area", "place_level", "kind"], pl.String))])
    if every.is_empty():
        return pl.DataFrame(schema=SIGNAL_SCHEMA)
    best = pl.concat(found).filter(pl.col("freedom") >= FEWEST).unique(
        KEY, keep="first", maintain_order=True)
    frame = every.unique(KEY, maintain_order=True).join(
        best, on=KEY, how="left", maintain_order="left")
    return _grown(discovery.controlled(frame, ["area", "place_level"]), rules)


def _slopes(block: Series, trials: Floats | None) -> pl.DataFrame:
    """Return growth, error and freedom of each series; ``scale`` makes points of a share's."""
    told = trend.slope(block.counts, block.columns, block.seen, trials)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stats.t.sf(np.abs(told.estimate) / told.error, told.freedom)
        share = np.where(block.seen, block.counts, 0).sum(axis=1) / np.where(
            block.seen, np.nan_to_num(block.trials), 0).sum(axis=1)
    newest = [block.periods[int(np.flatnonzero(row).max(initial=0))] for row in block.seen]
    return block.keys.select(KEY).with_columns(
        period=pl.Series(newest, dtype=pl.String), basis=pl.lit(block.level),
        estimate=pl.Series(told.estimate), error=pl.Series(told.error),
        freedom=pl.Series(told.freedom), p=pl.Series(p).fill_nan(None), share=pl.Series(share))


def _grown(frame: pl.DataFrame, rules: Limits) -> pl.DataFrame:
    """Write growth in per cent (percentage points) a year, and its word."""
    estimate, error, freedom = (
        frame[c].fill_null(np.nan).to_numpy() for c in ("estimate", "error", "freedom"))
    half = stats.t.isf(frame["alpha"].to_numpy() / 2, freedom) * error
    shares = (frame["kind"] == "share").to_numpy()
    share = frame["share"].fill_null(np.nan).to_numpy()
    ends = [np.where(shares, 100 * share * (1 - share) * slope, 100 * np.expm1(
        np.clip(slope, -20, 20))) for slope in (estimate, estimate - half, estimate + half)]
    relative = np.abs(ends[0]) / np.where(shares, share, 1.0)
    size = pl.when(pl.Series(relative) >= rules.clear_percent).then(pl.lit("clear_")).otherwise(
        pl.lit("slight_"))
    direction = pl.when(pl.col("estimate") > 0).then(pl.lit("up")).otherwise(pl.lit("down"))
    return frame.with_columns(
        method=pl.lit("trend"), expected=pl.lit(None, pl.Float64), basis=pl.col("basis").fill_null(
            ""), period=pl.col("period").fill_null(""),
        word=pl.when(pl.col("p").is_null()).then(pl.lit("too_few")).when("sure").then(
            size + direction).otherwise(pl.lit("none")),
        **{name: pl.when(pl.col("p").is_not_null()).then(pl.Series(end))
           for name, end in zip(("value", "low", "high"), ends, strict=True)})


def _points(block: Series) -> pl.DataFrame:
    """Judge each point of each wholly visible series by all its others."""
    found = [_against_others(part, trials)
             for part, trials in _split(block.part(block.whole & _large(block)))]
    return _outside(pl.concat(found), "limits", block.level)


def _against_others(block: Series, trials: Floats | None) -> pl.DataFrame:
    many = limits.points(block.counts, block.columns, block.seen, trials)
    row, at = np.nonzero(block.seen & (many.freedom >= FEWEST))
    unit = 1.0 if trials is None else 100.0
    one = limits.Limits(many.expected[row, at], many.spread[row, at], many.freedom[row, at],
                        many.shares)
    named = block.keys.select(*KEY, "area", "place_level")[row.tolist()]
    value = block.value[row, at]
    return _limited(named.with_columns(period=pl.Series(
        [block.periods[n] for n in at], dtype=pl.String)), value / unit, one)


def _limited(named: pl.DataFrame, value: Floats, one: limits.Limits) -> pl.DataFrame:
    """Add value, p and what its limits are made of."""
    return named.with_columns(
        value=pl.Series(value), p=pl.Series(one.p(value)), expected=pl.Series(one.expected),
        spread=pl.Series(one.spread), freedom=pl.Series(one.freedom), shares=pl.lit(one.shares))


def _outside(frame: pl.DataFrame, method: str, basis: str) -> pl.DataFrame:
    """Say of each value whether it lies above, below or within its limits."""
    judged = discovery.controlled(frame, ["area", "place_level"])
    done = []
    for shares in (False, True):
        part = judged.filter(pl.col("shares") == shares)
        expected, spread, freedom, alpha = (
            part[c].to_numpy() for c in ("expected", "spread", "freedom", "alpha"))
        low, high = limits.Limits(expected, spread, freedom, shares).ends(alpha)
        unit = 100.0 if shares else 1.0
        done.append(part.with_columns(
            pl.col("value", "expected") * unit, low=pl.Series(low * unit, dtype=pl.Float64),
            high=pl.Series(high * unit, dtype=pl.Float64)))
    side = pl.when(pl.col("value") > pl.col("expected")).then(pl.lit("above")).otherwise(
        pl.lit("below"))
    return pl.concat(done).with_columns(
        method=pl.lit(method), basis=pl.lit(basis),
        word=pl.when("sure").then(side).otherwise(pl.lit("within")))


def _funnels(base: pl.DataFrame) -> pl.DataFrame:
    """Judge the newest settled share of each place among the places of its level."""
    settled = base.filter((pl.col("status") != "provisional") & (pl.col("sign") == "visible"))
    whole = settled.select(pl.col("indicator").alias("denominator"), "place", "period",
                           pl.col("value").alias("of"))
    shares = settled.filter(pl.col("kind") == "share").join(
        whole, on=["denominator", "place", "period"]).filter(pl.col("of") > 0)
    around = shares.filter(pl.col("place_level") == "SE").select(
        "indicator", "period", around="value", around_of="of")
    places = shares.filter(pl.col("place_level") != "SE").join(around, on=["indicator", "period"])
    newest = places.filter(pl.col("period") == pl.col("period").max().over(
        "indicator", "place_level", "period_level"))
    done = [_funnel(part) for _, part in newest.group_by(
        "indicator", "place_level", "period_level", maintain_order=True) if part.height >= PLACES]
    return pl.concat([_outside(part.drop("period_level"), "funnel", str(level[0])) for level, part
                      in pl.concat(done).group_by("period_level", maintain_order=True)]) \
        if done else pl.DataFrame(schema=SIGNAL_SCHEMA)


def _funnel(places: pl.DataFrame) -> pl.DataFrame:
    value, of, around, around_of = (
        places[c].cast(pl.Float64).to_numpy() for c in ("value", "of", "around", "around_of"))
    one = limits.funnel(
        value / 100 * of, of, float(around[0] / 100 * around_of[0]), float(around_of[0]))
    return _limited(places.select(*KEY, "area", "place_level", "period", "period_level"),
                    value / 100, one)


def _small(base: pl.DataFrame, chosen: pl.Series, rules: Limits) -> pl.DataFrame:
    """Give the newest settled count of each headline series its interval, where it is small."""
    newest = base.filter(
        pl.col("indicator").is_in(chosen.to_list()) & pl.col("kind").is_in(["count", "distinct"])
        & (pl.col("status") != "provisional") & (pl.col("period_level") != "month"),
    ).sort("period").group_by(*KEY, "period_level", maintain_order=True).last().filter(
        (pl.col("sign") == "visible") & (pl.col("value") < rules.percent_from))
    low, high = poisson.rate_interval(newest["value"].cast(pl.Float64).to_numpy())
    return newest.with_columns(
        method=pl.lit("interval"), expected=pl.lit(None, pl.Float64), low=pl.Series(low),
        high=pl.Series(high), word=pl.lit(""), basis=pl.col("period_level"))
