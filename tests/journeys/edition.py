"""Two small synthetic editions and a desk, for pages that are looked at in a real browser.

Everything goes in through the product's own doors; only the cells are made up here, so that the
journeys do not wait for a whole demonstration.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from data import contracts, council_decisions, decisions, desk, editions, periods, registers
from data.access import SYSTEM, Actor
from data.faults import fault
from data.manifest import Manifest
from data.policy import Policy, policy
from data.store import Store, open_desk, open_store
from data.tables import FRAMES
from expectations.verdict import Example, RuleResult, Verdict, judge, refused
from metrics import change, ladder, sentences, signals, trust
from metrics.loss import loss, ways

NAMES = {
    "organised_crime": ("Uppslag till samverkan", "Leads to the cooperation", "leads", 900),
    "work_related_crime": ("Gemensamma kontroller", "Joint inspections", "inspections", 640),
    "human_trafficking": ("Misstänkta fall", "Suspected cases", "persons", 130),
    "incorrect_payments": ("Underrättelser enligt lag 2008:206", "Notifications under Act 2008:206",
                           "notifications", 3600),
    "resilience": ("Gemensamma riskanalyser", "Joint risk analyses", "analyses", 24),
    "security_threats": ("Remisser till Säkerhetspolisen", "Referrals to the Security Service",
                         "referrals", 210),
    "terrorism_cooperation": ("Gemensamma åtgärder", "Joint actions", "actions", 30),
    "war_crimes": ("Anmälningar om krigsbrott", "Reports of war crimes", "reports", 34),
}
ATTACK = {"findings": [], "notes": [],
          "tried": {"null_space": {"tests": 8}, "insiders": {"tests": 96}}}
REGIONS = ("nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd")
WEIGHT = (0.08, 0.08, 0.08, 0.25, 0.11, 0.18, 0.22)
SPLIT = (("industry:construction", 0.6), ("industry:transport", 0.3), ("industry:not_stated", 0.1))
# Cells of S-2 that stand as of S-1: a card, a region on the map, a county and a part.
HELD = (("organised_crime.all", "SE", "all", "2026K2"),
        ("organised_crime.all", "nord", "all", "2026K2"),
        ("organised_crime.all", "22", "all", "2025"),
        ("organised_crime.all", "SE", "industry:transport", "2025"))
HIDDEN = ("terrorism_cooperation.all", "mitt")   # a series without any figure that is shown
STEWARD = Actor("Datavärd", "steward")
SUMMARY = (
    ("Läget är i stort detsamma som för ett år sedan, men det är ojämnt mellan regionerna, och det "
     "är för tidigt att säga om ökningen i de största beror på fler fall eller på fler kontroller.",
     "The picture is much the same as a year ago, but uneven between the regions, and it is too "
     "early to say whether the rise in the largest is due to more cases or to more inspections."),
    ("Myndigheterna bör svara på det som har väntat längst innan de lämnar något nytt.",
     "The authorities should answer what has waited longest before they send anything new."))
TOUCHED = desk.Beside(touched=(desk.Touched("REF-034", "organised_crime.all", 9),
                               desk.Touched("REF-034", "human_trafficking.all", 7)))
LATE = ("c", "p", 106, 0.07, 0.0006, 11.0)   # six per cent are to come: a row of the pattern
SHARES = {"organised_crime.all": (0.3, 0.0), "human_trafficking.all": (0.0, 0.6)}
KEY = ["indicator", "place", "authority", "breakdown", "period"]
FOUND = ("fk", "af", "mv", "pm", "skv", "tv", "kfm", "csn", "av", "ebm", "kbv", "ubm")


def build(home: Path, until: str = "2026M09") -> Store:
    """Publish S-1 and S-2 in a home, with a desk whose deliveries have every outcome."""
    store = open_store(None, home)
    for back in (1, 0):
        _publish(store, periods.shift(until, -back))
    _decide(store)
    _receive(home, until)
    return store


def _decide(store: Store) -> None:
    """Let one council have a decision that is overdue and one that it is asked for."""
    first, last = sorted(editions.editions(store), key=lambda e: e.number)
    rests = council_decisions.Rests(1, "incorrect_payments.all", "SE", "all", "all", "2026K2")
    for status, days, sv, en in (("decided", -23, "Svara på det som väntar.", "Answer what waits."),
                                 ("asked", 30, "Ska vi byta väg?", "Shall we change channel?")):
        with store.begin() as connection:
            council_decisions.record(connection, SYSTEM, council_decisions.Draft(
                "payments", "fk", sv, en, first.published_on,
                last.published_on + timedelta(days=days), rests, "synthetic", status))


def _publish(store: Store, until: str) -> None:
    last = editions.latest(store)
    number = (last.number if last else 0) + 1
    day = periods.last_day(periods.shift(until, 1)).replace(day=21)
    cells = _cells(until)
    if last is not None:
        cells = _held(cells, editions.cells(store, last.number), last.label)
    texts = {} if last else _texts()
    editions.publish(store, SYSTEM, editions.Proposal(
        label=f"S-{number}", until=until, cutoff=day.replace(day=12), published_on=day,
        previous=last.number if last else None, origin="synthetic", code_version="0",
        frames=_frames(cells, until), documents={**_documents(cells, until), **texts},
        demonstration=True))


def _texts() -> dict[str, str]:
    """A summary of every council, with one that dissents, for the first edition."""
    dissent = {"authority": "fk", "sv": SUMMARY[1][0], "en": SUMMARY[1][1]}
    blocks = [{"kind": kind, "sv": sv, "en": en, "likelihood": "", "confidence": "",
               "because_sv": "", "because_en": "", "dissents": [dissent]}
              for kind, (sv, en) in zip(("assessment", "recommendation"), SUMMARY, strict=True)]
    sections = [{"council": c.code, "area": "", "owner": "pm", "blocks": blocks}
                for c in registers.councils()]
    return {"texts": json.dumps({"version": 1, "sections": sections, "numbers": []},
                                ensure_ascii=False)}


def _held(cells: pl.DataFrame, earlier: pl.DataFrame, label: str) -> pl.DataFrame:
    """Let a few cells show the figure of the edition before."""
    chosen = pl.DataFrame(list(HELD), schema=["indicator", "place", "breakdown", "period"],
                          orient="row")
    before = earlier.join(chosen, on=chosen.columns, how="semi").filter(
        (pl.col("authority") == "all") & (pl.col("sign") == "visible"))
    shown = before.select(*KEY, pl.col("value").alias("shown"), as_of_new=pl.lit(label))
    return cells.join(shown, on=KEY, how="left").with_columns(
        value=pl.coalesce("shown", "value"),
        as_of=pl.coalesce("as_of_new", "as_of")).drop("shown", "as_of_new")


def _expected(cells: pl.DataFrame) -> pl.DataFrame:
    """Expect six per cent more of each provisional count for Sweden."""
    own = cells.filter(
        (pl.col("status") == "provisional") & (pl.col("sign") == "visible")
        & (pl.col("as_of") == "") & (pl.col("place") == "SE") & (pl.col("authority") == "all")
        & (pl.col("breakdown") == "all") & pl.col("indicator").str.ends_with(".all"))
    pattern = pl.DataFrame([LATE] * own.height, schema=ladder.PATTERN, orient="row")
    value, low, high = ladder.final(own["value"].to_numpy().astype(float), pattern)
    return own.with_columns(value=pl.Series(value), low=pl.Series(low), high=pl.Series(high)
                            ).select(list(FRAMES["expected"]))


def _reasons(changes: pl.DataFrame) -> pl.DataFrame:
    """Split every sure change of a total that adds: reporters, activity, a large case, the rest."""
    sure = changes.filter(
        pl.col("word").is_in(change.SURE_WORDS) & (pl.col("authority") == "all")
        & (pl.col("breakdown") == "all") & pl.col("indicator").str.contains(r"\.(all|amount)$"))
    rows = [row for one in sure.iter_rows(named=True) for row in _parts(one)]
    return pl.DataFrame(rows, schema=FRAMES["reasons"], orient="row")


def _parts(one: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    key = [one[c] for c in list(FRAMES["reasons"])[:7]]
    area, _, kind = one["indicator"].partition(".")
    if one["place"] != "SE":
        yield (*key, "other", one["difference"], "reporting")
        return
    new, done = (float(round(s * one["difference"])) for s in SHARES.get(
        one["indicator"], (0.0, 0.0)))
    yield (*key, "reporting", new, "skv" if new else "")
    yield (*key, "activity", done, f"{area}.all")
    yield (*key, "other", one["difference"] - new - done, "")
    yield (*key, *(("large", None, "large") if kind == "amount" else
                   ("caution", None, "detected")))


def _documents(cells: pl.DataFrame, until: str) -> dict[str, str]:
    """Policy, protection and loss, the last measured as if small cells had no partners."""
    rules, counts = policy(), cells.filter(pl.col("unit").is_in(["percent", "days"]).not_())

    def under(other: Policy, insiders: bool) -> pl.DataFrame:
        least = other.persons + int(insiders)
        hidden = (pl.col("value").is_null() | (pl.col("value") < least)) & (pl.col("unit") != "SEK")
        tried = counts.with_columns(sign=pl.when(hidden).then(pl.lit("protected")).otherwise(
            pl.lit("visible")))
        merged = pl.col("place") == "+".join(rules.merges[0])
        apart = [tried.filter(merged).with_columns(place=pl.lit(p)) for p in rules.merges[0]]
        return tried if other.merges else pl.concat([tried.filter(~merged), *apart])

    accepted = {area: {"sv": sv, "en": en} for area, sv, en in rules.insiders}
    years = sorted({p[:4] for p in cells["period"].unique()})
    about = {"proof": dict.fromkeys(years, "intervals"), "counts": {"cells": cells.height},
             "insiders": {"accepted": accepted, "protected": sorted(set(NAMES) - set(accepted))}}
    cost = loss(counts, [under(*way) for way in ways(rules)], rules, until).document()
    return {name: json.dumps(value, sort_keys=True, ensure_ascii=False) for name, value in (
        ("policy", rules.document()), ("protection", about), ("loss", cost),
        ("attack", ATTACK))}


def _frames(cells: pl.DataFrame, until: str) -> dict[str, pl.DataFrame]:
    about = _indicators()
    judged = change.changes(cells, about, _no_breaks(), change.Limits())
    names = {p.code: (p.sv, p.en) for p in registers.places()}
    councils = [(c.code, c.areas, c.place) for c in registers.councils()]
    written = sentences.sentences(sentences.Edition(cells, judged, about, names), councils)
    given = {
        "cells": cells, "changes": judged, "codes": _codes(), "indicators": about,
        "figures": _figures(), "deliveries": _words(), "sentences": written, "trust": _trust(until),
        "expected": _expected(cells), "reasons": _reasons(judged),
        "signals": signals.signals(cells, about, _no_breaks(), change.Limits()),
    }
    return {name: _shaped(name, given.get(name)) for name in FRAMES}


def _shaped(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Fill the columns that the small edition does not use."""
    schema = FRAMES[name]
    if frame is None:
        return pl.DataFrame(schema=schema)
    missing = [pl.lit("" if kind == pl.String else None, kind).alias(c)
               for c, kind in schema.items() if c not in frame.columns]
    return frame.with_columns(missing).select(list(schema))


def _no_breaks() -> pl.DataFrame:
    return pl.DataFrame(schema={"indicator": pl.String, "period": pl.String, "place": pl.String})


def _kinds(area: str) -> Iterator[tuple[str, str, str, str, str]]:
    """The four cards of an area: its count, what came of it as a share, an amount, days."""
    sv, en, unit, _ = NAMES[area]
    yield f"{area}.all", "count", unit, sv, en
    yield f"{area}.followed", "share", "percent", "Andel som följts upp", "Share followed up"
    yield f"{area}.amount", "sum", "SEK", "Beslutade belopp", "Amounts decided"
    yield f"{area}.days", "median", "days", "Tid till svar, median", "Days to answer, median"


def _indicators() -> pl.DataFrame:
    rows = [
        {"indicator": code, "area": area, "kind": kind, "unit": unit, "rule": "case",
         "adds": "place,time,breakdown" if kind in ("count", "sum") else "",
         "numerator": "", "denominator": f"{area}.all" if kind == "share" else "",
         "sv": sv, "en": en, "definition_sv": f"{sv}: så räknas de.",
         "definition_en": f"{en}: how they are counted.", "version": 1,
         "caution": "detected" if kind == "count" else "", "headline": place}
        for area in NAMES for place, (code, kind, unit, sv, en) in enumerate(_kinds(area), 1)
    ]
    whole = {"version": pl.Int64, "headline": pl.Int64}
    return _shaped("indicators", pl.DataFrame(rows).cast(whole))


def _quarters(until: str) -> list[str]:
    last = until if int(until[-2:]) % 3 == 0 else periods.shift(until, -(int(until[-2:]) % 3))
    return [periods.quarter_of(periods.shift(last, -3 * back)) for back in range(18, -1, -1)]


def _cells(until: str) -> pl.DataFrame:
    unripe = periods.span(periods.shift(until, 1 - policy().ripe_months), until)
    rows = [row for area in NAMES for row in _area_cells(area, _quarters(until), unripe)]
    return _shaped("cells", pl.DataFrame(rows, infer_schema_length=None))


def _area_cells(
    area: str, quarters: list[str], unripe: list[str]
) -> Iterator[dict[str, object]]:
    size = NAMES[area][3]
    for code, kind, unit, _, _ in _kinds(area):
        for place, weight in (("SE", 1.0), *zip(REGIONS, WEIGHT, strict=True)):
            level = {q: _level(kind, size * weight, t, place) for t, q in enumerate(quarters)}
            for period, value in {**level, **_years(kind, level)}.items():
                if place != "SE" and periods.months_of(period)[-1] in unripe:
                    continue
                yield _cell(area, code, unit, place, "all", period, value, quarters[-1])
        if kind == "count":
            yield from _finer(area, code, unit, size, quarters)


def _finer(
    area: str, code: str, unit: str, size: int, quarters: list[str]
) -> Iterator[dict[str, object]]:
    """Counties for the last whole year, and one breakdown."""
    year = f"{int(quarters[-1][:4]) - 1}"
    counties = [p for p in registers.places() if p.level == "county" and p.published]
    for number, county in enumerate(counties):
        value = round(size * 4 / 21 * (0.5 + (number * 7 % 11) / 10))
        yield _cell(area, code, unit, county.code, "all", year, value, quarters[-1])
    for name, share in SPLIT:
        yield _cell(area, code, unit, "SE", name, year, round(size * 4 * share), quarters[-1])


def _level(kind: str, size: float, t: int, place: str) -> float:
    """A slow rise with a season; the same each time."""
    wave = 1 + 0.012 * t + 0.05 * math.sin(t * 1.6 + len(place)) + 0.04 * math.sin(t * t + size)
    return {"count": round(size * wave), "sum": round(size * wave) * 31_000,
            "share": round(30 + 4 * wave, 1), "median": round(60 + 12 * wave)}[kind]


def _years(kind: str, level: dict[str, float]) -> dict[str, float]:
    whole: dict[str, list[float]] = {}
    for quarter, value in level.items():
        whole.setdefault(quarter[:4], []).append(value)
    fold = sum if kind in ("count", "sum") else (lambda v: round(sum(v) / 4, 1))
    return {year: float(fold(v)) for year, v in whole.items() if len(v) == 4}


def _cell(
    area: str, code: str, unit: str, place: str, breakdown: str, period: str, value: float,
    newest: str,
) -> dict[str, object]:
    small = (unit not in ("SEK", "percent", "days") and value < 5) or (code, place) == HIDDEN
    return {
        "indicator": code, "area": area, "place": place, "authority": "all",
        "breakdown": breakdown, "period": period, "place_level": registers.place(place).level,
        "period_level": periods.level(period), "unit": unit,
        "value": None if small else float(value), "sign": "protected" if small else "visible",
        "status": "provisional" if period == newest else "final", "break": "",
        "origin": "synthetic",
    }


def _codes() -> pl.DataFrame:
    rows = [("breakdown", "", "industry:construction", "all", "Bygg", "Construction", "code"),
            ("breakdown", "", "industry:transport", "all", "Transport", "Transport", "code"),
            ("breakdown", "", "industry:not_stated", "all", "Ej angivet", "Not stated", "code")]
    return pl.DataFrame(rows, schema=FRAMES["codes"], orient="row")


def _figures() -> pl.DataFrame:
    rows = [{"area": "war_crimes", "indicator": "war_crime_reports", "unit": "reports",
             "qualifier": "about", "part": "all", "place": "SE", "source": "https://polisen.se/",
             "source_kind": "authority", "series": "war_crimes.all", "sv": "Anmälningar",
             "en": "Reports", "value": 140.0, "year": 2024}]
    return pl.DataFrame(rows)


def _words() -> pl.DataFrame:
    return pl.DataFrame([{
        "deliverer": "fk", "contract": "referrals", "period": "2026M08",
        "received_on": "2026-09-07",
        "outcome": "accepted_with_remark", "remark_rule": "D-001",
        "remark_sv": "Svar är daterade före öppnandet.",
        "remark_en": "Answers are dated before opening.", "share_class": "under_1",
        "on_time": "yes", "fingerprint": "0" * 64}])


def _trust(until: str) -> pl.DataFrame:
    remarks = {"fk": ("Svar är daterade före öppnandet.", "Answers are dated before opening.")}
    names = {a.code: (a.sv, a.en) for a in registers.authorities()}
    proof = [trust.Evidence(area, frozenset(FOUND), frozenset(FOUND[1:]), remarks, 12, 400)
             for area in NAMES]
    councils = {c.code: c.areas for c in registers.councils()}
    return trust.trust(proof, councils, names, until, 2)


def _receive(home: Path, until: str) -> None:
    """Record deliveries of every outcome: on time, late, waiting, refused, personal.

    What waited in earlier months has been decided; of the newest month it still waits.
    """
    with open_desk(None, home) as opened, opened.begin() as connection:
        for order, (who, month, late, verdict) in enumerate(_sendings(until)):
            manifest = Manifest("referrals", contracts.contract("referrals").version, who, (month,),
                                1834, 3100, {}, "synthetic", desk.deadline(month))
            day = date.fromordinal(desk.deadline(month).toordinal() + late)
            fingerprint = f"{order:064x}" if verdict.outcome != "refused" else None
            number = desk.record(
                connection, SYSTEM, day, order, manifest, fingerprint, verdict, TOUCHED)
            if verdict.outcome == "waiting" and month != until:
                decisions.decide(connection, STEWARD, number, decisions.ACCEPT,
                                 "Andelen är låg.", remark_sv="Svarstiderna är osäkra.",
                                 remark_en="Response times are uncertain.")


def _sendings(until: str) -> Iterator[tuple[str, str, int, Verdict]]:
    who = [a.code for a in registers.authorities() if a.delivers and a.code in FOUND]
    for back in range(11, -1, -1):
        for number, code in enumerate(who):
            odd = (back * 5 + number * 3) % 17
            if back == 0 and number == 3:
                continue
            if back == 0 and number == 5:
                yield code, until, 0, refused([fault("T-001", "rows", column="county")])
                continue
            yield code, periods.shift(until, -back), max(0, odd - 13), _verdict(odd in (4, 9))
    personal = fault("P-001", "rows", order=1, contract="referrals", place="rows", at="")
    yield who[0], until, 1, refused([personal], personal=True)


def _verdict(remark: bool) -> Verdict:
    rows = (212, 219, 1046)
    examples = tuple(Example(f"R-7Q2{n}-9XFD-M41K", row, ("answered_on",))
                     for n, row in enumerate(rows))
    return judge([
        RuleResult("REF-034", "consistency", "warning", "fail" if remark else "pass", 14 * remark,
                   1834, rows if remark else (), ("answered_on",), "rows",
                   "Ett svar är daterat före öppnandet. Rätta något av datumen.",
                   "An answer is dated before the opening. Correct one of the dates.",
                   examples=examples if remark else ()),
        RuleResult("REF-028", "completeness", "warning", "pass", 0, 1834, (), ("county",), "rows",
                   "Ärendet saknar känt län.", "The case has no known county."),
    ])


if __name__ == "__main__":
    build(Path(sys.argv[1]))
