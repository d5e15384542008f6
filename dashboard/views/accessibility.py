"""The accessibility statement that the law on digital public service asks for.

Here: how far the pages fulfil the demands, what is lacking and why, how it was tested, whom to
tell and where to complain. Not here: any promise that no test holds. The law (2018:1937) and what
a statement holds: digg.se, both linked on the page. Who runs an installation is not known to the
product, so no address is given in its place.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.models.remaining import REMAINING
from dashboard.visit import Visit
from data import words

DIGG = "https://www.digg.se/tdosanmalan"
HOW = ("https://www.digg.se/kunskap-och-stod/digital-tillganglighet/"
       "skapa-en-tillganglighetsredogorelse")
LACKING = ("strings", "script", "explore", "upload", "people")
TESTED = ("keyboard", "narrow", "text_size", "contrast", "language", "motion")


def render(visit: Visit) -> None:
    """Show the statement."""
    st.html(
        f'<h1>{_say(visit, "title")}</h1><p class="lead">{_say(visit, "lead")}</p>'
        f'<div class="two wide"><div class="stack">{_prose(visit, "how_far")}'
        f'{_list(visit, "lacking", LACKING)}{_remaining(visit)}{_prose(visit, "burden")}</div>'
        f'<div class="stack">'
        f'{_list(visit, "tested", TESTED)}{_prose(visit, "tell")}{_complain(visit)}</div></div>')


def _say(visit: Visit, key: str) -> str:
    return escape(words.say(f"accessibility.{key}", visit.lang))


def _prose(visit: Visit, key: str, after: str = "") -> str:
    return (f'<section class="blk prose"><h2>{_say(visit, key)}</h2>'
            f"<p>{_say(visit, f'{key}_text')}{after}</p></section>")


def _list(visit: Visit, title: str, keys: tuple[str, ...]) -> str:
    rows = "".join(f"<li>{_say(visit, f'{title}_{key}')}</li>" for key in keys)
    return (f'<section class="blk prose"><h2>{_say(visit, title)}</h2>'
            f"<p>{_say(visit, f'{title}_text')}</p><ul class='dashed'>{rows}</ul></section>")


def _remaining(visit: Visit) -> str:
    """Tell what the tests pass by: the list is theirs."""
    rows = "".join(f"<li>{escape(words.say(key, visit.lang))}</li>" for key in REMAINING.values())
    return (f'<section class="blk prose"><h2>{_say(visit, "remaining")}</h2>'
            f"<p>{_say(visit, 'remaining_text')}</p><ul class='dashed'>{rows}</ul></section>")


def _complain(visit: Visit) -> str:
    links = " · ".join(f'<a href="{to}" rel="noopener noreferrer">{_say(visit, key)}</a>'
                       for key, to in (("complain_link", DIGG), ("statement_link", HOW)))
    return _prose(visit, "complain", f" {links}")
