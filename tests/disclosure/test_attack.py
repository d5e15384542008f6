"""An attacker that could not find anything would be no attacker."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.policy import policy
from data.tables import FRAMES
from metrics.attack import AttackFailed, Gate, NoPublication, attack, read_folder
from metrics.attack.outside import interval
from metrics.attack.solve import fixed
from metrics.disclosure import protect
from metrics.rollup import BOOKS
from tests.disclosure.systems import key, system
from tests.disclosure.tables import PLACES, by_place, exact, indicators, published

Frames = dict[str, pl.DataFrame]


def safe() -> Frames:
    rows = by_place({"22": 3, "23": 30, "24": 12, "07": 40, "08": 50, "12": 60})
    result = protect(exact(rows), indicators(), PLACES, policy())
    return published(result.cells, indicators(), result.relations)


def changed(place: str, **values: object) -> Frames:
    frames = safe()
    at = pl.col("place") == place
    return {**frames, "cells": frames["cells"].with_columns(
        *(pl.when(at).then(pl.lit(v)).otherwise(pl.col(k)).alias(k) for k, v in values.items()))}


def test_a_safe_publication_gives_nothing_away() -> None:
    assert attack(safe()).findings == ()


@pytest.mark.parametrize(("place", "values", "kind"), [
    ("24", {"sign": "visible", "value": 12.0}, "fixed"),
    ("22", {"value": 3.0}, "value"),
    ("08", {"value": 51.0}, "sum"),
    ("08", {"sign": "protected", "value": None}, "fixed"),
    ("23", {"value": 300.0}, "sum"),          # hidden parts would be below zero: no such world
])
def test_planted_faults_are_found(place: str, values: dict[str, object], kind: str) -> None:
    assert kind in attack(changed(place, **values)).kinds


def test_a_small_count_in_the_open_is_found() -> None:
    cells = exact(by_place({"22": 3, "23": 30, "24": 12})).with_columns(sign=pl.lit("visible"))
    assert "small" in attack({**safe(), "cells": cells}).kinds


def test_hidden_cells_that_can_only_be_zero_are_found() -> None:
    hidden = pl.col("place").is_in(["22", "23"])
    cells = exact(by_place({"22": 0, "23": 0, "24": 12})).with_columns(
        sign=pl.when(hidden).then(pl.lit("protected")).otherwise(pl.lit("visible")),
        value=pl.when(~hidden).then("value"))
    found = attack({**safe(), "cells": cells}).findings
    assert {f.cell for f in found if f.kind == "zero"} == {
        "i|22|all|all|2025", "i|23|all|all|2025"}


SUM: dict[str, Any] = {"hidden": "ab", "equal": [{"t": 1, "a": -1, "b": -1}]}
AMOUNT: dict[str, Any] = {"rule": "amount", "kind": "sum"}
DISTINCT: dict[str, Any] = {"rule": "employer", "kind": "distinct"}
SOLVED: list[tuple[str, Frames, str, str]] = [
    ("only one value, since nothing is below zero",
     system({"t": 9, "u": 9, "v": 18}, "abcd", [
         {"t": 1, "a": -1, "b": -1}, {"u": 1, "c": -1, "d": -1}, {"v": 1, "a": -1, "c": -1}]),
     "a", "single"),
    ("2 or 3, never 1 or 4",
     system({"t": 40, "u": 38, "v": 37}, least=[{"b": 1, "u": -1}, {"v": 1, "b": -1}], **SUM),
     "a", "narrow"),
    ("an amount within half a per cent",
     system({"t": 1e6, "u": 5000}, least=[{"b": 1, "u": -1}], **SUM, **AMOUNT), "a", "close"),
    ("3 a + 5 b = 19 has one solution in whole numbers",
     system({"t": 19}, "ab", [{"t": 1, "a": -3, "b": -5}]), "a", "integral"),
    ("an odd cycle: 9.5 to 10.5 in fractions",
     system({"p": 17, "q": 35, "r": 21}, "abcd", [{"q": 1, "a": -1, "b": -1, "c": -1, "d": -1}],
            [{"a": 1, "b": 1, "p": -1}, {"b": 1, "c": 1, "p": -1}, {"a": 1, "c": 1, "p": -1},
             {"d": 2, "r": -1}]), "d", "integral"),
    ("employers between 1.5 and 2 are two",
     system({"t": 40, "u": 38}, least=[{"b": 1, "u": -1}, {"a": 1, "c": -1}],
            hidden="abc", equal=[{"t": 1, "a": -1, "b": -1}, {"u": 1, "c": -19}],
            rule="employer"), "a", "single"),
    ("a held figure whose new value the others tell",
     system({"t": 20, "b": 12}, "", SUM["equal"], held={"a": 10}), "a", "fixed"),
    ("a distinct whole of at most its parts",
     system({"t": 12, "a": 12}, "b", [], [{"t": 1, "b": -1}, {"b": 1, "a": -1}], **DISTINCT),
     "b", "single"),
]


@pytest.mark.parametrize(("frames", "cell", "kind"), [s[1:] for s in SOLVED],
                         ids=[s[0] for s in SOLVED])
def test_what_the_relations_tell_is_found(frames: Frames, cell: str, kind: str) -> None:
    assert key(cell) in {f.cell for f in attack(frames).findings if f.kind == kind}


@pytest.mark.parametrize("frames", [
    system({"t": 40}, **SUM), system({"t": 1e6}, **SUM, **AMOUNT),
    system({"t": 40, "u": 36}, least=[{"u": 1, "b": -1}], **SUM),     # 0 to 4
    system({"t": 7}, "ab", [{"t": 1, "a": -1, "b": -1}], rule="employer"),
    system({"t": 20, "b": 12}, "c", [{"t": 1, "a": -1, "b": -1, "c": -1}], held={"a": 10}),
])
def test_what_stays_open_is_no_finding(frames: Frames) -> None:
    assert attack(frames).findings == ()


def test_amounts_below_zero_are_no_contradiction() -> None:
    frames = system({"t": 10, "u": 90, "v": 80}, "ab", [
        {"t": 1, "a": -1, "b": -1}], [{"u": 1, "b": -1}], **AMOUNT)
    report = attack(frames)
    assert [n.name for n in report.notes if n.name == "negative"] == ["negative"]


def test_a_share_that_stands_beside_a_held_part_is_found() -> None:
    about = indicators(
        {"indicator": "n"}, {"indicator": "d"},
        {"indicator": "s", "kind": "share", "rule": "none", "numerator": "n", "denominator": "d"})
    cells = pl.concat([
        exact([{"indicator": i, "value": v}]).with_columns(
            sign=pl.lit("visible"), as_of=pl.lit(as_of))
        for i, v, as_of in (("n", 30, "S-1"), ("d", 60, ""), ("s", 50, ""))])
    assert "share" in attack({**safe(), "cells": cells, "indicators": about}).kinds


# Two counties x three authorities, all margins told; fk and skv hidden, af told.
CROSS = {("22", "fk"): 16, ("22", "skv"): 3, ("22", "af"): 8,
         ("23", "fk"): 14, ("23", "skv"): 9, ("23", "af"): 7}


def crossed() -> tuple[Frames, pl.DataFrame]:
    sums: dict[tuple[str, str], float] = dict(CROSS)
    for (place, who), value in CROSS.items():
        for at in ((place, "all"), ("nord", who), ("nord", "all")):
            sums[at] = sums.get(at, 0) + value
    rows = [{"place": p, "authority": a, "value": v} for (p, a), v in sums.items()]
    hidden = pl.col("place").is_in(["22", "23"]) & pl.col("authority").is_in(["fk", "skv"])
    cells = exact(rows).with_columns(
        sign=pl.when(hidden).then(pl.lit("protected")).otherwise(pl.lit("visible")),
        value=pl.when(~hidden).then("value"))
    books = pl.DataFrame(
        [("i", p, "all", "2025", a, float(v), int(v))
         for (p, a), v in sums.items() if a != "all"], schema=BOOKS, orient="row")
    return {**safe(), "cells": cells}, books


def test_an_insider_computes_another_s_small_cell_with_its_own() -> None:
    frames, books = crossed()
    assert attack(frames).findings == ()
    assert {(f.kind, f.cell) for f in attack(frames, books=books).findings} == {
        ("insider", "i|22|skv|all|2025")}
    assert attack(frames, books=books, accepted=["a"]).findings == ()


def two(own: float, other: float, hidden: bool) -> tuple[Frames, pl.DataFrame]:
    """Two contributors to one total that is told."""
    rows = [{"value": own + other}, {"authority": "fk", "value": own},
            {"authority": "skv", "value": other}]
    part = pl.col("authority") != "all"
    cells = exact(rows).with_columns(
        sign=pl.when(part & hidden).then(pl.lit("protected")).otherwise(pl.lit("visible")),
        value=pl.when(~(part & hidden)).then("value"))
    books = pl.DataFrame([("i", "SE", "all", "2025", a, v, int(v))
                          for a, v in (("fk", own), ("skv", other))], schema=BOOKS, orient="row")
    return {**safe(), "cells": cells}, books


def test_of_two_contributors_each_sees_the_other() -> None:
    frames, books = two(37.0, 3.0, True)
    assert attack(frames).findings == ()                     # from outside nothing is told
    report = attack(frames, books=books)
    assert ("others", "i|SE|all|all|2025") in {(f.kind, f.cell) for f in report.findings}
    assert attack(frames, books=books, accepted=["a"]).findings == ()
    frames, books = two(37.0, 12.0, False)
    assert attack(frames, books=books).findings == ()
    frames, _ = two(37.0, 3.0, False)
    assert "others" in attack(frames).kinds                  # own figure and total stand open


def real(**figure: object) -> Frames:
    """A real year of 33 that is hidden with its first quarter of 3; the other quarters are told."""
    values = {"2025": None, "2025K1": None, "2025K2": 10.0, "2025K3": 10.0, "2025K4": 10.0}
    rows = [{"period": p, "value": v or 0, "period_level": "year" if p == "2025" else "quarter"}
            for p, v in values.items()]
    cells = exact(rows).with_columns(
        sign=pl.Series(["protected" if v is None else "visible" for v in values.values()]),
        value=pl.Series(list(values.values())), origin=pl.lit("real"))
    base = {**dict.fromkeys(FRAMES["figures"]), "series": "i", "place": "SE", "year": 2025,
            "part": "whole_year"}
    return {**safe(), "cells": cells, "figures": pl.DataFrame(
        [{**base, **figure}], schema=FRAMES["figures"], orient="row")}


@pytest.mark.parametrize(("figure", "opened"), [
    ({"value": 33.0, "qualifier": "exact"}, True),
    ({"value": 33.4, "qualifier": "about"}, True),            # 33.35 to 33.45, less 30
    ({"value": 30.0, "qualifier": "about"}, False),           # 25 to 35
    ({"value": 33.0, "low": 32.5, "high": 33.5, "qualifier": "estimate"}, True),
    ({"value": 40.0, "qualifier": "more_than"}, False),
    ({"value": 33.0, "qualifier": "exact", "part": "jan_oct"}, False),
])
def test_a_figure_known_from_outside_opens_a_hidden_cell(
    figure: dict[str, object], opened: bool
) -> None:
    found = {f.cell for f in attack(real(**figure)).findings}
    assert found == ({"i|SE|all|all|2025K1"} if opened else set())


def test_a_figure_that_is_counted_otherwise_is_put_aside() -> None:
    report = attack(real(value=12.0, qualifier="exact"))      # the told quarters alone are 30
    assert report.findings == () and "differs" in {n.name for n in report.notes}


def test_real_figures_are_not_tried_on_synthetic_cells() -> None:
    frames = real(value=33.0, qualifier="exact")
    made = {**frames, "cells": frames["cells"].with_columns(origin=pl.lit("synthetic"))}
    report = attack(made)
    assert report.findings == () and "figures" in {n.name for n in report.notes}
    assert "figures" not in report.document()["tried"]


@pytest.mark.parametrize(("qualifier", "value", "low", "high"), [
    ("exact", 120.0, 120, 120), ("about", 120.0, 115, 125), ("about", 1.5, 1.45, 1.55),
    ("more_than", 90.0, 90, float("inf")), ("at_most", 90.0, 0, 90), ("derived", 7.0, 0,
                                                                     float("inf"))])
def test_a_figure_means_what_its_qualifier_and_digits_say(
    qualifier: str, value: float, low: float, high: float
) -> None:
    assert interval({"qualifier": qualifier, "value": value}) == pytest.approx((low, high))


PARTS = [{"t": 1, "a": -1, "b": -1, "c": -1, "d": -1}]
EARLIER: list[tuple[str, Frames, Frames, str, str]] = [
    ("12 told, then 15", system({"a": 12}, "", []), system({"a": 15}, "", []), "a", "moved"),
    ("the told part rose by 8, the whole by 10",
     system({"t": 80, "d": 20}, "abc", PARTS), system({"t": 90, "d": 28}, "abc", PARTS),
     "t", "moved_together"),
    ("protected, then told", system({"t": 80, "d": 20}, "abc", PARTS),
     system({"t": 80, "d": 20, "c": 30}, "ab", PARTS), "c", "reopened"),
    ("told, then protected", system({"t": 80, "d": 20}, "abc", PARTS),
     system({"t": 80}, "abcd", PARTS), "d", "withdrawn"),
    ("another partner is hidden the second time",
     system({"t": 80, "d": 20, "c": 30}, "ab", PARTS),
     system({"t": 80, "d": 20, "b": 27}, "ac", PARTS), "a", "editions"),
]


@pytest.mark.parametrize(("old", "new", "cell", "kind"), [e[1:] for e in EARLIER],
                         ids=[e[0] for e in EARLIER])
def test_two_editions_tell_what_one_does_not(
    old: Frames, new: Frames, cell: str, kind: str
) -> None:
    assert attack(new).findings == ()
    assert (kind, key(cell)) in {(f.kind, f.cell) for f in attack(new, [old]).findings}


@pytest.mark.parametrize(("old", "new"), [
    (system({"a": 12}, "", []), system({"a": 12}, "", [])),
    (system({"a": 12}, "", []), system({"a": 17}, "", [])),
    (system({"a": 12}, "", []), system({}, "", [], held={"a": 12})),
    (system({}, "a", []), system({"a": 0}, "", [])),          # it has become zero
    (system({"t": 80, "d": 20}, "abc", PARTS), system({"t": 90, "d": 20}, "abc", PARTS)),
    (system({"t": 80, "d": 20}, "abc", PARTS), system({"t": 80, "d": 20}, "abc", PARTS)),
])
def test_editions_that_may_follow_each_other_are_no_finding(old: Frames, new: Frames) -> None:
    assert attack(new, [old]).findings == ()


COUNTIES = {"22": 30.0, "23": 40.0, "24": 20.0, "07": 30.0, "08": 40.0, "12": 20.0,
            "13": 20.0, "14": 30.0}
MONTHS = {f"2025M{n:02}": 30.0 for n in range(1, 13)}


def by_month(values: dict[str, float]) -> list[dict[str, Any]]:
    """Make one cell a month of Sweden, and the quarters and the year above them."""
    sums = dict(values)
    for month, value in values.items():
        for whole in (f"2025K{(int(month[5:]) + 2) // 3}", "2025"):
            sums[whole] = sums.get(whole, 0) + value
    levels = {4: "year", 6: "quarter", 7: "month"}
    return [{"period": p, "period_level": levels[len(p)], "value": v} for p, v in sums.items()]


def told_but(rows: list[dict[str, Any]], column: str, hidden: set[str]) -> Frames:
    cells = exact(rows).with_columns(as_of=pl.lit(""), sign=pl.when(pl.col(column).is_in(
        hidden)).then(pl.lit("protected")).otherwise(pl.lit("visible")))
    relations = pl.DataFrame(schema=FRAMES["relations"])
    return published(cells, indicators(), relations)


@pytest.mark.parametrize(("rose", "found"), [(1, True), (4, False)])
@pytest.mark.parametrize(("before", "column", "hidden", "whole"), [
    (COUNTIES, "place", {"nord", "syd", "22", "07"}, "i|SE|all|all|2025"),
    (MONTHS, "period", {"2025K1", "2025K2", "2025M01", "2025M05"}, "i|SE|all|all|2025"),
], ids=["Sweden by county", "a year by month"])
def test_what_the_hidden_have_moved_by_together_is_found_over_two_steps_too(
    before: dict[str, float], column: str, hidden: set[str], whole: str, rose: float, *,
    found: bool,
) -> None:
    """Quarters (regions) are hidden too, so that no single step tells of it."""
    small = [each for each in hidden if each in before]
    others = [each for each in before if each not in hidden]
    after = {**before, **{c: before[c] + rose for c in small}, **{
        c: before[c] + 10 for c in others}}
    make = by_place if column == "place" else by_month
    old, new = (told_but(make(rows), column, hidden) for rows in (before, after))
    findings = attack(new, [old]).findings
    assert (("moved_together", whole) in {(f.kind, f.cell) for f in findings}) is found


def test_what_nobody_had_delivered_has_not_stood_still_when_it_is_protected() -> None:
    """An authority has delivered since: that its cell is still nothing does not follow."""
    told = {"t": 80, "d": 20}
    old, new = system({**told, "c": 0}, "ab", PARTS), system(told, "abc", PARTS)
    kinds = {f.kind for f in attack(new, [old]).findings}
    assert {"editions", "withdrawn"} <= kinds       # a shown nothing would be given away
    nothing = pl.col("place") == "c"
    cells = old["cells"].with_columns(
        sign=pl.when(nothing).then(pl.lit("not_delivered")).otherwise("sign"),
        value=pl.when(~nothing).then("value"))
    assert attack(new, [{**old, "cells": cells}]).findings == ()


def test_an_older_edition_is_attacked_after_a_newer_one_that_looks_like_it() -> None:
    """What was tried once is left out; what differs in one figure alone is not."""
    told = [system({"t": 80, "d": 20 - n}, "abc", PARTS) for n in (0, 0, 8)]
    new = system({"t": 90, "d": 28}, "abc", PARTS)      # 2 together since the first two
    for order in ((0, 1, 2), (2, 1, 0), (2, 0, 1)):
        kinds = attack(new, (told[n] for n in order)).kinds
        assert "moved_together" in kinds
    assert "moved_together" not in attack(new, iter(told[2:])).kinds


def test_every_earlier_edition_is_compared() -> None:
    first, second, third = (system(told, "", [], held=held) for told, held in (
        ({"a": 12}, {}), ({}, {"a": 12}), ({"a": 14}, {})))
    assert attack(third, [second]).findings == ()
    report = attack(third, [first, second])
    assert report.kinds >= {"moved"} and report.document()["tried"]["editions"]["editions"] == 2


def test_the_gate_sees_the_units_behind_a_figure() -> None:
    """Forty persons at two employers: no file shows it, the exact cells do."""
    behind = exact([{"value": 40, "employers": 2, "total": 40, "top1": 30, "top2": 10}])
    frames = {**safe(), "cells": behind.with_columns(sign=pl.lit("visible"))}
    assert attack(frames).findings == ()
    assert attack(frames, gate=Gate(behind, policy())).kinds == {"primary"}


def test_the_gate_knows_which_narrowed_cells_are_small() -> None:
    frames = system({"t": 40, "u": 38}, least=[{"u": 1, "b": -1}], **SUM)     # a: 0 to 2
    assert attack(frames).findings == ()
    behind = exact([{"place": n, "value": v} for n, v in (("a", 2), ("b", 38), ("t", 40))])
    report = attack(frames, gate=Gate(behind, policy()))
    assert {(f.kind, f.cell) for f in report.findings} == {("narrow", key("a"))}


def test_an_exported_folder_is_attacked_by_its_files_alone(tmp_path: Path) -> None:
    for kind in ("csv", "parquet"):
        for n, frames in enumerate((safe(), changed("24", sign="visible", value=12.0))):
            folder = tmp_path / f"{kind}{n}"
            folder.mkdir()
            for name, frame in frames.items():
                frame.write_csv(folder / f"{name}.csv") if kind == "csv" else frame.write_parquet(
                    folder / f"{name}.parquet")
            read = attack(read_folder(folder))
            assert read.document() == attack(frames).document()
            assert len(read.findings) == n
    with pytest.raises(NoPublication, match=r"cells\.csv"):
        read_folder(tmp_path)


def test_the_report_is_the_same_in_whatever_order_the_cells_stand() -> None:
    frames = changed("08", sign="protected", value=None)
    mixed = {n: f.sample(fraction=1.0, shuffle=True, seed=5) for n, f in frames.items()}
    texts = {json.dumps(attack(f).document(), sort_keys=True) for f in (frames, frames, mixed)}
    assert len(texts) == 1


def test_least_squares_and_singular_vectors_agree_and_doubt_is_no_clean_bill(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np
    from scipy import sparse

    random = np.random.default_rng(1)
    for _ in range(20):
        dense = random.integers(-1, 2, (40, 60)) * (random.random((40, 60)) < 0.06)
        matrix = sparse.csr_array(dense.astype(float))
        exactly = set(fixed(matrix))
        with monkeypatch.context() as patch:
            patch.setattr("metrics.attack.solve.DENSE", 0)
            assert set(fixed(matrix)) == exactly
    monkeypatch.setattr("metrics.attack.solve.DENSE", 0)
    monkeypatch.setattr("metrics.attack.solve.LAST", 0)
    monkeypatch.setattr("metrics.attack.solve.TURNS", 0)
    with pytest.raises(AttackFailed):
        fixed(matrix)
