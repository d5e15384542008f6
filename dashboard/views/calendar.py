"""The calendar beside the board: what happens when, with today among it.

Here: eight rows of the release calendar as a list. Not here: which days those are
(``data.calendar``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from urllib.parse import urlencode

from dashboard import desk_reading
from dashboard.desk_words import day, month_name, name
from dashboard.visit import Visit
from data import words
from data.access import Role
from data.calendar import Event

ROWS, BACK, AHEAD = 8, 31, 62   # rows; days behind and ahead of today that are looked at


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
            f'<ol class="cal">{rows}</ol>{_subscribe(visit)}</section>')


def _subscribe(visit: Visit) -> str:
    """Link to the feeds. A link of a calendar's own scheme is dropped from the page, so by http."""
    who = {"role": visit.role, "lang": visit.lang}
    own = {"authority": visit.authority} if visit.role == Role.deliverer else {}
    links = " · ".join(
        f'<a href="{escape(to)}">{escape(words.say(f"feed.{key}", visit.lang))}</a>'
        for key, to in (("calendar_link", f"/feeds/calendar.ics?{urlencode(who)}"),
                        ("deliveries_link", f"/feeds/deliveries.atom?{urlencode({**who, **own})}")))
    return f'<p class="src">{escape(words.say("feed.subscribe", visit.lang))} {links}</p>'


def next_event(visit: Visit, today: date) -> str:
    """Say which day comes next."""
    coming = [r for r in _rows(visit, today) if r.on > today]
    if not coming:
        return ""
    when = day(visit, coming[0].on, "EEEE d MMMM")
    return words.say("desk.next_event", visit.lang, day=when, what=coming[0].text.lower())


def _rows(visit: Visit, today: date) -> list[Row]:
    """List the last event before today, today, and what comes."""
    events = desk_reading.calendar(visit, today - timedelta(days=BACK),
                                   today + timedelta(days=AHEAD))
    known = [Row(e.day, "done" if e.day < today else "next", _text(visit, e)) for e in events]
    here = Row(today, "today", words.say(
        "desk.today_demonstration" if visit.synthetic else "desk.today", visit.lang))
    before = [r for r in known if r.on < today][-1:]
    return [*before, here, *(r for r in known if r.on >= today)][:ROWS]


def _text(visit: Visit, event: Event) -> str:
    month = month_name(visit, event.month) if event.month else ""
    who = name(visit, event.deliverer) if event.deliverer else ""
    return words.say(f"desk.day_{event.kind}", visit.lang, month=month, who=who, rule=event.rule)
