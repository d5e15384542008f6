"""The ready letter to a deliverer, beside the page, in either language.

Here: reading it, changing it, taking it as a file, and saying that it was sent. Not here: what it
says (``data.questions``). Lägesbild sends no letter: who asks, sends it.
"""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from dashboard import desk_reading, desk_tasks
from dashboard.desk_reading import Opened
from dashboard.desk_words import name
from dashboard.visit import LANGS, Visit
from data import words


def show(visit: Visit, opened: Opened, answer_by: date) -> None:
    """Open the letter."""
    who = name(visit, opened.deliverer)

    @st.dialog(words.say("desk.ask_title", visit.lang, who=who), position="right", width="medium")
    def letter() -> None:
        _letter(visit, opened, answer_by)

    letter()


def _letter(visit: Visit, opened: Opened, answer_by: date) -> None:
    lang = st.radio(
        words.say("desk.letter_language", visit.lang), LANGS, horizontal=True, key="letter_lang",
        format_func=lambda code: words.say("shell.language", code)) or "sv"
    written = desk_reading.letter(visit, opened.id, lang, answer_by)
    text = st.text_area(words.say("desk.letter", visit.lang), written, height=380,
                        key=f"letter-{opened.id}-{lang}-{answer_by}")
    st.html(f'<p class="src">{escape(words.say("desk.letter_about", visit.lang))}</p>')
    st.download_button(words.say("desk.letter_file", visit.lang), text.encode(),
                       f"{opened.id}-{lang}.txt", "text/plain", on_click="ignore",
                       width="stretch", key="letter_file")
    if not st.button(words.say("desk.letter_sent", visit.lang), type="primary", width="stretch",
                     key="letter_sent"):
        return
    problem = desk_tasks.complaint(visit, text)
    if problem:
        desk_tasks.complain(problem)
    else:
        desk_tasks.ask(visit, "ask", {
            "delivery": opened.id, "text": text, "answer_by": answer_by.isoformat(),
            "language": lang})
