"""The first sentences say no more of the places than has been judged."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from data import registers, words
from metrics.change import CHANGE_SCHEMA
from metrics.sentences import REGIONS, Edition, sentences

PLACES = {p.code: (p.sv, p.en) for p in registers.places()}
COUNTED = [p.code for p in registers.places() if p.level == "region" and p.code != "00"]
MAIN = "organised_crime.leads"


def judged(place: str, word: str, **more: Any) -> dict[str, Any]:
    """Make a row of a judged quarter."""
    return {"indicator": MAIN, "place": place, "authority": "all", "breakdown": "all",
            "comparison": "quarter", "period": "2026K2", "against": "2025K2", "value": 110.0,
            "before": 100.0, "difference": 10.0, "percent": 10.0, "low": 4.0, "high": 16.0,
            "word": word, "basis": "quarter", **more}


def lead(*regions: tuple[str, str], lang: str = "sv", **sweden: Any) -> str:
    """Write the lead of a picture whose regions have these words; the others are protected."""
    rows = [judged("SE", "clear_up", **sweden), *(judged(*r) for r in regions)]
    about = pl.DataFrame({
        "indicator": [MAIN], "area": ["organised_crime"], "headline": [1], "kind": ["count"],
        "unit": ["cases"], "sv": ["Uppslag"], "en": ["Leads"], "caution": [""],
        "tables": ["SE+region:quarter"]})
    cells = pl.DataFrame(schema=dict.fromkeys(
        ["indicator", "place", "authority", "breakdown", "period", "sign", "period_level"],
        pl.String))
    changes = pl.DataFrame([{c: r.get(c) for c in CHANGE_SCHEMA} for r in rows],
                           schema=CHANGE_SCHEMA)
    found = sentences(Edition(cells, changes, about, PLACES), [])
    row = found.row(by_predicate=pl.col("subject") == "area:organised_crime", named=True)
    return str(row[f"lead_{lang}"])


def none(lang: str = "sv") -> str:
    return words.say("sentence.regions_none", lang)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_that_no_region_has_a_sure_change_is_said_only_where_all_are_judged(lang: str) -> None:
    assert len(COUNTED) == REGIONS == 7
    assert none(lang) in lead(*((r, "none") for r in COUNTED), lang=lang)
    assert none(lang) not in lead(*((r, "none") for r in COUNTED[:3]), lang=lang)
    assert none(lang) not in lead(lang=lang)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_where_every_region_is_protected_or_too_small_it_is_said_that_none_is_judged(
    lang: str,
) -> None:
    said = words.say("sentence.regions_not_judged", lang)
    assert said in lead(lang=lang)
    assert said in lead(*((r, "too_few") for r in COUNTED), lang=lang)
    assert said in lead(*((r, "not_comparable") for r in COUNTED), lang=lang)
    assert said in lead(("00", "none"), ("03", "none"), lang=lang)   # no region among them


def test_where_some_regions_are_judged_it_says_how_many() -> None:
    assert "Av de 3 polisregioner som kan bedömas, av 7," in lead(
        *((r, "none") for r in COUNTED[:3]), (COUNTED[3], "too_few"))


def test_a_region_with_a_sure_change_is_named() -> None:
    said = lead(("vast", "clear_up"), ("syd", "none"))
    assert PLACES["vast"][0] in said and PLACES["syd"][0] not in said


def test_the_lead_says_how_sure_the_change_is_where_the_interval_says_something() -> None:
    assert lead().startswith("Ändringen ligger mellan +4,0 och +16,0 procent.")
    assert "Ändringen ligger" not in lead(percent=None)
    assert "Ändringen ligger" not in lead(high=400.0)
    assert "Ändringen ligger" not in lead(low=None, high=None)
