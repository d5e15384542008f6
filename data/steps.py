"""The steps of an edition's life: rows that are only added to, each chained to the one before.

Here: the states and the kinds of steps, writing a step with its audit event, reading, proving the
chain. A step holds the newest hash of the audit, and the audit the hash of the step: neither can be
cut short without the other. Not here: which step is possible when, by whom (``data.life``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data import audit
from data.access import Actor
from data.acting import stamp
from data.life_tables import EDITION_STEP
from data.tables import AUDIT


class State(StrEnum):
    """Where an edition stands in its life. ``none``: nothing is made of it yet."""

    none = "none"
    draft = "draft"
    in_review = "in_review"
    joint_preparation = "joint_preparation"
    signed_one = "signed_one"
    signed = "signed"
    embargoed = "embargoed"
    published = "published"
    superseded = "superseded"
    withdrawn = "withdrawn"


class Step(StrEnum):
    """What can be done with an edition."""

    make_draft = "make_draft"
    propose = "propose"
    open_preparation = "open_preparation"
    approve = "approve"
    comment = "comment"
    dissent = "dissent"
    resolve = "resolve"
    hand_back = "hand_back"
    sign = "sign"
    set_embargo = "set_embargo"
    publish = "publish"
    supersede = "supersede"
    withdraw = "withdraw"
    reinstate = "reinstate"


@dataclass(frozen=True)
class Taken:
    """One step that was taken: what, by whom, when, and the state after.

    ``detail`` holds what came with it (text, sv, en, deadline, authorities, minute, comment);
    ``content`` the hash that it signs or publishes; ``anchor`` the newest hash of the audit then.
    """

    id: int
    edition: int
    version: int
    act: Step
    state: State
    who: str
    role: str
    authority: str
    at: datetime
    detail: Mapping[str, Any]
    content: str
    anchor: str
    hash: str


def lock(connection: sa.Connection) -> None:
    """Keep every other writer of steps waiting until this transaction ends; readers go on."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE edition_step IN SHARE ROW EXCLUSIVE MODE"))


def write(
    connection: sa.Connection, actor: Actor, edition: tuple[int, int], act: Step, state: State,
    detail: Mapping[str, Any] | None = None, content: str = "", at: datetime | None = None,
) -> int:
    """Write a step of an edition (number, version) and its audit event; return the step's number.

    Whoever may take it has been asked for (``data.life``), under ``lock``.
    """
    lock(connection)
    last = connection.execute(
        sa.select(EDITION_STEP.c.id, EDITION_STEP.c.hash)
        .order_by(EDITION_STEP.c.id.desc()).limit(1)).first()
    row: dict[str, object] = {
        "id": (last.id if last else 0) + 1, "edition": edition[0], "version": edition[1],
        "act": str(act), "state": str(state), "who": actor.name, "role": str(actor.role),
        "authority": actor.authority or "", "at": stamp(at),
        "detail": json.dumps(dict(detail or {}), sort_keys=True, ensure_ascii=False),
        "content": content, "anchor": audit.newest(connection).hash,
        "previous": last.hash if last else "",
    }
    print_ = _hash(row)
    connection.execute(EDITION_STEP.insert().values(**row, hash=print_))
    audit.record(connection, actor, f"step_{act}", f"edition {edition[0]}", f"{state} {print_}")
    return (last.id if last else 0) + 1


def _hash(row: Mapping[str, object] | sa.RowMapping) -> str:
    fields = [row[c.name] for c in EDITION_STEP.c if c.name != "hash"]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def steps(connection: sa.Connection, number: int) -> tuple[Taken, ...]:
    """Return every step of an edition, the oldest first."""
    query = sa.select(EDITION_STEP).where(EDITION_STEP.c.edition == number)
    rows = connection.execute(query.order_by(EDITION_STEP.c.id)).mappings()
    return tuple(_taken(row) for row in rows)


def _taken(row: sa.RowMapping) -> Taken:
    return Taken(
        row["id"], row["edition"], row["version"], Step(row["act"]), State(row["state"]),
        row["who"], row["role"], row["authority"],
        datetime.fromisoformat(row["at"]).astimezone(UTC), json.loads(row["detail"]),
        row["content"], row["anchor"], row["hash"])


def states(connection: sa.Connection) -> dict[int, State]:
    """Return the state of every edition that has a step."""
    newest = sa.select(sa.func.max(EDITION_STEP.c.id)).group_by(EDITION_STEP.c.edition)
    query = sa.select(EDITION_STEP.c.edition, EDITION_STEP.c.state).where(
        EDITION_STEP.c.id.in_(newest))
    return {row.edition: State(row.state) for row in connection.execute(query)}


def state(connection: sa.Connection, number: int) -> State:
    """Return the state of an edition; ``none`` where it has no step."""
    return states(connection).get(number, State.none)


def broken(connection: sa.Connection) -> list[str]:
    """Walk the chain, and hold it against the audit; return a sentence a fault, in English."""
    rows = list(connection.execute(
        sa.select(EDITION_STEP).order_by(EDITION_STEP.c.id)).mappings())
    return [*_links(rows), *_against_audit(connection, rows)]


def _links(rows: list[sa.RowMapping]) -> Iterator[str]:
    previous, expected = "", 1
    for row in rows:
        if row["id"] != expected:
            yield f"steps: step {expected} is missing"
        elif row["previous"] != previous:
            yield f"steps: step {row['id']} does not follow the one before it"
        if row["hash"] != _hash(row):
            yield f"steps: step {row['id']} is not what was written"
        previous, expected = row["hash"], row["id"] + 1


def _against_audit(connection: sa.Connection, rows: list[sa.RowMapping]) -> Iterator[str]:
    events = list(connection.execute(sa.select(AUDIT.c.act, AUDIT.c.detail, AUDIT.c.hash)))
    known, said = {e.hash for e in events}, {
        str(e.detail).rpartition(" ")[2] for e in events if str(e.act).startswith("step_")}
    for row in rows:
        if row["anchor"] and row["anchor"] not in known:
            yield f"audit: the event that step {row['id']} was anchored in is missing"
        if row["hash"] not in said:
            yield f"audit: no event says that step {row['id']} was taken as it stands"
    gone = len(said - {row["hash"] for row in rows})
    if gone:
        yield f"steps: {gone} that the audit knows are missing"
