"""A whole comparison as a workbook: changes, new and gone figures, sizes of revisions.

Here: sheets and columns, real numbers with a sign column beside each. Not here: comparing
(``metrics.compare``), the reports. A text is always written as text: nothing that comes as data can
become a formula, a link or a number. The same comparison gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import polars as pl
import xlsxwriter

from dashboard.report.packing import packed
from dashboard.report.xlsx import SAFE
from data import registers, words
from metrics.compare import REASONS, Comparison

DAY = "2000-01-01"   # on every part of the file: it depends on the two editions alone
KEY = ("indicator", "place", "authority", "breakdown", "period")
_WIDTH = {"name": 44, "detail": 50, "indicator": 26, "area": 28}
Value = str | float | int | None
Named = Mapping[str, str]


def workbook(
    labels: tuple[str, str], result: Comparison, names: Named,
    corrections: Mapping[int, tuple[str, str]], lang: str, synthetic: bool,
) -> bytes:
    """Write a comparison of two editions (their labels) as XLSX.

    ``names`` are the names of the indicators in the language.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        book.set_properties({"title": words.say("compare.title_of", lang, before=labels[0],
                                                after=labels[1]),
                             "author": "Lägesbild", "created": datetime.fromisoformat(DAY)})
        sheets = _Sheets(book, labels, names, lang, synthetic)
        sheets.about(result)
        sheets.changes(result.changed, corrections)
        sheets.only("new", result.new)
        sheets.only("gone", result.gone)
        sheets.sizes(result.sizes)
    return packed(out.getvalue(), DAY)


class _Sheets:
    """The workbook while it is being written."""

    def __init__(
        self, book: Any, labels: tuple[str, str], names: Named, lang: str, synthetic: bool
    ) -> None:
        self._book, self._labels, self._names = book, labels, names
        self._lang, self._synthetic = lang, synthetic
        self._head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True,
                                      "valign": "top"})
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._mark = book.add_format({"bold": True, "font_color": "#b0440a"})
        self._number = book.add_format({"num_format": "#,##0.##"})

    def _say(self, key: str, **values: object) -> str:
        return words.say(f"compare.{key}", self._lang, **values)

    def _sheet(self, key: str, heads: Sequence[str], rows: Iterator[Sequence[Value]]) -> None:
        """Write a table with a frozen head row; a null is an empty cell."""
        sheet = self._book.add_worksheet(self._say(f"sheet_{key}"))
        for at, head in enumerate(heads):
            label = self._say(f"col_{head}", before=self._labels[0], after=self._labels[1])
            sheet.write_string(0, at, label, self._head)
            sheet.set_column(at, at, _WIDTH.get(head, 14))
        for number, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, at, value)
                elif value is not None:
                    sheet.write_number(number, at, value, self._number)
        sheet.freeze_panes(1, 1)

    def about(self, result: Comparison) -> None:
        """Write what is compared, and how many figures changed for which reason."""
        sheet = self._book.add_worksheet(self._say("sheet_about"))
        title = self._say("title_of", before=self._labels[0], after=self._labels[1])
        sheet.write_string(0, 0, title, self._title)
        if self._synthetic:
            sheet.write_string(1, 0, words.say("label.synthetic", self._lang), self._mark)
        sheet.write_string(2, 0, words.say("label.not_official", self._lang))
        counts = result.counts
        rows = [(self._say("compared"), result.compared), (self._say("changed"), sum(
            counts.values()))]
        rows += [(self._say(f"reason_{reason}"), counts[reason]) for reason in REASONS]
        rows += [(self._say("sheet_new"), result.new.height),
                 (self._say("sheet_gone"), result.gone.height)]
        for at, (label, count) in enumerate(rows, start=4):
            sheet.write_string(at, 0, label)
            sheet.write_number(at, 1, count, self._number)
        for at, sign in enumerate(("zero", "protected", "not_applicable", "not_delivered"), 16):
            sheet.write_string(at, 0, words.say(f"sign.{sign}", self._lang))
            sheet.write_string(at, 1, words.say(f"sign.legend_{sign}", self._lang))
        sheet.set_column(0, 0, 40)

    def changes(
        self, changed: pl.DataFrame, corrections: Mapping[int, tuple[str, str]]
    ) -> None:
        """Write every change with its reason."""
        self._sheet("changes", ("name", *KEY, "area", "unit", "before", "sign_before", "after",
                                "sign_after", "difference", "percent", "reason", "by",
                                "correction", "detail"),
                    (self._change(row, corrections) for row in changed.iter_rows(named=True)))

    def _change(
        self, row: Mapping[str, Any], corrections: Mapping[int, tuple[str, str]]
    ) -> list[Value]:
        told = corrections.get(row["correction"], ("", ""))[words.LANGUAGES.index(self._lang)]
        return [self._names.get(row["indicator"], ""), *(row[k] for k in KEY),
                registers.name("areas", row["area"], self._lang), row["unit"],
                row["before"], self._sign(row["sign_before"]), row["after"],
                self._sign(row["sign_after"]), row["difference"], row["percent"],
                self._say(f"reason_{row['reason']}"), row["by"], row["correction"] or None, told]

    def _sign(self, sign: str) -> str:
        return "" if sign == "visible" else words.say(f"sign.{sign}", self._lang)

    def only(self, key: str, frame: pl.DataFrame) -> None:
        """Write the figures that only one of the two has."""
        self._sheet(key, ("name", *KEY, "area", "unit", "value", "sign"), (
            [self._names.get(r["indicator"], ""), *(r[k] for k in KEY),
             registers.name("areas", r["area"], self._lang), r["unit"],
             r["value"] if r["sign"] == "visible" else None, self._sign(r["sign"])]
            for r in frame.iter_rows(named=True)))

    def sizes(self, sizes: pl.DataFrame) -> None:
        """Write how large the revisions are, an indicator a row."""
        self._sheet("sizes", ("name", "indicator", "area", "unit", "revised", "of", "median",
                              "largest"), (
            [self._names.get(r["indicator"], ""), r["indicator"],
             registers.name("areas", r["area"], self._lang), r["unit"], r["revised"], r["of"],
             r["median"], r["largest"]] for r in sizes.iter_rows(named=True)))
