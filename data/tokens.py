"""Figure tokens: the places in a text where a figure of the edition stands.

Here: reading tokens out of a text, and resolving each against the cells and judged changes of an
edition: number, unit, period, and whether it still is what it was when it was written. Not here:
the texts themselves (``data.texts``), markup, numbers written by hand (``data.prose``).

A token is ``{{indicator|place|authority|breakdown|period}}``, or ``{{indicator|place|period}}`` for
the total of all authorities; a change word is ``{{change:indicator|place|…|comparison}}``, where
the comparison is quarter or year. A figure that is protected now never shows what it was before:
``resolve`` is the one place that could, and it drops it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import polars as pl

from data import periods, registers, words
from data.tables import CELL_KEY, FRAMES

MARK = re.compile(r"\{\{[^{}]*\}\}")
COMPARISONS = ("quarter", "year")
CHANGE = "change:"
_CHANGE_KEY = ("indicator", "place", "authority", "breakdown", "comparison")
Row = Mapping[str, Any]


class Status(StrEnum):
    """How the figure behind a token stands to what it was when the text was written."""

    current = "current"
    changed = "changed"
    protected = "protected"
    not_delivered = "not_delivered"
    gone = "gone"
    altered = "altered"


@dataclass(frozen=True)
class Token:
    """A figure (``at`` is a period) or a change word (``at`` is a comparison)."""

    indicator: str
    place: str
    authority: str
    breakdown: str
    at: str
    change: bool = False

    @property
    def total(self) -> bool:
        """Whether it is of all authorities and all parts."""
        return (self.authority, self.breakdown) == ("all", "all")

    @property
    def key(self) -> tuple[str, ...]:
        """The key of its cell, or of its judged change."""
        return (self.indicator, self.place, self.authority, self.breakdown, self.at)

    def __str__(self) -> str:
        parts = (self.indicator, self.place, self.at) if self.total else self.key
        return "{{" + (CHANGE if self.change else "") + "|".join(parts) + "}}"


@dataclass(frozen=True)
class Broken:
    """Something between double braces that is no token."""

    text: str


Piece = str | Token | Broken


@dataclass(frozen=True)
class Source:
    """What tokens are resolved against: cells and judged changes of one edition."""

    cells: pl.DataFrame
    changes: pl.DataFrame

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame] | pl.DataFrame) -> Source:
        """Open the frames of an edition or a draft. Cells alone judge no change."""
        if isinstance(frames, pl.DataFrame):
            return cls(frames, pl.DataFrame(schema=FRAMES["changes"]))
        return cls(frames["cells"], frames["changes"])

    @cached_property
    def _opened(self) -> dict[tuple[bool, str], dict[tuple[str, ...], Row]]:
        return {}

    def row(self, token: Token) -> Row | None:
        """Return the cell or the judged change behind a token, None where there is none."""
        which = token.change, token.indicator
        if which not in self._opened:
            self._opened[which] = self._series(*which)
        return self._opened[which].get(token.key)

    def _series(self, change: bool, indicator: str) -> dict[tuple[str, ...], Row]:
        """Open all of one indicator at once: a text names few indicators, and each often."""
        frame, names = (self.changes, _CHANGE_KEY) if change else (self.cells, CELL_KEY)
        own = frame.filter(pl.col("indicator") == indicator)
        return {tuple(row[name] for name in names): row for row in own.iter_rows(named=True)}


@dataclass(frozen=True)
class Resolved:
    """A token as it stands now. ``was`` is what it was when written, never of a protected figure.

    ``value`` is None unless the figure is visible; ``word`` names a change word; ``provisional``
    and ``as_of`` follow the cell.
    """

    token: Token
    status: Status
    value: float | None = None
    unit: str = ""
    sign: str = ""
    word: str = ""
    period: str = ""
    against: str = ""
    was: float | None = None
    was_word: str = ""
    provisional: bool = False
    as_of: str = ""

    @property
    def red(self) -> bool:
        """Whether it needs somebody."""
        return self.status is not Status.current

    def text(self, lang: str) -> str:
        """Write the figure with its unit, its sign, or the change word; a visible zero is 0."""
        if self.word:
            return words.say(f"change.{self.word}", lang)
        if self.value is not None:
            return words.quantity(self.value, self.unit, lang)
        return words.say("sign.protected", lang) if self.sign == "protected" else words.say(
            f"token.{self.status}_in_text", lang)

    def said(self, lang: str) -> str:
        """Write the figure with its period, as it stands in text without marks."""
        if self.word or not self.when(lang):
            return self.text(lang)
        return words.say("token.of_period", lang, figure=self.text(lang), period=self.when(lang))

    def before(self, lang: str) -> str:
        """Write what it was when the text was written, "" where that is not told."""
        if self.was_word:
            return words.say(f"change.{self.was_word}", lang)
        return "" if self.was is None else words.quantity(self.was, self.unit, lang)

    def unit_word(self, lang: str) -> str:
        """Name the unit of a count; other units stand with the number."""
        known = self.unit not in ("percent", "SEK", "days") and words.has(f"unit.{self.unit}")
        return words.unit_after(self.value or 0, self.unit, lang) if known and not self.word else ""

    def when(self, lang: str) -> str:
        """Write the period, and of which older edition; of a change word, what it is against."""
        if not self.token.change:
            older = words.say("figure.as_of", lang, edition=self.as_of) if self.as_of else ""
            return ", ".join(s for s in (periods.label(self.token.at, lang), older) if s)
        if not self.against:
            return ""
        return words.say("token.against", lang, period=periods.label(self.against, lang))

    def where(self, lang: str) -> str:
        """Name the place."""
        return registers.name("places", self.token.place, lang)


def read(mark: str) -> Token | Broken:
    """Read one token with its braces. A quarter may be written K or Q."""
    inside = mark[2:-2].strip()
    change = inside.startswith(CHANGE)
    parts = [part.strip() for part in inside.removeprefix(CHANGE).split("|")]
    if len(parts) == 3:
        parts[2:2] = ["all", "all"]
    if len(parts) != 5 or not all(parts):
        return Broken(mark)
    at = parts[4] if change else parts[4].replace("Q", "K")
    fits = at in COMPARISONS if change else periods.is_period(at)
    known = parts[1] in {p.code for p in registers.places()}
    if not (fits and known):
        return Broken(mark)
    return Token(parts[0], parts[1], parts[2], parts[3], at, change)


def pieces(text: str) -> list[Piece]:
    """Take a text apart: its words, its tokens, and what looks like a token and is none."""
    made: list[Piece] = []
    last = 0
    for found in MARK.finditer(text):
        if found.start() > last:
            made.append(text[last:found.start()])
        made.append(read(found.group()))
        last = found.end()
    return [*made, text[last:]] if last < len(text) else made


def canonical(text: str) -> str:
    """Return a text with each of its tokens in the shortest form, quarters written K."""
    return "".join(p.text if isinstance(p, Broken) else str(p) for p in pieces(text))


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, in order, each as often as it stands there."""
    return [piece for piece in pieces(text) if isinstance(piece, Token)]


def broken(text: str) -> list[str]:
    """Return what looks like a token and is none, a lone brace pair too."""
    made = [piece.text for piece in pieces(text) if isinstance(piece, Broken)]
    rest = MARK.sub("", text)
    return made + [brace for brace in ("{{", "}}") if brace in rest]


Seen = Mapping[str, Any]   # what a figure was when it was written: value, or word and periods


def seen(text: str, source: Source) -> dict[str, dict[str, Any]]:
    """Return what each token of a text is now, to be remembered with the text: token -> facts.

    Only a figure that is shown is remembered.
    """
    return {str(token): facts for token in tokens(text)
            if (facts := _facts(source.row(token), token))}


def _facts(row: Row | None, token: Token) -> dict[str, Any]:
    if row is None:
        return {}
    if token.change:
        return {"word": row["word"], "period": row["period"], "against": row["against"]}
    return {"value": row["value"]} if row["sign"] == "visible" else {}


def resolve(token: Token, source: Source, then: Seen | None = None) -> Resolved:
    """Resolve a token against an edition. ``then`` is what it was when written, if it is known.

    A figure that is protected now carries nothing of what it was.
    """
    row = source.row(token)
    if row is None:
        return Resolved(token, Status.gone)
    return _change(token, row, then) if token.change else _figure(token, row, then)


def _figure(token: Token, row: Row, then: Seen | None) -> Resolved:
    sign, value = row["sign"], row["value"]
    about = {"unit": row["unit"], "sign": sign, "period": token.at,
             "provisional": row["status"] == "provisional", "as_of": row.get("as_of") or ""}
    if sign == "visible" and value is not None:
        was = (then or {}).get("value")
        same = was is None or was == value
        return Resolved(token, Status.current if same else Status.changed, value,
                        was=None if same else was, **about)
    status = {"protected": Status.protected, "not_delivered": Status.not_delivered}
    return Resolved(token, status.get(sign, Status.gone), **about)


def _change(token: Token, row: Row, then: Seen | None) -> Resolved:
    """A change word is the same while word and both periods are."""
    about: dict[str, Any] = {
        name: row[name] or "" for name in ("word", "period", "against")}
    same = not then or all(then.get(name) == about[name] for name in about)
    was = "" if same else str((then or {}).get("word") or "")
    return Resolved(token, Status.current if same else Status.altered, was_word=was, **about)


def resolved(text: str, source: Source, then: Mapping[str, Seen] | None = None) -> list[
        str | Resolved | Broken]:
    """Take a text apart with every token resolved: what pages and reports write."""
    known = then or {}
    return [resolve(piece, source, known.get(str(piece))) if isinstance(piece, Token) else piece
            for piece in pieces(text)]


def plain(text: str, source: Source, lang: str) -> str:
    """Write a text with its figures in place, each with its period, as text without marks."""
    return "".join(
        piece if isinstance(piece, str) else piece.text if isinstance(piece, Broken)
        else piece.said(lang) for piece in resolved(text, source))


def red(text: str, source: Source, then: Mapping[str, Seen] | None = None) -> Iterator[Resolved]:
    """Yield the tokens of a text that need somebody."""
    for piece in resolved(text, source, then):
        if isinstance(piece, Resolved) and piece.red:
            yield piece
