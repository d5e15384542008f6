"""Late reporting: what the newest figures become, and what that is said to rest on."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import periods
from data.access import SYSTEM
from data.desk import record
from data.manifest import Manifest
from data.policy import policy
from data.store import Desk
from data.tables import FRAMES
from data.vault import Vault
from expectations.verdict import judge
from metrics import ladder, late
from metrics.catalogue import catalogue
from tests.metrics.build import built
from tests.metrics.histories import UNTIL, WORLDS, World, histories

NEWEST = [UNTIL, periods.shift(UNTIL, -1), periods.quarter_of(UNTIL)]


def covered(world: World, seed: int, count: int) -> list[bool]:
    """Tell, for the two newest months and their quarter, whether the interval held."""
    held = []
    for one in histories(world, seed, count):
        found = ladder.pattern(one.arrivals, UNTIL, NEWEST)
        months = [periods.months_of(p) for p in found["period"]]
        now, final = (np.array([float(sum(of[m] for m in own)) for own in months])
                      for of in (one.now, one.final))
        _, low, high = ladder.final(now, found)
        held += [*((low <= final) & (final <= high))]
    return held


def test_the_interval_of_80_per_cent_covers_between_75_and_85() -> None:
    """On 210 histories, with growth, season, overdispersion and unsteady lateness."""
    held = [h for n, world in enumerate(WORLDS) for h in covered(world, 5100 + n, 30)]
    assert len(held) == 3 * 210 and 0.75 <= np.mean(held) <= 0.85


@pytest.mark.proof
@pytest.mark.parametrize("n", range(len(WORLDS)))
def test_the_interval_covers_in_each_world(n: int) -> None:
    """Within two standard errors, counting the figures of one history as one."""
    held = np.array(covered(WORLDS[n], 6100 + n, 300)).reshape(-1, 3).mean(axis=1)
    error = held.std() / np.sqrt(held.size)
    print(f"{WORLDS[n]}: {held.mean():.3f} ± {1.96 * error:.3f}")
    assert 0.75 - 2 * error <= held.mean() <= 0.85 + 2 * error


def arrivals(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    return pl.DataFrame([("referrals", *r) for r in rows], schema=ladder.ARRIVALS, orient="row")


def test_factors_are_volume_weighted_and_what_is_not_resent_has_not_changed() -> None:
    own = arrivals(
        ("fk", "2026M05", 0, 100), ("fk", "2026M05", 1, 120), ("fk", "2026M06", 0, 300),
        ("fk", "2026M06", 1, 310), ("af", "2026M06", 0, 100), ("fk", "2026M09", 0, 50),
        ("csn", "2026M05", 2, 40))
    how = ladder.development(own, UNTIL)
    # af did not send June again: 100 stays 100. csn first came later: its step is not seen.
    assert how.factors[0] == pytest.approx((120 + 310 + 100) / (100 + 300 + 100))
    assert how.factors[1] == 1.0 and list(how.seen[:4]) == [2, 2, 2, 1]
    assert how.final(0) == pytest.approx(1.06) and not how.known(0)


def test_too_little_seen_gives_no_expected_value() -> None:
    own = arrivals(("fk", "2026M07", 0, 100), ("fk", "2026M08", 0, 100), ("fk", "2026M08", 1, 110),
                   ("fk", "2026M09", 0, 100))
    assert ladder.pattern(own, UNTIL, ["2026M09"]).is_empty()


def test_the_same_arrivals_give_the_same_pattern_in_any_order() -> None:
    one = next(histories(World(), 1, 1)).arrivals
    found = ladder.pattern(one, UNTIL, NEWEST)
    assert found.equals(ladder.pattern(one.sample(fraction=1, shuffle=True, seed=2), UNTIL, NEWEST))
    assert found.height == 3 and found["percent"].is_between(101, 130).all()


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 90_000), st.integers(95, 180), st.floats(0, 3), st.floats(0, 0.05))
def test_an_expected_value_is_rounded_to_the_width_of_its_interval(
    now: int, percent: int, mixed: float, common: float
) -> None:
    row = pl.DataFrame([("c", "p", percent, mixed, common, 11.0)], schema=ladder.PATTERN,
                       orient="row")
    value, low, high = (float(e[0]) for e in ladder.final(np.array([float(now)]), row))
    assert low <= value <= high
    assert any(all(end % unit == 0 for end in (value, low, high))
               for unit in ladder.UNITS if high - low <= 3 * unit)
    assert abs(value - now * percent / 100) <= max(high - low, 1)


def cells() -> pl.DataFrame:
    """Inspections and others: visible, protected, held, final, of a county, not of arrivals."""
    base = {**dict.fromkeys(FRAMES["cells"], ""), "place": "SE", "authority": "all",
            "breakdown": "all", "period": "2026M09", "value": 400.0, "sign": "visible",
            "status": "provisional", "indicator": "wc.inspections"}
    rows: list[dict[str, object]] = [
        {}, {"period": "2026M08", "sign": "protected", "value": None},
        {"period": "2026K3", "as_of": "S-1"}, {"period": "2026M07", "status": "final"},
        {"place": "nord"}, {"authority": "av"}, {"indicator": "wc.fees"},
            {"indicator": "wc.fee_amount"}, {"indicator": "wc.selected", "value": 0.0}]
    return pl.DataFrame([{**base, **r} for r in rows], schema=FRAMES["cells"], orient="row")


def test_only_visible_provisional_counts_for_sweden_have_an_expected_value() -> None:
    coming = late.coming(next(histories(World(), 3, 1)).arrivals, UNTIL, 2)
    found = late.expected(cells(), catalogue(), coming.pattern)
    assert found.select("indicator", "period").rows() == [("wc.inspections", "2026M09")]
    assert found.schema == FRAMES["expected"]
    value, low, high = found.select("value", "low", "high").row(0)
    assert 400 < value < 600 and low <= value <= high
    said = json.loads(coming.document(2))["contracts"]["inspections"]
    assert 85 <= said["ripe"] <= 100 and set(said["periods"]) == set(NEWEST)


def deliver(desk: Desk, vault: Vault, on: date, count: int, order: int) -> str:
    """Let in the first ``count`` of 80 inspections, of two months."""
    made = built("inspections", 400)
    rows = made.rows.filter(pl.col("visited").is_between(date(2025, 1, 1), date(2025, 2, 28)))
    rows = rows.sort("record_key").head(count)
    states = made.states.join(rows, on="record_key", how="semi")
    manifest = Manifest("inspections", 1, "av", ("2025M01", "2025M02"), rows.height, states.height,
                        {}, "synthetic", on)
    print_ = vault.keep(rows, states, manifest)
    with desk.begin() as connection:
        record(connection, SYSTEM, on, order, manifest, print_, judge([]))
    return print_


def test_arrivals_are_counted_from_what_came_when(desk: Desk, tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    for order, (on, count) in enumerate(
            ((date(2025, 3, 7), 9), (date(2025, 3, 11), 12), (date(2025, 4, 7), 15))):
        deliver(desk, vault, on, count, order)
    found = late.arrivals(desk, vault, date(2025, 4, 12), policy())
    assert found.schema == ladder.ARRIVALS
    by_age = found.group_by("month", "age").agg(pl.col("rows").sum()).sort("month", "age")
    # The cut-off of February is 12 March: the second delivery replaces the first.
    assert by_age.select("month", "age").rows() == [
        ("2025M01", 1), ("2025M01", 2), ("2025M02", 0), ("2025M02", 1)]
    sums = found.with_columns(turn=pl.col("age") - (pl.col("month") == "2025M01")).group_by(
        "turn").agg(pl.col("rows").sum()).sort("turn")
    assert sums["rows"].to_list() == [12, 15]
    earlier = late.arrivals(desk, vault, date(2025, 3, 12), policy())
    assert earlier["age"].max() == 1 and earlier["rows"].sum() == 12


def test_what_is_destroyed_tells_of_no_arrival(desk: Desk, tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    print_ = deliver(desk, vault, date(2025, 3, 7), 9, 1)
    vault.destroy(print_)
    assert late.arrivals(desk, vault, date(2025, 4, 12), policy()).is_empty()
