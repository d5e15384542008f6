"""Asking the worker for the draft of the next edition, and how far it has come.

Here: the page where no draft is held, the form, the progress. Not here: making a draft
(``metrics.jobs``), the review of one (``dashboard.views.review``).
"""

from __future__ import annotations

import json
from datetime import date
from html import escape

import streamlit as st

from dashboard import chrome, desk_tasks, reading
from dashboard.desk_tasks import UNDER_WAY
from dashboard.review_reading import Opened
from dashboard.views import compared as markup
from dashboard.views.review_doing import say
from dashboard.views.text_doing import receipt
from dashboard.visit import Visit
from data import life, periods, tasks, words
from data.access import AccessDenied, Act, can_act
from data.acting import Refusal
from data.desk import cutoff
from data.steps import State, Step
from data.tasks import Task

AHEAD, RECENT, EVERY = 3, 50, 2.0   # months ahead; tasks looked at; seconds between two looks


def nothing(visit: Visit) -> None:
    """Say that no draft is held, and let the editor ask for one."""
    newest = next(iter(reading.editions()), None)
    st.html(f'<h1>{escape(say(visit, "nothing"))}</h1><p class="lead">'
            f'{escape(say(visit, "nothing_lead" if newest else "nothing_first"))}</p>')
    receipt()
    if newest is not None and newest.previous is not None:
        to = escape(visit.link("compare", edition=newest.number))
        said = markup.say(visit, "title_of", before=_label(newest.previous), after=newest.label)
        st.html(f'<p><a href="{to}">{said}</a></p>')
    if can_act(visit.actor, Act.draft_edition):
        with st.container(key="deciding"):
            _form(visit, True)


def _label(number: int) -> str:
    return next((e.label for e in reading.editions() if e.number == number), str(number))


def again(visit: Visit, of: Opened) -> None:
    """Let the editor make the draft anew, while it is a draft."""
    if of.stands.state is not State.draft or not can_act(visit.actor, Act.draft_edition):
        return
    with st.expander(say(visit, "draft_again")):
        _, why = life.can_step(of.stands, visit.actor, Step.make_draft, visit.lang)
        _form(visit, False, why)


def _form(visit: Visit, primary: bool, why: str = "") -> None:
    task = _newest()
    if task is not None and task.state in UNDER_WAY:
        _watch(visit, task.id)
        return
    if task is not None and task.state == "failed":
        desk_tasks.complain(desk_tasks.failed(visit, task))
    st.html(f'<p class="src">{escape(say(visit, "draft_follows"))}</p>')
    until = st.selectbox(say(visit, "draft_until"), _months(), key="draft-until",
                         format_func=lambda m: periods.label(m, visit.lang))
    if desk_tasks.pressed(visit, say(visit, "do_draft"), why, key="do-draft", primary=primary):
        _ask(visit, until)


def _months() -> list[str]:
    newest = next(iter(reading.editions()), None)
    first = periods.shift(newest.until, 1) if newest else periods.shift(
        periods.month_of(date.today()), -1)
    return periods.span(first, periods.shift(first, AHEAD))


def _ask(visit: Visit, until: str) -> None:
    try:
        tasks.add(reading.store(), visit.actor, "draft", {
            "until": until, "cutoff": cutoff(until).isoformat(),
            "demonstration": visit.synthetic})
    except (AccessDenied, Refusal) as why:
        desk_tasks.complain(why.sentence(visit.lang))
    else:
        st.rerun()


def _newest() -> Task | None:
    return next((t for t in tasks.recent(reading.store(), RECENT) if t.kind == "draft"), None)


@st.fragment(run_every=EVERY)
def _watch(visit: Visit, number: int) -> None:
    """Show how far the worker has come; the page comes anew when it is done."""
    task = next((t for t in tasks.recent(reading.store(), RECENT) if t.id == number), None)
    if task is None or task.state not in UNDER_WAY:
        st.rerun(scope="app")
        return
    step = f"step.{task.words.replace(' ', '_')}"
    said = words.say(step, visit.lang) if task.words and words.has(step) else ""
    until = periods.label(json.loads(task.payload)["until"], visit.lang)
    doing = say(visit, f"drafting_{task.state}", until=until)
    st.html(f'<p class="receipt" role="status">{chrome.icon("ring", "grey")}<span>'
            f"{escape(doing)} {escape(said)}</span></p>")
    if task.of:
        st.progress(min(task.done / task.of, 1.0))
