"""The quality declaration is computed from the edition and holds words and classes only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from data.tables import FRAMES
from metrics import quality
from metrics.catalogue import catalogue
from metrics.frames import indicators
from metrics.trust import Evidence

AREA, UNTIL = "incorrect_payments", "2026M09"
WHO = ("af", "csn", "fk")


def cell(
    value: float | None, period: str = "2026K2", place: str = "SE", **more: Any
) -> dict[str, Any]:
    return {"indicator": "ip.claims", "area": AREA, "place": place, "authority": "all",
            "breakdown": "all", "period": period, "value": value,
            "sign": "visible" if value is not None else "protected", "status": "final", **more}


def cells(*rows: dict[str, Any]) -> pl.DataFrame:
    whole = [{**dict.fromkeys(FRAMES["cells"]), **row} for row in rows]
    return pl.DataFrame(whole, schema=FRAMES["cells"])


def delivery(who: str, period: str = UNTIL, on_time: str = "yes", remark: str = "", share: str = ""
             ) -> dict[str, str]:
    return {"deliverer": who, "contract": "payment_errors", "period": period,
            "received_on": "2026-10-08", "on_time": on_time, "remark_rule": "PAY-020" if remark
            else "", "outcome": "accepted_with_remark" if remark else "accepted",
            "remark_sv": remark, "remark_en": remark, "share_class": share, "fingerprint": who}


def deliveries(*rows: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=FRAMES["deliveries"])


EVIDENCE = Evidence(AREA, frozenset(WHO), frozenset(WHO), {}, 0, 10)
MADE = quality.Material(
    cells(cell(100.0), cell(7.0, place="1")), None, indicators(catalogue()),
    deliveries(*(delivery(w) for w in WHO)), pl.DataFrame(schema=FRAMES["figures"]),
    UNTIL, date(2026, 10, 12), 2)


def declared(evidence: Evidence = EVIDENCE, made: quality.Material = MADE) -> dict[str, Any]:
    found = json.loads(quality.document([evidence], made))
    return {s["measure"]: s for s in found}


def test_every_quality_criterion_has_a_statement_in_both_languages() -> None:
    found = json.loads(quality.document([EVIDENCE], MADE))
    assert {s["dimension"] for s in found} == set(quality.DIMENSIONS)
    assert all(s["sv"] and s["en"] and s["sv"] != s["en"] for s in found)


def test_the_same_edition_gives_the_same_declaration() -> None:
    turned = replace(MADE, deliveries=MADE.deliveries.reverse(), cells=MADE.cells.reverse())
    assert quality.document([EVIDENCE], MADE) == quality.document([EVIDENCE], turned)


def test_a_missing_authority_is_named_and_never_estimated() -> None:
    found = declared(replace(EVIDENCE, delivered=frozenset(("af", "fk"))))["coverage"]
    assert found["word"] == "less" and "Centrala studie" in found["sv"]
    assert "uppskattas inte" in found["sv"]


@pytest.mark.parametrize(("percent", "word"), [
    (100, "all"), (99.9, "nearly_all"), (95, "nearly_all"), (94.9, "most"), (80, "most"),
    (79.9, "less"), (0, "less")])
def test_what_should_be_all_is_classed_at_its_limits(percent: float, word: str) -> None:
    assert quality.of_all(percent) == word


@pytest.mark.parametrize(("percent", "word"), [
    (0, "none"), (0.01, "under_1"), (1, "1_5"), (5, "1_5"), (5.01, "over_5")])
def test_what_should_be_small_is_classed_at_its_limits(percent: float, word: str) -> None:
    assert quality.share_class(percent) == word


def test_punctuality_is_the_share_of_deliveries_on_time_in_a_year() -> None:
    late = [delivery("csn", f"2026M{m:02}", "no") for m in range(7, 9)]
    older = [delivery("fk", "2025M08", "no")]   # more than a year ago
    own = deliveries(*(delivery(w) for w in WHO), *late, *older)
    found = declared(made=replace(MADE, deliveries=own))["on_time"]
    assert found["word"] == "less" and "Student Finance" in found["en"]
    assert "Försäkringskassan" not in found["sv"]
    assert declared()["on_time"]["word"] == "all"


def test_a_remark_stands_with_its_class_and_no_count() -> None:
    own = deliveries(delivery("af"), delivery("csn", remark="Datum saknas.", share="under_1"))
    found = declared(made=replace(MADE, deliveries=own))["checks"]
    assert found["word"] == "under_1" and "Centrala studie" in found["sv"]
    assert "under 1 %" in found["sv"]
    assert declared()["checks"]["word"] == "accepted"


def test_revisions_are_classed_by_how_many_moved_and_by_how_much() -> None:
    before = cells(*(cell(100.0, f"20{y}") for y in range(10, 30)))
    now = cells(cell(103.0, "2010"), *(cell(100.0, f"20{y}") for y in range(11, 30)))
    found = declared(made=replace(MADE, cells=now, earlier=before))["revisions"]
    assert found["word"] == "1_5" and found["en"].count("1–5%") == 2
    assert declared(made=replace(MADE, earlier=MADE.cells))["revisions"]["word"] == "none"
    assert declared()["revisions"]["word"] == "first"


def test_a_provisional_or_protected_figure_is_no_revision() -> None:
    before = cells(cell(50.0, "2025", status="provisional"), cell(None, "2024"), cell(9.0, "2023"))
    now = cells(cell(60.0, "2025"), cell(12.0, "2024"), cell(9.0, "2023"))
    assert declared(made=replace(MADE, cells=now, earlier=before))["revisions"]["word"] == "none"


def test_a_break_in_series_is_declared_with_its_month() -> None:
    found = declared(replace(EVIDENCE, area="work_related_crime"))
    assert found["break"]["word"] not in ("", "none")
    assert declared()["break"]["word"] == "none"
