"""Write an edition as statistical files.

Here: the tables of an edition (cells, codes, indicators, relations, expected values, what changes
are made of) as CSV and Parquet, a small JSON that says which edition it is, and its quality
declaration as linked data. Not here: reports for people, other statistical formats.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import polars as pl

from dashboard.report import dqv
from data import editions
from data.access import Act, Actor, check_act
from data.store import Store

FORMATS = ("csv", "parquet")
CELL_COLUMNS = [
    "indicator", "area", "place", "authority", "breakdown", "period", "unit", "value", "sign",
    "status", "break", "origin", "as_of",
]
ORDER = ["indicator", "place", "authority", "breakdown", "period"]


def tables(store: Store, number: int) -> dict[str, pl.DataFrame]:
    """Read the tables that leave the house, in a fixed order of rows."""
    return {
        "cells": editions.cells(store, number).select(CELL_COLUMNS).sort(ORDER),
        "codes": editions.codes(store, number).sort("dimension", "indicator", "code"),
        "indicators": editions.indicators(store, number).sort("indicator"),
        "relations": editions.relations(store, number).sort("relation", "cell"),
        "expected": editions.expected(store, number).sort(ORDER),
        "reasons": editions.reasons(store, number).sort(*ORDER, "comparison", "part"),
    }


def export(
    store: Store, actor: Actor, number: int | str, out: Path, formats: tuple[str, ...] = FORMATS
) -> list[Path]:
    """Write edition ``number`` (or ``"latest"``) into ``out`` and return the files.

    Raises ``AccessDenied`` where the actor may not export, ``ValueError`` on an unknown format.
    """
    check_act(actor, Act.export_edition)
    unknown = set(formats) - set(FORMATS)
    if unknown:
        raise ValueError(", ".join(sorted(unknown)))
    edition = editions.edition(store, number)
    out.mkdir(parents=True, exist_ok=True)
    written = [
        _write(frame, out / f"{name}.{kind}")
        for name, frame in tables(store, edition.number).items()
        for kind in formats
    ]
    label = "-synthetic" if edition.origin == "synthetic" else ""
    about = out / f"edition-{edition.label}{label}.json"
    about.write_text(json.dumps(asdict(edition), indent=2, default=str, ensure_ascii=False) + "\n")
    return [*written, about, *_quality(store, edition, out)]


def _quality(store: Store, edition: editions.Edition, out: Path) -> list[Path]:
    """Write the quality declaration, where the edition has one: the oldest have not."""
    told = editions.documents(store, edition.number).get("quality")
    if told is None:
        return []
    path = out / "quality.jsonld"
    path.write_text(dqv.declaration(edition, json.loads(told)), "utf-8")
    return [path]


def _write(frame: pl.DataFrame, path: Path) -> Path:
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path, compression="zstd")
    return path
