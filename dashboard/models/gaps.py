"""Sender and receiver held against each other: what each says, and where more is missing.

Here: looking up the cells of the two indicators of one year, and the gaps. Not here: the table
(``models.matrix``), the query list of the intake desk, which never leaves it.

A gap is worked out from two visible figures of the same edition alone. It is said only where at
least as many as the person rule asks for are missing, and more than chance about the share that
the sender itself knows has not arrived: the difference of the square roots, times two, is nearly
normal (Freeman & Tukey 1950, Annals of Mathematical Statistics 21, 4).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from dashboard.models.book import Book, Meta, Row
from data import registers, words
from data.policy import policy

CHANCE = 1.96
ABSENT = ("not_delivered", "")


@dataclass(frozen=True)
class Pair:
    """A pair with a larger gap than expected: names, how many are missing, their share."""

    sender: str
    receiver: str
    missing: str
    share: str


@dataclass(frozen=True)
class Sides:
    """The two indicators of one year, looked up by sender and receiver."""

    book: Book
    sent: Meta
    received: Meta | None
    year: str

    @cached_property
    def least(self) -> int:
        """How many at least must be missing: the person rule of the edition's policy."""
        told = json.loads(self.book.documents.get("policy", "{}"))
        return int(told.get("persons", policy().persons))

    @cached_property
    def _at(self) -> dict[tuple[str, str, str], Row]:
        own = self.book.cells.filter(
            (pl.col("period") == self.year) & (pl.col("place") == "SE"))
        return {(r["indicator"], r["authority"], r["breakdown"]): r
                for r in own.iter_rows(named=True)}

    def _codes(self, meta: Meta | None, dimension: str) -> tuple[set[str], set[str]]:
        """Return who counts an indicator, and who stands at the other end of it."""
        own = [key for key in self._at if meta and key[0] == meta.code
               and key[2].startswith(f"{dimension}:")]
        return ({who for _, who, _ in own if who != "all"},
                {other.partition(":")[2] for _, _, other in own})

    @cached_property
    def senders(self) -> list[str]:
        """Every authority that has sent, or that a receiver has registered something from."""
        own, _ = self._codes(self.sent, "receiver")
        _, heard = self._codes(self.received, "sender")
        return sorted(own | heard, key=self._name)

    @cached_property
    def receivers(self) -> list[str]:
        """Every authority that something can be sent to."""
        return sorted(self._codes(self.sent, "receiver")[1], key=self._name)

    @cached_property
    def counting(self) -> set[str]:
        """The receivers that have counted what they received."""
        own, _ = self._codes(self.received, "sender")
        return {r for r in own if self.heard("all", r) is not None
                and (self.heard("all", r) or {})["sign"] not in ABSENT}

    @cached_property
    def silent(self) -> set[str]:
        """The senders that have not delivered what they sent."""
        return {s for s in self.senders if self._sign(self.said(s, "")) in ABSENT}

    def _sign(self, row: Row | None) -> str:
        return str(row["sign"]) if row else ""

    def _name(self, code: str) -> str:
        return registers.name("authorities", code, self.book.lang).removeprefix("Swedish ")

    def said(self, sender: str, receiver: str) -> Row | None:
        """Return what a sender says it sent; to all where no receiver is named."""
        to = f"receiver:{receiver}" if receiver else "all"
        return self._at.get((self.sent.code, sender, to))

    def heard(self, sender: str, receiver: str) -> Row | None:
        """Return what a receiver says it received from a sender; "all" for either end."""
        if self.received is None:
            return None
        of = "all" if sender == "all" else f"sender:{sender}"
        return self._at.get((self.received.code, receiver, of))

    def expected(self, sender: str) -> float:
        """Return the share that a sender knows has not arrived, else that of all senders."""
        for who in (sender, "all"):
            whole = self._visible(self._at.get((self.sent.code, who, "all")))
            come = self._visible(self._at.get((self._arrived, who, "all")))
            if whole and come is not None:
                return max(0.0, 1 - come / whole)
        return 0.0

    @cached_property
    def _arrived(self) -> str:
        rows = self.book.indicators.filter(
            (pl.col("area") == self.sent.area) & (pl.col("state") == "received")
            & (pl.col("kind") == "count"))
        return str(rows["indicator"][0]) if rows.height else ""

    def _visible(self, row: Row | None) -> float | None:
        return float(row["value"]) if row and row["sign"] == "visible" and not row[
            "as_of"] else None

    def both(self, sender: str, receiver: str) -> tuple[float, float] | None:
        """Return sent and received where both are visible figures of this edition."""
        said, heard = (self._visible(r) for r in (
            self.said(sender, receiver), self.heard(sender, receiver)))
        known = receiver in self.counting and sender != receiver
        return (said, heard) if known and said is not None and heard is not None else None

    def gap(self, sender: str, receiver: str) -> float:
        """Return how many are missing where it is more than expected, else 0."""
        both = self.both(sender, receiver)
        if both is None or both[0] - both[1] < self.least:
            return 0.0
        missing, awaited = both[0] - both[1], self.expected(sender) * both[0]
        return missing if 2 * (math.sqrt(missing) - math.sqrt(awaited)) > CHANCE else 0.0

    @property
    def _all_pairs(self) -> Iterator[tuple[str, str]]:
        return ((s, r) for s in self.senders for r in self.receivers if s != r)

    @cached_property
    def compared(self) -> bool:
        """Tell whether any pair can be compared at all."""
        return any(self.both(s, r) is not None for s, r in self._all_pairs)

    @cached_property
    def pairs(self) -> list[Pair]:
        """List the pairs with a larger gap than expected, the largest first."""
        found = [(self.gap(s, r), s, r) for s, r in self._all_pairs]
        return [Pair(self._name(s), self._name(r), words.number(gap, self.book.lang),
                     self._share(s, r, gap))
                for gap, s, r in sorted(found, key=lambda f: -f[0]) if gap]

    def _share(self, sender: str, receiver: str, gap: float) -> str:
        both = self.both(sender, receiver)
        return words.percent(100 * gap / both[0], self.book.lang, 0) if both else ""
