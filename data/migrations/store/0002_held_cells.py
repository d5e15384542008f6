"""Held cells: a figure that keeps its value of an earlier edition says of which."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; editions published before it hold nothing there."""
    op.add_column("edition_cells", sa.Column("as_of", sa.Text))


def downgrade() -> None:
    """Remove the column."""
    op.drop_column("edition_cells", "as_of")
