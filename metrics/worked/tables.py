"""The worked tables as values, read from ``chapters/*.toml``.

Here: chapters, tables, rows and cells, and how a cell is written in the files. Not here: any
method (the tests run it on these tables), how a table looks (``writing``, ``dashboard.views``).

A cell is written as a reader would: ``45`` is shown; ``..3`` is not shown, and is 3; ``41 (S-1),
43`` is held: it still says 41, as in edition S-1, and is 43 by now; ``[7]`` is counted but not
published; ``.`` is not applicable; an empty text is no cell.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from data import periods, registers, words

Said = tuple[str, str]
Columns = list[tuple[Said, Mapping[str, Any]]]
UNITS = ("value", "rows", "persons", "employers", "cases", "top1", "top2")
_HELD = re.compile(r"(\d+) \((S-\d+)\), (\d+)")
_KINDS = ((re.compile(r"\.\.(-?\d+)"), "protected"), (re.compile(r"\[(\d+)\]"), "unpublished"),
          (re.compile(r"(-?\d+)"), "visible"))


@dataclass(frozen=True)
class Cell:
    """One cell: what is counted (``exact``) and what is shown of it.

    ``sign`` is visible, protected, held, unpublished, not_applicable, or "" where there is none.
    """

    sign: str
    exact: float | None = None
    shown: float | None = None
    as_of: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its name in both languages, its cells, and what they are of (``at``)."""

    name: Said
    cells: tuple[Cell, ...]
    at: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """One worked table. ``attack`` says what could be worked out without the step.

    ``kind``: rule (one case a row), publication (protected as a whole), sums (what is hidden is
    given, what follows is asked), made (figures made of others). ``asked`` is what the tests run.
    """

    id: str
    kind: str
    title: Said
    says: Said
    attack: Said
    columns: tuple[Said, ...]
    column_at: tuple[Mapping[str, Any], ...]
    rows: tuple[Row, ...]
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Chapter:
    """Tables about one step of the method."""

    id: str
    title: Said
    says: Said
    tables: tuple[Table, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return every chapter, in order."""
    folder = files("metrics") / "worked" / "chapters"
    found = sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(_chapter(name, (folder / name).read_text("utf-8")) for name in found)


def tables() -> tuple[Table, ...]:
    """Return every worked table."""
    return tuple(table for chapter in chapters() for table in chapter.tables)


def _chapter(name: str, text: str) -> Chapter:
    raw = tomllib.loads(text)
    return Chapter(name.split("-")[1].removesuffix(".toml"), _said(raw["title"]),
                   _said(raw["says"]), tuple(_table(t) for t in raw["table"]))


def _said(pair: list[str]) -> Said:
    swedish, english = pair
    return swedish, english


def _table(raw: Mapping[str, Any]) -> Table:
    columns, rows = _cases(raw) if raw["kind"] == "rule" else _grid(raw)
    return Table(
        raw["id"], raw["kind"], _said(raw["title"]), _said(raw["says"]),
        _said(raw.get("attack", ["", ""])), tuple(name for name, _ in columns),
        tuple(at for _, at in columns), rows, raw)


def _grid(raw: Mapping[str, Any]) -> tuple[Columns, tuple[Row, ...]]:
    columns = [(_name(c), c.get("at", {})) for c in raw["columns"]]
    rows = tuple(Row(_name(r), tuple(map(cell, r["cells"])), r.get("at", {})) for r in raw["rows"])
    return columns, rows


def _cases(raw: Mapping[str, Any]) -> tuple[Columns, tuple[Row, ...]]:
    """Give a table of the rule a column for every unit it speaks of, and one for the answer."""
    used = [u for u in UNITS if any(u in case["cell"] for case in raw["case"])]
    names = [_word(f"worked.{unit}") for unit in (*used, "shown")]
    rows = tuple(
        Row(_said(case["says"]), (*(_unit(case["cell"].get(u)) for u in used), _answer(case)),
            case["cell"])
        for case in raw["case"])
    return [(name, {}) for name in names], rows


def _unit(value: float | None) -> Cell:
    return Cell("") if value is None else Cell("visible", value, value)


def _answer(case: Mapping[str, Any]) -> Cell:
    value = float(case["cell"]["value"])
    return Cell("protected", value) if case["protected"] else Cell("visible", value, value)


def _name(raw: Mapping[str, Any]) -> Said:
    """Name a row or column: as it says, or as the register says of its code."""
    if "name" in raw:
        return _said(raw["name"])
    for key, register in (("place", "places"), ("authority", "authorities")):
        code = raw["at"].get(key)
        if code:
            return registers.name(register, code, "sv"), registers.name(register, code, "en")
    return periods.label(raw["at"]["period"], "sv"), periods.label(raw["at"]["period"], "en")


def _word(key: str) -> Said:
    swedish, english = (words.say(key, lang) for lang in words.LANGUAGES)
    return swedish, english


def cell(text: str) -> Cell:
    """Read a cell as it is written. Raises ``ValueError`` where it is written in no known way."""
    if text in ("", ".", ".."):
        return Cell({"": "", ".": "not_applicable", "..": "protected"}[text])
    held = _HELD.fullmatch(text)
    if held:
        return Cell("held", float(held[3]), float(held[1]), held[2])
    for pattern, sign in _KINDS:
        found = pattern.fullmatch(text)
        if found:
            value = float(found[1])
            return Cell(sign, value, value if sign == "visible" else None)
    raise ValueError(f"no cell is written {text!r}")
