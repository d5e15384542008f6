"""What is still to come, and what a change is made of: two frames of an edition."""

import sqlalchemy as sa
from alembic import op

from data.migrations.triggers import closed_by_edition

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FIXED = "a published edition never changes"
CELL = ("indicator", "place", "authority", "breakdown")
FRAMES = {
    "expected": ((*CELL, "period"), ("value", "low", "high"), ()),
    "reasons": ((*CELL, "comparison", "period", "against", "part"), ("value",), ("word",)),
}


def upgrade() -> None:
    """Add the tables, closed like those of the other frames; older editions have no rows there."""
    for frame, (texts, numbers, words) in FRAMES.items():
        op.create_table(
            f"edition_{frame}",
            sa.Column("edition", sa.Integer, nullable=False, autoincrement=False),
            *(sa.Column(name, sa.Text) for name in texts),
            *(sa.Column(name, sa.Double) for name in numbers),
            *(sa.Column(name, sa.Text) for name in words),
        )
        op.create_index(f"edition_{frame}_by_indicator", f"edition_{frame}",
                        ["edition", "indicator"])
        closed_by_edition(f"edition_{frame}", FIXED)


def downgrade() -> None:
    """Remove the tables."""
    for frame in FRAMES:
        op.drop_table(f"edition_{frame}")
