"""Where a chain narrows in a region: each step's share beside the rest of Sweden, judged.

Here: the method ``step`` of the frame ``signals``, from visible cells only. Not here: when a cohort
is ripe (``metrics.ripening``), what a page makes of the words.

Method. Of the cases of a cohort year that reached a state, the share that reached the next, in a
region and in the rest of Sweden, which is Sweden's figure less its own: both shown (Agresti and
Caffo (2000), The American Statistician 54, 280-288). Words are under false-discovery control in one
area, place level and year.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy import stats

from data import contracts
from metrics.change import Limits, judgeable
from metrics.comparable import Ripe, young
from metrics.noise import discovery, pairs
from metrics.signals import DECIMALS, NUMBERS, SIGNAL_SCHEMA

PAIR = ["place", "period"]


def steps(
    cells: pl.DataFrame, indicators: pl.DataFrame, ripe: Ripe, rules: Limits
) -> pl.DataFrame:
    """Judge each step of each chain in every region and cohort year, as ``SIGNAL_SCHEMA``.

    ``cells``: finished cells. ``indicators``: indicator, area, kind, denominator,
    complement, chain, state. ``value``: the share
    of the step before that has gone on in the region, ``expected``: in the rest of Sweden, ``low``
    and ``high``: within which the region would be like the rest, all in per cent. ``word``:
    ``fewer_clear``, ``fewer_slight``, ``more_slight``, ``more_clear``, ``alike``, ``too_few``,
    ``unripe``. A step with a figure that is not shown has no row.
    """
    shown = judgeable(cells, indicators).filter(
        (pl.col("sign") == "visible") & (pl.col("period_level") == "year")
        & (pl.col("authority") == "all") & (pl.col("breakdown") == "all"))
    found = [_step(shown, *pair) for pair in _pairs(indicators)]
    if not found:
        return pl.DataFrame(schema=SIGNAL_SCHEMA)
    frame = _tested(_unripe(pl.concat(found), ripe), rules)
    judged = _limited(discovery.controlled(frame, ["area", "place_level", "period"]), rules)
    return judged.with_columns(pl.col(NUMBERS).round(DECIMALS)).select(
        *SIGNAL_SCHEMA).cast(SIGNAL_SCHEMA).sort("indicator", *PAIR)


def _pairs(indicators: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """List each published state's indicator with that of the state it comes from."""
    for chain in contracts.chains():
        own = indicators.filter(pl.col("chain") == chain.id)
        of = dict(zip(own["state"], own["indicator"], strict=True))
        yield from ((of[s.code], of[s.parent]) for s in chain.states
                    if s.code in of and s.parent in of)


def _step(shown: pl.DataFrame, state: str, before: str) -> pl.DataFrame:
    """Put the figures of a step beside each other, of each region and of Sweden."""
    part, whole = (shown.filter(pl.col("indicator") == i) for i in (state, before))
    both = part.join(whole.select(*PAIR, of="value"), on=PAIR)
    sweden = both.filter(pl.col("place") == "SE").select(
        "period", all="value", all_of="of", status_all="status", as_of_all="as_of")
    return both.filter(pl.col("place_level") == "region").join(sweden, on="period").select(
        "indicator", "area", "place", "authority", "breakdown", "period", "place_level",
        "value", "of", "all", "all_of", "status", "status_all", "as_of", "as_of_all")


def _unripe(frame: pl.DataFrame, ripe: Ripe) -> pl.DataFrame:
    """Mark the cohorts that are not ripe for a state, in the region or in Sweden."""
    here = young(frame.with_columns(pl.col("as_of").fill_null("")), ripe)["young"]
    country = young(frame.with_columns(as_of=pl.col("as_of_all").fill_null("")), ripe)["young"]
    provisional = (pl.col("status") == "provisional") | (pl.col("status_all") == "provisional")
    return frame.with_columns(unripe=here | country | provisional.fill_null(False))


def _tested(frame: pl.DataFrame, rules: Limits) -> pl.DataFrame:
    """Add the shares in the region and in the rest of Sweden, and p where both can be judged."""
    rest, rest_of = pl.col("all") - pl.col("value"), pl.col("all_of") - pl.col("of")
    can = ((pl.min_horizontal("of", "rest_of") >= rules.percent_from)
           & pl.col("rest").is_between(0, pl.col("rest_of")) & ~pl.col("unripe"))
    frame = frame.with_columns(rest=rest, rest_of=rest_of).with_columns(can=can)
    part, of, rest_, rest_of_ = (frame[c].cast(pl.Float64).to_numpy()
                                 for c in ("value", "of", "rest", "rest_of"))
    with np.errstate(divide="ignore", invalid="ignore"):
        points, error = pairs.shares(part, of, rest_, rest_of_)
        p = 2 * stats.norm.sf(np.abs(points) / error)
    return frame.with_columns(
        points=pl.Series(points), error=pl.Series(error), share=pl.col("value") / pl.col("of"),
        expected=pl.col("rest") / pl.col("rest_of"), p=pl.when("can").then(pl.Series(p)))


def _limited(frame: pl.DataFrame, rules: Limits) -> pl.DataFrame:
    """Write shares and limits in per cent, and the word."""
    half = pl.Series(stats.norm.isf(frame["alpha"].to_numpy() / 2)) * frame["error"]
    # The limits lie about the region's share where the estimated difference would be none.
    middle = frame["share"] - frame["points"]
    country = pl.col("all") / pl.col("all_of")
    large = (pl.col("share") - country).abs() >= rules.clear_percent / 100 * country
    side = pl.when(pl.col("points") > 0).then(pl.lit("more")).otherwise(pl.lit("fewer"))
    size = pl.when(large).then(pl.lit("_clear")).otherwise(pl.lit("_slight"))
    word = (pl.when("unripe").then(pl.lit("unripe")).when(~pl.col("can")).then(pl.lit("too_few"))
            .when("sure").then(side + size).otherwise(pl.lit("alike")))
    told = pl.col("can")
    return frame.with_columns(
        method=pl.lit("step"), basis=pl.lit("year"), word=word,
        value=pl.when(told).then(100 * pl.col("share")),
        expected=pl.when(told).then(100 * pl.col("expected")),
        low=pl.when(told).then((100 * (middle - half)).clip(0, 100)),
        high=pl.when(told).then((100 * (middle + half)).clip(0, 100)))
