"""Feeds in Atom: the editions, and for stewards what needs somebody.

Here: writing entries as a feed. Not here: who may read one (``dashboard.feeds``), choosing what
needs somebody (``dashboard.models.desk_board``).
Source: The Atom Syndication Format, RFC 4287.

Nothing in a feed tells one reader from another: no number, no address of their own. Times are those
of editions and of the audit, never the clock's, so the same state gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from feedgen.feed import FeedGenerator

from dashboard.report import cubes
from data import periods, words
from data.editions import Edition

NONE_YET = date(1970, 1, 1)   # the day of a feed in which nothing has happened


@dataclass(frozen=True)
class Entry:
    """One entry: its lasting name, title, text, days, and the page that it leads to."""

    id: str
    title: str
    text: str
    published: date
    updated: date
    link: str


@dataclass(frozen=True)
class Feed:
    """A feed: its lasting name, title, language, own address, the page it stands for."""

    id: str
    title: str
    lang: str
    address: str
    page: str
    entries: Sequence[Entry]


def document(feed: Feed) -> bytes:
    """Write a feed; the same feed gives the same bytes."""
    made = FeedGenerator()
    made.id(feed.id)
    made.title(feed.title)
    made.language(feed.lang)
    made.author({"name": "Lägesbild"})
    made.generator("Lägesbild")
    made.link(href=feed.address, rel="self", type="application/atom+xml")
    made.link(href=feed.page, rel="alternate", type="text/html")
    for entry in feed.entries:
        one = made.add_entry(order="append")
        one.id(entry.id)
        one.title(entry.title)
        one.content(entry.text, type="text")
        one.link(href=entry.link, rel="alternate", type="text/html")
        one.updated(_moment(entry.updated))
        one.published(_moment(entry.published))
    made.updated(_moment(max((e.updated for e in feed.entries), default=NONE_YET)))
    return bytes(made.atom_str(pretty=True))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def edition_entries(
    editions: Sequence[Edition], anchor: str, lang: str, base: str
) -> list[Entry]:
    """Tell of each edition, the newest first: what it is, its hash, what has replaced it.

    ``anchor``: the audit's newest hash, said beside the newest edition, so that an audit that has
    lost its end can be seen to have lost it.
    """
    after = {e.previous: e for e in editions}
    return [_edition(e, after.get(e.number), anchor if e is editions[0] else "", lang, base)
            for e in editions]


def _edition(
    one: Edition, after: Edition | None, anchor: str, lang: str, base: str
) -> Entry:
    until = periods.label(one.until, lang)
    title = words.say("shell.edition", lang, label=one.label, until=until)
    said = [words.say("feed.published", lang, day=one.published_on.isoformat()),
            *cubes.notes(one, lang)[:-2]]   # how signs are read is of the files alone
    if after is not None:
        said.append(words.say("feed.superseded", lang, label=after.label,
                              day=after.published_on.isoformat()))
    if anchor:
        said.append(words.say("feed.anchor", lang, hash=anchor))
    mark = f" ({words.say('label.synthetic_short', lang)})" if one.origin == "synthetic" else ""
    return Entry(f"urn:lagesbild:edition:{one.label}:{one.hash}", title + mark, " ".join(said),
                 one.published_on, after.published_on if after else one.published_on,
                 f"{base}/editions?edition={one.number}&lang={lang}")
