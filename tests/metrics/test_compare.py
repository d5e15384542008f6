"""Two editions compared: which figures differ, for which one reason, and how much."""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.tables import FRAMES
from metrics.compare import REASONS, REVISED, Comparison, compare

Frames = Mapping[str, pl.DataFrame]
OLD, NEW, OTHER = "a" * 64, "b" * 64, "c" * 64


def shaped(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Fill the columns that a comparison does not ask about."""
    schema = FRAMES[name]
    empty = {c: 0 if k == pl.Int64 else None if k == pl.Float64 else "" for c, k in schema.items()}
    return pl.DataFrame([{**empty, **row} for row in rows], schema=schema, orient="row")


def cell(value: float | None = 100, **changed: object) -> dict[str, object]:
    """A visible figure of leads in Sweden."""
    return {"indicator": "leads", "area": "organised_crime", "place": "SE", "authority": "all",
            "breakdown": "all", "period": "2026K2", "unit": "leads", "value": value,
            "sign": "visible", **changed}


def edition(
    *cells: dict[str, object], prints: Mapping[tuple[str, str], str] | None = None,
    version: int = 1,
) -> dict[str, pl.DataFrame]:
    """An edition of some cells; ``prints`` is the content of each deliverer and span of months."""
    known = prints if prints is not None else {("pm", "2026M04–2026M06"): OLD}
    return {
        "cells": shaped("cells", list(cells)),
        "indicators": shaped("indicators", [
            {"indicator": "leads", "contract": "referrals", "version": version},
            {"indicator": "share", "numerator": "leads", "version": version}]),
        "deliveries": shaped("deliveries", [
            {"deliverer": who, "contract": "referrals", "period": months, "fingerprint": print_}
            for (who, months), print_ in known.items()])}


RESENT = {("pm", "2026M04–2026M06"): NEW}
ONE_MORE = {("pm", "2026M04–2026M06"): OLD, ("pm", "2026M07"): NEW}
CORRECTED = json.dumps([{"number": 7, "deliverer": "pm", "contract": "referrals",
                         "months": ["2026M05"], "sv": "Dubbla.", "en": "Double."}])


def only(found: Comparison) -> dict[str, object]:
    assert found.changed.height == 1
    return found.changed.row(0, named=True)


@pytest.mark.parametrize(("before", "after", "told", "reason"), [
    (edition(cell()), edition(cell(107), prints=ONE_MORE), "", "new"),
    (edition(cell()), edition(cell(107), prints=RESENT), "", "late"),
    (edition(cell()), edition(cell(93), prints=RESENT), CORRECTED, "correction"),
    (edition(cell()), edition(cell(None, sign="protected"), prints=RESENT), "", "protection"),
    (edition(cell(None, sign="protected")), edition(cell(9), prints=RESENT), "", "protection"),
    (edition(cell(None, sign="not_delivered")), edition(cell(9), prints=ONE_MORE), "", "new"),
    (edition(cell(None, sign="not_delivered")), edition(cell(None, sign="protected"),
                                                        prints=ONE_MORE), "", "new"),
    (edition(cell(as_of="S-1")), edition(cell(9), prints=RESENT), "", "protection"),
    (edition(cell()), edition(cell(93), prints=RESENT, version=2), CORRECTED, "definition"),
    (edition(cell()), edition(cell(93, **{"break": "x"}), prints=RESENT), "", "break"),
])
def test_each_reason_is_read_from_what_the_editions_hold(
    before: Frames, after: Frames, told: str, reason: str
) -> None:
    found = compare(before, after, 30, told)
    assert only(found)["reason"] == reason
    assert list(found.counts) == list(REASONS) and sum(found.counts.values()) == 1
    assert only(found)["correction"] == (7 if reason == "correction" else 0)


def test_a_month_of_the_figure_itself_outweighs_others_and_its_authority_alone_is_named() -> None:
    prints = {("pm", "2026M04–2026M06"): OLD, ("fk", "2026M04–2026M06"): OLD}
    after = {**prints, ("pm", "2026M04–2026M06"): NEW, ("fk", "2026M07"): NEW}
    own = cell(50, authority="pm")
    found = compare(edition(cell(), own, prints=prints),
                    edition(cell(101), {**own, "value": 51.0}, prints=after), 30)
    said = {r["authority"]: (r["reason"], r["by"]) for r in found.changed.iter_rows(named=True)}
    assert said == {"all": ("late", "pm"), "pm": ("late", "pm")}


def test_a_share_rests_on_the_deliveries_of_what_it_is_a_share_of() -> None:
    share = cell(40.0, indicator="share", unit="percent")
    found = compare(edition(share), edition({**share, "value": 38.5}, prints=RESENT), 30)
    row = only(found)
    assert (row["reason"], row["by"], row["percent"]) == ("late", "pm", None)
    assert row["difference"] == pytest.approx(-1.5)


def test_a_protected_figure_is_in_no_row_whatever_the_edition_holds() -> None:
    before = edition(cell(4, sign="protected"), cell(77, period="2026K1"))
    after = edition(cell(3, sign="protected"), cell(6, sign="protected", period="2026K1"),
                    prints=RESENT)
    found = compare(before, after, 30)
    row = only(found)   # two protected figures are never told apart
    assert row["period"] == "2026K1" and row["after"] is None
    assert row["difference"] is None and row["percent"] is None
    assert found.sizes.is_empty()


def test_no_difference_is_stated_across_a_new_definition_or_a_break() -> None:
    for after in (edition(cell(50), version=2), edition(cell(50, **{"break": "x"}))):
        assert only(compare(edition(cell()), after, 30))["difference"] is None


@pytest.mark.parametrize(("base", "percent"), [(29, None), (30, 10.0)])
def test_a_percentage_begins_where_the_policy_says(base: float, percent: float | None) -> None:
    row = only(compare(edition(cell(base)), edition(cell(base * 1.1), prints=RESENT), 30))
    assert row["percent"] == (None if percent is None else pytest.approx(percent))


def test_new_and_gone_periods_are_no_changes() -> None:
    found = compare(edition(cell(), cell(5, period="2025")),
                    edition(cell(), cell(7, period="2026K3")), 30)
    assert found.changed.is_empty() and found.compared == 1
    assert found.new["period"].to_list() == ["2026K3"]
    assert found.gone["period"].to_list() == ["2025"]


def test_the_size_of_revisions_is_the_median_and_the_largest_without_direction() -> None:
    pairs = {"2025K1": (100, 90), "2025K2": (100, 102), "2025K3": (100, 105), "2025K4": (100, 100)}
    before = edition(*(cell(a, period=p) for p, (a, _) in pairs.items()))
    after = edition(*(cell(b, period=p) for p, (_, b) in pairs.items()), prints=RESENT)
    row = compare(before, after, 30).sizes.row(0, named=True)
    assert (row["revised"], row["of"]) == (3, 4)
    assert (row["median"], row["largest"]) == (pytest.approx(5), pytest.approx(10))


def test_an_edition_is_the_same_as_itself() -> None:
    same = edition(cell(), cell(None, sign="protected", period="2025"))
    found = compare(same, same, 30)
    assert found.changed.is_empty() and found.new.is_empty() and found.compared == 2


figures = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 60)),
                             st.one_of(st.none(), st.integers(0, 60))), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(figures)
def test_every_change_has_one_reason_and_adds_up(
    pairs: list[tuple[int | None, int | None]]
) -> None:
    def side(end: int) -> list[dict[str, object]]:
        return [cell(pair[end], period=f"{2010 + n}",
                     sign="visible" if pair[end] is not None else "protected")
                for n, pair in enumerate(pairs)]

    found = compare(edition(*side(0)), edition(*side(1), prints=RESENT), 30)
    assert found.changed.height == sum(a != b for a, b in pairs)
    for row in found.changed.iter_rows(named=True):
        assert row["reason"] in REASONS
        if row["reason"] in REVISED and None not in (row["before"], row["after"]):
            assert row["before"] + row["difference"] == row["after"]
        else:
            assert row["difference"] is None


def test_a_whole_edition_is_compared_at_once() -> None:
    many = [cell(100 + n % 50, place=f"p{n % 40}", period=f"{2000 + n // 800}",
                 breakdown=f"b{n // 40 % 20}") for n in range(21_000)]
    moved = [{**c, "value": c["value"] + 1} if n % 10 == 0 else c  # type: ignore[operator]
             for n, c in enumerate(many)]
    before, after = edition(*many), edition(*moved, prints=RESENT)
    found = compare(before, after, 30)
    assert found.changed.height == 2_100 and found.counts["late"] == 2_100
