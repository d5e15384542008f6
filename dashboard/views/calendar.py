"""The calendar beside the board: what happens when, with today among it.

Here: eight rows of the release calendar as a list. Not here: which days those are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from dashboard.desk_words import day, month_name
from dashboard.visit import Visit
from data import desk, periods, words

ROWS = 8


@dataclass(frozen=True)
class Row:
    """One day of the calendar: what it is (done, today, next or council) and what it says."""

    on: date
    css: str
    text: str


def section(visit: Visit, today: date) -> str:
    """Write the calendar."""
    rows = "".join(
        f'<li class="{r.css}"><span>{escape(day(visit, r.on, "EEE d MMM"))}</span><i></i>'
        f"<b>{escape(r.text)}</b></li>" for r in _rows(visit, today))
    title = escape(words.say("desk.calendar", visit.lang))
    return (f'<section class="blk"><div class="hd"><h2>{title}</h2></div>'
            f'<ol class="cal">{rows}</ol></section>')


def next_event(visit: Visit, today: date) -> str:
    """Say which day comes next."""
    coming = [r for r in _rows(visit, today) if r.css == "next"]
    if not coming:
        return ""
    when = day(visit, coming[0].on, "EEEE d MMMM")
    return words.say("desk.next_event", visit.lang, day=when, what=coming[0].text.lower())


def _rows(visit: Visit, today: date) -> list[Row]:
    events = [e for month in periods.span(_month(today, -2), _month(today, 1))
              for e in _events(visit, month)]
    known = [Row(on, "done" if on < today else "next", text) for on, text in events]
    here = Row(today, "today", words.say(
        "desk.today_demonstration" if visit.synthetic else "desk.today", visit.lang))
    before = [r for r in known if r.on < today][-1:]
    after = [r for r in known if r.on >= today]
    return [*before, here, *after][:ROWS]


def _month(today: date, back: int) -> str:
    return periods.shift(periods.month_of(today), back)


def _events(visit: Visit, month: str) -> Sequence[tuple[date, str]]:
    """List the days of one month's data: last day of delivery, cut-off."""
    told = {"month": month_name(visit, month)}
    return ((desk.deadline(month), words.say("desk.day_delivery", visit.lang, **told)),
            (desk.cutoff(month), words.say("desk.day_cutoff", visit.lang, **told)))
