"""An edition as CSV on the Web: tables that a metadata file describes whole.

Here: a table of cells, one of indicators and one for each code list, and the metadata: columns with
names in both languages, types, keys, and which column points at which code list. Not here: reading
an edition (``dashboard.report.export``).
Sources: Metadata Vocabulary for Tabular Data and Model for Tabular Data, W3C Recommendations, 2015.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.report import cubes
from data import words
from data.editions import Edition
from data.tables import CELL_KEY

CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "sv"}]
METADATA = "csv-metadata.json"
LISTS: Mapping[str, str] = {"place": "places", "authority": "authorities",
                            "breakdown": "breakdowns", "period": "periods"}
_LIST_COLUMNS = ("code", "parent", "sv", "en", "level")


def package(
    edition: Edition, cells: pl.DataFrame, codes: pl.DataFrame, indicators: pl.DataFrame
) -> dict[str, bytes]:
    """Write the tables and their metadata, by file name."""
    first = cubes.stem(edition)
    tables = {"cells": cells, "indicators": indicators}
    for axis, name in LISTS.items():
        tables[name] = _listed(codes, axis, cells[axis])
    described = {
        "@context": CONTEXT, "@type": "TableGroup",
        **_about(edition),
        "tables": [_table(first, name, frame, indicators) for name, frame in tables.items()],
    }
    files = {f"{first}-{name}.csv": frame.write_csv(null_value="", quote_style="necessary").encode()
             for name, frame in tables.items()}
    text = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    return {**files, METADATA: text.encode()}


def _listed(codes: pl.DataFrame, axis: str, used: pl.Series) -> pl.DataFrame:
    """Return the code list of an axis; a code that the edition has no row for stands bare."""
    known = codes.filter(pl.col("dimension") == axis).select(_LIST_COLUMNS).unique(
        "code", maintain_order=True)
    bare = used.unique().sort().to_frame("code").join(known, on="code", how="anti")
    return pl.concat([known, bare.select(
        "code", *(pl.lit("").alias(c) for c in _LIST_COLUMNS[1:]))]).sort("code")


def _about(edition: Edition) -> dict[str, Any]:
    return {
        "dc:title": [{"@value": cubes.edition_title(edition, lang), "@language": lang}
                     for lang in words.LANGUAGES],
        "dc:description": [{"@value": " ".join(cubes.notes(edition, lang)), "@language": lang}
                           for lang in words.LANGUAGES],
        "dc:identifier": edition.hash, "dc:issued": edition.published_on.isoformat(),
        "dc:type": edition.origin,
    }


def _table(first: str, name: str, frame: pl.DataFrame, indicators: pl.DataFrame) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_column(c, kind) for c, kind in frame.schema.items()],
        "primaryKey": list(CELL_KEY) if name == "cells" else [frame.columns[0]],
    }
    if name == "cells":
        pointed = {"indicator": ("indicators", "indicator"),
                   **{axis: (to, "code") for axis, to in LISTS.items()}}
        schema["foreignKeys"] = [
            {"columnReference": column,
             "reference": {"resource": f"{first}-{to}.csv", "columnReference": key}}
            for column, (to, key) in pointed.items()
            if column != "indicator" or indicators.height]
    return {"url": f"{first}-{name}.csv", "tableSchema": schema}


def _column(name: str, kind: pl.DataType) -> dict[str, Any]:
    """Describe a column; its own name is a title too, since it is what stands in the file."""
    said = {lang: [name, words.say(f"files.column_{name}", lang)]
            if words.has(f"files.column_{name}") else [name] for lang in words.LANGUAGES}
    base = "double" if kind.is_float() else "integer" if kind.is_integer() else "string"
    return {"name": name, "titles": said, "datatype": base}
