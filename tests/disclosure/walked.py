"""Two editions of the planted deliveries, walked the whole way once, and all that was said on it.

Receive, check, keep, count, protect, attack, hold, sign, publish and export are the product's own,
on SQLite. Here: the walk and what may not be told after it. Not here: looking for it.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from io import StringIO
from pathlib import Path

import polars as pl

from dashboard.report.export import FORMATS, export
from dashboard.verbs import open_house
from data import editions
from data.access import SYSTEM, Actor, Role
from data.decisions import ACCEPT
from data.home import home
from data.moments import at_eight
from data.policy import policy
from data.tables import CELL_KEY
from metrics import jobs, rehearsal, stewards
from metrics.catalogue import catalogue
from metrics.rollup import roll_up
from tests.disclosure.canaries import claims, corrected, written
from tests.disclosure.looked_for import Wanted, in_millions

UNTIL, CUTOFFS = "2025M12", (date(2026, 1, 12), date(2026, 2, 12))
PLANTED = {"ip.claim_amount", "wc.persons_checked"}   # each has one visible prime, for Sweden
CONTROL = 1_000_003                        # a prime that is said aloud, so that it must be heard
STEWARD = Actor("siv", Role.steward)
LEAST = 10_000                             # smaller numbers stand everywhere


class Said(logging.Handler):
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
                logging.getLogger("canary").debug("listening to %d", CONTROL)
                print(f"{CONTROL:,}")
                yield
        finally:
            root.setLevel(before)
            root.removeHandler(self)
            self.lines.append(printed.getvalue())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())

    def progress(self, step: str, done: int, of: int) -> None:
        """Keep a word of progress."""
        self.lines.append(f"{step} {done} {of}")


@dataclass
class Published:
    """Two published editions, a home in which the second is a draft, and what may not be told."""

    root: Path
    exact: list[pl.DataFrame] = field(default_factory=list)
    said: Said = field(default_factory=Said)

    @property
    def drafted(self) -> Path:
        """The home as it was when the second edition was a draft."""
        return self.root / "drafted"

    @property
    def out(self) -> Path:
        """The folder of the exported files."""
        return self.root / "out"

    @cached_property
    def cells(self) -> pl.DataFrame:
        """Every exact cell of both editions beside what was published of it."""
        with open_house(home(self.root)).store as store:
            return pl.concat([exact.join(
                editions.cells(store, n).select(*CELL_KEY, "unit", "sign", shown="value"),
                on=list(CELL_KEY), validate="1:1") for n, exact in enumerate(self.exact, start=1)])

    @cached_property
    def hidden(self) -> Wanted:
        """Every number that nobody may be told, and every amount in millions."""
        seen = {int(v) for v in self.cells["shown"].drop_nulls()}
        told = {in_millions(v) for v in self.cells["shown"].drop_nulls()} | self._tenths()
        records = {r["claimed"] for r in (*claims().rows, *corrected().rows)}
        money = self.cells.filter(pl.col("unit") == "SEK")["value"].drop_nulls()
        whole = {int(v) for v in self.cells["value"].drop_nulls()} | records
        return Wanted(
            frozenset(n for n in whole if n >= LEAST and n not in seen),
            frozenset({in_millions(v) for v in {*money, *records} if v >= 10e6} - told))

    def _tenths(self) -> set[str]:
        """Write whatever else is published with one decimal: shares, changes, what is expected."""
        with open_house(home(self.root)).store as store:
            frames = [editions.read(store, n, name) for n in (1, 2)
                      for name in ("cells", "changes", "expected", "reasons", "signals", "figures")]
        values = {abs(v) for frame in frames for column in frame.select(pl.col(pl.Float64))
                  for v in column.drop_nulls() if v == v and abs(v) < 1e15}
        return {f"{round(v, 1):.1f}" for v in values} | {in_millions(v) for v in values}

    @cached_property
    def planted(self) -> dict[str, int]:
        """The primes that Sweden's cells do show."""
        shown = self.cells.filter(
            (pl.col("place") == "SE") & (pl.col("period") == "2024K2")
            & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")
            & (pl.col("sign") == "visible")
            & pl.col("indicator").is_in(PLANTED))
        return {i: int(v) for i, v in shown.select("indicator", "shown").rows()}

    def shown(self, area: str) -> Wanted:
        """Give the numbers of an area that one may see, to be found where its figures stand."""
        own = self.cells.filter(pl.col("area") == area)["shown"].drop_nulls()
        return Wanted(frozenset(int(v) for v in own if v >= LEAST),
                      frozenset(in_millions(v) for v in own if v >= 100e6))


def walk(root: Path) -> Published:
    """Walk the whole way twice: the second time with a delivery that a few records came late to."""
    made = Published(root)
    house = open_house(home(root))
    with made.said.listening():
        for n, sendings in enumerate((written(root / "sample"), _late(root)), start=1):
            _received(house, sendings, made.said)
            _published(house, made, n)
        export(house.store, SYSTEM, 2, made.out, FORMATS)
    house.store.close()
    house.desk.close()
    return made


def _late(root: Path) -> list[jobs.Sending]:
    return written(root / "late", corrected())


def _received(house: jobs.House, sendings: list[jobs.Sending], said: Said) -> None:
    for received in jobs.receive(house, SYSTEM, sendings, said.progress):
        assert received.fingerprint, received.verdict.reasons("sv")
        if received.verdict.outcome == "waiting":   # the planted records are unusual
            day = received.sending.received_on + timedelta(days=1)
            stewards.decide(house, STEWARD, received.delivery, ACCEPT, "Stämmer.",
                            at=datetime.combine(day, time(12), UTC))


def _published(house: jobs.House, made: Published, number: int) -> None:
    cutoff = CUTOFFS[number - 1]
    minute = at_eight(cutoff)
    counted = jobs.gather(house, cutoff).contributions
    assert counted is not None
    made.exact.append(roll_up(counted.collect(), catalogue(), policy(), UNTIL))
    jobs.draft(house, rehearsal.EDITOR, UNTIL, cutoff, made.said.progress, True,
               minute - rehearsal.BEFORE)
    if number == 2:
        _copied(made.root, made.drafted)
    rehearsal.walk(house.store, number, minute)
    jobs.release(house, SYSTEM, number, minute)


def _copied(one: Path, other: Path) -> None:
    """Copy the databases of a home as they stand now."""
    other.mkdir()
    for name in ("store.db", "desk.db"):
        source, copy = sqlite3.connect(one / name), sqlite3.connect(other / name)
        source.backup(copy)
        source.close()
        copy.close()
