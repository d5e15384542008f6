"""The audit: one event an act, in the same transaction, each chained to the one before.

Here: writing an event and proving the chain. Not here: deciding who may act (``data.access``). An
event names the act and its target, never a value of a row.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa

from data.access import Actor
from data.tables import AUDIT

_FIELDS = ("id", "at", "actor", "role", "act", "target", "detail", "previous")


def record(connection: sa.Connection, actor: Actor, act: str, target: str, detail: str = "") -> int:
    """Write one event and return its number. Store and desk have a chain each."""
    last = connection.execute(
        sa.select(AUDIT.c.id, AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)
    ).first()
    row = {
        "id": (last.id if last else 0) + 1, "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "actor": actor.name, "role": str(actor.role), "act": str(act), "target": target,
        "detail": detail, "previous": last.hash if last else "",
    }
    connection.execute(AUDIT.insert().values(**row, hash=_hash(row)))
    return int(row["id"])


def _hash(row: dict[str, object]) -> str:
    text = json.dumps([row[f] for f in _FIELDS], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def broken(connection: sa.Connection) -> list[int]:
    """Return the numbers of events that are changed, out of order or missing before."""
    wrong, previous, expected = [], "", 1
    for row in connection.execute(sa.select(AUDIT).order_by(AUDIT.c.id)).mappings():
        good = row["hash"] == _hash(dict(row)) and row["previous"] == previous
        if not good or row["id"] != expected:
            wrong.append(int(row["id"]))
        previous, expected = row["hash"], row["id"] + 1
    return wrong
