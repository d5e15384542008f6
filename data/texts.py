"""Assessment texts: blocks in two languages, each a chain of versions that is only added to.

Here: writing, moving, removing and undoing a block, using a figure's new value, who owns a section,
and reading what stands. Not here: comments, approvals and dissents (``data.remarks``), what
stops a review and the frozen document (``data.text_review``), figure tokens (``data.tokens``),
what is taken over from the edition before (``data.taking_over``).

Two people may write at once: a version names the one that it follows, and the second of them gets
a sentence; nothing is lost, since nothing is overwritten. What a figure was when it was written is
kept with the version, and a version that follows keeps it: nothing is accepted by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import audit, tokens
from data.access import Act, Actor, can_act, check_act
from data.acting import Declined, stamp
from data.prose import CONFIDENCES, LIKELIHOODS
from data.registers import authorities
from data.text_review import document, problems, sentence
from data.text_rows import (
    Block,
    Words,
    add,
    authors,
    blocks,
    end,
    history,
    making,
    newest,
    next_block,
    owner,
    state,
    versions,
)
from data.text_tables import OWNER
from data.tokens import Source

__all__ = [
    "Block", "Words", "assign", "authors", "blocks", "can_write", "check_write", "document",
    "history", "log_write", "making", "may_write", "move", "owner", "problems", "ready", "remove",
    "sentence", "state", "undo", "use", "versions", "write",
]
KINDS = ("fact", "assessment", "recommendation")
LONGEST = 3_000   # characters of one language of a block
DRAFTING = ("", "none", "draft")   # states in which words may be written


def check_write(connection: sa.Connection, actor: Actor, number: int, code: str) -> None:
    """Raise ``AccessDenied`` or ``Declined`` unless the actor may write in a section now."""
    check_act(actor, Act.write_text, authority=owner(connection, number, code))
    if state(connection, number) not in DRAFTING:
        raise Declined("text_locked", number=number)


def can_write(connection: sa.Connection, actor: Actor, number: int, code: str) -> Declined | None:
    """Return why a section cannot be written in now, None where it can.

    Raises ``AccessDenied`` where the actor may never.
    """
    try:
        check_write(connection, actor, number, code)
    except Declined as why:
        return why
    return None


def may_write(connection: sa.Connection, actor: Actor, number: int, code: str) -> bool:
    """Tell whether the actor is one of those who write in a section."""
    return can_act(actor, Act.write_text, authority=owner(connection, number, code))


def write(
    connection: sa.Connection, actor: Actor, number: int, code: str, said: Words, source: Source,
    block: int | None = None, version: int = 0, at: datetime | None = None,
) -> Block:
    """Write a block: a new one, or the version after ``version`` of ``block``.

    Raises ``AccessDenied``, and ``Declined`` where the edition is locked, somebody else was first,
    or the words cannot stand.
    """
    check_write(connection, actor, number, code)
    said = _checked(said)
    log_write(connection, actor, number, code, "write")
    last = _expected(connection, number, block, version) if block is not None else None
    seen = {**tokens.seen(said.whole, source), **_kept(last, said, source)}
    made = Block(block or next_block(connection), version + 1 if last else 1, number, code,
                 last.position if last else end(connection, number, code), said, seen)
    return add(connection, actor, made, at)


def use(
    connection: sa.Connection, actor: Actor, block: int, version: int, source: Source,
    at: datetime | None = None,
) -> Block:
    """Use the figures of a block as they are now, in both languages. Raises as ``write``."""
    last = ready(connection, actor, block, version, "use")
    seen = tokens.seen(last.words.whole, source)
    return add(connection, actor, replace(last, version=version + 1, seen=seen), at)


def undo(
    connection: sa.Connection, actor: Actor, block: int, version: int, at: datetime | None = None
) -> Block:
    """Take a block back to the version before, as a new version. Raises as ``write``."""
    ready(connection, actor, block, version, "undo")
    if version < 2:
        raise Declined("text_first")
    before = next(v for v in versions(connection, block) if v.version == version - 1)
    return add(connection, actor, replace(before, version=version + 1), at)


def remove(
    connection: sa.Connection, actor: Actor, block: int, version: int, at: datetime | None = None
) -> Block:
    """Take a block out of the text; its versions stay, and it can be undone."""
    last = ready(connection, actor, block, version, "remove")
    return add(connection, actor, replace(last, version=version + 1, removed=True), at)


def move(
    connection: sa.Connection, actor: Actor, block: int, version: int, at: datetime | None = None
) -> None:
    """Let a block change places with the one above it, if there is one."""
    last = ready(connection, actor, block, version, "move")
    above = [b for b in blocks(connection, last.edition, last.section)
             if b.position < last.position]
    if above:
        add(connection, actor, replace(
            above[-1], version=above[-1].version + 1, position=last.position), at)
        add(connection, actor, replace(
            last, version=version + 1, position=above[-1].position), at)


def assign(
    connection: sa.Connection, actor: Actor, number: int, code: str, to: str,
    at: datetime | None = None,
) -> None:
    """Name the authority that owns a section. Raises as ``write``."""
    check_write(connection, actor, number, code)
    if to not in {a.code for a in authorities()}:
        raise Declined("text_owner")
    log_write(connection, actor, number, code, f"owner {to}")
    connection.execute(OWNER.insert().values(
        id=newest(connection, OWNER) + 1, edition=number, section=code, owner=to,
        who=actor.name, role=str(actor.role), at=stamp(at)))


def _checked(said: Words) -> Words:
    """Return the words without stray space, or raise ``Declined``."""
    said = Words(**{n: tokens.canonical(text.strip()) for n, text in asdict(said).items()})
    if said.kind not in KINDS or said.likelihood not in ("", *LIKELIHOODS) or (
            said.confidence not in ("", *CONFIDENCES)):
        raise Declined("text_kind")
    if not (said.sv or said.en):
        raise Declined("text_empty")
    if max(map(len, (*said.of("sv"), *said.of("en")))) > LONGEST:
        raise Declined("too_long", most=LONGEST)
    if wrong := tokens.broken(said.whole):
        raise Declined("text_token", token=wrong[0])
    said = said.read_through()   # whoever rewrites what was taken over has read it
    return said if said.kind == "assessment" else replace(
        said, likelihood="", confidence="", because_sv="", because_en="")


def _kept(last: Block | None, said: Words, source: Source) -> dict[str, Mapping[str, Any]]:
    """Keep what the figures were that stood there before; a protected figure keeps nothing."""
    if last is None:
        return {}
    return {str(token): last.seen[str(token)] for token in tokens.tokens(said.whole)
            if str(token) in last.seen
            and tokens.resolve(token, source).status is not tokens.Status.protected}


def ready(
    connection: sa.Connection, actor: Actor, block: int, version: int, what: str
) -> Block:
    """Check an act on a block, log it and return the version that it is about."""
    about = versions(connection, block)
    if not about:
        raise Declined("text_none")
    check_write(connection, actor, about[-1].edition, about[-1].section)
    log_write(connection, actor, about[-1].edition, about[-1].section, f"{what} block {block}")
    return _expected(connection, about[-1].edition, block, version)


def _expected(connection: sa.Connection, number: int, block: int, version: int) -> Block:
    """Return a block's newest version, which must be ``version``; the log keeps others waiting."""
    known = versions(connection, block)
    if not known or known[-1].edition != number:
        raise Declined("text_none")
    if known[-1].version != version:
        raise Declined("text_moved", who=known[-1].who, at=known[-1].at[11:16].replace(":", "."))
    return known[-1]


def log_write(connection: sa.Connection, actor: Actor, number: int, code: str, what: str) -> None:
    """Log an act on a section; whoever waited for the log looks again whether it is open."""
    audit.record(connection, actor, Act.write_text, f"text {code}", f"edition {number} {what}")
    if state(connection, number) not in DRAFTING:
        raise Declined("text_locked", number=number)
