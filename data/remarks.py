"""What is said about a block of text: comments, approved numbers, dissenting notes.

Here: saying it, resolving a comment, and reading what stands. A remark holds no number of its own:
a figure in it is a token, so that a figure that becomes protected is not told by a comment. Not
here: the texts (``data.texts``), what stops a review (``data.text_review``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import audit, prose, tokens
from data.access import AccessDenied, Act, Actor, can_act, check_act
from data.acting import Declined, stamp
from data.text_rows import Block, newest, owner, state, versions
from data.text_tables import REMARK

LONGEST = 1_000   # characters of a comment or a note
# States in which nothing more is said: what two sign is what stands.
CLOSED = ("signed_one", "signed", "embargoed", "published", "superseded", "withdrawn")
KINDS = ("comment", "resolved", "reopened", "approved", "dissent")


@dataclass(frozen=True)
class Remark:
    """One thing said about a block; ``number`` is its own, ``about`` that of the comment."""

    number: int
    edition: int
    block: int
    version: int
    kind: str
    about: int | None
    authority: str
    said: str
    sv: str
    en: str
    who: str
    role: str
    at: str


def comment(
    connection: sa.Connection, actor: Actor, block: int, said: str, at: datetime | None = None
) -> int:
    """Comment on a block. Raises ``AccessDenied`` and ``Declined``."""
    about = _open(connection, block)
    _check_speaks(connection, actor, about)
    _check_words(said)
    return _add(connection, actor, about, "comment", at, said=said.strip())


def settle(
    connection: sa.Connection, actor: Actor, number: int, resolved: bool = True,
    at: datetime | None = None,
) -> int:
    """Say that a comment is dealt with, or that it is not after all."""
    query = sa.select(REMARK.c.block).where(REMARK.c.id == number, REMARK.c.kind == "comment")
    block = connection.execute(query).scalar()
    if block is None:
        raise Declined("text_none")
    about = _open(connection, block)
    _check_speaks(connection, actor, about)
    return _add(connection, actor, about, "resolved" if resolved else "reopened", at, about=number)


def approve(
    connection: sa.Connection, actor: Actor, block: int, number: str, at: datetime | None = None
) -> int:
    """Approve one number, as it is written, in one block; nobody approves an own text's number."""
    about = _open(connection, block)
    check_act(actor, Act.review_edition)
    if actor.name in {v.who for v in versions(connection, block)}:
        raise Declined("text_own_number")
    if number not in prose.loose(about.words.whole):
        raise Declined("text_no_number", said=number)
    return _add(connection, actor, about, "approved", at, said=number)


def dissent(
    connection: sa.Connection, actor: Actor, block: int, authority: str, sv: str, en: str,
    at: datetime | None = None,
) -> int:
    """Let an authority dissent from a block, in both languages; empty texts take it back."""
    about = _open(connection, block)
    if not may_dissent(actor, authority):
        raise AccessDenied(str(actor.role), str(Act.answer_edition))
    if bool(sv.strip()) != bool(en.strip()):
        raise Declined("one_language")
    if sv.strip():
        _check_words(sv)
        _check_words(en)
    return _add(connection, actor, about, "dissent", at, authority=authority, sv=sv.strip(),
                en=en.strip())


def may_dissent(actor: Actor, authority: str) -> bool:
    """Tell whether the actor speaks for an authority in the preparation of an edition."""
    return bool(authority) and any(
        can_act(actor, act, authority=authority) for act in (Act.answer_edition, Act.write_text))


def remarks(connection: sa.Connection, number: int) -> tuple[Remark, ...]:
    """Return all that is said about the blocks of an edition, the oldest first."""
    query = sa.select(REMARK).where(REMARK.c.edition == number).order_by(REMARK.c.id)
    return tuple(Remark(*row) for row in connection.execute(query))


def unresolved(said: tuple[Remark, ...], block: int) -> list[Remark]:
    """Return the comments on a block that nobody has dealt with."""
    last = {r.about: r.kind for r in said if r.about is not None}
    return [r for r in said if r.block == block and r.kind == "comment"
            and last.get(r.number) != "resolved"]


def approved(said: tuple[Remark, ...], block: int) -> dict[str, Remark]:
    """Return the approved numbers of a block, each with its newest approval."""
    return {r.said: r for r in said if r.block == block and r.kind == "approved"}


def dissents(said: tuple[Remark, ...], block: int) -> list[Remark]:
    """Return the standing dissents of a block, one an authority."""
    last = {r.authority: r for r in said if r.block == block and r.kind == "dissent"}
    return [last[a] for a in sorted(last) if last[a].sv]


def _open(connection: sa.Connection, block: int) -> Block:
    """Return the newest version of a block, locked for others; it must be open to remarks."""
    known = versions(connection, block)
    if not known or known[-1].removed:
        raise Declined("text_none")
    if state(connection, known[-1].edition) in CLOSED:
        raise Declined("text_closed", number=known[-1].edition)
    return known[-1]


def _check_speaks(connection: sa.Connection, actor: Actor, about: Block) -> None:
    """Reviewers and whoever writes in the section talk about it."""
    own = owner(connection, about.edition, about.section)
    if not can_act(actor, Act.write_text, authority=own):
        check_act(actor, Act.review_edition)


def _check_words(said: str) -> None:
    if not said.strip():
        raise Declined("text_empty")
    if len(said) > LONGEST:
        raise Declined("too_long", most=LONGEST)
    if wrong := tokens.broken(said):
        raise Declined("text_token", token=wrong[0])
    if numbers := prose.loose(said):
        raise Declined("text_number", said=numbers[0])


def _add(
    connection: sa.Connection, actor: Actor, block: Block, kind: str, at: datetime | None,
    about: int | None = None, authority: str = "", said: str = "", sv: str = "", en: str = "",
) -> int:
    act = Act.answer_edition if kind == "dissent" else Act.review_edition
    audit.record(connection, actor, act, f"text {block.section}",
                 f"edition {block.edition} block {block.block} {kind}")
    number = newest(connection, REMARK) + 1
    connection.execute(REMARK.insert().values(
        id=number, edition=block.edition, block=block.block, version=block.version, kind=kind,
        about=about, authority=authority or actor.authority or "", said=said, sv=sv, en=en,
        who=actor.name, role=str(actor.role), at=stamp(at)))
    return number
