"""Write an edition as statistical files.

Here: which formats there are, the tables that leave the house and the files that each format is
made of. Not here: the formats themselves (the modules beside this one), reports for people.

``csv`` and ``parquet`` are the tables as they are, with a small JSON that says which edition it is
and the sum of each file, and the quality declaration as linked data. The other formats lie in a
folder each; ``dcat`` is a record of the edition that describes them all.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import polars as pl

from dashboard.report import csvw, cubes, dcat, dqv, jsonstat, px, sdmx
from dashboard.report.scope import WHOLE, Scope, cut, scope_of
from data import editions, words
from data.access import Actor
from data.store import Store

FORMATS = ("csv", "parquet", "px", "json-stat", "sdmx-csv", "csvw", "dcat")
USUAL = ("csv", "parquet")
CELL_COLUMNS = [
    "indicator", "area", "place", "authority", "breakdown", "period", "unit", "value", "sign",
    "status", "break", "origin", "as_of",
]
ORDER = ["indicator", "place", "authority", "breakdown", "period"]
_ROOT = ("csv", "parquet", "dcat")   # formats whose files lie in the folder itself
_YEARS = (1980, 1, 1, 0, 0, 0)       # the first day that an archive can say


class Output:
    """The files of an edition, made when they are asked for; its tables are read once."""

    def __init__(self, store: Store, number: int | str, scope: Scope = WHOLE) -> None:
        self.edition = editions.edition(store, number)
        self._cells = editions.cells(store, self.edition.number).sort(ORDER)
        self.tables = cut(tables(store, self.edition.number, self._cells), scope)
        if not scope.whole:
            self._cells = self._cells.join(self.tables["cells"], on=ORDER, how="semi",
                                           maintain_order="left")
        self.scope = scope
        self._quality = editions.documents(store, self.edition.number).get("quality")
        self._cubes: list[cubes.Cube] | None = None

    @property
    def name(self) -> str:
        """Begin the name of whatever is made of it."""
        first = cubes.stem(self.edition)
        return f"{first}-{self.scope.name}" if self.scope.name else first

    def files(self, formats: Iterable[str]) -> dict[str, bytes]:
        """Make the files of some formats, by path. Raises ``ValueError`` on an unknown one."""
        wanted = list(formats)
        unknown = set(wanted) - set(FORMATS)
        if unknown:
            raise ValueError(", ".join(sorted(unknown)))
        made: dict[str, bytes] = {}
        for kind in wanted:
            folder = "" if kind in _ROOT else f"{kind}/"
            made |= {f"{folder}{name}": content for name, content in self._made(kind).items()}
        return made

    def archive(self, kind: str) -> bytes:
        """Make one format as a zip: the same edition gives the same bytes."""
        made = self._made(kind)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted({**made, **self.about(made)}.items()):
                archive.writestr(_entry(name), content)
        return out.getvalue()

    def about(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Say which edition the files are of, with the sum of each, and how good it is."""
        said = {**asdict(self.edition), "scope": self.scope.name or "all",
                "labels": {lang: cubes.notes(self.edition, lang) for lang in words.LANGUAGES},
                "files": {name: hashlib.sha256(content).hexdigest()
                          for name, content in sorted(files.items())}}
        text = json.dumps(said, indent=2, default=str, ensure_ascii=False) + "\n"
        label = "-synthetic" if self.edition.origin == "synthetic" else ""
        beside = {f"edition-{self.edition.label}{label}.json": text.encode()}
        if self._quality is not None:
            areas = set(self.tables["indicators"]["area"])
            told = [s for s in json.loads(self._quality)
                    if self.scope.whole or s["area"] in areas]
            beside["quality.jsonld"] = dqv.declaration(self.edition, told).encode()
        return beside

    def _made(self, kind: str) -> dict[str, bytes]:
        one, known = self.edition, (self.tables["codes"], self.tables["indicators"])
        if kind in ("csv", "parquet"):
            return {f"{name}.{kind}": self._plain(frame, kind)
                    for name, frame in self.tables.items()}
        if kind == "px":
            return {f"{self.name}-{c.code}.px": px.document(c) for c in self.cubes()}
        if kind == "json-stat":
            return {f"{self.name}-{c.code}-{lang}.json": jsonstat.document(c, lang)
                    for c in self.cubes() for lang in words.LANGUAGES}
        if kind == "sdmx-csv":
            return {f"{self.name}.csv": sdmx.data(one, self._cells),
                    f"{self.name}-structure.xml": sdmx.structure(one, self._cells, *known)}
        if kind == "csvw":
            return csvw.package(one, self.tables["cells"], *known)
        archives = {f: self.archive(f) for f in FORMATS if f != "dcat"}
        return {f"{self.name}-dcat.jsonld": dcat.record(one, archives, dcat.publisher())}

    def cubes(self) -> list[cubes.Cube]:
        """Return the cells as cubes."""
        if self._cubes is None:
            known = (self.tables["codes"], self.tables["indicators"])
            self._cubes = cubes.cubes(self.edition, self._cells, *known)
        return self._cubes

    def _plain(self, frame: pl.DataFrame, kind: str) -> bytes:
        out = io.BytesIO()
        if kind == "csv":
            frame.write_csv(out)
        else:
            frame.write_parquet(out, compression="zstd", metadata=self._marks())
        return out.getvalue()

    def _marks(self) -> dict[str, str]:
        one = self.edition
        return {"edition": one.label, "number": str(one.number), "hash": one.hash,
                "origin": one.origin, "until": one.until,
                "note": " ".join(cubes.notes(one, "sv") + cubes.notes(one, "en"))}


def _entry(name: str) -> zipfile.ZipInfo:
    """Name a file of an archive, without a clock and readable for all."""
    entry = zipfile.ZipInfo(name, _YEARS)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def tables(
    store: Store, number: int, cells: pl.DataFrame | None = None
) -> dict[str, pl.DataFrame]:
    """Read the tables that leave the house, in a fixed order of rows."""
    whole = editions.cells(store, number).sort(ORDER) if cells is None else cells
    return {
        "cells": whole.select(CELL_COLUMNS),
        "codes": editions.codes(store, number).sort("dimension", "indicator", "code"),
        "indicators": editions.indicators(store, number).sort("indicator"),
        "relations": editions.relations(store, number).sort("relation", "cell"),
        "expected": editions.expected(store, number).sort(ORDER),
        "reasons": editions.reasons(store, number).sort(*ORDER, "comparison", "part"),
    }


def export(
    store: Store, actor: Actor, number: int | str, out: Path, formats: tuple[str, ...] = USUAL
) -> list[Path]:
    """Write edition ``number`` (or ``"latest"``) into ``out`` and return the files.

    A council's member gets its council's part. Raises ``AccessDenied`` where the actor may not
    export, ``ValueError`` on an unknown format.
    """
    scope = scope_of(actor)
    made = Output(store, number, scope)
    files = made.files(formats)
    written = []
    for name, content in {**files, **made.about(files)}.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written
