"""Help: where to find what, the signs, the words.

Here: what a reader asks first. Not here: how figures are made (``about``), the rules of protection
(``method``). It can be read without an edition.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import chrome
from dashboard.app import pages_for
from dashboard.visit import Visit
from data import words

GLOSSARY = ("edition", "delivery", "indicator", "protected", "provisional", "expected", "ripe",
            "break", "interval", "notification", "intelligence", "detected", "matrix", "cohort")
PLACES = ("council", "changed", "decisions", "area", "region", "indicator", "chain",
          "matrix", "published", "catalogue", "about", "method", "quality", "editions",
          "accessibility")
QUESTIONS = ("keyboard", "address", "older", "print", "differs")


def render(visit: Visit) -> None:
    """Show the help."""
    st.html(
        f'<h1>{_say(visit, "title")}</h1><p class="lead">{_say(visit, "lead")}</p>'
        f'<div class="two wide"><div class="stack">{_places(visit)}{_questions(visit)}</div>'
        f'<div class="stack">{_signs(visit)}{_glossary(visit)}</div></div>')


def _say(visit: Visit, key: str) -> str:
    return escape(words.say(f"help.{key}", visit.lang))


def _places(visit: Visit) -> str:
    """Say what each page answers that the reader may see."""
    seen = pages_for(visit)
    rows = "".join(
        f'<li><a href="{escape(visit.link(page))}">{escape(words.say(f"page.{page}", visit.lang))}'
        f"</a> {_say(visit, f'page_{page}')}</li>" for page in PLACES if page in seen)
    return (f'<section class="blk"><h2>{_say(visit, "where")}</h2>'
            f'<ul class="where">{rows}</ul></section>')


def _questions(visit: Visit) -> str:
    rows = "".join(f"<dt><b>{_say(visit, f'ask_{q}')}</b></dt><dd>{_say(visit, f'answer_{q}')}</dd>"
                   for q in QUESTIONS)
    return f'<section class="blk"><h2>{_say(visit, "questions")}</h2><dl>{rows}</dl></section>'


def _signs(visit: Visit) -> str:
    lang = visit.lang
    rows = "".join(
        f"<tr><th scope='row' class='strong'>{_sign(s, lang)}</th>"
        f"<td>{escape(words.say(f'sign.legend_{s}', lang))}</td></tr>" for s in chrome.SIGNS
    )
    lay = " ".join(words.say(f"sign.lay_{part}", lang) for part in ("first", "rest"))
    heads = "".join(f'<th scope="col">{_say(visit, key)}</th>' for key in ("sign", "means"))
    return (f'<section class="blk"><h2>{escape(words.say("about.signs", lang))}</h2><table><thead>'
            f"<tr>{heads}</tr></thead><tbody>{rows}</tbody>"
            f'</table><p class="note" style="margin-top:8px">{escape(lay)}</p></section>')


def _sign(sign: str, lang: str) -> str:
    """Write a sign; what was not delivered is an empty cell, and said so."""
    mark = words.say(f"sign.{sign}", lang)
    return escape(mark) if mark else escape(words.say("help.empty", lang))


def _glossary(visit: Visit) -> str:
    lang = visit.lang
    rows = "".join(
        f"<dt><b>{escape(words.say(f'glossary.{g}', lang))}</b></dt>"
        f"<dd>{escape(words.say(f'glossary.{g}_text', lang))}</dd>" for g in GLOSSARY
    )
    return (f'<section class="blk"><h2>{escape(words.say("about.glossary", lang))}</h2>'
            f"<dl>{rows}</dl></section>")
