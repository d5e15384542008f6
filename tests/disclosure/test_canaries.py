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
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from dashboard.app import PAGES
from dashboard.report.export import export
from dashboard.verbs import open_house
from data import deliveries, editions
from data.access import SYSTEM
from data.home import home
from data.policy import policy
from data.tables import CELL_KEY
from metrics import jobs
from metrics.catalogue import catalogue
from metrics.rollup import roll_up
from tests import frames

UNTIL, CUTOFF = "2025M12", date(2026, 1, 12)
YEARS = (2023, 2024, 2025)
BUSY = ("12", "14", "03", "18", "05")      # counties where much is counted, each another region
QUIET = ("25", "01", "00")                 # and where one case or one employer stands alone
DRAWN = (("work_related_crime", "work_crime", "wc.persons_checked"),
         ("incorrect_payments", "payments", "ip.claim_amount"))
PLANTED = {"ip.claim_amount", "wc.persons_checked"}   # each has one visible prime, for Sweden
LEAST = 10_000                             # smaller numbers stand everywhere


def primes(start: int) -> Iterator[int]:
    """Give the primes from a number on."""
    return (n for n in range(start, start * 2)
            if all(n % d for d in range(2, int(n ** 0.5) + 1)))


def spaced(start: int, step: int) -> Iterator[int]:
    """Give distinct primes far from each other, so that none is another rounded."""
    return (next(primes(start + n * step)) for n in range(10_000))


@dataclass
class Planted:
    """What was written into deliveries, record by record."""

    rows: list[dict[str, Any]]
    states: list[tuple[str, str, date]]

    def add(self, prefix: str, on: date, reached: Iterable[str], **row: Any) -> None:
        name = frames.key(prefix, len(self.rows))
        self.rows.append({"record_key": name, **row})
        self.states += [(name, state, on) for state in reached]


def _days(year: int) -> list[date]:
    return [date(year, month, 5) for month in (2, 5, 8, 11)]


def claims() -> Planted:
    """Write claims of distinct primes in SEK; Sweden's sum for one quarter is a prime too."""
    made, amounts = Planted([], []), spaced(20_000_000, 40_000)
    chosen = date(2024, 5, 5)

    def claim(day: date, county: str, payer: str, amount: int, reported: bool = False) -> None:
        more = ("police_reported",) if reported else ()
        made.add("P", day, ("suspicion", "investigated", "decided", "changed", "claimed", *more),
                 payer=payer, origin="own_control", benefit="housing_allowance", county=county,
                 opened=day, decision="changed", cause="applicant", claimed=amount, repaid=0,
                 prevented=0, police_report="yes" if reported else "no")

    for year in YEARS:
        for day in _days(year):
            for n, county in enumerate(BUSY * 4):
                who, reported = ("fk", "csn", "pem")[n % 3], n % 2 == 0
                claim(day + timedelta(n), county, who, next(amounts), reported)
        for county in QUIET:
            claim(date(year, 5, 9), county, "fk", next(amounts))
    quarter = [r["claimed"] for r in made.rows
               if (r["opened"].year, (r["opened"].month - 1) // 3) == (2024, 1)]
    claim(chosen, BUSY[0], "fk", next(primes(sum(quarter) + 21_000_000)) - sum(quarter))
    return made


def visits() -> Planted:
    """Write visits to employers, the quiet regions' one employer with a prime of persons."""
    made, counts, lone = Planted([], []), spaced(10_007, 12), iter(range(900, 999))

    def visit(day: date, county: str, employer: int, persons: int, without: int = 0) -> None:
        made.add("I", day, ("selected", "inspected"),
                 employer_key=frames.key("E", employer), lead="av", participants="skv|pm",
                 county=county, industry="construction", visited=day, persons_checked=persons,
                 no_right_to_work=without, no_right_to_stay=without, potential_victims=0,
                 deficiency="no", injunctions=0, prohibitions=0, sanction_fee=0, decided_tax=0,
                 recovery=0, police_reports=0, follow_up="no")

    for year in YEARS:
        for day in _days(year):
            for n, county in enumerate(BUSY * 5):
                visit(day + timedelta(n % 20), county, n, 101 + n, 20)
            for county in QUIET:
                persons, employer = next(counts), next(lone)
                for n in range(30):
                    visit(day + timedelta(n % 20), county, employer, (persons + n) // 30)
    quarter = sum(r["persons_checked"] for r in made.rows
                  if (r["visited"].year, (r["visited"].month - 1) // 3) == (2024, 1))
    visit(date(2024, 5, 6), BUSY[0], 0, next(primes(quarter + 100)) - quarter)
    return made


def written(folder: Path) -> list[jobs.Sending]:
    """Write the planted records as deliveries, one a deliverer and year."""
    found = []
    for contract, made, deliverer, opened in (
            ("payment_errors", claims(), "payer", "opened"),
            ("inspections", visits(), "lead", "visited")):
        for who in sorted({r[deliverer] for r in made.rows}):
            for year in YEARS:
                rows = [r for r in made.rows if r[deliverer] == who and r[opened].year == year]
                names = {r["record_key"] for r in rows}
                one = frames.built(
                    contract, rows, [s for s in made.states if s[0] in names], deliverer=who,
                    months=tuple(f"{year}M{m:02}" for m in range(1, 13)), sent=date(2026, 1, 8))
                path = deliveries.write(folder, f"synthetic-{who}-{contract}-{year}",
                                        one.manifest, one.rows, one.states)
                found.append(jobs.Sending(path, len(found) + 1, date(2026, 1, 8)))
    return found


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
            edition = jobs.publish(house, SYSTEM, UNTIL, CUTOFF, CUTOFF, said.progress, True)
            export(house.store, SYSTEM, edition.number, root / "out")
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


def test_no_hidden_prime_stands_in_the_exported_files(published: Published) -> None:
    for path in sorted((published.root / "out").iterdir()):
        content = path.read_bytes()
        text = pl.read_parquet(path).write_csv() if path.suffix == ".parquet" else content.decode()
        stands = numbers(text)
        assert stands & published.hidden == set(), path.name
        assert not path.name.startswith("cells") or set(published.planted.values()) <= stands


def test_no_hidden_prime_is_logged_or_said(published: Published) -> None:
    said = numbers(published.said)
    assert "listening" in published.said and "protect" in published.said
    assert said & published.hidden == set()


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
            stands = numbers(drawn(page, area=area, council=council, place=place, lang="sv",
                                   indicator=indicator))
            assert stands & published.hidden == set(), (page, area, place)
            seen |= stands
    assert published.planted["wc.persons_checked"] in seen   # amounts are drawn in millions
