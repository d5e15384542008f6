"""What the councils have decided, and each step after: only added to."""

import sqlalchemy as sa
from alembic import op

from data.migrations.triggers import only_added_to

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT = "a decision of a council is only added to"
REST = ("indicator", "place", "authority", "breakdown", "period", "origin", "who", "role", "at")


def upgrade() -> None:
    """Make the tables, then the triggers that keep them."""
    op.create_table(
        "council_decision",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("council", "owner", "sv", "en")),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in REST),
    )
    op.create_table(
        "council_decision_step",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("decision", sa.Integer, sa.ForeignKey("council_decision.id"), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("sv", "en", "who", "role", "at")),
    )
    op.create_index("council_decision_by_council", "council_decision", ["council"])
    op.create_index("council_decision_step_by_decision", "council_decision_step", ["decision"])
    only_added_to("council_decision", "id >= NEW.id", KEPT)
    only_added_to("council_decision_step", "id >= NEW.id", KEPT)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("council_decision_step")
    op.drop_table("council_decision")
