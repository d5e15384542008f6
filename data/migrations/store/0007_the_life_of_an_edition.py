"""The held draft of the next edition, and the steps of every edition's life: only added to."""

import sqlalchemy as sa
from alembic import op

from data.migrations.triggers import only_added_to

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEPT = "a step of an edition is only added to"
STEP = ("act", "state", "who", "role", "authority", "at", "detail", "content", "anchor",
        "previous", "hash")


def upgrade() -> None:
    """Make the tables, then the triggers that keep the steps."""
    op.create_table(
        "draft", *_of_a_draft(),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("cutoff", sa.Date, nullable=False),
        sa.Column("previous", sa.Integer),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("origin", "code_version")),
        sa.Column("demonstration", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("tested", "made_at", "made_by")),
    )
    op.create_table(
        "draft_frame", *_of_a_draft(),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "draft_document", *_of_a_draft(),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "edition_step",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("edition", "version")),
        *(sa.Column(name, sa.Text, nullable=False) for name in STEP),
    )
    op.create_index("edition_step_by_edition", "edition_step", ["edition"])
    only_added_to("edition_step", "id >= NEW.id", KEPT)


def _of_a_draft() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, primary_key=True, autoincrement=False)
            for name in ("number", "version")]


def downgrade() -> None:
    """Remove the tables."""
    for table in ("edition_step", "draft_document", "draft_frame", "draft"):
        op.drop_table(table)
