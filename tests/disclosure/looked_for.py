"""Finding numbers in whatever is handed out, in every form that a number is written in.

Here: the forms, and reading text out of files, databases and drawn pages, each with another library
than wrote it. Not here: which numbers may not be found, any expectation.
"""

from __future__ import annotations

import base64
import io
import re
import sqlite3
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pypdf
from lxml import etree

ALONE = re.compile(r"(?<![0-9A-Za-z])\d+(?![0-9A-Za-z])")
GROUPED = re.compile(r"(?<![0-9A-Za-z])\d{1,3}(?:[ ,.'’]\d{3})+(?![0-9A-Za-z])")
BROKEN = re.compile(r"(?<![0-9A-Za-z.,])\d+[.,]\d{3,}(?:[eE]\+?\d+)?(?![0-9A-Za-z])")
FLOAT = re.compile(r"(?<![0-9A-Za-z.,])\d(?:[.,]\d+)?[eE]\+?\d+(?![0-9A-Za-z])")
TENTHS = re.compile(r"(?<![0-9A-Za-z.,])(\d{1,2}[.,]\d)(?![0-9A-Za-z.,]|\s?%)")
MILLIONS = re.compile(r"(\d[\d ,]*)\s*(?:</?[a-z][^>]*>\s*)*mnkr|SEK\s*([\d ,]+?)\s*m\b")
SPACES = re.compile(r"[\u00a0\u2007\u2009\u202f]|\\u(?:00a0|2007|2009|202f)|\\xa0")
COORDINATES = re.compile(
    r'\s(?:[xyrd]|[xy][12]|[cdr][xy]|width|height|points|transform|viewBox|style|offset|opacity'
    r'|(?:stroke|font|fill)-[a-z]+)="[^"]*"')   # of a drawing: short numbers stand there by chance
ARRAYS = re.compile(r'"dtype":\s*"f8",\s*"bdata":\s*"([^"]+)"')


@dataclass(frozen=True)
class Wanted:
    """What is looked for: whole numbers, and amounts as they are written in millions."""

    whole: frozenset[int]
    millions: frozenset[str] = frozenset()

    def within(self, text: str) -> set[str]:
        """Return what of it stands in a text."""
        return ({str(n) for n in numbers(text) & self.whole}
                | {f"{m} mnkr" for m in millions(text) & self.millions})


def spelled(text: str) -> str:
    """Write every space between the groups of a number as the plain one, and entities out."""
    return SPACES.sub(" ", unescape(text))


def numbers(text: str) -> set[int]:
    """Return every whole number in a text: plain, in groups of three, as thousands or millions."""
    text = spelled(text)
    found = {int(n) for n in ALONE.findall(text)}
    for one in GROUPED.findall(text):
        found |= set(_runs(re.split(r"\D", one)))
    for one in BROKEN.findall(text) + FLOAT.findall(text):
        value = float(one.replace(",", "."))
        found |= {round(value * unit) for unit in (1, 1e3, 1e6)
                  if value * unit < 1e15 and abs(value * unit - round(value * unit)) < 1e-3}
    return found


def _runs(groups: list[str]) -> Iterator[int]:
    """Give what groups that stand beside each other may say: two numbers may lie side by side."""
    for start in range(len(groups)):
        for end in range(start + 1, min(len(groups), start + 5) + 1):
            yield int("".join(groups[start:end]))


def millions(text: str) -> set[str]:
    """Return the amounts of a text that are written in millions: 20.1, and 412 with its unit."""
    text = spelled(COORDINATES.sub("", text))
    tenths = {one.replace(",", ".") for one in TENTHS.findall(text)}
    whole = {re.sub(r"\D", "", a or b) for a, b in MILLIONS.findall(text) if "," not in (a or "")}
    return tenths | whole


def in_millions(value: float) -> str:
    """Write an amount as ``millions`` gives it."""
    short = abs(value) < 100e6
    return f"{round(value / 1e6, 1):.1f}" if short else str(round(value / 1e6))


def in_bytes(content: bytes, wanted: Iterable[int]) -> set[int]:
    """Return the large numbers that stand in bytes: as text, as a float, as SQLite's whole one."""
    return {n for n in wanted if n > 1_000_000 and any(form in content for form in (
        str(n).encode(), struct.pack(">d", n), struct.pack("<d", n),
        struct.pack(">I" if n < 2**31 else ">Q", n)))}


def text_of(name: str, content: bytes) -> str:
    """Read the text of a file, by the ending of its name."""
    kind = Path(name).suffix
    if kind == ".pdf":
        return "\n".join(_pdf(content))
    if kind == ".parquet":
        return _parquet(content)
    if kind in (".zip", ".docx", ".pptx", ".xlsx"):
        return "\n".join([*_packed(content), *(_sheets(content) if kind == ".xlsx" else ())])
    if kind in (".xml", ".rels"):
        return "\n".join(_xml(content))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:   # a picture: what text stands in it is found all the same
        return content.decode("latin-1")


def _pdf(content: bytes) -> Iterator[str]:
    read = pypdf.PdfReader(io.BytesIO(content))
    yield from (page.extract_text() for page in read.pages)
    yield str(dict(read.metadata or {}))
    yield from _alts(read.trailer["/Root"].get("/StructTreeRoot", {}).get("/K"))
    yield from (text_of(name, data) for name, files in read.attachments.items() for data in files)


def _alts(node: Any) -> Iterator[str]:
    """Give the alternative texts of the tree of tags."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _alts(child)
    elif isinstance(node, dict):
        yield from (str(node[key]) for key in ("/Alt", "/ActualText") if key in node)
        yield from _alts(node.get("/K"))


def _parquet(content: bytes) -> str:
    table = pq.read_table(io.BytesIO(content))
    return f"{table.to_pydict()} {table.schema.metadata}"


def _packed(content: bytes) -> Iterator[str]:
    """Give the text of every part of an archive, and of the archives in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield text_of(name, archive.read(name))


def _xml(content: bytes) -> Iterator[str]:
    """Give every attribute and every text, those of one paragraph joined: its runs are cut."""
    for node in etree.fromstring(content).iter():
        yield from (str(value) for value in node.attrib.values())
        if isinstance(node.tag, str) and etree.QName(node).localname in ("p", "si", "comment"):
            yield "".join(node.itertext())
        elif node.text:
            yield node.text


def _sheets(content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            yield from (f"{cell.value} {cell.comment.text if cell.comment else ''}" for cell in row
                        if cell.value is not None)


def in_database(path: Path) -> Iterator[tuple[str, str]]:
    """Give the text of each table of a database, the files that it holds among it."""
    connection = sqlite3.connect(path)
    try:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"
                                           ).fetchall():
            rows = connection.execute(f'SELECT * FROM "{table}"')
            yield table, "\n".join(_held(value) for row in rows for value in row)
    finally:
        connection.close()


def _held(value: object) -> str:
    if isinstance(value, bytes):
        return _parquet(value) if value.startswith(b"PAR1") else value.decode("latin-1")
    return "" if value is None else str(value)


def sent(message: Any) -> Iterator[str]:
    """Give every text, number and table that a message to the browser holds."""
    for _field, value in message.ListFields():
        many = value.values() if hasattr(value, "values") else (
            value if not isinstance(value, str | bytes) and hasattr(value, "__iter__") else [value])
        for one in many:
            if hasattr(one, "ListFields"):
                yield from sent(one)
            else:
                yield _arrow(one) if isinstance(one, bytes) else str(one)
                yield from _arrays(one) if isinstance(one, str) else ()


def _arrow(content: bytes) -> str:
    try:
        return str(pa.ipc.open_stream(content).read_all().to_pydict())
    except pa.ArrowInvalid:
        return content.decode("latin-1")


def _arrays(text: str) -> Iterator[str]:
    """Give the numbers that a drawing holds as packed floats."""
    for packed in ARRAYS.findall(text):
        content = base64.b64decode(packed)
        yield " ".join(str(v) for v in struct.unpack(f"<{len(content) // 8}d", content))
