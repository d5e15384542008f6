"""Retention applied: what is older than its kind is kept goes, each day.

Here: which records of the desk, the store's tasks and the inbox are too old, and letting them go.
Not here: how long and why (``data.retention``), deleting content from the vault (the worker, once
the desk has let go of it).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import sqlalchemy as sa

from data import audit, counting, erasure, retention, tasks
from data.access import Act, Actor, check_act
from data.store import Desk, Store
from data.tables import (
    DELIVERY,
    DESK_AUDIT,
    EXAMPLE,
    FAULT,
    PROFILE,
    QUESTION,
    RULE_RESULT,
    UNMATCHED,
)


def due(connection: sa.Connection, today: date) -> bool:
    """Tell whether retention has not been applied on a day yet."""
    last = sa.select(sa.func.max(DESK_AUDIT.c.detail)).where(
        DESK_AUDIT.c.act == str(Act.apply_retention), DESK_AUDIT.c.target == "all kinds")
    return str(connection.execute(last).scalar() or "") < today.isoformat()


def apply(desk: Desk, store: Store, inbox: Path, actor: Actor, today: date) -> dict[str, int]:
    """Let go of all that is too old on a day; return how many of each kind. One event at the desk.

    Content is marked for the worker to destroy. Raises ``AccessDenied``.
    """
    check_act(actor, Act.apply_retention)
    gone = {"tasks": tasks.forget(store, retention.before("tasks", today)),
            "inbox": _inbox(inbox, today)}
    with desk.begin() as connection:
        gone |= dict(_desk(connection, actor, today))
        audit.record(connection, actor, Act.apply_retention, "all kinds", today.isoformat())
    desk.scrub()
    return gone


def _desk(connection: sa.Connection, actor: Actor, today: date) -> Iterator[tuple[str, int]]:
    yield "examples", _delete(connection, EXAMPLE, EXAMPLE.c.expires_on < today)
    yield "queries", _delete(connection, UNMATCHED, UNMATCHED.c.expires_on < today)
    for kind, table in (("profiles", PROFILE), ("questions", QUESTION)):
        old = _received(retention.before(kind, today))
        yield kind, _delete(connection, table, table.c.delivery.in_(old))
    yield "refused", _refused(connection, today)
    for kind, numbers in (("content_waiting", _waiting(connection, today)),
                          ("content_replaced", _replaced(connection, today))):
        for number in numbers:
            erasure.let_go(connection, actor, number, Act.apply_retention,
                           datetime.combine(today, time(), UTC))
        yield kind, len(numbers)


def _delete(
    connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]
) -> int:
    return int(connection.execute(table.delete().where(where)).rowcount)


def _received(before: date, *also: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    return sa.select(DELIVERY.c.id).where(DELIVERY.c.received_on < before, *also)


def _refused(connection: sa.Connection, today: date) -> int:
    """Delete the results and faults of refused deliveries; that they were refused stays."""
    old = _received(retention.before("refused", today), DELIVERY.c.outcome == "refused")
    return sum(_delete(connection, table, table.c.delivery.in_(old))
               for table in (RULE_RESULT, FAULT))


def _waiting(connection: sa.Connection, today: date) -> list[int]:
    """Return the deliveries that nobody has decided on in time."""
    old = _received(retention.before("content_waiting", today), DELIVERY.c.outcome == "waiting",
                    DELIVERY.c.erased_on.is_(None))
    return list(connection.scalars(old.order_by(DELIVERY.c.id)))


def _replaced(connection: sa.Connection, today: date) -> list[int]:
    """Return the accepted deliveries that count neither now nor at a cut-off in the time kept."""
    before = retention.before("content_replaced", today)
    counts = {one.fingerprint for day in (before, today)
              for one in counting.counting(connection, day)}
    old = _received(before, DELIVERY.c.outcome.in_(counting.COUNTS),
                    DELIVERY.c.erased_on.is_(None))
    query = sa.select(DELIVERY.c.id, DELIVERY.c.fingerprint).where(DELIVERY.c.id.in_(old))
    return [number for number, print_ in connection.execute(query.order_by(DELIVERY.c.id))
            if print_ not in counts]


def _inbox(inbox: Path, today: date) -> int:
    """Delete files that have lain in the inbox for too long."""
    before = datetime.combine(retention.before("inbox", today), time(), UTC).timestamp()
    old = [path for path in inbox.glob("*") if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink()
    return len(old)
