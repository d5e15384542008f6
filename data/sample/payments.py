"""Synthetic payment errors: suspicion, investigation, decision, claim, repayment.

Here: the records as they will have become in the end, their amounts beside the days from which
they are known. Not here: what of them is known when.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from data import contracts
from data.sample.referrals import Made
from data.sample.shapes import Draw, Ints, after, calibration, dates, states


def payment_errors(draw: Draw, notified: pl.DataFrame) -> Made:
    """Return all rows (with ``known``, a day number) and all states ever reached.

    ``notified``: record_key, receiver, opened of the notifications that cases may come from.
    """
    parts = [_payer(draw, payer, about, notified)
             for payer, about in calibration()["payment_errors"].items()]
    return pl.concat([p[0] for p in parts]), pl.concat([p[1] for p in parts])


def _payer(draw: Draw, payer: str, about: dict[str, Any], notified: pl.DataFrame) -> Made:
    opened = draw.days(draw.counts(about["levels"]))
    n, keys = opened.size, draw.keys("P", opened.size)
    region = draw.regions(n)
    investigated = after(opened, draw.delay(30, n), draw.chance(0.91, n))
    decided = after(investigated, draw.delay(45, n), draw.chance(0.93, n))
    changed = after(decided, np.zeros(n, np.int64), draw.chance(0.34, n))
    claimed = after(changed, draw.delay(12, n), draw.chance(0.86, n))
    repaid = after(claimed, draw.delay(70, n), draw.chance(0.62, n))
    police = after(investigated, draw.delay(25, n), draw.chance(0.21, n))
    amount = (84_000 * draw.rng.lognormal(-0.5, 1.0, n)).astype(int).clip(500, 4_000_000)
    paid = (amount * draw.rng.uniform(0.1, 1.0, n)).astype(int)
    told = _told(draw, payer, opened, notified)
    own = draw.choose({"own_control": 52, "tip": 30, "selection_hit": 18}, n)
    frame = pl.DataFrame({
        "record_key": keys, "payer": [payer] * n,
        "origin": np.where([t is not None for t in told], "notification", own),
        "notification_key": told, "benefit": draw.rng.choice(np.array(about["benefits"]), n),
        "county": draw.counties(region), "opened": dates(opened),
        "decision": np.where(changed >= 0, "changed", "unchanged"),
        "cause": draw.choose({"applicant": 58, "late_report": 22, "employer": 9, "authority": 8,
                              "not_stated": 3}, n),
        "claimed": amount, "repaid": paid,
        "prevented": np.where(changed >= 0, (amount * 0.6).astype(int), 0),
        "police_report": ["no"] * n,
    }).cast(dict(contracts.schema(contracts.contract("payment_errors"))))  # type: ignore[arg-type]
    late = draw.chance(calibration()["effects"]["late"], n)
    known = np.where(late, opened + 12 + draw.delay(18, n, 0.4), opened)
    reached = {
        "suspicion": opened, "investigated": investigated, "decided": decided, "changed": changed,
        "claimed": claimed, "repaid": repaid, "police_reported": police}
    return frame.with_columns(known=pl.Series(known)), states(keys, reached)


def _told(
    draw: Draw, payer: str, opened: Ints, notified: pl.DataFrame
) -> list[str | None]:
    """Return, for some of the cases, the key of a notification that came shortly before."""
    own = notified.filter(pl.col("receiver") == payer).sort("opened", "record_key")
    days = own["opened"].cast(pl.Int32).to_numpy()
    keys = own["record_key"].to_list()
    position = np.searchsorted(days, opened) - 1 - draw.rng.integers(0, 20, opened.size)
    takes = draw.chance(0.17, opened.size) & (position >= 0)
    return [keys[p] if t else None for p, t in zip(position, takes, strict=True)]
