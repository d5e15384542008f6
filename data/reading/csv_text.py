"""CSV text as a table of strings.

Here belong encoding, separator, quotation and ragged lines. One row is one line, so that every
row number is the line that the deliverer sees in an editor.
"""

import csv
import io
import re
from itertools import islice

import polars as pl

from data.faults import Fault, fault
from data.reading.table import LARGEST_ROWS, Table, too_large

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_csv(part: str, content: bytes) -> Table | tuple[Fault, ...]:
    """Read semicolon- or comma-separated UTF-8, with or without BOM, every cell as text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return (fault("F-005", part, rows=(_line(content[: wrong.start]),)),)
    if not text.strip():
        return (fault("F-007", part),)
    if control := CONTROL.search(text):
        return (fault("F-022", part, rows=(_line(text[: control.start()].encode()),)),)
    return _lines(part, text)


def _line(before: bytes) -> int:
    return before.count(b"\n") + 1


def _lines(part: str, text: str) -> Table | tuple[Fault, ...]:
    heading = text.split("\n", 1)[0]
    separator = ";" if ";" in heading else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[list[str]] = []
    try:
        for line in islice(reader, LARGEST_ROWS + 2):
            lines.append(line)
            if reader.line_num > len(lines):
                return (fault("F-011", part, rows=(len(lines),)),)
    except csv.Error:
        return (fault("F-010", part, rows=(len(lines) + 1,)),)
    return _table(part, lines)


def _table(part: str, lines: list[list[str]]) -> Table | tuple[Fault, ...]:
    while lines and not any(lines[-1]):
        lines.pop()
    if not lines or not any(lines[0]):
        return (fault("T-008", part),)
    width = len(lines[0])
    if large := too_large(part, width, len(lines) - 1):
        return large
    empty = [number for number, line in enumerate(lines, 1) if not any(line)]
    if empty:
        return (fault("F-021", part, rows=empty),)
    ragged = [number for number, line in enumerate(lines, 1) if len(line) != width]
    if ragged:
        return (fault("F-004", part, rows=ragged),)
    return Table(tuple(lines[0]), _columns(lines[1:], width), first=2)


def _columns(lines: list[list[str]], width: int) -> tuple[pl.Series, ...]:
    columns = list(zip(*lines, strict=True)) if lines else [()] * width
    return tuple(
        pl.Series(str(position), column, dtype=pl.String).replace("", None)
        for position, column in enumerate(columns)
    )
