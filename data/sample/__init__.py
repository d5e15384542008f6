"""Synthetic deliveries, calibrated on published figures; and the published figures themselves.

The door: ``deliveries`` makes them, ``published`` gives the real ones, ``write_all`` writes both as
files. A pure function of its arguments: the same seed gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

from data import contracts, periods
from data import deliveries as delivered
from data.manifest import Manifest
from data.sample.doings import actions
from data.sample.faults import with_faults
from data.sample.payments import payment_errors
from data.sample.plan import MONTHLY, Records, SampleDelivery, Sending, delivery, records, sendings
from data.sample.referrals import referrals
from data.sample.shapes import Draw
from data.sample.workplaces import inspections

__all__ = ["SampleDelivery", "deliveries", "published", "write_all"]
FULL = 200_000   # the number of records that the calibration is written for


def deliveries(
    *, seed: int = 1, months: int = 60, until: str = "2026M09", rows: int = FULL,
    authorities: tuple[str, ...] | None = None,
) -> Iterator[SampleDelivery]:
    """Make synthetic deliveries, in the order in which they came.

    ``months`` up to ``until``, about ``rows`` records in all (at the full size at least so many),
    of all deliverers or only some. Raises ``ValueError`` on a span or number that makes none.
    """
    if months < 1 or rows < 1 or not periods.is_month(until):
        raise ValueError("months and rows are 1 or more, and until is a month such as 2026M09")
    span = periods.span(periods.shift(until, 1 - months), until)
    whole = _all_records(seed, span, rows / FULL)
    found = [one for what in whole for one in _of(what, span, authorities)]
    yield from sorted(found, key=lambda one: (one.received_on, one.name))


def _all_records(seed: int, span: list[str], scale: float) -> Iterator[Records]:
    draw = Draw(seed, span, scale)
    sent, sent_states = referrals(draw)
    told = sent.filter((pl.col("kind") == "payment_notification")
                       & (pl.col("reported_by") == "sender"))
    yield records("referrals", sent, sent_states)
    yield records("inspections", *inspections(draw))
    yield records("payment_errors", *payment_errors(draw, told))
    yield records("actions", *actions(draw))


def _of(
    what: Records, span: list[str], authorities: tuple[str, ...] | None
) -> Iterator[SampleDelivery]:
    """Cut one contract's records into every file of every deliverer."""
    contract = _contract_of(what)
    deliverers = sorted(what.rows["deliverer"].unique().to_list())
    for order, deliverer in enumerate(d for d in deliverers if not authorities or d in authorities):
        own = Records(what.rows.filter(pl.col("deliverer") == deliverer), what.states)
        own = Records(own.rows, own.states.join(
            own.rows.select("record_key"), on="record_key", how="semi"))
        for sending in sendings(contract, deliverer, span, order):
            one = delivery(own, sending)
            if one is not None:
                yield from with_faults(one, _back(sending, span))


def _contract_of(what: Records) -> str:
    return next(c.id for c in contracts.contracts()
                if {x.name for x in c.columns} <= set(what.rows.columns))


def _back(sending: Sending, span: list[str]) -> int | None:
    """Tell how many months before the newest a monthly file is for."""
    recent = span[-MONTHLY:]
    return len(span) - 1 - span.index(sending.label) if sending.label in recent else None


def published(until: str = "2026M09") -> SampleDelivery:
    """Return the figures that the authorities have published themselves, as a real delivery."""
    about = contracts.contract("published_figures")
    with as_file(files("data") / "registers" / "published_figures.csv") as path:
        rows = pl.read_csv(path, schema=contracts.schema(about))
    sent = periods.first_day(periods.shift(until, -MONTHLY + 1))
    manifest = Manifest(
        contract=about.id, version=about.version, deliverer="", months=(), rows=rows.height,
        states_rows=None, totals={}, origin="real", sent=sent)
    return SampleDelivery("published-figures", manifest, rows, None, sent + timedelta(days=1))


def write_all(
    out: Path, format: str = "csv", *, seed: int = 1, months: int = 60,  # noqa: A002
    until: str = "2026M09", rows: int = FULL, authorities: tuple[str, ...] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write the published figures and every synthetic delivery as files; return their paths."""
    made = [published(until), *deliveries(
        seed=seed, months=months, until=until, rows=rows, authorities=authorities)]
    paths = []
    for done, one in enumerate(made, start=1):
        paths.append(delivered.write(out, one.name, one.manifest, one.rows, one.states, format))  # type: ignore[arg-type]
        if progress:
            progress(done, len(made))
    return paths
