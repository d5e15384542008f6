"""A report as PDF: tagged, PDF/UA-1, made by Typst without a browser and without a network.

Here: turning a document into data for ``report.typ`` and compiling it; drawings as pictures for the
formats that hold none. Not here: what is said. Texts are handed over as data and set as text, so
that no text can be read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

from dashboard.report.document import (
    Datum,
    Document,
    Facts,
    Figure,
    Listed,
    Part,
    Section,
    Table,
    Words,
)
from dashboard.report.one_page import leaner
from data import words

STANDARD: Literal["ua-1"] = "ua-1"
TIGHTEST = 3
NARROW_TABLE = 6   # columns that fit beside the questions; more take the whole width
SHORT = 26         # signs of a column that is no wider than its longest cell
_REGIONS = {"sv": "SE", "en": "GB"}


def pdf(document: Document) -> bytes:
    """Write a document as PDF/UA-1; its first page is set tighter, then leaner, until it fits."""
    fitting, tight = _fitted(document)
    made = _compiler(_template(), _told(fitting, tight)).compile(
        format="pdf", pdf_standards=[STANDARD], timestamp=_day(document))
    assert isinstance(made, bytes)
    return made


def _compiler(source: bytes, told: dict[str, str]) -> typst.Compiler:
    return typst.Compiler(source, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=told)


def _told(document: Document, tight: int) -> dict[str, str]:
    return {"document": json.dumps(_data(document), ensure_ascii=False), "tight": str(tight)}


def _fitted(document: Document) -> tuple[Document, int]:
    """Find the loosest setting in which the cover is one page, and what it then holds."""
    for step in range(TIGHTEST + 1):
        if _fits(document, step):
            return document, step
    made = next((m for m in leaner(document) if _fits(m, TIGHTEST)), document)
    return made, TIGHTEST


def _fits(document: Document, tight: int) -> bool:
    cover = replace(document, sections=document.sections[:1])
    compiler = _compiler(_template(), _told(cover, tight))
    return bool(json.loads(compiler.query("<cover>", field="value", one=True)) == 1)


def pictures(svgs: Sequence[str], ppi: float = 200.0) -> list[bytes]:
    """Draw figures as PNG, each as large as it is, for files that hold no SVG."""
    if not svgs:
        return []
    compiler = _compiler(_PICTURES, {"svgs": json.dumps(list(svgs))})
    made = compiler.compile(format="png", ppi=ppi)
    return made if isinstance(made, list) else [made] if made else []


_PICTURES = b"""#set page(width: auto, height: auto, margin: 0pt)
#for svg in json(bytes(sys.inputs.svgs)) {
  page(image(bytes(svg), format: "svg", width: 351pt))
}
"""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[
        str(files("dashboard.report") / "fonts")])


@cache
def _template() -> bytes:
    return (files("dashboard.report") / "report.typ").read_bytes()


def _day(document: Document) -> datetime:
    return datetime.fromisoformat(document.day).replace(tzinfo=UTC)


def _data(document: Document) -> dict[str, Any]:
    """Write a document as plain data for the template."""
    lang, imprint = document.lang, document.imprint
    return {
        "title": document.title, "about": document.about, "length": document.length,
        "lang": lang, "region": _REGIONS[lang], "facts": document.facts,
        "date": [int(part) for part in document.day.split("-")],
        "imprint": {"synthetic": imprint.synthetic},
        "words": {
            "synthetic": words.say("label.synthetic", lang),
            "not_official": words.say("label.not_official", lang),
            "contents": words.say("report.contents", lang),
            "edition": words.say("report.edition", lang, label=imprint.label),
            "published": words.say("report.published_at", lang, day=imprint.published),
            "hash": imprint.sums(lang)},
        "sections": [_section(s, lang) for s in document.sections],
    }


def _section(section: Section, lang: str) -> dict[str, Any]:
    return {"kicker": section.kicker, "title": section.title, "rows": [
        {"question": r.question, "parts": [_part(p, lang) for p in r.parts]}
        for r in section.rows]}


def _part(part: Part, lang: str) -> dict[str, Any]:
    if isinstance(part, Words):
        return {"kind": "words", "text": part.text, "look": part.look, "bold": part.bold}
    if isinstance(part, Table):
        return _table(part, lang)
    if isinstance(part, Figure):
        return {"kind": "figure", "svg": part.svg, "alt": part.alt, "notes": part.notes,
                "name": words.say("report.figure_number", lang, number=part.number),
                "title": part.title, "unit": part.unit, "source": part.source}
    if isinstance(part, Listed):
        return {"kind": "list", "items": [
            {"text": i.text, "state": i.state, "who": i.who, "late": i.late} for i in part.items]}
    return _facts(part)


def _facts(part: Facts) -> dict[str, Any]:
    longest = max((len(said) for _, said in part.pairs), default=0)
    kind = "lines" if longest > 40 else "facts"
    return {"kind": kind, "pairs": part.pairs, "across": 2 if longest > 22 else 4,
            "short": all(len(label) < 3 for label, _ in part.pairs)}


def _table(table: Table, lang: str) -> dict[str, Any]:
    return {
        "kind": "table", "name": words.say("report.table_number", lang, number=table.number),
        "title": table.title, "unit": table.unit, "heads": table.heads,
        "rows": [[_cell(d) for d in row] for row in table.rows],
        "columns": _widths(table), "sides": ["l" if i == 0 or _left(table, i) else "r"
                                             for i in range(len(table.heads))],
        "source": table.source, "notes": table.notes,
        "marked": any(d.mark for d in table.figures()),
        "full": len(table.heads) > NARROW_TABLE,
    }


def _cell(datum: Datum) -> dict[str, Any]:
    return {"text": datum.text, "strong": datum.strong, "mark": datum.mark}


def _left(table: Table, column: int) -> bool:
    return bool(table.rows) and all(row[column].left for row in table.rows)


def _widths(table: Table) -> list[str | float]:
    """Give columns of words a share of the width by what they hold, others what they need."""
    made: list[str | float] = []
    for i, head in enumerate(table.heads):
        longest = max([len(row[i].text) for row in table.rows] + [len(head)])
        shared = i == 0 or (i in table.wide and longest > SHORT)
        made.append(float(min(max(longest, 10), 60)) ** 0.7 if shared else "auto")
    return made
