"""Subscriptions: the editions and the deliveries as Atom, the release calendar as iCalendar.

Here: the addresses under ``/feeds`` and who may read each. Not here: the formats
(``dashboard.report.atom``, ``dashboard.report.ical``), refusals and entity tags
(``dashboard.answering``).
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import polars as pl
from starlette.routing import Route

from dashboard import desk_reading, reading
from dashboard.answering import Answer, Asked, Problem, route
from dashboard.desk_words import kind, name
from dashboard.models import desk_board
from dashboard.models.desk_board import Need
from dashboard.report import atom, ical
from dashboard.visit import Visit, read
from data import audit, desk, editions, periods, words
from data.access import Act, Role, check_act
from data.editions import Edition
from data.life_record import record

ATOM, ICS = "application/atom+xml; charset=utf-8", "text/calendar; charset=utf-8"
MONTHS = 12   # that the stewards' board reaches back


def routes() -> list[Route]:
    """List the addresses of the feeds; anything else under them is said not to exist."""
    return [
        route("/feeds/editions.atom", _editions), route("/feeds/calendar.ics", _calendar),
        route("/feeds/deliveries.atom", _deliveries, ("authority",)),
        route("/feeds/{rest:path}", _nothing),
    ]


def _nothing(asked: Asked) -> Answer:
    raise Problem(404, "nothing")


def _address(asked: Asked) -> str:
    """Write the feed's own address: what was asked, in one form."""
    query = urlencode(sorted((k, v) for k, values in asked.given.items() for v in values))
    return f"{asked.base}{asked.path}" + (f"?{query}" if query else "")


def _editions(asked: Asked) -> Answer:
    check_act(asked.actor, Act.read_edition)
    told = [_told(asked, e) for e in reading.editions()]
    with reading.store().read() as connection:
        newest = audit.newest(connection)
    feed = atom.Feed(
        f"urn:lagesbild:feed:editions:{asked.lang}", words.say("feed.editions_title", asked.lang),
        asked.lang, _address(asked), f"{asked.base}/editions?lang={asked.lang}",
        atom.edition_entries(told, asked.lang, asked.base),
        words.say("feed.newest", asked.lang, event=newest.event, hash=newest.hash))
    return Answer(atom.document(feed), ATOM)


def _told(asked: Asked, one: Edition) -> atom.Told:
    life = record(reading.store(), asked.actor, one.number)
    return atom.Told(one, editions.anchor(reading.store(), one.number), life.withdrawn_at,
                     life.withdrawn_sv, life.withdrawn_en)


def _calendar(asked: Asked) -> Answer:
    check_act(asked.actor, Act.read_edition)
    found = reading.editions()
    if not found:
        raise Problem(404, "no_edition")
    return Answer(ical.document(found, asked.lang), ICS, {
        "content-disposition": 'inline; filename="lagesbild.ics"'})


def _deliveries(asked: Asked) -> Answer:
    """Tell stewards what needs somebody, and a deliverer what is its own; in words alone."""
    own = asked.actor.authority if asked.actor.role == Role.deliverer else None
    check_act(asked.actor, Act.read_desk, authority=own)
    visit = _visit(asked)
    rows = reading.board(visit)
    feed = atom.Feed(
        f"urn:lagesbild:feed:deliveries:{own or 'all'}:{asked.lang}",
        words.say("feed.deliveries_title", asked.lang), asked.lang, _address(asked),
        asked.base + visit.link("deliveries"), _needs(asked, visit, rows) if rows.height else [])
    return Answer(atom.document(feed), ATOM)


def _visit(asked: Asked) -> Visit:
    said = {"role": asked.actor.role, "authority": asked.actor.authority or "", "lang": asked.lang}
    return read("deliveries", said, reading.numbered(), reading.indicator_codes)


def _needs(asked: Asked, visit: Visit, rows: pl.DataFrame) -> list[atom.Entry]:
    today = desk_reading.today(visit)
    last = max(str(rows["month"].max()), visit.until)   # whoever is silent has no newest month
    months = periods.span(periods.shift(last, 1 - MONTHS), last)
    board = desk_board.squares_of(
        rows.filter(pl.col("month").is_in(months)), months,
        desk_board.opened(last, desk.deadline(last), today), desk_reading.asked(visit))
    came = dict(rows.select("id", "received_on").iter_rows())
    return [_entry(asked, visit, need, last, came.get(need.delivery))
            for need in desk_board.needs(board, last)]


def _entry(asked: Asked, visit: Visit, need: Need, month: str, came: date | None) -> atom.Entry:
    """Say who and what sort of delivery needs somebody; never a count, a value or a row."""
    due = desk.deadline(month)
    own = "own_" if visit.role == Role.deliverer else ""
    title = f"{name(visit, need.deliverer)}, {kind(visit, need.contract)}"
    said = words.say(f"desk.{own}need_{need.sort}", asked.lang, day=due.isoformat(), rule=need.rule,
                     until=need.until)
    what, day = need.delivery or month, atom.moment(came or due)
    to = visit.link("deliveries", delivery=need.delivery or "")
    return atom.Entry(
        f"urn:lagesbild:need:{need.sort}:{need.deliverer}:{need.contract}:{what}", title, said,
        day, day, asked.base + to)
