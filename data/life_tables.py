"""The tables of an edition that is not published yet, and of every step of its life.

Here: the held draft with its frames and documents, and the chained steps. What is held as a draft
never lies in the tables of editions: whoever reads editions cannot reach it. Not here: the tables
of published editions (``data.tables``), writing or reading rows.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.tables import STORE


def _of_a_draft() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, primary_key=True, autoincrement=False)
            for name in ("number", "version")]


DRAFT = sa.Table(
    "draft", STORE, *_of_a_draft(),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("until", sa.Text, nullable=False),
    sa.Column("cutoff", sa.Date, nullable=False),
    sa.Column("previous", sa.Integer),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("origin", "code_version")),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("tested", "made_at", "made_by")),
)
DRAFT_FRAME = sa.Table(
    "draft_frame", STORE, *_of_a_draft(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
DRAFT_DOCUMENT = sa.Table(
    "draft_document", STORE, *_of_a_draft(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)
# ``anchor`` is the newest hash of the audit when the step was taken; ``content`` the hash of what
# the step is about: what is signed, what is published.
EDITION_STEP = sa.Table(
    "edition_step", STORE,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("edition", "version")),
    *(sa.Column(name, sa.Text, nullable=False) for name in (
        "act", "state", "who", "role", "authority", "at", "detail", "content", "anchor",
        "previous", "hash")),
    sa.Index("edition_step_by_edition", "edition"),
)
