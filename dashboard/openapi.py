"""The description of the API: OpenAPI 3.1, in the language that is asked for.

Here: every address, parameter and answer as a value. Not here: answering (``dashboard.api``).
Source: OpenAPI Specification 3.1.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version as installed
from typing import Any

from dashboard.report.export import FORMATS
from dashboard.visit import LANGS, ROLES
from data import words

FILTERS = ("indicator", "area", "place", "authority", "breakdown", "period")
WHO = ("role", "council", "lang")
_CHOICES: dict[str, Sequence[str]] = {
    "role": [str(r) for r in ROLES], "lang": LANGS, "level": ("month", "quarter", "year"),
    "format": ("json", "csv", "json-stat"), "kind": FORMATS}
_TEXT = {"type": "string"}
_CELL: dict[str, Any] = {
    "type": "object",
    "required": ["indicator", "place", "authority", "breakdown", "period", "value", "sign"],
    "properties": {
        **dict.fromkeys(("indicator", "area", "place", "authority", "breakdown", "period", "unit",
                         "status", "break", "as_of", "mark"), _TEXT),
        "value": {"type": ["number", "null"]},
        "sign": {"enum": ["visible", "protected", "not_applicable", "not_delivered"]},
        "origin": {"enum": ["synthetic", "real"]},
    },
}


@cache
def version() -> str:
    """Return the installed version of the project."""
    return installed("lagesbild")


def description(lang: str) -> dict[str, Any]:
    """Describe the API in a language."""
    number = _parameter("number", lang, "path")
    one = "/api/v1/editions/{number}"
    return {
        "openapi": "3.1.0",
        "info": {"title": words.say("files.source", lang), "version": version(),
                 "description": words.say("api.about", lang)},
        "paths": {
            "/api/v1/": _get("index", lang, []),
            "/api/v1/openapi.json": _get("openapi", lang, []),
            "/api/v1/editions": _get("editions", lang, []),
            one: _get("edition", lang, [number]),
            f"{one}/catalogue": _get("catalogue", lang, [number]),
            f"{one}/cells": _get("cells", lang, [number, *_cell_parameters(lang)], "Cells"),
            f"{one}/files/{{kind}}": _get(
                "files", lang, [number, _parameter("kind", lang, "path")]),
        },
        "components": {"schemas": {"Cell": _CELL, "Cells": _cells(), "Problem": _problem()}},
    }


def _cell_parameters(lang: str) -> list[dict[str, Any]]:
    filters = [_parameter(name, lang) for name in FILTERS]
    return [*filters, *(_parameter(n, lang) for n in ("level", "format", "limit", "offset"))]


def _parameter(name: str, lang: str, place: str = "query") -> dict[str, Any]:
    key = f"api.p_{name}" if words.has(f"api.p_{name}") else "api.p_filter"
    schema: dict[str, Any] = {"type": "string"}
    if name in _CHOICES:
        schema = {"type": "string", "enum": list(_CHOICES[name])}
    elif name in ("limit", "offset", "number"):
        schema = {"type": "integer", "minimum": 0 if name == "offset" else 1}
    elif name in FILTERS:
        schema = {"type": "array", "items": {"type": "string"}}
    made = {"name": name, "in": place, "required": place == "path", "schema": schema,
            "description": words.say(key, lang)}
    return made | ({"style": "form", "explode": False} if name in FILTERS else {})


def _get(
    name: str, lang: str, parameters: list[dict[str, Any]], schema: str = ""
) -> dict[str, Any]:
    who = [_parameter(n, lang) for n in WHO]
    what: dict[str, Any] = {"$ref": f"#/components/schemas/{schema}"} if schema else {
        "type": "object"}
    kinds: dict[str, Any] = {"application/json": {"schema": what}}
    if name == "cells":
        kinds["text/csv"] = {"schema": _TEXT}
    if name == "files":
        kinds = {"application/zip": {}}
    wrong = {"description": words.say("api.r_problem", lang), "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    return {"get": {
        "operationId": name, "summary": words.say(f"api.op_{name}", lang),
        "parameters": [*parameters, *who],
        "responses": {"200": {"description": words.say("api.r_ok", lang), "content": kinds},
                      "304": {"description": words.say("api.r_304", lang)},
                      "default": wrong},
    }}


def _cells() -> dict[str, Any]:
    return {
        "type": "object", "required": ["edition", "hash", "total", "cells"],
        "properties": {
            "edition": _TEXT, "number": {"type": "integer"}, "hash": _TEXT,
            "origin": {"enum": ["synthetic", "real"]},
            "status": {"enum": ["published", "superseded", "withdrawn"]},
            "notes": {"type": "array", "items": _TEXT},
            "total": {"type": "integer"}, "limit": {"type": "integer"},
            "offset": {"type": "integer"}, "next": {"type": ["string", "null"]},
            "cells": {"type": "array", "items": {"$ref": "#/components/schemas/Cell"}},
        },
    }


def _problem() -> dict[str, Any]:
    return {"type": "object", "required": ["type", "title", "status", "detail"],
            "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"},
                           "detail": _TEXT}}
