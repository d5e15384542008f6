"""The first sentence of each picture, written from the judged changes.

Here: one sentence, lead and caution for each council, area, region and indicator, in both
languages. Not here: judging (``metrics.change``), layout. A sentence only repeats published cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from data import periods, registers, words
from metrics.change import SURE_WORDS

SENTENCE_SCHEMA = pl.Schema(
    dict.fromkeys(
        ["subject", "sv", "en", "lead_sv", "lead_en", "caution_sv", "caution_en"], pl.String
    )
)
LANGUAGES = ("sv", "en")
JUDGED = (*SURE_WORDS, "none")   # protected and too small ones are not judged
VERY_WIDE = 200.0   # per cent: an interval wider than this says nothing
REGIONS = sum(p.level == "region" and not p.code.endswith("00") for p in registers.places())
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Edition:
    """What the sentences are written from: finished cells, judged changes and their names."""

    cells: pl.DataFrame
    changes: pl.DataFrame
    indicators: pl.DataFrame
    place_names: Mapping[str, tuple[str, str]]

    def indicator(self, code: str) -> Row:
        return self.indicators.row(by_predicate=pl.col("indicator") == code, named=True)

    def main(self, area: str) -> str | None:
        rows = self.indicators.filter((pl.col("area") == area) & (pl.col("headline") == 1))
        return str(rows["indicator"][0]) if rows.height else None

    def change(self, indicator: str, place: str) -> Row | None:
        """Newest judged comparison of the total at a place: the quarter where one is ripe."""
        rows = self.changes.filter(
            (pl.col("indicator") == indicator) & (pl.col("place") == place)
            & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")
        ).sort(pl.col("word") == "unripe", pl.col("comparison") == "year")
        return rows.row(0, named=True) if rows.height else None

    def newest(self, indicator: str, place: str) -> Row | None:
        rows = self.cells.filter(
            (pl.col("indicator") == indicator) & (pl.col("place") == place)
            & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")
            & (pl.col("sign") == "visible") & (pl.col("period_level") != "month")
        ).sort("period")
        return rows.row(rows.height - 1, named=True) if rows.height else None


def sentences(
    edition: Edition, councils: Iterable[tuple[str, tuple[str, ...], str]]
) -> pl.DataFrame:
    """Write every first sentence. ``councils``: code, areas, place. Returns ``SENTENCE_SCHEMA``."""
    rows = [*_areas(edition), *_councils(edition, councils), *_regions(edition)]
    rows += [_row(edition, f"indicator:{i}", i, "SE") for i in edition.indicators["indicator"]]
    return pl.DataFrame(rows, schema=SENTENCE_SCHEMA, orient="row")


def _areas(edition: Edition) -> Iterator[dict[str, str]]:
    for area in edition.indicators["area"].unique(maintain_order=True):
        main = edition.main(area)
        if main:
            yield _row(edition, f"area:{area}", main, "SE")


def _councils(
    edition: Edition, councils: Iterable[tuple[str, tuple[str, ...], str]]
) -> Iterator[dict[str, str]]:
    for code, areas, place in councils:
        main = next((m for m in map(edition.main, areas) if m), None)
        if main:
            yield _row(edition, f"council:{code}", main, place)


def _regions(edition: Edition) -> Iterator[dict[str, str]]:
    """One sentence a place: the area whose main figure changed most surely there."""
    mains = [m for a in edition.indicators["area"].unique(maintain_order=True)
             if (m := edition.main(a))]
    for place in edition.place_names:
        judged = edition.changes.filter(
            pl.col("indicator").is_in(mains) & (pl.col("place") == place)
            & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")
        ).sort(~pl.col("word").is_in(SURE_WORDS), pl.col("word").is_in(["unripe", "too_few"]),
               "indicator")
        chosen = judged["indicator"][0] if judged.height else next(
            (m for m in mains if edition.newest(m, place)), None)
        if chosen:
            yield _row(edition, f"region:{place}", chosen, place)


def _row(edition: Edition, subject: str, indicator: str, place: str) -> dict[str, str]:
    meta = edition.indicator(indicator)
    change = edition.change(indicator, place)
    row = {"subject": subject}
    for lang in LANGUAGES:
        row[lang] = _first(edition, meta, change, place, lang)
        row[f"lead_{lang}"] = _lead(edition, meta, change, place, lang)
        key = meta["caution"]
        row[f"caution_{lang}"] = words.say(f"caution.{key}", lang) if key else ""
    return row


def _first(edition: Edition, meta: Row, change: Row | None, place: str, lang: str) -> str:
    name = str(meta[lang])
    if place != "SE":
        name = f"{name}, {edition.place_names[place][LANGUAGES.index(lang)]}"
    if change is None:
        cell = edition.newest(meta["indicator"], place)
        if cell is None:
            return words.say("sentence.nothing", lang, name=name)
        return words.say(
            "sentence.value_only", lang, name=name, value=figure(cell["value"], meta["unit"], lang),
            period=periods.label(cell["period"], lang),
        )
    return words.say(
        f"sentence.{change['word']}", lang, name=name,
        value=figure(change["value"], meta["unit"], lang),
        before=figure(change["before"], meta["unit"], lang),
        change=change_text(change, meta, lang),
        period=periods.label(change["period"], lang),
        against=periods.label(change["against"], lang),
    )


def _lead(edition: Edition, meta: Row, change: Row | None, place: str, lang: str) -> str:
    if place != "SE":
        sweden = edition.change(meta["indicator"], "SE")
        if sweden is None:
            return ""
        return words.say(
            "sentence.compared_sweden", lang, value=figure(sweden["value"], meta["unit"], lang),
            word=words.say(f"change.{sweden['word']}", lang),
        )
    sure = _how_sure(meta, change, lang)
    if "region" not in str(meta["tables"]):
        where = words.say("sentence.sweden_only", lang)
    else:
        where = _where(edition, meta, change, lang) if change else ""
    return f"{sure} {where}".strip()


def _how_sure(meta: Row, change: Row | None, lang: str) -> str:
    """Write the interval of a change in words, where it says something."""
    if change is None or change["low"] is None or change["high"] is None:
        return ""
    share = meta["kind"] == "share"
    if (change["percent"] is None and not share) or change["high"] - change["low"] > VERY_WIDE:
        return ""
    low, high = (words.signed(change[end], lang, 1) for end in ("low", "high"))
    return words.say(f"sentence.between{'_points' if share else ''}", lang, low=low, high=high)


def _where(edition: Edition, meta: Row, change: Row, lang: str) -> str:
    """Name the police regions with a sure change; else say how many could be judged at all."""
    judged = edition.changes.filter(
        (pl.col("indicator") == meta["indicator"]) & (pl.col("comparison") == change["comparison"])
        & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")
        & pl.col("word").is_in(JUDGED) & ~pl.col("place").str.contains(r"^\d|^SE$|00$"))
    sure = judged.filter(pl.col("word").is_in(SURE_WORDS)).sort(
        pl.col("percent").abs(), descending=True, nulls_last=True)
    if not sure.height:
        return _none_sure(judged.height, lang)
    named = ", ".join(
        f"{edition.place_names[r['place']][LANGUAGES.index(lang)]} ({change_text(r, meta, lang)})"
        for r in sure.head(3).iter_rows(named=True)
    )
    return words.say("sentence.regions_sure", lang, places=named)


def _none_sure(judged: int, lang: str) -> str:
    """Say that no region has a sure change only of as many as are judged."""
    if not judged:
        return words.say("sentence.regions_not_judged", lang)
    if judged >= REGIONS:
        return words.say("sentence.regions_none", lang)
    return words.say("sentence.regions_none_of", lang, judged=judged, all=REGIONS)


def figure(value: float, unit: str, lang: str) -> str:
    """Write a value with its unit the way ``lang`` does: 14 210, 31,8 %, 412 mnkr, 86 dagar."""
    if unit == "percent":
        return words.percent(value, lang)
    if unit == "SEK":
        return words.money(value, lang)
    if unit == "days":
        return f"{words.number(value, lang)} {words.unit_after(value, unit, lang)}"
    return words.number(value, lang)


def change_text(change: Row, meta: Row, lang: str) -> str:
    """Write how much: per cent from 30 upward, percentage points for shares, else the number.

    "" where the change is not told, such as that of an unripe period.
    """
    if meta["kind"] == "share" and change["difference"] is not None:
        points = words.signed(change["difference"], lang, 1)
        return words.say("sentence.points", lang, value=points)
    if change["percent"] is not None:
        return words.signed_percent(change["percent"], lang)
    if change["difference"] is None:
        return ""
    if meta["unit"] == "SEK":
        return words.money(change["difference"], lang)
    return words.signed(change["difference"], lang, 0)
