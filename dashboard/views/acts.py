"""The four acts of a steward as forms: accept with a remark, waive, ask, refuse.

Here: the fields of each act, its consequence before its button, and asking the worker. Not here:
whether it may be done (``data.decisions``, ``data.waivers``, ``data.questions``: the very checks
that would refuse it), doing it (``dashboard.worker``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from html import escape

import streamlit as st

from dashboard import desk_reading, desk_tasks
from dashboard.desk_reading import Opened
from dashboard.desk_words import kind, name
from dashboard.models.desk_rules import figures, ordered, sort_out
from dashboard.views import letters
from dashboard.views.rule_rows import parts_of
from dashboard.visit import Visit
from data import words
from data.decisions import ACCEPT, REFUSE
from data.waivers import LONGEST_DAYS

USUAL_DAYS = 90   # how long a waiver lasts unless the steward says otherwise


def _accept(visit: Visit, opened: Opened, seen: int) -> None:
    sv, en = _proposed(opened)
    remark_sv = st.text_area(_say(visit, "remark_sv"), sv, key=f"sv-{opened.id}", height=76)
    remark_en = st.text_area(_say(visit, "remark_en"), en, key=f"en-{opened.id}", height=76)
    reason = _reason(visit, opened, "reason_log")
    rules = [str(r["rule"]) for r in ordered(sort_out(opened.rules)["warns"], opened.touched)]
    touched = figures(opened.touched, rules)
    key = "follows" if touched else "follows_none"
    _consequence(_say(visit, key, n=words.number(touched, visit.lang)),
                 to=visit.link(rule=rules[0]) if touched else "", beside=_say(visit, "show_them"))
    why = desk_reading.cannot_decide(visit, opened, ACCEPT, seen)
    if not desk_tasks.pressed(visit, _say(visit, "do_accept"), why, key="accept"):
        return
    problem = desk_tasks.complaint(visit, reason, remark_sv, remark_en)
    if problem:
        desk_tasks.complain(problem)
        return
    desk_tasks.ask(visit, "decide", {
        "delivery": opened.id, "decision": ACCEPT, "remark_sv": remark_sv,
        "remark_en": remark_en, "reason": reason, "seen": seen})


def _proposed(opened: Opened) -> tuple[str, str]:
    """Propose a remark: what is wrong by the rule that touches the most; it holds no count."""
    warns = ordered(sort_out(opened.rules)["warns"], opened.touched)
    if not warns:
        return "", ""
    return parts_of(str(warns[0]["sv"]))[0], parts_of(str(warns[0]["en"]))[0]


def _waive(visit: Visit, opened: Opened, seen: int) -> None:
    failed = sort_out(opened.rules)["warns"]
    rules = {str(r["rule"]): str(r[visit.lang]) for r in failed}
    if not rules:
        st.html(f'<p class="src">{escape(_say(visit, "nothing_to_waive"))}</p>')
        return
    rule = st.selectbox(_say(visit, "which_rule"), list(rules), key=f"rule-{opened.id}",
                        format_func=lambda r: f"{r} {parts_of(rules[r])[0]}") or next(iter(rules))
    until = _day(visit, "waive_until", date.today() + timedelta(days=USUAL_DAYS),
                 date.today() + timedelta(days=LONGEST_DAYS))
    st.html(f'<p class="src">{escape(_say(visit, "waive_next"))}</p>')
    reason = _reason(visit, opened, "reason_shown")
    touched = figures(opened.touched, [rule])
    _consequence(_say(visit, "waive_follows", who=name(visit, opened.deliverer), rule=rule,
                      kind=kind(visit, str(opened.row["contract"])).lower(),
                      n=words.number(touched, visit.lang)))
    why = desk_reading.cannot_waive(visit, opened, rule, until)
    label = _say(visit, "do_waive_until", day=words.date_text(until, visit.lang))
    if desk_tasks.pressed(visit, label, why, key="waive"):
        _send(visit, "waive", reason, {"delivery": opened.id, "rule": rule,
                                       "until": until.isoformat(), "reason": reason})


def _ask(visit: Visit, opened: Opened, seen: int) -> None:
    answer_by = _day(visit, "answer_by", date.today() + timedelta(days=7), None)
    _consequence(_say(visit, "ask_follows"))
    why = desk_reading.cannot_ask(visit, opened)
    if desk_tasks.pressed(visit, _say(visit, "read_letter"), why, key="ask"):
        letters.show(visit, opened, answer_by)


def _refuse(visit: Visit, opened: Opened, seen: int) -> None:
    reason = _reason(visit, opened, "reason_sent")
    _consequence(_say(visit, "refuse_follows", who=name(visit, opened.deliverer)), orange=True)
    why = desk_reading.cannot_decide(visit, opened, REFUSE, seen)
    if not desk_tasks.pressed(visit, _say(visit, "do_refuse"), why, key="refuse", primary=False):
        return
    problem = desk_tasks.complaint(visit, reason)
    if problem:
        desk_tasks.complain(problem)
    else:
        _confirm(visit, opened, reason, seen)


def _confirm(visit: Visit, opened: Opened, reason: str, seen: int) -> None:
    """Ask once more in a dialog, since a refused file is gone."""

    @st.dialog(_say(visit, "refuse_question"))
    def sure() -> None:
        st.html(f'<p class="lead">{escape(_say(visit, "refuse_about"))}</p>')
        if st.button(_say(visit, "do_refuse"), key="refuse_sure", width="stretch"):
            desk_tasks.ask(visit, "decide", {
                "delivery": opened.id, "decision": REFUSE, "remark_sv": "", "remark_en": "",
                "reason": reason, "seen": seen})
        if st.button(_say(visit, "cancel"), key="refuse_not", width="stretch"):
            st.rerun()

    sure()


def _send(visit: Visit, act: str, reason: str, payload: Mapping[str, object]) -> None:
    problem = desk_tasks.complaint(visit, reason)
    if problem:
        desk_tasks.complain(problem)
    else:
        desk_tasks.ask(visit, act, payload)


def _reason(visit: Visit, opened: Opened, key: str) -> str:
    return st.text_area(_say(visit, key), key=f"reason-{opened.id}", height=76)


def _day(visit: Visit, key: str, value: date, latest: date | None) -> date:
    chosen = st.date_input(_say(visit, key), value, min_value=date.today(), max_value=latest,
                           format="YYYY-MM-DD", key=key)
    return chosen if isinstance(chosen, date) else value


def _consequence(text: str, orange: bool = False, to: str = "", beside: str = "") -> None:
    """Say what follows before the button; ``to`` leads to the figures that it follows."""
    link = f' <a href="{escape(to)}">{escape(beside)}</a>' if to else ""
    st.html(f'<p class="call{" warn" if orange else ""}">{escape(text)}{link}</p>')


def _say(visit: Visit, key: str, **values: object) -> str:
    return words.say(f"desk.{key}", visit.lang, **values)


FORMS: Mapping[str, Callable[[Visit, Opened, int], None]] = {
    "accept": _accept, "waive": _waive, "ask": _ask, "refuse": _refuse,
}
