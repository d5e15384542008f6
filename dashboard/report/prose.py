"""The assessment texts of an edition as rows of a report: fact, assessment, recommendation.

Here: which texts a report holds, with every figure token resolved against the edition's own cells.
Not here: writing them, judging them (``data.texts``), tokens themselves (``data.tokens``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.models.book import Book
from dashboard.report.document import Part, Row, Words
from dashboard.report.opening import Opened
from data import registers, tokens

SUMMARY_AREA = ""   # the summary of a council is of no area
KINDS = ("fact", "assessment", "recommendation")


def text_rows(opened: Opened, areas: Sequence[str]) -> list[Row]:
    """Write the texts of the council for some areas, a row a kind; none where none is written."""
    book = opened.book
    told = json.loads(book.documents.get("texts", "{}"))
    sections = [s for s in told.get("sections", [])
                if s["council"] == opened.choice.council and s["area"] in areas]
    return _rows(book, sections)


def summary(opened: Opened) -> tuple[Part, ...]:
    """Write the summary of the council and what dissents from it; nothing where none is written."""
    rows = text_rows(opened, [SUMMARY_AREA])
    parts = tuple(part for row in rows for part in row.parts)
    named = Words("", bold=opened.book.say("text.summary"))
    return (named, *parts) if parts else ()


def _rows(book: Book, sections: Sequence[dict[str, Any]]) -> list[Row]:
    source = tokens.Source(book.cells, book.changes)
    found: dict[str, list[Part]] = {}
    for section in sections:
        for block in section["blocks"]:
            found.setdefault(block["kind"], []).extend(_block(book, block, source))
    return [Row(book.say(f"report.text_{kind}"), tuple(found[kind]))
            for kind in KINDS if found.get(kind)]


def _block(book: Book, block: dict[str, Any], source: tokens.Source) -> Iterator[Words]:
    def said(text: str) -> str:
        return tokens.plain(text, source, book.lang)

    if block[book.lang]:
        yield Words(said(block[book.lang]))
    if block.get("confidence"):
        word = book.say(f"confidence.{block['confidence']}")
        yield Words(said(block.get(f"because_{book.lang}", "")),
                    bold=book.say("report.text_confidence", word=word))
    for dissent in block.get("dissents", []):
        name = registers.name("authorities", dissent["authority"], book.lang)
        yield Words(said(dissent[book.lang]), bold=book.say("report.text_dissent", name=name))
