"""A change is stated only where it is more than noise, and the word follows the interval."""

import numpy as np
import polars as pl
import pytest

from metrics.change import CHANGE_SCHEMA, SURE_WORDS, Limits, changes

QUARTERS = [f"{year}K{quarter}" for year in range(2021, 2026) for quarter in range(1, 5)]
NO_BREAKS = pl.DataFrame(schema={"indicator": pl.String, "period": pl.String, "place": pl.String})
LIMITS = Limits()


def cells(values: np.ndarray, kind: str = "count", hide: tuple[int, int] | None = None):
    """Cells and indicators of as many counties as ``values`` has rows, a quarter a column."""
    series, periods = values.shape
    frame = pl.DataFrame({
        "indicator": ["i"] * values.size, "area": ["a"] * values.size,
        "place": np.repeat([f"p{n}." for n in range(series)], periods).tolist(),
        "place_level": ["county"] * values.size, "authority": ["all"] * values.size,
        "breakdown": ["all"] * values.size, "period": QUARTERS[-periods:] * series,
        "period_level": ["quarter"] * values.size, "value": values.ravel().astype(float),
        "sign": ["visible"] * values.size, "status": ["final"] * values.size,
    })
    if hide is not None:
        hidden = (pl.col("place") == f"p{hide[0]}.") & (pl.col("period") == QUARTERS[hide[1]])
        frame = frame.with_columns(
            value=pl.when(~hidden).then("value"),
            sign=pl.when(hidden).then(pl.lit("protected")).otherwise("sign"),
        )
    about = pl.DataFrame({"indicator": ["i"], "area": ["a"], "kind": [kind], "denominator": [""],
                          "complement": [""]})
    return frame, about


def noise(series: int, mean: float, seed: int = 7) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (series, len(QUARTERS)))


def test_noise_alone_gives_hardly_any_sure_change():
    found = changes(*cells(noise(400, 60)), NO_BREAKS, LIMITS)
    assert found.height == 400
    assert found["word"].is_in(SURE_WORDS).mean() < 0.01


def test_a_doubling_is_a_clear_rise_and_a_halving_a_clear_fall():
    values = noise(10, 200)
    values[0, -1] *= 2
    values[1, -1] //= 2
    found = {r["place"]: r for r in changes(*cells(values), NO_BREAKS, LIMITS).to_dicts()}
    assert found["p0."]["word"] == "clear_up" and found["p0."]["low"] > 0
    assert found["p1."]["word"] == "clear_down" and found["p1."]["high"] < 0
    assert found["p0."]["against"] == "2024K4" and found["p0."]["period"] == "2025K4"


def test_word_and_interval_always_agree():
    values = noise(200, 80)
    values[:60, -1] = (values[:60, -1] * 1.6).astype(int)
    found = changes(*cells(values), NO_BREAKS, LIMITS)
    excludes = (pl.col("low") > 0) | (pl.col("high") < 0)
    sure = pl.col("word").is_in(SURE_WORDS)
    assert found.filter(sure).height > 10
    assert found.filter(sure & ~excludes).is_empty()
    assert found.filter((pl.col("word") == "none") & excludes).is_empty()


def test_a_series_with_a_protected_point_is_not_judged_on_it():
    values = noise(3, 200)
    values[0, -1] *= 3
    frame, about = cells(values, hide=(0, 5))
    found = {r["place"]: r for r in changes(frame, about, NO_BREAKS, LIMITS).to_dicts()}
    assert found["p0."]["word"] == "too_few" and found["p0."]["basis"] == ""
    assert found["p1."]["basis"] == "quarter"


def test_no_change_is_stated_across_a_break():
    breaks = pl.DataFrame({"indicator": ["i"], "period": ["2025M04"], "place": [""]})
    values = noise(3, 200)
    values[:, -1] *= 3
    found = changes(*cells(values), breaks, LIMITS)
    assert set(found["word"]) == {"not_comparable"}
    assert found["difference"].null_count() == found["percent"].null_count() == 3


def test_counts_under_thirty_get_no_percentage():
    found = changes(*cells(noise(20, 12)), NO_BREAKS, LIMITS)
    assert found["percent"].null_count() == 20
    assert changes(*cells(noise(20, 300)), NO_BREAKS, LIMITS)["percent"].null_count() == 0


def test_false_alarms_stay_under_five_per_cent_before_control():
    """One series a family: the level is then the plain 5 %. Simulated once, with a fixed seed."""
    values = np.random.default_rng(3).negative_binomial(20, 20 / (20 + 60), (1500, len(QUARTERS)))
    frame, _ = cells(values)
    alone = frame.with_columns(indicator=pl.col("place"), place=pl.lit("SE"))
    each = pl.DataFrame({
        "indicator": alone["indicator"].unique(maintain_order=True),
    }).with_columns(area=pl.col("indicator"), kind=pl.lit("count"), denominator=pl.lit(""),
                    complement=pl.lit(""))
    found = changes(alone.drop("area"), each, NO_BREAKS, LIMITS)
    assert found["word"].is_in(SURE_WORDS).mean() == pytest.approx(0.03, abs=0.025)


def test_an_empty_edition_gives_an_empty_frame_of_the_same_form():
    frame, about = cells(noise(1, 50))
    assert changes(frame.clear(), about, NO_BREAKS, LIMITS).schema == CHANGE_SCHEMA
