"""An XLSX workbook as tables of text, one a sheet.

Here belong what a zip may hold before it is unpacked, and the names of sheets. A workbook with
anything but sheets of values is turned away: comments, pictures, macros, embedded files, links to
other files, declarations of entities.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers.expat import ExpatError, ParserCreate

import fastexcel
import polars as pl

from data.codebook import SHEETS, ours
from data.faults import Fault, fault
from data.reading.table import LARGEST_COLUMNS, LARGEST_ROWS, Table, outside, too_large

LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_RATIO = 250
LARGEST_MEMBERS = 200
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
LOOKS = re.compile(r"theme|styles", re.I)
"""Members that hold only looks, full of long identifiers."""
KNOWN = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml"
    r"|docMetadata/LabelInfo\.xml|customXml/([^/]+|_rels/[^/]+)"
    r"|xl/(workbook|styles|sharedStrings|metadata|calcChain)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/theme/theme[0-9]*\.xml|xl/worksheets/([^/]+\.xml|_rels/[^/]+\.rels)"
    r"|xl/tables/table[0-9]+\.xml|xl/persons/person[0-9]*\.xml"
    r"|xl/printerSettings/printerSettings[0-9]+\.bin", re.I)
"""What programs put into a workbook of values; anything else is turned away."""
FOREIGN = re.compile(rb"<!DOCTYPE|<!ENTITY|TargetMode\s*=\s*[\"']External|^\xff\xfe|^\xfe\xff")
ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
CELLS = re.compile(rb"<(?:\w+:)?sheetData[\s>].*</(?:\w+:)?sheetData>", re.S)
CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^>]*?\br=[\"']([A-Z]{0,4})([0-9]{1,8})[\"']")
MIDNIGHT = " 00:00:00"
DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError,
    ValueError, struct.error, ExpatError, fastexcel.FastExcelError, pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
)
"""What a damaged package makes the libraries raise; a locked one raises RuntimeError."""


def read_workbook(content: bytes, sheets: tuple[str, ...]) -> dict[str, Table] | tuple[Fault, ...]:
    """Read the sheets of a workbook, which must be ``sheets`` and no other."""
    try:
        faults = _package(content)
        return faults or _sheets(content, sheets)
    except DAMAGED:
        return (fault("F-012", "rows"),)


def members(content: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Unpack the wanted members of a workbook that stays within the limits, else give nothing."""
    try:
        if _package_size(content):
            return {}
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return {name: package.read(name) for name in filter(wanted, package.namelist())}
    except DAMAGED:
        return {}


def around(sheet: bytes) -> bytes:
    """Give what a sheet holds beside its cells: headers and footers, hints, hidden words."""
    return CELLS.sub(b"", sheet)


def between(content: bytes) -> bytes:
    """Give the bytes of a package that no member holds: what stands before, between and after."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            listed = package.infolist()
    except DAMAGED:
        return b""
    return outside(content, (_span(content, each) for each in listed))


def _span(content: bytes, member: zipfile.ZipInfo) -> tuple[int, int]:
    start = member.header_offset
    name, extra = (int.from_bytes(content[start + at:start + at + 2], "little") for at in (26, 28))
    data = start + 30 + name + extra
    return data, data + member.compress_size


def sheet_names(content: bytes) -> tuple[str, ...]:
    """Give the names of a workbook's sheets, hidden ones too; none if it cannot be read."""
    try:
        return tuple(fastexcel.read_excel(content).sheet_names)
    except DAMAGED:
        return ()


def _package_size(content: bytes) -> tuple[Fault, ...]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        listed = package.infolist()
    unpacked = sum(each.file_size for each in listed)
    if unpacked > min(LARGEST_UNPACKED, LARGEST_RATIO * max(len(content), 1)):
        return (fault("F-013", limit=LARGEST_UNPACKED // 1024**2),)
    return (fault("F-014"),) if len(listed) > LARGEST_MEMBERS else ()


def _package(content: bytes) -> tuple[Fault, ...]:
    if faults := _package_size(content):
        return faults
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        if not all(map(KNOWN.fullmatch, names)) or len(set(names)) < len(names):
            return (fault("F-014"),)
        for name in names:
            if faults := _member(name, package.read(name)):
                return faults
    return ()


def _member(name: str, content: bytes) -> tuple[Fault, ...]:
    if FOREIGN.search(content):
        return (fault("F-014"),)
    if name.endswith((".xml", ".rels")):
        ParserCreate().Parse(content, True)   # what is not XML is read by some and not by others
    return _extent(content) if SHEET.fullmatch(name) else ()


def _extent(sheet: bytes) -> tuple[Fault, ...]:
    """Bound the area a sheet spans: two lone cells in far corners would fill all memory."""
    right = bottom = 0
    for cell in CELL.finditer(sheet):
        right = max(right, _column(cell[1]))
        bottom = max(bottom, int(cell[2]))
    if faults := too_large("rows", right, bottom - 1):
        return faults
    sparse = bottom > len(ROW.findall(sheet)) + 1000
    return (fault("F-017", "rows", limit=LARGEST_ROWS),) if sparse else ()


def _column(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position


def _sheets(content: bytes, wanted: tuple[str, ...]) -> dict[str, Table] | tuple[Fault, ...]:
    book = fastexcel.read_excel(content)
    missing = [name for name in wanted if name not in book.sheet_names]
    extra = sum(not _code_book(name, book) for name in book.sheet_names if name not in wanted)
    if missing or extra:
        return (
            *(fault("F-015", name, sheet=name) for name in missing),
            *((fault("F-016", extra=extra, sheets=", ".join(wanted)),) if extra else ()),
        )
    tables = {name: _table(name, book) for name in wanted}
    faults = tuple(each for table in tables.values() if isinstance(table, tuple) for each in table)
    return faults or {name: table for name, table in tables.items() if isinstance(table, Table)}


def _code_book(name: str, book: fastexcel.ExcelReader) -> bool:
    """The template's own sheet of codes may stay, as long as nothing in it is changed."""
    if name not in SHEETS.values():
        return False
    sheet = pl.DataFrame(book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))
    return ours(name, (tuple(cell or "" for cell in row) for row in sheet.iter_rows()))


def _table(name: str, book: fastexcel.ExcelReader) -> Table | tuple[Fault, ...]:
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.width or not sheet.height:
        return (fault("F-007", name),)
    if large := too_large(name, min(sheet.width, LARGEST_COLUMNS + 1), sheet.height - 1):
        return large
    frame = pl.DataFrame(sheet)
    headings = tuple(heading or "" for heading in frame.row(0))
    below = frame.slice(1)
    filled = below.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    height = len(filled) - filled.reverse().arg_max() if filled.any() else 0  # type: ignore[operator]
    empty = [row + 2 for row in (~filled.head(height)).arg_true()]
    if empty:
        return (fault("F-021", name, rows=empty),)
    columns = below.head(height).get_columns()
    return Table(headings, tuple(_day(c, i) for i, c in enumerate(columns)), first=2)


def _day(column: pl.Series, position: int) -> pl.Series:
    """Excel has no dates, only moments: those at midnight are dates."""
    return column.str.strip_suffix(MIDNIGHT).rename(str(position))
