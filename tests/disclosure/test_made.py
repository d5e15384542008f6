"""Expected values and parts of changes are attacked: what visible cells do not give is found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.policy import policy
from data.tables import FRAMES
from metrics import frames, ladder, late, real
from metrics.attack.folder import read_folder
from metrics.attack.made import counts, made
from metrics.catalogue import catalogue
from tests.metrics.splits import (
    AMOUNT,
    BEHIND,
    FEES,
    INSPECTIONS,
    PROHIBITIONS,
    cell,
    figures,
    material,
)

Frames = dict[str, pl.DataFrame]
Change = Callable[[Frames], Frames]
YOUNG = [cell(i, "2026M09", v, status="provisional") for i, v in (
    ("wc.inspections", 1236.0), ("wc.selected", 1401.0), ("ip.suspicions", 5634.0))]
YOUNG += [cell("ip.notifications", "2026M09", None, status="provisional")]
PATTERN = pl.DataFrame(
    [("inspections", "2026M09", 114, 0.16, 0.003, 11.0),
     ("payment_errors", "2026M09", 112, 0.15, 0.001, 11.0),
     ("referrals", "2026M09", 112, 0.15, 0.001, 11.0)], schema=ladder.PATTERN, orient="row")


@pytest.fixture
def honest() -> Frames:
    """A publication as the jobs make it: expected values and reasons of its own cells."""
    split = material([*figures(), *FEES, *YOUNG], INSPECTIONS, PROHIBITIONS, AMOUNT,
                     exact=[BEHIND])
    return {
        "cells": split.cells, "indicators": frames.indicators(catalogue()),
        "expected": late.expected(split.cells, catalogue(), PATTERN),
        "reasons": real.reasons(split), "exact": split.exact}


def kinds(of: Frames, gate: bool = True) -> set[str]:
    """Return the weaknesses that are found in a publication."""
    shown = {n: f for n, f in of.items() if n != "exact"}
    found = made(shown, of["exact"], policy()) if gate else made(shown)
    return {f.kind for f in found}


def test_what_the_jobs_make_follows_from_what_is_shown(honest: Frames) -> None:
    assert kinds(honest) == set() and kinds(honest, gate=False) == set()
    assert counts(honest) == {"expected": 3, "reasons": honest["reasons"].height}
    assert {"reporting", "activity", "large", "other"} >= set(honest["reasons"]["part"])


def test_an_edition_without_them_has_nothing_to_try(honest: Frames) -> None:
    old = {n: honest[n] for n in ("cells", "indicators")}
    assert made(old) == [] and counts(old) == {"expected": 0, "reasons": 0}


def altered(name: str, where: pl.Expr, **to: Any) -> Change:
    """Change the rows of a frame that meet a condition."""
    def change(of: Frames) -> Frames:
        assert of[name].filter(where).height
        return {**of, name: of[name].with_columns(
            pl.when(where).then(pl.lit(v) if not isinstance(v, pl.Expr) else v).otherwise(
                pl.col(c)).alias(c) for c, v in to.items())}
    return change


def beside(**other: Any) -> Change:
    """Plant an expected value beside another cell."""
    def change(of: Frames) -> Frames:
        row = {**of["expected"].row(0, named=True), **other}
        more = pl.DataFrame([row], schema=FRAMES["expected"], orient="row")
        return {**of, "expected": pl.concat([of["expected"], more])}
    return change


INSPECTED = pl.col("indicator") == "wc.inspections"
PLANTED: dict[str, tuple[str, Change]] = {
    "beside a protected cell": ("expected", beside(indicator="ip.notifications")),
    "beside no cell": ("expected", beside(period="2026M08")),
    "beside a final cell": ("expected", beside(period="2025")),
    "beside an authority's": ("expected", beside(authority="av", period="2025")),
    "beside a held cell": ("expected", altered(
        "cells", INSPECTED & (pl.col("period") == "2026M09"), as_of="S-1")),
    "off the grid": ("grid", altered("expected", INSPECTED, value=pl.col("value") + 1)),
    "too fine for its width": ("grid", altered(
        "expected", INSPECTED, low=pl.col("low") - 1, high=pl.col("high") + 1)),
    "outside its interval": ("grid", altered(
        "expected", INSPECTED, value=2 * pl.col("high"))),
    "with a factor of its own": ("pattern", altered(
        "expected", INSPECTED, value=pl.col("value") * 2, low=pl.col("low") * 2,
        high=pl.col("high") * 2)),
}
SAID = pl.col("part")
WRONG: dict[str, Change] = {
    "parts that are not the difference": altered(
        "reasons", SAID == "other", value=pl.col("value") + 1),
    "a part that nobody shows": lambda of: _moved(of, "reporting", 7.0),
    "activity from something else": lambda of: _moved(of, "activity", -9.0),
    "activity of another indicator": altered(
        "reasons", SAID == "activity", word="wc.selected"),
    "reporters who report in both": altered("reasons", SAID == "reporting", word="av"),
    "a part that is unknown": altered("reasons", SAID == "reporting", part="sweden"),
    "a large case with its amount": altered("reasons", SAID == "large", value=6e6),
    "a large case beside a count": altered(
        "reasons", SAID == "large", indicator="wc.inspections"),
    "a change of a hidden cell": altered(
        "cells", INSPECTED & (pl.col("period") == "2024") & (pl.col("authority") == "all"),
        sign="protected", value=None),
}


def _moved(of: Frames, part: str, by: float) -> Frames:
    """Move some of a part to the rest: they still add up."""
    own = pl.col("indicator") == ("wc.prohibitions" if part == "activity" else "wc.inspections")
    moved = pl.when(part == SAID).then(by).when(SAID == "other").then(-by).otherwise(0.0)
    assert of["reasons"].filter(own & (part == SAID)).height
    return altered("reasons", own, value=pl.col("value") + moved)(of)


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_expected_value_is_found(honest: Frames, what: str) -> None:
    kind, plant = PLANTED[what]
    assert kinds(plant(honest), gate=False) == {kind}


@pytest.fixture
def split(honest: Frames) -> Frames:
    """The same with activity told apart: everybody has reported both years."""
    whole = material([*figures(**{"2024.skv": 90.0}), *FEES, *YOUNG], PROHIBITIONS, late=())
    first = honest["reasons"].filter(pl.col("indicator") != "wc.prohibitions")
    return {**honest, "reasons": pl.concat([first, real.reasons(whole)])}


@pytest.mark.parametrize("what", WRONG)
def test_a_planted_part_is_found(split: Frames, what: str) -> None:
    assert kinds(split) == set() and {"activity", "large"} <= set(split["reasons"]["part"])
    assert kinds(WRONG[what](split), gate=False) == {"reason"}


def test_a_small_part_is_found(honest: Frames) -> None:
    few = altered("cells", pl.col("authority") == "skv", value=pl.when(
        pl.col("value").is_not_null()).then(2.0))(honest)
    said = _moved(few, "reporting", -98.0)
    assert kinds(said, gate=False) == {"reason"}


@pytest.mark.parametrize("behind", [{"top1": 4e6}, {"top1": 27e6}])
def test_the_gate_holds_the_word_on_a_large_case_against_what_stands_behind(
    honest: Frames, behind: dict[str, float]
) -> None:
    exact = honest["exact"].with_columns(pl.lit(v).alias(c) for c, v in behind.items())
    assert kinds({**honest, "exact": exact}) == {"reason"}


def test_the_same_is_found_in_an_exported_folder(honest: Frames, tmp_path: Path) -> None:
    for planted, expected in ((honest, set()), (PLANTED["off the grid"][1](honest), {"grid"})):
        shown = {n: f for n, f in planted.items() if n != "exact"}
        for name, frame in shown.items():
            frame.write_csv(tmp_path / f"{name}.csv")
        for name in ("codes", "relations"):
            pl.DataFrame(schema=FRAMES[name]).write_csv(tmp_path / f"{name}.csv")
        assert {f.kind for f in made(read_folder(tmp_path))} == expected
