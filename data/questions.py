"""Questions to a deliverer about a delivery that waits, and its answers.

Here: the ready letter in the deliverer's language, asking, answering in words or by a new
delivery. The letter is built of the failed rules' own sentences, which hold no count; the counts
stand at the desk, where the deliverer reads them. Not here: sending the letter.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa

from data import audit, registers, words
from data.access import AccessDenied, Act, Actor, check_act
from data.acting import (
    Declined,
    check_here,
    check_reason,
    check_words,
    delivery,
    months,
    stamp,
)
from data.tables import DELIVERY, DELIVERY_MONTH, QUESTION, RULE_RESULT


def letter(
    connection: sa.Connection, actor: Actor, number: int, lang: str, answer_by: date
) -> str:
    """Write the letter that asks a deliverer about the rules that failed. Raises ``AccessDenied``.

    One paragraph a rule; no count, no key, no value.
    """
    row = delivery(connection, number)
    check_act(actor, Act.ask_deliverer, authority=row["deliverer"])
    failed = sa.select(RULE_RESULT).where(
        RULE_RESULT.c.delivery == number, RULE_RESULT.c.status == "fail",
        RULE_RESULT.c.waived.is_(False)).order_by(RULE_RESULT.c.rule)
    found = connection.execute(failed).mappings()
    named = {a.code: a for a in registers.authorities()}.get(row["deliverer"])
    who = (named.sv if lang == "sv" else named.en) if named else ""
    said = months(connection, number)
    period = said[0] if len(said) == 1 else f"{said[0]}–{said[-1]}" if said else ""
    values = {"who": who, "period": period, "day": row["received_on"].isoformat(),
              "answer_by": words.date_text(answer_by, lang)}
    rules = "\n\n".join(f"{r['rule']}: {r[lang]}" for r in found)
    return "\n\n".join((
        words.say("letter.opening", lang, **values), rules, words.say("letter.close", lang,
                                                                      **values)))


def check_ask(
    connection: sa.Connection, actor: Actor, number: int, today: date | None = None,
    answer_by: date | None = None, lock: bool = False,
) -> sa.RowMapping:
    """Raise unless the actor may ask about the delivery as it stands; return the delivery."""
    row = delivery(connection, number, lock)
    check_act(actor, Act.ask_deliverer, authority=row["deliverer"])
    check_here(row)
    if row["outcome"] != "waiting":
        raise Declined("not_waiting")
    open_ = unanswered(connection, number)
    if open_ is not None:
        raise Declined("asked", day=open_["answer_by"].isoformat())
    if answer_by is not None and answer_by < (today or datetime.now(UTC).date()):
        raise Declined("answer_day")
    return row


def can_ask(
    connection: sa.Connection, actor: Actor, number: int
) -> AccessDenied | Declined | None:
    """Return why ``check_ask`` would say no, or None."""
    try:
        check_ask(connection, actor, number)
    except (AccessDenied, Declined) as why:
        return why
    return None


def unanswered(connection: sa.Connection, number: int) -> sa.RowMapping | None:
    """Return the question about a delivery that nobody has answered yet."""
    query = sa.select(QUESTION).where(
        QUESTION.c.delivery == number, QUESTION.c.answered_at.is_(None))
    return connection.execute(query.order_by(QUESTION.c.id.desc()).limit(1)).mappings().first()


def ask(
    connection: sa.Connection, actor: Actor, number: int, text: str, answer_by: date, *,
    language: str = "sv", at: datetime | None = None,
) -> int:
    """Ask the deliverer; the delivery goes on waiting. Returns the question's number."""
    today = (at or datetime.now(UTC)).date()
    check_ask(connection, actor, number, today, answer_by, lock=True)
    if language not in words.LANGUAGES:
        raise Declined("language", language=language)
    check_reason(text)
    made = connection.execute(QUESTION.insert().values(
        delivery=number, text=text.strip(), language=language, answer_by=answer_by,
        who=actor.name, role=str(actor.role), at=stamp(at),
    ).returning(QUESTION.c.id)).scalar_one()
    audit.record(connection, actor, Act.ask_deliverer, f"delivery {number}", answer_by.isoformat())
    return int(made)


def check_answer(
    connection: sa.Connection, actor: Actor, number: int, lock: bool = False
) -> sa.RowMapping:
    """Raise unless the actor may answer what was asked about the delivery; return the question."""
    row = delivery(connection, number, lock)
    check_act(actor, Act.answer_question, authority=row["deliverer"])
    open_ = unanswered(connection, number)
    if open_ is None:
        raise Declined("not_asked")
    return open_


def answer(
    connection: sa.Connection, actor: Actor, number: int, text: str, at: datetime | None = None
) -> None:
    """Answer what was asked about a delivery, in words; the steward then decides."""
    open_ = check_answer(connection, actor, number, lock=True)
    if not text.strip():
        raise Declined("no_answer")
    check_words(text)
    connection.execute(QUESTION.update().where(QUESTION.c.id == open_["id"]).values(
        answer=text.strip(), answered_by=actor.name, answered_at=stamp(at)))
    audit.record(connection, actor, Act.answer_question, f"delivery {number}", "in words")


def answered_by_delivery(
    connection: sa.Connection, actor: Actor, number: int, at: datetime | None = None
) -> None:
    """Let a new delivery answer what was asked about earlier ones of the same kind and months.

    A refused delivery answers nothing.
    """
    new = delivery(connection, number)
    if new["outcome"] == "refused":
        return
    same = sa.select(QUESTION.c.id, QUESTION.c.delivery).distinct().join(
        DELIVERY, DELIVERY.c.id == QUESTION.c.delivery).join(
        DELIVERY_MONTH, DELIVERY_MONTH.c.delivery == DELIVERY.c.id).where(
        QUESTION.c.answered_at.is_(None), DELIVERY.c.id < number,
        DELIVERY.c.contract == new["contract"], DELIVERY.c.deliverer == new["deliverer"],
        DELIVERY_MONTH.c.month.in_(months(connection, number)))
    for question, about in connection.execute(same).all():
        connection.execute(QUESTION.update().where(QUESTION.c.id == question).values(
            answered_by=actor.name, answered_at=stamp(at), answered_by_delivery=number))
        audit.record(connection, actor, Act.answer_question, f"delivery {about}",
                     f"by delivery {number}")
