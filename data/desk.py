"""The intake desk: what became of each delivery, and which of them count.

Here: writing a verdict, withdrawing, and the door to what counts (``data.counting``) and to what
the pages read (``data.desk_pages``). Not here: decisions (``data.decisions``), the deliveries
themselves (``data.vault``), judging them (``expectations``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from data import audit, destruction, periods, retention
from data.access import Act, Actor, check_act
from data.counting import Counting, counting, share_class, words_for_edition
from data.desk_pages import board, deliveries, rules
from data.judged import Judged, Result
from data.manifest import Manifest
from data.policy import policy
from data.questions import answered_by_delivery
from data.store import Desk
from data.tables import (
    DELIVERY,
    DELIVERY_MONTH,
    DESK_AUDIT,
    EXAMPLE,
    FAULT,
    PROFILE,
    RULE_RESULT,
    TOUCH,
)

__all__ = ["Beside", "Counting", "Desk", "Touched", "board", "counting", "cutoff", "deadline",
           "deliveries", "record", "rules", "share_class", "unaudited", "withdraw",
           "words_for_edition"]
SHOWN_ROWS = 20           # row numbers kept of a rule; the rest are counted
OUTCOMES = (Act.receive_delivery, Act.decide_delivery)   # the acts that give a delivery its outcome
MONTHS_OF_A_QUARTER = 3   # the longest that a delivery in its usual turn covers


@dataclass(frozen=True)
class Touched:
    """How many published figures of an indicator a rule of a delivery touches."""

    rule: str
    indicator: str
    figures: int


@dataclass(frozen=True)
class Beside:
    """What stands beside a verdict: the delivery's profile (JSON), and the figures it touches."""

    profile: str = ""
    touched: tuple[Touched, ...] = ()


NOTHING = Beside()


def record(
    connection: sa.Connection, actor: Actor, received_on: date, order: int,
    manifest: Manifest | None, fingerprint: str | None, verdict: Judged,
    beside: Beside = NOTHING,
) -> int:
    """Write one delivery's verdict and its audit event; return the delivery's number.

    Of a file refused for personal data nothing is written but the fact, its order, contract and
    reasons. A refused delivery whose content was kept already is doomed; any other answers what
    was asked about earlier ones. Raises ``AccessDenied`` where the actor may not deliver for this
    authority.
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
    if known and verdict.outcome != "refused":
        _kept(connection, number, received_on, verdict, beside)
        answered_by_delivery(connection, actor, number)
    else:
        destruction.doom(connection, fingerprint)
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


def _kept(
    connection: sa.Connection, number: int, received_on: date, verdict: Judged, beside: Beside
) -> None:
    """Write what pages and later deliveries need of a delivery that was let in."""
    expires = retention.until("examples", received_on)
    for table, rows in (
        (EXAMPLE, [{"rule": r.rule, "record_key": e.record_key, "row": e.row,
                    "columns": json.dumps(list(e.columns)), "expires_on": expires}
                   for r in verdict.results if r.status != "pass" for e in r.examples]),
        (TOUCH, [{"rule": t.rule, "indicator": t.indicator, "figures": t.figures}
                 for t in beside.touched]),
        (PROFILE, [{"json": beside.profile}] if beside.profile else []),
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
    nothing, where the delivery was refused, withdrawn or erased before. Raises ``AccessDenied``,
    and ``NoResultFound`` where there is no such delivery.
    """
    row = connection.execute(sa.select(DELIVERY).where(DELIVERY.c.id == delivery)).mappings().one()
    check_act(actor, Act.withdraw_delivery, authority=row["deliverer"])
    gone = row["withdrawn_on"] is not None or row["erased_on"] is not None
    if row["outcome"] == "refused" or gone:
        return False
    connection.execute(DELIVERY.update().where(DELIVERY.c.id == delivery).values(withdrawn_on=on))
    audit.record(connection, actor, Act.withdraw_delivery, f"delivery {delivery}", on.isoformat())
    return True


def profiles(
    connection: sa.Connection, contract: str, deliverer: str
) -> list[tuple[str, date]]:
    """Return the profiles (JSON) of a deliverer's standing deliveries of a kind, and their days."""
    query = sa.select(PROFILE.c.json, DELIVERY.c.received_on).join(
        DELIVERY, DELIVERY.c.id == PROFILE.c.delivery).where(
        DELIVERY.c.contract == contract, DELIVERY.c.deliverer == deliverer,
        DELIVERY.c.outcome != "refused", DELIVERY.c.withdrawn_on.is_(None))
    return [(row[0], row[1]) for row in connection.execute(query.order_by(DELIVERY.c.id))]


def unaudited(connection: sa.Connection) -> list[str]:
    """Return, in English, what the desk holds that its audit does not say, and broken links."""
    events = list(connection.execute(
        sa.select(DESK_AUDIT.c.act, DESK_AUDIT.c.target, DESK_AUDIT.c.detail)
        .order_by(DESK_AUDIT.c.id)))
    said = {tuple(event) for event in events}
    outcomes = {target: detail for act, target, detail in events if act in OUTCOMES}
    problems = audit.broken(connection)
    for row in connection.execute(sa.select(DELIVERY).order_by(DELIVERY.c.id)).mappings():
        target, on = f"delivery {row['id']}", row["withdrawn_on"]
        if outcomes.get(target) != row["outcome"]:
            problems.append(f"{target}: the audit holds no event that received it as it stands")
        if on and (str(Act.withdraw_delivery), target, on.isoformat()) not in said:
            problems.append(f"{target}: the audit holds no event that withdrew it")
        if row["erased_on"] and not any(e[1:] == (target, "erased") for e in said):
            problems.append(f"{target}: the audit holds no event that erased it")
    return problems
