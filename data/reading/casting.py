"""A table of a file becomes a typed frame, or faults with row numbers.

Here belong headings against a closed world of columns, and strict casts. A cell that does not
cast is a fault and never a null. What a code or a number means is judged in expectations.
"""

from collections.abc import Mapping

import polars as pl

from data.faults import Fault, fault
from data.reading.table import Table

WHOLE = r"^-?[0-9]{1,15}$"
DECIMAL = r"^-?[0-9]{1,15}([.,][0-9]{1,9})?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
RULES = {pl.Int64: "T-003", pl.Float64: "T-005", pl.Date: "T-004"}
NAMES = {pl.String: "string", pl.Int64: "int64", pl.Float64: "double", pl.Date: "date32"}
LISTED = 20
"""Row numbers kept in a fault; the rest are counted."""

Schema = Mapping[str, pl.DataType]


def typed(part: str, table: Table, schema: Schema) -> pl.DataFrame | tuple[Fault, ...]:
    """Cast the columns of a table to ``schema``, in the schema's order.

    Columns may come in any order, but must be exactly those of the schema.
    """
    if faults := _headings(part, table.headings, schema):
        return faults
    found = dict(zip(table.headings, table.columns, strict=True))
    if faults := _marks(part, table, [found[name] for name, kind in schema.items()
                                      if kind == pl.Float64]):
        return faults
    cast = {name: _column(part, name, found[name], kind, table.first)
            for name, kind in schema.items()}
    faults = tuple(each for each in cast.values() if isinstance(each, Fault))
    if faults:
        return faults
    return pl.DataFrame([each for each in cast.values() if isinstance(each, pl.Series)])


def _headings(part: str, headings: tuple[str, ...], schema: Schema) -> tuple[Fault, ...]:
    if not set(headings) & set(schema):
        return (fault("T-008", part),)
    extra = [str(place) for place, name in enumerate(headings, 1) if name not in schema]
    return (
        *(fault("T-001", part, column=name) for name in schema if name not in headings),
        *(fault("T-007", part, column=name) for name in schema if headings.count(name) > 1),
        *((fault("T-002", part, positions=", ".join(extra)),) if extra else ()),
    )


def _marks(part: str, table: Table, decimals: list[pl.Series]) -> tuple[Fault, ...]:
    """Refuse a file with both decimal marks: "1,234" could then be read in two ways."""
    texts = [column for column in decimals if column.dtype == pl.String]
    points = [column.str.contains(".", literal=True) for column in texts]
    commas = [column.str.contains(",", literal=True) for column in texts]
    if not (any(each.any() for each in points) and any(each.any() for each in commas)):
        return ()
    rarer = min(points, commas, key=lambda marks: sum(int(each.sum()) for each in marks))
    rows = sorted({int(row) + table.first for each in rarer
                   for row in each.fill_null(False).arg_true()})
    return (fault("T-006", part, rows=rows[:LISTED], count=len(rows)),)


def _column(
    part: str, name: str, column: pl.Series, kind: pl.DataType, first: int
) -> pl.Series | Fault:
    column = column.rename(name)
    if column.dtype == pl.Null:
        return column.cast(kind)
    if column.dtype != pl.String:
        return _native(part, name, column, kind, first)
    if kind == pl.String:
        return column.replace("", None)
    return _bad_rows(part, name, column, _parsed(column, kind), kind, first)


def _parsed(column: pl.Series, kind: pl.DataType) -> pl.Series:
    column = column.replace("", None)
    if kind == pl.Date:
        right = column.str.contains(DAY)
        return column.set(~right, None).str.to_date("%Y-%m-%d", strict=False)
    right = column.str.contains(WHOLE if kind == pl.Int64 else DECIMAL)
    return column.set(~right, None).str.replace(",", ".", literal=True).cast(kind, strict=False)


def _native(
    part: str, name: str, column: pl.Series, kind: pl.DataType, first: int
) -> pl.Series | Fault:
    """Take a typed column of Parquet where nothing can be lost, and no other."""
    whole = column.dtype.is_integer()
    if (kind == pl.Int64 and whole) or (kind == pl.Float64 and column.dtype.is_numeric()):
        parsed = column.cast(kind, strict=False)
        sound = parsed.is_finite() & (parsed.abs() < 10**15)
        return _bad_rows(part, name, column, parsed.set(~sound, None), kind, first)
    if column.dtype == kind:
        return column
    return fault("T-009", part, column=name, expected=NAMES[kind.base_type()])


def _bad_rows(
    part: str, name: str, before: pl.Series, after: pl.Series, kind: pl.DataType, first: int
) -> pl.Series | Fault:
    empty = before.is_null() if before.dtype != pl.String else before.is_null() | (before == "")
    bad = (after.is_null() & ~empty).arg_true()
    if not len(bad):
        return after
    rows = [int(row) + first for row in bad.head(LISTED)]
    return fault(RULES[kind.base_type()], part, column=name, rows=rows, count=len(bad))
