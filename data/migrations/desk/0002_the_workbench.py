"""The workbench: what stewards decide, waive, ask, correct and erase, and what history reads."""

import sqlalchemy as sa
from alembic import op

from data.migrations.triggers import only_added_to

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STANDS = "a decision is only added to"
# A word a column, its kind after a colon where it is not text; a question mark may be empty.
TABLES = {
    "profile": "delivery:own json",
    "rule_example": "id:id delivery:delivery rule record_key row:int columns expires_on:date",
    "rule_touch": "id:id delivery:delivery rule indicator figures:int",
    "decision": "id:id delivery:delivery kind remark_sv remark_en reason who role at",
    "waiver": "id:id deliverer contract rule until:date reason who role made_on:date at",
    "question": "id:id delivery:delivery text language answer_by:date who role at answer:? "
                "answered_by:? answered_at:? answered_by_delivery:int?",
    "correction": "id:id delivery:delivery what_sv what_en why figures:int? who role since:date at",
    "correction_step": "id:id correction:correction status reason edition:? who role at",
    "erasure": "id:id delivery:delivery reason asked_by asked_at confirmed_by:? confirmed_at:? "
               "fingerprint:?",
    "destruction": "fingerprint:key at",
    "reconciled": "id:id month sender receiver sent:int received:int both:int lag_days:float? at",
    "unmatched": "id:id month sender receiver said_by record_key expires_on:date",
}
KINDS = {
    "": sa.Text, "key": sa.Text, "int": sa.Integer, "float": sa.Double, "date": sa.Date,
    "id": sa.Integer, "own": sa.Integer, "delivery": sa.Integer, "correction": sa.Integer,
}
POINTS = {"own": "delivery", "delivery": "delivery", "correction": "correction"}
ADDED_TO = ("decision", "waiver", "correction", "correction_step")


def upgrade() -> None:
    """Make the tables, and the triggers of those that are only added to."""
    op.add_column("delivery", sa.Column("erased_on", sa.Date))
    for name in ("waived", "waivable"):
        op.add_column("rule_result", sa.Column(
            name, sa.Boolean, nullable=False, server_default=sa.false()))
    for name in ("detail_sv", "detail_en"):
        op.add_column("rule_result", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name, columns in TABLES.items():
        _table(name, columns.split())
    for name in ADDED_TO:
        only_added_to(name, "id = NEW.id", STANDS)


def downgrade() -> None:
    """Remove the tables and the columns."""
    for name in reversed(TABLES):
        op.drop_table(name)
    for name in ("waived", "waivable", "detail_sv", "detail_en"):
        op.drop_column("rule_result", name)
    op.drop_column("delivery", "erased_on")


def _table(name: str, words: list[str]) -> None:
    op.create_table(name, *(_column(word) for word in words))
    for word in words:
        pointing, _, kind = word.partition(":")
        if kind in ("delivery", "correction"):
            op.create_index(f"{name}_by_{pointing}", name, [pointing])


def _column(word: str) -> sa.Column[object]:
    name, _, kind = word.partition(":")
    bare = kind.removesuffix("?")
    points = [sa.ForeignKey(f"{POINTS[bare]}.id")] if bare in POINTS else []
    return sa.Column(name, KINDS[bare], *points, primary_key=bare in ("id", "own", "key"),
                     nullable=kind.endswith("?"))
