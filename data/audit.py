"""The audit: one event an act, in the same transaction, each chained to the one before.

Here: writing an event and proving the chain. Not here: deciding who may act (``data.access``). An
event names the act and its target, never a value of a row. Store and desk have a chain each.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import NamedTuple

import sqlalchemy as sa

from data.access import Actor
from data.tables import AUDIT

_FIELDS = ("id", "at", "actor", "role", "act", "target", "detail", "previous")


class Anchor(NamedTuple):
    """A point that the audit had come to: all events up to it are bound by its hash."""

    event: int
    hash: str


def record(connection: sa.Connection, actor: Actor, act: str, target: str, detail: str = "") -> int:
    """Write one event in the caller's transaction and return its number."""
    if connection.dialect.name == "postgresql":   # one link at a time; readers do not wait
        connection.execute(sa.text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))
    last = newest(connection)
    row: dict[str, object] = {
        "id": last.event + 1, "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "actor": actor.name, "role": str(actor.role), "act": str(act), "target": target,
        "detail": detail, "previous": last.hash,
    }
    connection.execute(AUDIT.insert().values(**row, hash=_hash(row)))
    return last.event + 1


def newest(connection: sa.Connection) -> Anchor:
    """Return the number and the hash of the newest event: 0 and "" where there is none."""
    query = sa.select(AUDIT.c.id, AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)
    last = connection.execute(query).first()
    return Anchor(last.id, last.hash) if last else Anchor(0, "")


def _hash(row: dict[str, object]) -> str:
    text = json.dumps([row[f] for f in _FIELDS], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def broken(connection: sa.Connection) -> list[str]:
    """Walk the chain; return a sentence a link that does not hold, in English."""
    problems, previous, expected = [], "", 1
    for row in connection.execute(sa.select(AUDIT).order_by(AUDIT.c.id)).mappings():
        if row["id"] != expected:
            problems.append(f"audit: event {expected} is missing")
        elif row["previous"] != previous:
            problems.append(f"audit: event {row['id']} does not follow the one before it")
        if row["hash"] != _hash(dict(row)):
            problems.append(f"audit: event {row['id']} is not what was written")
        previous, expected = row["hash"], row["id"] + 1
    return problems
