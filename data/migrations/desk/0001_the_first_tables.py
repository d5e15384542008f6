"""The first tables: deliveries, their months, results and faults, audit."""

import sqlalchemy as sa
from alembic import op

from data.migrations.triggers import drop_functions, functions, only_added_to

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the trigger that keeps the audit."""
    _delivery()
    _months()
    _results()
    _faults()
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *(_text(name) for name in (
            "at", "actor", "role", "act", "target", "detail", "previous", "hash")),
    )
    functions()
    only_added_to("audit", "id >= NEW.id", "the audit is only added to")


def downgrade() -> None:
    """Remove everything."""
    for table in ("audit", "fault", "rule_result", "delivery_month", "delivery"):
        op.drop_table(table)
    drop_functions()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _of_delivery() -> sa.Column[int]:
    return sa.Column("delivery", sa.Integer, sa.ForeignKey("delivery.id"), nullable=False)


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("contract"), _text("deliverer"),
        sa.Column("received_on", sa.Date, nullable=False),
        _whole("order"), _text("outcome"),
        sa.Column("personal", sa.Boolean, nullable=False),
        sa.Column("fingerprint", sa.Text),
        _text("origin"), _whole("rows", nullable=True), _whole("days_late", nullable=True),
        sa.Column("withdrawn_on", sa.Date),
    )
    op.create_index("delivery_counting", "delivery", ["contract", "deliverer", "received_on"])


def _months() -> None:
    op.create_table(
        "delivery_month",
        sa.Column("delivery", sa.Integer, sa.ForeignKey("delivery.id"), primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
    )


def _results() -> None:
    op.create_table(
        "rule_result",
        sa.Column("id", sa.Integer, primary_key=True), _of_delivery(),
        _text("rule"), _text("dimension"), _text("severity"), _text("status"),
        _whole("failing"), _whole("of"), sa.Column("share", sa.Double, nullable=False),
        _text("table"), _text("columns"), _text("rows"), _text("sv"), _text("en"),
    )
    op.create_index("rule_result_by_delivery", "rule_result", ["delivery"])


def _faults() -> None:
    op.create_table(
        "fault",
        sa.Column("id", sa.Integer, primary_key=True), _of_delivery(),
        _text("rule"), _text("where"), _text("sv"), _text("en"),
    )
    op.create_index("fault_by_delivery", "fault", ["delivery"])
