"""Nothing personal comes in: the search that every file goes through before anything else.

Here belong personal and coordination numbers, organisation numbers, e-mail addresses and Swedish
telephone numbers, in names, headings, cells, metadata and raw bytes. It is a simple search for
what has a form; names of people are kept out by the closed world of the contracts. What it finds
is never held: a fault tells the kind, the column and the rows.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.contracts import contracts
from data.faults import Fault, rows_text
from data.reading import parquet, workbook
from data.reading.source import Source
from data.reading.table import Table
from data.words import say

SEPARATOR = "[-+ \u00a0\u2010-\u2013\u2212]?"
PERSONAL = re.compile(
    rf"(?<!\d)(?:19|20)?(\d\d)[-/. ]?(\d\d)[-/. ]?(\d\d){SEPARATOR}(\d{{4}})(?!\d)", re.ASCII
)
ORGANISATION = re.compile(r"(?<!\d)(?:16)?(\d{6})-(\d{4})(?!\d)", re.ASCII)
BARE_ORGANISATION = re.compile(r"(?:16)?(\d{6})(\d{4})", re.ASCII)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
TELEPHONE = re.compile(
    r"(?<![\w.,-])(?:"
    r"(?:\+|00)46[-  ]?(?:\(0\))?[-  ]?\d(?:[-  ]?\d){6,9}"
    r"|07[02369]\d?[-  ]?\d(?:[-  ]?\d){5,6}"
    r"|0[1-9]\d{0,2}-\d(?: ?\d){4,7}"
    r")(?![\w-])"
)
LIKELY = (
    rf"@|[0-9]{{2}}[-/. ]?[0-9]{{2}}[-/. ]?[0-9]{{2}}{SEPARATOR}[0-9]{{4}}"
    r"|(\+|00)46|07[02369]|0[1-9][0-9]{0,2}-[0-9]( ?[0-9]){4}"
)
"""What a cell must hold to be looked at more closely, wider than all of the above."""
LONG = 10**9
"""From here on a whole number has the ten digits of a personal number."""
MONTH = re.compile(r"20\d\d(0[1-9]|1[0-2])")
QUIET = re.compile(r"theme|styles", re.I)
"""Members of a workbook that hold only looks, full of long identifiers."""
LISTED = 20


@dataclass(frozen=True)
class _Hit:
    rule: str
    place: str
    name: str = ""
    rows: tuple[int, ...] = ()


def search(source: Source, tables: Mapping[str, Table] | None, order: int) -> tuple[Fault, ...]:
    """Search the names, bytes and cells of a delivery for anything personal.

    ``tables`` are its unpacked tables, None where they could not be unpacked: then the bytes are
    searched as they are. ``order`` is the file's place in the call, its only name in a fault.
    """
    hits = [*_names(source), *_beside(source)]
    for table in (tables or _rescued(source)).values():
        hits += _table(table)
    located = {hit.rule for hit in hits}
    hits += (hit for hit in _bytes(source, tables) if hit.rule not in located)
    return tuple(_fault(hit, order, _contract(source)) for hit in dict.fromkeys(hits))


def kinds(text: str, *, name: bool = False) -> tuple[str, ...]:
    """Give the rules that ``text`` breaks; ``name`` reads it as the name of a file or a sheet."""
    return tuple(rule for rule, holds in FINDERS.items() if holds(text, name))


def _personal(text: str, name: bool) -> bool:
    return any(
        _checksum("".join(found.groups())) and _birthday(*map(int, found.groups()[:3]))
        for found in PERSONAL.finditer(text)
    )


def _birthday(year: int, month: int, day: int) -> bool:
    """Coordination numbers have sixty added to the day."""
    for century in (1900, 2000):
        try:
            date(century + year, month, day - 60 if day > 60 else day)
        except ValueError:
            continue
        return True
    return False


def _checksum(digits: str) -> bool:
    """Test the last of ten digits (Luhn, as personal and organisation numbers have it)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _organisation(text: str, name: bool) -> bool:
    found = ORGANISATION.finditer(text)
    return any(_is_organisation(each) and not (name and MONTH.match(each[1])) for each in found)


def _is_organisation(found: re.Match[str]) -> bool:
    return found[1][2] >= "2" and _checksum(found[1] + found[2])


FINDERS: dict[str, Callable[[str, bool], bool]] = {
    "P-001": _personal,
    "P-002": lambda text, name: EMAIL.search(text) is not None,
    "P-003": lambda text, name: TELEPHONE.search(text) is not None,
    "P-004": _organisation,
}


def _names(source: Source) -> Iterator[_Hit]:
    yield from (_Hit(rule, "name") for rule in kinds(source.name.replace("_", " "), name=True))
    if source.format == "xlsx":
        for sheet in workbook.sheet_names(source.rows):
            yield from (_Hit(rule, "sheet") for rule in kinds(sheet, name=True))


def _beside(source: Source) -> Iterator[_Hit]:
    text = _text(source.manifest or b"")
    # A control total may by chance have the digits of a personal number: it is a bare number.
    text = re.sub(r'("[a-z_]+"\s*:\s*)-?[0-9]{1,15}(?=\s*[,}\n])', r"\1", text)
    yield from (_Hit(rule, "manifest") for rule in kinds(text))


def _bytes(source: Source, tables: Mapping[str, Table] | None) -> Iterator[_Hit]:
    for content in _raw(source, bool(tables)):
        yield from (_Hit(rule, "file") for rule in kinds(_text(content)))


def _raw(source: Source, unpacked: bool) -> Iterator[bytes]:
    """Give the bytes that the tables do not show, or all of them where there are no tables."""
    contents = [source.rows] if source.states is None else [source.rows, source.states]
    if source.format == "parquet":
        yield from map(parquet.metadata, contents)
    elif source.format == "xlsx":
        shown = workbook.SHEET if unpacked else QUIET
        yield from workbook.members(
            source.rows, lambda name: not (QUIET.search(name) or shown.fullmatch(name))
        ).values()
    elif not unpacked:
        yield from contents


def _text(content: bytes) -> str:
    return content.replace(b"\x00", b"").decode("utf-8", "replace")


def _rescued(source: Source) -> dict[str, Table]:
    """Read what can be read of a Parquet delivery whose manifest failed: its bytes are packed."""
    if source.format != "parquet":
        return {}
    found = {"rows": source.rows} | ({"states": source.states} if source.states else {})
    tables = {part: parquet.read_parquet(part, content) for part, content in found.items()}
    return {part: table for part, table in tables.items() if isinstance(table, Table)}


def _table(table: Table) -> Iterator[_Hit]:
    for heading in table.headings:
        yield from (_Hit(rule, "heading") for rule in kinds(heading))
    known = {column.name for each in contracts() for column in each.columns}
    for place, (heading, column) in enumerate(zip(table.headings, table.columns, strict=True), 1):
        named = heading in known | {"state", "date"}
        yield from _column(
            column, "column" if named else "position", heading if named else str(place),
            table.first,
        )


def _column(column: pl.Series, place: str, name: str, first: int) -> Iterator[_Hit]:
    cells = _looked_at(column)
    found: dict[str, list[int]] = {}
    for row, text in cells.iter_rows():
        bare = BARE_ORGANISATION.fullmatch(text) if column.dtype == pl.String else None
        also = ("P-004",) if bare and _is_organisation(bare) else ()
        for rule in {*kinds(text), *also}:
            found.setdefault(rule, []).append(row + first)
    for rule, rows in sorted(found.items()):
        yield _Hit(rule, place, name, tuple(rows))


def _looked_at(column: pl.Series) -> pl.DataFrame:
    """Give row and text of the cells that could hold anything personal."""
    if column.dtype.is_integer():
        likely = pl.col("text").abs() >= LONG
    elif column.dtype in (pl.String, pl.Categorical, pl.Binary):
        column = column.cast(pl.String, strict=False)
        likely = pl.col("text").str.contains(LIKELY)
    else:
        return pl.DataFrame(schema={"row": pl.UInt32, "text": pl.String})
    cells = column.rename("text").to_frame().with_row_index("row").filter(likely)
    return cells.with_columns(pl.col("text").cast(pl.String))


def _contract(source: Source) -> str:
    """Find which known contract the manifest names, without trusting anything else in it."""
    text = _text(source.manifest or b"")
    return next((each.id for each in contracts() if f'"{each.id}"' in text), "")


def _fault(hit: _Hit, order: int, contract: str) -> Fault:
    texts = {}
    for lang in ("sv", "en"):
        rows = rows_text(hit.rows[:LISTED], lang, len(hit.rows))
        at = f" ({rows})" if rows else ""
        place = say(f"place.{hit.place}", lang, column=hit.name, position=hit.name)
        named = contract or say("place.unknown", lang)
        texts[lang] = say(
            f"fault.{hit.rule}", lang, order=order, contract=named, place=place, at=at
        )
    return Fault(hit.rule, hit.place, **texts)
