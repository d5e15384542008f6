"""A step of a chain in a region is judged against the rest of Sweden, by shown figures alone."""

import numpy as np
import polars as pl
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from data import contracts
from metrics.change import Limits
from metrics.comparable import Ripe
from metrics.signals import SIGNAL_SCHEMA
from metrics.steps import steps

CHAIN = "incorrect_payments"
STATES = [s.code for s in contracts.chain(CHAIN).states]
PARENT = {s.code: s.parent for s in contracts.chain(CHAIN).states if s.parent}
REGIONS = ("nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd")
SHARE = 0.6
ABOUT = pl.DataFrame({
    "indicator": [f"ip.{s}" for s in STATES], "state": STATES}).with_columns(
    area=pl.lit("incorrect_payments"), chain=pl.lit(CHAIN), kind=pl.lit("count"),
    denominator=pl.lit(""), complement=pl.lit(""))
QUARTERS = {f"ip.{s}": 2 for s in PARENT}


def reached(rng: np.random.Generator, of: int, odd: dict[str, float]) -> dict[str, int]:
    """Let cases go on from state to state, each with the same chance, but for what is odd."""
    found = {s: of for s in STATES if s not in PARENT}
    for state in STATES:
        if state in PARENT:
            found[state] = int(rng.binomial(found[PARENT[state]], odd.get(state, SHARE)))
    return found


def edition(
    seed: int, odd: dict[tuple[str, str], float] | None = None, of: int = 4000, year: str = "2024"
) -> pl.DataFrame:
    """Cells of a year by region and for Sweden, which is their sum."""
    rng = np.random.default_rng(seed)
    rows = [(f"ip.{state}", place, value) for place in REGIONS for state, value in reached(
        rng, of, {s: share for (at, s), share in (odd or {}).items() if at == place}).items()]
    regions = pl.DataFrame(rows, schema=["indicator", "place", "value"], orient="row")
    sweden = regions.group_by("indicator", maintain_order=True).agg(pl.col("value").sum())
    every = pl.concat([regions, sweden.with_columns(place=pl.lit("SE")).select(regions.columns)])
    return every.with_columns(
        pl.col("value").cast(pl.Float64), area=pl.lit("incorrect_payments"), period=pl.lit(year),
        authority=pl.lit("all"), breakdown=pl.lit("all"), period_level=pl.lit("year"),
        sign=pl.lit("visible"), status=pl.lit("final"), as_of=pl.lit(""),
        place_level=pl.when(pl.col("place") == "SE").then(pl.lit("SE")).otherwise(
            pl.lit("region")))


def told(cells: pl.DataFrame, ripe: Ripe | None = None) -> pl.DataFrame:
    found = steps(cells, ABOUT, ripe or Ripe("2026M06", QUARTERS), Limits())
    assert found.schema == SIGNAL_SCHEMA and set(found["method"]) <= {"step"}
    return found


def word(found: pl.DataFrame, place: str, state: str) -> str | None:
    rows = found.filter((pl.col("place") == place) & (pl.col("indicator") == f"ip.{state}"))
    return rows["word"][0] if rows.height else None


def test_where_no_region_is_odd_hardly_any_edition_names_one() -> None:
    named = sum(told(edition(seed))["word"].str.contains("fewer|more").any()
                for seed in range(200))
    assert named <= 200 * 0.05 + 2 * np.sqrt(200 * 0.05 * 0.95)


def test_of_the_steps_that_are_named_at_most_one_in_twenty_is_chance() -> None:
    odd = {("syd", STATES[1]): 0.5, ("nord", STATES[2]): 0.7}
    false = named = 0
    for seed in range(80):
        sure = told(edition(seed, odd)).filter(pl.col("word").str.contains("fewer|more"))
        keys = set(zip(sure["place"], sure["indicator"].str.slice(3), strict=True))
        assert set(odd) <= keys   # both are far off
        # Where a region is odd the rest of Sweden of every other is odd by a little too.
        false += sum(state not in {s for _, s in odd} for _, state in keys)
        named += len(keys)
    assert false <= 0.05 * named


def test_the_word_says_which_way_and_whether_by_much() -> None:
    found = told(edition(3, {("syd", STATES[1]): 0.5, ("nord", STATES[2]): 0.645}, of=20_000))
    assert word(found, "syd", STATES[1]) == "fewer_clear"
    assert word(found, "nord", STATES[2]) == "more_slight"   # sure, and by less than ten per cent
    assert word(found, "mitt", STATES[2]) == "alike"


def test_a_share_lies_outside_its_limits_exactly_where_it_has_a_word() -> None:
    found = pl.concat([told(edition(s, {("syd", STATES[1]): 0.57})) for s in range(20)])
    outside = ~pl.col("value").is_between("low", "high")
    assert found.filter(outside != pl.col("word").str.contains("fewer|more")).is_empty()
    assert found["word"].n_unique() >= 2


def test_the_rest_of_sweden_is_what_is_left_of_it() -> None:
    cells = edition(5)
    own = dict(zip(cells.select(pl.concat_str("indicator", "place")).to_series(), cells["value"],
                   strict=True))
    row = told(cells).filter((pl.col("place") == "syd")
                             & (pl.col("indicator") == f"ip.{STATES[1]}")).row(0, named=True)
    part, of, all_, all_of = (own[f"ip.{s}{at}"] for at in ("syd", "SE")
                              for s in (STATES[1], STATES[0]))
    assert row["value"] == pytest.approx(100 * part / of, abs=1e-5)
    assert row["expected"] == pytest.approx(100 * (all_ - part) / (all_of - of), abs=1e-5)
    # One comparison in its family of one: statsmodels draws the same interval.
    alone = cells.filter(pl.col("place").is_in(["syd", "SE"])
                         & pl.col("indicator").is_in([f"ip.{s}" for s in STATES[:2]]))
    one = told(alone).row(0, named=True)
    low, high = confint_proportions_2indep(
        part, of, all_ - part, all_of - of, method="agresti-caffo", compare="diff")
    assert one["value"] - one["high"] == pytest.approx(100 * low, abs=1e-4)
    assert one["value"] - one["low"] == pytest.approx(100 * high, abs=1e-4)


def hide(cells: pl.DataFrame, state: str, place: str) -> pl.DataFrame:
    at = (pl.col("indicator") == f"ip.{state}") & (pl.col("place") == place)
    return cells.with_columns(value=pl.when(~at).then("value"), sign=pl.when(at).then(
        pl.lit("protected")).otherwise("sign"))


def test_a_step_with_a_figure_that_is_not_shown_is_judged_by_no_one() -> None:
    odd = {("syd", STATES[1]): 0.5}
    for state, place in ((STATES[0], "syd"), (STATES[1], "syd"), (STATES[0], "SE")):
        assert word(told(hide(edition(7, odd), state, place)), "syd", STATES[1]) is None


def test_a_cohort_that_is_not_ripe_gets_no_figure_and_no_word_but_that() -> None:
    cells = edition(8, {("syd", STATES[1]): 0.3})
    young = told(cells, Ripe("2025M03", QUARTERS))
    assert set(young["word"]) == {"unripe"} and young["value"].null_count() == young.height
    held = cells.with_columns(as_of=pl.when(pl.col("place") == "SE").then(pl.lit("S-1")).otherwise(
        pl.lit("")))
    since = Ripe("2026M06", QUARTERS, {"S-1": "2025M01"})
    assert set(told(held, since)["word"]) == {"unripe"}
    new = cells.with_columns(status=pl.lit("provisional"))
    assert set(told(new)["word"]) == {"unripe"}


def test_too_few_cases_get_no_word() -> None:
    found = told(edition(9, {("syd", STATES[1]): 0.1}, of=29))
    assert set(found["word"]) == {"too_few"} and found["value"].null_count() == found.height
