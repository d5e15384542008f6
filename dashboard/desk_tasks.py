"""What the workbench asks of the worker about a delivery, and how far it has come.

Here: asking, finding the newest task about something, showing that it is being done. Not here: the
forms (``dashboard.views``), doing it (``dashboard.worker``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard import chrome, reading
from dashboard.visit import Visit
from data import tasks, words
from data.access import AccessDenied
from data.acting import Declined, check_reason, check_words
from data.tasks import Task

KINDS = frozenset({"decide", "waive", "ask", "answer", "correct", "settle_correction", "erase",
                   "confirm_erase"})
RECENT = 200
UNDER_WAY = ("waiting", "running")
EVERY = 1.5   # seconds between two looks at a task that is under way


def ask(visit: Visit, kind: str, payload: Mapping[str, object]) -> None:
    """Ask the worker, and show the page anew; a refusal is said in its place."""
    try:
        tasks.add(reading.store(), visit.actor, kind, payload)
    except AccessDenied as denied:
        chrome.note(denied.sentence(visit.lang), fault=True)
        return
    st.rerun()


def newest(about: str, number: int) -> Task | None:
    """Return the newest task about a delivery or a correction (``about``), None where none is."""
    for task in tasks.recent(reading.store(), RECENT):
        if task.kind in KINDS and json.loads(task.payload).get(about) == number:
            return task
    return None


def under_way(visit: Visit, task: Task | None) -> bool:
    """Show that a task is being done, and tell so; the page comes anew when it is done."""
    if task is None or task.state not in UNDER_WAY:
        return False
    _watch(visit, task.id, task.kind)
    return True


@st.fragment(run_every=EVERY)
def _watch(visit: Visit, number: int, kind: str) -> None:
    found = [t for t in tasks.recent(reading.store(), RECENT) if t.id == number]
    if not found or found[0].state not in UNDER_WAY:
        st.rerun(scope="app")
    said = words.say(f"desk.doing_{found[0].state}", visit.lang)
    what = words.say(f"desk.task_{kind}", visit.lang)
    st.html(f'<p class="receipt" role="status">{chrome.icon("ring", "grey")}<span><b>'
            f"{escape(what)}</b> {escape(said)}</span></p>")


def failed(visit: Visit, task: Task | None) -> str:
    """Return the sentence of a task that could not be done, "" where it could."""
    if task is None or task.state != "failed":
        return ""
    said = json.loads(task.result or "{}").get(visit.lang)
    return str(said or words.say("desk.not_done", visit.lang))


def said(visit: Visit, task: Task | None) -> str:
    """Return what a task that was done says of itself, "" where it says nothing."""
    if task is None or task.state != "done":
        return ""
    return str(json.loads(task.result or "{}").get(visit.lang) or "")


def complaint(visit: Visit, reason: str | None, *texts: str) -> str:
    """Return what is wrong with a form's texts, by the very checks of the acts; "" if nothing."""
    try:
        if reason is not None:
            check_reason(reason)
        check_words(*texts)
    except Declined as why:
        return why.sentence(visit.lang)
    return ""


def pressed(visit: Visit, label: str, why: str, *, key: str, primary: bool = True) -> bool:
    """Show a button; where it may not be pressed its reason stands beneath as text."""
    hit = st.button(label, key=key, disabled=bool(why), width="stretch",
                    type="primary" if primary else "secondary")
    if why:
        st.html(f'<p class="why">{escape(why)}</p>')
    return hit


def complain(text: str) -> None:
    """Say under a form what is wrong with it."""
    st.html(f'<p class="wrong" role="alert">{chrome.icon("remark", "orange")}'
            f"<span>{escape(text)}</span></p>")
