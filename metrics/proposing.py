"""Proposed first sentences of a section, written from the judged changes, with figures as tokens.

Here: up to three proposals an area, in both languages. Not here: judging (``metrics.change``),
accepting one (``data.texts``): a proposal is nothing until somebody has read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from data import registers, words
from data.tokens import Token
from metrics.change import SURE_WORDS

MOST = 3
LANGUAGES = ("sv", "en")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Proposed:
    """A sentence to accept or rewrite. ``key`` names the statistic that it is written from."""

    key: str
    sv: str
    en: str


def proposals(
    changes: pl.DataFrame, indicators: pl.DataFrame, area: str, taken: frozenset[str] = frozenset()
) -> tuple[Proposed, ...]:
    """Return up to ``MOST`` proposals for an area, without those whose key is taken.

    First its main indicator, then the police region where that changed most surely, then its other
    headlines, the surest change first. Where no area is named: the main indicators of all.
    """
    chosen = pl.col("headline") > 0 if area else pl.col("headline") == 1
    own = indicators.filter(chosen & (pl.col("area") == area if area else True)).sort("headline")
    judged = changes.filter(
        pl.col("indicator").is_in(own["indicator"].to_list()) & (pl.col("authority") == "all")
        & (pl.col("breakdown") == "all") & pl.col("value").is_not_null()
        & pl.col("before").is_not_null())
    found = _all(judged, own) if area else _surest(judged, own.rows(named=True))
    made = [p for p in found if p.key not in taken]
    return tuple(made[:MOST])


def _all(judged: pl.DataFrame, own: pl.DataFrame) -> Iterator[Proposed]:
    rows = own.rows(named=True)
    if not rows:
        return
    main, *others = rows
    yield from _sweden(judged, main)
    yield from _where(judged, main)
    yield from _surest(judged, others)


def _surest(judged: pl.DataFrame, rows: list[dict[str, Any]]) -> Iterator[Proposed]:
    """Write of several indicators, those with a sure change first."""
    ranked = [one for row in rows for one in _ranked(judged, row)]
    yield from (p for p, _ in sorted(ranked, key=lambda one: not one[1]))


def _ranked(judged: pl.DataFrame, about: Row) -> Iterator[tuple[Proposed, bool]]:
    change = _newest(judged, about, "SE")
    for made in _sweden(judged, about):
        yield made, bool(change and change["word"] in SURE_WORDS)


def _newest(judged: pl.DataFrame, about: Row, place: str) -> Row | None:
    """Return the newest judged comparison: the quarter where one is ripe."""
    rows = judged.filter(
        (pl.col("indicator") == about["indicator"]) & (pl.col("place") == place)
    ).sort(pl.col("word") == "unripe", pl.col("comparison") == "year")
    return rows.row(0, named=True) if rows.height else None


def _sweden(judged: pl.DataFrame, about: Row) -> Iterator[Proposed]:
    change = _newest(judged, about, "SE")
    if change is not None and change["word"] in (*SURE_WORDS, "none"):
        yield _proposed("total", about, change)


def _where(judged: pl.DataFrame, about: Row) -> Iterator[Proposed]:
    """Name the police region with the largest sure change."""
    sweden = _newest(judged, about, "SE")
    level = sweden["comparison"] if sweden else "year"
    regions = [p.code for p in registers.places() if p.level == "region"]
    sure = judged.filter(
        (pl.col("indicator") == about["indicator"]) & (pl.col("comparison") == level)
        & pl.col("place").is_in(regions) & pl.col("word").is_in(SURE_WORDS))
    ranked = sure.sort(pl.col("percent").abs(), descending=True, nulls_last=True)
    if ranked.height:
        yield _proposed("region", about, ranked.row(0, named=True))


def _proposed(key: str, about: Row, change: Row) -> Proposed:
    sentence = "sure" if change["word"] in SURE_WORDS else "none"   # a region's is always sure
    said = {lang: _say(f"proposed.{key}_{sentence}", about, change, lang) for lang in LANGUAGES}
    return Proposed(f"{key}:{about['indicator']}", said["sv"], said["en"])


def _say(key: str, about: Row, change: Row, lang: str) -> str:
    code, place = str(change["indicator"]), str(change["place"])
    figure = {n: str(Token(code, place, "all", "all", change[n])) for n in ("period", "against")}
    return words.say(
        key, lang, name=about[lang], place=registers.name("places", place, lang),
        value=figure["period"], before=figure["against"],
        word=str(Token(code, place, "all", "all", change["comparison"], change=True)))
