"""Waivers: a rule that may fail for one deliverer until a day, in the sendings that come after.

Here: whether it can be waived, waiving, and which waivers hold on a day. A waiver changes no
verdict that has been given. Not here: judging by it (``expectations.verdict``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import sqlalchemy as sa

from data import audit
from data.access import AccessDenied, Act, Actor, check_act
from data.acting import Declined, check_reason, delivery, stamp
from data.tables import RULE_RESULT, WAIVER

LONGEST_DAYS = 366   # a rule that is wrong for longer should be changed in the suite
Waived = Mapping[tuple[str, str], frozenset[str]]


def check_waive(
    connection: sa.Connection, actor: Actor, number: int, rule: str, until: date,
    today: date | None = None,
) -> sa.RowMapping:
    """Raise unless the actor may waive the rule for the delivery's deliverer and contract.

    Privacy, keys and structure are never waived, nor a rule that passed. Raises ``AccessDenied``
    and ``Declined``; returns the delivery.
    """
    row = delivery(connection, number)
    check_act(actor, Act.waive_rule, authority=row["deliverer"])
    days = (until - (today or datetime.now(UTC).date())).days
    if not 0 <= days <= LONGEST_DAYS:
        raise Declined("waive_day", most=LONGEST_DAYS)
    found = connection.execute(sa.select(RULE_RESULT).where(
        RULE_RESULT.c.delivery == number, RULE_RESULT.c.rule == rule)).mappings().all()
    if not found:
        raise Declined("no_rule", rule=rule)
    if not all(result["waivable"] for result in found):
        raise Declined("not_waivable", rule=rule)
    if all(result["status"] != "fail" for result in found):
        raise Declined("rule_passed", rule=rule)
    return row


def can_waive(
    connection: sa.Connection, actor: Actor, number: int, rule: str, until: date,
    today: date | None = None,
) -> AccessDenied | Declined | None:
    """Return why ``check_waive`` would say no, or None."""
    try:
        check_waive(connection, actor, number, rule, until, today)
    except (AccessDenied, Declined) as why:
        return why
    return None


def waive(
    connection: sa.Connection, actor: Actor, number: int, rule: str, until: date, reason: str,
    at: datetime | None = None,
) -> int:
    """Waive a rule that failed in a delivery, for the next sendings; return the waiver's number."""
    made_on = (at or datetime.now(UTC)).date()
    row = check_waive(connection, actor, number, rule, until, made_on)
    check_reason(reason)
    made = connection.execute(WAIVER.insert().values(
        deliverer=row["deliverer"], contract=row["contract"], rule=rule, until=until,
        reason=reason.strip(), who=actor.name, role=str(actor.role), made_on=made_on, at=stamp(at),
    ).returning(WAIVER.c.id)).scalar_one()
    detail = f"{rule} until {until.isoformat()}"
    audit.record(connection, actor, Act.waive_rule, f"delivery {number}", detail)
    return int(made)


def holding(connection: sa.Connection, on: date) -> Waived:
    """Return the rules waived for what is received on a day, by deliverer and contract."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    query = sa.select(WAIVER).where(WAIVER.c.made_on <= on, WAIVER.c.until >= on)
    for row in connection.execute(query).mappings():
        key = (row["deliverer"], row["contract"])
        found[key] = found.get(key, frozenset()) | {row["rule"]}
    return found
