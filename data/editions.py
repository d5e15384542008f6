"""Editions: complete, numbered, hashed, and never changed after.

Here: publishing one in a single transaction, finding it, proving it; and the readers, by one door.
Not here: what goes into an edition (``metrics.propose``), who may see which page (``data.access``).
"""

from __future__ import annotations

import json
from dataclasses import asdict

import sqlalchemy as sa

from data import audit
from data.access import Act, Actor, check_act
from data.edition_rows import (
    cells,
    changes,
    codes,
    deliveries,
    documents,
    expected,
    figures,
    indicators,
    insert,
    notes,
    read,
    reasons,
    relations,
    select,
    select_documents,
    sentences,
    signals,
    trust,
)
from data.proposal import (
    Edition,
    NotComplete,
    Proposal,
    complete,
    content_hash,
    facts,
    parts,
)
from data.store import Store
from data.tables import AUDIT, DOCUMENT, EDITION, EDITION_FRAMES, EDITION_ROWS, FRAMES, PART

__all__ = [
    "Edition", "NotComplete", "Proposal", "UnknownEdition", "cells", "changes", "codes",
    "deliveries", "documents", "edition", "editions", "expected", "figures", "indicators",
    "latest", "notes", "problems", "publish", "read", "reasons", "relations", "sentences",
    "signals", "trust", "verify",
]


class UnknownEdition(LookupError):
    """There is no edition of that number."""


def publish(store: Store, actor: Actor, proposal: Proposal) -> Edition:
    """Write an edition, its hash and its audit event in one transaction.

    Raises ``AccessDenied`` where the actor may not, ``NotComplete`` where the proposal may not
    become an edition (``data.proposal.complete``) or is not built on the newest one.
    """
    check_act(actor, Act.publish_edition)
    whole = complete(proposal)
    digests = parts(whole.frames, whole.documents, facts(whole))
    with store.begin() as connection:
        new = _next(connection, whole, content_hash(digests))
        for name, frame in whole.frames.items():
            insert(connection, name, frame, new.number)
        _texts(connection, DOCUMENT, "text", new.number, dict(whole.documents))
        _texts(connection, PART, "digest", new.number, digests)
        connection.execute(EDITION.insert().values(_row(new)))   # last: it closes the others
        audit.record(
            connection, actor, Act.publish_edition, f"edition {new.number}", _sealed(new))
    return new


def _next(connection: sa.Connection, proposal: Proposal, content: str) -> Edition:
    """Number the edition after the newest; nobody else publishes until we have."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE edition IN SHARE ROW EXCLUSIVE MODE"))
    last = _last(connection)
    if last != (proposal.previous or 0):
        raise NotComplete(f"the newest edition is {last}, the proposal builds on "
                          f"{proposal.previous or 0}")
    if _rows_beyond(connection, last):
        raise NotComplete(f"there are rows of an edition {last + 1} that was never published")
    return Edition(
        last + 1, proposal.label, proposal.until, proposal.cutoff, proposal.published_on,
        proposal.previous, proposal.origin, proposal.code_version, content,
    )


def _last(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.max(EDITION.c.number))).scalar() or 0


def _rows_beyond(connection: sa.Connection, last: int) -> list[str]:
    """Name the tables with rows of an edition that does not stand."""
    return [
        table.name for table in EDITION_ROWS
        if connection.execute(sa.select(1).where(table.c.edition > last).limit(1)).first()
    ]


def _texts(
    connection: sa.Connection, table: sa.Table, column: str, number: int, texts: dict[str, str]
) -> None:
    if texts:
        connection.execute(table.insert(), [
            {"edition": number, "name": name, column: text} for name, text in texts.items()])


def _row(of: Edition) -> dict[str, object]:
    return {name: value for name, value in asdict(of).items() if name != "status"}


def _sealed(of: Edition) -> str:
    """What the audit says of an edition: all that its row holds, published_on too."""
    return json.dumps(_row(of), sort_keys=True, default=str, ensure_ascii=False)


def editions(store: Store) -> list[Edition]:
    """Return every edition, the oldest first."""
    with store.read() as connection:
        return _editions(connection)


def _editions(connection: sa.Connection) -> list[Edition]:
    rows = connection.execute(sa.select(EDITION).order_by(EDITION.c.number)).mappings().all()
    return [
        Edition(**row, status="published" if row is rows[-1] else "superseded") for row in rows
    ]


def latest(store: Store) -> Edition | None:
    """Return the newest edition, None where there is none yet."""
    return next(reversed(editions(store)), None)


def edition(store: Store, number: int | str) -> Edition:
    """Return an edition by number, or the ``"latest"``. Raises ``UnknownEdition``."""
    with store.read() as connection:
        return _edition(connection, number)


def _edition(connection: sa.Connection, number: int | str) -> Edition:
    for one in reversed(_editions(connection)):
        if number in ("latest", one.number):
            return one
    raise UnknownEdition(str(number))


def held_by(store: Store, print_: str | None) -> str:
    """Return the label of the newest edition that a delivery's content counts in, "" for none."""
    rows = EDITION_FRAMES["deliveries"]
    query = sa.select(EDITION.c.label).join(rows, rows.c.edition == EDITION.c.number).where(
        rows.c.fingerprint == print_).order_by(EDITION.c.number.desc()).limit(1)
    with store.read() as connection:
        return str(connection.execute(query).scalar() or "") if print_ else ""


def verify(store: Store, number: int) -> list[str]:
    """Prove an edition: compute its hash anew from its rows, and walk the audit.

    Returns what is not as it was published, each part by name, in English; nothing where all is
    well. Raises ``UnknownEdition``.
    """
    with store.read() as connection:
        return problems(connection, number)


def problems(connection: sa.Connection, number: int) -> list[str]:
    """Prove an edition as ``verify`` does, within a transaction that is open."""
    about = _edition(connection, number)
    return [
        *_changed(connection, about), *_unsealed(connection, about),
        *audit.broken(connection), *_stray(connection),
    ]


def _changed(connection: sa.Connection, about: Edition) -> list[str]:
    found = parts(
        {name: select(connection, about.number, name) for name in FRAMES},
        select_documents(connection, about.number), facts(about),
    )
    if content_hash(found) == about.hash:
        return []
    query = sa.select(PART.c.name, PART.c.digest).where(PART.c.edition == about.number)
    said = {row.name: row.digest for row in connection.execute(query)}
    names = [n for n in sorted(found.keys() | said.keys()) if found.get(n) != said.get(n)]
    what = ", ".join(names) or "its hash"
    return [f"edition {about.number}: not what was published: {what} (content hash "
            f"{content_hash(found)}, published as {about.hash})"]


def _unsealed(connection: sa.Connection, about: Edition) -> list[str]:
    """Check that the audit holds the event that published this very edition."""
    query = sa.select(AUDIT.c.detail).where(AUDIT.c.target == f"edition {about.number}")
    if _sealed(about) in connection.execute(query).scalars().all():
        return []
    return [f"edition {about.number}: the audit holds no event that published it as it stands"]


def _stray(connection: sa.Connection) -> list[str]:
    """Find editions that the audit knows and the store has lost, and rows of none."""
    last = _last(connection)
    query = sa.select(AUDIT.c.target).where(AUDIT.c.act == str(Act.publish_edition))
    known = {t for t in connection.execute(query).scalars() if t.startswith("edition ")}
    standing = {f"edition {one.number}" for one in _editions(connection)}
    return [
        *(f"{name}: published by the audit, missing in the store" for name in
          sorted(known - standing)),
        *(f"{table}: rows of an edition after {last}, which was never published"
          for table in _rows_beyond(connection, last)),
    ]
