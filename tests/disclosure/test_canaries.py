"""Hidden figures go the whole way as primes that stand nowhere else, and are looked for everywhere.

Receive, check, keep, count, protect, publish, export and draw are the product's own, on SQLite.
"""

from __future__ import annotations

import logging
import re
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from dashboard.app import PAGES
from dashboard.report.export import FORMATS, export
from dashboard.verbs import open_house
from data import editions
from data.access import SYSTEM, Actor, Role
from data.decisions import ACCEPT
from data.home import home
from data.policy import policy
from data.tables import CELL_KEY
from metrics import jobs, stewards
from metrics.catalogue import catalogue
from metrics.rollup import roll_up
from tests.dashboard.server_client import ask
from tests.disclosure.canaries import claims, primes, written

UNTIL, CUTOFF = "2025M12", date(2026, 1, 12)
DRAWN = (("work_related_crime", "work_crime", "wc.persons_checked"),
         ("incorrect_payments", "payments", "ip.claim_amount"))
PLANTED = {"ip.claim_amount", "wc.persons_checked"}   # each has one visible prime, for Sweden
STEWARD = Actor("siv", Role.steward)
KEYS = re.compile(r"[A-Z]-\d{4}-AB\d\d-00X\d")   # of records and employers, as they are planted
LEAST = 10_000                             # smaller numbers stand everywhere


@dataclass(frozen=True)
class Published:
    """A published edition, what it may not tell, what it does tell, and all that was said."""

    root: Path
    hidden: frozenset[int]
    planted: dict[str, int]
    said: str


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Walk the whole way once; everything that is logged or printed on it is kept."""
    root = tmp_path_factory.mktemp("canaries")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LAGESBILD_STORE_URL", raising=False)
        said = _Said()
        house = open_house(home(root))
        with said.listening():
            for received in jobs.receive(house, SYSTEM, written(root / "sample"), said.progress):
                assert received.fingerprint, received.verdict
                if received.verdict.outcome == "waiting":   # the planted records are unusual
                    stewards.decide(house, STEWARD, received.delivery, ACCEPT, "Stämmer.",
                                    at=datetime(2026, 1, 9, 12, tzinfo=UTC))
            edition = jobs.publish(house, SYSTEM, UNTIL, CUTOFF, CUTOFF, said.progress, True)
            export(house.store, SYSTEM, edition.number, root / "out", FORMATS)
        hidden, planted = _canaries(house)
        house.store.close()
        house.desk.close()
        yield Published(root, hidden, planted, "\n".join(said.lines))


class _Said(logging.Handler):
    """Keeps every log line, every word of progress and all that is printed."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to the root logger at its most talkative, and to both outputs."""
        root, printed = logging.getLogger(), StringIO()
        before = root.level
        root.addHandler(self)
        root.setLevel(logging.DEBUG)
        try:
            with redirect_stdout(printed), redirect_stderr(printed):
                logging.getLogger("canary").debug("listening")
                yield
        finally:
            root.setLevel(before)
            root.removeHandler(self)
            self.lines.append(printed.getvalue())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def progress(self, step: str, done: int, of: int) -> None:
        self.lines.append(step)


def _canaries(house: jobs.House) -> tuple[frozenset[int], dict[str, int]]:
    """Return every number that no cell may show, and the primes that Sweden's cells do show."""
    counted = jobs.gather(house, CUTOFF).contributions
    assert counted is not None
    exact = roll_up(counted.collect(), catalogue(), policy(), UNTIL)
    shown = editions.cells(house.store, 1).select(*CELL_KEY, "sign", shown="value")
    both = exact.join(shown, on=list(CELL_KEY), validate="1:1")
    visible = both.filter(pl.col("sign") == "visible")
    seen = {int(v) for v in visible["value"]}
    sums = {int(v) for v in both.filter(pl.col("sign") == "protected")["value"]}
    records = {r["claimed"] for r in claims().rows}
    quarter = visible.filter((pl.col("place") == "SE") & (pl.col("period") == "2024K2")
                             & pl.col("indicator").is_in(PLANTED))
    planted = {i: int(v) for i, v in quarter.select("indicator", "value").rows()}
    return frozenset(n for n in sums | records if n >= LEAST and n not in seen), planted


ALONE = re.compile(r"(?<![0-9A-Za-z])\d+(?![0-9A-Za-z])")
GROUPED = re.compile(r"(?<![0-9A-Za-z])\d{1,3}(?:[ \u00a0\u202f,.]\d{3})+(?![0-9A-Za-z])")


def numbers(text: str) -> set[int]:
    """Return every whole number in a text, written plainly or in groups of three."""
    plain = {int(n) for n in ALONE.findall(text)}
    return plain | {int(re.sub(r"\D", "", n)) for n in GROUPED.findall(text)}


def in_bytes(content: bytes, wanted: Iterable[int]) -> set[int]:
    """Return the large numbers that stand in bytes: as text, as a float, as SQLite's whole one."""
    return {n for n in wanted if n > 1_000_000 and any(form in content for form in (
        str(n).encode(), struct.pack(">d", n), struct.pack("<d", n),
        struct.pack(">I" if n < 2**31 else ">Q", n)))}


def in_store(root: Path) -> set[int]:
    """Return every whole number in any row of any table of the store, documents among them."""
    engine = sa.create_engine(f"sqlite:///{root / 'store.db'}")
    found: set[int] = set()
    with engine.connect() as connection:
        for table in sa.inspect(engine).get_table_names():
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')):
                for value in row:
                    if isinstance(value, float | int):
                        found.add(int(value))
                    elif value is not None:
                        found |= numbers(str(value))
    engine.dispose()
    return found


def test_many_primes_are_hidden(published: Published) -> None:
    """The search has something to look for, and knows numbers when it sees them."""
    records = {r["claimed"] for r in claims().rows}
    assert len(records & published.hidden) > 200 and len(published.hidden - records) > 20
    assert set(published.planted) == PLANTED
    assert all(next(primes(p)) == p for p in published.planted.values())
    assert numbers("1 481 och 20\u00a0000\u00a0003, x=17.0 a19b") >= {1481, 20000003, 17}


def test_no_hidden_prime_stands_in_the_store(published: Published) -> None:
    stands = in_store(published.root)
    assert set(published.planted.values()) <= stands
    assert stands & published.hidden == set()


def test_no_hidden_prime_stands_in_the_bytes_of_the_store(published: Published) -> None:
    files = [p for p in published.root.iterdir() if p.name.startswith("store.db")]
    content = b"".join(p.read_bytes() for p in files)
    seen = published.planted["ip.claim_amount"]
    assert in_bytes(content, {*published.hidden, seen}) == {seen}


def exported(published: Published) -> list[Path]:
    """List the files of the export, of every format."""
    return sorted(p for p in (published.root / "out").rglob("*") if p.is_file())


def test_no_hidden_prime_stands_in_the_exported_files(published: Published) -> None:
    assert {p.suffix for p in exported(published)} == {
        ".csv", ".parquet", ".px", ".json", ".xml", ".jsonld"}
    for path in exported(published):
        content = path.read_bytes()
        text = pl.read_parquet(path).write_csv() if path.suffix == ".parquet" else content.decode()
        stands = numbers(text)
        assert stands & published.hidden == set(), path.name
        whole = path.name.startswith("cells") or path.name == "S-1-synthetic.csv"
        assert not whole or set(published.planted.values()) <= stands


def test_no_hidden_prime_is_logged_or_said(published: Published) -> None:
    said = numbers(published.said)
    assert "listening" in published.said and "protect" in published.said
    assert said & published.hidden == set()


def test_no_key_of_the_desk_stands_in_store_exports_or_logs(published: Published) -> None:
    """The desk holds record keys as examples of what a steward was asked about."""
    def held(name: str) -> str:
        files = [p for p in published.root.iterdir() if p.name.startswith(name)]
        return b"".join(p.read_bytes() for p in files).decode("latin-1")

    assert KEYS.search(held("desk.db"))
    assert not KEYS.search(held("store.db")) and not KEYS.search(published.said)
    for path in exported(published):
        assert not KEYS.search(path.read_bytes().decode("latin-1")), path.name


def _one_page(page: str) -> None:
    from dashboard import app

    app._show(page, app.PAGES)


def drawn(page: str, **codes: str) -> str:
    """Run a page for an address and return everything that it sends to the browser."""
    run = AppTest.from_function(_one_page, kwargs={"page": page}, default_timeout=60)
    for key, value in codes.items():
        run.query_params[key] = value
    run.run()
    assert not run.exception
    return "".join(str(e.proto) for e in run.main)


def test_no_hidden_prime_is_drawn_on_any_page(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGESBILD_HOME", str(published.root))
    monkeypatch.delenv("LAGESBILD_STORE_URL", raising=False)
    seen: set[int] = set()
    for area, council, indicator in DRAWN:
        for page, place in (*((p, "SE") for p in PAGES), ("area", "mitt"), ("region", "nord")):
            said = drawn(page, area=area, council=council, place=place, lang="sv",
                         indicator=indicator)
            stands = numbers(said)
            assert not KEYS.search(said), page
            assert stands & published.hidden == set(), (page, area, place)
            seen |= stands
    assert published.planted["wc.persons_checked"] in seen   # amounts are drawn in millions


def test_no_hidden_prime_is_answered_by_the_api_or_told_by_a_feed(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGESBILD_HOME", str(published.root))
    monkeypatch.delenv("LAGESBILD_STORE_URL", raising=False)
    seen: set[int] = set()
    for path in ("editions", "editions/1/catalogue", *(
            f"editions/1/cells?format={kind}&limit=10000&indicator={indicator}"
            for kind in ("json", "csv", "json-stat") for _, _, indicator in DRAWN)):
        reply = ask(f"/api/v1/{path}{'&' if '?' in path else '?'}role=steward")
        assert reply.status == 200 and not KEYS.search(reply.text), path
        assert numbers(reply.text) & published.hidden == set(), path
        seen |= numbers(reply.text)
    assert set(published.planted.values()) <= seen
    for feed in ("editions.atom", "deliveries.atom", "calendar.ics"):
        reply = ask(f"/feeds/{feed}?role=steward")
        assert reply.status == 200 and not KEYS.search(reply.text), feed
        assert numbers(reply.text) & published.hidden == set(), feed
