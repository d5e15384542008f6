"""What one authority says it sent to another, held against what the other says it got.

Here: matching by the record key that the sender gives and the receiver repeats, the lag in days,
and the query list for the two. It is written at the intake desk and goes nowhere else. Not here:
reading it (``data.workbench``), the published matrix of sender and receiver (the catalogue).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from data import desk as desks
from data import retention
from data.acting import stamp
from data.desk import Counting, Desk
from data.tables import RECONCILED, UNMATCHED
from data.vault import Vault

CONTRACT = "referrals"
QUERIED = 6   # newest months that a query list covers: older differences have been asked about
KEY = ["record_key", "sender", "receiver"]


def reconcile(desk: Desk, vault: Vault, today: date) -> int:
    """Reckon anew what every pair of authorities sent and got; return the number of pairs.

    Only months for which both have delivered, and only kinds that the receiver reports at all.
    """
    with vault.used():
        with desk.read() as connection:
            counting = desks.counting(connection, today)
        own = [one for one in counting if one.contract == CONTRACT]
        matched = _matched(own, vault)
    if matched is None:
        return 0
    _write(desk, matched, today)
    return int(matched.select("sender", "receiver").unique().height)


def _matched(own: list[Counting], vault: Vault) -> pl.DataFrame | None:
    """Return one row a key and pair: month, said, heard, lag; None where nobody delivers."""
    if not own:
        return None
    rows = pl.concat([_rows(one, vault) for one in own])
    states = pl.concat(list(_states(own, vault)))
    sent = rows.filter(reported_by="sender")
    got = rows.filter(reported_by="receiver")
    reports = got.select("receiver", "kind").unique()
    sent = sent.join(reports, on=["receiver", "kind"], how="semi")
    both = sent.select(*KEY, "month", said=pl.lit(True)).join(
        got.select(*KEY, month_got="month", heard=pl.lit(True)), on=KEY, how="full", coalesce=True)
    covered = _covered(own)
    return both.with_columns(
        month=pl.coalesce("month", "month_got"),
        said=pl.col("said").fill_null(False), heard=pl.col("heard").fill_null(False),
    ).join(covered.rename({"deliverer": "sender"}), on=["sender", "month"], how="semi").join(
        covered.rename({"deliverer": "receiver"}), on=["receiver", "month"], how="semi").join(
        _lags(states), on="record_key", how="left").sort("month", *KEY)


def _rows(one: Counting, vault: Vault) -> pl.DataFrame:
    rows = vault.rows(one.fingerprint).select(
        *KEY, "kind", "reported_by", month=pl.col("opened").dt.strftime("%YM%m"))
    return rows.filter(pl.col("month").is_in(list(one.months)))


def _states(own: list[Counting], vault: Vault) -> Iterator[pl.DataFrame]:
    for one in own:
        states = vault.states(one.fingerprint)
        if states is not None:
            yield states.filter(pl.col("state").is_in(["sent", "received"])).select(
                "record_key", "state", "date")


def _covered(own: list[Counting]) -> pl.DataFrame:
    """Return which deliverer has delivered which month."""
    pairs = {(one.deliverer, month) for one in own for month in one.months}
    return pl.DataFrame(sorted(pairs), schema={"deliverer": pl.String, "month": pl.String},
                        orient="row")


def _lags(states: pl.DataFrame) -> pl.DataFrame:
    """Return the days from sent to received of each key that reached both."""
    first = states.group_by("record_key").agg(
        sent=pl.col("date").filter(pl.col("state") == "sent").min(),
        got=pl.col("date").filter(pl.col("state") == "received").min())
    return first.select("record_key", lag=(pl.col("got") - pl.col("sent")).dt.total_days())


def _write(desk: Desk, matched: pl.DataFrame, today: date) -> None:
    """Write the reckoning in place of the one before it, whole or not at all."""
    at, expires = stamp(), retention.until("queries", today)
    sums = matched.group_by("month", "sender", "receiver", maintain_order=True).agg(
        sent=pl.col("said").sum(), received=pl.col("heard").sum(),
        both=(pl.col("said") & pl.col("heard")).sum(),
        lag_days=pl.col("lag").filter(pl.col("said") & pl.col("heard")).median())
    newest = matched["month"].unique().sort()[-QUERIED:].to_list()
    queries = matched.filter(
        pl.col("month").is_in(newest) & (pl.col("said") != pl.col("heard"))
    ).select("month", "sender", "receiver", "record_key",
             said_by=pl.when("said").then(pl.lit("sender")).otherwise(pl.lit("receiver")))
    with desk.begin() as connection:
        for table, frame, more in ((RECONCILED, sums, {"at": at}),
                                   (UNMATCHED, queries, {"expires_on": expires})):
            connection.execute(table.delete())
            rows = [row | more for row in frame.iter_rows(named=True)]
            if rows:
                connection.execute(table.insert(), rows)
