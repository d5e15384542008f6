"""What stands at the desk: the waivers in force, and how long each kind of record is kept.

Here: two tables. Not here: waiving (``dashboard.views.acts``), retention itself
(``data.retention``).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import desk_reading
from dashboard.desk_reading import Row
from dashboard.desk_words import day, kind, mark, name
from dashboard.visit import Visit
from data import retention as kept
from data import words


def waivers(visit: Visit) -> None:
    """Show the waivers in force, those that end first on top."""
    today = desk_reading.today(visit)
    found = desk_reading.waivers(visit, today)
    key = {0: "none", 1: "one"}.get(found.height, "some")
    st.html(_heading(visit, f"waiving.title_{key}", "waiving.lead", n=found.height))
    if found.height:
        body = "".join(_waiver(visit, r) for r in found.iter_rows(named=True))
        st.html(_table(visit, "waiving", ("rule", "whose", "until", "reason", "who"), body))


def _waiver(visit: Visit, row: Row) -> str:
    whose = f"{name(visit, str(row['deliverer']))}, {kind(visit, str(row['contract'])).lower()}"
    until = day(visit, str(row["until"]), "d MMM y")
    rule = f'<span class="st">{mark("waived")} <b>{escape(str(row["rule"]))}</b></span>'
    return (f"<tr><td>{rule}</td><td>{escape(whose)}</td><td>{escape(until)}</td>"
            f'<td class="say">{escape(str(row["reason"]))}</td>'
            f'<td>{escape(str(row["who"]))}<br><span class="src">'
            f'{escape(day(visit, str(row["made_on"]), "d MMM y"))}</span></td></tr>')


def retention(visit: Visit) -> None:
    """Show how long each kind of record is kept, and why."""
    st.html(_heading(visit, "keeping.title", "keeping.lead"))
    body = "".join(_kept(visit, each) for each in kept.table())
    st.html(_table(visit, "keeping", ("kind", "days", "why"), body))


def _kept(visit: Visit, each: kept.Kept) -> str:
    name_, why = (each.sv, each.why_sv) if visit.lang == "sv" else (each.en, each.why_en)
    days = words.quantity(each.days, "days", visit.lang) if each.days else words.say(
        "keeping.always", visit.lang)
    return (f'<tr><th scope="row">{escape(name_)}</th><td>{escape(days)}</td>'
            f'<td class="say">{escape(why)}</td></tr>')


def _heading(visit: Visit, title: str, lead: str, **values: object) -> str:
    return (f"<h1>{escape(words.say(title, visit.lang, **values))}</h1>"
            f'<p class="lead">{escape(words.say(lead, visit.lang))}</p>')


def _table(visit: Visit, group: str, heads: Sequence[str], body: str) -> str:
    columns = "".join(f'<th scope="col">{escape(words.say(f"{group}.{h}", visit.lang))}</th>'
                      for h in heads)
    title = escape(words.say(f"{group}.table", visit.lang))
    return (f'<section class="blk"><h2>{title}</h2><div class="scroll"><table class="slim">'
            f'<caption class="hidden">{title}</caption><thead><tr>{columns}</tr></thead>'
            f"<tbody>{body}</tbody></table></div></section>")
