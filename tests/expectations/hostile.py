"""Malformed files, as many as are asked for: every way in which a file can fail to be a delivery.

Here: making them by chance from clean deliveries, so that none can be a delivery after all. Those
that attack time and memory stand in test_hostile.py beside their limits.
"""

import gzip
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from data.deliveries import write
from tests import frames

Chance = random.Random
Make = Callable[[Path, str, Chance], Path]
RECORDS = tuple(each for each in frames.CONTRACTS if each != "published_figures")
FORMATS = ("csv", "csv-comma", "parquet", "xlsx")


def written(folder: Path, name: str, chance: Chance, format_: str = "",
            change: Callable[[pl.DataFrame], pl.DataFrame] | None = None,
            of: tuple[str, ...] = frames.CONTRACTS) -> Path:
    """Write a clean delivery of some contract and format, its rows changed where asked."""
    clean = frames.clean(chance.choice(of))
    rows = change(clean.rows) if change else clean.rows
    return write(folder, name, clean.manifest, rows, clean.states,
                 format_ or chance.choice(FORMATS))  # type: ignore[arg-type]


def _bytes(format_: str, change: Callable[[bytes, Chance], bytes]) -> Make:
    def make(folder: Path, name: str, chance: Chance) -> Path:
        path = written(folder, name, chance, format_)
        path.write_bytes(change(path.read_bytes(), chance))
        return path
    return make


def _lines(change: Callable[[list[str], Chance], list[str]]) -> Make:
    def make(folder: Path, name: str, chance: Chance) -> Path:
        path = written(folder, name, chance, "csv")
        lines = path.read_bytes().decode().split("\r\n")
        path.write_text("\r\n".join(change(lines, chance)), "utf-8", newline="")
        return path
    return make


def _any_line(lines: list[str], chance: Chance) -> int:
    return chance.randrange(1, len(lines) - 2)


def _replace(lines: list[str], at: int, text: str) -> list[str]:
    return [*lines[:at], text, *lines[at + 1:]]


def _wider(lines: list[str], chance: Chance) -> list[str]:
    at = _any_line(lines, chance)
    return _replace(lines, at, lines[at] + ";" * chance.randint(1, 9))


def _shorter(lines: list[str], chance: Chance) -> list[str]:
    at = _any_line(lines, chance)
    return _replace(lines, at, lines[at].rsplit(";", chance.randint(1, 3))[0])


def _quoted(lines: list[str], chance: Chance) -> list[str]:
    at = _any_line(lines, chance)
    return _replace(lines, at, lines[at].replace(";", ';"x"y;', 1))


def _broken(lines: list[str], chance: Chance) -> list[str]:
    at = _any_line(lines, chance)
    return _replace(lines, at, lines[at].replace(";", ';"a\nb";', 1))


def _empty_line(lines: list[str], chance: Chance) -> list[str]:
    at = _any_line(lines, chance)
    return [*lines[:at], ";" * lines[0].count(";"), *lines[at:]]


def _heading(lines: list[str], chance: Chance) -> list[str]:
    names = lines[0].split(";")
    names[chance.randrange(len(names))] = chance.choice(["x", "", names[0], names[-1], "A1"])
    return lines if ";".join(names) == lines[0] else [";".join(names), *lines[1:]]


def _headings(lines: list[str], chance: Chance) -> list[str]:
    """Two headings the same, unless chance left them as they were: then none at all."""
    changed = _heading(lines, chance)
    return changed if changed != lines else lines[1:]


def _control(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([chance.choice([0, 1, 7, 8, 27, 31])]) + content[at:]


def _not_utf8(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([chance.choice([0xC0, 0xC1, 0xF5, 0xFE, 0xFF])]) + content[at:]


def _cell(kinds: tuple[Any, ...], values: tuple[str, ...]) -> Make:
    """Put an impossible value into a column of a type."""
    def make(folder: Path, name: str, chance: Chance) -> Path:
        value = chance.choice(values)

        def change(rows: pl.DataFrame) -> pl.DataFrame:
            typed = [c for c in rows.columns if rows[c].dtype in kinds]
            column = chance.choice(typed)
            at = pl.int_range(pl.len()) == chance.randrange(rows.height)
            return rows.with_columns(pl.when(at).then(pl.lit(value)).otherwise(
                pl.col(column).cast(pl.String)).alias(column))
        return written(folder, name, chance, chance.choice(("csv", "csv-comma")), change,
                       RECORDS)
    return make


def _renamed(format_: str, suffix: str) -> Make:
    def make(folder: Path, name: str, chance: Chance) -> Path:
        path = written(folder, name, chance, format_)
        for each in (".states", ""):
            beside = path.with_name(f"{name}{each}{path.suffix}")
            if beside.exists():
                beside.rename(beside.with_suffix(suffix))
        return path.with_suffix(suffix)
    return make


def _manifest(change: Callable[[dict[str, Any], Chance], Any]) -> Make:
    def make(folder: Path, name: str, chance: Chance) -> Path:
        path = written(folder, name, chance)
        beside = path.with_name(f"{name}.manifest.json")
        fields = json.loads(beside.read_text("utf-8"))
        changed = change(fields, chance)
        beside.write_text(changed if isinstance(changed, str) else json.dumps(changed), "utf-8")
        return path
    return make


def _without_field(fields: dict[str, Any], chance: Chance) -> dict[str, Any]:
    gone = chance.choice([*fields])
    return {name: value for name, value in fields.items() if name != gone}


def _wrong_field(fields: dict[str, Any], chance: Chance) -> dict[str, Any]:
    name = chance.choice([*fields])
    return fields | {name: chance.choice([{}, 1.5, True, [[]], "\u0000", -1])}


def _deep(fields: dict[str, Any], chance: Chance) -> str:
    return "[" * chance.randint(2_000, 60_000)


def _book(change: Callable[[Any, Chance], None]) -> Make:
    def make(folder: Path, name: str, chance: Chance) -> Path:
        path = written(folder, name, chance, "xlsx")
        book = openpyxl.load_workbook(path)
        change(book, chance)
        book.save(path)
        return path
    return make


def _link(book: Any, chance: Chance) -> None:
    book["rows"]["A2"].hyperlink = f"https://example.org/{chance.randrange(99)}"


def _merged(book: Any, chance: Chance) -> None:
    at = chance.randint(3, 20)
    book["rows"].insert_rows(at)


def _members(make_members: Callable[[Chance], list[tuple[str, bytes]]]) -> Make:
    def make(folder: Path, name: str, chance: Chance) -> Path:
        path = written(folder, name, chance, "xlsx")
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
            for member, inside in make_members(chance):
                package.writestr(member, inside)
        return path
    return make


def _inside(member: str, change: Callable[[bytes], bytes]) -> Make:
    """Change one member of a workbook."""
    def make(folder: Path, name: str, chance: Chance) -> Path:
        path = written(folder, name, chance, "xlsx")
        held = {}
        with zipfile.ZipFile(path) as package:
            held = {each: package.read(each) for each in package.namelist()}
        held[member] = change(held[member])
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for each, content in held.items():
                package.writestr(each, content)
        return path
    return make


ENTITIES = (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
            b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>')
SHEET = "xl/worksheets/sheet1.xml"
MAKES: dict[str, Make] = {
    "cut, csv": _bytes("csv", lambda c, r: c[:c.rindex(b";")] if r else c),
    "cut, parquet": _bytes("parquet", lambda c, r: c[:r.randrange(4, len(c) - 8)]),
    "cut, xlsx": _bytes("xlsx", lambda c, r: c[:r.randrange(4, len(c) - 22)]),
    "headless parquet": _bytes("parquet", lambda c, r: c[r.randrange(4, 40):]),
    "noise in parquet": _bytes("parquet", lambda c, r: c[:4] + r.randbytes(len(c))),
    "noise in xlsx": _bytes("xlsx", lambda c, r: c[:4] + r.randbytes(len(c))),
    "noise in csv": _bytes("csv", lambda c, r: r.randbytes(r.randint(300, 9000))),
    "packed": _bytes("csv", lambda c, r: gzip.compress(c)),
    "empty": _bytes("csv", lambda c, r: b"\r\n" * r.randrange(9)),
    "locked": _bytes("xlsx", lambda c, r: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + r.randbytes(2000)),
    "utf-16": _bytes("csv", lambda c, r: c.decode().encode(r.choice(["utf-16", "utf-16-be"]))),
    "utf-32": _bytes("csv", lambda c, r: c.decode().encode("utf-32")),
    "control signs": _bytes("csv", _control),
    "not UTF-8": _bytes("csv", _not_utf8),
    "csv named xlsx": _renamed("csv", ".xlsx"), "csv named parquet": _renamed("csv", ".parquet"),
    "xlsx named csv": _renamed("xlsx", ".csv"), "parquet named csv": _renamed("parquet", ".csv"),
    "parquet named xlsx": _renamed("parquet", ".xlsx"), "csv named txt": _renamed("csv", ".txt"),
    "xlsx named xls": _renamed("xlsx", ".xls"),
    "wide line": _lines(_wider), "short line": _lines(_shorter), "bad quotes": _lines(_quoted),
    "broken line": _lines(_broken), "empty line": _lines(_empty_line),
    "other headings": _lines(_headings),
    "same heading twice": _lines(lambda lines, r: [lines[0].replace(
        lines[0].split(";")[1], lines[0].split(";")[0], 1), *lines[1:]]),
    "no heading": _lines(lambda lines, r: lines[1:]),
    "a million columns": _bytes("csv", lambda c, r: b"a;" * r.randint(10**5, 10**6) + b"\n1"),
    "a huge cell": _lines(lambda lines, r: _replace(
        lines, 1, "x" * r.randint(10**5, 10**6) + lines[1])),
    "no whole number": _cell((pl.Int64,), ("många", "1e9", "12.5", "1,5", "NaN", "0x10", "9" * 16)),
    "no date": _cell((pl.Date,), ("2026-02-30", "14/09/2026", "2026-9-1", "0000-00-00")),
    "manifest cut": _manifest(lambda f, r: json.dumps(f)[:-r.randint(1, 60)]),
    "manifest lacks a field": _manifest(_without_field),
    "manifest has more": _manifest(lambda f, r: f | {f"x{r.randrange(99)}": 1}),
    "manifest of wrong kinds": _manifest(_wrong_field),
    "manifest nested deep": _manifest(_deep),
    "manifest of another kind": _manifest(lambda f, r: f | {"contract": "parking"}),
    "manifest too large": _manifest(lambda f, r: json.dumps(f) + " " * 70_000),
    "a foreign sheet": _book(lambda book, r: book.create_sheet(f"blad{r.randrange(99)}")),
    "a sheet renamed": _book(lambda book, r: setattr(book["rows"], "title", "Blad1")),
    "an external link": _book(_link), "an empty row": _book(_merged),
    "a far cell": _book(lambda book, r: book["rows"].cell(r.randint(10**5, 10**6), 16_000, 1)),
    "a zip bomb": _members(lambda r: [("xl/theme/theme9.xml", b"0" * r.randint(6, 9) * 10**7)]),
    "many members": _members(lambda r: [(f"xl/tables/table{n}.xml", b"x")
                                        for n in range(100, 400)]),
    "macros": _members(lambda r: [("xl/vbaProject.bin", r.randbytes(50))]),
    "an embedded file": _members(lambda r: [(f"xl/embeddings/o{r.randrange(9)}.bin", b"x")]),
    "a path upwards": _members(lambda r: [("../" * r.randint(1, 5) + "etc/x.xml", b"x")]),
    "a comment": _members(lambda r: [("xl/comments1.xml", b"<comments/>")]),
    "entities": _inside(SHEET, lambda c: ENTITIES + c[c.index(b"<worksheet"):]),
    "entities elsewhere": _inside("docProps/core.xml", lambda c: ENTITIES + c),
    "a sheet that is no XML": _inside(SHEET, lambda c: c[:-200]),
    "a deep sheet that never ends": _inside(SHEET, lambda c: c.replace(
        b"<sheetData>", b"<sheetData>" + b"<a>" * 10**5)),
    "a book within a book": _inside("xl/workbook.xml", lambda c: c[:50]),
}


def files(folder: Path, count: int, seed: int = 1) -> Iterator[tuple[str, Path]]:
    """Make ``count`` malformed files, all ways in turn."""
    chance = random.Random(seed)
    kinds = [*MAKES]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        place = folder / str(number)
        place.mkdir()
        yield kind, MAKES[kind](place, "f", chance)
