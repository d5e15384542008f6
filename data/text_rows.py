"""Blocks of assessment texts as rows: what a version holds, and reading what stands.

Here: the values, the edition in the making and how far it is, whose a section is, reading and
adding versions. Not here: who may write and what may stand (``data.texts``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import sections
from data.access import Actor
from data.acting import stamp
from data.life_tables import EDITION_STEP
from data.tables import EDITION
from data.text_tables import BLOCK, BLOCK_WORDS, OWNER

TAKEN, READ = "taken:", "read:"   # from the edition before: not yet read through, and read


@dataclass(frozen=True)
class Words:
    """What stands in a block.

    ``proposed`` names the statistic that it was proposed from, or ``TAKEN`` or ``READ`` with the
    edition and the block that it was taken over from.
    """

    kind: str
    sv: str = ""
    en: str = ""
    likelihood: str = ""
    confidence: str = ""
    because_sv: str = ""
    because_en: str = ""
    proposed: str = ""

    def of(self, lang: str) -> tuple[str, str]:
        """Return the text and the because of a language."""
        return (self.sv, self.because_sv) if lang == "sv" else (self.en, self.because_en)

    @property
    def unread(self) -> bool:
        """Whether it is taken over from the edition before and nobody has read it through."""
        return self.proposed.startswith(TAKEN)

    def read_through(self) -> Words:
        """Return the words as read through."""
        return replace(self, proposed=f"{READ}{self.proposed.removeprefix(TAKEN)}") if (
            self.unread) else self

    @property
    def whole(self) -> str:
        """All that is written, for whoever looks for figures in it."""
        return "\n".join((self.sv, self.en, self.because_sv, self.because_en))


@dataclass(frozen=True)
class Block:
    """One version of a block. ``seen``: what its figures were when it was written."""

    block: int
    version: int
    edition: int
    section: str
    position: int
    words: Words
    seen: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    removed: bool = False
    who: str = ""
    role: str = ""
    at: str = ""


def making(connection: sa.Connection) -> int:
    """Return the number of the edition in the making: what is written is written for it."""
    return int(connection.execute(sa.select(sa.func.max(EDITION.c.number))).scalar() or 0) + 1


def state(connection: sa.Connection, number: int) -> str:
    """Return how far the edition is in its life, "" before there is a draft of its figures."""
    if number < making(connection):
        return "published"
    steps = EDITION_STEP.c
    query = sa.select(steps.state).where(steps.edition == number).order_by(steps.id.desc())
    return str(connection.execute(query.limit(1)).scalar() or "")


def owner(connection: sa.Connection, number: int, code: str) -> str:
    """Return the authority that owns a section: the one last named, else the council's lead."""
    rows = OWNER.c
    query = sa.select(rows.owner).where(rows.edition == number, rows.section == code)
    named = connection.execute(query.order_by(rows.id.desc()).limit(1)).scalar()
    return str(named or sections.section(code).leads[0])


def blocks(connection: sa.Connection, number: int, code: str | None = None) -> tuple[Block, ...]:
    """Return the blocks of an edition as they stand, in order; of one section where it is named."""
    newest = {b.block: b for b in _versions(connection, BLOCK.c.edition == number)}
    order = {s.code: s.number for s in sections.sections()}
    standing = [b for b in newest.values() if not b.removed and code in (None, b.section)]
    return tuple(sorted(standing, key=lambda b: (order[b.section], b.position, b.block)))


def versions(connection: sa.Connection, block: int) -> tuple[Block, ...]:
    """Return every version of a block, the oldest first."""
    return tuple(_versions(connection, BLOCK.c.block == block))


def history(connection: sa.Connection, number: int) -> tuple[Block, ...]:
    """Return every version of every block of an edition, the oldest first."""
    return tuple(_versions(connection, BLOCK.c.edition == number))


def authors(connection: sa.Connection, number: int) -> set[str]:
    """Return the names of all who have written in an edition; they do not sign it."""
    query = sa.select(BLOCK.c.who).where(BLOCK.c.edition == number).distinct()
    return set(connection.execute(query).scalars())


def _versions(connection: sa.Connection, where: sa.ColumnElement[bool]) -> Iterator[Block]:
    rows = connection.execute(sa.select(BLOCK).where(where).order_by(BLOCK.c.id))
    for row in rows.mappings():
        said = Words(**{name: row[name] for name in (*BLOCK_WORDS, "proposed")})
        yield Block(row["block"], row["version"], row["edition"], row["section"], row["position"],
                    said, json.loads(row["seen"]), row["removed"], row["who"], row["role"],
                    row["at"])


def add(connection: sa.Connection, actor: Actor, made: Block, at: datetime | None) -> Block:
    """Add a version in the actor's name and return it as it is kept."""
    written = replace(made, who=actor.name, role=str(actor.role), at=stamp(at))
    row = {name: value for name, value in asdict(written).items() if name not in ("words", "seen")}
    connection.execute(BLOCK.insert().values(
        id=newest(connection, BLOCK) + 1, **row, **asdict(written.words),
        seen=json.dumps(written.seen, sort_keys=True)))
    return written


def newest(connection: sa.Connection, table: sa.Table) -> int:
    """Return the newest id of a table, 0 where it is empty."""
    return int(connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0)


def next_block(connection: sa.Connection) -> int:
    """Return the number of the next new block."""
    return int(connection.execute(sa.select(sa.func.max(BLOCK.c.block))).scalar() or 0) + 1


def end(connection: sa.Connection, number: int, code: str) -> int:
    """Return the place after the last block of a section."""
    standing = blocks(connection, number, code)
    return standing[-1].position + 1 if standing else 1
