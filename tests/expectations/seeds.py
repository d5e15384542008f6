"""Deliveries with something personal in them: every kind, in every place that a file has.

Here: making them, each seed drawn anew so that a search for it means something. Nobody's data: the
serial numbers are drawn by chance and the names are made up.
"""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pyarrow.parquet as pq
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from data.deliveries import write
from tests import frames

CONTRACT = "payment_errors"
NAMES = ("kim", "lo", "charlie", "robin", "alex", "sascha", "love", "noa")
Chance = random.Random


@dataclass(frozen=True)
class Seeded:
    """One delivery, what is hidden in it and where."""

    path: Path
    seed: str
    kind: str
    place: str


def check_digit(nine: str) -> str:
    total = 0
    for place, digit in enumerate(nine):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _born(chance: Chance, added: int = 0) -> str:
    day = chance.randint(1, 28) + added
    nine = (f"{chance.randint(40, 99)}{chance.randint(1, 12):02}{day:02}"
            f"{chance.randint(100, 999)}")
    return nine + check_digit(nine)


def _organisation(chance: Chance) -> str:
    nine = f"55{chance.randint(2000, 9999)}{chance.randint(100, 999)}"
    return nine + check_digit(nine)


def _digits(chance: Chance, count: int) -> str:
    return "".join(chance.choices("123456789", k=count))


def _hyphen(ten: str) -> str:
    return f"{ten[:6]}-{ten[6:]}"


KINDS: dict[str, Callable[[Chance], str]] = {
    "ten digits": _born,
    "ten with hyphen": lambda c: _hyphen(_born(c)),
    "twelve digits": lambda c: f"19{_born(c)}",
    "twelve with hyphen": lambda c: f"19{_hyphen(_born(c))}",
    "coordination": lambda c: _hyphen(_born(c, 60)),
    "coordination, twelve": lambda c: f"19{_born(c, 60)}",
    "e-mail": lambda c: f"{c.choice(NAMES)}.{_digits(c, 5)}@example.org",
    "mobile": lambda c: f"070-{_digits(c, 3)} {_digits(c, 2)} {_digits(c, 2)}",
    "international": lambda c: f"+46 70 {_digits(c, 3)} {_digits(c, 2)} {_digits(c, 2)}",
    "fixed line": lambda c: f"08-{_digits(c, 3)} {_digits(c, 3)} {_digits(c, 2)}",
    "organisation": lambda c: _hyphen(_organisation(c)),
    "registry number": lambda c: f"dnr {_digits(c, 3)}-{_digits(c, 5)}-26",
    "prosecutor": lambda c: f"AM-{_digits(c, 6)}-26",
    "police": lambda c: f"5000-K{_digits(c, 6)}-26",
    "court": lambda c: f"B {_digits(c, 4)}-26",
    "free text": lambda c: f"{c.choice(NAMES)} {c.choice(NAMES)} ringde om {_digits(c, 6)} igen",
}


def _paths(folder: Path, name: str, format_: str, rows: pl.DataFrame | None = None,
           states: pl.DataFrame | None = None) -> Path:
    clean = frames.clean(CONTRACT)
    return write(folder, name, clean.manifest, clean.rows if rows is None else rows,
                 clean.states if states is None else states, format_)  # type: ignore[arg-type]


def _in_cell(format_: str, column: str) -> Callable[[Path, str, str], Path]:
    def make(folder: Path, name: str, seed: str) -> Path:
        clean = frames.clean(CONTRACT)
        rows = clean.rows if column in clean.rows.columns else clean.states
        held = rows.with_columns(pl.when(pl.int_range(pl.len()) == 7).then(pl.lit(seed))
                                 .otherwise(pl.col(column).cast(pl.String)).alias(column))
        return _paths(folder, name, format_, **{
            "rows" if column in clean.rows.columns else "states": held})
    return make


def _in_heading(format_: str) -> Callable[[Path, str, str], Path]:
    return lambda folder, name, seed: _paths(
        folder, name, format_, frames.clean(CONTRACT).rows.rename({"cause": seed}))


def _in_name(format_: str) -> Callable[[Path, str, str], Path]:
    return lambda folder, name, seed: _paths(folder, f"{name}_{seed}", format_)


def _in_manifest(change: Callable[[dict[str, Any], str], None]) -> Callable[[Path, str, str], Path]:
    def make(folder: Path, name: str, seed: str) -> Path:
        path = _paths(folder, name, "csv")
        beside = path.with_name(f"{name}.manifest.json")
        fields = json.loads(beside.read_text("utf-8"))
        change(fields, seed)
        beside.write_text(json.dumps(fields), "utf-8")
        return path
    return make


def _in_book(change: Callable[[Any, str], None]) -> Callable[[Path, str, str], Path]:
    def make(folder: Path, name: str, seed: str) -> Path:
        path = _paths(folder, name, "xlsx")
        book = openpyxl.load_workbook(path)
        change(book, seed)
        book.save(path)
        return path
    return make


def _hidden(book: Any, seed: str) -> None:
    book.create_sheet("mer")["C9"] = seed
    book["mer"].sheet_state = "veryHidden"


def _defined(book: Any, seed: str) -> None:
    book.defined_names["anteckning"] = DefinedName("anteckning", attr_text=f'"{seed}"')


def _footer(book: Any, seed: str) -> None:
    book["rows"].oddFooter.center.text = seed


def _in_parquet(folder: Path, name: str, seed: str) -> Path:
    path = _paths(folder, name, "parquet")
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({"anteckning": seed}), path)
    return path


def _in_field(folder: Path, name: str, seed: str) -> Path:
    path = _paths(folder, name, "parquet")
    table = pq.read_table(path)
    field = table.schema.field(0).with_metadata({"anteckning": seed})
    pq.write_table(table.cast(table.schema.set(0, field)), path)
    return path


def _between(folder: Path, name: str, seed: str) -> Path:
    """Hide a seed between the pages and the footer of a Parquet file, where nothing reads it."""
    path = _paths(folder, name, "parquet")
    whole = path.read_bytes()
    length = int.from_bytes(whole[-8:-4], "little")
    path.write_bytes(whole[:-8 - length] + seed.encode() + whole[-8 - length:])
    return path


def _after_zip(folder: Path, name: str, seed: str) -> Path:
    path = _paths(folder, name, "xlsx")
    with zipfile.ZipFile(path, "a") as package:
        package.comment = seed.encode()
    return path


def _broken_line(folder: Path, name: str, seed: str) -> Path:
    path = _paths(folder, name, "csv")
    path.write_text(path.read_text("utf-8") + f"{seed};x\n", "utf-8")
    return path


def _utf16(folder: Path, name: str, seed: str) -> Path:
    path = _paths(folder, name, "csv")
    path.write_bytes((path.read_text("utf-8") + seed).encode("utf-16"))
    return path


def _escaped(folder: Path, name: str, seed: str) -> Path:
    """Write a seed in a manifest with every sign escaped."""
    path = _paths(folder, name, "csv")
    beside = path.with_name(f"{name}.manifest.json")
    signs = "".join(f"\\u{ord(sign):04x}" for sign in seed)
    beside.write_text(beside.read_text("utf-8").replace('"origin"', f'"x": "{signs}", "origin"'))
    return path


PLACES: dict[str, Callable[[Path, str, str], Path]] = {
    **{f"a cell, {f}": _in_cell(f, "benefit") for f in ("csv", "csv-comma", "parquet", "xlsx")},
    **{f"a key, {f}": _in_cell(f, "notification_key") for f in ("csv", "parquet", "xlsx")},
    **{f"a number, {f}": _in_cell(f, "claimed") for f in ("csv", "xlsx")},
    **{f"the states, {f}": _in_cell(f, "state") for f in ("csv", "parquet", "xlsx")},
    **{f"a heading, {f}": _in_heading(f) for f in ("csv", "parquet", "xlsx")},
    **{f"the file name, {f}": _in_name(f) for f in ("csv", "parquet", "xlsx")},
    "a value of the manifest": _in_manifest(lambda m, seed: m.update(contact=seed)),
    "a field of the manifest": _in_manifest(lambda m, seed: m.update({seed: 1})),
    "the escaped manifest": _escaped,
    "a sheet name": _in_book(lambda book, seed: book.create_sheet(seed[:31])),
    "a hidden sheet": _in_book(_hidden),
    "a comment": _in_book(lambda book, seed: setattr(
        book["rows"]["B2"], "comment", Comment(seed, "x"))),
    "a property": _in_book(lambda book, seed: setattr(book.properties, "subject", seed)),
    "a defined name": _in_book(_defined),
    "a footer": _in_book(_footer),
    "Parquet metadata": _in_parquet, "a field's metadata": _in_field, "between pages": _between,
    "the comment of the zip": _after_zip, "a broken line": _broken_line, "UTF-16": _utf16,
}
CELLS = re.compile("^(a cell|a key|a number|the states)")


def deliveries(folder: Path, count: int, seed: int = 1) -> list[Seeded]:
    """Make ``count`` deliveries that go through all kinds and places in turn."""
    chance = random.Random(seed)
    pairs = [(kind, place) for kind in KINDS for place in PLACES
             if kind != "free text" or CELLS.match(place)]
    chance.shuffle(pairs)
    ordered = sorted(pairs[:count], key=lambda pair: pairs.index(pair))
    made = []
    for number, (kind, place) in enumerate(ordered):
        hidden = KINDS[kind](chance)
        made.append(Seeded(PLACES[place](folder, f"d{number}", hidden), hidden, kind, place))
    return made


def traces(content: bytes, seed: str) -> bool:
    """Say whether a seed can be found in bytes: as it stands, its digits alone, or in UTF-16."""
    digits = re.sub(r"\D", "", seed)
    looked = {seed, seed.replace(" ", ""), *([digits] if len(digits) >= 6 else [])}
    unpacked = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked += [package.read(name) for name in package.namelist()]
    return any(text.encode(coding) in each for text in looked for each in unpacked
               for coding in ("utf-8", "utf-16-le"))
