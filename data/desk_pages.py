"""What stewards and deliverers read at the intake desk.

Here: the board, the list of deliveries and the reasons of one, each asking ``data.access`` whose
rows the actor may see. Not here: writing a verdict or what counts (``data.desk``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from data.access import Act, Actor, check_act
from data.tables import DELIVERY, DELIVERY_MONTH, FAULT, RULE_RESULT

_KINDS: Mapping[type[Any], pl.DataType] = {
    sa.Text: pl.String(), sa.Integer: pl.Int64(), sa.Double: pl.Float64(), sa.Date: pl.Date(),
    sa.Boolean: pl.Boolean(),
}


def frame(connection: sa.Connection, query: sa.Select[Any]) -> pl.DataFrame:
    """Read a query into a frame whose schema is that of its columns, also when empty."""
    schema = {c.name: _KINDS[type(c.type)] for c in query.selected_columns}
    return pl.DataFrame([tuple(r) for r in connection.execute(query)], schema=schema, orient="row")


def _own(query: sa.Select[Any], deliverer: str | None) -> sa.Select[Any]:
    return query if deliverer is None else query.where(DELIVERY.c.deliverer == deliverer)


def deliveries(
    connection: sa.Connection, actor: Actor, deliverer: str | None = None
) -> pl.DataFrame:
    """Return the deliveries of one deliverer or of all, newest first.

    Columns: those of the table ``delivery``, and ``months`` as text. Raises ``AccessDenied`` where
    the actor may not see them: a deliverer must ask for its own.
    """
    check_act(actor, Act.read_desk, authority=deliverer)
    newest = sa.select(DELIVERY).order_by(DELIVERY.c.received_on.desc(), DELIVERY.c.id.desc())
    months = frame(connection, sa.select(DELIVERY_MONTH).order_by(DELIVERY_MONTH.c.month))
    texts = months.group_by("delivery", maintain_order=True).agg(
        months=pl.col("month").str.join(" "))
    return frame(connection, _own(newest, deliverer)).join(
        texts, left_on="id", right_on="delivery", how="left", maintain_order="left",
    ).with_columns(pl.col("months").fill_null(""))


def rules(
    connection: sa.Connection, actor: Actor, delivery: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one delivery's rule results and its faults, for those who may see them.

    Raises ``AccessDenied``, and ``NoResultFound`` where there is no such delivery.
    """
    owner = sa.select(DELIVERY.c.deliverer).where(DELIVERY.c.id == delivery)
    check_act(actor, Act.read_desk, authority=connection.execute(owner).scalar_one())
    results = sa.select(RULE_RESULT).where(RULE_RESULT.c.delivery == delivery)
    faults = sa.select(FAULT).where(FAULT.c.delivery == delivery)
    return (frame(connection, results.order_by(RULE_RESULT.c.rule, RULE_RESULT.c.id)),
            frame(connection, faults.order_by(FAULT.c.id)))


def board(connection: sa.Connection, actor: Actor, deliverer: str | None = None) -> pl.DataFrame:
    """Return the newest delivery of each deliverer, contract and month.

    Columns: deliverer, contract, month, outcome, days_late (of the month, whichever delivery came
    late), id (of the delivery), received_on, withdrawn_on. A refused file shows until another
    takes its place. Raises ``AccessDenied``.
    """
    check_act(actor, Act.read_desk, authority=deliverer)
    newest = [DELIVERY.c.received_on.desc(), DELIVERY.c.id.desc()]
    months = sa.select(
        DELIVERY_MONTH.c.delivery, DELIVERY_MONTH.c.month,
        sa.func.max(DELIVERY_MONTH.c.month).over(
            partition_by=DELIVERY_MONTH.c.delivery).label("last")).subquery()
    same = [DELIVERY.c.contract, DELIVERY.c.deliverer, months.c.month]
    late = sa.case((months.c.month == months.c.last, DELIVERY.c.days_late), else_=0)
    ranked = _own(
        sa.select(
            DELIVERY.c.deliverer, DELIVERY.c.contract, months.c.month, DELIVERY.c.outcome,
            sa.func.max(late).over(partition_by=same).label("days_late"),
            DELIVERY.c.id, DELIVERY.c.received_on, DELIVERY.c.withdrawn_on,
            sa.func.row_number().over(partition_by=same, order_by=newest).label("place"),
        ).join(months, months.c.delivery == DELIVERY.c.id),
        deliverer,
    ).subquery()
    columns = [c for c in ranked.c if c.name != "place"]
    return frame(connection, sa.select(*columns).where(ranked.c.place == 1).order_by(
        ranked.c.deliverer, ranked.c.contract, ranked.c.month))
