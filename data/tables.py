"""Every table of the store and of the intake desk.

Here: columns and keys. Not here: opening databases (``data.store``), writing or reading rows. The
schema itself is made by the migrations; a test holds that both say the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import sqlalchemy as sa

STORE = sa.MetaData()
DESK = sa.MetaData()

_STRING, _FLOAT, _INT = pl.String(), pl.Float64(), pl.Int64()


def _frame(strings: str, floats: str = "", integers: str = "", order: str = "") -> pl.Schema:
    kinds: dict[str, pl.DataType] = {
        **dict.fromkeys(strings.split(), _STRING), **dict.fromkeys(floats.split(), _FLOAT),
        **dict.fromkeys(integers.split(), _INT),
    }
    return pl.Schema({name: kinds[name] for name in (order.split() or kinds)})


# The frames of an edition: what it is made of, in the order that its hash reads them.
FRAMES: Mapping[str, pl.Schema] = {
    "cells": _frame(
        "indicator area place authority breakdown period place_level period_level unit sign "
        "status break origin", floats="value"),
    "changes": _frame(
        "indicator place authority breakdown comparison period against word basis",
        floats="value before difference percent low high"),
    "codes": _frame("dimension indicator code parent sv en level"),
    "indicators": _frame(
        "indicator area kind unit rule adds numerator denominator complement partner sv en "
        "definition_sv definition_en caution chain state tables sensitive published_series "
        "contract", integers="version headline"),
    "relations": _frame("relation kind cell", integers="factor"),
    "figures": _frame(
        "area indicator unit qualifier part place source source_kind series sv en",
        floats="value low high", integers="year"),
    "deliveries": _frame(
        "deliverer contract period received_on outcome remark_rule remark_sv remark_en share_class "
        "on_time fingerprint"),
    "sentences": _frame("subject sv en lead_sv lead_en caution_sv caution_en"),
    "trust": _frame("subject measure word sv en", floats="value of"),
    "notes": _frame("subject sv en"),
}
_SQL: Mapping[pl.DataType, type[sa.types.TypeEngine[object]]] = {
    _STRING: sa.Text, _FLOAT: sa.Double, _INT: sa.BigInteger,  # type: ignore[dict-item]
}
CELL_KEY = ("indicator", "place", "authority", "breakdown", "period")


def _edition_table(name: str, schema: pl.Schema) -> sa.Table:
    keyed = CELL_KEY if name == "cells" else ()
    columns = [
        sa.Column(column, _SQL[kind], primary_key=column in keyed, nullable=column not in keyed)
        for column, kind in schema.items()
    ]
    table = sa.Table(
        f"edition_{name}", STORE,
        sa.Column("edition", sa.Integer, primary_key=bool(keyed), nullable=False,
                  autoincrement=False), *columns,
    )
    if keyed:
        sa.Index("edition_cells_by_area", table.c.edition, table.c.area, table.c.place)
    else:
        sa.Index(f"edition_{name}_by_edition", table.c.edition)
    return table


EDITION = sa.Table(
    "edition", STORE,
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
DOCUMENT = sa.Table(
    "edition_document", STORE,
    sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)
EDITION_FRAMES = {name: _edition_table(name, schema) for name, schema in FRAMES.items()}
TASK = sa.Table(
    "task", STORE,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("of", sa.Integer, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
)


def _audit(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "audit", metadata,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )


AUDIT = _audit(STORE)
DESK_AUDIT = _audit(DESK)

DELIVERY = sa.Table(
    "delivery", DESK,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("contract", sa.Text, nullable=False),
    sa.Column("deliverer", sa.Text, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("order", sa.Integer, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("personal", sa.Boolean, nullable=False),
    sa.Column("fingerprint", sa.Text),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer),
    sa.Column("days_late", sa.Integer),
    sa.Column("withdrawn_on", sa.Date),
)
DELIVERY_MONTH = sa.Table(
    "delivery_month", DESK,
    sa.Column("delivery", sa.Integer, sa.ForeignKey("delivery.id"), primary_key=True),
    sa.Column("month", sa.Text, primary_key=True),
)
RULE_RESULT = sa.Table(
    "rule_result", DESK,
    sa.Column("delivery", sa.Integer, sa.ForeignKey("delivery.id"), primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("dimension", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("failing", sa.Integer, nullable=False),
    sa.Column("of", sa.Integer, nullable=False),
    sa.Column("rows", sa.Text, nullable=False),
    sa.Column("sv", sa.Text, nullable=False),
    sa.Column("en", sa.Text, nullable=False),
)
FAULT = sa.Table(
    "fault", DESK,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("delivery", sa.Integer, sa.ForeignKey("delivery.id"), nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("where", sa.Text, nullable=False),
    sa.Column("sv", sa.Text, nullable=False),
    sa.Column("en", sa.Text, nullable=False),
)
sa.Index("delivery_counting", DELIVERY.c.contract, DELIVERY.c.deliverer, DELIVERY.c.received_on)
