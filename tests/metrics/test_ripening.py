"""How long a step takes is told from cohorts of which the youngest have had little time."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import polars as pl
import pytest

from data import periods
from data.counting import Counting
from data.manifest import Manifest
from data.policy import policy
from data.vault import Vault
from metrics import ripening
from metrics.catalogue import catalogue
from tests.metrics.build import built

UNTIL, RULES = "2026M09", policy()
SEEN = periods.shift(UNTIL, -RULES.ripe_months)
STEP = ("incorrect_payments", "decided")


def world(mean: float, size: int, seed: int, ever: float = 0.6, months: int = 48) -> pl.DataFrame:
    """Cohorts that reach a state after a gamma-distributed time, as seen at ``UNTIL``."""
    draw = np.random.default_rng(seed)
    rows = []
    for month in periods.span(periods.shift(UNTIL, 1 - months), UNTIL):
        lag = np.floor(draw.gamma(2, mean / 2, draw.binomial(size, ever))).astype(int)
        age = len(periods.span(month, UNTIL)) - 1
        found, count = np.unique(lag[lag <= age], return_counts=True)
        rows += [(*STEP, month, int(at), int(n)) for at, n in zip(found, count, strict=True)]
    return pl.DataFrame(rows, schema=ripening.REACHED, orient="row")


def nine_in_ten(mean: float) -> int:
    """The months within which nine in ten have reached it, with all the time in the world."""
    lag = np.floor(np.random.default_rng(0).gamma(2, mean / 2, 400_000))
    return int(np.argmax([(lag <= at).mean() >= 0.9 for at in range(99)]))


@pytest.mark.parametrize("mean", [0.8, 2.0, 4.0, 7.0])
def test_nine_in_ten_is_found_without_bias_from_cohorts_that_are_cut_off(mean: float) -> None:
    truth = -(-nine_in_ten(mean) // 3)
    found = [ripening.quarters(world(mean, 120, seed), UNTIL, RULES) for seed in range(12)]
    assert None not in found
    assert abs(np.mean([f - truth for f in found if f is not None])) <= 0.35


def test_the_share_within_a_time_has_no_bias_where_a_plain_count_has() -> None:
    """A quarter of the cohorts are young: counted as they stand, the slow are missing."""
    truth, ours, plain = [], [], []
    lag = np.floor(np.random.default_rng(0).gamma(2, 3.0, 400_000))
    for seed in range(30):
        own = world(6.0, 80, seed, months=24)
        ours.append(ripening._within(own, UNTIL, 1)[6])
        plain.append(own.filter(pl.col("lag") <= 6)["rows"].sum() / own["rows"].sum())
        truth.append((lag <= 6).mean() / (lag <= 23).mean())
    assert abs(np.mean(ours) - np.mean(truth)) < 0.01
    assert np.mean(plain) - np.mean(truth) > 0.03


def test_too_few_or_too_short_a_time_leaves_the_policys_quarters() -> None:
    few = world(2.0, 1, 3, months=12).head(20)
    slow = world(30.0, 400, 4, months=24)   # the end is not in sight
    assert ripening.quarters(few, UNTIL, RULES) is None
    assert ripening.quarters(slow, UNTIL, RULES) is None
    fresh = slow.filter(pl.col("month") > SEEN)   # nothing old enough to look at
    assert fresh.height and ripening.quarters(fresh, UNTIL, RULES) is None
    told = ripening.ripening(slow, catalogue(), UNTIL, RULES)
    assert told.quarters[STEP] == 2 * RULES.step_quarters and STEP not in told.by_dates


def test_states_that_may_not_have_come_in_yet_are_left_out() -> None:
    own = world(2.0, 200, 5)
    months = {m: len(periods.span(m, SEEN)) - 1 for m in own["month"].unique() if m <= SEEN}
    age = pl.col("month").replace_strict(months, default=-1, return_dtype=pl.Int64)
    lost = own.filter(pl.col("lag") <= age)   # none of the two newest months has been reported
    assert ripening.quarters(lost, UNTIL, RULES) == ripening.quarters(own, UNTIL, RULES)


def test_the_document_holds_whole_quarters_and_nothing_else() -> None:
    told = json.loads(ripening.ripening(world(2.0, 200, 6), catalogue(), UNTIL, RULES).document())
    steps = [s for chain in told["chains"].values() for s in chain.values()]
    assert told["percent"] == 90 and set(told) == {"percent", "chains"}
    assert all(set(s) == {"quarters", "from"} and type(s["quarters"]) is int for s in steps)
    assert told["chains"]["incorrect_payments"]["decided"]["from"] == "dates"
    assert told["chains"]["incorrect_payments"]["repaid"]["from"] == "policy"
    assert "suspicion" not in told["chains"]["incorrect_payments"]   # opened is reached at once


def test_a_share_of_a_state_is_ripe_with_it() -> None:
    of = ripening.ripening(world(7.0, 200, 6), catalogue(), UNTIL, RULES).of(catalogue())
    assert of["ip.decided"] == -(-nine_in_ten(7.0) // 3) and of["ip.investigation_share"] == of[
        "ip.notifications_investigated"]
    assert "ip.suspicions" not in of


def test_lags_are_counted_from_opening_to_the_first_date_of_each_later_state() -> None:
    made = built("payment_errors", 80, 3)
    found = ripening.lags("payment_errors", made.rows, made.states)
    opened = dict(made.rows.select("record_key", "opened").iter_rows())
    first: dict[tuple[str, str], date] = {}
    for key, state, day in made.states.select("record_key", "state", "date").iter_rows():
        if state != "suspicion":
            first[key, state] = min(day, first.get((key, state), day))
    slow: dict[tuple[str, str, int], int] = {}
    for (key, state), day in first.items():
        start = opened[key]
        lag = max(12 * (day.year - start.year) + day.month - start.month, 0)
        at = (state, f"{start:%YM%m}", lag)
        slow[at] = slow.get(at, 0) + 1
    assert slow and slow == {(s, m, at): n for s, m, at, n in found.select(
        "state", "month", "lag", "rows").iter_rows()}


@pytest.mark.parametrize("contract", ["referrals", "inspections", "payment_errors", "actions"])
def test_every_contract_with_states_is_reduced(contract: str) -> None:
    made = built(contract, 60, 2)
    assert ripening.lags(contract, made.rows, made.states).schema == ripening.REACHED


def test_only_the_months_that_count_of_a_delivery_are_looked_at(tmp_path) -> None:
    made, vault = built("payment_errors", 60, 1), Vault(tmp_path)
    months = tuple(sorted(made.rows["opened"].dt.to_string("%YM%m").unique()))
    print_ = vault.keep(made.rows, made.states, Manifest(
        "payment_errors", 1, "fk", months, made.rows.height, made.states.height, {},
        "synthetic", date(2026, 1, 8)))
    found = ripening.reached(vault, [Counting(print_, "payment_errors", "fk", months[:3])])
    assert 0 < found["month"].n_unique() <= 3 and set(found["month"]) <= set(months[:3])
    assert ripening.reached(vault, []).schema == ripening.REACHED
