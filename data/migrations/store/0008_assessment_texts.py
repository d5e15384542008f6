"""Assessment texts: versions of blocks, owners of sections, and what is said about a block."""

import sqlalchemy as sa
from alembic import op

from data.migrations.triggers import only_added_to

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEPT = "a version of a text is only added to"
WORDS = ("kind", "sv", "en", "likelihood", "confidence", "because_sv", "because_en")


def upgrade() -> None:
    """Make the tables, then the triggers that keep them."""
    op.create_table(
        "text_block", _id(), *_number("block", "version", "edition"), *_text("section"),
        *_number("position"), *_text(*WORDS, "seen", "proposed"),
        sa.Column("removed", sa.Boolean, nullable=False), *_text("who", "role", "at"),
        sa.UniqueConstraint("block", "version", name="text_block_version"),
    )
    op.create_table(
        "text_owner", _id(), *_number("edition"), *_text("section", "owner", "who", "role", "at"))
    op.create_table(
        "text_remark", _id(), *_number("edition", "block", "version"), *_text("kind"),
        sa.Column("about", sa.Integer), *_text("authority", "said", "sv", "en"),
        *_text("who", "role", "at"),
    )
    for table in ("text_block", "text_owner", "text_remark"):
        op.create_index(f"{table}_by_edition", table, ["edition"])
    only_added_to("text_block", "id >= NEW.id OR (block = NEW.block AND version = NEW.version)",
                  KEPT)
    only_added_to("text_owner", "id >= NEW.id", KEPT)
    only_added_to("text_remark", "id >= NEW.id", KEPT)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _number(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def downgrade() -> None:
    """Remove the tables."""
    for table in ("text_remark", "text_owner", "text_block"):
        op.drop_table(table)
