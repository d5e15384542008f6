"""Templates to fill in and deliver, and the material that goes with them, in both languages.

Here belong the files of each kind of delivery: a workbook and CSV with the contract's headings, a
manifest to fill in, the code book and the contract. What the code book says stands in
data.codebook. A filled template is a delivery: the sheet of the code book may stay in it, as long
as it is unchanged.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import xlsxwriter

from data.codebook import SHEETS, Row, document, table
from data.contracts import Contract, contract, states_schema

STATES = tuple(states_schema())
LAST_ROW = 1_048_575
FORMATS = {"key": "@", "keys": "@", "code": "@", "codes": "@", "url": "@", "date": "yyyy-mm-dd",
           "integer": "0", "money": "0", "decimal": "General"}
"""Text stays text, so that county 01 keeps its zero; days are written year-month-day."""
MADE = datetime(2026, 1, 1)   # the same template is the same bytes


@cache
def written(contract_id: str, lang: str) -> Mapping[str, bytes]:
    """Give every file of one kind of delivery by its name."""
    of = contract(contract_id)
    stem = f"{of.id}_{lang}"
    files = {
        f"{stem}.xlsx": workbook(contract_id, lang),
        f"{stem}.csv": _csv([tuple(c.name for c in of.columns)], lang),
        f"{stem}.states.csv": _csv([STATES], lang) if of.chains else b"",
        f"{stem}.manifest.json": manifest(of),
        f"{stem}_codebook.csv": _csv(table(contract_id, lang), lang),
        f"{stem}_contract.html": document(contract_id, lang).encode(),
    }
    return {name: content for name, content in files.items() if content}


def manifest(of: Contract) -> bytes:
    """Write a manifest to fill in: what the contract decides is there, the rest is to be said."""
    fields: dict[str, Any] = {
        "contract": of.id, "version": of.version, "deliverer": "", "months": [], "rows": 0,
        "states_rows": 0 if of.chains else None, "totals": dict.fromkeys(of.control_totals, 0),
        "origin": "real", "sent": "",
    }
    return (json.dumps(fields, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(rows: Sequence[Row], lang: str) -> bytes:
    """Write rows as the language's spreadsheets read them."""
    text = io.StringIO(newline="")
    swedish = lang == "sv"
    csv.writer(text, delimiter=";" if swedish else ",",
               lineterminator="\r\n" if swedish else "\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def workbook(contract_id: str, lang: str) -> bytes:
    """Write the workbook: rows, states where there are any, and the code book behind them."""
    of, content = contract(contract_id), io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
             "in_memory": True}
    with xlsxwriter.Workbook(content, plain) as book:
        book.set_properties({"created": MADE})
        columns = [(c.name, c.type) for c in of.columns]
        sheets = {"rows": columns}
        if of.chains:
            sheets["states"] = [("record_key", "key"), ("state", "code"), ("date", "date")]
        places = code_places(contract_id, lang)
        for name, own in sheets.items():
            _sheet(book, name, own, places, lang)
        _code_book(book, table(contract_id, lang), lang)
    return content.getvalue()


def _sheet(
    book: Any, name: str, columns: Sequence[tuple[str, str]],
    places: Mapping[str, tuple[int, int]], lang: str,
) -> None:
    """Write one sheet: headings, a form for each column and a list where it has codes."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    head = book.add_format({"bold": True, "bottom": 2})
    for place, (column, kind) in enumerate(columns):
        form = book.add_format({"num_format": FORMATS[kind]})
        sheet.set_column(place, place, max(14, len(column) + 2), form)
        sheet.write_string(0, place, column, head)
        if kind == "code" and column in places:
            first, last = places[column]
            source = f"='{SHEETS[lang]}'!$E${first}:$E${last}"
            sheet.data_validation(1, place, LAST_ROW, place,
                                  {"validate": "list", "source": source})


def _code_book(book: Any, rows: Sequence[Row], lang: str) -> None:
    sheet = book.add_worksheet(SHEETS[lang])
    sheet.freeze_panes(1, 0)
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for place, width in enumerate((20, 28, 22, 16, 26, 60, 14, 14)):
        sheet.set_column(place, place, width, text)
    for number, row in enumerate(rows):
        own = bold if not number or not row[4] else text
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(number, place, cell, own)


def code_places(contract_id: str, lang: str) -> Mapping[str, tuple[int, int]]:
    """Give the first and last row, from 1, on which each column's codes stand in the code book."""
    places: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(table(contract_id, lang), 1):
        if row[4]:
            first, _ = places.get(row[0], (number, number))
            places[row[0]] = (first, number)
    return places
