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
from data.audit import Anchor
from data.editions import Edition

NONE_YET = datetime(1970, 1, 1, tzinfo=UTC)   # the day of a feed in which nothing has happened


@dataclass(frozen=True)
class Entry:
    """One entry: its lasting name, title, text, moments, and the page that it leads to."""

    id: str
    title: str
    text: str
    published: datetime
    updated: datetime
    link: str


@dataclass(frozen=True)
class Told:
    """An edition as a feed tells of it: its anchor in the audit, and why it is withdrawn."""

    edition: Edition
    anchor: Anchor
    withdrawn_at: datetime | None = None
    why_sv: str = ""
    why_en: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: its lasting name, title, language, own address, the page it stands for, a line."""

    id: str
    title: str
    lang: str
    address: str
    page: str
    entries: Sequence[Entry]
    line: str = ""


def document(feed: Feed) -> bytes:
    """Write a feed; the same feed gives the same bytes."""
    made = FeedGenerator()
    made.id(feed.id)
    made.title(feed.title)
    made.language(feed.lang)
    if feed.line:
        made.subtitle(feed.line)
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
        one.updated(entry.updated)
        one.published(entry.published)
    made.updated(max((e.updated for e in feed.entries), default=NONE_YET))
    return bytes(made.atom_str(pretty=True))


def moment(day: date) -> datetime:
    """Return the moment at which a day begins."""
    return datetime.combine(day, time(), UTC)


def edition_entries(told: Sequence[Told], lang: str, base: str) -> list[Entry]:
    """Tell of each edition, the newest first: what it is, its hash, what became of it."""
    after = {t.edition.previous: t.edition for t in told}
    return [_edition(t, after.get(t.edition.number), lang, base) for t in told]


def _edition(told: Told, after: Edition | None, lang: str, base: str) -> Entry:
    one, until = told.edition, periods.label(told.edition.until, lang)
    title = words.say("shell.edition", lang, label=one.label, until=until)
    said = [words.say("feed.published", lang, day=one.published_on.isoformat()),
            *cubes.notes(one, lang)[:-2]]   # how signs are read is of the files alone
    updated = moment(one.published_on)
    if after is not None and one.status == "superseded":
        updated = moment(after.published_on)
        said.append(words.say("feed.superseded", lang, label=after.label,
                              day=after.published_on.isoformat()))
    if one.status == "withdrawn":
        updated = told.withdrawn_at or updated
        said.insert(0, words.say("feed.withdrawn", lang, day=updated.date().isoformat(),
                                 why=told.why_sv if lang == "sv" else told.why_en))
    said.append(words.say("feed.anchor", lang, event=told.anchor.event, hash=told.anchor.hash))
    mark = f" ({words.say('label.synthetic_short', lang)})" if one.origin == "synthetic" else ""
    return Entry(f"urn:lagesbild:edition:{one.label}:{one.hash}", title + mark, " ".join(said),
                 moment(one.published_on), updated,
                 f"{base}/editions?edition={one.number}&lang={lang}")
