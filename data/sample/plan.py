"""Who sends what when: history by year, then a file a month with the two months before it again.

Here: the deliveries' calendar, and what of each record is known on the day that it is sent. Not
here: the records, the faults that a few deliveries carry (``data.sample.faults``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data import contracts, periods
from data.manifest import Manifest
from data.sample.shapes import EPOCH

MONTHLY = 12   # the newest months come month by month
ROLLING = 3    # each monthly file is complete for this many months
SETTLED = 8    # from this month of the next year on, a year is settled and not sent again


@dataclass(frozen=True)
class SampleDelivery:
    """One synthetic delivery: its frames, the day it came, and the fault it carries ("" if none).

    ``rows`` may lack a column where that is the fault.
    """

    name: str
    manifest: Manifest
    rows: pl.DataFrame
    states: pl.DataFrame | None
    received_on: date
    fault: str = ""


@dataclass(frozen=True)
class Sending:
    """One planned file: whose, for which months, when."""

    contract: str
    deliverer: str
    months: tuple[str, ...]
    received_on: date
    label: str


@dataclass(frozen=True)
class Records:
    """All records of one contract: rows with ``known`` and ``deliverer``, and all states."""

    rows: pl.DataFrame
    states: pl.DataFrame


def records(contract: str, rows: pl.DataFrame, states: pl.DataFrame) -> Records:
    """Add who delivers each row and its month."""
    about = contracts.contract(contract)
    framed = rows.with_columns(
        deliverer=contracts.reporter_expression(about),
        month=pl.col(about.month_of).dt.strftime("%YM%m"))
    return Records(framed, states)


def sendings(contract: str, deliverer: str, months: list[str], order: int) -> Iterator[Sending]:
    """Plan one deliverer's files of one contract; ``order`` spreads them over the days."""
    history, recent = months[:-MONTHLY], months[-MONTHLY:]
    for label, own in _years(history).items():
        day = _after(recent[0], -20 + order % 9)
        yield Sending(contract, deliverer, tuple(own), day, label)
    for n, month in enumerate(recent):
        window = tuple(recent[max(n - ROLLING + 1, 0):n + 1])
        yield Sending(contract, deliverer, window, _after(month, 4 + order % 5), month)
    yield from _resends(contract, deliverer, months, order)


def _years(months: list[str]) -> dict[str, list[str]]:
    """Group history by calendar year; a first piece of less than half a year joins the next."""
    groups: dict[str, list[str]] = {}
    for month in months:
        groups.setdefault(month[:4], []).append(month)
    first, *later = groups or [""]
    if later and len(groups[first]) < 6:
        groups[later[0]] = groups.pop(first) + groups[later[0]]
    return dict(sorted(groups.items()))


def _resends(contract: str, deliverer: str, months: list[str], order: int) -> Iterator[Sending]:
    """Plan the two large resends, of records that have changed since: before editions 1 and 3.

    A year is settled by the last of them before August of the next: it is not sent again after.
    """
    for back, label in ((4, "a"), (1, "b")):
        day = _after(months[-back], 9 + order % 2) if len(months) >= back else None
        newest = max(len(months) - back - ROLLING + 1, 0)
        if day is None or not newest:
            continue
        opens = f"{day.year - (day.month < SETTLED)}M01"
        window = tuple(m for m in months[:newest] if m >= opens)
        if window:
            yield Sending(contract, deliverer, window, day, f"resend-{label}")


def _after(month: str, days: int) -> date:
    """Return a day counted from the last of a month."""
    return periods.last_day(month) + timedelta(days=days)


def delivery(what: Records, sending: Sending) -> SampleDelivery | None:
    """Cut out of all records what one file holds, as it is known on its day; None if nothing."""
    sent = sending.received_on - timedelta(days=1)
    day = (sent - EPOCH).days
    rows = what.rows.filter(
        (pl.col("deliverer") == sending.deliverer) & pl.col("month").is_in(list(sending.months))
        & (pl.col("known") <= day))
    if rows.is_empty():
        return None
    reached = what.states.filter(pl.col("date") <= sent).join(
        rows.select("record_key"), on="record_key", how="semi").sort("record_key", "date", "state")
    known = _as_known(sending.contract, rows, reached)
    names = [c.name for c in contracts.contract(sending.contract).columns]
    final = known.select(names).sort("record_key")
    return SampleDelivery(
        f"synthetic-{sending.deliverer}-{sending.contract}-{sending.label}",
        manifest(sending, final, reached, sent), final, reached, sending.received_on)


def manifest(
    sending: Sending, rows: pl.DataFrame, states: pl.DataFrame, sent: date
) -> Manifest:
    """Return the manifest that agrees with the frames."""
    about = contracts.contract(sending.contract)
    return Manifest(
        contract=about.id, version=about.version, deliverer=sending.deliverer,
        months=sending.months, rows=rows.height, states_rows=states.height,
        totals={c: int(rows[c].cast(pl.Int64).sum()) for c in about.control_totals},
        origin="synthetic", sent=sent)


def _as_known(contract: str, rows: pl.DataFrame, reached: pl.DataFrame) -> pl.DataFrame:
    """Write into each row only what its states say by now."""
    marks = reached.group_by("record_key").agg(pl.col("state").alias("reached"))
    joined = rows.join(marks, on="record_key", how="left", maintain_order="left").with_columns(
        pl.col("reached").fill_null([]))
    return joined.with_columns(**_KNOWN[contract])


def _has(state: str) -> pl.Expr:
    return pl.col("reached").list.contains(state)


def _when(state: str, column: str, otherwise: str | int) -> pl.Expr:
    return pl.when(_has(state)).then(pl.col(column)).otherwise(pl.lit(otherwise))


def _yes(state: str) -> pl.Expr:
    return pl.when(_has(state)).then(pl.lit("yes")).otherwise(pl.lit("no"))


_KNOWN: dict[str, dict[str, pl.Expr]] = {
    "referrals": {
        "consent": pl.when(pl.col("consent").is_null()).then(None)
        .when(_has("consent_given")).then(pl.lit("given"))
        .when(_has("consent_asked")).then(pl.lit("refused")).otherwise(pl.lit("not_asked")),
        "outcome": pl.when(_has("investigated") | _has("investigation_opened")).then(
            pl.lit("investigated")).when(_has("assessed") | _has("decided")).then(
            pl.lit("no_action")).otherwise(pl.lit("open")),
    },
    "inspections": {
        "follow_up": _yes("followed_up"),
    },
    "payment_errors": {
        "decision": _when("decided", "decision", "pending"),
        "claimed": _when("claimed", "claimed", 0).cast(pl.Int64),
        "repaid": _when("repaid", "repaid", 0).cast(pl.Int64),
        "prevented": _when("changed", "prevented", 0).cast(pl.Int64),
        "police_report": _yes("police_reported"),
    },
    "actions": {
        name: _when("outcome", name, 0).cast(pl.Int64)
        for name in ("persons", "recovery_claims", "tax_increase", "assets_secured", "prevented")
    },
}
