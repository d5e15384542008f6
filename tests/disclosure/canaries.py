"""Deliveries in which figures that must be hidden are primes that stand nowhere else.

Here: the planted records, and writing them as deliveries. Not here: looking for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data import deliveries
from metrics import jobs
from tests import frames

YEARS = (2023, 2024, 2025)
BUSY = ("12", "14", "03", "18", "05")      # counties where much is counted, each another region
QUIET = ("25", "01", "00")                 # and where one case or one employer stands alone
LATE = ("pem", 2025)                       # whose claims of which year come once more


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
    made, amounts = Planted([], []), spaced(20_000_000, 110_000)
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


def corrected() -> Planted:
    """Write one payer's claims of the last year anew, with a few that came late: primes as well."""
    made = claims()
    own = [n for n, r in enumerate(made.rows)
           if r["payer"] == LATE[0] and r["opened"].year == LATE[1]]
    late = [{**made.rows[n], "record_key": frames.key("P", 900 + n), "claimed": amount}
            for n, amount in zip(own[:3], spaced(48_000_000, 110_000), strict=False)]
    kept = {made.rows[n]["record_key"] for n in own}
    states = [s for s in made.states if s[0] in kept]
    again = {made.rows[n]["record_key"]: row["record_key"]
             for n, row in zip(own[:3], late, strict=True)}
    return Planted([*(made.rows[n] for n in own), *late],
                   [*states, *((again[k], s, day) for k, s, day in states if k in again)])


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


def written(folder: Path, late: Planted | None = None) -> list[jobs.Sending]:
    """Write the planted records as deliveries, one a deliverer and year; or what came late."""
    found: list[jobs.Sending] = []
    day = date(2026, 2, 8) if late else date(2026, 1, 8)
    for contract, made, deliverer, opened in (
            ("payment_errors", late or claims(), "payer", "opened"),
            ("inspections", Planted([], []) if late else visits(), "lead", "visited")):
        for who, year in sorted({(r[deliverer], r[opened].year) for r in made.rows}):
            rows = [r for r in made.rows if r[deliverer] == who and r[opened].year == year]
            names = {r["record_key"] for r in rows}
            one = frames.built(
                contract, rows, [s for s in made.states if s[0] in names], deliverer=who,
                months=tuple(f"{year}M{m:02}" for m in range(1, 13)), sent=day)
            path = deliveries.write(folder, f"synthetic-{who}-{contract}-{year}",
                                    one.manifest, one.rows, one.states)
            found.append(jobs.Sending(path, len(found) + 1, day))
    return found
