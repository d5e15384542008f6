"""The draft of the next edition: protected and attacked, held apart until it is published.

Here: holding a proposal, reading it for those who may, its content hash, and letting go of it. A
draft's cells lie in no table of editions. Not here: which step a draft may take (``data.life``),
making one (``metrics.jobs``), the texts while they are written (``data.texts``).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl
import sqlalchemy as sa

from data import canonical, edition_register, life, steps
from data.access import Act, Actor, check_act
from data.acting import Declined, stamp
from data.life_tables import DRAFT, DRAFT_DOCUMENT, DRAFT_FRAME
from data.proposal import NotComplete, Proposal, complete, content_hash, facts, shaped
from data.steps import State, Step
from data.store import Store

TEXTS = "texts"   # the document of the assessment texts, frozen by the first signature


@dataclass(frozen=True)
class Draft:
    """The held draft of an edition: its facts, never its figures.

    ``tested`` is the digest of the figures that the attacker tried; ``state`` where it stands.
    """

    number: int
    version: int
    label: str
    until: str
    cutoff: date
    previous: int | None
    origin: str
    code_version: str
    demonstration: bool
    tested: str
    made_at: datetime
    made_by: str
    state: State = State.draft


def hold(
    store: Store, actor: Actor, proposal: Proposal, at: datetime | None = None, *,
    tested: str | None = None,
) -> Draft:
    """Hold a proposal as the draft of the next edition; it replaces the version before.

    ``tested`` is the digest (``figures``) of the frames that the attacker tried. Raises
    ``AccessDenied``, ``NotComplete``, and ``Declined`` where the draft before is under way.
    """
    whole = complete(proposal)
    with store.begin() as connection:
        steps.lock(connection)
        number = _number(connection, whole)
        rule = _check(connection, actor, number)
        version = _version(connection, number) + 1
        drop(connection, number)
        _insert(connection, (number, version), whole, actor, tested or "", at)
        steps.write(connection, actor, (number, version), Step.make_draft, rule.to,
                    {"until": whole.until, "cutoff": whole.cutoff.isoformat()},
                    content(connection, number), at)
        return draft(connection, number)


def check_free(store: Store, actor: Actor) -> None:
    """Raise ``AccessDenied`` or ``Declined`` where ``hold`` would: asked before the long work."""
    with store.read() as connection:
        _check(connection, actor, edition_register.last(connection) + 1)


def _check(connection: sa.Connection, actor: Actor, number: int) -> life.Rule:
    """An edition of that number is not published: its draft is next."""
    before = held(connection, number)
    stands = life.Standing(number, before.label if before else str(number),
                           state=steps.state(connection, number))
    return life.check_step(stands, actor, Step.make_draft)


def _number(connection: sa.Connection, proposal: Proposal) -> int:
    last = edition_register.last(connection)
    if last != (proposal.previous or 0):
        raise NotComplete(f"the newest edition is {last}, the proposal builds on "
                          f"{proposal.previous or 0}")
    return last + 1


def _version(connection: sa.Connection, number: int) -> int:
    """Return the newest version of a draft that ever was, by its steps."""
    return max((taken.version for taken in steps.steps(connection, number)), default=0)


def _insert(
    connection: sa.Connection, key: tuple[int, int], of: Proposal, actor: Actor, tested: str,
    at: datetime | None,
) -> None:
    keys = dict(zip(("number", "version"), key, strict=True))
    connection.execute(DRAFT.insert().values(
        **keys, label=of.label, until=of.until, cutoff=of.cutoff, previous=of.previous,
        origin=of.origin, code_version=of.code_version, demonstration=of.demonstration,
        tested=tested, made_at=stamp(at), made_by=actor.name))
    connection.execute(DRAFT_FRAME.insert(), [
        {**keys, "name": name, "digest": canonical.digest(frame), "content": _bytes(frame)}
        for name, frame in of.frames.items()])
    for name, text in of.documents.items():
        connection.execute(DRAFT_DOCUMENT.insert().values(**keys, name=name, text=text))


def _bytes(frame: pl.DataFrame) -> bytes:
    held = io.BytesIO()
    frame.write_parquet(held, compression="zstd")
    return held.getvalue()


def figures(frames: Mapping[str, pl.DataFrame]) -> str:
    """Compute the digest of all frames of a proposal: what a disclosure test was made on.

    Raises ``NotComplete`` where a frame or a column is missing.
    """
    return canonical.digest_of({
        name: canonical.digest(frame) for name, frame in shaped(frames).items()})


def newest(store: Store) -> Draft | None:
    """Return the held draft, None where there is none."""
    with store.read() as connection:
        number = connection.execute(sa.select(sa.func.max(DRAFT.c.number))).scalar()
        return None if number is None else held(connection, number)


def held(connection: sa.Connection, number: int) -> Draft | None:
    """Return the held draft of an edition, None where there is none."""
    row = connection.execute(sa.select(DRAFT).where(DRAFT.c.number == number)).mappings().first()
    if row is None:
        return None
    made_at = datetime.fromisoformat(row["made_at"]).astimezone(UTC)
    return Draft(**{**row, "made_at": made_at}, state=steps.state(connection, number))


def draft(connection: sa.Connection, number: int) -> Draft:
    """Return the held draft of an edition. Raises ``Declined`` where there is none."""
    found = held(connection, number)
    if found is None:
        raise Declined("no_draft", number=number)
    return found


def frame(store: Store, actor: Actor, number: int, name: str) -> pl.DataFrame:
    """Read one frame of a draft. Raises ``AccessDenied``, ``Declined`` where there is no draft."""
    check_act(actor, Act.read_draft)
    with store.read() as connection:
        return read(connection, number, name)


def read(connection: sa.Connection, number: int, name: str) -> pl.DataFrame:
    """Read one frame of a draft on an open connection; whoever calls has asked for the right."""
    query = sa.select(DRAFT_FRAME.c.content).where(
        DRAFT_FRAME.c.number == number, DRAFT_FRAME.c.name == name)
    held = connection.execute(query).scalar()
    if held is None:
        raise Declined("no_draft", number=number)
    return pl.read_parquet(io.BytesIO(held))


def documents(store: Store, actor: Actor, number: int) -> dict[str, str]:
    """Read the documents of a draft: registers, catalogue, policy, disclosure test and others.

    The texts are among them from the first signature. Raises ``AccessDenied``.
    """
    check_act(actor, Act.read_draft)
    with store.read() as connection:
        return read_documents(connection, number)


def read_documents(connection: sa.Connection, number: int) -> dict[str, str]:
    """Read the documents of a draft on an open connection."""
    query = sa.select(DRAFT_DOCUMENT.c.name, DRAFT_DOCUMENT.c.text).where(
        DRAFT_DOCUMENT.c.number == number)
    return {row.name: row.text for row in connection.execute(query.order_by(DRAFT_DOCUMENT.c.name))}


def digests(connection: sa.Connection, number: int) -> dict[str, str]:
    """Return the digest of each held frame, as it was written when the draft was held."""
    query = sa.select(DRAFT_FRAME.c.name, DRAFT_FRAME.c.digest).where(
        DRAFT_FRAME.c.number == number)
    return {row.name: row.digest for row in connection.execute(query)}


def content(connection: sa.Connection, number: int, texts: str | None = None) -> str:
    """Compute the content hash that the edition would have, with these texts in it.

    "" is without texts; None is with those that are frozen, if any are.
    """
    about = facts(draft(connection, number))
    documents_ = read_documents(connection, number)
    if texts is not None:
        documents_ = {**documents_, TEXTS: texts}
    if not documents_.get(TEXTS):
        documents_.pop(TEXTS, None)
    return content_hash({
        **digests(connection, number),
        **{f"document {name}": canonical.digest_text(text) for name, text in documents_.items()},
        "facts": canonical.digest_of(about)})


def freeze(connection: sa.Connection, number: int, texts: str) -> None:
    """Keep the texts with the draft as they are now; with "", let go of those that were kept."""
    version = draft(connection, number).version
    connection.execute(DRAFT_DOCUMENT.delete().where(
        DRAFT_DOCUMENT.c.number == number, DRAFT_DOCUMENT.c.name == TEXTS))
    if texts:
        connection.execute(DRAFT_DOCUMENT.insert().values(
            number=number, version=version, name=TEXTS, text=texts))


def proposal(connection: sa.Connection, number: int, published_on: date) -> Proposal:
    """Return a held draft as the proposal that it was, from its bytes, to be published on a day."""
    of = draft(connection, number)
    return Proposal(
        of.label, of.until, of.cutoff, published_on, of.previous, of.origin, of.code_version,
        {name: read(connection, number, name) for name in digests(connection, number)},
        read_documents(connection, number), of.demonstration)


def drop(connection: sa.Connection, number: int) -> None:
    """Let go of a draft: another version takes its place, or it is published."""
    for table in (DRAFT_FRAME, DRAFT_DOCUMENT, DRAFT):
        connection.execute(table.delete().where(table.c.number == number))
