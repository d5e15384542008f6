"""What protection costs is measured, and never tells a small cell from its partner."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl

from data.policy import Policy, policy
from metrics.disclosure import protect
from metrics.loss import THRESHOLDS, Loss, loss, ways
from metrics.rollup import BOOKS
from tests.disclosure.tables import PLACES, by_place, exact, indicators

RULES = replace(policy(), merges=(("07", "08"),))
YEARS = [str(year) for year in range(2006, 2026)]
UNTIL = "2025M12"


def rows(merged: bool) -> list[dict[str, Any]]:
    """Twenty years of eight counties, of which two are shown as one; each has small years."""
    found = []
    for n, year in enumerate(YEARS):
        values = {p: 2.0 + (n * 5 + i * 7) % 19 for i, p in enumerate(("22", "23", "24"))}
        values |= {"12": 40.0, "07": 30.0 + n, "08": 1.0 + n % 4, "13": 9.0 + n % 6, "14": 25.0}
        if merged:
            values["07+08"] = values.pop("07") + values.pop("08")
        sums = by_place({p: v for p, v in values.items() if p != "07+08"}, period=year)
        if merged:
            extra = values["07+08"]
            kept = {r["place"]: r for r in sums}
            for above in ("syd", "SE"):
                kept[above]["value"] += extra
            sums.append({"place": "07+08", "value": extra, "period": year})
        found += sums
    return found


def books(cells: pl.DataFrame) -> pl.DataFrame:
    """Two authorities have a half each of every count, but in one county one has all but two."""
    whole = cells.select("indicator", "place", "breakdown", "period", "value")
    few = pl.when(pl.col("place") == "14").then(2.0).otherwise((pl.col("value") / 2).floor())
    parts = [whole.with_columns(authority=pl.lit("fk"), value=pl.col("value") - few),
             whole.with_columns(authority=pl.lit("skv"), value=few)]
    return pl.concat(parts).filter(pl.col("value") > 0).with_columns(
        units=pl.col("value").cast(pl.Int64)).select(list(BOOKS))


def under_each() -> list[pl.DataFrame]:
    return [protects(rules, insiders) for rules, insiders in ways(RULES)]


def protects(rules: Policy, insiders: bool) -> pl.DataFrame:
    counted = exact(rows(bool(rules.merges)))
    parents = {**PLACES, "07+08": "syd"}
    return protect(counted, indicators(), parents, rules, intervals=False,
                   books=books(counted) if insiders else None).cells


@cache
def measured() -> Loss:
    return loss(protects(RULES, False), under_each(), RULES, UNTIL)


def scenarios() -> dict[str, dict[str, Any]]:
    return {s["name"]: s for s in measured().scenarios}


def test_a_higher_threshold_never_protects_less() -> None:
    hidden = [scenarios()[f"threshold:{n}"]["protected"] for n in THRESHOLDS]
    assert hidden == sorted(hidden) and 0 < hidden[0] < hidden[-1]


def test_protecting_one_authority_from_another_costs_cells() -> None:
    assert scenarios()["no_insiders"]["protected"] < scenarios()["threshold:5"]["protected"]


def test_the_tables_hold_every_cell_of_the_edition_once() -> None:
    cells = protects(RULES, False)
    tables = measured().tables
    assert sum(t["cells"] for t in tables) == cells.height == scenarios()["now"]["cells"]
    assert sum(t["protected"] for t in tables) == scenarios()["now"]["protected"]
    assert {t["place_level"]: t["protected"] for t in tables}["SE"] == 0


def test_a_merge_is_weighed_against_its_places_shown_apart() -> None:
    (merge,) = measured().merges
    assert merge["merge"] == "07+08"
    assert merge["with"]["cells"] == len(YEARS)
    assert merge["without"]["cells"] == 2 * len(YEARS)
    with_, apart = (merge[k]["visible"] / merge[k]["cells"] for k in ("with", "without"))
    assert with_ >= 0.9 and apart < measured().aims["apart_percent"] / 100   # so it stands


def test_held_cells_are_counted_by_level_and_age() -> None:
    cells = protects(RULES, False)
    shown = (pl.col("sign") == "visible") & (pl.col("place") == "12")
    held = cells.with_columns(as_of=pl.when(shown & (pl.col("period") == "2025")).then(
        pl.lit("S-1")).otherwise(pl.lit("")))
    found = {(h["place_level"], h["age"]): (h["held"], h["cells"])
             for h in loss(held, under_each(), RULES, UNTIL).held}
    assert found["county", "0-2"][0] == held.filter(pl.col("as_of") != "").height == 1
    assert found["county", "12+"][0] == found["SE", "0-2"][0] == 0
    assert sum(n for _, n in found.values()) == cells.filter(pl.col("sign") == "visible").height


def test_no_part_tells_a_small_cell_from_its_partner() -> None:
    """What another policy would hide is told of the whole publication alone, and in tens."""
    for one in measured().scenarios:
        assert set(one) == {"name", "cells", "protected"}
        assert one["name"] == "now" or one["protected"] % 10 == 0
    for one in measured().merges:
        assert set(one) == {"merge", "with", "without"}
        assert all(one[k]["visible"] % 10 == 0 for k in ("with", "without"))
    assert all(set(t) == {"area", "place_level", "period_level", "split", "cells", "protected"}
               for t in measured().tables)


def test_one_cell_more_or_less_under_another_threshold_cannot_be_seen() -> None:
    """Counts 3 and 30 in two counties: hidden from threshold 5 on, yet no scenario says so."""
    counted = exact(by_place({"22": 3, "23": 30, "24": 12, "07": 40, "08": 50}))

    def under(rules: Policy) -> pl.DataFrame:
        return protect(counted, indicators(), PLACES, rules, intervals=False).cells

    three, five = (under(replace(policy(), persons=n)) for n in (3, 5))
    assert [c.filter(pl.col("sign") == "protected").height for c in (three, five)] == [0, 2]
    apart = replace(policy(), merges=())
    found = loss(five, [under(rules) for rules, _ in ways(apart)], apart, UNTIL)
    told = {s["name"]: s["protected"] for s in found.scenarios}
    assert told["threshold:3"] == told["threshold:5"] == 0
