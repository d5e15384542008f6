"""The deliveries: who has delivered what for which month, and what needs somebody.

Here: which part of the desk an address shows, and the board's page: its verdict, what needs
somebody, the calendar and the board. Not here: the board's markup (``dashboard.views.board``), one
delivery (``dashboard.views.verdict``). Only stewards read it all; a deliverer reads its own rows.
"""

from __future__ import annotations

from datetime import date
from html import escape

import polars as pl
import streamlit as st

from dashboard import asking, chrome, desk_reading, reading
from dashboard.desk_words import month_name, spelled
from dashboard.models import desk_board
from dashboard.models.desk_board import Board, Need, squares_of
from dashboard.views import board, corrections, needing, received, reconciling, standing, verdict
from dashboard.visit import Visit
from data import desk, periods, words
from data.access import Role

__all__ = ["render", "squares_of"]
MONTHS = 12
ENDING = 14   # days before its end that a waiver needs a steward
BOARD = "board"
PARTS = ("corrections", "reconciliation", "waivers", "retention")
_VIEWS = {"corrections": corrections.render, "reconciliation": reconciling.render,
          "waivers": standing.waivers, "retention": standing.retention}


def render(visit: Visit) -> None:
    """Show the part of the desk that the address names: a delivery, a list, or the board."""
    if visit.delivery:
        verdict.render(visit)
        return
    st.html(_parts(visit))
    if visit.view in _VIEWS:
        _VIEWS[visit.view](visit)
    else:
        _board(visit)


def _parts(visit: Visit) -> str:
    """Write the parts of the desk as links."""
    shown = visit.view if visit.view in _VIEWS else ""
    rows = "".join(
        f'<a href="{escape(visit.link(view=part, authority=_authority(visit)))}"'
        f'{" aria-current=page" if part == shown else ""}>'
        f"{escape(words.say(f'desk.part_{part or BOARD}', visit.lang))}</a>"
        for part in ("", *PARTS)
    )
    label = escape(words.say("desk.parts", visit.lang))
    return f'<nav class="parts" aria-label="{label}">{rows}</nav>'


def _authority(visit: Visit) -> str:
    return visit.authority if visit.role == Role.deliverer else ""


def _board(visit: Visit) -> None:
    rows, came = reading.board(visit), reading.received(visit)
    if rows.is_empty():
        chrome.note(words.say("desk.nothing", visit.lang))
    else:
        _page(visit, rows)
    if came.height:
        st.html(received.sections(visit, came))
    asking.delivery_form(visit)


def _page(visit: Visit, rows: pl.DataFrame) -> None:
    today, last = desk_reading.today(visit), str(rows["month"].max())
    months = periods.span(periods.shift(last, 1 - MONTHS), last)
    opened = desk_board.opened(last, desk.deadline(last), today)
    kept = rows.filter(pl.col("month").is_in(months))
    asked = desk_reading.asked(visit)
    whole = squares_of(kept, months, opened, asked)
    chosen = kept.filter(pl.col("contract") == visit.contract) if visit.contract else kept
    shown = squares_of(chosen, months, opened, asked) if visit.contract else whole
    wanted = desk_board.needs(whole, last, _ending(visit, today))
    st.html(
        _heading(visit, whole, last, wanted)
        + needing.sections(visit, wanted, desk_board.others(whole, last), last, today)
        + board.section(visit, shown, months, sorted(set(rows["contract"]))))


def _ending(visit: Visit, today: date) -> list[Need]:
    """List the waivers that end within a fortnight."""
    return [
        Need("ending", str(r["deliverer"]), str(r["contract"]), 0, str(r["rule"]), str(r["until"]))
        for r in desk_reading.waivers(visit, today).iter_rows(named=True)
        if (r["until"] - today).days <= ENDING
    ]


def _heading(visit: Visit, whole: Board, month: str, wanted: list[Need]) -> str:
    own = visit.role == Role.deliverer
    said = _own_state(visit, month, len(wanted)) if own else _state(
        visit, whole, month, len(wanted))
    lead = words.say("desk.own_lead" if own else "desk.lead", visit.lang)
    return (f'<h1>{escape(said)}</h1><p class="lead">{escape(lead)}</p>')


def _state(visit: Visit, whole: Board, month: str, wanted: int) -> str:
    done, of = desk_board.done(whole, month)
    first = words.say("desk.done", visit.lang, month=month_name(visit, month).capitalize(),
                      done=done, of=of)
    key = {0: "desk.needs_none", 1: "desk.needs_one"}.get(wanted, "desk.needs_some")
    return f"{first} {words.say(key, visit.lang, n=spelled(visit, wanted).capitalize())}"


def _own_state(visit: Visit, month: str, wanted: int) -> str:
    key = "desk.own_needs" if wanted else "desk.own_done"
    return words.say(key, visit.lang, month=month_name(visit, month).capitalize())
