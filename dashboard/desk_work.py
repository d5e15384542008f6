"""What the worker does for each kind of task of the workbench, and what it answers.

Here: from a task's payload to an act, and the receipt in both languages. Not here: taking tasks
(``dashboard.worker``), the acts themselves (``data``, ``metrics.stewards``).

Payloads: ``decide`` delivery, decision (accept_with_remark or refuse), reason, remark_sv,
remark_en, seen (the newest decision that the page showed, 0 for none); ``waive`` delivery, rule,
until, reason; ``ask`` delivery, text, answer_by, language; ``answer`` delivery, text; ``correct``
delivery, what_sv, what_en, why, figures; ``settle_correction`` correction, status, reason;
``erase`` delivery, reason; ``confirm_erase`` delivery. They hold words, never a count of the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from data import corrections, erasure, questions, waivers, words
from data.access import Actor
from data.acting import Declined
from metrics import jobs, stewards

Payload = Mapping[str, Any]
Answer = dict[str, Any]


def _said(key: str, **values: object) -> Answer:
    return {lang: words.say(f"done.{key}", lang, **values) for lang in words.LANGUAGES}


def _number(payload: Payload, name: str) -> int:
    value = payload.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Declined("broken_task", field=name)
    return value


def _text(payload: Payload, name: str, otherwise: str | None = None) -> str:
    value = payload.get(name, otherwise)
    if not isinstance(value, str):
        raise Declined("broken_task", field=name)
    return value


def _day(payload: Payload, name: str) -> date:
    try:
        return date.fromisoformat(_text(payload, name))
    except ValueError as wrong:
        raise Declined("broken_task", field=name) from wrong


def _decide(house: jobs.House, actor: Actor, payload: Payload) -> Answer:
    kind = _text(payload, "decision")
    made = stewards.decide(
        house, actor, _number(payload, "delivery"), kind, _text(payload, "reason"),
        remark_sv=_text(payload, "remark_sv", ""), remark_en=_text(payload, "remark_en", ""),
        seen=_number({"seen": 0, **payload}, "seen"))
    return {"decision": made, **_said(f"decide_{kind}")}


def _waive(house: jobs.House, actor: Actor, payload: Payload) -> Answer:
    rule, until = _text(payload, "rule"), _day(payload, "until")
    with house.desk.begin() as connection:
        made = waivers.waive(connection, actor, _number(payload, "delivery"), rule, until,
                             _text(payload, "reason"))
    return {"waiver": made, **_said("waive", rule=rule, until=until.isoformat())}


def _ask(house: jobs.House, actor: Actor, payload: Payload) -> Answer:
    answer_by = _day(payload, "answer_by")
    with house.desk.begin() as connection:
        made = questions.ask(
            connection, actor, _number(payload, "delivery"), _text(payload, "text"), answer_by,
            language=_text(payload, "language", "sv"))
    return {"question": made, **_said("ask", answer_by=answer_by.isoformat())}


def _answer(house: jobs.House, actor: Actor, payload: Payload) -> Answer:
    with house.desk.begin() as connection:
        questions.answer(connection, actor, _number(payload, "delivery"), _text(payload, "text"))
    return _said("answer")


def _correct(house: jobs.House, actor: Actor, payload: Payload) -> Answer:
    figures = None if payload.get("figures") is None else _number(payload, "figures")
    with house.desk.begin() as connection:
        made = corrections.record(
            connection, actor, _number(payload, "delivery"), _text(payload, "what_sv"),
            _text(payload, "what_en"), _text(payload, "why"), figures=figures)
    return {"correction": made, **_said("correct", number=made)}


def _settle(house: jobs.House, actor: Actor, payload: Payload) -> Answer:
    number, status = _number(payload, "correction"), _text(payload, "status")
    with house.desk.begin() as connection:
        corrections.settle(connection, actor, number, status, _text(payload, "reason"))
    return _said(f"settle_{status}", number=number)


def _erase(house: jobs.House, actor: Actor, payload: Payload) -> Answer:
    with house.desk.begin() as connection:
        erasure.ask(connection, actor, _number(payload, "delivery"), _text(payload, "reason"))
    return _said("erase")


def _confirm(house: jobs.House, actor: Actor, payload: Payload) -> Answer:
    stewards.erase(house, actor, _number(payload, "delivery"))
    return _said("confirm_erase")


DOES: Mapping[str, Callable[[jobs.House, Actor, Payload], Answer]] = {
    "decide": _decide, "waive": _waive, "ask": _ask, "answer": _answer, "correct": _correct,
    "settle_correction": _settle, "erase": _erase, "confirm_erase": _confirm,
}
