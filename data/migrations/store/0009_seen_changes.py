"""What reviewers have seen of a draft's changes."""

import sqlalchemy as sa
from alembic import op

from data.migrations.triggers import only_added_to

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, then the triggers that keep it."""
    op.create_table(
        "draft_seen", sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("seen", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "role", "authority", "at")))
    op.create_index("draft_seen_by_edition", "draft_seen", ["edition"])
    only_added_to("draft_seen", "id >= NEW.id", "what somebody has seen is only added to")


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("draft_seen")
