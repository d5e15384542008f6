"""The quality declaration of an edition, computed from what the edition itself holds.

Here: for each area one statement a measure, sorted by the quality criteria of the Statistics Act
(lag 2001:99, 3 a §), in both languages. Shares are classes, never counts of rows: the only numbers
are those that the edition shows anyway (authorities, days, years, breaks). Not here: showing it
(``dashboard.views.quality``), writing it as DQV (``dashboard.report.dqv``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from data import counting, periods, registers, words
from data.tables import CELL_KEY
from metrics.trust import Evidence

DIMENSIONS = ("relevance", "accuracy", "timeliness", "punctuality", "accessibility",
              "comparability", "coherence")
"""Lag (2001:99) om den officiella statistiken, 3 a §; clarity goes with accessibility."""
LANGUAGES = ("sv", "en")
NEARLY_ALL, MOST = 95.0, 80.0   # per cent: classes of what should be all
MONTHS = 12                     # punctuality looks back a year


@dataclass(frozen=True)
class Statement:
    """One measure of one area: its class as a word, and a sentence in each language."""

    area: str
    dimension: str
    measure: str
    word: str
    sv: str
    en: str


@dataclass(frozen=True)
class Material:
    """What an edition in the making is judged on; ``earlier`` are the cells of the one before."""

    cells: pl.DataFrame
    earlier: pl.DataFrame | None
    indicators: pl.DataFrame
    deliveries: pl.DataFrame
    figures: pl.DataFrame
    until: str
    cutoff: date
    ripe_months: int


def document(evidence: Iterable[Evidence], made: Material) -> str:
    """Write the declaration of every area as JSON: a list of statements, in a fixed order."""
    found = [asdict(s) for e in evidence for s in _statements(e, made)]
    return json.dumps(found, sort_keys=True, ensure_ascii=False)


def _statements(e: Evidence, made: Material) -> Iterator[Statement]:
    for dimension, said in (
        ("relevance", _relevance(e, made)), ("accuracy", _accuracy(e, made)),
        ("timeliness", _timeliness(made)), ("punctuality", _punctuality(e, made)),
        ("accessibility", _accessibility()), ("comparability", _comparability(e, made)),
        ("coherence", _coherence(e, made)),
    ):
        for measure, word, (sv, en) in said:
            yield Statement(e.area, dimension, measure, word, sv, en)


Said = Iterator[tuple[str, str, tuple[str, str]]]


def _pair(key: str, **values: tuple[object, object] | object) -> tuple[str, str]:
    """Say a sentence in both languages; a value that is a pair has one form in each."""
    sv, en = ({k: v[i] if isinstance(v, tuple) else v for k, v in values.items()}
              for i in range(2))
    return words.say(f"quality.{key}", "sv", **sv), words.say(f"quality.{key}", "en", **en)


def _both(kind: str, codes: Sequence[str]) -> tuple[str, str]:
    sv, en = (", ".join(registers.name(kind, c, lang) for c in codes) for lang in LANGUAGES)
    return sv, en


def _own(e: Evidence, made: Material) -> pl.DataFrame:
    written = ~pl.col("indicator").str.ends_with(".not")   # complements are no one's question
    return made.indicators.filter((pl.col("area") == e.area) & written)


def _relevance(e: Evidence, made: Material) -> Said:
    own = _own(e, made)
    yield "content", "", _pair("content", n=own.height)
    if (own["caution"] == "detected").any():
        yield "detected", "", _pair("detected")


def _accuracy(e: Evidence, made: Material) -> Said:
    missing = sorted(e.expected - e.delivered)
    covered = 100 * len(e.expected & e.delivered) / max(len(e.expected), 1)
    yield "coverage", of_all(covered), _pair(
        "coverage_missing" if missing else "coverage_full", names=_both("authorities", missing),
        period=tuple(periods.label(made.until, lang) for lang in LANGUAGES))
    yield from _remarks(e, made)
    hidden = share_class(100 * e.protected / e.places if e.places else 0.0)
    yield "protected", hidden, _pair(f"protected_{hidden}")
    yield from _revisions(e, made)


def of_all(percent: float) -> str:
    """Class a share that should be all: all, nearly all, most, less."""
    if percent >= 100:
        return "all"
    return "nearly_all" if percent >= NEARLY_ALL else "most" if percent >= MOST else "less"


def share_class(percent: float) -> str:
    """Class a share that should be small: none, under 1 %, 1–5 %, over 5 %."""
    return "none" if percent <= 0 else counting.share_class(percent / 100)


def _remarks(e: Evidence, made: Material) -> Said:
    """Say each remark on the newest month's deliveries, with its class of share."""
    newest = _delivered(e, made).filter(
        pl.col("period").str.ends_with(made.until) & (pl.col("outcome") == "accepted_with_remark"))
    if newest.is_empty():
        yield "checks", "accepted", _pair("checks_clean")
    grouped = newest.group_by("remark_rule", "remark_sv", "remark_en", "share_class").agg(
        pl.col("deliverer").unique().sort()).sort("remark_rule", "share_class", "remark_sv")
    for row in grouped.iter_rows(named=True):
        share = _class(row["share_class"]) if row["share_class"] else ""
        yield "checks", row["share_class"] or "remark", _pair(
            "checks_remark" if row["share_class"] else "checks_remark_bare",
            names=_both("authorities", row["deliverer"]), share=share,
            remark=(row["remark_sv"], row["remark_en"]))


def _delivered(e: Evidence, made: Material) -> pl.DataFrame:
    contracts = made.indicators.filter(pl.col("area") == e.area)["contract"].unique()
    return made.deliveries.filter(pl.col("deliverer").is_in(sorted(e.expected))
                                  & pl.col("contract").is_in(contracts.to_list()))


def _revisions(e: Evidence, made: Material) -> Said:
    """Class how many figures moved since the edition before, and by how much in the middle."""
    if made.earlier is None:
        yield "revisions", "first", _pair("revisions_first")
        return
    seen = (pl.col("sign") == "visible") & (pl.col("area") == e.area)
    final = made.earlier.filter(seen & (pl.col("status") != "provisional"))
    both = made.cells.filter(seen).join(
        final.select(*CELL_KEY, pl.col("value").alias("before")), on=CELL_KEY)
    if both.is_empty():
        yield "revisions", "none", _pair("revisions_none")
        return
    moved = both.filter(pl.col("value") != pl.col("before"))
    share = share_class(100 * moved.height / both.height)
    size = (100 * (moved["value"] - moved["before"]) / moved["before"]).abs().filter(
        moved["before"] != 0)
    middle = size.median()
    by = share_class(float(middle)) if isinstance(middle, float) else "none"
    if share == "none":
        yield "revisions", share, _pair("revisions_none")
    else:
        yield "revisions", share, _pair("revisions", share=_class(share), size=_class(by))


def _class(word: str) -> tuple[str, str]:
    sv, en = (words.say(f"quality.class_{word}", lang) for lang in LANGUAGES)
    return sv, en


def _timeliness(made: Material) -> Said:
    days = (made.cutoff - periods.last_day(made.until)).days
    yield "age", "", _pair("age", days=days, month=tuple(
        periods.label(made.until, lang) for lang in LANGUAGES))
    yield "ripening", "", _pair("ripening", n=made.ripe_months)


def _punctuality(e: Evidence, made: Material) -> Said:
    recent = periods.span(periods.shift(made.until, 1 - MONTHS), made.until)
    own = _delivered(e, made).filter(pl.col("period").str.slice(-7).is_in(recent))
    if own.is_empty():
        yield "on_time", "none", _pair("on_time_none")
        return
    word = of_all(100 * own.filter(pl.col("on_time") == "yes").height / own.height)
    late = sorted(own.filter(pl.col("on_time") == "no")["deliverer"].unique())
    yield "on_time", word, _pair(f"on_time_{word}", names=_both("authorities", late))


def _accessibility() -> Said:
    yield "form", "", _pair("form")
    yield "signs", "", _pair("signs")


def _comparability(e: Evidence, made: Material) -> Said:
    first = made.cells.filter(pl.col("area") == e.area)["period"].min()
    if isinstance(first, str):
        yield "length", "", _pair("length", year=first[:4])
    found = [one for one in registers.events(e.area)
             if one.kind == "break" and one.since <= made.until]
    for one in found:
        yield "break", one.code, _pair("break", month=tuple(
            periods.label(one.since, lang) for lang in LANGUAGES), what=(one.sv, one.en))
    if not found:
        yield "break", "none", _pair("break_none")
    newer = _own(e, made).filter(pl.col("version") > 1)
    yield "definitions", "changed" if newer.height else "same", _pair(
        "definitions_changed" if newer.height else "definitions_same",
        names=tuple(", ".join(newer[lang]) for lang in LANGUAGES))


def _coherence(e: Evidence, made: Material) -> Said:
    own = made.figures.filter(pl.col("area") == e.area)
    yield "published", "some" if own.height else "none", _pair(
        "published_some" if own.height else "published_none")
    if not _own(e, made)["adds"].str.contains("authority").all():
        yield "overlap", "", _pair("overlap")
