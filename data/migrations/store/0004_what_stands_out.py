"""What stands out: trends, limits, funnels and intervals, a frame of an edition."""

import sqlalchemy as sa
from alembic import op

from data.migrations.triggers import closed_by_edition

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FIXED = "a published edition never changes"
TEXTS = ("indicator", "place", "authority", "breakdown", "period", "method")
NUMBERS = ("value", "expected", "low", "high")


def upgrade() -> None:
    """Add the table, closed like those of the other frames; older editions have no rows there."""
    op.create_table(
        "edition_signals",
        sa.Column("edition", sa.Integer, nullable=False, autoincrement=False),
        *(sa.Column(name, sa.Text) for name in TEXTS),
        *(sa.Column(name, sa.Double) for name in NUMBERS),
        *(sa.Column(name, sa.Text) for name in ("word", "basis")),
    )
    op.create_index("edition_signals_by_indicator", "edition_signals", ["edition", "indicator"])
    closed_by_edition("edition_signals", FIXED)


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("edition_signals")
