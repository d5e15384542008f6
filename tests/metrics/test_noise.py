"""Each method keeps the level that it states, before any control of false discoveries."""

import numpy as np
import polars as pl
import pytest
from scipy import special, stats

from metrics.noise import discovery, pairs, poisson, spread
from metrics.noise.fit import Floats

MEANS = np.r_[np.arange(1, 20, 0.05), np.arange(20, 100.5, 0.5)]
PAIR_MEANS = np.r_[np.arange(1, 12, 0.5), np.arange(12, 101, 8)]


def chances(mean: float, most: int) -> Floats:
    return np.asarray(stats.poisson.pmf(np.arange(most), mean))


def test_a_mid_p_interval_covers_at_least_93_per_cent_at_every_mean_from_1_to_100() -> None:
    low, high = poisson.rate_interval(np.arange(260.0))
    covered = [chances(m, 260)[(low <= m) & (m <= high)].sum() for m in MEANS]
    assert min(covered) >= 0.93


@pytest.mark.parametrize("count", [0, 1, 2, 7, 40, 1000])
def test_a_mid_p_interval_solves_its_own_equation(count: int) -> None:
    low, high = (end[0] for end in poisson.rate_interval(np.array([float(count)])))
    if count > 0:
        assert stats.poisson.sf(count - 1, low) - stats.poisson.pmf(count, low) / 2 == (
            pytest.approx(0.025))
    if count > 1:
        assert stats.poisson.cdf(count, high) - stats.poisson.pmf(count, high) / 2 == (
            pytest.approx(0.025))
    else:
        assert stats.poisson.cdf(count, high) == pytest.approx(0.025)


def every_pair(most: int, least: int) -> tuple[Floats, Floats]:
    after, before = np.meshgrid(np.arange(float(most)), np.arange(float(least)), indexing="ij")
    return after.ravel(), before.ravel()


def test_mid_p_of_two_counts_alarms_falsely_in_at_most_6_per_cent_at_every_mean() -> None:
    wrong = (poisson.ratio_p(*every_pair(190, 190)) <= 0.05).reshape(190, 190)
    assert max(chances(m, 190) @ wrong @ chances(m, 190) for m in PAIR_MEANS) <= 0.06


@pytest.mark.parametrize(("ratio", "most"), [(1.0, 100), (2.0, 50)])
def test_a_mid_p_interval_of_a_ratio_covers_at_least_93_per_cent(ratio: float, most: int) -> None:
    """Whether both means run to 100, or the larger of the two."""
    size = most + 90
    low, high = poisson.ratio_interval(*every_pair(190, size), np.full(190 * size, 0.05))
    inside = ((low <= ratio / (1 + ratio)) & (ratio / (1 + ratio) <= high)).reshape(190, size)
    means = PAIR_MEANS[most >= PAIR_MEANS]
    assert min(chances(m * ratio, 190) @ inside @ chances(m, size) for m in means) >= 0.93


def test_mid_p_of_two_counts_is_the_binomial_one() -> None:
    half = stats.binom.sf(13, 20, 0.5) + stats.binom.pmf(13, 20, 0.5) / 2
    assert poisson.ratio_p(np.array([13.0]), np.array([7.0]))[0] == pytest.approx(2 * half)


@pytest.mark.parametrize("small", [False, True])
def test_p_and_interval_of_a_pair_always_agree(small: bool) -> None:
    rng = np.random.default_rng(4)
    after, before = rng.poisson(15, 4000) + 1.0, rng.poisson(10, 4000) + 0.0
    spreads, freedom, level = rng.uniform(0.5, 3, 4000), rng.uniform(3, 30, 4000), np.full(
        4000, 0.03)
    flags = np.full(4000, small)
    p = pairs.counts_p(after, before, spreads, freedom, flags)
    low, high = pairs.counts_interval(after, before, spreads, freedom, flags, level)
    assert 100 < (p < 0.03).sum() < 3900
    assert (((low > 1) | (high < 1)) == (p < 0.03)).all()


def test_a_difference_of_shares_is_covered_in_93_to_97_per_cent() -> None:
    rng = np.random.default_rng(5)
    for share, other, of in ((0.1, 0.1, 60), (0.3, 0.4, 40), (0.5, 0.5, 400), (0.9, 0.8, 90)):
        n = np.full(40_000, float(of))
        points, error = pairs.shares(rng.binomial(of, share, n.size), n,
                                     rng.binomial(of, other, n.size), n)
        covered = np.abs(points - (share - other)) <= stats.norm.isf(0.025) * error
        assert 0.93 <= covered.mean() <= 0.97


def test_dispersions_are_drawn_together_as_far_as_they_are_alike() -> None:
    rng = np.random.default_rng(6)
    freedom = np.full(400, 4.0)
    alike, known = spread.moderated(2 * rng.chisquare(4, 400) / 4, freedom)
    assert alike.std() < 0.2 and known.min() > 50
    truth = 2 * 6 / rng.chisquare(6, 400)
    drawn, known = spread.moderated(truth * rng.chisquare(4, 400) / 4, freedom)
    assert 8 < known.mean() < 13   # four of its own, six lent
    few, own = spread.moderated(np.array([1.0, 9.0]), np.array([4.0, 4.0]))
    assert few.tolist() == [1.0, 9.0] and own.tolist() == [4.0, 4.0]
    assert np.corrcoef(np.log(drawn), np.log(truth))[0, 1] > 0.6


def test_the_inverse_of_trigamma_is_one() -> None:
    for value in (0.01, 0.5, 3.0, 200.0):
        solved = spread._inverse_trigamma(value)
        assert float(special.polygamma(1, solved)) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("family", [12, 200])
def test_control_agrees_with_scipy(family: int) -> None:
    p = np.random.default_rng(family).beta(0.4, 1, family)
    frame = pl.DataFrame({"p": [*p, None], "family": ["one"] * (family + 1)})
    found = discovery.controlled(frame, ["family"])
    adjusted = stats.false_discovery_control(p)
    assert found["sure"].to_list() == [*(adjusted <= 0.05), False]
    assert found["sure"].sum() > 0 and found["alpha"].n_unique() == 1
    assert ((found["p"] <= found["alpha"]) == found["sure"]).drop_nulls().all()
