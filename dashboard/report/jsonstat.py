"""A cube as JSON-stat 2.0, one document a language.

Here: dimensions with roles, values, the sign or status of each spot. Not here: which cells make a
cube (``dashboard.report.cubes``).
Source: JSON-stat format, version 2.0, json-stat.org.

A spot without a number has its sign as status: ``..`` protected, ``.`` not applicable, ``...`` not
delivered, ``....`` not published; a number has ``p`` where it is provisional and ``r`` where it is
revised. What stands as in an earlier edition, and breaks in series, are in the extension.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dashboard.report import cubes
from dashboard.report.cubes import Axis, Cube
from dashboard.report.px import SYMBOLS
from data import words

STATUSES = {"provisional": "p", "revised": "r"}
ROLES = {"time": ["period"], "geo": ["place"], "metric": ["indicator"]}


def document(cube: Cube, lang: str) -> bytes:
    """Write a cube in a language; the same cube gives the same bytes."""
    return (json.dumps(dataset(cube, lang), ensure_ascii=False, indent=1) + "\n").encode()


def dataset(cube: Cube, lang: str) -> dict[str, Any]:
    """Describe a cube as a JSON-stat dataset."""
    return {
        "version": "2.0", "class": "dataset", "label": cube.title(lang),
        "source": words.say("files.source", lang),
        "updated": cube.edition.published_on.isoformat(),
        "note": cubes.notes(cube.edition, lang),
        "id": [a.name for a in cube.axes], "size": list(cube.shape), "role": ROLES,
        "dimension": {a.name: _dimension(cube, a, lang) for a in cube.axes},
        "value": [_plain(v) for v in cube.spots["value"]],
        "status": {str(at): said for at, said in enumerate(_statuses(cube)) if said},
        "extension": _extension(cube, lang),
    }


def _plain(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _dimension(cube: Cube, axis: Axis, lang: str) -> dict[str, Any]:
    category: dict[str, Any] = {
        "index": list(axis.codes),
        "label": dict(zip(axis.codes, axis.texts(lang), strict=True)),
    }
    if axis.name == "indicator":
        category["unit"] = {code: {"label": cubes.unit_name(unit, lang),
                                   "decimals": int(unit == "percent")}
                            for code, unit in cube.units.items()}
    return {"label": axis.label(lang), "category": category}


def _statuses(cube: Cube) -> list[str]:
    return [STATUSES.get(status, "") if sign == "visible" else SYMBOLS[sign]
            for sign, status in cube.spots.select("sign", "status").iter_rows()]


def _extension(cube: Cube, lang: str) -> dict[str, Any]:
    edition = cube.edition
    meant = {mark: words.say(f"files.sign_{sign}", lang) for sign, mark in SYMBOLS.items()}
    meant |= {mark: words.say(f"status.{status}", lang) for status, mark in STATUSES.items()}
    return {
        "edition": edition.label, "number": edition.number, "hash": edition.hash,
        "origin": edition.origin, "official-statistics": False, "language": lang,
        "status": {"label": meant}, "as_of": _marked(cube, "as_of"),
        "break": _marked(cube, "break"),
    }


def _marked(cube: Cube, column: str) -> Mapping[str, str]:
    return {str(at): said for at, said in enumerate(cube.spots[column]) if said}
