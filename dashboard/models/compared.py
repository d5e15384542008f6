"""The changes between two editions as a page lists them: named, written and ordered.

Here: one line a change with its reason in words, where the texts name its figure, what the address
keeps the list to, and the sentences over the whole. Not here: comparing (``metrics.compare``),
reading, markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.comparing import Compared
from dashboard.figures import values
from data import periods, registers, seen, words
from metrics.compare import REASONS

SHOWN, MANY = 12, 100   # lines at first, and on each page of all of them
ALL, OWN, UNSEEN = "all", "own", "unseen"
_FIRST = ("correction", "definition", "break", "protection", "new", "late")   # look at these first
_NAMED_WHO = 2   # authorities named in a reason before they are counted
Row = Mapping[str, Any]
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Line:
    """One change, in words. ``name`` is what it is marked as seen by."""

    name: str
    key: Key
    area: str
    what: str
    where: str
    period: str
    before: str
    after: str
    difference: str
    percent: str
    reason: str
    title: str
    detail: str
    named: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """What of a list is shown: which lines, out of how many that fit, on which page of how many."""

    lines: tuple[Line, ...]
    fitting: int
    page: int
    pages: int


@dataclass(frozen=True)
class Wish:
    """What the address keeps the list to: reasons, own, not seen, all of them, which page."""

    reasons: frozenset[str] = frozenset()
    own: bool = False
    unseen: bool = False
    whole: bool = False
    page: int = 1

    @classmethod
    def read(cls, choice: str) -> Wish:
        """Read the address's choice: codes with commas; what is unknown is not there."""
        said = choice.split(",")
        pages = [int(s[1:]) for s in said if s[:1] == "p" and s[1:].isdecimal() and len(s) < 6]
        return cls(frozenset(said) & frozenset(REASONS), OWN in said, UNSEEN in said, ALL in said,
                   max(1, *pages, 1))

    def write(self, **changes: Any) -> str:
        """Write the choice anew, some of it changed; another list starts on its first page."""
        said = {"reasons": self.reasons, "own": self.own, "unseen": self.unseen,
                "whole": self.whole, "page": 1, **changes}
        parts = [r for r in REASONS if r in said["reasons"]]
        parts += [code for code, name in ((OWN, "own"), (UNSEEN, "unseen"), (ALL, "whole"))
                  if said[name]]
        return ",".join(parts + ([f"p{said['page']}"] if said["page"] > 1 else []))


def lines(
    found: Compared, lang: str, named: Mapping[Key, tuple[str, ...]] | None = None
) -> list[Line]:
    """Write every change: those that the texts name first, then the unusual, then the largest."""
    names, mentions = _Names(found, lang), named or {}
    rows = found.result.changed.with_columns(
        size=pl.col("percent").abs().fill_null(0),
        rank=pl.col("reason").replace_strict(list(_FIRST), list(range(len(_FIRST))),
                                             return_dtype=pl.Int64),
        local=pl.col("indicator").str.contains(".not", literal=True) | (pl.col("place") != "SE")
        | (pl.col("authority") != "all") | (pl.col("breakdown") != "all"))
    ordered = rows.sort("rank", "local", "size", "indicator", "place", "authority", "breakdown",
                        "period", descending=[False, False, True, *[False] * 5])
    made = [names.line(row, mentions) for row in ordered.iter_rows(named=True)]
    return sorted(made, key=lambda line: (not line.named, line.named))


def key_of(row: Row) -> Key:
    """Return the key of a change's figure."""
    return (row["indicator"], row["place"], row["authority"], row["breakdown"], row["period"])


def marks(found: Compared) -> list[str]:
    """Name every change as it is marked as seen."""
    return [_mark(row) for row in found.result.changed.iter_rows(named=True)]


def _mark(row: Row) -> str:
    return seen.name_of(*key_of(row), row["before"], row["sign_before"], row["after"],
                        row["sign_after"], row["reason"])


def kept(
    every: Sequence[Line], wish: Wish, own: str = "", marked: frozenset[str] = frozenset(),
    area: str = "",
) -> Kept:
    """Keep of a list what the address asks for."""
    fits = [line for line in every if (
        (not wish.reasons or line.reason in wish.reasons)
        and (not wish.own or line.key[2] == own)
        and (not wish.unseen or line.name not in marked)
        and (not area or line.area == area))]
    many = MANY if wish.whole else SHOWN
    pages = max(1, -(-len(fits) // many)) if wish.whole else 1
    page = min(wish.page, pages)
    return Kept(tuple(fits[(page - 1) * many:page * many]), len(fits), page, pages)


class _Names:
    """The words of a comparison, looked up once."""

    def __init__(self, found: Compared, lang: str) -> None:
        self._found, self._lang = found, lang
        self._indicators = dict(found.frames["indicators"].select("indicator", lang).iter_rows())
        codes = found.frames["codes"].filter(pl.col("dimension") != "place")
        self._parts = dict(codes.select("code", lang).iter_rows())
        self._short = {a.code: a.abbr for a in registers.authorities()}

    def line(self, row: Row, mentions: Mapping[Key, tuple[str, ...]]) -> Line:
        lang, unit, key = self._lang, row["unit"], key_of(row)
        title, detail = self._reason(row)
        return Line(
            _mark(row), key, row["area"],
            self._indicators.get(row["indicator"]) or row["indicator"], self.where(key),
            periods.label(row["period"], lang),
            _figure(row["before"], row["sign_before"], unit, lang),
            _figure(row["after"], row["sign_after"], unit, lang),
            difference(row["difference"], unit, lang), _percent(row, lang),
            row["reason"], title, detail, mentions.get(key, ()))

    def where(self, key: Key) -> str:
        """Name the place, the authority and the part."""
        _, place, authority, part, _ = key
        said = [registers.name("places", place, self._lang)]
        said += [self._short.get(authority, authority)] * (authority != "all")
        return ", ".join(said + [self._parts.get(part) or part] * (part != "all"))

    def _reason(self, row: Row) -> tuple[str, str]:
        """Name the reason, and say in one sentence how it is known."""
        lang, reason = self._lang, row["reason"]
        told = self._found.corrections.get(row["correction"])
        if reason == "correction" and told:
            title = words.say("compare.correction_number", lang, number=row["correction"])
            return title, told[words.LANGUAGES.index(lang)]
        return words.say(f"compare.reason_{reason}", lang), self._detail(row)

    def _detail(self, row: Row) -> str:
        lang, reason = self._lang, row["reason"]
        if reason == "definition":
            return words.say("compare.detail_definition", lang, version=row["version_after"],
                             before=row["version_before"])
        if reason == "protection":
            return words.say(f"compare.detail_{_guarded(row)}", lang, edition=row["as_of_before"])
        if reason == "break":
            return words.say("compare.detail_break", lang)
        who = self.who(row["by"])
        return words.say(f"compare.detail_{reason}", lang, who=who) if who else ""

    def who(self, by: str) -> str:
        """Name one or two authorities; more are counted."""
        named = [self._short.get(code, code) for code in by.split(",") if code]
        if len(named) > _NAMED_WHO + 1:
            return words.say("compare.who_more", self._lang, first=", ".join(named[:_NAMED_WHO]),
                             n=len(named) - _NAMED_WHO)
        return words.say("compare.and", self._lang, first=", ".join(named[:-1]),
                         last=named[-1]) if len(named) > 1 else "".join(named)


def _guarded(row: Row) -> str:
    if row["sign_after"] == "protected":
        return "now_protected"
    return "was_protected" if row["sign_before"] == "protected" else "stood"


def _figure(value: float | None, sign: str, unit: str, lang: str) -> str:
    """Write a figure with its unit, or its sign."""
    if sign != "visible" or value is None or (value == 0 and unit not in ("percent", "days")):
        return values.cell(value, sign, unit, lang)
    return words.quantity(value, unit, lang)


def difference(value: float | None, unit: str, lang: str) -> str:
    """Write a difference in its unit, "" where none is stated."""
    if value is None:
        return ""
    text = values.signed(value, unit, lang)
    if unit == "percent":
        return f"{text}{words.SPACE}{words.say('compare.points', lang)}"
    if unit == "days":
        return f"{text}{words.SPACE}{words.unit_after(value, unit, lang)}"
    return text


def _percent(row: Row, lang: str) -> str:
    return "" if row["percent"] is None else words.signed_percent(row["percent"], lang)


def size(value: float | None, unit: str, lang: str) -> str:
    """Write the size of a revision, without its direction: per cent, points or days."""
    if value is None:
        return ""
    if unit == "days":
        return words.quantity(value, unit, lang)
    if unit == "percent":
        return f"{words.number(value, lang, 1)}{words.SPACE}{words.say('compare.points', lang)}"
    return words.percent(value, lang)


def verdict(found: Compared | None, lang: str) -> str:
    """Say how much has changed, in one or two sentences."""
    if found is None:
        return words.say("compare.first", lang)
    n, of = found.result.changed.height, words.number(found.result.compared, lang)
    label = found.before.label
    key = {0: "none", 1: "one"}.get(n, "some")
    return words.say(f"compare.verdict_{key}", lang, n=words.number(n, lang), of=of, label=label)
