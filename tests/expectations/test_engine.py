"""Promises of the Polars engine: it counts as Great Expectations' own, copies and tells nothing."""

import math
import socket
from datetime import date
from functools import cache
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.expectations.row_conditions import Column

from data.contracts import contract
from data.deliveries import Delivery
from expectations import run
from expectations.frames import prepared
from expectations.truth import Table
from tests import frames
from tests.expectations.mutants import MUTANTS, both
from tests.expectations.oracle import agreed, asked

BIG = 2**53 + 1
ODD = pl.DataFrame({
    "key": ["a", "b", "b", None, "c", "c", None, "d"],
    "side": ["x", "x", "x", "y", "x", "y", "z", None],
    "code": ["one", "two", "three", None, "one", "", "two", "one"],
    "low": [1, 2, 3, 4, 5, 6, 7, 8],
    "high": [1, 1, 4, 3, 5, 9, 8, 7],
    "share": [0.5, math.nan, None, 1.5, -1.0, 0.0, 1.0, 2.0],
    "kept": [True, False, True, True, True, False, True, True],
    "day": [date(2026, 8, n) for n in range(1, 9)],
    "later": [date(2026, 8, n) for n in (2, 2, 2, 5, 5, 5, 9, 9)],
})


def named(*expectations: tuple[Any, dict[str, Any]]) -> list[Any]:
    return [kind(**arguments, meta={"rule": f"{place} {kind.__name__}"})
            for place, (kind, arguments) in enumerate(expectations)]


PAIR = {"column_A": "low", "column_B": "high"}
EVERY = named(
    (gxe.ExpectColumnMinToBeBetween, {"column": "kept", "min_value": 1, "max_value": 1}),
    (gxe.ExpectColumnMinToBeBetween, {"column": "share", "min_value": -1}),
    (gxe.ExpectColumnMaxToBeBetween, {"column": "low", "max_value": 7}),
    (gxe.ExpectColumnMeanToBeBetween, {"column": "kept", "min_value": 0.7, "max_value": 1}),
    (gxe.ExpectColumnMeanToBeBetween, {"column": "share", "max_value": 0.5}),
    (gxe.ExpectColumnSumToBeBetween, {"column": "low", "min_value": 36, "max_value": 36}),
    (gxe.ExpectColumnSumToBeBetween, {"column": "share", "max_value": 3}),
    (gxe.ExpectColumnUniqueValueCountToBeBetween, {"column": "key", "max_value": 3}),
    (gxe.ExpectColumnValuesToBeUnique, {"column": "key"}),
    (gxe.ExpectColumnValuesToBeUnique, {"column": "low"}),
    (gxe.ExpectColumnValuesToNotBeNull, {"column": "share", "mostly": 0.7}),
    (gxe.ExpectColumnValuesToBeNull, {"column": "code"}),
    (gxe.ExpectColumnValuesToBeInSet, {"column": "code", "value_set": ["one", "two"]}),
    (gxe.ExpectColumnValuesToNotBeInSet, {"column": "code", "value_set": ["three"]}),
    (gxe.ExpectColumnValuesToBeBetween, {"column": "low", "min_value": 2, "max_value": 7}),
    (gxe.ExpectColumnValuesToBeBetween,
     {"column": "low", "min_value": 2, "strict_min": True, "mostly": 0.5}),
    (gxe.ExpectColumnValuesToBeBetween, {"column": "share", "min_value": 0, "max_value": 1}),
    (gxe.ExpectColumnValuesToMatchRegex, {"column": "code", "regex": "^(?:one|two)$"}),
    (gxe.ExpectColumnValuesToNotMatchRegex, {"column": "code", "regex": "ee"}),
    (gxe.ExpectColumnValueLengthsToBeBetween, {"column": "code", "min_value": 1}),
    (gxe.ExpectColumnValueLengthsToEqual, {"column": "code", "value": 3}),
    (gxe.ExpectColumnPairValuesAToBeGreaterThanB, {**PAIR, "or_equal": True}),
    (gxe.ExpectColumnPairValuesAToBeGreaterThanB,
     {"column_A": "share", "column_B": "low", "ignore_row_if": "either_value_is_missing"}),
    (gxe.ExpectColumnPairValuesAToBeGreaterThanB,
     {"column_A": "share", "column_B": "low", "ignore_row_if": "neither"}),
    (gxe.ExpectColumnPairValuesAToBeGreaterThanB,
     {"column_A": "later", "column_B": "day", "or_equal": True}),
    (gxe.ExpectColumnPairValuesToBeEqual, PAIR),
    (gxe.ExpectCompoundColumnsToBeUnique, {"column_list": ["key", "side"]}),
    (gxe.ExpectCompoundColumnsToBeUnique,
     {"column_list": ["key", "side"], "ignore_row_if": "any_value_is_missing"}),
    (gxe.ExpectTableRowCountToEqual, {"value": 8}),
    (gxe.ExpectTableRowCountToBeBetween, {"min_value": 9}),
    (gxe.ExpectTableColumnCountToEqual, {"value": 9}),
    (gxe.ExpectTableColumnsToMatchSet, {"column_set": ODD.columns}),
    (gxe.ExpectColumnToExist, {"column": "key"}),
    (gxe.ExpectColumnValuesToNotBeNull,
     {"column": "share", "row_condition": Column("side") == "x"}),
    (gxe.ExpectColumnValuesToBeUnique,
     {"column": "key", "row_condition": Column("side").is_not_null() & (Column("low") > 2)}),
    (gxe.ExpectColumnValuesToBeInSet,
     {"column": "code", "value_set": ["one"], "row_condition": Column("side").is_in(["x", "z"])}),
)


@cache
def told(engine: str) -> dict[str, dict[str, Any]]:
    return asked(engine, ODD, EVERY)


@pytest.mark.parametrize("name", [each.meta["rule"] for each in EVERY])
def test_each_metric_is_counted_as_by_the_pandas_engine(name: str) -> None:
    ours, theirs = told("polars")[name], told("pandas")[name]
    assert (ours["errors"], theirs["errors"]) == ([], [])
    seen, expected = agreed(ours), agreed(theirs)
    if isinstance(expected["observed_value"], float):
        expected["observed_value"] = pytest.approx(expected["observed_value"])
    assert seen == expected


def test_both_verdicts_occur_among_the_compared_metrics() -> None:
    assert {each["success"] for each in told("polars").values()} == {True, False}
    assert sum(bool(each["unexpected_count"]) for each in told("polars").values()) > 15


def faulty(contract_id: str) -> Delivery:
    """Give a delivery with every seventh seeded fault at once."""
    changes = [change for _, change in list(MUTANTS[contract_id].values())[::7]]
    return both(*changes)(frames.clean(contract_id))


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
@pytest.mark.parametrize("state", ["clean", "faulty"])
def test_a_suite_says_the_same_through_the_pandas_engine(contract_id: str, state: str) -> None:
    made = frames.clean(contract_id) if state == "clean" else faulty(contract_id)
    agreement = contract(contract_id)
    rules = run.SUITES[contract_id](made.manifest)
    broken = 0
    for name, laid in prepared(agreement, made.rows.lazy(), made.states.lazy()).items():
        table = Table(name, laid, (rule for rule in rules if rule.table == name), agreement)
        frame = table.load.frame.collect()
        judged = [run._expectation(rule) for rule in table.rules]
        numbers = run._parameters(made.manifest, name)
        ours, theirs = (asked(each, frame, judged, numbers) for each in ("polars", "pandas"))
        assert ({rule: agreed(each) for rule, each in ours.items()}
                == {rule: agreed(each) for rule, each in theirs.items()})
        assert not any(each["errors"] for each in ours.values())
        broken += sum(not each["success"] for each in ours.values())
    assert (broken == 0) == (state == "clean")


def test_no_value_of_a_row_is_handed_on() -> None:
    assert all(each["examples"] == [] for each in told("polars").values())
    assert any(each["examples"] for each in told("pandas").values())


def test_an_unknown_metric_is_an_error_and_no_detour(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_copies(monkeypatch)
    found = asked("polars", ODD, named(
        (gxe.ExpectColumnMedianToBeBetween, {"column": "low", "min_value": 1}),
        (gxe.ExpectColumnValuesToMatchStrftimeFormat,
         {"column": "code", "strftime_format": "%Y"}),
        (gxe.ExpectTableRowCountToEqual, {"value": 8})))
    errors = [each["errors"][:1] for each in found.values()]
    assert sorted(error[0] for error in errors if error) == [
        "No Polars metric for column.median",
        "No Polars metric for column_values.match_strftime_format"]
    assert [each["success"] for each in found.values() if not each["errors"]] == [True]


def test_a_missing_column_fails_its_own_expectation_alone() -> None:
    found = asked("polars", ODD, named(
        (gxe.ExpectColumnSumToBeBetween, {"column": "low", "min_value": 36, "max_value": 36}),
        (gxe.ExpectColumnValuesToBeUnique, {"column": "gone"}),
        (gxe.ExpectColumnValuesToBeBetween, {"column": "code", "min_value": 1}),
        (gxe.ExpectColumnValuesToNotBeNull,
         {"column": "low", "row_condition": Column("gone") == 1}),
        (gxe.ExpectColumnValuesToBeUnique, {"column": "low"})))
    by_place = {name.split()[0]: each for name, each in found.items()}
    assert by_place["1"]["errors"][0] == "There is no column gone"
    assert by_place["2"]["errors"] and by_place["3"]["errors"]
    assert by_place["2"]["errors"][0].startswith("Not computed: ")
    assert by_place["0"]["success"] and by_place["4"]["success"]


def test_great_whole_numbers_are_kept_exactly() -> None:
    great = pl.DataFrame({"n": [BIG, BIG - 1, 5, None], "m": [2**62, 2**62, 2**62, 0],
                          "small": pl.Series([2**31 - 1, 2**31 - 1, 0, 0], dtype=pl.Int32)})
    found = asked("polars", great, named(
        (gxe.ExpectColumnSumToBeBetween,
         {"column": "n", "min_value": 2 * BIG + 4, "max_value": 2 * BIG + 4}),
        (gxe.ExpectColumnSumToBeBetween, {"column": "m", "min_value": 0}),
        (gxe.ExpectColumnSumToBeBetween, {"column": "small", "min_value": 0}),
        (gxe.ExpectColumnMaxToBeBetween, {"column": "n", "max_value": BIG, "min_value": BIG}),
        (gxe.ExpectColumnValuesToBeInSet, {"column": "n", "value_set": [BIG, 5]}),
        (gxe.ExpectColumnValuesToBeUnique, {"column": "n"})))
    seen = [each for _, each in sorted(found.items())]
    assert [each["observed_value"] for each in seen[:4]] == [
        2 * BIG + 4, 3 * 2**62, 2 * (2**31 - 1), BIG]
    assert [each["unexpected_count"] for each in seen[4:]] == [1, 0]


def refuse_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    def copied(*_: object, **__: object) -> None:
        raise AssertionError("a pandas copy of a load")

    for kind in (pl.DataFrame, pl.Series):
        monkeypatch.setattr(kind, "to_pandas", copied)


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
def test_no_pandas_copy_is_made_and_no_socket_opened(
    contract_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a socket")

    made = faulty(contract_id)
    refuse_copies(monkeypatch)
    monkeypatch.setattr(socket.socket, "__init__", opened)
    found = run.judged(made)
    assert found.outcome == "refused" and not found.on_hold
