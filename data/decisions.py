"""A steward's decision on a delivery that waits: accept it with a remark, or refuse it.

Here: whether it can be decided, deciding, and changing a decision until an edition holds it. Not
here: warnings that are let through beforehand (``data.waivers``), asking (``data.questions``),
taking the content out of the vault (``data.destruction`` says which, the worker does it).
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa

from data import audit, destruction
from data.access import AccessDenied, Act, Actor, check_act
from data.acting import (
    Declined,
    check_here,
    check_reason,
    check_words,
    delivery,
    replaced_by,
    stamp,
)
from data.tables import DECISION, DELIVERY, RULE_RESULT

ACCEPT, REFUSE = "accept_with_remark", "refuse"
OUTCOME = {ACCEPT: "accepted_with_remark", REFUSE: "refused"}


def newest(connection: sa.Connection, number: int) -> sa.RowMapping | None:
    """Return the newest decision on a delivery: the one that counts."""
    query = sa.select(DECISION).where(DECISION.c.delivery == number)
    return connection.execute(query.order_by(DECISION.c.id.desc()).limit(1)).mappings().first()


def check_decide(
    connection: sa.Connection, actor: Actor, number: int, kind: str, *, seen: int = 0,
    edition: str = "", at: datetime | None = None, lock: bool = False,
) -> sa.RowMapping:
    """Raise unless the actor may decide so on the delivery as it stands; return the delivery.

    ``seen`` is the number of the newest decision that the actor has seen, 0 for none: where there
    is another, somebody else was first. ``edition`` names the edition that holds the delivery
    already, if any; ``at`` is the moment of the decision. Raises ``AccessDenied`` and ``Declined``.
    """
    row = delivery(connection, number, lock)
    check_act(actor, Act.decide_delivery, authority=row["deliverer"])
    if kind not in OUTCOME:
        raise Declined("unknown_decision", kind=kind)
    last = newest(connection, number)
    _check_first(row, last, seen)
    check_here(row)
    if last is None:
        _check_waits(row)
    elif edition:
        raise Declined("in_edition", edition=edition)
    if kind == ACCEPT:
        _check_acceptable(connection, row, max((at or datetime.now(UTC)).date(),
                                               row["received_on"]))
    return row


def can_decide(
    connection: sa.Connection, actor: Actor, number: int, kind: str, *, seen: int = 0,
    edition: str = "",
) -> AccessDenied | Declined | None:
    """Return why ``check_decide`` would say no, or None: for the button and the words beneath."""
    try:
        check_decide(connection, actor, number, kind, seen=seen, edition=edition)
    except (AccessDenied, Declined) as why:
        return why
    return None


def _check_first(row: sa.RowMapping, last: sa.RowMapping | None, seen: int) -> None:
    if last is not None and last["id"] != seen:
        which = "first_refused" if last["kind"] == REFUSE else "first_accepted"
        raise Declined(which, day=last["at"][:10], time=last["at"][11:16])
    if last is not None and last["kind"] == REFUSE:
        raise Declined("refused_gone")   # nothing is left to accept


def _check_waits(row: sa.RowMapping) -> None:
    if row["outcome"] == "refused":
        raise Declined("stopped")
    if row["outcome"] != "waiting":
        raise Declined("nothing_to_decide")


def _check_acceptable(connection: sa.Connection, row: sa.RowMapping, on: date) -> None:
    failed = sa.select(RULE_RESULT).where(
        RULE_RESULT.c.delivery == row["id"], RULE_RESULT.c.status != "pass",
        RULE_RESULT.c.waived.is_(False)).order_by(RULE_RESULT.c.rule)
    for result in connection.execute(failed).mappings():
        if result["status"] == "error":
            raise Declined("not_run", rule=result["rule"])
        if result["severity"] == "critical":
            raise Declined("stopped")
    newer = replaced_by(connection, row, on)
    if newer is not None:
        raise Declined("replaced", newer=newer)


def check_texts(reason: str, remark_sv: str, remark_en: str) -> None:
    """Raise ``Declined`` where the reason or the remark cannot stand as it is written."""
    check_reason(reason)
    check_words(remark_sv, remark_en)
    if bool(remark_sv.strip()) != bool(remark_en.strip()):
        raise Declined("one_language")


def decide(
    connection: sa.Connection, actor: Actor, number: int, kind: str, reason: str, *,
    remark_sv: str = "", remark_en: str = "", seen: int = 0, edition: str = "",
    at: datetime | None = None,
) -> int:
    """Decide on a delivery and return the decision's number; an earlier one stays in the log.

    Accepted: ``remark_sv`` and ``remark_en`` follow its figures in place of the rule's own
    sentence, where they are given. Refused: all but the fact, the reasons and the decision is
    deleted, and the content is doomed. Raises ``AccessDenied`` and ``Declined``.
    """
    row = check_decide(
        connection, actor, number, kind, seen=seen, edition=edition, at=at, lock=True)
    check_texts(reason, remark_sv, remark_en)
    made = connection.execute(DECISION.insert().values(
        delivery=number, kind=kind, remark_sv=remark_sv.strip(), remark_en=remark_en.strip(),
        reason=reason.strip(), who=actor.name, role=str(actor.role), at=stamp(at),
    ).returning(DECISION.c.id)).scalar_one()
    gone = {"fingerprint": None} if kind == REFUSE else {}
    connection.execute(DELIVERY.update().where(DELIVERY.c.id == number).values(
        outcome=OUTCOME[kind], **gone))
    if kind == REFUSE:
        destruction.forget(connection, number)
        destruction.doom(connection, row["fingerprint"])
    audit.record(connection, actor, Act.decide_delivery, f"delivery {number}", OUTCOME[kind])
    return int(made)
