"""Is it real: what a change is made of follows from what is shown, and adds up."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from metrics.real import Material, reasons
from tests.metrics.splits import (
    AMOUNT,
    BEHIND,
    FEES,
    INSPECTIONS,
    PROHIBITIONS,
    cell,
    change,
    covered,
    figures,
    material,
)


def parts(made: Material, indicator: str) -> dict[str, tuple[float | None, str]]:
    found = reasons(made).filter(pl.col("indicator") == indicator)
    return {part: (value, word) for part, value, word in
            found.select("part", "value", "word").iter_rows()}




def test_an_authority_that_did_not_report_before_is_a_part_of_its_own() -> None:
    found = parts(material(figures(), INSPECTIONS), "wc.inspections")
    assert found == {"reporting": (100.0, "skv"), "other": (200.0, "")}


def test_an_authority_that_reports_no_more_takes_its_figures_away() -> None:
    rows = [r for r in figures(**{"2024": 1300.0, "2025": 1000.0}) if r["authority"] != "skv"]
    rows += [cell("wc.inspections", "2024", 100.0, authority="skv"),
             cell("wc.inspections", "2025", None, authority="skv", sign="not_delivered")]
    made = material(rows, change("wc.inspections", 1000, 1300, word="clear_down"),
                    late=(("skv", "2025"),))
    assert parts(made, "wc.inspections") == {"reporting": (-100.0, "skv"), "other": (-200.0, "")}


def test_more_inspections_are_told_from_more_found_in_each() -> None:
    """Kitagawa by hand: (1200 - 1000) x (200/1000 + 288/1200) / 2 = 44 of 88."""
    made = material(figures(**{"2025": 1200.0}), PROHIBITIONS, late=())
    found = parts(made, "wc.prohibitions")
    assert found == {"reporting": (0.0, ""), "activity": (44.0, "wc.inspections"),
                     "other": (44.0, "")}


def test_without_a_split_by_authority_new_reporters_are_folded_and_activity_with_them() -> None:
    found = parts(material(figures(), PROHIBITIONS), "wc.prohibitions")
    assert found == {"other": (88.0, "reporting,activity")}


@pytest.mark.parametrize("hidden", [
    cell("wc.inspections", "2025", None, authority="skv"),
    cell("wc.inspections", "2024", None, authority="skv"),
])
def test_a_part_of_hidden_cells_is_folded_into_the_rest(hidden: dict[str, Any]) -> None:
    key = ("authority", "period")
    rows = [hidden if all(r[k] == hidden[k] for k in key) else r for r in figures()]
    found = parts(material(rows, INSPECTIONS), "wc.inspections")
    assert found == {"other": (300.0, "reporting")}


def test_an_authority_with_some_months_of_a_year_cannot_be_told_apart() -> None:
    made = material(figures(), INSPECTIONS)
    some = frozenset(c for c in covered() if c[1:] != ("skv", "2024M02"))
    assert parts(replace(made, covered=some), "wc.inspections") == {"other": (300.0, "reporting")}


def test_a_part_under_its_own_rule_is_folded_into_the_rest() -> None:
    small = parts(material(figures(**{"2025.skv": 2.0}), INSPECTIONS), "wc.inspections")
    assert small == {"other": (300.0, "reporting")}
    least = parts(material(figures(**{"2025.skv": 3.0}), INSPECTIONS), "wc.inspections")
    assert least == {"reporting": (3.0, "skv"), "other": (297.0, "")}


def test_late_reporting_is_what_is_still_missing() -> None:
    coming = [("wc.inspections", "SE", "all", "all", "2025", 1350.0, 1340.0, 1360.0)]
    made = material(figures(), INSPECTIONS, expected=coming, late=())
    found = parts(made, "wc.inspections")
    assert found == {"reporting": (0.0, ""), "late": (-50.0, ""), "other": (350.0, "")}


@pytest.mark.parametrize("other", [
    {"word": "none"}, {"word": "too_few"}, {"word": "not_comparable", "difference": None},
    {"authority": "av"}, {"breakdown": "industry:construction"},
    {"indicator": "wc.employers"}, {"indicator": "wc.prohibition_share"},
])
def test_only_sure_changes_of_totals_that_add_are_split(other: dict[str, Any]) -> None:
    assert reasons(material(figures(), {**INSPECTIONS, **other})).is_empty()


def said(behind: dict[str, Any], cells: list[dict[str, Any]] = FEES, **other: Any) -> bool:
    made = material(cells, {**AMOUNT, **other}, exact=[{**BEHIND, **behind}])
    return ("large", "large") in reasons(made).select("part", "word").rows()


def test_a_single_large_case_is_a_word_without_a_number() -> None:
    assert said({}) and not said({"top1": 4.9e6})           # under half of ten million
    assert not said({"top1": 26e6, "top2": 1e6})            # 3 left besides: too near the p % rule
    assert not said({"indicator": "wc.tax_decided"})
    found = reasons(material(FEES, AMOUNT, exact=[BEHIND]))
    assert found.filter(pl.col("part") == "large")["value"].to_list() == [None]


def test_nothing_is_said_of_a_large_case_beside_a_figure_of_an_older_edition() -> None:
    assert not said({}, [FEES[0], {**FEES[1], "as_of": "S-1"}])


def test_a_large_case_of_the_earlier_period_explains_a_fall() -> None:
    falls = {"value": 20e6, "before": 30e6, "difference": -10e6, "word": "clear_down"}
    turned = [cell("wc.fee_amount", "2024", 30e6), cell("wc.fee_amount", "2025", 20e6)]
    assert said({"period": "2024"}, turned, **falls) and not said({}, turned, **falls)


def test_more_detected_is_not_more_committed_and_newer_cases_have_come_less_far() -> None:
    up = change("ht.suspected", 300, 200)
    down = change("ip.claims", 200, 300, word="clear_down")
    rows = [cell(i, y, v) for i, y, v in (
        ("ht.suspected", "2024", 200.0), ("ht.suspected", "2025", 300.0),
        ("ip.claims", "2024", 300.0), ("ip.claims", "2025", 200.0))]
    made = material(rows, up, down)
    assert parts(made, "ht.suspected")["caution"] == (None, "detected")
    assert parts(made, "ip.claims")["caution"] == (None, "unripe")


def test_the_parts_are_the_difference_together() -> None:
    made = material([*figures(), *FEES], INSPECTIONS, PROHIBITIONS, AMOUNT, exact=[BEHIND])
    sums = reasons(made).group_by("indicator").agg(pl.col("value").sum())
    whole = made.changes.select("indicator", "difference")
    assert sums.join(whole, on="indicator").filter(
        (pl.col("value") - pl.col("difference")).abs() > 1e-9).is_empty()
    assert reasons(made).equals(reasons(made))
