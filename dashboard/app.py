"""The pages and who may see them: one script run is one look at one page.

Here: which pages there are, the frame around each, and that a refusal is a sentence. Not here:
what a page shows (``dashboard.views``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module

import streamlit as st

from dashboard import chrome, drawing, reading
from dashboard.kept import kept
from dashboard.views.text_doing import told
from dashboard.visit import Visit, read
from data import words
from data.access import AccessDenied, Act, Role, can_act
from data.editions import Edition

LOG = logging.getLogger(__name__)
PAGES = ("council", "area", "region", "changed", "decisions", "reports", "indicator", "chain",
         "matrix", "published", "compare", "deliveries", "try", "text", "review", "about",
         "catalogue", "method", "quality", "loss", "editions", "help", "accessibility")
VIEWS = {"try": "trying"}   # where a view cannot be named as its page is
_ACTS = {"council": Act.read_edition, "deliveries": Act.read_desk, "try": Act.try_delivery,
         "loss": Act.read_loss, "method": Act.read_method, "quality": Act.read_method,
         "about": Act.read_method, "changed": Act.read_council, "decisions": Act.read_council,
         "help": Act.read_method, "accessibility": Act.read_method, "text": Act.read_draft,
         "reports": Act.export_edition, "compare": Act.export_edition, "review": Act.read_draft}
NO_EDITION = ("method", "quality", "about", "deliveries", "try", "catalogue", "help",
              "accessibility", "text", "review")   # they say something where nothing is published


def run() -> None:
    """Show the page that the address asks for."""
    visit = read("council", dict(st.query_params), reading.numbered(), reading.indicator_codes)
    shown = pages_for(visit)
    listed = [
        st.Page(partial(_show, visit, page, tuple(shown)),
                title=words.say(f"page.{page}", visit.lang), url_path=page,
                default=page == "council")
        for page in PAGES
    ]
    st.navigation(listed, position="hidden").run()


def pages_for(visit: Visit) -> list[str]:
    """Return the pages that the visit's role may see, in order."""
    return [page for page in PAGES if _may(visit, page)]


def _may(visit: Visit, page: str) -> bool:
    act = _ACTS.get(page, Act.read_edition)
    return can_act(visit.actor, act, council=visit.council, authority=visit.actor.authority)


def _show(asked: Visit, page: str, shown: tuple[str, ...]) -> None:
    visit = replace(asked, page=page)
    edition = reading.edition(visit)
    if page != "try":
        st.session_state.pop("trial", None)   # an answer is held for the open page alone
    st.set_page_config(page_title=_title(visit), layout="wide")
    every = reading.editions()
    drawing.draw(kept("frame", visit, lambda: _above(visit, shown, every), shown, every), "frame")
    with st.container(key="page"):
        _body(visit, edition is not None)
    drawing.draw(kept("foot", visit, lambda: chrome.colophon(visit, edition)), "foot")
    told()


def _above(visit: Visit, shown: tuple[str, ...], every: tuple[Edition, ...]) -> str:
    return (chrome.band(visit, shown) + chrome.edition_bar(visit, reading.edition(visit), every)
            + chrome.ignored(visit) + '<span id="content" tabindex="-1"></span>')


def _title(visit: Visit) -> str:
    mark = words.say("label.synthetic_short", visit.lang)
    end = f" ({mark})" if visit.synthetic and visit.edition else ""
    return f"{words.say(f'page.{visit.page}', visit.lang)} – Lägesbild{end}"


def _body(visit: Visit, exists: bool) -> None:
    """Render the page, or say in one sentence why it is not shown."""
    if visit.role not in Role.__members__:
        chrome.note(words.say("shell.no_login", visit.lang))
    elif not exists and visit.page not in NO_EDITION:
        _empty(visit)
    elif not _may(visit, visit.page):
        chrome.note(AccessDenied(visit.role, str(_ACTS[visit.page])).sentence(visit.lang))
    else:
        _render(visit)


def _render(visit: Visit) -> None:
    try:
        name = VIEWS.get(visit.page, visit.page)
        view: Callable[[Visit], None] = import_module(f"dashboard.views.{name}").render
        view(visit)
    except AccessDenied as denied:
        chrome.note(denied.sentence(visit.lang))
    except Exception:   # our own mistake: the trace is ours, the reader gets a sentence
        LOG.exception("page %s", visit.page)
        chrome.note(words.say("shell.our_fault", visit.lang), fault=True)


def _empty(visit: Visit) -> None:
    title, text = (words.say(f"shell.empty_{part}", visit.lang) for part in ("title", "text"))
    st.html(f'<section class="blk"><h1>{title}</h1><p class="lead">{text}</p></section>')
