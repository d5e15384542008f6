"""One delivery's verdict: what stops, what warns, what passed, with counts but never a value.

Here: the page of one delivery, for the stewards and for whoever delivered it: its sentence, its
facts, what stands beside what. Not here: the rules' rows (``dashboard.views.rule_rows``), deciding
(``dashboard.views.deciding``), what has been done (``dashboard.views.history``).
"""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from dashboard import chrome, desk_reading
from dashboard.desk_reading import Opened
from dashboard.desk_words import day, kind, name, span
from dashboard.models.desk_rules import Row, heading, sort_out
from dashboard.views import deciding, erasing, history, rule_rows
from dashboard.visit import Visit
from data import words

__all__ = ["heading", "render", "sort_out"]


def render(visit: Visit) -> None:
    """Show the verdict of the delivery in the address; a sentence where there is none to see."""
    opened = desk_reading.opened(visit, visit.delivery)
    if opened is None:
        st.html(f'<p class="src crumb">{_back(visit)}</p>')
        chrome.note(words.say("desk.no_such", visit.lang))
        return
    parted = sort_out(opened.rules)
    st.html(
        f'<p class="src crumb">{_back(visit)} / {_way(visit, opened.row)}</p>'
        f"<h1>{escape(heading(opened.row, parted, opened.faults.height, visit.lang))}</h1>"
        f'<p class="lead">{escape(words.say("desk.no_values", visit.lang))}</p>'
        f"{_facts(visit, opened.row)}"
    )
    with st.container(key="verdict"):
        with st.container(key="decide"):
            deciding.panel(visit, opened)
        with st.container(key="reasons"):
            _reasons(visit, opened, parted)


def _reasons(visit: Visit, opened: Opened, parted: dict[str, list[Row]]) -> None:
    faults = _faults(visit, opened.faults)
    if faults:
        st.html(faults)
    rule_rows.render(visit, opened, parted)
    st.html(f'<div class="halves">{history.events(visit, opened)}'
            f"{history.earlier(visit, opened)}</div>")
    erasing.section(visit, opened)


def _back(visit: Visit) -> str:
    to, said = escape(visit.link(delivery=0)), escape(words.say("page.deliveries", visit.lang))
    return f'<a href="{to}">{said}</a>'


def _way(visit: Visit, row: Row) -> str:
    """Write where the page stands: authority, kind and months."""
    who = escape(name(visit, str(row["deliverer"])))
    if row["deliverer"] and visit.role != "deliverer":
        to = escape(visit.link(delivery=0, authority=str(row["deliverer"])))
        who = f'<a href="{to}">{who}</a>'
    parts = (kind(visit, str(row["contract"])), span(str(row["months"])))
    last = " ".join(escape(p) for p in parts if p != "–")
    return f"{who} / {last}" if last else who


def _facts(visit: Visit, row: Row) -> str:
    lang, late = visit.lang, row["days_late"]
    timely = "" if late is None else ", " + words.say(
        "desk.late" if late else "desk.timely", lang, days=late)
    rows = words.number(int(str(row["rows"])), lang) if row["rows"] is not None else "–"
    print_ = str(row["fingerprint"] or "")
    facts = (
        ("authority", name(visit, str(row["deliverer"]))),
        ("kind_months", f"{kind(visit, str(row['contract']))}, {span(str(row['months']))}"),
        ("received", f"{day(visit, str(row['received_on']), 'd MMM y')}{timely}"), ("rows", rows),
        ("fingerprint", " ".join(print_[i:i + 4] for i in (0, 4, 8)) if print_ else "–"),
    )
    return '<dl class="facts">' + "".join(
        f"<div><dt>{escape(words.say(f'desk.{key}', lang))}</dt><dd>{escape(value)}</dd></div>"
        for key, value in facts) + "</dl>"


def _faults(visit: Visit, faults: pl.DataFrame) -> str:
    if faults.is_empty():
        return ""
    rows = "".join(
        f'<tr><td>{chrome.icon("crossed", "orange")}</td><td><b>{escape(str(f["rule"]))}</b></td>'
        f'<td class="say">{escape(str(f[visit.lang]))}</td></tr>'
        for f in faults.iter_rows(named=True)
    )
    title = escape(words.say("desk.faults", visit.lang))
    return f'<section class="blk"><h2>{title}</h2><table class="rule">{rows}</table></section>'
