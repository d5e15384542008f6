"""The task table: what the pages ask of the worker, and what it says back.

Here: adding, claiming, progress, result. Not here: doing a task (``dashboard.worker``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from data import audit, words
from data.access import Act, Actor, check_act
from data.acting import check_words
from data.store import Store
from data.tables import TASK

# What one must be allowed, to ask for a kind of task. Whose delivery it is, the worker asks. The
# payload of each stands in ``dashboard.desk_work``; it holds words, never a count of the desk.
NEEDS = {
    "publish": Act.publish_edition, "draft": Act.draft_edition,
    "decide": Act.decide_delivery, "waive": Act.waive_rule,
    "ask": Act.ask_deliverer, "answer": Act.answer_question, "correct": Act.record_correction,
    "settle_correction": Act.settle_correction, "erase": Act.erase_delivery,
    "confirm_erase": Act.erase_delivery,
}


@dataclass(frozen=True)
class Task:
    """One task. ``state`` is waiting, running, done or failed; ``result`` is JSON."""

    id: int
    kind: str
    payload: str
    actor: str
    state: str
    done: int
    of: int
    words: str
    result: str
    asked_at: str | None = None


def add(store: Store, actor: Actor, kind: str, payload: Mapping[str, Any]) -> int:
    """Ask the worker for something the actor may do, and return the task's number.

    Raises ``AccessDenied``, ``Declined`` on a text that holds a number which may be the desk's,
    and ``KeyError`` on a kind that nobody does.
    """
    check_act(actor, NEEDS[kind], authority=actor.authority if kind == "answer" else None)
    check_words(*(text for text in payload.values() if isinstance(text, str)))
    who = {"name": actor.name, "role": str(actor.role), "authority": actor.authority,
           "council": actor.council}
    row = TASK.insert().values(
        kind=kind, payload=json.dumps(dict(payload), default=str), actor=json.dumps(who),
        state="waiting", done=0, of=0, words="", result="",
        asked_at=datetime.now(UTC).isoformat(timespec="seconds"))
    with store.begin() as connection:
        number = int(connection.execute(row.returning(TASK.c.id)).scalar_one())
        audit.record(connection, actor, f"ask_{kind}", f"task {number}")
    return number


def claim(store: Store) -> Task | None:
    """Take the oldest waiting task, so that no other worker takes it; None where none waits."""
    oldest = sa.select(TASK.c.id).where(TASK.c.state == "waiting").order_by(TASK.c.id).limit(1)
    with store.read() as connection:
        if connection.execute(oldest).scalar() is None:
            return None   # the usual way: a look that takes no lock
    with store.begin() as connection:
        number = connection.execute(oldest.with_for_update(skip_locked=True)).scalar()
        if number is None:
            return None
        connection.execute(TASK.update().where(TASK.c.id == number).values(state="running"))
        row = connection.execute(sa.select(TASK).where(TASK.c.id == number)).mappings().one()
        return Task(**row)


def progress(store: Store, number: int, done: int, of: int, words: str) -> None:
    """Write how far a task has come."""
    _set(store, number, done=done, of=of, words=words)


def finish(store: Store, number: int, good: bool, result: str) -> None:
    """Write how a task ended."""
    _set(store, number, state="done" if good else "failed", result=result)


def _set(store: Store, number: int, **values: object) -> None:
    with store.begin() as connection:
        connection.execute(TASK.update().where(TASK.c.id == number).values(**values))


def give_up(store: Store) -> int:
    """Fail the tasks that a stopped worker left running, with a sentence; return how many.

    A worker calls it when it starts: who asked must ask again, since nothing is done twice.
    """
    said = {lang: words.say("task.stopped", lang) for lang in ("sv", "en")}
    left = TASK.update().where(TASK.c.state == "running").values(
        state="failed", result=json.dumps(said, ensure_ascii=False))
    with store.begin() as connection:
        return connection.execute(left).rowcount


def forget(store: Store, before: date) -> int:
    """Delete the tasks that ended and were asked before a day; return how many."""
    old = TASK.delete().where(
        TASK.c.state.in_(("done", "failed")), TASK.c.asked_at < before.isoformat())
    with store.begin() as connection:
        return connection.execute(old).rowcount


def recent(store: Store, most: int = 20) -> list[Task]:
    """Return the newest tasks, newest first."""
    query = sa.select(TASK).order_by(TASK.c.id.desc()).limit(most)
    with store.read() as connection:
        return [Task(**row) for row in connection.execute(query).mappings()]
