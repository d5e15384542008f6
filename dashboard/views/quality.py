"""The quality declaration of the edition: one area at a time, criterion by criterion.

Here: laying out the edition's document ``quality``. Not here: computing it (``metrics.quality``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

import streamlit as st

from dashboard import chrome, reading
from dashboard.visit import Visit
from data import registers, words
from metrics.quality import DIMENSIONS

Said = Mapping[str, str]


def render(visit: Visit) -> None:
    """Show the declaration of the visit's area, or say why there is none."""
    told = reading.documents(visit).get("quality") if visit.edition else None
    if told is None:
        st.html(f'<h1>{_say(visit, "title")}</h1>')
        chrome.note(words.say("quality.older" if visit.edition else "quality.none_yet", visit.lang))
        return
    statements: Sequence[Said] = json.loads(told)
    title, lead = (_say(visit, key) for key in ("title", "lead"))
    area = escape(registers.name("areas", visit.area, visit.lang))
    st.html(f'<h1>{title}: {area}</h1><p class="lead">{lead}</p>{_areas(visit, statements)}'
            f'{_table(visit, [s for s in statements if s["area"] == visit.area])}'
            f'<p class="src">{_say(visit, "download")}</p>')


def _say(visit: Visit, key: str) -> str:
    return escape(words.say(f"quality.{key}", visit.lang))


def _areas(visit: Visit, statements: Sequence[Said]) -> str:
    """Link to every area that the declaration speaks of."""
    links = "".join(
        f'<a class="btn" href="{escape(visit.link(area=code))}"'
        f'{" aria-current=true" if code == visit.area else ""}>'
        f'{escape(registers.name("areas", code, visit.lang))}</a>'
        for code in dict.fromkeys(s["area"] for s in statements))
    return f'<nav class="filters" aria-label="{_say(visit, "other_areas")}">{links}</nav>'


def _table(visit: Visit, own: Sequence[Said]) -> str:
    ordered = sorted(own, key=lambda s: DIMENSIONS.index(s["dimension"]))
    body = "".join(_row(visit, dimension, list(group)) for dimension, group in groupby(
        ordered, key=lambda s: s["dimension"]))
    heads = "".join(
        f'<th scope="col">{_say(visit, key)}</th>' for key in ("criterion", "statement"))
    return (f'<section class="blk"><h2 class="hidden">{_say(visit, "title")}</h2>'
            f'<table class="declared"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
            f'</section>')


def _row(visit: Visit, dimension: str, said: Sequence[Said]) -> str:
    sentences = "".join(f"<p>{escape(s[visit.lang])}</p>" for s in said)
    return (f'<tr><th scope="row" class="strong">{_say(visit, dimension)}</th>'
            f"<td>{sentences}</td></tr>")
