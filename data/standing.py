"""How an edition stands, read at one moment from its draft, its steps and its texts.

Here: from rows to ``life.Standing``. Not here: what may follow (``data.life``), taking a step
(``data.signing``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from data import canonical, drafts, registers, steps
from data import texts as texts_
from data.access import Act, Actor, check_act
from data.conditions import Standing
from data.drafts import Draft
from data.steps import State, Step, Taken
from data.store import Store
from data.tables import EDITION

COUNCIL = "joint_initiative"   # whose members sign the national edition
ANSWERS = (Step.approve, Step.comment, Step.dissent)
ATTACK = "attack"   # the document of the disclosure test
FROZEN = (State.signed, State.embargoed)   # by two signatures: the texts kept with the draft hold
SHOWN = ("cells", "changes", "figures")     # what the texts are held against
Problems = Callable[
    [sa.Connection, int, Mapping[str, pl.DataFrame]], Iterable[tuple[str, Mapping[str, Any]]]]


@dataclass(frozen=True)
class Texts:
    """What the life of an edition asks of its texts (``data.texts``): three doors."""

    problems: Problems
    authors: Callable[[sa.Connection, int], Iterable[str]]
    document: Callable[[sa.Connection, int], str]




def standing(store: Store, actor: Actor, number: int, texts: Texts | None = None) -> Standing:
    """Return how an edition stands, for those who may read drafts. Raises ``AccessDenied``."""
    check_act(actor, Act.read_draft)
    with store.read() as connection:
        return read(connection, number, texts)


def read(connection: sa.Connection, number: int, texts: Texts | None = None) -> Standing:
    """Return how an edition stands, on an open connection; whoever calls has asked for the right.

    An edition of which nothing is held and no step was taken stands as ``State.none``.
    """
    stands, held = walked(connection, number), drafts.held(connection, number)
    if held is None:
        return stands
    return _with_draft(connection, stands, held, texts or default())


def walked(connection: sa.Connection, number: int) -> Standing:
    """Return how an edition stands by its steps alone: enough to show its life, not to move it."""
    taken = steps.steps(connection, number)
    row = connection.execute(sa.select(EDITION.c.label).where(EDITION.c.number == number)).first()
    state = taken[-1].state if taken else _unstepped(connection, number, row is not None)
    base = Standing(number, row.label if row else "", _version(taken), state, row is not None)
    return _walked(base, taken)


def _unstepped(connection: sa.Connection, number: int, published: bool) -> State:
    """Tell how an edition stands that was published before steps were kept."""
    if not published:
        return State.none
    newest = connection.execute(sa.select(sa.func.max(EDITION.c.number))).scalar()
    return State.published if number == newest else State.superseded


def default() -> Texts:
    """Return the doors of the texts as they are written."""
    return Texts(texts_.problems, texts_.authors, texts_.document)


def _version(taken: tuple[Taken, ...]) -> int:
    return taken[-1].version if taken else 0


def _walked(base: Standing, taken: tuple[Taken, ...]) -> Standing:
    """Fill in what the steps say; signatures and answers lapse when an edition is handed back."""
    run = _since(taken, (Step.make_draft, Step.hand_back))
    opened = [t for t in run if t.act is Step.open_preparation]
    embargo = [t for t in run if t.act is Step.set_embargo]
    asked = tuple(opened[-1].detail["authorities"]) if opened else ()
    return replace(
        base, makers=_makers(taken), asked=asked, answers=_answers(run, asked),
        deadline=_moment(opened[-1].detail["until"]) if opened else None,
        comments=_open_comments(taken),
        signatures=tuple(t for t in run if t.act is Step.sign),
        minute=_moment(embargo[-1].detail["until"]) if embargo else None)


def _since(taken: tuple[Taken, ...], acts: tuple[Step, ...]) -> tuple[Taken, ...]:
    at = max((n for n, t in enumerate(taken) if t.act in acts), default=-1)
    return taken[at + 1:]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _makers(taken: tuple[Taken, ...]) -> frozenset[str]:
    """Name whoever made this version or proposed it, ever: a handed back one is still theirs."""
    own = [t for t in taken if t.version == _version(taken)]
    return frozenset(t.who for t in own if t.act in (Step.make_draft, Step.propose))


def _answers(run: tuple[Taken, ...], asked: tuple[str, ...]) -> dict[str, Taken]:
    """Return the newest answer of each authority that was asked, given before the deadline."""
    found: dict[str, Taken] = {}
    until: datetime | None = None
    for t in run:
        if t.act is Step.open_preparation:
            until = _moment(t.detail["until"])
        elif t.act in ANSWERS and t.authority in asked and until and t.at < until:
            found[t.authority] = t
    return found


def _open_comments(taken: tuple[Taken, ...]) -> tuple[Taken, ...]:
    closed = {t.detail.get("comment") for t in taken if t.act is Step.resolve}
    return tuple(t for t in taken
                 if t.act in (Step.comment, Step.hand_back) and t.id not in closed)


def _with_draft(
    connection: sa.Connection, walked: Standing, held: Draft, texts: Texts
) -> Standing:
    members, leads = _council(held.cutoff)
    return replace(
        walked, label=held.label, members=members, leads=leads,
        tested=held.tested == canonical.digest_of(drafts.digests(connection, held.number)),
        findings=_findings(drafts.read_documents(connection, held.number)),
        **_texts(connection, held.number, walked.state, texts))


def _texts(
    connection: sa.Connection, number: int, state: State, texts: Texts
) -> dict[str, Any]:
    """Ask the texts what they hold; once two have signed, those kept with the draft hold."""
    if state in FROZEN:
        return {"content": drafts.content(connection, number)}
    frames = {name: drafts.read(connection, number, name) for name in SHOWN}
    return {
        "authors": frozenset(texts.authors(connection, number)),
        "texts": tuple(texts.problems(connection, number, frames)),
        "content": drafts.content(connection, number, texts.document(connection, number))}


def _council(at: date) -> tuple[frozenset[str], frozenset[str]]:
    members = frozenset(m.authority for m in registers.members(COUNCIL, at) if m.authority)
    return members, frozenset(registers.council(COUNCIL).leads)


def _findings(documents: Mapping[str, str]) -> int:
    """Count what the disclosure test found; a test that is not there counts as one finding."""
    told = documents.get(ATTACK)
    return 1 if told is None else len(json.loads(told).get("findings", ("unknown",)))


def deliverers(connection: sa.Connection, number: int) -> tuple[str, ...]:
    """Return the authorities whose deliveries count in a draft, in the order of their codes."""
    frame = drafts.read(connection, number, "deliveries")
    known = {a.code for a in registers.authorities()}
    return tuple(code for code in sorted(set(frame["deliverer"].drop_nulls())) if code in known)
