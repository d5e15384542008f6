"""The release calendar as iCalendar: last day of deliveries, cut-off and publication, all day.

Here: which months it reaches over, and writing the days. Not here: which days those are
(``data.calendar`` and the policy).
Source: Internet Calendaring and Scheduling Core Object Specification, RFC 5545.

The names of events are lasting, so that a day that moves moves in the reader's calendar too, and
the stamp is the newest edition's day, so the same editions give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from data import periods, words
from data.calendar import publication_day
from data.desk import cutoff, deadline
from data.editions import Edition

AHEAD = 12   # months after the newest edition's last one
DAYS = {"delivery_day": deadline, "cutoff": cutoff, "publication": publication_day}


def document(editions: Sequence[Edition], lang: str) -> bytes:
    """Write the calendar, from the oldest edition to a year after the newest one.

    ``editions``: at least one, in any order.
    """
    ordered = sorted(editions, key=lambda e: e.number)
    made = Calendar()
    made.add("prodid", "-//Lagesbild//Release calendar//SV")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", words.say("feed.calendar_title", lang))
    stamp = datetime.combine(ordered[-1].published_on, time(), UTC)
    for entry in _entries(ordered, stamp, lang):
        made.add_component(entry)
    return bytes(made.to_ical())


def _entries(ordered: Sequence[Edition], stamp: datetime, lang: str) -> Iterator[Entry]:
    published = {e.until: e for e in ordered}
    last = periods.shift(ordered[-1].until, AHEAD)
    for month in periods.span(ordered[0].until, last):
        for kind, day_of in DAYS.items():
            known = published.get(month)
            day = known.published_on if known and kind == "publication" else (
                known.cutoff if known and kind == "cutoff" else day_of(month))
            yield _entry(kind, month, day, stamp, lang, known)


def _entry(
    kind: str, month: str, day: date, stamp: datetime, lang: str, known: Edition | None
) -> Entry:
    made = Entry()
    made.add("uid", f"{kind}-{month}@lagesbild")
    made.add("dtstamp", stamp)
    made.add("dtstart", day)
    made.add("dtend", day + timedelta(days=1))
    label = periods.label(month, lang)
    made.add("summary", f"Lägesbild: {words.say(f'event.{kind}', lang, month=label, rule='')}")
    if known and kind == "publication":
        made.add("description", words.say("feed.event_edition", lang, label=known.label,
                                          hash=known.hash))
    made.add("transp", "TRANSPARENT")
    return made
