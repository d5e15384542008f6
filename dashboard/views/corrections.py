"""The corrections: what was wrong, why, who says so, since when, and how far it has come.

Here: the list, proposing one, settling one. Not here: whether it may be (``data.corrections``).
"""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from dashboard import chrome, desk_reading, desk_tasks, reading
from dashboard.desk_reading import Row
from dashboard.desk_words import day, kind, name, span
from dashboard.visit import Visit
from data import words
from data.access import Act, can_act

MARKS = {"proposed": ("diamond", "orange"), "decided": ("half", "blue"),
         "applied": ("disc", "blue"), "taken_back": ("cross", "grey")}
LISTED = 60


def render(visit: Visit) -> None:
    """Show the corrections and, to stewards, the forms."""
    found = desk_reading.corrections(visit)
    waiting = found.filter(pl.col("status") == "proposed").height
    st.html(_heading(visit, found.height, waiting))
    if found.height:
        st.html(_table(visit, found))
    if can_act(visit.actor, Act.record_correction):
        _settling(visit, found)
        _proposing(visit)


def _heading(visit: Visit, count: int, waiting: int) -> str:
    key = "none" if not count else "waiting" if waiting else "settled"
    said = words.say(f"correcting.title_{key}", visit.lang, n=count, waiting=waiting)
    lead = words.say("correcting.lead", visit.lang)
    return f'<h1>{escape(said)}</h1><p class="lead">{escape(lead)}</p>'


def _table(visit: Visit, found: pl.DataFrame) -> str:
    heads = "".join(f'<th scope="col">{escape(_say(visit, h))}</th>' for h in (
        "number", "status", "what", "why", "whose", "since"))
    body = "".join(_row(visit, r) for r in found.iter_rows(named=True))
    title = escape(_say(visit, "all"))
    return (f'<section class="blk"><h2>{title}</h2><div class="scroll"><table><caption '
            f'class="hidden">{title}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody>'
            "</table></div></section>")


def _row(visit: Visit, row: Row) -> str:
    status = str(row["status"])
    key = "status_applied_in" if status == "applied" and row["edition"] else f"status_{status}"
    to = escape(visit.link(delivery=int(str(row["delivery"]))))
    whose = f"{name(visit, str(row['deliverer']))}, {kind(visit, str(row['contract'])).lower()}"
    return (f'<tr><td>{row["id"]}</td><td><span class="st">{chrome.icon(*MARKS[status])} '
            f'{escape(_say(visit, key, edition=row["edition"]))}</span></td>'
            f'<td class="say">{escape(str(row[f"what_{visit.lang}"]))}</td>'
            f'<td class="say">{escape(str(row["why"]))}<br><span class="src">'
            f'{escape(str(row["who"]))}</span></td><td><a href="{to}">{escape(whose)}</a></td>'
            f'<td>{escape(day(visit, str(row["since"]), "d MMM y"))}</td></tr>')


def _settling(visit: Visit, found: pl.DataFrame) -> None:
    """Take one correction a step further."""
    still = found.filter(pl.col("status").is_in(["proposed", "decided"]))
    if still.is_empty():
        return
    st.html(f'<section class="blk"><h2>{escape(_say(visit, "settle"))}</h2></section>')
    labels = {int(r["id"]): f"{r['id']}. {r[f'what_{visit.lang}']}"
              for r in still.iter_rows(named=True)}
    with st.container(key="settling"):
        number = st.selectbox(_say(visit, "which"), list(labels), format_func=labels.__getitem__,
                              key="settle_which")
        if number is not None:
            _settle(visit, number)


def _settle(visit: Visit, number: int) -> None:
    task = desk_tasks.newest("correction", number)
    if desk_tasks.under_way(visit, task):
        return
    if problem := desk_tasks.failed(visit, task):
        desk_tasks.complain(problem)
    offered = [to for to in ("decided", "applied", "taken_back")
               if not desk_reading.cannot_settle(visit, number, to)]
    if not offered:
        st.html(f'<p class="why">{escape(desk_reading.cannot_settle(visit, number, "decided"))}'
                "</p>")
        return
    to = st.radio(_say(visit, "to"), offered, horizontal=True, key="settle_to",
                  format_func=lambda s: _say(visit, f"do_{s}"))
    reason = st.text_area(words.say("desk.reason_log", visit.lang), key="settle_reason", height=76)
    if desk_tasks.pressed(visit, _say(visit, "do_settle"), "", key="settle"):
        _send(visit, "settle_correction", reason, (), {
            "correction": number, "status": to, "reason": reason})


def _proposing(visit: Visit) -> None:
    """Propose a correction of a delivery that counts."""
    st.html(f'<section class="blk"><h2>{escape(_say(visit, "propose"))}</h2><p class="sub">'
            f'{escape(_say(visit, "propose_about"))}</p></section>')
    labels = _deliveries(visit)
    with st.container(key="proposing"):
        number = st.selectbox(_say(visit, "of"), list(labels), format_func=labels.__getitem__,
                              key="correct_which")
        if number is None or desk_tasks.under_way(visit, desk_tasks.newest("delivery", number)):
            return
        sv = st.text_area(_say(visit, "what_sv"), key="correct_sv", height=76)
        en = st.text_area(_say(visit, "what_en"), key="correct_en", height=76)
        why = st.text_area(_say(visit, "why"), key="correct_why", height=76)
        cannot = desk_reading.cannot_correct(visit, number)
        if desk_tasks.pressed(visit, _say(visit, "do_propose"), cannot, key="correct"):
            _send(visit, "correct", why, (sv, en), {
                "delivery": number, "what_sv": sv, "what_en": en, "why": why})


def _deliveries(visit: Visit) -> dict[int, str]:
    rows = reading.received(visit).filter(
        pl.col("outcome").is_in(["accepted", "accepted_with_remark"]) & (
            pl.col("deliverer") != ""))
    if visit.authority:
        rows = rows.filter(pl.col("deliverer") == visit.authority)
    return {int(r["id"]): _label(visit, r) for r in rows.head(LISTED).iter_rows(named=True)}


def _label(visit: Visit, row: Row) -> str:
    what = kind(visit, str(row["contract"])).lower()
    return ", ".join((name(visit, str(row["deliverer"])), what, span(str(row["months"])),
                      str(row["received_on"])))


def _send(
    visit: Visit, act: str, reason: str, texts: tuple[str, ...], payload: dict[str, object]
) -> None:
    problem = desk_tasks.complaint(visit, reason, *texts)
    if not problem and texts and not all(t.strip() for t in texts):
        problem = words.say("declined.one_language", visit.lang)
    if problem:
        desk_tasks.complain(problem)
    else:
        desk_tasks.ask(visit, act, payload)


def _say(visit: Visit, key: str, **values: object) -> str:
    return words.say(f"correcting.{key}", visit.lang, **values)
