"""The intake desk: what became of each delivery, and which of them count.

Here: verdicts with their counts, read only by stewards and each row's own deliverer, and the words
(never counts) that follow figures into an edition. Not here: the deliveries themselves
(``data.vault``), judging them (``expectations``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl
import sqlalchemy as sa

from data import audit, periods
from data.access import Act, Actor, check_act
from data.faults import Fault
from data.manifest import Manifest
from data.policy import policy
from data.store import Desk
from data.tables import DELIVERY, DELIVERY_MONTH, FAULT, FRAMES, RULE_RESULT

__all__ = ["Counting", "Desk", "board", "counting", "deliveries", "record", "rules",
           "withdraw", "words_for_edition"]
SHOWN_ROWS = 20


class Result(Protocol):
    """One rule's result, as ``expectations.verdict`` gives it."""

    @property
    def rule(self) -> str: ...
    @property
    def dimension(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def failing(self) -> int: ...
    @property
    def of(self) -> int: ...
    @property
    def rows(self) -> tuple[int, ...]: ...
    @property
    def sv(self) -> str: ...
    @property
    def en(self) -> str: ...


class Judged(Protocol):
    """A verdict, as ``expectations.verdict`` gives it."""

    @property
    def outcome(self) -> str: ...
    @property
    def personal(self) -> bool: ...
    @property
    def results(self) -> Sequence[Result]: ...
    @property
    def faults(self) -> Sequence[Fault]: ...


@dataclass(frozen=True)
class Counting:
    """A delivery that counts, and the months for which it is the newest accepted one."""

    fingerprint: str
    contract: str
    deliverer: str
    months: tuple[str, ...]


def record(
    connection: sa.Connection, actor: Actor, received_on: date, order: int,
    manifest: Manifest | None, fingerprint: str | None, verdict: Judged,
) -> int:
    """Write one delivery's verdict and its audit event; return the delivery's number.

    Of a file refused for personal data nothing is written but the fact, its order and contract.
    """
    check_act(actor, Act.receive_delivery, authority=manifest.deliverer if manifest else None)
    known = manifest if manifest and not verdict.personal else None
    number = connection.execute(
        DELIVERY.insert().values(
            contract=manifest.contract if manifest else "",
            deliverer=known.deliverer if known else "", received_on=received_on, order=order,
            outcome=verdict.outcome, personal=verdict.personal,
            fingerprint=fingerprint if known and verdict.outcome != "refused" else None,
            origin=known.origin if known else "", rows=known.rows if known else None,
            days_late=_days_late(connection, known, received_on) if known else None,
        ).returning(DELIVERY.c.id)
    ).scalar_one()
    _months(connection, number, known)
    _reasons(connection, number, verdict)
    audit.record(connection, actor, Act.receive_delivery, f"delivery {number}", verdict.outcome)
    return int(number)


def _months(connection: sa.Connection, number: int, manifest: Manifest | None) -> None:
    if manifest and manifest.months:
        connection.execute(
            DELIVERY_MONTH.insert(), [{"delivery": number, "month": m} for m in manifest.months]
        )


def _reasons(connection: sa.Connection, number: int, verdict: Judged) -> None:
    results = [
        {"delivery": number, "rule": r.rule, "dimension": r.dimension, "severity": r.severity,
         "status": r.status, "failing": r.failing, "of": r.of, "sv": r.sv, "en": r.en,
         "rows": json.dumps(list(r.rows[:SHOWN_ROWS]))}
        for r in verdict.results
    ]
    if results:
        connection.execute(RULE_RESULT.insert(), results)
    faults = [
        {"delivery": number, "rule": f.rule, "where": f.where, "sv": f.sv, "en": f.en}
        for f in verdict.faults
    ]
    if faults:
        connection.execute(FAULT.insert(), faults)


def _days_late(connection: sa.Connection, manifest: Manifest, received_on: date) -> int:
    """Count days after the deadline of a month's first delivery; a resend is never late."""
    if len(manifest.months) != 1:
        return 0
    earlier = connection.execute(
        _accepted().where(
            DELIVERY.c.contract == manifest.contract, DELIVERY.c.deliverer == manifest.deliverer,
            DELIVERY_MONTH.c.month == manifest.months[0],
        ).limit(1)
    ).first()
    return 0 if earlier else max(0, (received_on - deadline(manifest.months[0])).days)


def deadline(month: str) -> date:
    """Return the last day on which a month's delivery is on time."""
    return periods.first_day(periods.shift(month, 1)).replace(day=policy().delivery_day)


def _accepted() -> sa.Select[tuple[int, str]]:
    return (
        sa.select(DELIVERY.c.id, DELIVERY_MONTH.c.month)
        .join(DELIVERY_MONTH, DELIVERY_MONTH.c.delivery == DELIVERY.c.id, isouter=True)
        .where(DELIVERY.c.outcome != "refused")
    )


def withdraw(connection: sa.Connection, actor: Actor, delivery: int, on: date) -> None:
    """Withdraw a delivery: from ``on`` nothing counts for its months until a new one comes."""
    row = connection.execute(sa.select(DELIVERY).where(DELIVERY.c.id == delivery)).mappings().one()
    check_act(actor, Act.withdraw_delivery, authority=row["deliverer"])
    connection.execute(
        DELIVERY.update().where(DELIVERY.c.id == delivery).values(withdrawn_on=on)
    )
    audit.record(connection, actor, Act.withdraw_delivery, f"delivery {delivery}")


def _newest(connection: sa.Connection, cutoff: date) -> list[sa.RowMapping]:
    """Return, for each deliverer, contract and month, the newest accepted delivery at a cut-off."""
    order = sa.func.row_number().over(
        partition_by=[DELIVERY.c.contract, DELIVERY.c.deliverer, DELIVERY_MONTH.c.month],
        order_by=[DELIVERY.c.received_on.desc(), DELIVERY.c.id.desc()],
    )
    ranked = (
        sa.select(DELIVERY, sa.func.coalesce(DELIVERY_MONTH.c.month, "").label("month"),
                  order.label("place"))
        .join(DELIVERY_MONTH, DELIVERY_MONTH.c.delivery == DELIVERY.c.id, isouter=True)
        .where(DELIVERY.c.outcome != "refused", DELIVERY.c.received_on <= cutoff)
        .subquery()
    )
    still = sa.or_(ranked.c.withdrawn_on.is_(None), ranked.c.withdrawn_on > cutoff)
    query = sa.select(ranked).where(ranked.c.place == 1, still).order_by(
        ranked.c.contract, ranked.c.deliverer, ranked.c.month)
    return list(connection.execute(query).mappings())


def counting(connection: sa.Connection, cutoff: date) -> list[Counting]:
    """Return what counts at a cut-off, each delivery with its months, in a fixed order."""
    months: dict[tuple[str, str, str], list[str]] = {}
    for row in _newest(connection, cutoff):
        key = (row["contract"], row["deliverer"], row["fingerprint"])
        months.setdefault(key, []).append(row["month"])
    return [
        Counting(print_, contract, deliverer, tuple(m for m in found if m))
        for (contract, deliverer, print_), found in sorted(months.items())
    ]


def words_for_edition(connection: sa.Connection, cutoff: date) -> pl.DataFrame:
    """Return, in words only, the deliveries behind an edition: the frame ``deliveries``."""
    grouped: dict[int, tuple[sa.RowMapping, list[str]]] = {}
    for row in _newest(connection, cutoff):
        grouped.setdefault(row["id"], (row, []))[1].append(row["month"])
    remarks = _remarks(connection)
    rows = [_words(row, months, remarks) for row, months in grouped.values()]
    return pl.DataFrame(rows, schema=FRAMES["deliveries"], orient="row").sort(
        "contract", "deliverer", "period")


def _words(
    row: sa.RowMapping, months: list[str], remarks: dict[int, tuple[str, str, str, str]]
) -> dict[str, str | None]:
    rule, sv, en, share = remarks.get(row["id"], ("", "", "", ""))
    found = sorted(m for m in months if m)
    period = f"{found[0]}–{found[-1]}" if len(found) > 1 else "".join(found)
    return {
        "deliverer": row["deliverer"], "contract": row["contract"], "period": period,
        "received_on": row["received_on"].isoformat(), "outcome": row["outcome"],
        "remark_rule": rule, "remark_sv": sv, "remark_en": en, "share_class": share,
        "on_time": "no" if row["days_late"] else "yes", "fingerprint": row["fingerprint"],
    }


def _remarks(connection: sa.Connection) -> dict[int, tuple[str, str, str, str]]:
    """Return the worst failed rule of each accepted delivery, its share as a class only."""
    query = (
        sa.select(RULE_RESULT)
        .join(DELIVERY, DELIVERY.c.id == RULE_RESULT.c.delivery)
        .where(RULE_RESULT.c.status != "pass", RULE_RESULT.c.severity == "warning",
               DELIVERY.c.outcome == "accepted_with_remark")
        .order_by(RULE_RESULT.c.delivery, RULE_RESULT.c.failing, RULE_RESULT.c.rule)
    )
    return {
        r["delivery"]: (r["rule"], r["sv"], r["en"], share_class(r["failing"], r["of"]))
        for r in connection.execute(query).mappings()
    }


def share_class(failing: int, of: int) -> str:
    """Class a share of failing rows: under 1 %, 1–5 %, over 5 %."""
    share = 100 * failing / of if of else 100.0
    return "under_1" if share < 1 else "1_5" if share <= 5 else "over_5"


def _frame(connection: sa.Connection, query: sa.Select[tuple[object, ...]]) -> pl.DataFrame:
    result = connection.execute(query)
    columns = list(result.keys())
    return pl.DataFrame([tuple(r) for r in result], schema=columns, orient="row",
                        infer_schema_length=None)


def deliveries(
    connection: sa.Connection, actor: Actor, deliverer: str | None = None
) -> pl.DataFrame:
    """Return the deliveries that an actor may see, newest first, with their months as text."""
    check_act(actor, Act.read_desk, authority=deliverer)
    query = sa.select(DELIVERY).order_by(DELIVERY.c.received_on.desc(), DELIVERY.c.id.desc())
    if deliverer is not None:
        query = query.where(DELIVERY.c.deliverer == deliverer)
    frame = _frame(connection, query)
    months = _frame(connection, sa.select(DELIVERY_MONTH).order_by(DELIVERY_MONTH.c.month))
    if frame.is_empty() or months.is_empty():
        return frame.with_columns(months=pl.lit("", pl.String))
    texts = months.group_by("delivery", maintain_order=True).agg(
        months=pl.col("month").str.join(" "))
    return frame.join(texts, left_on="id", right_on="delivery", how="left",
                      maintain_order="left").with_columns(pl.col("months").fill_null(""))


def rules(
    connection: sa.Connection, actor: Actor, delivery: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one delivery's rule results and faults, for those who may see them."""
    owner = connection.execute(
        sa.select(DELIVERY.c.deliverer).where(DELIVERY.c.id == delivery)).scalar_one()
    check_act(actor, Act.read_desk, authority=owner)
    results = sa.select(RULE_RESULT).where(RULE_RESULT.c.delivery == delivery).order_by(
        RULE_RESULT.c.rule)
    faults = sa.select(FAULT).where(FAULT.c.delivery == delivery).order_by(FAULT.c.id)
    return _frame(connection, results), _frame(connection, faults)


def board(connection: sa.Connection, actor: Actor, deliverer: str | None = None) -> pl.DataFrame:
    """Return the newest outcome a deliverer, contract and month: deliverer, contract, month,
    outcome, days_late, id (of the delivery), received_on.

    A refused file shows until an accepted one takes its place.
    """
    check_act(actor, Act.read_desk, authority=deliverer)
    place = sa.func.row_number().over(
        partition_by=[DELIVERY.c.contract, DELIVERY.c.deliverer, DELIVERY_MONTH.c.month],
        order_by=[DELIVERY.c.received_on.desc(), DELIVERY.c.id.desc()],
    )
    late = sa.func.max(DELIVERY.c.days_late).over(
        partition_by=[DELIVERY.c.contract, DELIVERY.c.deliverer, DELIVERY_MONTH.c.month])
    ranked = (
        sa.select(DELIVERY.c.deliverer, DELIVERY.c.contract, DELIVERY_MONTH.c.month,
                  DELIVERY.c.outcome, late.label("days_late"), DELIVERY.c.id,
                  DELIVERY.c.received_on, DELIVERY.c.withdrawn_on, place.label("place"))
        .join(DELIVERY_MONTH, DELIVERY_MONTH.c.delivery == DELIVERY.c.id)
    )
    if deliverer is not None:
        ranked = ranked.where(DELIVERY.c.deliverer == deliverer)
    inner = ranked.subquery()
    return _frame(connection, sa.select(inner).where(inner.c.place == 1).order_by(
        inner.c.deliverer, inner.c.contract, inner.c.month)).drop("place")
