"""Every table of the store and of the intake desk.

Here: columns, keys and the frames of an edition. Not here: opening databases (``data.store``),
writing or reading rows. The databases themselves are made by the migrations; a test holds that
both say the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import sqlalchemy as sa

STORE = sa.MetaData()
DESK = sa.MetaData()

_KINDS: Mapping[str, pl.DataType] = {"": pl.String(), "float": pl.Float64(), "int": pl.Int64()}
_SQL: Mapping[str, type[sa.types.TypeEngine[object]]] = {
    "": sa.Text, "float": sa.Double, "int": sa.BigInteger,  # type: ignore[dict-item]
}

# What an edition is made of, in the order that its hash reads them: a word a column, with its kind
# after a colon where it is not text.
_COLUMNS: Mapping[str, str] = {
    "cells": "indicator area place authority breakdown period unit value:float sign status break "
             "origin place_level period_level as_of",
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
    "signals": "indicator place authority breakdown period method value:float expected:float "
               "low:float high:float word basis",
    "expected": "indicator place authority breakdown period value:float low:float high:float",
    "reasons": "indicator place authority breakdown comparison period against part value:float "
               "word",
}
FRAMES: Mapping[str, pl.Schema] = {
    frame: pl.Schema({
        word.partition(":")[0]: _KINDS[word.partition(":")[2]] for word in columns.split()
    })
    for frame, columns in _COLUMNS.items()
}
CELL_KEY = ("indicator", "place", "authority", "breakdown", "period")


def _edition_table(frame: str) -> sa.Table:
    """A cell has one place in an edition, by its key; other frames are read whole or by subject."""
    keyed = CELL_KEY if frame == "cells" else ()
    columns = [
        sa.Column(name, _SQL[kind], primary_key=name in keyed, nullable=name not in keyed)
        for name, _, kind in (word.partition(":") for word in _COLUMNS[frame].split())
    ]
    number = sa.Column(
        "edition", sa.Integer, primary_key=bool(keyed), nullable=False, autoincrement=False)
    table = sa.Table(f"edition_{frame}", STORE, number, *columns)
    second = ("area",) if keyed else tuple(c for c in ("indicator", "subject") if c in table.c)[:1]
    sa.Index(f"edition_{frame}_by_{'_'.join(second) or 'edition'}", table.c.edition,
             *(table.c[c] for c in second))
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
PART = sa.Table(
    "edition_part", STORE,
    sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
)
DOCUMENT = sa.Table(
    "edition_document", STORE,
    sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)
EDITION_FRAMES = {frame: _edition_table(frame) for frame in FRAMES}
EDITION_ROWS = (*EDITION_FRAMES.values(), DOCUMENT, PART)
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
    sa.Column("asked_at", sa.Text),
)
COUNCIL_DECISION = sa.Table(
    "council_decision", STORE,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("council", "owner", "sv", "en")),
    sa.Column("made_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("edition", sa.Integer, nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in (*CELL_KEY, "origin", "who", "role",
                                                            "at")),
    sa.Index("council_decision_by_council", "council"),
)
COUNCIL_DECISION_STEP = sa.Table(
    "council_decision_step", STORE,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("decision", sa.Integer, sa.ForeignKey("council_decision.id"), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("sv", "en", "who", "role", "at")),
    sa.Index("council_decision_step_by_decision", "decision"),
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
    sa.Column("erased_on", sa.Date),
)
DELIVERY_MONTH = sa.Table(
    "delivery_month", DESK,
    sa.Column("delivery", sa.Integer, sa.ForeignKey("delivery.id"), primary_key=True),
    sa.Column("month", sa.Text, primary_key=True),
)
RULE_RESULT = sa.Table(
    "rule_result", DESK,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("delivery", sa.Integer, sa.ForeignKey("delivery.id"), nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("dimension", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("failing", sa.Integer, nullable=False),
    sa.Column("of", sa.Integer, nullable=False),
    sa.Column("share", sa.Double, nullable=False),
    sa.Column("table", sa.Text, nullable=False),
    sa.Column("columns", sa.Text, nullable=False),
    sa.Column("rows", sa.Text, nullable=False),
    sa.Column("sv", sa.Text, nullable=False),
    sa.Column("en", sa.Text, nullable=False),
    sa.Column("waived", sa.Boolean, nullable=False),
    sa.Column("waivable", sa.Boolean, nullable=False),
    sa.Column("detail_sv", sa.Text, nullable=False),
    sa.Column("detail_en", sa.Text, nullable=False),
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

# The workbench: what stewards decide and what their pages read, in the same notation; a kind with
# a question mark may be empty. ``delivery`` and ``correction`` point at a row of that table.
_WORKBENCH: Mapping[str, str] = {
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
_DESK_SQL: Mapping[str, type[sa.types.TypeEngine[object]]] = {
    "": sa.Text, "key": sa.Text, "int": sa.Integer, "float": sa.Double,  # type: ignore[dict-item]
    "date": sa.Date, "id": sa.Integer, "own": sa.Integer,  # type: ignore[dict-item]
    "delivery": sa.Integer, "correction": sa.Integer,  # type: ignore[dict-item]
}


def _desk_column(word: str) -> sa.Column[object]:
    name, _, kind = word.partition(":")
    bare = kind.removesuffix("?")
    points = {"own": "delivery", "delivery": "delivery", "correction": "correction"}.get(bare)
    return sa.Column(
        name, _DESK_SQL[bare], *([sa.ForeignKey(f"{points}.id")] if points else []),
        primary_key=bare in ("id", "own", "key"), nullable=kind.endswith("?"))


def _desk_table(name: str) -> sa.Table:
    columns = [_desk_column(word) for word in _WORKBENCH[name].split()]
    table = sa.Table(name, DESK, *columns)
    for pointing in ("delivery", "correction"):
        if pointing in table.c and not table.c[pointing].primary_key:
            sa.Index(f"{name}_by_{pointing}", table.c[pointing])
    return table


PROFILE = _desk_table("profile")
EXAMPLE = _desk_table("rule_example")
TOUCH = _desk_table("rule_touch")
DECISION = _desk_table("decision")
WAIVER = _desk_table("waiver")
QUESTION = _desk_table("question")
CORRECTION = _desk_table("correction")
CORRECTION_STEP = _desk_table("correction_step")
ERASURE = _desk_table("erasure")
DESTRUCTION = _desk_table("destruction")
RECONCILED = _desk_table("reconciled")
UNMATCHED = _desk_table("unmatched")
sa.Index("delivery_counting", DELIVERY.c.contract, DELIVERY.c.deliverer, DELIVERY.c.received_on)
sa.Index("rule_result_by_delivery", RULE_RESULT.c.delivery)
sa.Index("fault_by_delivery", FAULT.c.delivery)
