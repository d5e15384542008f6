"""What stands out is said of visible cells only, under control, and with limits that agree."""

import numpy as np
import polars as pl
import pytest

from data import periods
from metrics.change import Limits
from metrics.signals import SIGNAL_SCHEMA, signals

QUARTERS = periods.span("2021K1", "2025K4")
REGIONS = ("nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd")
NO_BREAKS = pl.DataFrame(schema=dict.fromkeys(("indicator", "period", "place"), pl.String))
ABOUT = pl.DataFrame(
    [("all", "count", "", "", 1), ("done", "count", "", "", 0), ("share", "share", "all", "", 2),
     ("open", "stock", "", "", 3), ("few", "count", "", "", 4), ("other", "count", "", "", 0)],
    schema=["indicator", "kind", "denominator", "complement", "headline"], orient="row",
).with_columns(area=pl.lit("a"))


def edition(seed: int, growth: float = 0.0, odd: str = "") -> pl.DataFrame:
    """Cells of Sweden and seven regions by quarter, and shares that are of one size everywhere."""
    rng, rows = np.random.default_rng(seed), []
    for place in REGIONS:
        for at, period in enumerate(QUARTERS):
            of = int(rng.poisson(90 * np.exp(growth * at / 4)))
            done = int(rng.binomial(of, 0.85 if place == odd else 0.4))
            rows += [("all", place, period, of), ("done", place, period, done),
                     ("open", place, period, 50 + 3 * at), ("few", place, period, 5 + at % 3),
                     ("other", place, period, of)]
    base = pl.DataFrame(rows, schema=["indicator", "place", "period", "value"], orient="row")
    whole = base.group_by("indicator", "period", maintain_order=True).agg(pl.col("value").sum())
    every = pl.concat([base, whole.with_columns(place=pl.lit("SE")).select(base.columns)])
    top, of = (every.filter(pl.col("indicator") == i) for i in ("done", "all"))
    shares = top.join(of, on=["place", "period"], suffix="_of").with_columns(
        indicator=pl.lit("share"), value=100 * pl.col("value") / pl.col("value_of"))
    cells = pl.concat([every.cast({"value": pl.Float64}), shares.select(every.columns)])
    return cells.with_columns(
        authority=pl.lit("all"), breakdown=pl.lit("all"), area=pl.lit("a"),
        period_level=pl.lit("quarter"), sign=pl.lit("visible"), status=pl.lit("final"),
        place_level=pl.when(pl.col("place") == "SE").then(pl.lit("SE")).otherwise(
            pl.lit("region")))


def hidden(cells: pl.DataFrame, place: str, period: str) -> pl.DataFrame:
    here = (pl.col("place") == place) & (pl.col("period") == period)
    return cells.with_columns(value=pl.when(~here).then("value"), sign=pl.when(here).then(
        pl.lit("protected")).otherwise("sign"))


def found(cells: pl.DataFrame, method: str, breaks: pl.DataFrame = NO_BREAKS) -> pl.DataFrame:
    return signals(cells, ABOUT, breaks, Limits()).filter(pl.col("method") == method)


def test_quiet_series_have_no_trend_no_point_outside_and_no_place_outside() -> None:
    told = signals(edition(1), ABOUT, NO_BREAKS, Limits())
    assert told.schema == SIGNAL_SCHEMA
    assert set(told["method"]) == {"trend", "limits", "funnel", "interval"}
    assert set(told["word"]) == {"none", "within", "too_few", ""} - (
        set() if "too_few" in told["word"].to_list() else {"too_few"})


def test_a_growth_of_a_tenth_a_year_is_told_with_its_interval() -> None:
    trends = found(edition(2, growth=0.15), "trend")
    sweden = trends.filter((pl.col("place") == "SE") & (pl.col("indicator") == "all"))
    assert sweden["word"].item() == "clear_up" and sweden["basis"].item() == "quarter"
    assert sweden["low"].item() < 100 * np.expm1(0.15) < sweden["high"].item()
    assert sweden["low"].item() > 0


def test_word_and_limits_always_agree() -> None:
    cells = edition(3, growth=0.1, odd="ost").with_columns(value=pl.when(
        (pl.col("indicator") == "all") & (pl.col("period") == "2024K2")).then(
        pl.col("value") * 2).otherwise("value"))
    told = signals(cells, ABOUT, NO_BREAKS, Limits())
    beyond = (pl.col("value") > pl.col("high")) | (pl.col("value") < pl.col("low"))
    side = told.filter(pl.col("method").is_in(["limits", "funnel"]))
    assert side.filter(beyond != pl.col("word").is_in(["above", "below"])).is_empty()
    assert side.filter(beyond).height > 3
    grown = told.filter(pl.col("method") == "trend").drop_nulls("value")
    excludes = (pl.col("low") > 0) | (pl.col("high") < 0)
    assert grown.filter(excludes != (pl.col("word") != "none")).is_empty()


def test_a_doubled_quarter_lies_above_the_limits_of_its_series() -> None:
    cells = edition(4).with_columns(value=pl.when(
        (pl.col("indicator") == "all") & (pl.col("place") == "syd")
        & (pl.col("period") == "2024K2")).then(pl.col("value") * 2).otherwise("value"))
    above = found(cells, "limits").filter(
        (pl.col("word") == "above") & (pl.col("indicator") == "all"))
    assert above.select("place", "period").rows() == [("syd", "2024K2")]


def test_a_place_with_another_share_lies_above_the_funnel() -> None:
    outside = found(edition(5, odd="vast"), "funnel").filter(pl.col("word") != "within")
    assert outside.select("place", "period", "word").rows() == [("vast", "2025K4", "above")]


def test_a_series_with_a_protected_point_gets_no_limits_and_no_trend() -> None:
    cells = hidden(edition(6), "mitt", "2022K3")
    assert found(cells, "limits").filter(pl.col("place") == "mitt").is_empty()
    trends = found(cells, "trend").filter(pl.col("place") == "mitt")
    assert set(trends["word"]) == {"too_few"}
    assert trends["value"].null_count() == trends.height > 0


def test_hidden_values_are_never_read() -> None:
    """With whatever stands behind the signs, what stands out is the same."""
    cells = hidden(edition(7), "mitt", "2022K3")
    behind = cells.with_columns(value=pl.when(pl.col("sign") == "protected").then(
        9999.0).otherwise("value"))
    assert signals(cells, ABOUT, NO_BREAKS, Limits()).equals(
        signals(behind, ABOUT, NO_BREAKS, Limits()))


def test_points_before_a_break_and_stocks_are_not_spoken_of() -> None:
    breaks = pl.DataFrame({"indicator": ["all"], "period": ["2023M01"], "place": ["syd"]})
    told = signals(edition(8), ABOUT, breaks, Limits())
    since = told.filter((pl.col("indicator") == "all") & (pl.col("place") == "syd")
                        & (pl.col("method") == "limits"))
    assert since["period"].min() == "2023K1" and since.height == 12
    assert not set(told["indicator"]) & {"open", "other", "done"}


def test_a_small_count_stands_with_its_mid_p_interval() -> None:
    small = found(edition(9), "interval").filter(pl.col("place") == "syd")
    assert small["indicator"].to_list() == ["few"]
    low, high = small["low"].item(), small["high"].item()
    assert low < small["value"].item() < high and high / low == pytest.approx(5.3, abs=1.5)


def test_an_empty_edition_has_no_signals() -> None:
    assert signals(edition(1).clear(), ABOUT, NO_BREAKS, Limits()).schema == SIGNAL_SCHEMA
