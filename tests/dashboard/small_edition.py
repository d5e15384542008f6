"""A small edition that has every sign, status and awkward name, and a reader of each cell's truth.

Here: publishing it into a home. Not here: any reading of files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from data import editions, periods
from data.access import SYSTEM
from data.editions import Edition, Proposal
from data.proposal import complete
from data.store import Store, open_store
from data.tables import CELL_KEY, FRAMES

MARKS = {"protected": "..", "not_applicable": ".", "not_delivered": "...",
         "not_published": "...."}
NAMES = [
    ("wc.inspections", "work_related_crime", "count", "inspections",
     'Kontroller; "alla" = 100 %', 'Inspections; "all" = 100%'),
    ("wc.share", "work_related_crime", "share", "percent", "Andel, följd upp", "Share, followed"),
    ("oc.amount", "organised_crime", "sum", "SEK", "Belopp & återkrav <kr>", "Amounts & claims"),
]
CODES = [
    ("place", "SE", "", "Riket", "Sweden", "SE"),
    ("place", "nord", "SE", "Nord", "North", "region"),
    ("place", "syd", "SE", "Syd", "South", "region"),
    ("place", "01+09", "stockholm", "Stockholms och Gotlands län", "Stockholm and Gotland",
     "county"),
    ("authority", "all", "", "Alla myndigheter", "All authorities", "all"),
    ("authority", "av", "all", "Arbetsmiljöverket", "Work Environment Authority", "authority"),
    ("authority", "pm", "all", "Polismyndigheten", "Police Authority", "authority"),
    ("breakdown", "all", "", "Alla", "All", "all"),
    ("breakdown", "industry:construction", "all", "Bygg", "Construction", "industry"),
    ("breakdown", "industry:not_stated", "all", "Ej angivet", "Not stated", "industry"),
]
WC, SHARE, OC = "wc.inspections", "wc.share", "oc.amount"


def rows() -> Iterator[tuple[str, str, str, str, str, float | None, str, str, str, str]]:
    """Give indicator, place, authority, breakdown, period, value, sign, status, break, as_of."""
    yes, no, final = "visible", "protected", "final"
    yield WC, "SE", "all", "all", "2023", 0.0, yes, final, "", ""
    yield WC, "SE", "all", "all", "2024", 2_473_307.0, yes, "revised", "akc_all", ""
    yield WC, "SE", "all", "all", "2025", 41.0, yes, final, "", "S-0"
    yield WC, "SE", "all", "all", "2025K4", 17.0, yes, "provisional", "", ""
    yield WC, "SE", "all", "all", "2025M12", 12.0, yes, "provisional", "", ""
    for place, value, sign in (("nord", 23.0, yes), ("syd", None, no), ("01+09", None, no)):
        yield WC, place, "all", "all", "2025", value, sign, final, "", ""
    yield WC, "nord", "all", "all", "2024", None, "not_delivered", "", "", ""
    yield WC, "syd", "all", "all", "2024", None, "not_applicable", "", "", ""
    for code, value, sign in (("construction", 31.0, yes), ("not_stated", 10.0, yes)):
        yield WC, "SE", "all", f"industry:{code}", "2025", value, sign, final, "", ""
    yield WC, "SE", "av", "all", "2025", 38.0, yes, final, "", ""
    yield WC, "SE", "pm", "all", "2025", None, no, final, "", ""
    yield SHARE, "SE", "av", "all", "2025", 62.5, yes, final, "", ""   # and none of pm
    yield SHARE, "SE", "all", "all", "2025", 59.5, yes, final, "", ""
    yield OC, "SE", "all", "all", "2025", 123_456_789_012.0, yes, final, "", ""
    yield OC, "SE", "all", "all", "2024", None, no, final, "", ""


def frames(origin: str = "synthetic") -> dict[str, pl.DataFrame]:
    """Make the frames of the edition."""
    about = {code: (area, unit) for code, area, _, unit, _, _ in NAMES}
    levels = {"SE": "SE", "nord": "region", "syd": "region", "01+09": "county"}
    cells = [{"indicator": i, "area": about[i][0], "place": p, "authority": a, "breakdown": b,
              "period": t, "unit": about[i][1], "value": v, "sign": s, "status": st, "break": br,
              "origin": origin, "place_level": levels[p], "period_level": periods.level(t),
              "as_of": of} for i, p, a, b, t, v, s, st, br, of in rows()]
    known = [{"indicator": c, "area": a, "kind": k, "unit": u, "sv": sv, "en": en, "version": 1,
              "rule": "person"} for c, a, k, u, sv, en in NAMES]
    codes = [{"dimension": d, "indicator": "", "code": c, "parent": p, "sv": sv, "en": en,
              "level": level} for d, c, p, sv, en, level in CODES]
    whole = "wc.inspections|SE|all|all|2025"
    related = [{"relation": "r1", "kind": "=", "cell": cell, "factor": factor} for cell, factor in (
        (whole, -1), ("wc.inspections|SE|all|industry:construction|2025", 1),
        ("wc.inspections|SE|all|industry:not_stated|2025", 1))]
    given = {"cells": cells, "indicators": known, "codes": codes, "relations": related}
    return {name: pl.DataFrame(given.get(name, []), schema=schema)
            for name, schema in FRAMES.items()}


def proposal(previous: int | None = None, origin: str = "synthetic") -> Proposal:
    """Propose the edition; real where it is said to be."""
    first = "S-" if origin == "synthetic" else ""
    told = [{"area": "organised_crime", "dimension": "accuracy", "measure": "coverage",
             "word": "all", "sv": "Alla.", "en": "All."}]
    number = (previous or 0) + 1
    return Proposal(
        f"{first}{number}", "2025M12", date(2026, 1, 12), date(2026, 1, 20 + number), previous,
        origin, "0.1.0", frames(origin), {"quality": json.dumps(told)}, origin == "synthetic")


def published(home: Path, count: int = 1, origin: str = "synthetic") -> list[Edition]:
    """Publish it into a home, once or again and again; a real one as if it had been signed."""
    with open_store(None, home) as store, store.begin() as connection:
        return [editions.write(connection, SYSTEM, complete(proposal(n or None, origin)))
                for n in range(count)]


def truth(store: Store, number: int) -> dict[tuple[str, ...], str]:
    """Tell what each cell says, by its key: its number written out, or its sign."""
    return said(editions.cells(store, number))


def said(cells: pl.DataFrame) -> dict[tuple[str, ...], str]:
    """Tell what each row of a frame says, by its key."""
    return {tuple(row[k] for k in CELL_KEY):
            plain(row["value"]) if row["sign"] == "visible" else MARKS[row["sign"]]
            for row in cells.iter_rows(named=True)}


def plain(value: float) -> str:
    """Write a number as people compare it: whole where it is whole."""
    return f"{value:.0f}" if value == round(value) else f"{value}"
