"""Editions: complete, numbered, hashed, and never changed after.

Here: publishing one in a single transaction, finding it, proving it; and the readers, by one door.
Not here: what goes into an edition (``metrics.propose``), its life before and after
(``data.signing``), who may see which page (``data.access``).
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from data import audit, edition_register, steps
from data.access import Act, Actor, check_act
from data.audit import Anchor
from data.edition_register import UnknownEdition
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
from data.proving import problems, verify
from data.steps import State, Step
from data.store import Store
from data.tables import DOCUMENT, EDITION, EDITION_FRAMES, PART

__all__ = [
    "Edition", "NotComplete", "Proposal", "UnknownEdition", "anchor", "cells", "changes", "codes",
    "deliveries", "documents", "edition", "editions", "expected", "figures", "indicators", "last",
    "latest", "notes", "problems", "publish", "read", "reasons", "relations", "sentences",
    "signals", "trust", "verify", "write",
]


def publish(
    store: Store, actor: Actor, proposal: Proposal, at: datetime | None = None
) -> Edition:
    """Write a synthetic edition, its hash, its step and its audit event in one transaction.

    Raises ``AccessDenied`` where the actor may not, ``NotComplete`` where the proposal may not
    become an edition (``data.proposal.complete``), is not built on the newest one, or is of real
    data: that goes the whole way of ``data.signing``.
    """
    check_act(actor, Act.publish_edition)
    whole = complete(proposal)
    if whole.origin != "synthetic":
        raise NotComplete("an edition of real data is published after two have signed it")
    with store.begin() as connection:
        return write(connection, actor, whole, at=at)


def write(
    connection: sa.Connection, actor: Actor, whole: Proposal, version: int = 0,
    at: datetime | None = None,
) -> Edition:
    """Write a complete proposal as an edition within a transaction that is open.

    Whoever calls has asked for the right, and whether the life of the edition lets it be.
    """
    steps.lock(connection)
    digests = parts(whole.frames, whole.documents, facts(whole))
    new = _next(connection, whole, content_hash(digests))
    before = [e for e in edition_register.every(connection) if e.status == State.published]
    for name, frame in whole.frames.items():
        insert(connection, name, frame, new.number)
    _texts(connection, DOCUMENT, "text", new.number, dict(whole.documents))
    _texts(connection, PART, "digest", new.number, digests)
    connection.execute(EDITION.insert().values(edition_register.row(new)))   # closes the others
    audit.record(connection, actor, Act.publish_edition, f"edition {new.number}",
                 edition_register.sealed(new))
    steps.write(connection, actor, (new.number, version), Step.publish, State.published,
                content=new.hash, at=at)
    for old in before:
        _supersede(connection, actor, old.number, new.number, at)
    return new


def _supersede(
    connection: sa.Connection, actor: Actor, old: int, new: int, at: datetime | None
) -> None:
    version = max((taken.version for taken in steps.steps(connection, old)), default=0)
    steps.write(connection, actor, (old, version), Step.supersede, State.superseded,
                {"by": new}, at=at)


def _next(connection: sa.Connection, proposal: Proposal, content: str) -> Edition:
    """Number the edition after the newest; nobody else publishes until we have."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE edition IN SHARE ROW EXCLUSIVE MODE"))
    newest = edition_register.last(connection)
    if newest != (proposal.previous or 0):
        raise NotComplete(f"the newest edition is {newest}, the proposal builds on "
                          f"{proposal.previous or 0}")
    if edition_register.rows_beyond(connection, newest):
        raise NotComplete(f"there are rows of an edition {newest + 1} that was never published")
    return Edition(
        newest + 1, proposal.label, proposal.until, proposal.cutoff, proposal.published_on,
        proposal.previous, proposal.origin, proposal.code_version, content,
    )


def _texts(
    connection: sa.Connection, table: sa.Table, column: str, number: int, texts: dict[str, str]
) -> None:
    if texts:
        connection.execute(table.insert(), [
            {"edition": number, "name": name, column: text} for name, text in texts.items()])


def editions(store: Store) -> list[Edition]:
    """Return every edition, the oldest first, withdrawn ones too."""
    with store.read() as connection:
        return edition_register.every(connection)


def latest(store: Store) -> Edition | None:
    """Return the newest edition that is not withdrawn, None where there is none."""
    return next((e for e in editions(store) if e.status == State.published), None)


def last(store: Store) -> Edition | None:
    """Return the newest edition of all, withdrawn or not: the next one is built on it."""
    return next(reversed(editions(store)), None)


def edition(store: Store, number: int | str) -> Edition:
    """Return an edition by number, or the ``"latest"`` that stands. Raises ``UnknownEdition``."""
    with store.read() as connection:
        return edition_register.one(connection, number)


def anchor(store: Store, number: int) -> Anchor:
    """Return the newest event of the audit when an edition was published, for footer and feed.

    Whoever keeps a printed edition can tell by it that the audit was not cut short since.
    """
    with store.read() as connection:
        return edition_register.seal(connection, edition_register.one(connection, number).number)


def held_by(store: Store, print_: str | None) -> str:
    """Return the label of the newest edition that a delivery's content counts in, "" for none."""
    rows = EDITION_FRAMES["deliveries"]
    query = sa.select(EDITION.c.label).join(rows, rows.c.edition == EDITION.c.number).where(
        rows.c.fingerprint == print_).order_by(EDITION.c.number.desc()).limit(1)
    with store.read() as connection:
        return str(connection.execute(query).scalar() or "") if print_ else ""
