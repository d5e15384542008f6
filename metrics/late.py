"""Late reporting: what the newest, provisional figures for Sweden will become.

Here: when records arrived, read from the vault; the expected final value of each visible
provisional count, the frame ``expected``. Not here: the chain ladder itself (``metrics.ladder``),
which figures are provisional (``metrics.frames``).

Only counts of records have one: amounts, shares and days rest on more than how many have come, and
later states of a chain take longer than their records do to arrive. Authorities that have not
delivered are not estimated. Each expected value is a function of a visible cell and of one pattern
a contract and period, in whole per cent; ``metrics.attack.made`` holds that against the files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from math import floor

import polars as pl

from data import contracts, counting, periods
from data.desk import Desk
from data.policy import Policy
from data.tables import FRAMES
from data.vault import Vault
from metrics import ladder
from metrics.catalogue import Catalogue, Indicator, catalogue
from metrics.intake import finest

DONE = {"inspections": "wc.inspections"}   # what counts the work done, of a kind of delivery


def arrivals(desk: Desk, vault: Vault, cutoff: date, policy: Policy) -> pl.DataFrame:
    """Return how many records of each deliverer's month stood at each cut-off since its first.

    Counted are the records that begin a chain, each once, of accepted deliveries whose content is
    still here. Returns ``metrics.ladder.ARRIVALS``.
    """
    with desk.read() as connection:
        came = counting.arrivals(connection, cutoff).filter(pl.col("month").str.len_bytes() == 7)
    prints = came.select("fingerprint", "contract").unique(maintain_order=True).rows()
    here = {print_: contract for print_, contract in prints if vault.has(print_)}
    key = list(ladder.ARRIVALS)[:4]
    aged = came.filter(pl.col("fingerprint").is_in(list(here))).with_columns(age=_age(policy))
    newest = aged.unique(key, keep="last", maintain_order=True)
    joined = newest.join(_counted(vault, here), on=["fingerprint", "month"], how="left")
    return joined.select(*key, pl.col("rows").fill_null(0)).sort(key)


def _age(policy: Policy) -> pl.Expr:
    """Count the usual cut-offs since a month's own, up to the first that a delivery stood at."""
    day, month = pl.col("received_on"), pl.col("month")
    cutoff = policy.delivery_day + policy.cutoff_days   # of the month after
    of = (day.dt.year().cast(pl.Int64) * 12 + day.dt.month() - 1
          - (day.dt.day() <= cutoff).cast(pl.Int64))
    own = month.str.slice(0, 4).cast(pl.Int64) * 12 + month.str.slice(5).cast(pl.Int64) - 1
    return (of - own).clip(0)


def _counted(vault: Vault, prints: dict[str, str]) -> pl.DataFrame:
    """Return the records of each delivery by month, those that begin a chain."""
    paths = {str(finest(vault, print_, contract)): print_ for print_, contract in prints.items()}
    schema = {"fingerprint": pl.String, "month": pl.String, "rows": pl.Int64}
    if not paths:
        return pl.DataFrame(schema=schema)
    first = [i.id for i in catalogue().written if begins(i) and i.chain and i.id not in
             DONE.values()]
    rows = pl.scan_parquet(list(paths), include_file_paths="path").filter(
        pl.col("indicator").is_in(first) & (pl.col("breakdown") == "all"))
    grouped = rows.group_by("path", "month").agg(pl.col("rows").cast(pl.Int64).sum()).collect()
    return grouped.with_columns(
        fingerprint=pl.col("path").replace_strict(paths, return_dtype=pl.String)).select(
        list(schema))


def begins(one: Indicator) -> bool:
    """Tell whether an indicator counts records as they come: no state, or a chain's first."""
    received = ("reported_by", "==", "receiver") in one.where   # the other half of what was sent
    if one.kind != "count" or one.overlaps or one.minus or received:
        return False
    if not one.state or one.id in DONE.values():
        return True
    chain = contracts.chain(one.chain) if one.chain else None
    return chain is not None and any(s.code == one.state and not s.parent for s in chain.states)


@dataclass(frozen=True)
class Coming:
    """What the arrivals say at the cut-off of a month: ``metrics.ladder.PATTERN``, per cent in."""

    pattern: pl.DataFrame
    ripe: dict[str, float]

    def document(self, ripe_months: int) -> str:
        """Say, as JSON, how far each contract's records have come.

        ``ripe``: whole per cent that is in when regions and counties open. ``periods``: the final
        count in whole per cent of what has come.
        """
        whole: dict[str, dict[str, int]] = {}
        for contract, period, percent in self.pattern.select(
                "contract", "period", "percent").iter_rows():
            whole.setdefault(contract, {})[period] = percent
        contracts_ = {c: {"periods": whole.get(c, {}), "ripe": floor(min(share, 100.0))}
                      for c, share in self.ripe.items()}
        return json.dumps({"months": ripe_months, "contracts": contracts_}, sort_keys=True)


def coming(came: pl.DataFrame, until: str, ripe_months: int) -> Coming:
    """Say what arrivals (``metrics.ladder.ARRIVALS``) tell of the periods that are not ripe."""
    unripe = periods.span(periods.shift(until, 1 - ripe_months), until)
    wanted = sorted({p for m in unripe for p in (m, periods.quarter_of(m), m[:4])
                     if periods.months_of(p)[-1] <= until})
    found = {c: ladder.development(own, until) for c, own in ladder.by_contract(came)}
    ripe = {c: 100 / d.final(ripe_months) for c, d in found.items() if d.known(ripe_months)}
    return Coming(ladder.pattern(came, until, wanted), ripe)


def expected(cells: pl.DataFrame, book: Catalogue, pattern: pl.DataFrame) -> pl.DataFrame:
    """Return the expected final value of every visible provisional count: frame ``expected``.

    ``cells``: the frame ``cells``. ``pattern``: ``metrics.ladder.PATTERN``. Only totals for
    Sweden, at the levels published; figures held as of an older edition have none.
    """
    about = pl.DataFrame([(i.id, i.contract) for i in book.written if begins(i)],
                         schema=["indicator", "contract"], orient="row")
    pairs = cells.filter(
        (pl.col("status") == "provisional") & (pl.col("sign") == "visible")
        & (pl.col("as_of") == "") & (pl.col("place") == "SE") & (pl.col("value") > 0)
        & (pl.col("authority") == "all") & (pl.col("breakdown") == "all"),
    ).join(about, on="indicator").join(pattern, on=["contract", "period"]).sort(
        "indicator", "period")
    value, low, high = ladder.final(pairs["value"].to_numpy(), pairs)
    return pairs.with_columns(
        value=pl.Series(value), low=pl.Series(low), high=pl.Series(high),
    ).select(list(FRAMES["expected"]))
