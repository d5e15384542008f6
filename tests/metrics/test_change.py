"""A change is stated only where it is more than noise, and the word follows the interval."""

import numpy as np
import polars as pl
import pytest

from metrics.change import CHANGE_SCHEMA, SURE_WORDS, Limits, changes, compared
from metrics.comparable import Ripe

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


def in_areas(values: np.ndarray, size: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cells and indicators of one series a row, so many indicators of Sweden to an area."""
    frame, _ = cells(values)
    alone = frame.with_columns(indicator=pl.col("place"), place=pl.lit("SE")).drop("area")
    names = alone["indicator"].unique(maintain_order=True)
    areas = [f"a{n // size}" for n in range(len(names))]
    return alone, pl.DataFrame({"indicator": names, "area": areas}).with_columns(
        kind=pl.lit("count"), denominator=pl.lit(""), complement=pl.lit(""))


def varying(seed: int, means: np.ndarray, dispersion: int) -> np.ndarray:
    """Draw counts that vary as many times more than Poisson, with a season and a slow growth."""
    time = np.arange(means.shape[1])
    means = means * (1 + 0.2 * np.cos(np.pi / 2 * time))
    rng = np.random.default_rng(seed)
    if dispersion == 1:
        return rng.poisson(means)
    return rng.negative_binomial(means / (dispersion - 1), 1 / dispersion)


@pytest.mark.parametrize("size", [1, 20])
@pytest.mark.parametrize("dispersion", [1, 3])
@pytest.mark.parametrize("mean", [20, 200])
def test_false_alarms_lie_between_four_and_six_per_cent_before_control(
    mean: int, dispersion: int, size: int
) -> None:
    """For series alone, and for series that lend each other strength."""
    values = varying(mean + dispersion + size, np.full((3000, len(QUARTERS)), mean), dispersion)
    p = compared(*in_areas(values, size), NO_BREAKS, LIMITS)["p"].drop_nulls()
    assert len(p) > 2900
    assert 0.04 - 0.008 <= (p <= 0.05).mean() <= 0.06 + 0.008   # 3000 series miss by so much


@pytest.mark.parametrize("dispersion", [1, 3])
@pytest.mark.parametrize("mean", [6, 12])
def test_small_counts_alarm_falsely_in_at_most_six_per_cent(mean: int, dispersion: int) -> None:
    values = varying(mean + dispersion, np.full((2000, len(QUARTERS)), mean), dispersion)
    p = compared(*in_areas(values, 10), NO_BREAKS, LIMITS)["p"].drop_nulls()
    assert len(p) > 900
    assert (p <= 0.05).mean() <= 0.06


def test_stocks_that_carry_over_alarm_falsely_a_little_more_often_than_they_should() -> None:
    """Six in ten of what is open stay open to the next quarter: 6.3 per cent, not 5."""
    rng = np.random.default_rng(1)
    columns = [rng.poisson(100, 4000)]
    for _ in QUARTERS[1:]:
        columns.append(rng.binomial(columns[-1], 0.6) + rng.poisson(40, 4000))
    p = compared(*in_areas(np.stack(columns, axis=1), 10), NO_BREAKS, LIMITS)["p"].drop_nulls()
    assert len(p) == 4000
    assert (p <= 0.05).mean() <= 0.07


@pytest.mark.parametrize("real", [0.1, 0.5])
def test_few_of_the_sure_changes_are_false(real: float) -> None:
    """In families of twenty, of which that share has truly risen or fallen."""
    values = varying(5, np.full((4000, len(QUARTERS)), 120.0), 2).astype(float)
    truly = np.arange(4000) % 20 < 20 * real
    moved = np.full((4000, len(QUARTERS)), 120.0)
    moved[:, -1] *= np.where(np.arange(4000) % 2, 1.6, 0.5)
    values[truly] = varying(6, moved, 2)[truly]
    found = changes(*in_areas(values, 20), NO_BREAKS, LIMITS).with_columns(
        number=pl.col("indicator").str.slice(1).str.strip_chars(".").cast(pl.Int64)).with_columns(
        area=pl.col("number") // 20, true=pl.col("number") % 20 < 20 * real)
    sure = pl.col("word").is_in(SURE_WORDS)
    false = found.group_by("area").agg((~pl.col("true")).filter(sure).mean().fill_null(0.0))
    assert false["true"].mean() <= 0.05
    assert found.filter(sure & pl.col("true")).height > 0.3 * truly.sum()


def test_a_series_is_judged_on_its_points_since_the_newest_break() -> None:
    """Before it the counts were others; with them no change of this size could be told."""
    values = noise(3, 200)
    values[:, :10] //= 4
    values[0, -1] *= 2
    breaks = pl.DataFrame({"indicator": ["i"], "period": ["2023M07"], "place": [""]})
    found = {r["place"]: r for r in changes(*cells(values), breaks, LIMITS).to_dicts()}
    assert found["p0."]["word"] == "clear_up" and found["p0."]["basis"] == "quarter"


def test_series_with_a_protected_quarter_are_judged_on_their_years() -> None:
    values = noise(20, 400)
    values[0, -1] *= 2
    frame, about = cells(values)
    summed = frame.with_columns(pl.col("period").str.slice(0, 4)).group_by(
        pl.exclude("value", "sign", "status"), maintain_order=True).agg(
        pl.col("value").sum(), sign=pl.lit("visible").first(), status=pl.lit("final").first())
    years = summed.with_columns(period_level=pl.lit("year")).select(frame.columns)
    # p0. to p9.
    hidden = (pl.col("place").str.len_chars() == 3) & (pl.col("period") == QUARTERS[5])
    frame = frame.with_columns(
        value=pl.when(~hidden).then("value"),
        sign=pl.when(hidden).then(pl.lit("protected")).otherwise("sign"))
    found = changes(pl.concat([frame, years]), about, NO_BREAKS, LIMITS)
    basis = {r["place"]: r["basis"] for r in found.to_dicts()}
    assert {basis[f"p{n}."] for n in range(10)} == {"year"}
    assert {basis[f"p{n}."] for n in range(10, 20)} == {"quarter"}
    one = found.filter((pl.col("place") == "p0.") & (pl.col("comparison") == "quarter"))
    assert one["word"].item() == "clear_up"


def test_an_empty_edition_gives_an_empty_frame_of_the_same_form():
    frame, about = cells(noise(1, 50))
    assert changes(frame.clear(), about, NO_BREAKS, LIMITS).schema == CHANGE_SCHEMA


def test_a_period_that_is_not_ripe_is_not_judged_and_takes_no_part_in_the_control():
    values = noise(10, 200)
    values[:, -1] //= 2   # every one has fallen: the newest cases have had no time
    frame, about = cells(values)
    ripe = {q: changes(frame, about, NO_BREAKS, LIMITS, Ripe("2026M03", {"i": q})) for q in (1, 2)}
    assert set(ripe[1]["word"]) == {"clear_down"}   # a quarter has passed since 2025K4
    assert set(ripe[2]["word"]) == {"unripe"}
    assert ripe[2]["difference"].null_count() == ripe[2]["percent"].null_count() == 10
    assert ripe[2]["low"].null_count() == 10 and ripe[2]["value"].null_count() == 0


def test_a_figure_of_an_older_edition_is_no_riper_than_it_was_then():
    frame, about = cells(noise(2, 200))
    frame = frame.with_columns(as_of=pl.when(pl.col("place") == "p0.").then(
        pl.lit("S-1")).otherwise(pl.lit("")))
    ripe = Ripe("2026M06", {"i": 2}, {"S-1": "2026M03", "S-2": "2026M05"})
    found = dict(changes(frame, about, NO_BREAKS, LIMITS, ripe).select("place", "word").iter_rows())
    assert found["p0."] == "unripe" and found["p1."] != "unripe"
