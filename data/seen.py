"""Which changes of a draft each reviewer has seen.

Here: marking changes as seen or not, with the audit event, and who has seen what. A mark is of a
figure as it was and as it is: where a new draft shows the same change, it still holds. Not here:
the changes (``metrics.compare``), signing, which an unseen change warns of and never stops.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from data import audit, steps
from data.access import Act, Actor, check_act
from data.acting import Declined, stamp
from data.seen_table import SEEN
from data.steps import State

OPEN = (State.draft, State.in_review, State.joint_preparation, State.signed_one)


def name_of(*parts: object) -> str:
    """Name a change by the parts of its figure: its key, what it was, what it is."""
    said = json.dumps([None if p is None else str(p) for p in parts], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def check_mark(connection: sa.Connection, actor: Actor, number: int) -> None:
    """Raise ``AccessDenied`` or ``Declined`` unless the actor may mark changes of a draft now."""
    check_act(actor, Act.review_edition)
    if steps.state(connection, number) not in OPEN:
        raise Declined("seen_closed")


def mark(
    connection: sa.Connection, actor: Actor, number: int, changes: Collection[str],
    seen: bool = True, at: datetime | None = None,
) -> int:
    """Mark changes as seen, or as not seen after all; return how many that moved.

    Raises ``AccessDenied``, and ``Declined`` where the draft is signed or there is none.
    """
    check_mark(connection, actor, number)
    audit.record(connection, actor, Act.review_edition, f"edition {number}",
                 f"changes {'seen' if seen else 'not seen'}")   # from here other writers wait
    own, asked = _own(connection, actor, number), set(changes)
    moved = sorted(asked - own if seen else asked & own)
    last = connection.execute(sa.select(sa.func.max(SEEN.c.id))).scalar() or 0
    if moved:
        connection.execute(SEEN.insert(), [
            {"id": last + n, "edition": number, "change": change, "seen": seen, "who": actor.name,
             "role": str(actor.role), "authority": actor.authority or "", "at": stamp(at)}
            for n, change in enumerate(moved, start=1)])
    return len(moved)


def _own(connection: sa.Connection, actor: Actor, number: int) -> frozenset[str]:
    return seen_by(connection, number).get((actor.name, actor.authority or ""), frozenset())


def seen_by(connection: sa.Connection, number: int) -> dict[tuple[str, str], frozenset[str]]:
    """Return what each person (name, authority) has seen of a draft, on an open connection."""
    newest = sa.select(sa.func.max(SEEN.c.id)).where(SEEN.c.edition == number).group_by(
        SEEN.c.who, SEEN.c.authority, SEEN.c.change)
    query = sa.select(SEEN.c.who, SEEN.c.authority, SEEN.c.change).where(
        SEEN.c.id.in_(newest), SEEN.c.seen.is_(True))
    found: dict[tuple[str, str], set[str]] = {}
    for row in connection.execute(query):
        found.setdefault((row.who, row.authority), set()).add(row.change)
    return {who: frozenset(changes) for who, changes in found.items()}
