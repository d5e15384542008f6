"""Subscriptions are read by feed readers and calendars, say words alone, and know no reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import feedparser
import pytest
import sqlalchemy as sa
import streamlit as st
import vobject

from dashboard import reading
from dashboard.report.export import FORMATS
from dashboard.views import downloads
from dashboard.visit import read
from data import audit, editions, registers
from data.access import SYSTEM, Actor, Role
from data.calendar import publication_day
from data.desk import cutoff, deadline
from data.steps import State, Step
from data.steps import write as take
from data.store import open_desk, open_store
from data.tables import DELIVERY
from tests.dashboard.server_client import ask, serves
from tests.journeys.edition import build

STEWARD = Actor("s", Role.steward)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two editions and a desk whose deliveries have every outcome."""
    where = tmp_path_factory.mktemp("feeds")
    build(where).close()
    return where


@pytest.fixture(autouse=True)
def _served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with serves(home, monkeypatch):
        yield


def feed(path: str) -> feedparser.FeedParserDict:
    reply = ask(path)
    assert reply.status == 200 and reply.headers["content-type"].startswith("application/atom+xml")
    found = feedparser.parse(reply.content)
    assert not found.bozo and found.version == "atom10"
    return found


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_feed_of_editions_names_each_with_hash_and_anchor(home: Path, lang: str) -> None:
    found = feed(f"/feeds/editions.atom?lang={lang}")
    with open_store(None, home) as store, store.read() as connection:
        known = list(reversed(editions.editions(store)))
        anchors = [editions.anchor(store, e.number).hash for e in known]
        newest = audit.newest(connection)
    assert [e.id for e in found.entries] == [f"urn:lagesbild:edition:{e.label}:{e.hash}"
                                             for e in known]
    mark = {"sv": "Syntetiska data", "en": "Synthetic data"}[lang]
    for entry, one, anchor in zip(found.entries, known, anchors, strict=True):
        said = entry.content[0].value
        assert one.hash in said and anchor in said and mark in said and one.label in entry.title
        assert entry.published.startswith(one.published_on.isoformat())
    assert newest.hash in found.feed.subtitle and str(newest.event) in found.feed.subtitle
    assert known[0].label in found.entries[1].content[0].value   # superseded by it
    assert found.entries[1].updated.startswith(known[0].published_on.isoformat())


def test_a_withdrawn_edition_tells_its_public_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.dashboard.small_edition import published

    published(tmp_path, 2)
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with open_store(None, tmp_path) as store, store.begin() as connection:
        take(connection, SYSTEM, (2, 0), Step.withdraw, State.withdrawn,
             {"sv": "Fel underlag.", "en": "Wrong basis."}, at=at)
    monkeypatch.setenv("LAGESBILD_HOME", str(tmp_path))
    st.cache_resource.clear()
    first = feed("/feeds/editions.atom?lang=en").entries[0]
    assert first.content[0].value.startswith("Withdrawn on 2026-03-01: Wrong basis.")
    assert first.updated == "2026-03-01T12:00:00+00:00"
    told = ask("/api/v1/editions/2?role=management").json()
    assert told["status"] == "withdrawn"


def test_the_feed_of_deliveries_says_who_and_what_in_words_alone(home: Path) -> None:
    found = feed("/feeds/deliveries.atom?role=steward&lang=sv")
    names = {a.name("sv") for a in registers.authorities()}
    assert len(found.entries) > 2
    for entry in found.entries:
        assert entry.title.split(", ")[0] in names
        said = re.sub(r"\d{4}-\d{2}-\d{2}", "", entry.title + entry.content[0].value)
        assert not re.search(r"\d", said), said
    with open_desk(None, home) as desk, desk.read() as connection:
        rows = set(connection.execute(sa.select(DELIVERY.c.rows)).scalars())
    assert not any(f" {n} " in e.content[0].value for e in found.entries for n in rows if n)


def test_a_deliverer_hears_of_its_own_deliveries_alone() -> None:
    whole = feed("/feeds/deliveries.atom?role=steward&lang=en")
    theirs = {e.title.split(", ")[0] for e in whole.entries}
    assert len(theirs) > 1
    heard: set[str] = set()
    for authority in registers.authorities():
        own = feed(f"/feeds/deliveries.atom?role=deliverer&authority={authority.code}&lang=en")
        assert {e.title.split(", ")[0] for e in own.entries} <= {authority.name("en")}
        heard |= {e.title.split(", ")[0] for e in own.entries}
    assert len(heard) > 1 and heard <= theirs
    assert ask("/feeds/deliveries.atom?role=deliverer").status == 403


def test_entries_keep_their_names_so_that_nothing_is_told_twice() -> None:
    for path in ("/feeds/editions.atom", "/feeds/deliveries.atom?role=steward"):
        first, again = feed(path), feed(path)
        ids = [e.id for e in first.entries]
        assert ids == [e.id for e in again.entries] and len(set(ids)) == len(ids)
        assert ask(path).content == ask(path).content


def test_nothing_in_a_feed_tells_one_reader_from_another() -> None:
    """Two readers get the same bytes, and addresses that hold codes alone."""
    path = "/feeds/editions.atom?lang=sv"
    one = ask(path, user_agent="A", cookie="who=a", referer="http://localhost/a")
    two = ask(path, user_agent="B", accept_encoding="identity")
    assert one.content == two.content and one.headers["etag"] == two.headers["etag"]
    assert "set-cookie" not in one.headers and "max-age" not in one.headers["cache-control"]
    for link in re.findall(r'href="([^"]+)"', one.text):
        assert re.fullmatch(r"http://localhost:8501/[a-z./]+(\?[a-z=&;0-9]+)?", link), link


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_calendar_has_every_day_once_with_a_lasting_name(home: Path, lang: str) -> None:
    reply = ask(f"/feeds/calendar.ics?lang={lang}")
    assert reply.headers["content-type"].startswith("text/calendar")
    events = list(vobject.readOne(reply.text).vevent_list)
    days = {e.uid.value: e.dtstart.value for e in events}
    assert len(days) == len(events) == 3 * 14   # two editions' months, and a year ahead
    with open_store(None, home) as store:
        known = {e.until: e for e in editions.editions(store)}
    for uid, day in days.items():
        kind, month = uid.removesuffix("@lagesbild").split("-")
        wanted = {"publication": publication_day, "cutoff": cutoff, "delivery_day": deadline}
        made = known.get(month)
        if made and kind != "delivery_day":
            assert day == (made.published_on if kind == "publication" else made.cutoff)
        else:
            assert day == wanted[kind](month)
    assert all(type(e.dtstart.value) is date for e in events)
    assert (events[0].dtend.value - events[0].dtstart.value).days == 1
    assert len({e.dtstamp.value for e in events}) == 1
    assert ask(f"/feeds/calendar.ics?lang={lang}").content == reply.content


def test_no_line_of_the_calendar_is_too_long_and_all_end_as_they_should() -> None:
    content = ask("/feeds/calendar.ics").content
    assert content.count(b"\n") == content.count(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


@pytest.mark.parametrize("who", ["role=management", "council=rsr_nord", "role=deliverer"])
def test_every_link_of_the_download_block_answers(who: str) -> None:
    address = dict([who.split("=")])
    visit = read("editions", {**address, "lang": "en", "edition": "2"}, reading.numbered())
    links = [unescape(x) for x in re.findall(r'href="([^"]+)"', downloads.section(visit))]
    assert (len(links) == len(FORMATS) + 4) == (who != "role=deliverer")
    assert all(ask(link).status == 200 for link in links)
    assert links or "may not" in downloads.section(visit)
