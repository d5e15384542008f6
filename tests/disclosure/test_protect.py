"""No hidden cell can be worked out from what is shown."""

from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.policy import policy
from metrics.attack import attack
from metrics.disclosure import Protected, protect
from metrics.disclosure.differences import stand_still, with_earlier
from metrics.disclosure.structure import System, equations
from metrics.parts import SCHEMA as TIES
from tests.disclosure.tables import PLACES, by_place, exact, indicators, published


def run(rows: list[dict[str, Any]], about: pl.DataFrame | None = None,
        earlier: pl.DataFrame | None = None) -> Protected:
    return protect(exact(rows), indicators() if about is None else about, PLACES, policy(),
                   {"S-1": earlier} if earlier is not None else None)


def sign(result: Protected, **key: str) -> str:
    found = result.cells.filter(*(pl.col(k) == v for k, v in key.items()))
    assert found.height == 1
    return str(found["sign"][0])


def exactly_fixed(system: System, hidden: np.ndarray) -> set[int]:
    """Find the fixed cells by Gaussian elimination over the rationals: slow, and obvious."""
    columns = [int(c) for c in np.flatnonzero(hidden)]
    rows = [[Fraction(int(v)) for v in row] for row in system.matrix[:, columns].toarray()]
    pivot_of: dict[int, int] = {}
    done = 0
    for c in range(len(columns)):
        at = next((r for r in range(done, len(rows)) if rows[r][c]), None)
        if at is None:
            continue
        rows[done], rows[at] = rows[at], rows[done]
        rows[done] = [v / rows[done][c] for v in rows[done]]
        for r in range(len(rows)):
            if r != done and rows[r][c]:
                rows[r] = [a - rows[r][c] * b for a, b in zip(rows[r], rows[done], strict=True)]
        pivot_of[c] = done
        done += 1
    return {columns[c] for c, r in pivot_of.items() if sum(v != 0 for v in rows[r]) == 1}


def test_a_single_small_county_takes_a_partner_with_it() -> None:
    result = run(by_place({"22": 3, "23": 30, "24": 12, "07": 40, "08": 50, "12": 60}))
    hidden = set(result.cells.filter(pl.col("sign") == "protected")["place"])
    assert hidden == {"22", "24"}   # the cheapest partner: the smaller of the two


def test_two_small_cells_that_are_small_together_take_a_third() -> None:
    """3 hidden in all would tell that both are under 4; a third cell widens what they may be."""
    result = run(by_place({"22": 1, "23": 2, "24": 12, "07": 40, "08": 50, "12": 60}))
    assert {p for p in ("22", "23", "24") if sign(result, place=p) == "protected"} == {
        "22", "23", "24"}


def test_totals_stay_exact_and_every_shown_sum_adds_up() -> None:
    result = run(by_place({"22": 3, "23": 30, "24": 12, "07": 40, "08": 4, "12": 60}))
    assert sign(result, place="SE") == "visible"
    assert attack(published(result.cells, indicators(), result.relations)).findings == ()


def test_quarters_and_their_year_are_protected_together() -> None:
    rows = [{"period": f"2025K{q}", "period_level": "quarter", "value": v}
            for q, v in enumerate((2, 20, 30, 40), 1)] + [{"period": "2025", "value": 92}]
    result = run(rows)
    hidden = result.cells.filter(pl.col("sign") == "protected")["period"].to_list()
    assert hidden == ["2025K1", "2025K2"]


def test_a_share_never_gives_away_its_numerator() -> None:
    """Denominator 40 and complement 37 would tell the numerator 3: the complement goes too."""
    about = indicators(
        {"indicator": "n"}, {"indicator": "d"},
        {"indicator": "n.not", "numerator": "n", "denominator": "d", "complement": "n.not"})
    rows = [{"indicator": i, "value": v} for i, v in (("n", 3), ("d", 40), ("n.not", 37))]
    result = run(rows, about)
    assert sign(result, indicator="n") == sign(result, indicator="n.not") == "protected"
    assert sign(result, indicator="d") == "visible"
    assert result.relations.filter(pl.col("factor") == 1)["cell"].to_list() == ["d|SE|all|all|2025"]


@pytest.mark.parametrize(("numerator", "complement"), [(0, 40), (40, 0)])
def test_a_sensitive_split_with_an_empty_side_is_protected_whole(
    numerator: int, complement: int
) -> None:
    about = indicators(
        {"indicator": "n", "sensitive": "yes"}, {"indicator": "d"},
        {"indicator": "n.not", "numerator": "n", "denominator": "d", "complement": "n.not",
         "sensitive": "yes"})
    rows = [{"indicator": i, "value": v}
            for i, v in (("n", numerator), ("d", 40), ("n.not", complement))]
    result = run(rows, about)
    assert sign(result, indicator="n") == sign(result, indicator="n.not") == "protected"


def test_count_and_amount_of_one_indicator_share_their_fate() -> None:
    about = indicators({"indicator": "n", "partner": "sek"},
                       {"indicator": "sek", "rule": "amount", "kind": "sum", "partner": "n"})
    amount = {"indicator": "sek", "persons": None, "total": 9e5, "top1": 8e5, "top2": 9e4}
    result = run([{"indicator": "n", "value": 9}, {**amount, "value": 9e5, "rows": 9}], about)
    assert sign(result, indicator="n") == sign(result, indicator="sek") == "protected"


def test_an_authority_that_alone_has_a_code_is_protected_with_it() -> None:
    """Its total and the row of its code are one number in two tables."""
    rows = [{"value": 60}, {"authority": "fk", "value": 37}, {"authority": "skv", "value": 20},
            {"authority": "af", "value": 3}, {"breakdown": "sex:man", "value": 57},
            {"breakdown": "sex:woman", "value": 3}]
    ties = pl.DataFrame(
        [("i", "af", "sex:woman", "sex", "2025")], schema=TIES, orient="row")
    result = protect(exact(rows), indicators(), PLACES, policy(), None, ties)
    assert sign(result, authority="af") == sign(result, breakdown="sex:woman") == "protected"
    assert result.relations["cell"].to_list() == ["i|SE|af|all|2025", "i|SE|all|sex:woman|2025"]
    assert attack(published(result.cells, indicators(), result.relations)).findings == ()
    shown = result.cells.with_columns(sign=pl.when(pl.col("breakdown") == "sex:woman").then(
        pl.lit("visible")).otherwise("sign"))
    assert attack(published(shown, indicators(), result.relations)).findings != ()


def test_what_was_protected_stays_protected() -> None:
    first = run(by_place({"22": 3, "23": 30, "24": 12, "07": 40, "08": 50, "12": 60}))
    later = run(by_place({"22": 9, "23": 30, "24": 12, "07": 40, "08": 50, "12": 60}),
                earlier=first.cells)
    assert sign(later, place="22") == "protected"


def test_a_figure_that_stands_but_may_not_be_seen_any_more_is_held() -> None:
    """Nobody had said no, for nobody was asked; now all three said yes: the 0 would tell it."""
    about = indicators(
        {"indicator": "n", "complement": ""},
        *({"indicator": i, "sensitive": "yes", "numerator": "yes", "denominator": "n",
           "complement": "no"} for i in ("yes", "no")))

    def asked(yes: int) -> list[dict[str, Any]]:
        return [{"indicator": i, **row} for i, some in (("n", yes), ("yes", yes), ("no", 0))
                for row in by_place({"22": some, "23": 40, "24": 30})]

    def publish(yes: int, earlier: pl.DataFrame | None = None) -> pl.DataFrame:
        rows = [r for r in asked(yes) if r["indicator"] != "no" or r["place"] == "22"]
        return run(rows, about, earlier).cells.filter(
            (pl.col("indicator") == "no") & (pl.col("place") == "22"))

    first = publish(0)
    assert first["sign"].item() == "visible" and first["as_of"].item() == ""
    whole = run([r for r in asked(0) if r["indicator"] != "no" or r["place"] == "22"], about).cells
    second = publish(3, whole)
    assert second["sign"].item() == "visible" and second["as_of"].item() == "S-1"


@pytest.mark.parametrize(("whole", "hidden"), [(40, {"22"}), (44, {"22", "24"})])
def test_distinct_counts_are_tied_by_inequalities(whole: int, hidden: set[str]) -> None:
    """30 and 12 shown beside a whole of 44 would tell that the third is at least 2."""
    about = indicators({"kind": "distinct", "rule": "employer", "adds": ""})
    rows = by_place({"22": 2, "23": 30, "24": 12}, persons=None, employers=30)
    rows[0]["employers"] = 2
    for row in rows[3:]:
        row["value"] = whole
    result = run(rows, about)
    assert set(result.cells.filter(pl.col("sign") == "protected")["place"]) == hidden


counts = st.integers(0, 12) | st.integers(13, 400)


@settings(max_examples=40, deadline=None)
@given(st.lists(counts, min_size=32, max_size=32), st.booleans())
def test_after_protection_nothing_is_fixed_and_the_attacker_fails(
    values: list[int], sexes: bool
) -> None:
    """Random tables, counties by quarter (and sex): rational elimination and attacker agree."""
    counties = ["22", "23", "24", "07", "08", "12", "13", "14"]
    rows: list[dict[str, Any]] = []
    for q in range(4):
        own = dict(zip(counties, values[8 * q:8 * q + 8], strict=True))
        rows += by_place(own, period=f"2025K{q + 1}", period_level="quarter")
    year: dict[str, float] = {}
    for row in rows:
        year[row["place"]] = year.get(row["place"], 0) + row["value"]
    rows += [{"place": p, "value": v} for p, v in year.items()]
    if sexes:
        part = [year["SE"] // 3, year["SE"] // 90, year["SE"] - year["SE"] // 3 - year["SE"] // 90]
        rows += [{"breakdown": f"sex:{c}", "value": v}
                 for c, v in zip(("woman", "not_stated", "man"), part, strict=True)]
    result = run(rows)
    hidden = (result.cells["sign"] == "protected").to_numpy()
    system = equations(result.cells, indicators(), PLACES)
    assert exactly_fixed(system, hidden) == set()
    assert attack(published(result.cells, indicators(), result.relations)).findings == ()
    small = result.cells.filter((pl.col("value") > 0) & (pl.col("value") < 5))
    assert set(small["sign"]) <= {"protected"}


def test_what_nobody_has_delivered_yet_is_known_and_never_a_partner() -> None:
    """The pages say "not delivered": to hide such a nothing would leave its partner alone."""
    told = {"22": "not_delivered", "23": "not_delivered", "24": "visible", "07": "protected"}
    value = {"22": 0.0, "23": 4.0, "24": 30.0, "07": 0.0}
    cells = exact(by_place(value)).filter(pl.col("place").is_in(list(told)))
    before = cells.select("indicator", "place", "authority", "breakdown", "period").with_columns(
        sign=pl.col("place").replace_strict(told), as_of=pl.lit(""),
        value=pl.when(pl.col("place") == "24").then(pl.lit(30.0)))
    earlier = {"S-1": before}
    still = stand_still(with_earlier(cells, earlier), earlier)
    assert dict(zip(cells["place"], still, strict=True)) == {
        "22": True, "23": False, "24": True, "07": False}
