"""How long each kind of record is kept, and why. Read from ``retention.toml``.

Here: the table as a value. Not here: applying it (``data.forgetting``).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Kept:
    """One kind of record: days that it is kept (0: always), its name and the reason."""

    kind: str
    days: int
    sv: str
    en: str
    why_sv: str
    why_en: str


@cache
def table() -> tuple[Kept, ...]:
    """Return every kind of record with its days and reason, as the file has them."""
    raw = tomllib.loads((files("data") / "retention.toml").read_text("utf-8"))
    return tuple(Kept(kind, row["days"], *row["name"], *row["why"]) for kind, row in raw.items())


def days(kind: str) -> int:
    """Return how many days a kind of record is kept, 0 for always. Raises ``KeyError``."""
    return {each.kind: each.days for each in table()}[kind]


def before(kind: str, today: date) -> date:
    """Return the day before which records of a kind are to go; none where they are kept always."""
    kept = days(kind)
    return today - timedelta(days=kept) if kept else date.min


def until(kind: str, made: date) -> date:
    """Return the day on which a record made on a day is to go."""
    kept = days(kind)
    return made + timedelta(days=kept) if kept else date.max
