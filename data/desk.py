"""The intake desk: what became of each delivery, and which of them count.

Here: writing a verdict, withdrawing, what counts at a cut-off, and the words (never counts) that
follow figures into an edition. Not here: the pages' reading (``data.desk_pages``, by this same
door), the deliveries themselves (``data.vault``), judging them (``expectations``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import sqlalchemy as sa

from data import audit, periods
from data.access import Act, Actor, check_act
from data.desk_pages import board, deliveries, rules
from data.judged import Judged, Result
from data.manifest import Manifest
from data.policy import policy
from data.store import Desk
from data.tables import DELIVERY, DELIVERY_MONTH, DESK_AUDIT, FAULT, FRAMES, RULE_RESULT

__all__ = ["Counting", "Desk", "board", "counting", "cutoff", "deadline", "deliveries", "record",
           "rules", "share_class", "unaudited", "withdraw", "words_for_edition"]
SHOWN_ROWS = 20           # row numbers kept of a rule; the rest are counted
COUNTS = ("accepted", "accepted_with_remark")
MONTHS_OF_A_QUARTER = 3   # the longest that a delivery in its usual turn covers


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

    Of a file refused for personal data nothing is written but the fact, its order, contract and
    reasons. Raises ``AccessDenied`` where the actor may not deliver for this authority.
    """
    check_act(actor, Act.receive_delivery,
              authority=manifest.deliverer if manifest else actor.authority)
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
    _beside(connection, number, known, verdict)
    audit.record(connection, actor, Act.receive_delivery, f"delivery {number}", verdict.outcome)
    return int(number)


def _beside(
    connection: sa.Connection, number: int, known: Manifest | None, verdict: Judged
) -> None:
    """Write the months, the results and the faults of a delivery."""
    for table, rows in (
        (DELIVERY_MONTH, [{"month": month} for month in (known.months if known else ())]),
        (RULE_RESULT, [_result(result) for result in verdict.results]),
        (FAULT, [{"rule": f.rule, "where": f.where, "sv": f.sv, "en": f.en}
                 for f in verdict.faults]),
    ):
        if rows:
            connection.execute(table.insert(), [{"delivery": number, **row} for row in rows])


def _result(r: Result) -> dict[str, object]:
    return {
        "rule": r.rule, "dimension": r.dimension, "severity": r.severity, "status": r.status,
        "failing": r.failing, "of": r.of, "share": r.share, "table": r.table,
        "columns": json.dumps(list(r.columns)), "rows": json.dumps(list(r.rows[:SHOWN_ROWS])),
        "sv": r.sv, "en": r.en, "waived": r.waived, "waivable": r.waivable,
        "detail_sv": r.detail_sv, "detail_en": r.detail_en,
    }


def _days_late(connection: sa.Connection, manifest: Manifest, received_on: date) -> int:
    """Count days after the deadline of the newest month's first delivery.

    A resend is never late, and a file of more than a quarter is history or a correction.
    """
    if not 1 <= len(manifest.months) <= MONTHS_OF_A_QUARTER:
        return 0
    newest = manifest.months[-1]
    earlier = (
        sa.select(DELIVERY.c.id).join(DELIVERY_MONTH, DELIVERY_MONTH.c.delivery == DELIVERY.c.id)
        .where(DELIVERY.c.outcome != "refused", DELIVERY.c.contract == manifest.contract,
               DELIVERY.c.deliverer == manifest.deliverer,
               DELIVERY_MONTH.c.month == newest)
        .limit(1)
    )
    if connection.execute(earlier).first():
        return 0
    return max(0, (received_on - deadline(newest)).days)


def deadline(month: str) -> date:
    """Return the last day on which a month's delivery is on time."""
    return periods.first_day(periods.shift(month, 1)).replace(day=policy().delivery_day)


def cutoff(until: str) -> date:
    """Return the usual cut-off of a picture up to a month: some days after the last delivery."""
    return deadline(until) + timedelta(days=policy().cutoff_days)


def withdraw(connection: sa.Connection, actor: Actor, delivery: int, on: date) -> bool:
    """Withdraw a delivery: from ``on`` nothing counts for its months until a new one comes.

    An older delivery does not come back, since it had been replaced. Returns False, and changes
    nothing, where the delivery was refused or withdrawn before. Raises ``AccessDenied``, and
    ``NoResultFound`` where there is no such delivery.
    """
    row = connection.execute(sa.select(DELIVERY).where(DELIVERY.c.id == delivery)).mappings().one()
    check_act(actor, Act.withdraw_delivery, authority=row["deliverer"])
    if row["outcome"] == "refused" or row["withdrawn_on"] is not None:
        return False
    connection.execute(DELIVERY.update().where(DELIVERY.c.id == delivery).values(withdrawn_on=on))
    audit.record(connection, actor, Act.withdraw_delivery, f"delivery {delivery}", on.isoformat())
    return True


def _newest(connection: sa.Connection, cutoff: date) -> list[sa.RowMapping]:
    """Return, for each deliverer, contract and month, the newest accepted delivery at a cut-off.

    A month is late where its first accepted delivery was, however often it is resent.
    """
    same = [DELIVERY.c.contract, DELIVERY.c.deliverer, DELIVERY_MONTH.c.month]
    newest = [DELIVERY.c.received_on.desc(), DELIVERY.c.id.desc()]
    ranked = (
        sa.select(
            DELIVERY, sa.func.coalesce(DELIVERY_MONTH.c.month, "").label("month"),
            sa.func.max(DELIVERY.c.days_late).over(partition_by=same).label("late"),
            sa.func.row_number().over(partition_by=same, order_by=newest).label("place"),
        )
        .join(DELIVERY_MONTH, DELIVERY_MONTH.c.delivery == DELIVERY.c.id, isouter=True)
        .where(DELIVERY.c.outcome.in_(COUNTS), DELIVERY.c.received_on <= cutoff)
        .subquery()
    )
    stands = sa.and_(
        ranked.c.erased_on.is_(None),
        sa.or_(ranked.c.withdrawn_on.is_(None), ranked.c.withdrawn_on > cutoff))
    query = sa.select(ranked).where(ranked.c.place == 1, stands).order_by(
        ranked.c.contract, ranked.c.deliverer, ranked.c.month)
    return list(connection.execute(query).mappings())


def unaudited(connection: sa.Connection) -> list[str]:
    """Return, in English, what the desk holds that its audit does not say, and broken links."""
    events = sa.select(DESK_AUDIT.c.act, DESK_AUDIT.c.target, DESK_AUDIT.c.detail)
    said = {tuple(event) for event in connection.execute(events)}
    problems = audit.broken(connection)
    for row in connection.execute(sa.select(DELIVERY).order_by(DELIVERY.c.id)).mappings():
        target, on = f"delivery {row['id']}", row["withdrawn_on"]
        if (str(Act.receive_delivery), target, row["outcome"]) not in said:
            problems.append(f"{target}: the audit holds no event that received it as it stands")
        if on and (str(Act.withdraw_delivery), target, on.isoformat()) not in said:
            problems.append(f"{target}: the audit holds no event that withdrew it")
    return problems


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
    grouped: dict[int, list[sa.RowMapping]] = {}
    for row in _newest(connection, cutoff):
        grouped.setdefault(row["id"], []).append(row)
    remarks = _remarks(connection)
    rows = [_words(found, remarks.get(number)) for number, found in grouped.items()]
    return pl.DataFrame(rows, schema=FRAMES["deliveries"], orient="row").sort(
        "contract", "deliverer", "period")


def _words(found: list[sa.RowMapping], remark: dict[str, str] | None) -> dict[str, str]:
    row, months = found[0], sorted(r["month"] for r in found)
    nothing = dict.fromkeys(("remark_rule", "remark_sv", "remark_en", "share_class"), "")
    return {
        "deliverer": row["deliverer"], "contract": row["contract"],
        "period": months[0] if len(months) == 1 else f"{months[0]}–{months[-1]}",
        "received_on": row["received_on"].isoformat(), "outcome": row["outcome"],
        "on_time": "no" if any(r["late"] for r in found) else "yes",
        "fingerprint": row["fingerprint"], **(remark or nothing),
    }


def _remarks(connection: sa.Connection) -> dict[int, dict[str, str]]:
    """Return the worst failed rule of each accepted delivery, its share as a class only."""
    query = (
        sa.select(RULE_RESULT)
        .join(DELIVERY, DELIVERY.c.id == RULE_RESULT.c.delivery)
        .where(RULE_RESULT.c.status != "pass", RULE_RESULT.c.severity == "warning",
               DELIVERY.c.outcome == "accepted_with_remark")
        .order_by(RULE_RESULT.c.delivery, RULE_RESULT.c.share, RULE_RESULT.c.rule.desc())
    )
    return {   # the last one stands: the largest share, then the first rule
        r["delivery"]: {"remark_rule": r["rule"], "remark_sv": r["sv"], "remark_en": r["en"],
                        "share_class": share_class(r["share"])}
        for r in connection.execute(query).mappings()
    }


def share_class(share: float) -> str:
    """Class a share (0 to 1) of failing rows: under 1 %, 1–5 %, over 5 %."""
    percent = 100 * share
    return "under_1" if percent < 1 else "1_5" if percent <= 5 else "over_5"
