"""The smaller frames of an edition: catalogue, codes, names, published figures, evidence of trust.

Here: turning catalogue, registers and the desk's words into the frames of ``data.tables.FRAMES``.
Not here: cells, which are counted and protected elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from data import periods, registers
from data.policy import Policy
from data.tables import FRAMES
from metrics.catalogue import Catalogue, Indicator, dimension_codes
from metrics.grid import CELL
from metrics.trust import Evidence

Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class AllNames:
    """Names of places and authorities as (Swedish, English), by code."""

    places: Names
    authorities: Names


def names(at: date) -> AllNames:
    """Return the names of published places, and of the authorities of a day."""
    places = {p.code: (p.sv, p.en) for p in registers.places() if p.published}
    return AllNames(places, {a.code: (a.sv, a.en) for a in registers.authorities(at)})


def councils(at: date) -> list[tuple[str, tuple[str, ...], str]]:
    """Return the councils of a day as (code, areas, place)."""
    return [(c.code, c.areas, c.place) for c in registers.councils(at)]


def parents() -> dict[str, str]:
    """Return the parent place of every place, merged ones and their parts among them."""
    return {p.code: p.parent for p in registers.places()}


def indicators(book: Catalogue) -> pl.DataFrame:
    """Return the catalogue as the frame ``indicators``: written ones and complements."""
    return pl.DataFrame([_indicator(i) for i in book.all], schema=FRAMES["indicators"],
                        orient="row")


def _indicator(i: Indicator) -> dict[str, object]:
    return {
        "indicator": i.id, "area": i.area, "kind": i.kind, "unit": i.unit, "rule": i.rule,
        "adds": ",".join(i.adds), "numerator": i.numerator,
        "denominator": i.denominator, "complement": i.id if i.minus else i.complement,
        "partner": i.partner, "sv": i.name[0], "en": i.name[1], "definition_sv": i.definition[0],
        "definition_en": i.definition[1], "caution": i.caution, "chain": i.chain,
        "state": i.state, "tables": " ".join(i.tables),
        "sensitive": "yes" if i.sensitive else "no", "published_series": i.published_series,
        "contract": i.contract, "version": i.version, "headline": i.headline,
    }


def codes(book: Catalogue, until: str) -> pl.DataFrame:
    """Return every code list of an edition, the top of each hierarchy under its own code."""
    rows = [*_place_codes(), *_authority_codes(), *_breakdown_codes(book), *_period_codes(until)]
    return pl.DataFrame(rows, schema=FRAMES["codes"], orient="row")


def _place_codes() -> Iterator[tuple[str, ...]]:
    for p in registers.places():
        if p.published:
            yield ("place", "", p.code, p.parent, p.sv, p.en, p.level)


def _authority_codes() -> Iterator[tuple[str, ...]]:
    yield ("authority", "", "all", "", "Alla myndigheter", "All authorities", "all")
    for a in registers.authorities():
        yield ("authority", "", a.code, "all", a.sv, a.en, "authority")


def _breakdown_codes(book: Catalogue) -> Iterator[tuple[str, ...]]:
    yield ("breakdown", "", "all", "", "Alla", "All", "all")
    for dimension in sorted({d for i in book.all for d in i.dimensions}):
        found = {c.code: (c.sv, c.en) for c in dimension_codes(dimension)}
        found.setdefault("not_stated", ("Ej angivet", "Not stated"))
        for code, (sv, en) in found.items():
            yield ("breakdown", "", f"{dimension}:{code}", "all", sv, en, dimension)


def _period_codes(until: str) -> Iterator[tuple[str, ...]]:
    year = int(until[:4])
    for y in range(year - 5, year + 1):
        yield ("period", "", str(y), "", str(y), str(y), "year")
        for q in range(1, 5):
            quarter = f"{y}K{q}"
            yield ("period", "", quarter, str(y), quarter, periods.label(quarter, "en"), "quarter")
            for month in periods.months_of(quarter):
                yield ("period", "", month, quarter, month, month, "month")


def breaks(book: Catalogue) -> pl.DataFrame:
    """Return the breaks in series: indicator, period (first month of the new series), place."""
    rows = [
        (i.id, e.since, p.code)
        for e in registers.events() if e.kind == "break"
        for i in book.all if i.area == e.area and (not e.indicators or i.id in e.indicators)
        for p in registers.affected(e)
    ]
    schema = {"indicator": pl.String, "period": pl.String, "place": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def figures(delivered: Sequence[pl.DataFrame], book: Catalogue) -> pl.DataFrame:
    """Return the published figures with their names, and the series that each stands beside."""
    if not delivered:
        return pl.DataFrame(schema=FRAMES["figures"])
    series = {i.published_series: i.id for i in book.written if i.published_series}
    named = {c.code: (c.sv, c.en) for c in registers.published_indicators()}
    rows = [
        {**row, "series": series.get(row["indicator"], "") if row["place"] == "SE" else "",
         "sv": named[row["indicator"]][0], "en": named[row["indicator"]][1]}
        for row in pl.concat(delivered).iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=FRAMES["figures"], orient="row")


def outside(published: pl.DataFrame) -> pl.DataFrame:
    """Return what published figures say of cells: key, low, high.

    ``published``: the frame ``figures``. About 120 is 115 to 125: half the unit of its last digit
    that is not zero, either way.
    """
    value, unit = pl.col("value"), pl.lit(1.0)
    for power in range(1, 10):
        unit = pl.when(value % 10**power == 0).then(10.0**power).otherwise(unit)
    unit = pl.when(value == value.round(0)).then(unit).otherwise(0.1)
    least = {"exact": value, "about": value - unit / 2, "more_than": value}
    most = {"exact": value, "about": value + unit / 2, "at_most": value, "nearly": value}
    named = pl.col("qualifier")
    low, high = pl.lit(0.0), pl.lit(float("inf"))
    for name, bound in least.items():
        low = pl.when(named == name).then(bound).otherwise(low)
    for name, bound in most.items():
        high = pl.when(named == name).then(bound).otherwise(high)
    own = published.filter((pl.col("series") != "") & (pl.col("place") == "SE")
                           & pl.col("part").is_in(["", "whole_year"]) & value.is_not_null())
    return own.select(
        indicator="series", place="place", authority=pl.lit("all"), breakdown=pl.lit("all"),
        period=pl.col("year").cast(pl.String), low=pl.coalesce("low", low),
        high=pl.coalesce("high", high))


def settled(
    cells: pl.DataFrame, earlier: pl.DataFrame | None, made: str, until: str, policy: Policy
) -> pl.DataFrame:
    """Add status, break and origin to finished cells: the frame ``cells``."""
    unripe = periods.span(periods.shift(until, 1 - policy.ripe_months), until)
    young = pl.any_horizontal(
        pl.col("period") == p for m in unripe for p in {m, periods.quarter_of(m), m[:4]})
    framed = cells.with_columns(status=pl.when(young).then(pl.lit("provisional")).otherwise(
        pl.lit("final")), origin=pl.lit(made), **{"break": _break()})
    if earlier is not None:
        framed = _revised(framed, earlier)
    return framed.select(list(FRAMES["cells"]))


def told_apart(
    cells: pl.DataFrame, book: Catalogue, covered: frozenset[tuple[str, str, str]]
) -> pl.DataFrame:
    """Tell a zero that was counted from one that nobody delivered, or that could not occur.

    ``covered``: (contract, deliverer, month) of every delivery that counts. Only cells of one
    authority that counted nothing are looked at; the totals hold what was delivered.
    """
    deliver = {(contract, who) for contract, who, _ in covered}
    since = {a.code: a.valid_from for a in registers.authorities()}
    contract = {i.id: i.contract for i in book.all}
    empty = ((pl.col("authority") != "all") & (pl.col("sign") == "visible")
             & (pl.col("value") == 0) & (pl.col("as_of") == ""))
    zeros = cells.filter(empty).select("indicator", "authority", "period").unique()
    rows = []
    for indicator, who, period in zeros.iter_rows():
        of = contract[indicator]
        if (of, who) in deliver and not any((of, who, m) in covered
                                            for m in periods.months_of(period)):
            start = since.get(who)
            before = start is not None and periods.last_day(period) < start
            rows.append((indicator, who, period, "not_applicable" if before else "not_delivered"))
    schema = {**dict.fromkeys(["indicator", "authority", "period", "told"], pl.String)}
    told = pl.DataFrame(rows, schema=schema, orient="row")
    joined = cells.join(told, on=["indicator", "authority", "period"], how="left",
                        maintain_order="left")
    hit = empty & pl.col("told").is_not_null()
    return joined.with_columns(
        sign=pl.when(hit).then("told").otherwise("sign"),
        value=pl.when(~hit).then("value")).drop("told")


def _break() -> pl.Expr:
    """Name the newest break that a cell stands after, "" where there is none."""
    found = pl.lit("")
    found_breaks = (e for e in registers.events() if e.kind == "break")
    for event in sorted(found_breaks, key=lambda e: e.since):
        since = event.since
        year, quarter = since[:4], periods.quarter_of(since)
        start = {"month": since, "quarter": quarter, "year": year}
        after = pl.any_horizontal(
            (pl.col("period_level") == level) & (pl.col("period") >= first)
            for level, first in start.items())
        here = pl.col("place").is_in([p.code for p in registers.affected(event)])
        if event.indicators:
            here = here & pl.col("indicator").is_in(list(event.indicators))
        found = pl.when((pl.col("area") == event.area) & after & here).then(
            pl.lit(event.code)).otherwise(found)
    return found


def _revised(cells: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    before = earlier.filter((pl.col("sign") == "visible") & (pl.col("status") != "provisional"))
    joined = cells.join(
        before.select(*CELL, pl.col("value").alias("before")), on=CELL, how="left",
        maintain_order="left")
    moved = pl.col("before").is_not_null() & (pl.col("value") != pl.col("before"))
    status = pl.when(moved & (pl.col("sign") == "visible")).then(pl.lit("revised"))
    return joined.with_columns(status=status.otherwise("status")).drop("before")


def evidence(
    cells: pl.DataFrame, contributions: pl.DataFrame, deliveries: pl.DataFrame, book: Catalogue,
    until: str,
) -> list[Evidence]:
    """Return what each area's trust is judged on."""
    about = pl.DataFrame([(i.id, i.area, i.contract) for i in book.all if i.contract],
                         schema=["indicator", "area", "contract"], orient="row")
    recent = periods.span(periods.shift(until, -11), until)
    counted = contributions.filter(pl.col("month").is_in(recent)).select(
        "indicator", "authority").unique().join(about, on="indicator").select(
        "area", "contract", pl.col("authority").alias("deliverer")).unique()
    # Who takes part is not always who delivers: only deliverers are expected to.
    seen = counted.join(deliveries, on=["contract", "deliverer"], how="semi")
    newest = deliveries.filter(pl.col("period").str.ends_with(until))
    return [_evidence(area.code, seen, newest, cells) for area in registers.areas()]


def _evidence(
    area: str, seen: pl.DataFrame, newest: pl.DataFrame, cells: pl.DataFrame
) -> Evidence:
    """Judge one area: an authority has delivered when each of its deliveries has come."""
    wanted = seen.filter(pl.col("area") == area)
    pair = ["contract", "deliverer"]
    absent = wanted.join(newest, on=pair, how="anti")["deliverer"]
    own = newest.join(wanted, on=pair, how="semi").sort("deliverer")
    remarked = own.filter(pl.col("outcome") == "accepted_with_remark")
    remarks = {r["deliverer"]: (r["remark_sv"], r["remark_en"])
               for r in remarked.iter_rows(named=True)}
    below = cells.filter((pl.col("area") == area) & (pl.col("place_level") != "SE")
                         & ~pl.col("indicator").str.contains(".not", literal=True))
    hidden = below.filter(pl.col("sign") == "protected").height
    expected = frozenset(wanted["deliverer"])
    return Evidence(area, expected, expected - frozenset(absent), remarks, hidden, below.height)
