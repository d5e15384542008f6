"""Proving editions: every hash computed anew, every chain walked.

Here: what is not as it was written, in English, for whoever runs the installation. Not here:
publishing (``data.editions``), the chains themselves (``data.audit``, ``data.steps``).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import sqlalchemy as sa

from data import audit, steps
from data.access import Act
from data.edition_register import every, last, one, rows_beyond, seal, sealed
from data.edition_rows import select, select_documents
from data.proposal import Edition, content_hash, facts, parts
from data.steps import Step, Taken
from data.store import Store
from data.tables import AUDIT, FRAMES, PART

UNREADABLE = (pl.exceptions.PolarsError, sa.exc.SQLAlchemyError, TypeError, ValueError)


def verify(store: Store, number: int) -> list[str]:
    """Prove an edition: compute its hash anew from its rows, and walk the audit and the steps.

    Returns what is not as it was published, each part by name, in English; nothing where all is
    well. Raises ``UnknownEdition``.
    """
    try:
        with store.read() as connection:
            return [*_damaged(connection), *problems(connection, number)]
    except UNREADABLE as why:
        return [f"the store cannot be read: {type(why).__name__}"]


def problems(connection: sa.Connection, number: int) -> list[str]:
    """Prove an edition as ``verify`` does, within a transaction that is open."""
    about = one(connection, number)
    return [
        *_changed(connection, about), *_unsealed(connection, about), *_unstepped(connection, about),
        *audit.broken(connection), *steps.broken(connection), *_stray(connection),
    ]


def _damaged(connection: sa.Connection) -> Iterator[str]:
    """Let SQLite hold its own file against its indexes: a reader goes by them."""
    if connection.dialect.name == "sqlite":
        for said in connection.execute(sa.text("PRAGMA integrity_check")).scalars():
            if said != "ok":
                yield f"the file of the store is damaged: {said}"


def _changed(connection: sa.Connection, about: Edition) -> list[str]:
    try:
        found = parts(
            {name: select(connection, about.number, name) for name in FRAMES},
            select_documents(connection, about.number), facts(about),
        )
    except UNREADABLE as why:
        return [f"edition {about.number}: its rows cannot be read: {type(why).__name__}"]
    query = sa.select(PART.c.name, PART.c.digest).where(PART.c.edition == about.number)
    said = {row.name: row.digest for row in connection.execute(query)}
    names = [n for n in sorted(found.keys() | said.keys()) if found.get(n) != said.get(n)]
    if content_hash(found) == about.hash and not names:
        return []
    what = ", ".join(names) or "its hash"
    return [f"edition {about.number}: not what was published: {what} (content hash "
            f"{content_hash(found)}, published as {about.hash})"]


def _unsealed(connection: sa.Connection, about: Edition) -> list[str]:
    """Check that the audit holds the event that published this very edition."""
    query = sa.select(AUDIT.c.detail).where(AUDIT.c.target == f"edition {about.number}")
    if sealed(about) in connection.execute(query).scalars().all():
        return []
    return [f"edition {about.number}: the audit holds no event that published it as it stands"]


def _unstepped(connection: sa.Connection, about: Edition) -> Iterator[str]:
    """Hold the steps that signed and published an edition against it, where steps were kept."""
    taken = steps.steps(connection, about.number)
    published = [t for t in taken if t.act is Step.publish]
    if not published:
        return
    if [(t.content, t.anchor) for t in published] != [
            (about.hash, seal(connection, about.number).hash)]:
        yield f"edition {about.number}: its steps published something else"
    if any(t.content != about.hash for t in signatures(taken)):
        yield f"edition {about.number}: what was signed is not what was published"


def signatures(taken: tuple[Taken, ...]) -> tuple[Taken, ...]:
    """Return the signatures that hold: those since the edition was last handed back."""
    back = max((n for n, t in enumerate(taken) if t.act in (Step.make_draft, Step.hand_back)),
               default=-1)
    return tuple(t for t in taken[back + 1:] if t.act is Step.sign)


def _stray(connection: sa.Connection) -> list[str]:
    """Find editions that the audit knows and the store has lost, and rows of none."""
    newest = last(connection)
    query = sa.select(AUDIT.c.target).where(AUDIT.c.act == str(Act.publish_edition))
    known = {t for t in connection.execute(query).scalars() if t.startswith("edition ")}
    standing = {f"edition {found.number}" for found in every(connection)}
    return [
        *(f"{name}: published by the audit, missing in the store" for name in
          sorted(known - standing)),
        *(f"{name}: in the store, never published by the audit" for name in
          sorted(standing - known)),
        *(f"{table}: rows of an edition after {newest}, which was never published"
          for table in rows_beyond(connection, newest)),
    ]
