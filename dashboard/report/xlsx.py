"""A report as a workbook: one sheet a table, real numbers, a sign and a status beside each.

Here: sheets, columns and formats. Not here: what is said. A text is always written as text: nothing
that comes as data can become a formula, a link or a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from dashboard.report.document import Datum, Document, Figure, Section, Table
from dashboard.report.packing import packed
from data import words

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False}
HEAD = 5   # rows above the head row: title, unit, source, notes, air
NARROW, WIDEST = 9, 60
FORMS = {"percent": "0.0", "SEK": "#,##0", "days": "0"}


def xlsx(document: Document) -> bytes:
    """Write a document as XLSX; the same document gives the same bytes."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        writer = _Writer(book, document)
        named = list(_named(document))
        writer.contents(named)
        writer.about()
        for name, table in named:
            writer.table(name, table)
        writer.code_book()
        _properties(book, document)
    return packed(out.getvalue(), document.day)


def _named(document: Document) -> Iterator[tuple[str, Table]]:
    for part in document.parts():
        if isinstance(part, Table | Figure):
            kind = "table" if isinstance(part, Table) else "figure"
            name = words.say(f"report.{kind}_number", document.lang, number=part.number)
            yield name, part if isinstance(part, Table) else part.table


def _properties(book: Any, document: Document) -> None:
    imprint = document.imprint
    mark = words.say("label.synthetic", document.lang) if imprint.synthetic else ""
    book.set_properties({
        "title": document.title, "author": "Lägesbild", "subject": mark,
        "comments": words.say("label.not_official", document.lang), "keywords": imprint.hash,
        "created": datetime.fromisoformat(document.day)})


class _Writer:
    """The workbook while it is being written."""

    def __init__(self, book: Any, document: Document) -> None:
        self._book, self._document, self._lang = book, document, document.lang
        font = {"font_name": "IBM Plex Sans", "font_size": 10, "font_color": "#12222d",
                "valign": "top"}
        quiet = {**font, "font_color": "#495a66"}
        self._text = book.add_format(font)
        self._wrap = book.add_format({**font, "text_wrap": True})
        self._quiet = book.add_format(quiet)
        self._side = book.add_format({**quiet, "align": "right"})
        self._title = book.add_format({**font, "font_size": 14, "bold": True})
        self._bold = book.add_format({**font, "bold": True})
        self._mark = book.add_format({**font, "bold": True, "font_color": "#b0440a"})
        self._head = book.add_format({**font, "bold": True, "bottom": 2, "text_wrap": True})
        self._heads = book.add_format({**font, "bold": True, "bottom": 2, "text_wrap": True,
                                       "align": "right"})
        self._forms = {(form, strong): book.add_format(
            {**font, "num_format": form, "bold": strong, "align": "right"})
            for form in (*FORMS.values(), "#,##0", "#,##0.0") for strong in (False, True)}

    def _say(self, key: str, **values: Any) -> str:
        return words.say(f"report.{key}", self._lang, **values)

    def _sheet(self, name: str, title: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sums = self._document.imprint.sums(self._document.lang)
        foot = f"{self._edition()} · {sums}".replace("&", "&&")
        sheet.set_footer(f"&L&8{foot}&R&8&P (&N)")
        sheet.write_string(0, 0, title, self._title)
        return sheet

    def _edition(self) -> str:
        label = self._say("edition", label=self._document.imprint.label)
        mark = words.say("label.synthetic", self._lang)
        return f"{label} · {mark}" if self._document.imprint.synthetic else label

    def contents(self, named: Sequence[tuple[str, Table]]) -> None:
        """Write the list of sheets."""
        sheet = self._sheet(self._say("sheet_contents"), self._document.title)
        sheet.write_string(1, 0, self._edition(), self._mark)
        for row, (name, table) in enumerate(named, start=3):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", None, name)
            sheet.write_string(row, 1, table.title, self._text)
            sheet.write_string(row, 2, table.unit, self._quiet)
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 70)
        sheet.set_column(2, 2, 40)

    def about(self) -> None:
        """Write which edition the file is of."""
        imprint = self._document.imprint
        sheet = self._sheet(self._say("sheet_about"), self._document.about)
        origin = self._origin()
        pairs = (*self._document.facts, (self._say("fact_hash"), imprint.hash),
                 (self._say("sheet_origin"), origin), (self._say("sheet_lang"), self._lang),
                 ("", words.say("label.not_official", self._lang)), ("", self._say("method")),
                 ("", self._say("not_measured")))
        for row, (label, said) in enumerate(pairs, start=2):
            sheet.write_string(row, 0, label, self._quiet)
            sheet.write_string(row, 1, said, self._wrap)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)

    def _origin(self) -> str:
        return self._say("origin_synthetic" if self._document.imprint.synthetic else "origin_real")

    def table(self, name: str, table: Table) -> None:
        """Write one table: under its head row every figure with its sign and its status."""
        sheet = self._sheet(name, table.title)
        kronor = any(d.unit == "SEK" for d in table.figures())
        unit = f"{table.unit} ({self._say('sheet_kronor')})" if kronor else table.unit
        for row, text in enumerate((unit, table.source, " ".join(table.notes)), start=1):
            sheet.write_string(row, 0, text, self._quiet)
        if self._document.imprint.synthetic:
            sheet.write_string(HEAD - 1, 0, words.say("label.synthetic", self._lang), self._mark)
        self._columns(sheet, table)
        sheet.freeze_panes(HEAD + 1, 1)
        sheet.repeat_rows(HEAD)

    def _columns(self, sheet: Any, table: Table) -> None:
        at = 0
        for i, head in enumerate(table.heads):
            data = [row[i] for row in table.rows]
            figures = any(d.figure for d in data)
            sheet.write_string(HEAD, at, head, self._heads if figures else self._head)
            for row, datum in enumerate(data, start=HEAD + 1):
                self._cell(sheet, row, at, datum)
            longest = max([len(d.text) for d in data] + [len(head)])
            sheet.set_column(at, at, min(max(longest + 2, NARROW), WIDEST))
            at = self._beside(sheet, at, head, data) if figures else at + 1
        sheet.write_string(HEAD, at, self._say("sheet_origin"), self._head)
        for row in range(len(table.rows)):
            sheet.write_string(HEAD + 1 + row, at, self._origin(), self._quiet)
        sheet.set_column(at, at, 12)

    def _cell(self, sheet: Any, row: int, at: int, datum: Datum) -> None:
        if datum.value is not None:
            form = self._forms[FORMS.get(datum.unit, "#,##0"), datum.strong]
            sheet.write_number(row, at, datum.value, form)
        elif not datum.figure:
            sheet.write_string(row, at, datum.text, self._bold if datum.strong else self._wrap)

    def _beside(self, sheet: Any, at: int, head: str, data: Sequence[Datum]) -> int:
        """Write sign and status of a column of figures, and the edition of older ones."""
        columns = [("sheet_sign", [d.text if d.figure and d.value is None
                                   else words.say("sign.zero", self._lang)
                                   if d.sign == "zero" else "" for d in data]),
                   ("sheet_status", [words.say(f"status.{d.status}", self._lang)
                                     if d.value is not None else "" for d in data])]
        if any(d.mark for d in data):
            columns.append(("sheet_as_of", [d.mark for d in data]))
        for offset, (key, texts) in enumerate(columns, start=1):
            sheet.write_string(HEAD, at + offset, f"{head} {self._say(key)}", self._heads)
            for row, text in enumerate(texts, start=HEAD + 1):
                sheet.write_string(row, at + offset, text, self._side)
            sheet.set_column(at + offset, at + offset, 11)
        return at + 1 + len(columns)

    def code_book(self) -> None:
        """Write what every sign, status and measure means."""
        sheet = self._sheet(self._say("sheet_book"), self._say("sheet_book"))
        for at, key in enumerate(("sheet_kind", "col_code", "col_definition")):
            sheet.write_string(2, at, self._say(key), self._head)
        for row, line in enumerate(self._codes(), start=3):
            for at, text in enumerate(line):
                sheet.write_string(row, at, text, self._wrap)
        sheet.freeze_panes(3, 0)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 40)
        sheet.set_column(2, 2, 90)

    def _codes(self) -> Iterator[tuple[str, str, str]]:
        for sign, meaning in self._document.signs:
            yield self._say("kind_sign"), sign, meaning
        for status in ("final", "provisional"):
            said = words.say(f"status.{status}", self._lang)
            yield self._say("kind_status"), said, self._say(f"status_{status}")
        for section in self._document.sections:
            yield from _measure(section, self._say("kind_measure"))


def _measure(section: Section, kind: str) -> Iterator[tuple[str, str, str]]:
    for name, definition in section.measures:
        yield kind, name, definition
