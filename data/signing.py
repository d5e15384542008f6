"""Taking a step in an edition's life, from proposing its draft to withdrawing it.

Here: one door, ``take``: the step, what it does to the draft, and its audit event, in one
transaction. Not here: which step is possible (``data.life``), making a draft (``data.drafts``),
publishing (``data.editions``; the step is written there).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from data import drafts, editions, life, standing, steps
from data.access import Actor
from data.acting import Declined
from data.conditions import Move, Standing
from data.moments import day_of
from data.proposal import Edition, Proposal, complete
from data.proving import UNREADABLE
from data.standing import Texts
from data.steps import State, Step, Taken
from data.store import Store

NOTHING = Move()
ELSEWHERE = (Step.make_draft, Step.publish, Step.supersede, Step.reinstate)   # other doors do them


def take(
    store: Store, actor: Actor, number: int, step: Step, move: Move = NOTHING,
    at: datetime | None = None, texts: Texts | None = None,
) -> Taken:
    """Take a step and return it as it was written; ``at`` is the present moment if not given.

    Raises ``AccessDenied``, or a ``Refusal`` with the sentence that the button would show, and
    then nothing has changed. ``ValueError`` for steps that other doors take.
    """
    if step in ELSEWHERE:
        raise ValueError(f"{step} has a door of its own")
    now = at or datetime.now(UTC)
    with store.begin() as connection:
        steps.lock(connection)   # from here nobody else moves the edition
        stands = standing.read(connection, number, texts)
        rule = life.check_step(stands, actor, step, move, now)
        content = _prepared(connection, stands, step, texts or standing.default())
        steps.write(connection, actor, (number, stands.version), step, rule.to,
                    _detail(connection, stands, step, move), content, now)
        if step is Step.withdraw:
            _reinstate(connection, actor, stands, now)
        return steps.steps(connection, number)[-1]


def _prepared(connection: sa.Connection, stands: Standing, step: Step, texts: Texts) -> str:
    """Freeze the texts at a signature, let go of them when handed back; return what is signed."""
    if step is Step.sign:
        drafts.freeze(connection, stands.number, texts.document(connection, stands.number))
        return drafts.content(connection, stands.number)
    if step is Step.hand_back:
        drafts.freeze(connection, stands.number, "")
        return ""
    return stands.content


def _detail(
    connection: sa.Connection, stands: Standing, step: Step, move: Move
) -> dict[str, Any]:
    """Return what is kept with a step: only what it asks for."""
    until = {} if move.until is None else {"until": move.until.astimezone(UTC).isoformat(
        timespec="seconds")}
    kept: Mapping[Step, dict[str, Any]] = {
        Step.comment: {"text": move.text.strip()}, Step.hand_back: {"text": move.text.strip()},
        Step.dissent: {"sv": move.sv.strip(), "en": move.en.strip()},
        Step.withdraw: {"sv": move.sv.strip(), "en": move.en.strip()},
        Step.resolve: {"comment": move.comment, "text": move.text.strip()},
        Step.set_embargo: until}
    if step is Step.open_preparation:
        asked = list(standing.deliverers(connection, stands.number))
        return {"authorities": asked, **until}
    return kept.get(step, {})


def _reinstate(connection: sa.Connection, actor: Actor, gone: Standing, at: datetime) -> None:
    """Let the newest edition that stands be the published one again, where that one is gone."""
    states = steps.states(connection)
    standing_ = [n for n, state in states.items() if state is State.superseded]
    if gone.state is not State.published or not standing_:
        return
    number = max(standing_)
    before = standing.read(connection, number)
    rule = life.check_step(before, actor, Step.reinstate, at=at)
    steps.write(connection, actor, (number, before.version), Step.reinstate, rule.to, at=at)


def publish(
    store: Store, actor: Actor, number: int, at: datetime | None = None,
    texts: Texts | None = None,
) -> Edition:
    """Publish a signed draft at its minute: verify it, write the edition, let go of the draft.

    All in one transaction. Raises ``AccessDenied``, and a ``Refusal`` where the minute has not
    come, or where what is held is not what two have signed, by its very bytes.
    """
    now = at or datetime.now(UTC)
    with store.begin() as connection:
        steps.lock(connection)
        stands = standing.read(connection, number, texts)
        life.check_step(stands, actor, Step.publish, at=now)
        whole = _as_signed(connection, stands, now)
        edition = editions.write(connection, actor, whole, stands.version, now)
        drafts.drop(connection, number)
        return edition


def _as_signed(connection: sa.Connection, stands: Standing, at: datetime) -> Proposal:
    """Read the held bytes and hold them against the signatures."""
    try:
        whole = complete(drafts.proposal(connection, stands.number, day_of(at)))
    except UNREADABLE as why:
        raise Declined("not_as_signed") from why
    if {s.content for s in stands.signatures} != {whole.hash()}:
        raise Declined("not_as_signed")
    return whole


def due(store: Store, at: datetime) -> int | None:
    """Return the number of the draft whose minute of publication has come, None where none has."""
    held = drafts.newest(store)   # the usual way: nothing is held, or not yet signed
    if held is None or held.state is not State.embargoed:
        return None
    with store.read() as connection:
        minute = standing.walked(connection, held.number).minute
    return held.number if minute is not None and at >= minute else None
