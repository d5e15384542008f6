"""Erasing a delivery, by two people: its content is destroyed, its hash, reason and audit stay.

Here: the first person's asking and the second's confirming. Every delivery of the same content
goes with it, since it is the same content. Not here: deleting from the vault (the worker does it
as soon as the desk has let go), counting anew (the next edition).
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from data import audit, destruction
from data.access import AccessDenied, Act, Actor, check_act
from data.acting import Declined, check_reason, delivery, stamp
from data.tables import DELIVERY, ERASURE, UNMATCHED


def asked(connection: sa.Connection, number: int) -> sa.RowMapping | None:
    """Return the erasure that was asked for and waits for its second person."""
    query = sa.select(ERASURE).where(
        ERASURE.c.delivery == number, ERASURE.c.confirmed_at.is_(None))
    return connection.execute(query.order_by(ERASURE.c.id.desc()).limit(1)).mappings().first()


def check_erase(
    connection: sa.Connection, actor: Actor, number: int, confirm: bool = False, lock: bool = False
) -> sa.RowMapping:
    """Raise unless the actor may ask for, or ``confirm``, the erasure; return the delivery."""
    row = delivery(connection, number, lock)
    check_act(actor, Act.erase_delivery, authority=row["deliverer"])
    if row["erased_on"] is not None:
        raise Declined("erased", day=row["erased_on"].isoformat())
    if row["fingerprint"] is None:
        raise Declined("nothing_kept")
    first = asked(connection, number)
    if confirm and first is None:
        raise Declined("erase_not_asked")
    if confirm and first is not None and _same(first["asked_by"], actor.name):
        raise Declined("erase_same", who=first["asked_by"])
    if not confirm and first is not None:
        raise Declined("erase_asked", who=first["asked_by"])
    return row


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def can_erase(
    connection: sa.Connection, actor: Actor, number: int, confirm: bool = False
) -> AccessDenied | Declined | None:
    """Return why ``check_erase`` would say no, or None."""
    try:
        check_erase(connection, actor, number, confirm)
    except (AccessDenied, Declined) as why:
        return why
    return None


def ask(
    connection: sa.Connection, actor: Actor, number: int, reason: str, at: datetime | None = None
) -> int:
    """Ask, as the first person, that a delivery be erased; return the number of the erasure."""
    check_erase(connection, actor, number, lock=True)
    check_reason(reason)
    made = connection.execute(ERASURE.insert().values(
        delivery=number, reason=reason.strip(), asked_by=actor.name, asked_at=stamp(at),
    ).returning(ERASURE.c.id)).scalar_one()
    audit.record(connection, actor, Act.erase_delivery, f"delivery {number}", "asked")
    return int(made)


def confirm(
    connection: sa.Connection, actor: Actor, number: int, at: datetime | None = None
) -> tuple[int, ...]:
    """Confirm, as the second person; return every delivery that is erased, of the same content.

    From now on it counts in no edition that is made; editions that stand are not changed.
    """
    row = check_erase(connection, actor, number, confirm=True, lock=True)
    same = sa.select(DELIVERY.c.id).where(
        DELIVERY.c.fingerprint == row["fingerprint"], DELIVERY.c.erased_on.is_(None))
    numbers = tuple(connection.execute(same.order_by(DELIVERY.c.id)).scalars())
    connection.execute(ERASURE.update().where(
        ERASURE.c.delivery == number, ERASURE.c.confirmed_at.is_(None)).values(
        confirmed_by=actor.name, confirmed_at=stamp(at), fingerprint=row["fingerprint"]))
    for each in numbers:
        let_go(connection, actor, each, Act.erase_delivery, at)
    _queries(connection, row["deliverer"])
    return numbers


def let_go(
    connection: sa.Connection, actor: Actor, number: int, act: Act, at: datetime | None = None
) -> None:
    """Let go of a delivery's content at the desk, and mark it to be destroyed."""
    row = delivery(connection, number)
    day = (at or datetime.now(UTC)).date()
    connection.execute(DELIVERY.update().where(DELIVERY.c.id == number).values(erased_on=day))
    destruction.forget(connection, number)
    destruction.doom(connection, row["fingerprint"])
    audit.record(connection, actor, act, f"delivery {number}", "erased")


def _queries(connection: sa.Connection, deliverer: str) -> None:
    """Delete the query lists that may hold keys of the content; they are made anew."""
    connection.execute(UNMATCHED.delete().where(sa.or_(
        UNMATCHED.c.sender == deliverer, UNMATCHED.c.receiver == deliverer)))
