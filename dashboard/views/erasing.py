"""Erasing a delivery's content: one person asks with a reason, another confirms.

Here: both forms, and who has asked. Not here: whether it may be (``data.erasure``).
"""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import desk_reading, desk_tasks
from dashboard.desk_reading import Opened
from dashboard.desk_words import moment
from dashboard.visit import Visit
from data import words
from data.access import Act, can_act


def section(visit: Visit, opened: Opened) -> None:
    """Offer to erase, to those who may, where content is kept."""
    if not can_act(visit.actor, Act.erase_delivery, authority=opened.deliverer):
        return
    if opened.row["fingerprint"] is None and opened.erasures.is_empty():
        return
    with st.container(key="erasing"), st.expander(_say(visit, "title")):
        st.html(f'<p class="src">{escape(_say(visit, "about"))}</p>')
        asked = opened.erasures.row(-1, named=True) if opened.erasures.height else None
        if asked is None:
            _ask(visit, opened)
        else:
            _confirm(visit, opened, asked)


def _ask(visit: Visit, opened: Opened) -> None:
    reason = st.text_area(_say(visit, "reason"), key="erase_reason", height=76)
    why = desk_reading.cannot_erase(visit, opened, confirm=False)
    if not desk_tasks.pressed(visit, _say(visit, "ask"), why, key="erase", primary=False):
        return
    problem = desk_tasks.complaint(visit, reason)
    if problem:
        desk_tasks.complain(problem)
    else:
        desk_tasks.ask(visit, "erase", {"delivery": opened.id, "reason": reason})


def _confirm(visit: Visit, opened: Opened, asked: dict[str, object]) -> None:
    """Show who asked and why; the button is for another person."""
    who, at = str(asked["asked_by"]), moment(visit, str(asked["asked_at"]))
    said = _say(visit, "asked", who=who, at=at, reason=str(asked["reason"]))
    st.html(f'<p class="call warn">{escape(said)}</p>')
    if asked["confirmed_at"] is not None:
        done = _say(visit, "done", who=str(asked["confirmed_by"]),
                    at=moment(visit, str(asked["confirmed_at"])))
        st.html(f'<p class="src">{escape(done)}</p>')
        return
    why = desk_reading.cannot_erase(visit, opened, confirm=True)
    if desk_tasks.pressed(visit, _say(visit, "confirm"), why, key="erase_sure", primary=False):
        desk_tasks.ask(visit, "confirm_erase", {"delivery": opened.id})


def _say(visit: Visit, key: str, **values: object) -> str:
    return words.say(f"erasing.{key}", visit.lang, **values)
