"""Doing an act on the texts from a page, and saying once what came of it.

Here: the transaction, the receipt, the refusal as a sentence, which part of which block is open.
Not here: any act (``data.texts``, ``data.remarks``), any form.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import sqlalchemy as sa
import streamlit as st

from dashboard import chrome, reading
from data.access import AccessDenied
from data.acting import Declined

OPEN, SAID, WRONG = "text-open", "text-said", "text-wrong"   # of the session


def do(
    lang: str, act: Callable[[sa.Connection], object], said: str, close: bool = True,
    form: str = "",
) -> None:
    """Do an act in a transaction of its own and show the page anew; a refusal is a sentence.

    ``form`` names the form that it came from: its fields are empty once it is done.
    """
    try:
        with reading.store().begin() as connection:
            act(connection)
    except (Declined, AccessDenied) as why:
        tell(wrong=why.sentence(lang))
    else:
        tell(said)
        if close:
            st.session_state[OPEN] = None
        st.session_state[f"round-{form}"] = turn(form) + 1
    st.rerun()


def turn(form: str) -> int:
    """Return how often a form has been used: with it in their keys its fields start empty."""
    return int(st.session_state.get(f"round-{form}", 0))


def tell(said: str = "", wrong: str = "") -> None:
    """Let the page say what was done, or why it was not, when it is drawn next."""
    st.session_state[SAID], st.session_state[WRONG] = said, wrong


def told() -> None:
    """Forget what was said: called when the page stands there whole, since a run that is cut short
    by the reader's next press may never have been seen."""
    tell()


def receipt() -> None:
    """Say once what was done last, or why it was not; its place is there in any case."""
    with st.container(key="receipt"):
        if said := st.session_state.get(SAID):
            st.html(f'<p class="receipt" role="status">{chrome.icon("check", "blue")}'
                    f"<span>{escape(said)}</span></p>")
        if wrong := st.session_state.get(WRONG):
            st.html(f'<p class="wrong" role="alert">{chrome.icon("remark", "orange")}'
                    f"<span>{escape(wrong)}</span></p>")


def toggle(part: str, number: int, label: str, close: str) -> None:
    """Open a part of a block, or close it where it is open."""
    now = st.session_state.get(OPEN) == (part, number)
    if st.button(close if now else label, key=f"{part}-{number}"):
        st.session_state[OPEN] = None if now else (part, number)
        st.rerun()
