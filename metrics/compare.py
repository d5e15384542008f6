"""Two editions side by side: each figure that differs, and the one reason why.

Here: which figures differ, the reason of each derived from what the editions themselves hold, new
and gone figures apart, and how large the revisions are. Not here: naming or drawing any of it
(``dashboard``), what a figure is.

A reason is one of six, always in the same order. What the catalogue or the series says of a figure
goes before what the deliveries say: a figure that is counted in another way is no revision, and a
figure that is protected in either edition has no difference. Source: revision analysis as in the
ESS guidelines on revision policy (Eurostat 2013), with the reasons of our own deliveries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from data import periods
from data.tables import CELL_KEY

__all__ = ["FRAMES", "REASONS", "Comparison", "compare"]
REASONS = ("new", "late", "correction", "protection", "definition", "break")
REVISED = ("new", "late", "correction")   # reasons whose differences are revisions
FRAMES = ("cells", "indicators", "deliveries")   # what of an edition a comparison reads
UNSCALED = ("percent", "days")   # units whose differences are stated in the unit alone
_KEY = list(CELL_KEY)
_OWN = ["value", "sign", "break", "as_of"]
_MONTHS = {"deliverer": pl.String, "contract": pl.String, "month": pl.String,
           "fingerprint": pl.String}
_CORRECTED = {"deliverer": pl.String, "contract": pl.String, "month": pl.String,
              "correction": pl.Int64}
_SPAN = "–"   # between the first and last month of a delivery
Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Comparison:
    """What differs between two editions.

    ``changed`` has the key of each figure, ``area``, ``unit``, ``before``, ``after``,
    ``sign_before``, ``sign_after``, ``difference`` and ``percent`` (null where not stated),
    ``reason``, ``by`` (the authorities behind it, with commas), ``correction`` (its number, 0
    where there is none), ``version_before``, ``version_after`` and ``as_of_before``. ``new`` and
    ``gone`` hold the key, area, unit, value and sign of figures that only one edition has.
    ``compared`` counts the figures of both. ``sizes`` has a row an indicator with a revised figure.
    """

    changed: pl.DataFrame
    new: pl.DataFrame
    gone: pl.DataFrame
    compared: int
    sizes: pl.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Count the changes by reason: all six, in order."""
        found = dict(self.changed["reason"].value_counts().iter_rows())
        return {reason: found.get(reason, 0) for reason in REASONS}


def compare(
    before: Frames, after: Frames, percent_from: float, corrections: str = ""
) -> Comparison:
    """Compare two editions by their frames (``FRAMES``).

    ``percent_from`` is the least number from which a count gets a percentage. ``corrections`` is
    the later edition's document of what it corrects ("" where it corrects nothing).
    """
    cells = _with_indicator(after).join(
        _with_indicator(before).select(*_KEY, *_OWN, "version"), on=_KEY, how="inner",
        suffix="_before")
    moved = _differing(cells)
    told = _reasons(moved, before["deliveries"], after["deliveries"], _corrected(corrections))
    changed = _stated(told, percent_from)
    return Comparison(
        changed, _only(after, before), _only(before, after), cells.height,
        _sizes(cells, changed))


def _with_indicator(of: Frames) -> pl.DataFrame:
    """Put beside each cell the version of its indicator and the kind of delivery that it rests on.

    A share or a complement rests on what its parts rest on.
    """
    about = of["indicators"]
    said = dict(about.select("indicator", "contract").iter_rows())
    kinds = [next((said[c] for c in codes if said.get(c)), "")
             for codes in about.select("indicator", "numerator", "denominator").iter_rows()]
    named = about.select("indicator", "version", contract=pl.Series(kinds, dtype=pl.String))
    return of["cells"].join(named, on="indicator", how="left").with_columns(
        pl.col("contract").fill_null(""), pl.col("as_of").fill_null(""))


def _only(here: Frames, there: Frames) -> pl.DataFrame:
    """Return the figures that only the first edition has."""
    return here["cells"].join(there["cells"].select(_KEY), on=_KEY, how="anti").select(
        *_KEY, "area", "unit", "value", "sign").sort(_KEY)


def _differing(cells: pl.DataFrame) -> pl.DataFrame:
    """Keep what shows another figure or another sign; two protected figures are never told apart.

    A value that is not visible is null, whatever the edition holds.
    """
    shown = [pl.when(pl.col(f"sign{end}") == "visible").then(pl.col(f"value{end}"))
             .alias(f"value{end}") for end in ("", "_before")]
    return cells.with_columns(shown).filter(
        (pl.col("sign") != pl.col("sign_before"))
        | pl.col("value").ne_missing(pl.col("value_before")))


def _reasons(
    moved: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, corrected: pl.DataFrame
) -> pl.DataFrame:
    """Give each figure its one reason, and the authorities whose deliveries are behind it."""
    numbered = moved.with_row_index("row")
    evidence = _evidence(numbered, _redelivered(before, after), corrected)
    told = numbered.join(evidence, on="row", how="left")
    either = pl.col("sign").eq("protected") | pl.col("sign_before").eq("protected")
    missing = pl.any_horizontal(pl.col("sign", "sign_before") == "not_delivered")
    stood = (pl.col("as_of_before") != "") & (pl.col("as_of_before") != pl.col("as_of"))
    reason = (
        pl.when(pl.col("version") != pl.col("version_before")).then(pl.lit("definition"))
        .when(pl.col("break") != pl.col("break_before")).then(pl.lit("break"))
        .when((either & ~missing) | stood).then(pl.lit("protection"))
        .when(pl.col("correction").fill_null(0) > 0).then(pl.lit("correction"))
        .when(pl.col("reason").is_not_null()).then(pl.col("reason"))
        .when(missing).then(pl.lit("new"))
        .otherwise(pl.lit("late")))
    return told.with_columns(
        reason=reason, by=pl.col("by").fill_null(""),
        correction=pl.when(reason == "correction").then(pl.col("correction")).otherwise(0))


def _months(deliveries: pl.DataFrame) -> pl.DataFrame:
    """Write one row a deliverer, contract and month, with the content that counts for it."""
    spans = {text: _span(text) for text in deliveries["period"].unique() if text}
    if not spans:
        return pl.DataFrame(schema=_MONTHS)
    table = pl.DataFrame({"period": list(spans), "month": list(spans.values())},
                         schema={"period": pl.String, "month": pl.List(pl.String)})
    return deliveries.join(table, on="period").explode("month").select(list(_MONTHS)).unique(
        ["deliverer", "contract", "month"], keep="last", maintain_order=True)


def _span(text: str) -> list[str]:
    first, _, last = text.partition(_SPAN)
    if not periods.is_month(first) or (last and not periods.is_month(last)):
        return []
    return periods.span(first, last or first)


def _redelivered(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Tell of each deliverer, contract and month whether it is new, or is not what it was."""
    both = _months(after).join(_months(before), on=["deliverer", "contract", "month"],
                               how="full", suffix="_before", coalesce=True)
    return both.filter(
        pl.col("fingerprint").ne_missing(pl.col("fingerprint_before"))
    ).select("deliverer", "contract", "month", late=pl.col("fingerprint_before").is_not_null())


def _corrected(document: str) -> pl.DataFrame:
    rows = [(one["deliverer"], one["contract"], month, one["number"])
            for one in (json.loads(document) if document else ()) for month in one["months"]]
    return pl.DataFrame(rows, schema=_CORRECTED, orient="row")


def _evidence(
    moved: pl.DataFrame, came: pl.DataFrame, corrected: pl.DataFrame
) -> pl.DataFrame:
    """Find for each figure what was delivered for its months, else for its kind of delivery.

    A figure by authority rests on that authority's deliveries, where it delivers any.
    """
    names = set(came["deliverer"])
    asked = moved.select(
        "row", "contract", month=_months_of(moved["period"]),
        own=pl.when(pl.col("authority").is_in(names)).then(pl.col("authority")))
    known = came.join(corrected, on=["deliverer", "contract", "month"], how="left")
    near = _behind(asked.explode("month").join(known, on=["contract", "month"]))
    far = _behind(asked.drop("month").join(known, on="contract")).join(near, on="row", how="anti")
    return pl.concat([near, far.with_columns(correction=pl.lit(0, pl.Int64))])


def _months_of(period: pl.Series) -> pl.Series:
    table = {code: list(periods.months_of(code)) for code in period.unique()}
    return period.replace_strict(table, return_dtype=pl.List(pl.String))


def _behind(found: pl.DataFrame) -> pl.DataFrame:
    """Gather what was found a figure: a month that is new outweighs one that came anew."""
    own = found.filter(pl.col("own").is_null() | (pl.col("own") == pl.col("deliverer")))
    return own.group_by("row").agg(
        reason=pl.when(pl.col("late").all()).then(pl.lit("late")).otherwise(pl.lit("new")),
        by=pl.col("deliverer").unique().sort().str.join(","),
        correction=pl.col("correction").max().fill_null(0))


def _stated(told: pl.DataFrame, percent_from: float) -> pl.DataFrame:
    """State the differences: none across a new definition, a break or a protected figure."""
    comparable = pl.col("reason").is_in(REVISED) | (
        pl.col("sign").eq("visible") & pl.col("sign_before").eq("visible")
        & (pl.col("reason") == "protection"))
    difference = pl.when(comparable).then(pl.col("value") - pl.col("value_before"))
    scaled = pl.col("unit").is_in(UNSCALED).not_() & (pl.col("value_before") >= percent_from)
    return told.select(
        *_KEY, "area", "unit", before="value_before", after="value", sign_before="sign_before",
        sign_after="sign", difference=difference,
        percent=pl.when(scaled).then(difference / pl.col("value_before") * 100),
        reason="reason", by="by", correction="correction", version_before="version_before",
        version_after="version", as_of_before="as_of_before").sort(_KEY)


def _sizes(cells: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """Measure the revisions an indicator: how many of how many, median and largest, no sign.

    In per cent of the figure before, where a percentage is stated; else in the unit.
    """
    of = cells.filter(pl.col("sign").eq("visible") & pl.col("sign_before").eq("visible"))
    scaled = pl.col("unit").is_in(UNSCALED).not_()
    size = pl.when(scaled).then(pl.col("percent")).otherwise(pl.col("difference")).abs()
    revised = changed.filter(pl.col("difference").is_not_null())
    return revised.group_by("indicator", "area", "unit").agg(
        revised=pl.len(), median=size.median(), largest=size.max(),
    ).join(of.group_by("indicator").agg(of=pl.len()), on="indicator").sort("area", "indicator")

