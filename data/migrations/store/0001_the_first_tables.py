"""The first tables: editions and their rows, tasks, audit."""

import sqlalchemy as sa
from alembic import op

from data.migrations.triggers import (
    closed_by_edition,
    drop_functions,
    functions,
    only_added_to,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FIXED = "a published edition never changes"
CHAINED = "the audit is only added to"
CELLS = ("indicator", "place", "authority", "breakdown", "period")
# A word a column, with its kind after a colon where it is not text.
FRAMES = {
    "cells": "indicator area place authority breakdown period unit value:float sign status break "
             "origin place_level period_level",
    "changes": "indicator place authority breakdown comparison period against value:float "
               "before:float difference:float percent:float low:float high:float word basis",
    "codes": "dimension indicator code parent sv en level",
    "indicators": "indicator area kind unit rule adds numerator denominator complement partner sv "
                  "en definition_sv definition_en version:int caution headline:int chain state "
                  "tables sensitive published_series contract",
    "relations": "relation kind cell factor:int",
    "figures": "area indicator year:int value:float low:float high:float unit qualifier part place "
               "source source_kind series sv en",
    "deliveries": "deliverer contract period received_on outcome remark_rule remark_sv remark_en "
                  "share_class on_time fingerprint",
    "sentences": "subject sv en lead_sv lead_en caution_sv caution_en",
    "trust": "subject measure value:float of:float word sv en",
    "notes": "subject sv en",
}
SECOND = {
    "cells": "area", "changes": "indicator", "codes": "indicator", "indicators": "indicator",
    "figures": "indicator", "sentences": "subject", "trust": "subject", "notes": "subject",
}
KINDS = {"": sa.Text, "float": sa.Double, "int": sa.BigInteger}


def upgrade() -> None:
    """Make the tables, then the triggers that close them."""
    _edition()
    for frame, columns in FRAMES.items():
        _frame(frame, columns)
    _texts("edition_document", "text")
    _texts("edition_part", "digest")
    _task()
    _audit()
    functions()
    for name in ("document", "part", *FRAMES):
        closed_by_edition(f"edition_{name}", FIXED)
    only_added_to("edition", "number >= NEW.number OR label = NEW.label", FIXED)
    only_added_to("audit", "id >= NEW.id", CHAINED)


def downgrade() -> None:
    """Remove everything."""
    for table in ("audit", "task", "edition_part", "edition_document",
                  *(f"edition_{frame}" for frame in FRAMES), "edition"):
        op.drop_table(table)
    drop_functions()


def _edition() -> None:
    op.create_table(
        "edition",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("label", sa.Text, nullable=False, unique=True),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("cutoff", sa.Date, nullable=False),
        sa.Column("published_on", sa.Date, nullable=False),
        sa.Column("previous", sa.Integer),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("code_version", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )


def _frame(frame: str, columns: str) -> None:
    keyed = CELLS if frame == "cells" else ()
    op.create_table(
        f"edition_{frame}",
        sa.Column("edition", sa.Integer, primary_key=bool(keyed), nullable=False,
                  autoincrement=False),
        *(
            sa.Column(name, KINDS[kind], primary_key=name in keyed, nullable=name not in keyed)
            for name, _, kind in (word.partition(":") for word in columns.split())
        ),
    )
    second = SECOND.get(frame)
    op.create_index(
        f"edition_{frame}_by_{second or 'edition'}", f"edition_{frame}",
        ["edition", second] if second else ["edition"],
    )


def _texts(table: str, text: str) -> None:
    op.create_table(
        table,
        sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column(text, sa.Text, nullable=False),
    )


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False)
          for name in ("kind", "payload", "actor", "state")),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("of", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("words", "result")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False)
          for name in ("at", "actor", "role", "act", "target", "detail", "previous", "hash")),
    )
