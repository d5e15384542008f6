"""Corrections: what was wrong, why, who says so, since when, and how far it has come.

Here: proposing one and settling it, step by step. A correction changes nothing by itself: the
corrected rows come as a new delivery, or the delivery is withdrawn, and the correction says so
openly. Not here: either of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa

from data import audit
from data.access import SYSTEM, AccessDenied, Act, Actor, check_act
from data.acting import Declined, check_reason, check_words, delivery, months, stamp
from data.tables import CORRECTION, CORRECTION_STEP, DELIVERY

NEXT = {   # what may follow on a status
    "proposed": ("decided", "taken_back"),
    "decided": ("applied", "taken_back"),
    "applied": (),
    "taken_back": (),
}


def check_record(connection: sa.Connection, actor: Actor, number: int) -> sa.RowMapping:
    """Raise unless the actor may propose a correction of the delivery; return the delivery."""
    row = delivery(connection, number)
    check_act(actor, Act.record_correction, authority=row["deliverer"])
    if row["outcome"] == "refused":
        raise Declined("nothing_to_correct")
    return row


def can_record(
    connection: sa.Connection, actor: Actor, number: int
) -> AccessDenied | Declined | None:
    """Return why ``check_record`` would say no, or None."""
    try:
        check_record(connection, actor, number)
    except (AccessDenied, Declined) as why:
        return why
    return None


def record(
    connection: sa.Connection, actor: Actor, number: int, what_sv: str, what_en: str, why: str, *,
    figures: int | None = None, at: datetime | None = None,
) -> int:
    """Propose a correction in both languages and return its number."""
    check_record(connection, actor, number)
    if not (what_sv.strip() and what_en.strip()):
        raise Declined("one_language")
    check_words(what_sv, what_en)
    check_reason(why)
    made = connection.execute(CORRECTION.insert().values(
        delivery=number, what_sv=what_sv.strip(), what_en=what_en.strip(), why=why.strip(),
        figures=figures, who=actor.name, role=str(actor.role),
        since=(at or datetime.now(UTC)).date(), at=stamp(at),
    ).returning(CORRECTION.c.id)).scalar_one()
    _step(connection, actor, made, "proposed", why, "", at)
    audit.record(connection, actor, Act.record_correction, f"delivery {number}",
                 f"correction {made}")
    return int(made)


def _step(
    connection: sa.Connection, actor: Actor, number: int, status: str, reason: str, edition: str,
    at: datetime | None,
) -> None:
    connection.execute(CORRECTION_STEP.insert().values(
        correction=number, status=status, reason=reason.strip(), edition=edition or None,
        who=actor.name, role=str(actor.role), at=stamp(at)))


def status(connection: sa.Connection, number: int) -> str:
    """Return how far a correction has come: its newest step."""
    query = sa.select(CORRECTION_STEP.c.status).where(CORRECTION_STEP.c.correction == number)
    found = connection.execute(query.order_by(CORRECTION_STEP.c.id.desc()).limit(1)).scalar()
    return str(found or "proposed")


def check_settle(
    connection: sa.Connection, actor: Actor, number: int, to: str, lock: bool = False
) -> sa.RowMapping:
    """Raise unless the actor may take the correction to that status; return the delivery."""
    about = sa.select(CORRECTION.c.delivery).where(CORRECTION.c.id == number)
    found = connection.execute(about).scalar()
    if found is None:
        raise Declined("no_correction", number=number)
    row = delivery(connection, found, lock)
    check_act(actor, Act.settle_correction, authority=row["deliverer"])
    now = status(connection, number)
    if to not in NEXT[now]:
        raise Declined(f"correction_{now}", number=number)
    return row


def can_settle(
    connection: sa.Connection, actor: Actor, number: int, to: str
) -> AccessDenied | Declined | None:
    """Return why ``check_settle`` would say no, or None."""
    try:
        check_settle(connection, actor, number, to)
    except (AccessDenied, Declined) as why:
        return why
    return None


def settle(
    connection: sa.Connection, actor: Actor, number: int, to: str, reason: str, *,
    edition: str = "", at: datetime | None = None,
) -> None:
    """Take a correction a step further: decided, applied or taken back, each with its reason."""
    check_settle(connection, actor, number, to, lock=True)
    check_reason(reason)
    _step(connection, actor, number, to, reason, edition, at)
    audit.record(connection, actor, Act.settle_correction, f"correction {number}", to)


def applied(
    connection: sa.Connection, edition: str, counting: frozenset[str],
    at: datetime | None = None,
) -> tuple[int, ...]:
    """Write that an edition has the decided corrections of deliveries that count no more.

    ``counting`` are the fingerprints that the edition is made of. Returns their numbers.
    """
    made = []
    for number, print_ in _decided(connection):
        if print_ not in counting:
            _step(connection, SYSTEM, number, "applied", edition, edition, at)
            audit.record(connection, SYSTEM, Act.settle_correction, f"correction {number}",
                         "applied")
            made.append(number)
    return tuple(made)


def told(
    connection: sa.Connection, before: frozenset[str], counting: frozenset[str]
) -> list[dict[str, object]]:
    """Return the corrections that an edition has and the one before had not, in public words.

    ``before`` and ``counting`` are the fingerprints that the two are made of. A correction of what
    was never in an edition corrects nothing that was shown.
    """
    query = sa.select(CORRECTION, DELIVERY.c.deliverer, DELIVERY.c.contract, DELIVERY.c.fingerprint
                      ).join(DELIVERY, DELIVERY.c.id == CORRECTION.c.delivery)
    return [
        {"number": row["id"], "deliverer": row["deliverer"], "contract": row["contract"],
         "months": list(months(connection, row["delivery"])),
         "sv": row["what_sv"], "en": row["what_en"]}
        for row in connection.execute(query.order_by(CORRECTION.c.id)).mappings().all()
        if row["fingerprint"] in before - counting
        and status(connection, row["id"]) in ("decided", "applied")]


def _decided(connection: sa.Connection) -> Iterator[tuple[int, str | None]]:
    query = sa.select(CORRECTION.c.id, DELIVERY.c.fingerprint).join(
        DELIVERY, DELIVERY.c.id == CORRECTION.c.delivery).order_by(CORRECTION.c.id)
    for number, print_ in connection.execute(query).all():
        if status(connection, number) == "decided":
            yield number, print_
