"""The panel beside a delivery: what a steward may do with it, and the receipt of what was done.

Here: which of its states the panel is in: under way, a receipt, a form, or why there is nothing to
decide. Not here: the forms of the acts (``dashboard.views.acts``), doing any of it.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import chrome, desk_reading, desk_tasks
from dashboard.desk_reading import Opened, Row
from dashboard.desk_words import mark, moment
from dashboard.views import acts, answering
from dashboard.visit import Visit
from data import words
from data.access import Act, can_act
from data.decisions import ACCEPT, REFUSE

ACTS = ("accept", "waive", "ask", "refuse")


def panel(visit: Visit, opened: Opened) -> None:
    """Show the panel to those who may decide; to its deliverer what it has been asked."""
    if not can_act(visit.actor, Act.decide_delivery, authority=opened.deliverer):
        answering.panel(visit, opened)
        return
    st.html(f'<h2>{escape(words.say("desk.your_decision", visit.lang))}</h2>')
    task = desk_tasks.newest("delivery", opened.id)
    if desk_tasks.under_way(visit, task):
        return
    problem = desk_tasks.failed(visit, task)
    if problem:
        desk_tasks.complain(problem)
    _state(visit, opened)


def _state(visit: Visit, opened: Opened) -> None:
    last = opened.decisions.row(-1, named=True) if opened.decisions.height else None
    if last is not None:
        _decided(visit, opened, last)
    elif opened.outcome == "waiting":
        _asked(visit, opened)
        _form(visit, opened, ACTS, 0)
    else:
        why = desk_reading.cannot_decide(visit, opened, ACCEPT, 0)
        st.html(f'<p class="receipt">{mark(opened.outcome)}<span>{escape(why)}</span></p>')


def _decided(visit: Visit, opened: Opened, last: Row) -> None:
    """Show the receipt of the decision, and the way to change it until an edition holds it."""
    st.html(_receipt(visit, last))
    seen = int(str(last["id"]))
    why = desk_reading.cannot_decide(visit, opened, REFUSE, seen)
    opening = f"change-{opened.id}-{seen}"
    if st.session_state.get(opening):
        st.html(f'<p class="src">{escape(words.say("desk.change_about", visit.lang))}</p>')
        _form(visit, opened, ("accept", "refuse"), seen)
    elif desk_tasks.pressed(visit, words.say("desk.change", visit.lang), why, key="change",
                            primary=False):
        st.session_state[opening] = True
        st.rerun()


def _receipt(visit: Visit, last: Row) -> str:
    accepted = last["kind"] == ACCEPT
    outcome = "accepted_with_remark" if accepted else "refused"
    said = words.say(f"desk.receipt_{outcome}", visit.lang)
    who = words.say("desk.by", visit.lang, who=str(last["who"]), at=moment(visit, str(last["at"])))
    remark = str(last[f"remark_{visit.lang}"])
    lines = [remark] if remark else []
    body = "".join(f"<br>{escape(line)}" for line in lines)
    css = "" if accepted else " warn"
    return (f'<div class="receipt{css}" role="status">{mark(outcome)}<span><b>{escape(said)}</b>'
            f'{body}<br><span class="src">{escape(str(last["reason"]))}<br>{escape(who)}</span>'
            "</span></div>")


def _asked(visit: Visit, opened: Opened) -> None:
    """Show a question that its deliverer has been asked, and the answer."""
    if opened.questions.is_empty():
        return
    last = opened.questions.row(-1, named=True)
    if last["answered_at"] is None:
        said = words.say("desk.asked_until", visit.lang, day=str(last["answer_by"]))
    elif last["answered_by_delivery"] is not None:
        said = words.say("desk.answered_by_file", visit.lang)
    else:
        said = words.say("desk.answered", visit.lang, text=str(last["answer"]))
    st.html(f'<p class="receipt">{chrome.icon("ring", "grey")}<span>{escape(said)}</span></p>')


def _form(visit: Visit, opened: Opened, offered: tuple[str, ...], seen: int) -> None:
    """Offer the acts, the fields of the chosen one, what follows from it, and its button."""
    chosen = st.radio(
        words.say("desk.choose", visit.lang), offered, key=f"act-{opened.id}",
        format_func=lambda a: words.say(f"desk.do_{a}", visit.lang),
        captions=[words.say(f"desk.do_{a}_about", visit.lang) for a in offered],
        label_visibility="collapsed")
    acts.FORMS[chosen or offered[0]](visit, opened, seen)
