"""What the page of reports shows: who may take out what, what a report will hold, how large it is.

Here: the document of a choice, kept while the edition is; its contents in words. Not here: making
it (``dashboard.report``), markup (``dashboard.views.reports``).
"""

from __future__ import annotations

import streamlit as st

from dashboard import reading
from dashboard.report.choice import Choice
from dashboard.report.compose import document
from dashboard.report.document import Document, Figure, Section, Table
from dashboard.report.opening import open_edition
from dashboard.visit import Visit
from data import registers, words
from data.access import Act, Actor, can_act
from data.home import Home, home
from data.registers import Council

KEPT = 32   # documents of the newest choices


def councils(actor: Actor) -> list[Council]:
    """List the councils whose report an actor may take out."""
    return [c for c in registers.councils()
            if can_act(actor, Act.export_edition, council=c.code, place=c.place)]


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _document(at: Home, number: int, actor: Actor, choice: Choice) -> Document:
    return document(open_edition(reading.store(), actor, number, choice))


def document_for(visit: Visit, number: int, choice: Choice) -> Document:
    """Make the document of a choice, or give the one that was made before for the same reader.

    An edition never changes; the decisions beside it are as they stood on its day. Raises
    ``AccessDenied``.
    """
    return _document(home(), number, visit.actor, choice)


def counted(told: Document) -> tuple[int, int]:
    """Count the figures and the tables of a report."""
    parts = list(told.parts())
    return sum(isinstance(p, Figure) for p in parts), sum(isinstance(p, Table) for p in parts)


def questions(section: Section) -> str:
    """Write the questions of a chapter in a line."""
    return " ".join(dict.fromkeys(
        q if q[-1] in "?.!" else f"{q}." for r in section.rows if (q := r.question)))


def size(count: int, lang: str) -> str:
    """Write a number of bytes as people do."""
    if count < 1_000_000:
        return f"{words.number(max(count / 1000, 1), lang)}{words.SPACE}kB"
    return f"{words.number(count / 1e6, lang, 1)}{words.SPACE}MB"
