"""Reports of the small editions, made once, and every file read back by something else.

Here: the document and its files for the tests, and reading DOCX, PPTX and XLSX as plain ZIP and
XML. Not here: any promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from lxml import etree

from dashboard.report.choice import Choice
from dashboard.report.compose import document
from dashboard.report.document import Document
from dashboard.report.files import made
from dashboard.report.opening import open_edition
from data.access import SYSTEM
from data.store import open_store

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@cache
def report(home: Path, choice: Choice) -> Document:
    """Make the document of the newest edition of a home."""
    with open_store(None, home) as store:
        return document(open_edition(store, SYSTEM, "latest", choice))


@cache
def file(home: Path, choice: Choice, kind: str) -> bytes:
    """Make one file of a report."""
    return made(report(home, choice), kind)


def tree(content: bytes, name: str) -> Any:
    """Parse one part of an Office file."""
    with ZipFile(BytesIO(content)) as whole:
        return etree.fromstring(whole.read(name))


def names(content: bytes, form: str) -> list[str]:
    """List the parts of an Office file whose names fit, in their numbers' order."""
    with ZipFile(BytesIO(content)) as whole:
        found = [n for n in whole.namelist() if re.fullmatch(form, n)]
    return sorted(found, key=lambda n: int(re.findall(r"\d+", n)[-1]))


def said(node: Any, tag: str) -> str:
    """Join the text of a node's runs."""
    return "".join(t.text or "" for t in node.iter(f"{tag}t"))


def docx_tables(content: bytes) -> list[list[list[str]]]:
    """Read the tables of a Word document: rows of texts, raised marks left out."""
    body = tree(content, "word/document.xml")
    return [[[_cell(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
            for table in body.iter(f"{W}tbl")]


def _cell(cell: Any) -> str:
    return "".join(said(run, W) for run in cell.iter(f"{W}r")
                   if run.find(f"{W}rPr/{W}vertAlign") is None)


def slides(content: bytes) -> Iterator[tuple[Any, str]]:
    """Yield each slide's tree and the text of its notes."""
    for name in names(content, r"ppt/slides/slide\d+\.xml"):
        number = re.findall(r"\d+", name)[-1]
        notes = tree(content, f"ppt/notesSlides/notesSlide{number}.xml")
        yield tree(content, name), said(notes, A)


def charts(content: bytes) -> Iterator[list[tuple[list[str], list[float | None]]]]:
    """Yield each chart's series: categories and values, None where there is no point."""
    for name in names(content, r"ppt/charts/chart\d+\.xml"):
        yield [_series(series) for series in tree(content, name).iter(f"{C}ser")]


def _series(series: Any) -> tuple[list[str], list[float | None]]:
    cats = [p.findtext(f"{C}v") for p in series.find(f"{C}cat").iter(f"{C}pt")]
    found = {int(p.get("idx")): float(p.findtext(f"{C}v"))
             for p in series.find(f"{C}val").iter(f"{C}pt")}
    return cats, [found.get(i) for i in range(len(cats))]
