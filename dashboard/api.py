"""The API: editions, catalogue, cells and files of them, for programs. It only reads.

Here: the addresses under ``/api/v1`` and what each answers. Not here: who asks, refusals and entity
tags (``dashboard.answering``), cells and their filters (``dashboard.api_cells``), the description
(``dashboard.openapi``).
"""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from starlette.routing import Route

from dashboard import api_cells, openapi, reading
from dashboard.answering import Answer, Asked, Problem, digest, edition_of, route, text
from dashboard.report import cubes
from dashboard.report.export import FORMATS, Output
from dashboard.report.scope import Scope, scope_of
from data import editions, words
from data.access import Act, check_act
from data.editions import Edition
from data.home import home

ROOT = "/api/v1"
FILES_KEPT = 4   # archives that are kept made


def routes() -> list[Route]:
    """List the addresses of the API; anything else under it is said not to exist."""
    one = ROOT + "/editions/{number}"
    return [
        route(ROOT, _index), route(f"{ROOT}/", _index),
        route(f"{ROOT}/openapi.json", _description),
        route(f"{ROOT}/editions", _editions), route(f"{ROOT}/editions/latest", _latest),
        route(f"{ROOT}/editions/latest/{{rest:path}}", _latest, (*api_cells.TAKES, "format")),
        route(one, _edition), route(f"{one}/catalogue", _catalogue),
        route(f"{one}/cells", api_cells.cells, api_cells.TAKES, api_cells.tag),
        route(f"{one}/files/{{kind}}", _files, (), _files_tag),
        route("/api/{rest:path}", _nothing),
    ]


def _nothing(asked: Asked) -> Answer:
    raise Problem(404, "nothing")


def _link(asked: Asked, path: str) -> str:
    """Write an address with who asks carried on."""
    kept = {k: v[-1] for k, v in asked.given.items() if k in ("role", "council", "lang")}
    return f"{path}?{urlencode(kept)}" if kept else path


def _index(asked: Asked) -> Answer:
    found = {"editions": "/editions", "latest": "/editions/latest", "description": "/openapi.json"}
    return Answer(text({
        "name": words.say("files.source", asked.lang),
        "about": words.say("api.about", asked.lang),
        "links": {name: _link(asked, ROOT + path) for name, path in found.items()},
    }))


def _description(asked: Asked) -> Answer:
    return Answer(text(openapi.description(asked.lang)))


def _told(asked: Asked, one: Edition) -> dict[str, Any]:
    at = f"{ROOT}/editions/{one.number}"
    links = {"self": at, "catalogue": f"{at}/catalogue", "cells": f"{at}/cells",
             **{f"files/{kind}": f"{at}/files/{kind}" for kind in FORMATS}}
    return {**asdict(one), "notes": cubes.notes(one, asked.lang),
            "links": {name: _link(asked, path) for name, path in links.items()}}


def _editions(asked: Asked) -> Answer:
    check_act(asked.actor, Act.read_edition)
    return Answer(text({"editions": [_told(asked, e) for e in reading.editions()]}))


def _latest(asked: Asked) -> Answer:
    """Lead to the newest edition that stands by its number, since what is newest changes."""
    check_act(asked.actor, Act.read_edition)
    newest = next((e for e in reading.editions() if e.status == "published"), None)
    if newest is None:
        raise Problem(404, "no_edition")
    rest = asked.inside.get("rest", "")
    query = urlencode([(k, v) for k, values in asked.given.items() for v in values])
    to = f"{ROOT}/editions/{newest.number}{f'/{rest}' if rest else ''}"
    return Answer(b"", "text/plain", {
        "location": f"{to}?{query}" if query else to, "cache-control": "no-store"}, 307)


def _edition(asked: Asked) -> Answer:
    check_act(asked.actor, Act.read_edition)
    return Answer(text(_told(asked, edition_of(asked))))


def _catalogue(asked: Asked) -> Answer:
    check_act(asked.actor, Act.read_edition)
    one = edition_of(asked)
    known = editions.indicators(reading.store(), one.number).sort("indicator")
    codes = editions.codes(reading.store(), one.number)
    lists = {str(d): frame.drop("dimension", "indicator").to_dicts()
             for (d,), frame in codes.group_by("dimension", maintain_order=True)}
    return Answer(text({
        "edition": one.label, "number": one.number, "hash": one.hash, "origin": one.origin,
        "notes": cubes.notes(one, asked.lang), "indicators": known.to_dicts(), "codes": lists,
    }))


def _files_tag(asked: Asked) -> str:
    scope = scope_of(asked.actor)
    return digest(edition_of(asked).hash, asked.inside["kind"], scope.name, openapi.version())


def _files(asked: Asked) -> Answer:
    """Give one format as an archive: the whole edition, or the council's part."""
    scope, one, kind = scope_of(asked.actor), edition_of(asked), asked.inside["kind"]
    if kind not in FORMATS:
        raise Problem(404, "no_format", formats=", ".join(FORMATS))
    name, content = _archive(str(home()), one.number, kind, scope)
    return Answer(content, "application/zip", {
        "content-disposition": f'attachment; filename="{name}-{kind}.zip"'})


@lru_cache(maxsize=FILES_KEPT)
def _archive(at: str, number: int, kind: str, scope: Scope) -> tuple[str, bytes]:
    made = Output(reading.store(), number, scope)
    return made.name, made.archive(kind)
