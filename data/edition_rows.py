"""The rows of editions: written once by the driver's fast way, read back as typed frames.

Here: inserting a frame inside a transaction, the readers of every frame. Not here: what an edition
is (``data.proposal``), publishing and proving one (``data.editions``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from data.store import Store
from data.tables import CELL_KEY, DOCUMENT, EDITION_FRAMES, FRAMES

Chosen = Sequence[str] | None


def insert(connection: sa.Connection, name: str, frame: pl.DataFrame, number: int) -> None:
    """Insert a frame on the transaction's own connection, by its driver's fast way."""
    ordered = frame.sort(CELL_KEY) if name == "cells" else frame
    whole = ordered.select(pl.lit(number).alias("edition"), pl.all())
    quote = connection.dialect.identifier_preparer.quote
    table, columns = EDITION_FRAMES[name].name, ", ".join(map(quote, whole.columns))
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * whole.width)
        raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", whole.iter_rows())
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in whole.iter_rows():
            copy.write_row(row)


def select(
    connection: sa.Connection, number: int, name: str, chosen: Mapping[str, Chosen] | None = None
) -> pl.DataFrame:
    """Read one frame of an edition, filtered by columns; its schema is that of ``FRAMES``."""
    table, schema = EDITION_FRAMES[name], FRAMES[name]
    query = sa.select(*(table.c[c] for c in schema)).where(table.c.edition == number)
    for column, values in (chosen or {}).items():
        if values is not None:
            query = query.where(table.c[column].in_(list(values)))
    cursor: Any = connection.execute(query).cursor   # the driver's own tuples: half the time
    return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def select_documents(connection: sa.Connection, number: int) -> dict[str, str]:
    """Read the documents of an edition on an open connection."""
    query = sa.select(DOCUMENT.c.name, DOCUMENT.c.text).where(DOCUMENT.c.edition == number)
    return {row.name: row.text for row in connection.execute(query.order_by(DOCUMENT.c.name))}


def read(
    store: Store, number: int, name: str, chosen: Mapping[str, Chosen] | None = None
) -> pl.DataFrame:
    """Read one frame of an edition in a transaction of its own, filtered by columns."""
    with store.read() as connection:
        return select(connection, number, name, chosen)


def cells(
    store: Store, number: int, *, indicators: Chosen = None, areas: Chosen = None,
    places: Chosen = None, authorities: Chosen = None, breakdowns: Chosen = None,
    periods: Chosen = None, level: str | None = None,
) -> pl.DataFrame:
    """Read cells of an edition. ``level`` is a period level (month, quarter, year)."""
    return read(store, number, "cells", {
        "indicator": indicators, "area": areas, "place": places, "authority": authorities,
        "breakdown": breakdowns, "period": periods, "period_level": [level] if level else None})


def changes(
    store: Store, number: int, *, indicators: Chosen = None, places: Chosen = None
) -> pl.DataFrame:
    """Read the judged changes of an edition."""
    return read(store, number, "changes", {"indicator": indicators, "place": places})


def codes(store: Store, number: int, *, dimensions: Chosen = None) -> pl.DataFrame:
    """Read the code lists of an edition."""
    return read(store, number, "codes", {"dimension": dimensions})


def indicators(store: Store, number: int, *, areas: Chosen = None) -> pl.DataFrame:
    """Read the indicator catalogue of an edition."""
    return read(store, number, "indicators", {"area": areas})


def relations(store: Store, number: int) -> pl.DataFrame:
    """Read the relations that tie an edition's cells together beyond its hierarchies."""
    return read(store, number, "relations")


def figures(store: Store, number: int, *, areas: Chosen = None) -> pl.DataFrame:
    """Read the figures that the authorities have published themselves."""
    return read(store, number, "figures", {"area": areas})


def deliveries(store: Store, number: int) -> pl.DataFrame:
    """Read, in words, the deliveries behind an edition."""
    return read(store, number, "deliveries")


def sentences(store: Store, number: int, *, subjects: Chosen = None) -> pl.DataFrame:
    """Read the first sentences of an edition."""
    return read(store, number, "sentences", {"subject": subjects})


def trust(store: Store, number: int, *, subjects: Chosen = None) -> pl.DataFrame:
    """Read how far an edition's pictures can be trusted."""
    return read(store, number, "trust", {"subject": subjects})


def notes(store: Store, number: int) -> pl.DataFrame:
    """Read the notes of an edition: tables dropped, merges in force."""
    return read(store, number, "notes")


def expected(store: Store, number: int, *, indicators: Chosen = None) -> pl.DataFrame:
    """Read what provisional figures are expected to become."""
    return read(store, number, "expected", {"indicator": indicators})


def reasons(store: Store, number: int, *, indicators: Chosen = None) -> pl.DataFrame:
    """Read what the notable changes of an edition are made of."""
    return read(store, number, "reasons", {"indicator": indicators})


def signals(store: Store, number: int, *, indicators: Chosen = None) -> pl.DataFrame:
    """Read the trends, limits, funnels and intervals of an edition (``metrics.signals``)."""
    return read(store, number, "signals", {"indicator": indicators})


def documents(store: Store, number: int) -> dict[str, str]:
    """Read the documents of an edition: registers, catalogue, policy as they were."""
    with store.read() as connection:
        return select_documents(connection, number)
