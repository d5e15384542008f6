"""Promises of a load: repeated keys are found exactly, and what lies on disk is judged alike."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations import load as loads
from expectations import run
from expectations.load import Load
from tests import frames
from tests.expectations.mutants import MUTANTS, both

KEYS = st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 3)), max_size=12)


def written(rows: list[tuple[str | None, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"a": pl.String, "b": pl.Int64}, orient="row")


@given(KEYS)
@settings(max_examples=60, deadline=None)
def test_repeated_keys_are_those_that_polars_finds_by_comparing_all(
    rows: list[tuple[str | None, int]],
) -> None:
    frame = written(rows)
    expected = frame.select(pl.struct("a", "b").is_duplicated()).to_series().arg_true().to_list()
    assert Load(frame).repeated(["a", "b"]).to_list() == expected
    known = frame.with_row_index("n").filter(pl.col("a").is_not_null())
    single = known.filter(pl.col("a").is_duplicated())["n"].to_list()
    assert Load(frame).repeated(["a"], pl.col("a").is_not_null()).to_list() == single


def test_keys_of_one_hash_are_compared_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = written([("a", 1), ("b", 1), ("a", 1), (None, 2), ("a", 2)])
    every = frame.with_row_index(loads.ROW).get_column(loads.ROW)
    monkeypatch.setattr(loads, "_likely", lambda *_: every)   # as if all hashes were one
    assert Load(frame).repeated(["a", "b"]).to_list() == [0, 2]


def test_many_numbers_come_from_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[object] = []
    collect = pl.LazyFrame.collect
    monkeypatch.setattr(pl.LazyFrame, "collect",
                        lambda self, **how: passes.append(self) or collect(self, **how))
    found = Load(written([("a", 1), ("b", 5)])).numbers(
        {"least": pl.col("b").min(), "rows": pl.len()}, pl.col("b") > 1)
    assert (found, len(passes)) == ({"least": 5, "rows": 1}, 1)


@pytest.mark.parametrize("contract_id", ["referrals", "published_figures"])
def test_a_delivery_on_disk_is_judged_as_one_in_memory(contract_id: str, tmp_path: Path) -> None:
    changes = [change for _, change in list(MUTANTS[contract_id].values())[::5]]
    made = both(*changes)(frames.clean(contract_id))
    made.rows.write_parquet(tmp_path / "rows.parquet")
    made.states.write_parquet(tmp_path / "states.parquet")
    scanned = run.judged_lazily(
        made.manifest, pl.scan_parquet(tmp_path / "rows.parquet"),
        pl.scan_parquet(tmp_path / "states.parquet"), made.first)
    whole = run.judged_lazily(
        made.manifest, made.rows.lazy(), made.states.lazy(), made.first)
    assert scanned == whole and len(scanned.failed()) > 3


def test_examples_name_rows_by_their_keys_and_nothing_else() -> None:
    made = both(MUTANTS["referrals"]["an unknown centre"][1],
                MUTANTS["referrals"]["no person at all"][1])(frames.clean("referrals"))
    found = {each.rule: each for each in run.judged(made).results}["REF-002"]
    assert [(e.record_key, e.row, e.columns) for e in found.examples] == [
        (frames.key("R", 0), 2, ("centre",))]


@pytest.mark.parametrize("instead", ["Anna Andersson", "R-2026-0412-0001"])
def test_what_stands_in_the_place_of_a_key_is_not_repeated(instead: str) -> None:
    clean = frames.clean("referrals")
    name = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(instead))
    rows = clean.rows.with_columns(
        name.otherwise("record_key").alias("record_key"), pl.lit("xx").alias("county"))
    found = run.judged(frames.built("referrals", rows.to_dicts(), clean.states.rows()))
    examples = [each for result in found.results for each in result.examples]
    assert len(examples) > 20 and instead not in str(found)
    nameless = [each for result in found.results if result.table == "rows"
                for each in result.examples if each.row == 2]
    assert {each.record_key for each in nameless} == {""}


def test_examples_are_few_however_many_rows_fail() -> None:
    clean = frames.clean("referrals")
    rows = clean.rows.with_columns(pl.lit("xx").alias("county"))
    found = run.judged(frames.built("referrals", rows.to_dicts(), clean.states.rows()))
    broken = {each.rule: each for each in found.results}["REF-002"]
    assert (broken.failing, len(broken.rows), len(broken.examples)) == (40, 20, 20)


def test_published_figures_have_no_keys_and_no_examples() -> None:
    made = MUTANTS["published_figures"]["an unknown unit"][1](frames.clean("published_figures"))
    assert all(each.examples == () for each in run.judged(made).results)
