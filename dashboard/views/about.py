"""The method page: how the figures are made, the signs, the words, the list of indicators.

Here: what holds for every figure. Not here: any figure of a council. It can be read without an
edition; the indicators and the published figures come from the edition where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from dashboard import chrome, reading
from dashboard.visit import Visit
from data import registers, words

PROSE = ("way", "changes", "detected", "scale", "population")
GLOSSARY = ("edition", "delivery", "protected", "provisional", "break", "notification")
CHANGES = ("none", "slight_up", "clear_up", "slight_down", "clear_down", "not_comparable",
           "too_few")


def render(visit: Visit) -> None:
    """Show the method, then what the edition counts and what the authorities have published."""
    st.html(
        f'<h1>{_say(visit, "title")}</h1><p class="lead">{_say(visit, "lead")}</p>'
        f'<div class="two wide"><div class="stack">{"".join(_prose(visit, p) for p in PROSE)}</div>'
        f'<div class="stack">{_signs(visit)}{_changes(visit)}{_glossary(visit)}</div></div>'
    )
    if visit.edition:
        st.html(_indicators(visit, reading.indicators(visit)))
        st.html(_published(visit, reading.figures(visit)))


def _say(visit: Visit, key: str) -> str:
    return escape(words.say(f"about.{key}", visit.lang))


def _prose(visit: Visit, key: str) -> str:
    return (f'<section class="blk prose"><h2>{_say(visit, key)}</h2>'
            f'<p>{_say(visit, f"{key}_text")}</p></section>')


def _signs(visit: Visit) -> str:
    lang = visit.lang
    rows = "".join(
        f"<tr><th scope='row' class='strong'>{escape(words.say(f'sign.{s}', lang))}</th>"
        f"<td>{escape(words.say(f'sign.legend_{s}', lang))}</td></tr>" for s in chrome.SIGNS
    )
    lay = " ".join(words.say(f"sign.lay_{part}", lang) for part in ("first", "rest"))
    return (f'<section class="blk"><h2>{_say(visit, "signs")}</h2><table><tbody>{rows}</tbody>'
            f'</table><p class="note" style="margin-top:8px">{escape(lay)}</p></section>')


def _changes(visit: Visit) -> str:
    rows = "".join(f"<li>{escape(words.say(f'change.{c}', visit.lang))}</li>" for c in CHANGES)
    return (f'<section class="blk"><h2>{_say(visit, "words_of_change")}</h2>'
            f'<ul class="plain">{rows}</ul></section>')


def _glossary(visit: Visit) -> str:
    lang = visit.lang
    rows = "".join(
        f"<dt><b>{escape(words.say(f'glossary.{g}', lang))}</b></dt>"
        f"<dd>{escape(words.say(f'glossary.{g}_text', lang))}</dd>" for g in GLOSSARY
    )
    return f'<section class="blk"><h2>{_say(visit, "glossary")}</h2><dl>{rows}</dl></section>'


def _table(visit: Visit, title: str, columns: tuple[str, ...], body: str, about: str = "") -> str:
    heads = "".join(f'<th scope="col">{_say(visit, c)}</th>' for c in columns)
    said = f'<p class="sub">{about}</p>' if about else ""
    return (f'<section class="blk"><h2>{title}</h2>{said}<div class="scroll tall" tabindex="0" '
            f'role="region" aria-label="{title}"><table>'
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></section>")


def _indicators(visit: Visit, rows: pl.DataFrame) -> str:
    shown = rows.filter(~pl.col("indicator").str.ends_with(".not"))   # complements: in the export
    body = "".join(_indicator(visit, r) for r in shown.iter_rows(named=True))
    columns = ("indicator", "area", "unit", "definition", "version")
    return _table(visit, _say(visit, "catalogue"), columns, body)


def _indicator(visit: Visit, row: Mapping[str, object]) -> str:
    lang, unit = visit.lang, str(row["unit"])
    said = words.say(f"unit.{unit}", lang) if words.has(f"unit.{unit}") else unit
    to = escape(visit.link("area", area=str(row["area"]), indicator=str(row["indicator"])))
    return (
        f'<tr><th scope="row"><a href="{to}">{escape(str(row[lang]))}</a></th>'
        f"<td>{escape(registers.name('areas', str(row['area']), lang))}</td>"
        f"<td>{escape(said)}</td><td>{escape(str(row[f'definition_{lang}']))}</td>"
        f"<td>{row['version']}</td></tr>"
    )


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
    return f"{text} {words.say(f'unit.{unit}', lang)}" if words.has(f"unit.{unit}") else text


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


