"""The tables of assessment texts: versions of blocks, and what is said about them.

Here: columns and keys. Every row is only added to: a block is its newest version, an answer its
newest row. Not here: writing or reading rows (``data.texts``, ``data.remarks``).
"""

from __future__ import annotations

import sqlalchemy as sa

from data.tables import STORE


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _number(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)


BLOCK_WORDS = ("kind", "sv", "en", "likelihood", "confidence", "because_sv", "because_en")

# ``block`` numbers a block for good, ``seen`` is JSON of what its figures were when it was written,
# ``proposed`` names the statistic that its words were proposed from and read by ``who``.
BLOCK = sa.Table(
    "text_block", STORE, _id(), *_number("block", "version", "edition"),
    *_text("section"), *_number("position"), *_text(*BLOCK_WORDS, "seen", "proposed"),
    sa.Column("removed", sa.Boolean, nullable=False), *_text("who", "role", "at"),
    sa.UniqueConstraint("block", "version", name="text_block_version"),
    sa.Index("text_block_by_edition", "edition"),
)
OWNER = sa.Table(
    "text_owner", STORE, _id(), *_number("edition"), *_text("section", "owner"),
    *_text("who", "role", "at"), sa.Index("text_owner_by_edition", "edition"),
)
# kind: comment, resolved, reopened (``about`` is the comment), approved (``said`` is the number),
# dissent (``authority`` dissents; an empty text takes it back).
REMARK = sa.Table(
    "text_remark", STORE, _id(), *_number("edition", "block", "version"), *_text("kind"),
    sa.Column("about", sa.Integer), *_text("authority", "said", "sv", "en"),
    *_text("who", "role", "at"), sa.Index("text_remark_by_edition", "edition"),
)
