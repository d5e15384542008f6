"""Taking a section over from the edition before, reading it through, and taking it back.

Here: the offer and its buttons. Not here: the acts (``data.taking_over``), markup of a paragraph
(``dashboard.views.text_marks``).
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import reading
from dashboard.models.text import Row
from dashboard.text_reading import Pen
from dashboard.views.text_doing import do
from dashboard.visit import Visit
from data import taking_over, tokens, words
from data.sections import Section
from data.texts import Block
from data.tokens import Source


def offer(visit: Visit, pen: Pen, here: Section) -> None:
    """Offer the text of the edition before where the section is empty, or to take it back."""
    if any(b.words.unread for b in pen.of(here.code)):
        if st.button(words.say("taking.back", visit.lang), key="take-back"):
            do(visit.lang, lambda c: taking_over.take_back(
                c, visit.actor, pen.number, here.code), words.say("taking.is_back", visit.lang))
        return
    if not pen.drafted:   # there is no new period yet that a figure could move to
        return
    with reading.store().read() as connection:
        found = taking_over.offered(connection, pen.number, here.code)
    label = next((e.label for e in reading.editions() if e.number == pen.number - 1), "")
    if found and label:
        _offer(visit, pen, here, found, label)


def _offer(
    visit: Visit, pen: Pen, here: Section, found: tuple[Block, ...], label: str
) -> None:
    lang = visit.lang
    key = "taking.about_one" if len(found) == 1 else "taking.about"
    with st.container(key="taking"):
        st.html(f'<h2>{escape(words.say("taking.title", lang))}</h2>'
                f'<p class="src">{escape(words.say(key, lang, n=len(found), label=label))}</p>')
        if st.button(words.say("taking.take", lang), key="take-over"):
            before = _figures(visit, pen.number - 1, found)
            do(lang, lambda c: taking_over.take_over(
                c, visit.actor, pen.number, here.code, before, pen.source),
               words.say("taking.taken", lang, label=label))


def _figures(visit: Visit, number: int, found: tuple[Block, ...]) -> Source:
    """Read the figures that the old text names, as its own edition has them."""
    old = replace(visit, edition=number)
    named = sorted({t.indicator for b in found for t in tokens.tokens(b.words.whole)})
    return Source(reading.cells(old, indicators=named), reading.changes(old))


def read(visit: Visit, row: Row) -> None:
    """Let whoever writes say that a paragraph taken over is read through."""
    block = row.block
    if block.words.unread and st.button(words.say("taking.read", visit.lang), type="primary",
                                        key=f"read-{block.block}"):
        do(visit.lang, lambda c: taking_over.read_through(
            c, visit.actor, block.block, block.version), words.say("taking.is_read", visit.lang))
