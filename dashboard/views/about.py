"""The method page: how the figures are made, the words of change, what others have published.

Here: what holds for every figure. Not here: any figure of a council, the indicators
(``catalogue``), the signs and words (``help``). It can be read without an edition; the published
figures, each with its kind of source, come from the edition where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from dashboard import reading
from dashboard.models.text import meaning
from dashboard.visit import Visit
from data import registers, words
from data.prose import LIKELIHOODS

ELSEWHERE = ("catalogue", "method", "quality", "help")
PROSE = (("way", "detected", "scale"), ("changes", "population"))   # by column
CHANGES = ("none", "slight_up", "clear_up", "slight_down", "clear_down", "not_comparable",
           "unripe", "too_few")


def render(visit: Visit) -> None:
    """Show the method, then all that others have published, with its kind of source."""
    left, right = ("".join(_prose(visit, p) for p in own) for own in PROSE)
    st.html(
        f'<h1>{_say(visit, "title")}</h1><p class="lead">{_say(visit, "lead")}</p>'
        f'<div class="two wide"><div class="stack">{left}</div>'
        f'<div class="stack">{right}{_changes(visit)}{_elsewhere(visit)}</div></div>'
    )
    if visit.edition:
        st.html(_published(visit, reading.figures(visit)))


def _say(visit: Visit, key: str) -> str:
    return escape(words.say(f"about.{key}", visit.lang))


def _prose(visit: Visit, key: str) -> str:
    beside = _likelihoods(visit) if key == "scale" else ""
    return (f'<section class="blk prose"><h2>{_say(visit, key)}</h2>'
            f'<p>{_say(visit, f"{key}_text")}</p>{beside}</section>')


def _likelihoods(visit: Visit) -> str:
    """List the five words of likelihood with what each means."""
    rows = "".join(
        f"<li><b>{escape(words.say(f'likelihood.{c}', visit.lang))}</b> "
        f"{escape(meaning(c, visit.lang))}</li>" for c in LIKELIHOODS)
    return f'<ul class="plain">{rows}</ul>'


def _changes(visit: Visit) -> str:
    rows = "".join(f"<li>{escape(words.say(f'change.{c}', visit.lang))}</li>" for c in CHANGES)
    return (f'<section class="blk"><h2>{_say(visit, "words_of_change")}</h2>'
            f'<ul class="plain">{rows}</ul></section>')


def _elsewhere(visit: Visit) -> str:
    """Link to what else there is to read."""
    rows = "".join(
        f'<li><a href="{escape(visit.link(page))}">{escape(words.say(f"page.{page}", visit.lang))}'
        f'</a> {escape(words.say(f"help.page_{page}", visit.lang))}</li>' for page in ELSEWHERE)
    return (f'<section class="blk"><h2>{escape(words.say("help.more", visit.lang))}</h2>'
            f'<ul class="where">{rows}</ul></section>')


def _table(visit: Visit, title: str, columns: tuple[str, ...], body: str, about: str = "") -> str:
    heads = "".join(f'<th scope="col">{_say(visit, c)}</th>' for c in columns)
    said = f'<p class="sub">{about}</p>' if about else ""
    return (f'<section class="blk"><h2>{title}</h2>{said}<div class="scroll tall" tabindex="0" '
            f'role="region" aria-label="{title}"><table>'
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></section>")


def _published(visit: Visit, rows: pl.DataFrame) -> str:
    body = "".join(_figure(visit, r) for r in rows.sort("area", "indicator", "year").iter_rows(
        named=True))
    columns = ("indicator", "area", "year", "value", "source_kind", "source")
    return _table(visit, _say(visit, "published"), columns, body, _say(visit, "published_text"))


def _figure(visit: Visit, row: Mapping[str, object]) -> str:
    lang = visit.lang
    kind = str(row["source_kind"])
    said = words.say(f"source_kind.{kind}", lang) if words.has(f"source_kind.{kind}") else kind
    return (
        f'<tr><th scope="row">{escape(str(row[lang]))}</th>'
        f"<td>{escape(registers.name('areas', str(row['area']), lang))}</td><td>{row['year']}</td>"
        f"<td>{escape(_value(row, lang))}</td><td>{escape(said)}</td>"
        f"<td>{_source(str(row['source']))}</td></tr>"
    )


def _value(row: Mapping[str, object], lang: str) -> str:
    """Write a published figure as published: its qualifier, its interval, its unit."""
    numbers = [v for v in (row["low"], row["high"]) if isinstance(v, float)]
    value = row["value"]
    shown = [value] if isinstance(value, float) else numbers
    text = "–".join(words.number(n, lang, 0 if n == int(n) else 1) for n in shown)
    qualifier, unit = str(row["qualifier"] or ""), str(row["unit"])
    if words.has(f"qualifier.{qualifier}"):
        text = f"{words.say(f'qualifier.{qualifier}', lang)} {text}"
    if not words.has(f"unit.{unit}"):
        return text
    return f"{text} {words.unit_after(shown[0] if len(shown) == 1 else 0, unit, lang)}"


def _source(text: str) -> str:
    """Write a source; an address is a link, named by its host, in the same window."""
    parts = (_link(part) for part in text.split("; "))
    return "; ".join(parts)


def _link(text: str) -> str:
    shown = escape(text)
    if not text.startswith("https://"):
        return shown
    host = escape(urlsplit(text).netloc.removeprefix("www."))
    return f'<a href="{shown}" rel="noopener noreferrer">{host}</a>'
