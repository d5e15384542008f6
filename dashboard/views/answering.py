"""What a deliverer has been asked about its delivery, and its answer in words.

Here: the question, the field and its button. Not here: answering with a new file, which is a
delivery like any other.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import desk_reading, desk_tasks
from dashboard.desk_reading import Opened
from dashboard.desk_words import mark, word
from dashboard.visit import Visit
from data import words
from data.access import Act, can_act


def panel(visit: Visit, opened: Opened) -> None:
    """Show a deliverer what became of its delivery and what it has been asked."""
    st.html(f'<h2>{escape(words.say("desk.standing", visit.lang))}</h2>'
            f'<p class="receipt">{mark(opened.outcome)}<span><b>'
            f"{escape(word(visit, opened.outcome).capitalize())}.</b> "
            f"{escape(_next(visit, opened))}</span></p>")
    if not can_act(visit.actor, Act.answer_question, authority=opened.deliverer):
        return
    if opened.questions.height:
        _question(visit, opened)


def _next(visit: Visit, opened: Opened) -> str:
    """Say what the deliverer has to do now; a steward's reason follows a refusal."""
    reason = str(opened.decisions["reason"][-1]) if opened.decisions.height else ""
    said = words.say(f"desk.now_{opened.outcome}", visit.lang)
    return f"{said} {reason}".strip() if opened.outcome == "refused" else said


def _question(visit: Visit, opened: Opened) -> None:
    last = opened.questions.row(-1, named=True)
    text = escape(str(last["text"])).replace("\n", "<br>")
    st.html(f'<h3>{escape(words.say("desk.question", visit.lang))}</h3><div class="letter">'
            f"{text}</div>")
    task = desk_tasks.newest("delivery", opened.id)
    if desk_tasks.under_way(visit, task):
        return
    if last["answered_at"] is not None:
        said = words.say("desk.you_answered", visit.lang, text=str(last["answer"] or "–"))
        st.html(f'<p class="receipt">{mark("passed")}<span>{escape(said)}</span></p>')
        return
    if problem := desk_tasks.failed(visit, task):
        desk_tasks.complain(problem)
    _answer(visit, opened)


def _answer(visit: Visit, opened: Opened) -> None:
    text = st.text_area(words.say("desk.answer", visit.lang), key=f"answer-{opened.id}")
    why = desk_reading.cannot_answer(visit, opened)
    if desk_tasks.pressed(visit, words.say("desk.do_answer", visit.lang), why, key="answer"):
        problem = desk_tasks.complaint(visit, None, text)
        if problem or not text.strip():
            desk_tasks.complain(problem or words.say("declined.no_answer", visit.lang))
        else:
            desk_tasks.ask(visit, "answer", {"delivery": opened.id, "text": text})
