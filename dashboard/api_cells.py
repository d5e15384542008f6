"""The cells of an edition for programs: filters, pages, and three ways to write them.

Here: which cells an address asks for, within what the reader may take out. Not here: the other
addresses (``dashboard.api``), the format of cubes (``dashboard.report.jsonstat``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import polars as pl

from dashboard import openapi, reading
from dashboard.answering import CSV, Answer, Asked, Problem, digest, edition_of, text
from dashboard.report import cubes, jsonstat
from dashboard.report.export import CELL_COLUMNS, ORDER
from dashboard.report.scope import Scope, scope_of
from data import editions, periods, registers
from data.editions import Edition
from data.regional import within

FILTERS = ("indicator", "area", "place", "authority", "breakdown", "period")
TAKES = (*FILTERS, "level", "format", "limit", "offset")
KINDS, LEVELS = ("json", "csv", "json-stat"), ("month", "quarter", "year")
USUAL, MOST, LISTED = 1000, 10_000, 200   # cells of a page, at most; codes of a filter
MARKS = {"protected": "..", "not_applicable": ".", "not_delivered": ""}


def tag(asked: Asked) -> str:
    """Name the answer by the edition's hash and the question; the scope is within the latter."""
    one = edition_of(asked)
    return digest(one.hash, one.status, asked.query(), asked.actor.role,
                  scope_of(asked.actor).name, openapi.version())


def cells(asked: Asked) -> Answer:
    """Answer with the cells that an address asks for."""
    scope, one = scope_of(asked.actor), edition_of(asked)
    kind = asked.one("format", KINDS[0])
    if kind not in KINDS:
        raise Problem(400, "kind", kinds=", ".join(KINDS))
    limit = asked.number("limit", USUAL, 1, MOST)
    offset = asked.number("offset", 0, 0, 10**8)
    found = _found(one, scope, _filters(asked, one, scope), _level(asked))
    if kind == "json-stat":
        return _cubes(asked, one, found)
    page = found.slice(offset, limit).select(CELL_COLUMNS)
    after = _next(asked, offset + limit, limit) if offset + limit < found.height else ""
    headers = {"link": f'<{after}>; rel="next"'} if after else {}
    if kind == "csv":
        stem = f'{cubes.stem(one)}-cells.csv'
        return Answer(page.write_csv().encode(), CSV, {
            **headers, "content-disposition": f'attachment; filename="{stem}"',
            "x-edition": one.label, "x-edition-hash": one.hash})
    rows = [{**row, "mark": MARKS.get(row["sign"], "–" if row["value"] == 0 else "")}
            for row in page.iter_rows(named=True)]
    return Answer(text({
        "edition": one.label, "number": one.number, "hash": one.hash, "origin": one.origin,
        "status": one.status, "notes": cubes.notes(one, asked.lang),
        "total": found.height, "limit": limit, "offset": offset,
        "next": after or None, "cells": rows,
    }), headers=headers)


def _next(asked: Asked, offset: int, limit: int) -> str:
    kept = [(k, v) for k, values in asked.given.items() for v in values
            if k not in ("offset", "limit")]
    return f"{asked.path}?{urlencode([*kept, ('limit', str(limit)), ('offset', str(offset))])}"


def _level(asked: Asked) -> str | None:
    level = asked.one("level")
    if level and level not in LEVELS:
        raise Problem(400, "level", levels=", ".join(LEVELS))
    return level or None


def _filters(asked: Asked, one: Edition, scope: Scope) -> dict[str, Sequence[str] | None]:
    """Read the filters; a code that the edition does not know, or may not be told, is refused."""
    known = _known(one)
    chosen: dict[str, Sequence[str] | None] = {}
    for name in FILTERS:
        codes = asked.many(name)
        if len(codes) > LISTED:
            raise Problem(400, "listed", name=name, most=LISTED)
        fits = periods.is_period if name == "period" else known[name].__contains__
        if not all(map(fits, codes)):
            raise Problem(400, "code", name=name)
        chosen[name] = codes or None
    _within(chosen["area"], scope.areas)
    _within(chosen["place"], scope.places)
    if chosen["indicator"]:
        areas = known["indicator"]
        _within([areas[i] for i in chosen["indicator"]], scope.areas)
    chosen["area"] = chosen["area"] or scope.areas
    chosen["place"] = chosen["place"] or scope.places
    return chosen


def _within(codes: Sequence[str] | None, open_: Sequence[str] | None) -> None:
    if codes and open_ is not None and not set(codes) <= set(open_):
        raise Problem(403, "outside")


def _known(one: Edition) -> dict[str, Mapping[str, str]]:
    """Return the codes that a filter may name; an indicator leads to its area."""
    store = reading.store()
    codes = editions.codes(store, one.number)
    found: dict[str, Mapping[str, str]] = {
        name: dict.fromkeys(codes.filter(pl.col("dimension") == name)["code"], "")
        for name in ("place", "authority", "breakdown")}
    found["place"] = {**dict.fromkeys((p.code for p in registers.places()), ""), **found["place"]}
    for name in ("authority", "breakdown"):
        found[name] = {"all": "", **found[name]}
    about = editions.indicators(store, one.number)
    found["indicator"] = dict(about.select("indicator", "area").iter_rows())
    found["area"] = dict.fromkeys(a.code for a in registers.areas())  # type: ignore[assignment]
    return found


def _found(
    one: Edition, scope: Scope, chosen: Mapping[str, Sequence[str] | None], level: str | None
) -> pl.DataFrame:
    cells = editions.cells(
        reading.store(), one.number, indicators=chosen["indicator"], areas=chosen["area"],
        places=chosen["place"], authorities=chosen["authority"], breakdowns=chosen["breakdown"],
        periods=chosen["period"], level=level).sort(ORDER)
    return cells if scope.places is None else within(cells, scope.places)


def _cubes(asked: Asked, one: Edition, found: pl.DataFrame) -> Answer:
    """Write cells as one dataset, or as a collection where they are not of one table."""
    if found.height > MOST:
        raise Problem(400, "narrow", most=MOST)
    store = reading.store()
    made = cubes.cubes(one, found, editions.codes(store, one.number),
                       editions.indicators(store, one.number))
    said: list[Any] = [jsonstat.dataset(c, asked.lang) for c in made]
    if len(said) == 1:
        return Answer(text(said[0]))
    return Answer(text({
        "version": "2.0", "class": "collection", "label": cubes.edition_title(one, asked.lang),
        "note": cubes.notes(one, asked.lang), "link": {"item": said}}))
