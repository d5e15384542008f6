"""When a task was asked: finished tasks are kept for a time, not for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; tasks asked before it hold nothing there."""
    op.add_column("task", sa.Column("asked_at", sa.Text))


def downgrade() -> None:
    """Remove the column."""
    op.drop_column("task", "asked_at")
