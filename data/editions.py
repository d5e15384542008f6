"""Editions: complete, numbered, hashed, and never changed after.

Here: publishing one in a single transaction, reading it, proving it. Not here: what goes into it
(``metrics.propose``), who may see which page (``data.access``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from data import audit
from data.access import Act, Actor, check_act
from data.canonical import edition_hash
from data.store import Store
from data.tables import AUDIT, DOCUMENT, EDITION, EDITION_FRAMES, FRAMES


@dataclass(frozen=True)
class Edition:
    """One published edition. ``status`` is published (the newest) or superseded."""

    number: int
    label: str
    until: str
    cutoff: date
    published_on: date
    previous: int | None
    origin: str
    code_version: str
    hash: str
    status: str = "published"


@dataclass(frozen=True)
class Proposal:
    """An edition before it is published: ten frames, the documents behind them, and its facts."""

    label: str
    until: str
    cutoff: date
    published_on: date
    previous: int | None
    origin: str
    code_version: str
    frames: Mapping[str, pl.DataFrame]
    documents: Mapping[str, str] = field(default_factory=dict)
    demonstration: bool = False

    def hash(self) -> str:
        """Compute the content hash: frames, documents, facts; never clock, path or day."""
        return edition_hash(self.frames, self.documents, _facts(self))


class UnknownEdition(LookupError):
    """There is no edition of that number."""


class NotComplete(ValueError):
    """A proposal that may not become an edition."""


def _facts(of: Proposal | Edition) -> dict[str, str]:
    return {"label": of.label, "until": of.until, "cutoff": of.cutoff.isoformat(),
            "origin": of.origin, "code_version": of.code_version,
            "previous": str(of.previous or "")}


def publish(store: Store, actor: Actor, proposal: Proposal) -> Edition:
    """Write an edition, its hash and its audit event in one transaction.

    Raises ``AccessDenied`` where the actor may not, ``NotComplete`` where a frame is missing, the
    number is not the next, or synthetic figures would leave demonstration mode.
    """
    check_act(actor, Act.publish_edition)
    frames = _complete(proposal)
    content = Proposal(**{**proposal.__dict__, "frames": frames}).hash()
    with store.begin() as connection:
        number = _next(connection, proposal)
        for name, frame in frames.items():
            _insert(connection, EDITION_FRAMES[name], frame, number)
        if proposal.documents:
            connection.execute(DOCUMENT.insert(), [
                {"edition": number, "name": n, "text": t} for n, t in proposal.documents.items()])
        connection.execute(EDITION.insert().values(
            number=number, label=proposal.label, until=proposal.until, cutoff=proposal.cutoff,
            published_on=proposal.published_on, previous=proposal.previous,
            origin=proposal.origin, code_version=proposal.code_version, hash=content))
        audit.record(connection, actor, Act.publish_edition, f"edition {number}", content)
    return edition(store, number)


def _complete(proposal: Proposal) -> dict[str, pl.DataFrame]:
    if set(proposal.frames) != set(FRAMES):
        raise NotComplete(f"frames: {sorted(set(proposal.frames) ^ set(FRAMES))}")
    if proposal.origin == "synthetic" and not proposal.demonstration:
        raise NotComplete("synthetic figures are published in demonstration mode only")
    return {
        name: proposal.frames[name].select(list(schema)).cast(dict(schema))  # type: ignore[arg-type]
        for name, schema in FRAMES.items()
    }


def _next(connection: sa.Connection, proposal: Proposal) -> int:
    last = connection.execute(sa.select(sa.func.max(EDITION.c.number))).scalar()
    if last != proposal.previous:
        raise NotComplete(f"the newest edition is {last}, not {proposal.previous}")
    return (last or 0) + 1


def _insert(
    connection: sa.Connection, table: sa.Table, frame: pl.DataFrame, number: int
) -> None:
    """Insert a frame on the transaction's own connection, by its driver's fast way."""
    whole = frame.select(pl.lit(number).alias("edition"), pl.all())
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(c) for c in whole.columns)
    raw = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * whole.width)
        raw.executemany(  # type: ignore[union-attr]
            f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", whole.iter_rows())
        return
    with raw.cursor() as cursor, cursor.copy(  # type: ignore[union-attr]
        f"COPY {table.name} ({columns}) FROM STDIN"
    ) as copy:
        for row in whole.iter_rows():
            copy.write_row(row)


def editions(store: Store) -> list[Edition]:
    """Return every edition, the oldest first."""
    with store.read() as connection:
        rows = connection.execute(sa.select(EDITION).order_by(EDITION.c.number)).mappings().all()
    newest = rows[-1]["number"] if rows else None
    return [
        Edition(**row, status="published" if row["number"] == newest else "superseded")
        for row in rows
    ]


def latest(store: Store) -> Edition | None:
    """Return the newest edition, None where there is none yet."""
    return next(reversed(editions(store)), None)


def edition(store: Store, number: int | str) -> Edition:
    """Return an edition by number, or the ``"latest"``. Raises ``UnknownEdition``."""
    for one in reversed(editions(store)):
        if number in ("latest", one.number):
            return one
    raise UnknownEdition(str(number))


def read(
    store: Store, number: int, name: str, filters: Mapping[str, Sequence[str] | None] | None = None
) -> pl.DataFrame:
    """Read one frame of an edition, filtered by columns; its schema is that of ``FRAMES``."""
    with store.read() as connection:
        return _read(connection, number, name, filters or {})


def _read(
    connection: sa.Connection, number: int, name: str,
    filters: Mapping[str, Sequence[str] | None],
) -> pl.DataFrame:
    table, schema = EDITION_FRAMES[name], FRAMES[name]
    query = sa.select(*(table.c[c] for c in schema)).where(table.c.edition == number)
    for column, values in filters.items():
        if values is not None:
            query = query.where(table.c[column].in_(list(values)))
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def cells(
    store: Store, number: int, *, indicators: Sequence[str] | None = None,
    areas: Sequence[str] | None = None, places: Sequence[str] | None = None,
    authorities: Sequence[str] | None = None, breakdowns: Sequence[str] | None = None,
    periods: Sequence[str] | None = None, level: str | None = None,
) -> pl.DataFrame:
    """Read cells of an edition. ``level`` is a period level (month, quarter, year)."""
    return read(store, number, "cells", {
        "indicator": indicators, "area": areas, "place": places, "authority": authorities,
        "breakdown": breakdowns, "period": periods, "period_level": [level] if level else None})


def changes(store: Store, number: int) -> pl.DataFrame:
    """Read the judged changes of an edition."""
    return read(store, number, "changes")


def codes(store: Store, number: int) -> pl.DataFrame:
    """Read the code lists of an edition."""
    return read(store, number, "codes")


def indicators(store: Store, number: int) -> pl.DataFrame:
    """Read the indicator catalogue of an edition."""
    return read(store, number, "indicators")


def relations(store: Store, number: int) -> pl.DataFrame:
    """Read the relations that tie an edition's cells together beyond its hierarchies."""
    return read(store, number, "relations")


def figures(store: Store, number: int) -> pl.DataFrame:
    """Read the figures that the authorities have published themselves."""
    return read(store, number, "figures")


def deliveries(store: Store, number: int) -> pl.DataFrame:
    """Read, in words, the deliveries behind an edition."""
    return read(store, number, "deliveries")


def sentences(store: Store, number: int) -> pl.DataFrame:
    """Read the first sentences of an edition."""
    return read(store, number, "sentences")


def trust(store: Store, number: int) -> pl.DataFrame:
    """Read how far an edition's pictures can be trusted."""
    return read(store, number, "trust")


def notes(store: Store, number: int) -> pl.DataFrame:
    """Read the notes of an edition: tables dropped, merges in force."""
    return read(store, number, "notes")


def documents(store: Store, number: int) -> dict[str, str]:
    """Read the documents of an edition: registers, catalogue, policy as they were."""
    query = sa.select(DOCUMENT.c.name, DOCUMENT.c.text).where(DOCUMENT.c.edition == number)
    with store.read() as connection:
        return {row.name: row.text for row in connection.execute(query)}


def verify(store: Store, number: int) -> list[str]:
    """Compute an edition's hash anew and walk the audit chain; return what is wrong, in English."""
    about = edition(store, number)
    with store.read() as connection:
        frames = {name: _read(connection, number, name, {}) for name in FRAMES}
        broken = audit.broken(connection)
    found = edition_hash(frames, documents(store, number), _facts(about))
    problems = [] if found == about.hash else [
        f"edition {number}: content hash is {found}, published as {about.hash}"]
    if broken:
        problems.append(f"audit: events {', '.join(map(str, broken[:5]))} are not what they were")
    return problems + _anchored(store, about)


def _anchored(store: Store, about: Edition) -> list[str]:
    """Check that the audit still holds the event that published this very content."""
    query = sa.select(AUDIT.c.detail).where(AUDIT.c.target == f"edition {about.number}")
    with store.read() as connection:
        said: list[Any] = list(connection.execute(query).scalars())
    return [] if about.hash in said else [f"edition {about.number}: no audit event with its hash"]
