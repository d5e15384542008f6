"""What the pages of the workbench read: decisions, questions, waivers, corrections, reconciliation.

Here: reading the desk's own tables for those who may, each asking ``data.access`` whose rows they
are. Not here: the board and the reasons of a delivery (``data.desk_pages``), any act.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from data.access import Act, Actor, check_act
from data.desk_pages import frame
from data.tables import (
    CORRECTION,
    CORRECTION_STEP,
    DECISION,
    DELIVERY,
    DELIVERY_MONTH,
    DESK_AUDIT,
    ERASURE,
    EXAMPLE,
    QUESTION,
    RECONCILED,
    RULE_RESULT,
    TOUCH,
    UNMATCHED,
    WAIVER,
)

TREND = 11   # deliveries of a rule's trend, this one included


def _of(connection: sa.Connection, delivery: int) -> str:
    owner = sa.select(DELIVERY.c.deliverer).where(DELIVERY.c.id == delivery)
    return str(connection.execute(owner).scalar_one())


def _readable(connection: sa.Connection, actor: Actor, delivery: int) -> None:
    """Raise unless the actor may read the delivery."""
    check_act(actor, Act.read_desk, authority=_of(connection, delivery))


def _by_delivery(
    connection: sa.Connection, actor: Actor, table: sa.Table, delivery: int
) -> pl.DataFrame:
    _readable(connection, actor, delivery)
    query = sa.select(table).where(table.c.delivery == delivery)
    return frame(connection, query.order_by(table.c.id))


def decisions(connection: sa.Connection, actor: Actor, delivery: int) -> pl.DataFrame:
    """Return what has been decided of a delivery, the oldest first. Raises ``AccessDenied``."""
    return _by_delivery(connection, actor, DECISION, delivery)


def questions(connection: sa.Connection, actor: Actor, delivery: int) -> pl.DataFrame:
    """Return what its deliverer has been asked, the oldest first. Raises ``AccessDenied``."""
    return _by_delivery(connection, actor, QUESTION, delivery)


def erasures(connection: sa.Connection, actor: Actor, delivery: int) -> pl.DataFrame:
    """Return who has asked for a delivery to be erased. Raises ``AccessDenied``."""
    return _by_delivery(connection, actor, ERASURE, delivery)


def touched(connection: sa.Connection, actor: Actor, delivery: int) -> pl.DataFrame:
    """Return which indicators each rule of a delivery touches: rule, indicator, figures."""
    return _by_delivery(connection, actor, TOUCH, delivery).select("rule", "indicator", "figures")


def examples(connection: sa.Connection, actor: Actor, delivery: int) -> pl.DataFrame:
    """Return rule, record key, row and columns of the rows that failed, for those who may."""
    check_act(actor, Act.read_examples, authority=_of(connection, delivery))
    query = sa.select(EXAMPLE).where(EXAMPLE.c.delivery == delivery)
    return frame(connection, query.order_by(EXAMPLE.c.rule, EXAMPLE.c.row, EXAMPLE.c.id)).select(
        "rule", "record_key", "row", "columns")


def events(connection: sa.Connection, actor: Actor, delivery: int) -> pl.DataFrame:
    """Return what the audit says of a delivery, the newest first: at, actor, role, act, detail."""
    _readable(connection, actor, delivery)
    query = sa.select(DESK_AUDIT).where(DESK_AUDIT.c.target == f"delivery {delivery}")
    return frame(connection, query.order_by(DESK_AUDIT.c.id.desc())).select(
        "at", "actor", "role", "act", "detail")


def trend(connection: sa.Connection, actor: Actor, delivery: int) -> pl.DataFrame:
    """Return each rule's share in the deliveries before of the same deliverer and kind, and in it.

    Columns: rule, share (0 to 1), received_on; oldest first, at most eleven a rule. A delivery
    that was refused says nothing of the next, and is left out. Raises ``AccessDenied``.
    """
    _readable(connection, actor, delivery)
    own = connection.execute(sa.select(DELIVERY).where(DELIVERY.c.id == delivery)).mappings().one()
    same = sa.and_(DELIVERY.c.deliverer == own["deliverer"],
                   DELIVERY.c.contract == own["contract"])
    before = sa.or_(DELIVERY.c.id == delivery, sa.and_(
        DELIVERY.c.id < delivery, DELIVERY.c.outcome != "refused"))
    newest = (sa.select(DELIVERY.c.id, DELIVERY.c.received_on).where(same, before)
              .order_by(DELIVERY.c.id.desc()).limit(TREND).subquery())
    query = (sa.select(RULE_RESULT.c.rule, RULE_RESULT.c.share, newest.c.received_on)
             .join(newest, newest.c.id == RULE_RESULT.c.delivery)
             .order_by(RULE_RESULT.c.rule, newest.c.id))
    return frame(connection, query)


def warnings_before(connection: sa.Connection, actor: Actor, delivery: int) -> pl.DataFrame:
    """Return rows and the number of failed rules of the deliveries of the same kind.

    Columns: id, months, outcome, rows, failed, received_on, withdrawn_on; newest first.
    """
    _readable(connection, actor, delivery)
    own = connection.execute(sa.select(DELIVERY).where(DELIVERY.c.id == delivery)).mappings().one()
    if not own["deliverer"]:   # of a file with personal data not even the deliverer is kept
        return frame(connection, _earlier("", "").where(sa.false()))
    return frame(connection, _earlier(own["deliverer"], own["contract"]).where(
        DELIVERY.c.id != delivery))


def _earlier(deliverer: str, contract: str) -> sa.Select[Any]:
    failed = (sa.select(sa.func.count()).where(
        RULE_RESULT.c.delivery == DELIVERY.c.id, RULE_RESULT.c.status != "pass")
        .scalar_subquery().label("failed"))
    first, last = (
        sa.select(fold(DELIVERY_MONTH.c.month)).where(DELIVERY_MONTH.c.delivery == DELIVERY.c.id)
        .scalar_subquery().label(name)
        for fold, name in ((sa.func.min, "first"), (sa.func.max, "last")))
    return (sa.select(DELIVERY.c.id, DELIVERY.c.outcome, DELIVERY.c.rows, DELIVERY.c.received_on,
                      DELIVERY.c.withdrawn_on, failed, first, last)
            .where(DELIVERY.c.deliverer == deliverer, DELIVERY.c.contract == contract)
            .order_by(DELIVERY.c.received_on.desc(), DELIVERY.c.id.desc()))


def asked(connection: sa.Connection, actor: Actor, deliverer: str | None = None) -> pl.DataFrame:
    """Return the questions without an answer: delivery, answer_by. Raises ``AccessDenied``."""
    check_act(actor, Act.read_desk, authority=deliverer)
    query = (sa.select(QUESTION.c.delivery, QUESTION.c.answer_by, DELIVERY.c.deliverer)
             .join(DELIVERY, DELIVERY.c.id == QUESTION.c.delivery)
             .where(QUESTION.c.answered_at.is_(None)).order_by(QUESTION.c.id))
    if deliverer is not None:
        query = query.where(DELIVERY.c.deliverer == deliverer)
    return frame(connection, query)


def waivers(
    connection: sa.Connection, actor: Actor, on: date, deliverer: str | None = None
) -> pl.DataFrame:
    """Return the waivers in force on a day, those that end first first. Raises ``AccessDenied``."""
    check_act(actor, Act.read_desk, authority=deliverer)
    query = sa.select(WAIVER).where(WAIVER.c.until >= on).order_by(WAIVER.c.until, WAIVER.c.id)
    if deliverer is not None:
        query = query.where(WAIVER.c.deliverer == deliverer)
    return frame(connection, query)


def corrections(
    connection: sa.Connection, actor: Actor, deliverer: str | None = None
) -> pl.DataFrame:
    """Return the corrections with their newest status, newest first. Raises ``AccessDenied``.

    Columns: those of the table, deliverer and contract of the delivery, status, status_reason,
    edition.
    """
    check_act(actor, Act.read_desk, authority=deliverer)
    last = (sa.select(sa.func.max(CORRECTION_STEP.c.id))
            .where(CORRECTION_STEP.c.correction == CORRECTION.c.id)
            .correlate(CORRECTION).scalar_subquery())
    query = (
        sa.select(CORRECTION, DELIVERY.c.deliverer, DELIVERY.c.contract, CORRECTION_STEP.c.status,
                  CORRECTION_STEP.c.reason.label("status_reason"), CORRECTION_STEP.c.edition)
        .join(DELIVERY, DELIVERY.c.id == CORRECTION.c.delivery)
        .join(CORRECTION_STEP, CORRECTION_STEP.c.id == last, isouter=True)
        .order_by(CORRECTION.c.id.desc()))
    if deliverer is not None:
        query = query.where(DELIVERY.c.deliverer == deliverer)
    return frame(connection, query).with_columns(pl.col("status").fill_null("proposed"))


def reconciled(
    connection: sa.Connection, actor: Actor, deliverer: str | None = None
) -> pl.DataFrame:
    """Return what each pair says it sent and got, month by month. Raises ``AccessDenied``.

    Columns: month, sender, receiver, sent, received, both, lag_days; the newest reckoning alone.
    """
    check_act(actor, Act.read_desk, authority=deliverer)
    same = [RECONCILED.c.month, RECONCILED.c.sender, RECONCILED.c.receiver]
    newest = sa.select(sa.func.max(RECONCILED.c.id)).group_by(*same)
    query = sa.select(*same, RECONCILED.c.sent, RECONCILED.c.received, RECONCILED.c.both,
                      RECONCILED.c.lag_days).where(RECONCILED.c.id.in_(newest))
    return frame(connection, _of_pair(query, RECONCILED, deliverer).order_by(
        RECONCILED.c.month.desc(), RECONCILED.c.sender, RECONCILED.c.receiver))


def unmatched(
    connection: sa.Connection, actor: Actor, pair: Sequence[str], deliverer: str | None = None
) -> pl.DataFrame:
    """Return the query list of a pair of authorities: month, sender, receiver, said_by, record_key.

    For those who may read examples: a deliverer as one of the two. Raises ``AccessDenied``.
    """
    check_act(actor, Act.read_examples, authority=deliverer)
    sender, receiver = pair
    query = sa.select(UNMATCHED).where(
        UNMATCHED.c.sender == sender, UNMATCHED.c.receiver == receiver)
    return frame(connection, _of_pair(query, UNMATCHED, deliverer).order_by(
        UNMATCHED.c.month, UNMATCHED.c.id)).select(
            "month", "sender", "receiver", "said_by", "record_key")


def _of_pair(
    query: sa.Select[Any], table: sa.Table, deliverer: str | None
) -> sa.Select[Any]:
    if deliverer is None:
        return query
    return query.where(sa.or_(table.c.sender == deliverer, table.c.receiver == deliverer))
