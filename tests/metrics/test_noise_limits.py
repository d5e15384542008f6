"""Points outside the limits of their series, and places outside the funnel, are as rare as said."""

import numpy as np
import pytest
from scipy import stats

from metrics.noise import limits, trend
from metrics.noise.fit import Floats, fit
from tests.metrics.test_noise_trend import course, drawn

RUNS = {"month": 300, "quarter": 1500}


def by_moving_range(counts: Floats, p: float) -> np.ndarray:
    """Tell the points outside XmR limits, drawn in to a level."""
    width = 2.66 * np.abs(np.diff(counts, axis=1)).mean(axis=1, keepdims=True)
    away = np.abs(counts - counts.mean(axis=1, keepdims=True))
    return np.asarray(away > width * stats.norm.isf(p / 2) / 3)


@pytest.mark.parametrize("dispersion", [1, 3])
@pytest.mark.parametrize("mean", [5, 50])
@pytest.mark.parametrize(("level", "count"), [("month", 58), ("quarter", 19)])
def test_a_point_of_a_quiet_series_lies_outside_in_4_to_6_per_cent(
    level: str, count: int, mean: float, dispersion: int
) -> None:
    columns, means = course(level, count, mean, 0.1)
    counts = drawn(np.random.default_rng(mean + dispersion), means, dispersion, RUNS[level])
    found = limits.points(counts, columns, np.ones(counts.shape, bool))
    assert 0.04 <= (found.p(counts) <= 0.05).mean() <= 0.06
    assert (found.p(counts) <= 0.001).mean() <= 0.004


def test_xmr_calls_the_season_a_cause_and_misses_real_ones() -> None:
    columns, means = course("month", 60, 50, 0.1)
    counts = drawn(np.random.default_rng(1), means, 1, 300)
    assert by_moving_range(counts, 0.05).mean() > 0.15
    counts[:, 30] = drawn(np.random.default_rng(2), 2 * means, 1, 300)[:, 30]
    found = limits.points(counts, columns, np.ones(counts.shape, bool)).p(counts)[:, 30]
    assert (found <= 0.05).mean() > by_moving_range(counts, 0.05)[:, 30].mean() + 0.1


def test_each_point_is_judged_by_the_fit_of_all_the_others() -> None:
    columns, means = course("quarter", 19, 200, 0.1)
    counts = drawn(np.random.default_rng(3), means, 3, 5)
    found = limits.points(counts, columns, np.ones(counts.shape, bool))
    for at in (0, 9, 18):
        others = np.ones(counts.shape, bool)
        others[:, at] = False
        without = fit(counts, columns, others)
        mean = np.exp(without.coefficients @ columns[at])
        assert found.expected[:, at] == pytest.approx(mean, rel=0.03)
        own = np.sqrt(without.dispersion) * mean ** (1 / 6) * np.sqrt(1 + mean * np.einsum(
            "k,skl,l->s", columns[at], without.unscaled, columns[at]))
        assert found.spread[:, at] == pytest.approx(own, rel=0.08)


def test_limits_and_p_always_agree() -> None:
    columns, means = course("quarter", 19, 20, 0.1)
    counts = drawn(np.random.default_rng(4), means, 2, 400)
    found = limits.points(counts, columns, np.ones(counts.shape, bool))
    low, high = found.ends(np.full(counts.shape, 0.05))
    assert (((counts < low) | (counts > high)) == (found.p(counts) < 0.05)).all()


def test_a_point_of_a_quiet_share_lies_outside_in_4_to_6_per_cent() -> None:
    columns = trend.design(0, 19, "quarter")
    of = np.random.default_rng(5).integers(30, 120, (1500, 19)).astype(float)
    counts = np.random.default_rng(6).binomial(of.astype(int), 0.3).astype(float)
    found = limits.points(counts, columns, np.ones(of.shape, bool), of)
    assert 0.04 <= (found.p(counts / of) <= 0.05).mean() <= 0.06


@pytest.mark.parametrize("alike", [True, False])
@pytest.mark.parametrize("places", [7, 21])
def test_a_place_like_the_others_lies_outside_the_funnel_in_at_most_6_per_cent(
    places: int, alike: bool
) -> None:
    """Also where all places differ more than chance would have them, each in its own way."""
    rng, outside = np.random.default_rng(places), []
    for _ in range(1500):
        of = rng.integers(30, 300, places).astype(float)
        shares = np.full(places, 0.3) if alike else rng.beta(18, 42, places)
        counts = rng.binomial(of.astype(int), shares).astype(float)
        found = limits.funnel(counts, of, counts.sum(), of.sum())
        outside.append((found.p(counts / of) <= 0.05).mean())
    assert np.mean(outside) <= 0.06


def test_a_place_far_from_the_others_lies_outside_the_funnel() -> None:
    of = np.full(20, 200.0)
    counts = np.r_[np.random.default_rng(1).binomial(200, 0.3, 19), 110].astype(float)
    found = limits.funnel(counts, of, counts.sum(), of.sum())
    low, high = found.ends(np.full(20, 0.001))
    assert np.flatnonzero((counts / of > high) | (counts / of < low)).tolist() == [19]
