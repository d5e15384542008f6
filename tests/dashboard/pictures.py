"""A small made-up book for the tests of the pictures: two areas, with every sign and state.

Here belong frames that a page could be shown. Values are chosen so that each test can say which
figure it looks for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from dashboard.models.book import Book
from data import periods, registers
from data.tables import FRAMES

QUARTERS = periods.span("2024K1", "2026K3")
REGIONS = ("nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd")


def frame(name: str, rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Make a frame of an edition from rows that say only what matters."""
    schema = FRAMES[name]
    filled = [{c: row.get(c, "" if kind == pl.String else None) for c, kind in schema.items()}
              for row in rows]
    return pl.DataFrame(filled, schema=schema)


def cell(
    indicator: str, period: str, value: float | None, place: str = "SE", **more: Any
) -> dict[str, Any]:
    """Make a visible cell of a total, unless told otherwise."""
    levels = {p.code: p.level for p in registers.places()}
    return {
        "indicator": indicator, "area": indicator.partition(".")[0], "place": place,
        "authority": "all", "breakdown": "all", "period": period,
        "period_level": periods.level(period), "place_level": levels[place], "unit": "cases",
        "sign": "visible" if value is not None else "protected", "status": "final",
        "origin": "synthetic", "value": value, **more,
    }


def indicator(code: str, headline: int, **more: Any) -> dict[str, Any]:
    """Make a catalogue row."""
    return {
        "indicator": code, "area": code.partition(".")[0], "kind": "count", "unit": "cases",
        "sv": f"Fall {code}", "en": f"Cases {code}", "definition_sv": "Så räknas de.",
        "definition_en": "How they are counted.", "version": 1, "headline": headline,
        "tables": "SE+region:quarter", "adds": "place,time", "contract": "referrals",
        **more,
    }


MAIN, SHARE, SMALL = "organised_crime.leads", "organised_crime.share", "organised_crime.small"
OTHER = "war_crimes.reports"


def cells() -> list[dict[str, Any]]:
    """Cells of four indicators: a whole series, a share, a protected one, one of years."""
    rows = [cell(MAIN, q, 300.0 + 10 * i) for i, q in enumerate(QUARTERS)]
    rows[-1]["status"] = "provisional"
    rows += [cell(SHARE, q, 30.0, unit="percent") for q in QUARTERS[:-1]]
    rows += [cell(SMALL, q, None) for q in QUARTERS[:-1]]
    rows += [cell(OTHER, str(y), float(y - 2000)) for y in range(2021, 2026)]
    for n, region in enumerate(REGIONS):
        rows += [cell(MAIN, q, None if region == "nord" else 10.0 * n + i, region)
                 for i, q in enumerate(QUARTERS[:-1])]
    rows += [cell(MAIN, q, 7.0, "00") for q in QUARTERS[:-1]]
    rows += [cell(MAIN, "2025", 50.0, "SE", authority="pm"),
             cell(MAIN, "2025", None, "SE", authority="skv"),
             cell(MAIN, "2025", 0.0, "SE", authority="tv")]
    return rows


def changes() -> list[dict[str, Any]]:
    """Judged changes: a clear one for Sweden, one of few for a region, a share."""
    base = {"authority": "all", "breakdown": "all", "comparison": "quarter", "period": "2026K2",
            "against": "2025K2", "basis": "quarter"}
    return [
        {**base, "indicator": MAIN, "place": "SE", "value": 390.0, "before": 350.0,
         "difference": 40.0, "percent": 11.428, "low": 4.2, "high": 19.0, "word": "clear_up"},
        {**base, "indicator": MAIN, "place": "vast", "value": 24.0, "before": 20.0,
         "difference": 4.0, "low": -20.0, "high": 80.0, "word": "none"},
        {**base, "indicator": SHARE, "place": "SE", "value": 30.0, "before": 31.1,
         "difference": -1.1, "percent": None, "low": -2.6, "high": 0.4, "word": "none"},
    ]


def figures() -> list[dict[str, Any]]:
    """Published figures of every kind of source; only the authority's own may be shown."""
    kinds = ("authority", "agency_press", "newspaper", "derived")
    return [
        {"area": "organised_crime", "indicator": "leads", "year": 2024, "value": 1400.0 + n,
         "unit": "cases", "qualifier": "about", "part": "whole_year", "place": "SE",
         "source": "https://www.polisen.se/x", "source_kind": kind, "series": MAIN,
         "sv": f"Uppslag {kind}", "en": f"Leads {kind}"}
        for n, kind in enumerate(kinds)
    ]


def trusts() -> list[dict[str, Any]]:
    """The trust of one council."""
    rows = (("coverage", 11.0, 12.0, ""), ("delay", 2.0, 12.0, ""), ("protected", 3.0, 40.0, ""),
            ("checks", 0.0, 0.0, "accepted_with_remark"), ("overall", 92.0, 100.0, "medium"))
    return [{"subject": "council:joint_initiative", "measure": m, "value": v, "of": of, "word": w,
             "sv": f"{m} på svenska", "en": f"{m} in English"} for m, v, of, w in rows]


def book(lang: str = "sv", **more: Any) -> Book:
    """Open the made-up edition."""
    given: dict[str, Any] = {
        "cells": frame("cells", cells()),
        "indicators": frame("indicators", [
            indicator(MAIN, 1, caution="detected"),
            indicator(SHARE, 2, kind="share", unit="percent", adds=""),
            indicator(SMALL, 3), indicator(f"{MAIN}.not", 0), indicator(OTHER, 1),
        ]),
        "changes": frame("changes", changes()), "figures": frame("figures", figures()),
        "trust": frame("trust", trusts()),
        "sentences": frame("sentences", [
            {"subject": "council:joint_initiative", "sv": "Uppslagen ökade tydligt.",
             "en": "Leads rose clearly.", "lead_sv": "Mest i Väst.", "lead_en": "Most in West.",
             "caution_sv": "Ökad upptäckt.", "caution_en": "More detected."}]),
        "deliveries": frame("deliveries", [
            {"deliverer": "pm", "contract": "referrals", "period": "2026M08",
             "received_on": "2026-09-05", "outcome": "accepted"}]),
        "edition": "S-1", "synthetic": True,
    }
    return Book(lang, **{**given, **more})
