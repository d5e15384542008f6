"""What protection costs: the edition's document ``loss``, in words, bars and tables.

Here: shares of what the document counts, and whether the aims of the policy are met. Not here:
counting (``metrics.loss``), markup (``dashboard.views.loss``). Protected is one word: which of
the hidden figures are small is nowhere in the document, and cannot be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from dashboard.figures.ranked import RankedRow
from dashboard.figures.table import Cell
from data import registers, words

PLACES, PERIODS = ("SE", "region", "county"), ("year", "quarter", "month")
AGES = ("0-2", "3-11", "12+")
TENS = 9   # a count told in tens may be so much higher
Row = Mapping[str, Any]
Table = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Part:
    """One block: bars, a table, sentences, or all of them."""

    question: str
    title: str
    sub: str = ""
    label: str = ""
    bars: tuple[RankedRow, ...] = ()
    heads: tuple[str, ...] = ()
    table: Table = ()
    said: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class LossPage:
    """Everything that the page says; ``tables`` is the long list under the others."""

    sentence: str
    lead: str
    areas: Part
    levels: Part
    thresholds: Part
    insiders: Part
    merges: Part
    held: Part
    tables: Part


@dataclass(frozen=True)
class Words:
    """The words and numbers of one language."""

    lang: str

    def __call__(self, key: str, **values: Any) -> str:
        return words.say(f"loss.{key}", self.lang, **values)

    def number(self, count: float) -> str:
        return words.number(count, self.lang)

    def share(self, part: float, whole: float) -> str:
        return words.percent(_percent(part, whole), self.lang)

    def points(self, value: float) -> str:
        return words.say("figure.points", self.lang, value=words.signed(value, self.lang, 1))

    def level(self, row: Row) -> str:
        """Name a level, as it begins a row."""
        place = words.say(f"place_level.{row['place_level']}", self.lang)
        period = words.say(f"period_level.{row['period_level']}", self.lang)
        return self("level_of", place=place, period=period)

    def within(self, row: Row) -> str:
        """Name a level as it stands within a sentence; Sweden keeps its capital."""
        name = self.level(row)
        proper = self.lang == "en" and row["place_level"] == "SE"
        return name if proper else f"{name[:1].lower()}{name[1:]}"

    def area(self, code: str) -> str:
        return registers.name("areas", code, self.lang)

    def split(self, code: str) -> str:
        """Name what a table is split by, "" for a whole one."""
        if code in ("", "authority"):
            return self("authority") if code else ""
        key = f"dimension.{code}"
        return words.say(key, self.lang) if words.has(key) else code.replace("_", " ")


def loss_page(document: Row, edition: str, lang: str) -> LossPage:
    """Write the document ``loss`` of an edition. ``edition`` is its label."""
    say, tables, aims = Words(lang), document["tables"], document["aims"]
    scenarios = {s["name"]: s for s in document["scenarios"]}
    return LossPage(
        _sentence(say, tables), say("lead", edition=edition), _areas(say, tables),
        _levels(say, tables), _thresholds(say, scenarios, aims), _insiders(say, scenarios, aims),
        _merges(say, document["merges"], aims), _held(say, document["held"], aims),
        _tables(say, tables),
    )


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def _total(rows: Iterable[Row], key: str) -> int:
    return sum(int(r[key]) for r in rows)


def _sentence(say: Words, tables: Sequence[Row]) -> str:
    """Say the share in words, and the table that holds most of it."""
    part, whole = _total(tables, "protected"), _total(tables, "cells")
    if not part:
        return say("title_none")
    share = say.share(part, whole)
    each = round(whole / part)
    key = f"count.n{each}"
    count = words.say(key, say.lang) if words.has(key) else say.number(each)
    first = (say("title_most", share=share) if 2 * part > whole
             else say("title", count=count, share=share))
    dearest = max(tables, key=lambda t: int(t["protected"]))
    return " ".join([first, say(
        "dearest", table=_table_name(say, dearest), hidden=say.number(dearest["protected"]),
        cells=say.number(dearest["cells"]))])


def _table_name(say: Words, row: Row) -> str:
    said = {"area": say.area(row["area"]), "level": say.within(row)}
    split = say.split(row["split"])
    return say("table_by", **said, split=split) if split else say("table_of", **said)


def _bar(name: str, say: Words, row: Row, strong: bool = False) -> RankedRow:
    value = _percent(row["protected"], row["cells"])
    return RankedRow(name, value, words.percent(value, say.lang), strong=strong)


def _bar_row(say: Words, name: str, row: Row) -> tuple[Cell, ...]:
    return (Cell(name), Cell(say.number(row["protected"])), Cell(say.number(row["cells"])),
            Cell(say.share(row["protected"], row["cells"])))


def _bar_heads(say: Words, first: str) -> tuple[str, ...]:
    return (say(first), say("protected"), say("cells"), say("share"))


def _label(bars: Iterable[RankedRow]) -> str:
    return ", ".join(f"{b.name} {b.text}" for b in bars)


def _areas(say: Words, tables: Sequence[Row]) -> Part:
    """Share by area, the dearest first."""
    found = {a: [t for t in tables if t["area"] == a] for a in {t["area"] for t in tables}}
    sums = {a: {k: _total(rows, k) for k in ("protected", "cells")} for a, rows in found.items()}
    order = sorted(sums, key=lambda a: (-_percent(**_named(sums[a])), a))
    bars = tuple(_bar(say.area(a), say, sums[a]) for a in order)
    return Part(
        say("areas"), say("areas_title"), say("areas_sub"), say("areas_label", rows=_label(bars)),
        bars, _bar_heads(say, "area"), tuple(_bar_row(say, say.area(a), sums[a]) for a in order))


def _named(row: Row) -> dict[str, float]:
    return {"part": row["protected"], "whole": row["cells"]}


def _levels(say: Words, tables: Sequence[Row]) -> Part:
    """Share by place level (rows) and period level (columns)."""
    write = partial(_level_cell, say, tables)
    heads = (say("place"), *(words.say(f"period_level.{p}", say.lang).capitalize()
                             for p in PERIODS))
    rows = tuple(
        (Cell(words.say(f"place_level.{place}", say.lang)), *(write(place, p) for p in PERIODS))
        for place in PLACES)
    return Part(say("levels"), say("levels_title"), say("levels_sub"), heads=heads, table=rows)


def _level_cell(say: Words, tables: Sequence[Row], place: str, period: str) -> Cell:
    rows = [t for t in tables if (t["place_level"], t["period_level"]) == (place, period)]
    if not rows:
        return Cell(words.say("sign.not_applicable", say.lang), say("no_table"))
    return Cell(say.share(_total(rows, "protected"), _total(rows, "cells")))


def _tables(say: Words, tables: Sequence[Row]) -> Part:
    order = sorted(tables, key=lambda t: (-t["protected"], -t["cells"], t["area"]))
    heads = (say("area"), say("level"), say("split"), *_bar_heads(say, "area")[1:])
    rows = tuple(
        (Cell(say.area(t["area"])), Cell(say.level(t), left=True),
         Cell(say.split(t["split"]) or say("whole"), left=True),
         *_bar_row(say, "", t)[1:]) for t in order)
    return Part(say("tables"), say("tables_title"), say("tables_sub"), heads=heads, table=rows)


def _thresholds(say: Words, scenarios: Mapping[str, Row], aims: Row) -> Part:
    """Share under each threshold, the one in force marked."""
    tried = {int(n.partition(":")[2]): s for n, s in scenarios.items() if ":" in n}
    now = int(aims["threshold"])
    name = {n: say("threshold_now" if n == now else "threshold", count=n) for n in tried}
    bars = tuple(_bar(name[n], say, tried[n], strong=n == now) for n in sorted(tried))
    share = say.share(scenarios["now"]["protected"], scenarios["now"]["cells"])
    return Part(
        say("thresholds"), say("thresholds_title"), say("thresholds_sub", now=now),
        say("thresholds_label", rows=_label(bars)), bars, _bar_heads(say, "scenario"),
        tuple(_bar_row(say, name[n], tried[n]) for n in sorted(tried)),
        (say("thresholds_note", share=share),), say("in_tens"))


def _insiders(say: Words, scenarios: Mapping[str, Row], aims: Row) -> Part:
    """What it costs that no authority works out another's small figures."""
    on = scenarios[f"threshold:{int(aims['threshold'])}"]
    off = scenarios["no_insiders"]
    said = {"with_": say.share(on["protected"], on["cells"]),
            "without": say.share(off["protected"], off["cells"])}
    more = on["protected"] - off["protected"]
    sentence = (say("insiders_cost", more=say.share(more, on["cells"]), **said) if more > 0
                else say("insiders_free", **said))
    return Part(say("insiders"), say("insiders_title"), said=(sentence,),
                note=say("insiders_note"))


def _merges(say: Words, merges: Sequence[Row], aims: Row) -> Part:
    """What each merge gains in visible figures, and whether it is still warranted."""
    least = aims["apart_percent"]
    heads = tuple(say(k) for k in (
        "merge", "merge_with", "merge_without", "merge_gain", "merge_word"))
    sub = say("merges_sub", least=words.percent(least, say.lang, 0))
    return Part(
        say("merges"), say("merges_title"), sub if merges else "", heads=heads,
        table=tuple(_merge_row(say, m, least) for m in merges),
        said=() if merges else (say("merges_none"),), note=say("in_tens") if merges else "")


def _merge_row(say: Words, merge: Row, least: float) -> tuple[Cell, ...]:
    one, apart = merge["with"], merge["without"]
    shares = [_percent(m["visible"], m["cells"]) for m in (one, apart)]
    more = one["visible"] - apart["visible"]
    return (
        Cell(registers.name("places", merge["merge"], say.lang)),
        *(Cell(say("of_cells", part=say.number(m["visible"]), whole=say.number(m["cells"]),
                   share=words.percent(s, say.lang, 0)))
          for m, s in zip((one, apart), shares, strict=True)),
        Cell(say("gain", count=words.signed(more, say.lang, 0),
                 points=say.points(shares[0] - shares[1]))),
        Cell(say(_verdict(apart, shares, least)), left=True, strong=True),
    )


def _verdict(apart: Row, shares: Sequence[float], least: float) -> str:
    """Judge a merge by the rule, as far as counts in tens allow; say also where it gains none."""
    if shares[1] >= least:
        return "falls"
    if _percent(apart["visible"] + TENS, apart["cells"]) >= least:
        return "few"
    return "stands" if shares[0] > shares[1] else "stands_alone"


def _held(say: Words, rows: Sequence[Row], aims: Row) -> Part:
    """Share of visible figures that stand as of an older edition, by level and age."""
    aim = aims["held_percent"]
    levels = [(p, t) for p in PLACES for t in PERIODS
              if any((r["place_level"], r["period_level"]) == (p, t) for r in rows)]
    heads = (say("level"), *(say(f"age_{a.partition('-')[0].rstrip('+')}") for a in AGES))
    table = tuple(
        (Cell(say.level({"place_level": p, "period_level": t})),
         *(_held_cell(say, rows, p, t, age, aim) for age in AGES)) for p, t in levels)
    return Part(say("held"), say("held_title"), say("held_sub"), heads=heads, table=table,
                said=_held_said(say, rows, aim))


def _held_said(say: Words, rows: Sequence[Row], aim: float) -> tuple[str, ...]:
    """Say whether the aim is met as a whole, and where it is not."""
    part, whole = _total(rows, "held"), _total(rows, "cells")
    key = "held_met" if _percent(part, whole) <= aim else "held_missed"
    found = (say(key, share=say.share(part, whole), aim=words.percent(aim, say.lang, 0)),)
    over = [f"{say.within(r)}, {say('age_' + r['age'].partition('-')[0].rstrip('+'))} "
            f"{say.share(r['held'], r['cells'])}"
            for r in rows if _percent(r["held"], r["cells"]) > aim]
    return (*found, say("held_over", rows="; ".join(over))) if over else found


def _held_cell(
    say: Words, rows: Sequence[Row], place: str, period: str, age: str, aim: float
) -> Cell:
    found = [r for r in rows if (r["place_level"], r["period_level"], r["age"]) == (
        place, period, age)]
    if not found:
        return Cell(words.say("sign.not_applicable", say.lang), say("no_table"))
    return Cell(say.share(found[0]["held"], found[0]["cells"]),
                strong=_percent(found[0]["held"], found[0]["cells"]) > aim)
