"""Through the real protection, what is judged keeps its levels, and nothing protected is judged on.

A small cube of person counts by county, region and Sweden, quarter and year, is drawn, protected
by the product's own ``protect``, and judged from what is left.
"""

import numpy as np
import polars as pl
import pytest

from data import periods
from data.policy import policy
from metrics.change import SURE_WORDS, Limits, changes, compared
from metrics.disclosure import protect
from tests.disclosure.tables import LEVELS, PLACES, exact, indicators

QUARTERS = periods.span("2022K1", "2025K4")
COUNTIES = [p for p in PLACES if p not in LEVELS]
NO_BREAKS = pl.DataFrame(schema=dict.fromkeys(("indicator", "period", "place"), pl.String))


def drawn(seed: int, series: int, real: float = 0.0) -> pl.DataFrame:
    """Draw exact cells, counties of mean 9 to 60; that share of each area's ten indicators rises.

    The rise is of 60 per cent, in the newest quarter.
    """
    rng = np.random.default_rng(seed)
    means = 9 * rng.permuted(np.tile(np.geomspace(1, 6.7, len(COUNTIES)), (series, 1)), axis=1)
    season = 1 + 0.15 * np.cos(np.pi / 2 * np.arange(len(QUARTERS)))
    grows = np.ones((series, 1, len(QUARTERS)))
    grows[np.arange(series) % 10 < 10 * real, :, -1] = 1.6
    values = rng.poisson(means[:, :, None] * season * grows)
    base = pl.DataFrame({
        "indicator": np.repeat([f"i{n:03d}" for n in range(series)], values[0].size),
        "place": np.tile(np.repeat(COUNTIES, len(QUARTERS)), series),
        "period": QUARTERS * (series * len(COUNTIES)), "value": values.ravel().astype(float)})
    return exact(_margins(base).iter_rows(named=True))


def _margins(base: pl.DataFrame) -> pl.DataFrame:
    up = [base, base.with_columns(pl.col("place").replace(PLACES)),
          base.with_columns(place=pl.lit("SE"))]
    by_quarter = [f.with_columns(period_level=pl.lit("quarter")) for f in up]
    by_year = [f.with_columns(pl.col("period").str.slice(0, 4), period_level=pl.lit("year"))
               for f in up]
    keys = ["indicator", "place", "period", "period_level"]
    summed = pl.concat([*by_quarter, *by_year]).group_by(keys).agg(pl.col("value").sum())
    return summed.with_columns(area=pl.col("indicator").str.head(-1)).sort(keys)


def published(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Protect, and hide what is protected: what ``changes`` reads."""
    named = cells["indicator"].unique().sort()
    about = indicators(*({"indicator": i, "area": i[:-1]} for i in named))
    safe = protect(cells, about, PLACES, policy(), intervals=False).cells
    shown = safe.with_columns(status=pl.lit("final"), value=pl.when(
        pl.col("sign") == "visible").then("value"))
    return shown, about


def alarms(seed: int, series: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return every comparison where nothing has changed, and the cells that it was made from."""
    shown, about = published(drawn(seed, series))
    return compared(shown, about, NO_BREAKS, Limits()), shown


def test_false_alarms_stay_at_their_level_through_the_protection() -> None:
    found, _ = alarms(11, 120)
    judged = found.drop_nulls("p")
    assert judged.height > 2000
    assert (judged["p"] <= 0.05).mean() <= 0.06


def test_a_series_with_a_protected_point_is_judged_on_years_or_not_at_all() -> None:
    found, shown = alarms(12, 12)
    hidden = shown.filter(pl.col("sign") == "protected").select(
        "indicator", "place", "period_level").unique()
    for level in ("quarter", "year"):
        on = found.filter(pl.col("basis") == level)
        assert on.height > 0
        assert on.join(hidden.filter(pl.col("period_level") == level),
                       on=["indicator", "place"]).is_empty()
    coarser = found.filter((pl.col("comparison") == "quarter") & (pl.col("basis") == "year"))
    assert coarser.height > 0
    assert coarser.join(hidden.filter(pl.col("period_level") == "quarter"),
                        on=["indicator", "place"], how="anti").is_empty()


def false_share(seed: int, series: int, real: float) -> float:
    """Return the mean share of false ones among what a family calls a sure change of a quarter."""
    shown, about = published(drawn(seed, series, real))
    found = changes(shown, about, NO_BREAKS, Limits()).filter(pl.col("comparison") == "quarter")
    false = pl.col("indicator").str.tail(1).cast(pl.Int64) >= 10 * real
    family = found.select(pl.col("indicator").str.head(-1).alias("area"), false.alias("false"),
                          pl.col("place").replace_strict(LEVELS, default="county").alias("level"),
                          pl.col("word").is_in(SURE_WORDS).alias("sure")).group_by("area", "level")
    shares = family.agg(share=pl.col("false").filter("sure").mean().fill_null(0.0),
                        sure=pl.col("sure").sum())
    assert shares["sure"].sum() > series * real
    return float(shares["share"].mean())


@pytest.mark.parametrize("real", [0.1, 0.5])
def test_few_discoveries_are_false_through_the_protection(real: float) -> None:
    assert false_share(13, 240, real) <= 0.05


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(4))
def test_both_levels_hold_through_the_protection_of_many_more(seed: int) -> None:
    found, _ = alarms(100 + seed, 500)
    judged = found.drop_nulls("p")
    assert 0.04 <= (judged["p"] <= 0.05).mean() <= 0.06
    assert false_share(200 + seed, 500, 0.1) <= 0.05
    assert false_share(300 + seed, 500, 0.5) <= 0.05
