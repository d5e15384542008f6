"""The table of what reviewers have seen of a draft's changes.

Here: its columns. Every row is only added to: the newest of a person and a change holds. Not here:
writing or reading rows (``data.seen``).
"""

from __future__ import annotations

import sqlalchemy as sa

from data.tables import STORE

# ``change`` names a figure with what it was and what it is: another value is another change.
SEEN = sa.Table(
    "draft_seen", STORE,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("edition", sa.Integer, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("seen", sa.Boolean, nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "role", "authority", "at")),
    sa.Index("draft_seen_by_edition", "edition"),
)
