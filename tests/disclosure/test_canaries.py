"""Hidden figures go the whole way as primes that stand nowhere else, and are looked for everywhere.

In each place something that may be seen must be found by the same search: it is no blind one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import api, app, feeds
from dashboard.app import PAGES
from dashboard.report import files as reports
from dashboard.report.choice import Choice
from dashboard.report.export import FORMATS, Output
from dashboard.report.scope import council_scope
from dashboard.visit import read
from data import audit, editions, words
from data.access import SYSTEM, Actor, Role
from data.regional import regional
from data.store import open_store
from data.tables import FRAMES
from tests.dashboard.one_page import one_page
from tests.dashboard.server_client import ask
from tests.disclosure.canaries import claims, primes
from tests.disclosure.looked_for import (
    in_bytes,
    in_database,
    in_millions,
    millions,
    numbers,
    sent,
    text_of,
)
from tests.disclosure.walked import CONTROL, PLANTED, Published, walk
from tests.journeys.accessible import ADDRESSES

KEYS = re.compile(r"[A-Z]-\d{4}-AB\d\d-00X\d")   # of records and employers, as they are planted
DRAWN = (("work_related_crime", "work_crime"), ("incorrect_payments", "payments"))
INDICATOR = dict(zip((area for area, _ in DRAWN), ("wc.persons_checked", "ip.claim_amount"),
                     strict=True))
HEARD = "\u00a01\u00a0000\u00a0003"   # the control, as a page writes it


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Walk the whole way once; everything that is logged or printed on it is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LAGESBILD_STORE_URL", raising=False)
        yield walk(tmp_path_factory.mktemp("canaries"))


@pytest.fixture
def home(published: Published, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Let the pages and the server read a home: the published one, or another."""
    monkeypatch.delenv("LAGESBILD_STORE_URL", raising=False)

    def at(root: Path) -> None:
        st.cache_resource.clear()
        monkeypatch.setenv("LAGESBILD_HOME", str(root))

    at(published.root)
    yield at
    st.cache_resource.clear()


@contextmanager
def spoken() -> Iterator[None]:
    """Let every sentence end with the control: where one is said, it must be found."""
    say = words.say
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "say", lambda key, lang, **of: say(key, lang, **of) + HEARD)
        yield


def clean(published: Published, text: str, where: object) -> str:
    """Hold that nothing hidden stands in a text, and give it back."""
    assert published.hidden.within(text) == set(), where
    assert not KEYS.search(text), where
    return text


def test_many_numbers_are_hidden(published: Published) -> None:
    """The search has something to look for."""
    hidden, records = published.hidden, {r["claimed"] for r in claims().rows}
    assert len(records & hidden.whole) > 200 and len(hidden.whole - records) > 20
    assert len(hidden.millions) > 50
    assert set(published.planted) == PLANTED
    assert all(next(primes(p)) == p for p in published.planted.values())
    assert not hidden.whole & {CONTROL, *published.planted.values()}


@pytest.mark.parametrize("form", [
    "1234567", "x=1234567,2", "1 234 567", "1\u00a0234\u00a0567", "1\u202f234\u202f567",
    "1\u2009234\u2009567", "1,234,567", "1.234.567", "1'234'567", "1&nbsp;234&#8239;567",
    "1234567.0", "1.234567e6", "1.234567", "1,234567", "1234,567", r'"1\u00a0234\u00a0567"',
    r"1\xa0234\xa0567", "2024 14 210 1 234 567 120", "120 1 234 567"])
def test_a_number_is_known_in_every_form(form: str) -> None:
    assert 1_234_567 in numbers(form)
    assert 1_234_567 not in numbers("1234568 a1234567 1 234 568 123 456")


def test_an_amount_is_known_in_millions() -> None:
    assert in_millions(20_123_456) == "20.1" and in_millions(412_300_000) == "412"
    for text in ("20,1 mnkr", "SEK 20.1 m", ">20,1<", "20,1", "SEK\u00a0412\u00a0m 20.1"):
        assert "20.1" in millions(text), text
    for text in ("412\u00a0mnkr", "SEK\u00a0412\u00a0m", "412 <small>mnkr"):
        assert "412" in millions(text), text
    assert "20.1" not in millions("20,1 % 20.1% 120,1 2.20.1")


@pytest.mark.parametrize("which", ["published", "drafted"])
def test_no_hidden_number_stands_in_store_drafts_or_audit(
    published: Published, which: str
) -> None:
    """Every table and every file in it: a draft's frames are held as Parquet."""
    root = published.root if which == "published" else published.drafted
    tables = dict(in_database(root / "store.db"))
    for table, text in tables.items():
        clean(published, text, table)
    told = {"edition_cells"} if which == "published" else {"edition_cells", "draft_frame"}
    assert "audit" in tables and (which == "published") == (not tables["draft_frame"])
    for table in told:
        assert set(published.planted.values()) <= numbers(tables[table]), table


def test_what_is_written_in_the_audit_would_be_found(published: Published, tmp_path: Path) -> None:
    for name in ("store.db", "desk.db"):
        clean(published, dict(in_database(published.root / name))["audit"], name)
    with open_store(None, tmp_path) as store, store.begin() as connection:
        audit.record(connection, SYSTEM, "publish_edition", "edition 1", f"{CONTROL:,} mnkr")
    assert CONTROL in numbers(dict(in_database(tmp_path / "store.db"))["audit"])


@pytest.mark.parametrize("which", ["published", "drafted"])
def test_no_hidden_prime_stands_in_the_bytes_of_the_store(
    published: Published, which: str
) -> None:
    root = published.root if which == "published" else published.drafted
    content = b"".join(p.read_bytes() for p in root.iterdir() if p.name.startswith("store.db"))
    seen = published.planted["ip.claim_amount"]
    assert in_bytes(content, {*published.hidden.whole, seen}) == {seen}


def test_no_hidden_number_is_logged_or_said(published: Published) -> None:
    said = clean(published, "\n".join(published.said.lines), "log")
    assert "protect" in said and "attack" in said
    assert sum(CONTROL in numbers(line) for line in published.said.lines) == 2, "log and print"


def test_no_key_of_the_desk_stands_in_the_store(published: Published) -> None:
    """The desk holds record keys as examples of what a steward was asked about."""
    def held(name: str) -> str:
        files = [p for p in published.root.iterdir() if p.name.startswith(name)]
        return b"".join(p.read_bytes() for p in files).decode("latin-1")

    assert KEYS.search(held("desk.db")) and not KEYS.search(held("store.db"))


def kinds(published: Published, made: dict[str, bytes]) -> dict[str, set[int]]:
    """Search files, and give what numbers stand in each kind of them."""
    found: dict[str, set[int]] = {}
    for name, content in made.items():
        kind = name.partition("/")[0] if "/" in name else Path(name).suffix
        text = clean(published, text_of(name, content), name)
        found.setdefault(kind, set()).update(numbers(text))
    return found


STATISTICS = {".csv", ".parquet", "px", "json-stat", "sdmx-csv", "csvw"}
BESIDE = {".json", ".jsonld"}   # which edition, how good it is, where it all lies: no figures


def test_no_hidden_number_stands_in_the_statistical_files(published: Published) -> None:
    made = {str(p.relative_to(published.out)): p.read_bytes()
            for p in sorted(published.out.rglob("*")) if p.is_file()}
    found = kinds(published, made)
    assert set(found) == STATISTICS | BESIDE
    for kind in STATISTICS:
        assert set(published.planted.values()) <= found[kind], kind
    for kind in BESIDE:
        assert 2026 in found[kind], kind


def test_no_hidden_number_stands_in_a_regional_edition(published: Published) -> None:
    with open_store(None, published.root) as store:
        frames = {name: editions.read(store, 2, name) for name in FRAMES}
        part = regional(editions.edition(store, 2), frames, "rsr_mitt").frames
        member = Actor("m", Role.council_member, council="rsr_mitt")
        made = Output(store, 2, council_scope(member, "rsr_mitt")).files(FORMATS)
    for name, frame in part.items():
        clean(published, frame.write_csv(), name)
    seen = set(published.planted.values())
    assert part["cells"].height < frames["cells"].height
    assert seen <= numbers(part["cells"].write_csv())
    found = kinds(published, made)
    assert all(seen <= found[kind] for kind in STATISTICS), {k: len(v) for k, v in found.items()}


@pytest.mark.parametrize("kind", reports.FORMATS)
def test_no_hidden_number_stands_in_a_report(
    published: Published, tmp_path: Path, kind: str
) -> None:
    seen: set[str] = set()
    for (area, council), lang in zip(DRAWN, words.LANGUAGES, strict=True):
        choice = Choice(council, (area,), ("mitt", "12"), "full", lang)
        with open_store(None, published.root) as store:
            made = reports.write(store, SYSTEM, "latest", choice, (kind,), tmp_path)
        said = clean(published, text_of(made[0].name, made[0].read_bytes()), (area, kind))
        seen |= published.shown(area).within(said)
    assert seen, "figures that are shown are found"


def _whole() -> None:
    from dashboard import app

    app.run()


def drawn(page: str, **codes: str) -> str:
    """Run a page for an address and return everything that it sends to the browser."""
    run = AppTest.from_function(one_page, kwargs={"page": page}, default_timeout=60)
    for key, value in codes.items():
        run.query_params[key] = value
    run.run()
    assert not run.exception
    said = "\n".join(text for element in run.main
                     if element.proto is not None for text in sent(element.proto))
    assert words.say("shell.our_fault", "sv") not in said, page
    return said


def looks(area: str, council: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each page that the app registers, to who sees the most of it; some at other places."""
    codes = {"area": area, "council": council, "lang": "sv", "indicator": INDICATOR[area]}
    for page in PAGES:
        yield page, {**codes, **dict(parse_qsl(ADDRESSES[page])), "area": area, "council": council}
    for page, place in (("area", "mitt"), ("region", "nord"), ("region", "12"),
                        ("indicator", "mitt")):
        yield page, {**codes, "place": place, "role": "management"}


def test_every_page_that_the_app_registers_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    registered: list[str] = []

    def navigation(pages: list[st.Page], **_: object) -> st.Page:
        registered.extend(page.url_path or "council" for page in pages)
        return pages[0]

    monkeypatch.setattr(st, "navigation", navigation)
    AppTest.from_function(_whole, default_timeout=60).run()
    assert registered and set(registered) == {page for page, _ in looks(*DRAWN[0])}
    for page, codes in looks(*DRAWN[0]):   # and by somebody who is shown it, not refused
        assert page in app.pages_for(read(page, codes, [])), page


@pytest.mark.parametrize(("area", "council"), DRAWN)
def test_no_hidden_number_is_drawn_on_any_page(
    published: Published, home: Callable[[Path], None], area: str, council: str
) -> None:
    told = {page for page, codes in looks(area, council)
            if published.shown(area).within(
                clean(published, drawn(page, **codes), (page, codes)))}
    assert {"area", "indicator"} <= told   # and whatever a page says: see below


@pytest.mark.parametrize("page", ["review", "text", "compare", "editions"])
def test_no_hidden_number_of_a_draft_is_drawn(
    published: Published, home: Callable[[Path], None], page: str
) -> None:
    home(published.drafted)
    for area, council in DRAWN:
        clean(published, drawn(page, area=area, council=council, lang="sv", role="editor"), page)


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_would_be_found(home: Callable[[Path], None], page: str) -> None:
    codes = {**dict(parse_qsl(ADDRESSES[page])), "lang": "sv"}
    with spoken():
        assert CONTROL in numbers(drawn(page, **codes)), page


CELLS = "/api/v1/editions/{number}/cells"
ASKED = {
    "/api/v1": [""], "/api/v1/": [""], "/api/v1/openapi.json": [""], "/api/v1/editions": [""],
    "/api/v1/editions/latest": [""], "/api/v1/editions/latest/{rest:path}": ["cells"],
    "/api/v1/editions/{number}": ["1", "2"], "/api/v1/editions/{number}/catalogue": ["2"],
    CELLS: [f"2?format={kind}&limit=10000&indicator={indicator}"
            for kind in ("json", "csv", "json-stat") for indicator in sorted(PLANTED)],
    "/api/v1/editions/{number}/files/{kind}": list(FORMATS), "/api/{rest:path}": ["x"],
    "/feeds/editions.atom": [""], "/feeds/calendar.ics": [""], "/feeds/deliveries.atom": [""],
    "/feeds/{rest:path}": ["x"]}


def addresses(path: str) -> Iterator[str]:
    """Write the addresses of a route that are asked."""
    for given in ASKED[path]:
        first, _, query = given.partition("?")
        kind = "{kind}" in path
        at = re.sub(r"\{number\}", "2" if kind else first, path)
        yield f"{re.sub(r'{[^}]*}', first, at)}?{query}{'&' if query else ''}role=steward&lang=sv"


def test_every_address_of_the_server_is_searched() -> None:
    assert {route.path for route in (*api.routes(), *feeds.routes())} == set(ASKED)


def answered(address: str) -> str:
    """Ask an address and read its answer."""
    reply = ask(address)
    assert reply.status in (200, 307, 404), address
    packed = reply.headers.get("content-type", "").startswith("application/zip")
    return str(reply.headers) + text_of("x.zip" if packed else "x.txt", reply.content)


@pytest.mark.parametrize("path", ASKED)
def test_no_hidden_number_is_answered_or_told_by_a_feed(
    published: Published, home: Callable[[Path], None], path: str
) -> None:
    for address in addresses(path):
        said = clean(published, answered(address), address)
        figures = path == CELLS or ("{kind}" in path and "/dcat" not in address)
        assert not figures or set(published.planted.values()) & numbers(said), address


@pytest.mark.parametrize("path", [p for p in ASKED if p.startswith("/feeds/")])
def test_what_a_feed_says_would_be_found(home: Callable[[Path], None], path: str) -> None:
    with spoken():
        assert all(CONTROL in numbers(answered(address)) for address in addresses(path))
