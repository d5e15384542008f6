"""One record, one place: the same record key in two months or from two deliverers is a fault.

Here: the ledger of the keys that count now, and the check of a new delivery against it. Not here:
keys within one delivery (the suites), anything that writes. The ledger holds hashes of opaque
keys, in memory only.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data import contracts
from data import desk as desks
from data.desk import Desk
from data.faults import Fault, fault
from data.manifest import Manifest
from data.vault import Vault

NEVER = date(9999, 12, 31)
SCHEMA = pl.Schema({"key": pl.UInt64, "deliverer": pl.String, "month": pl.String})


class Ledger:
    """The record keys of every delivery that counts, by contract."""

    def __init__(self, desk: Desk, vault: Vault) -> None:
        self._vault = vault
        self._known: dict[str, list[pl.DataFrame]] = {}
        with desk.read() as connection:
            counting = desks.counting(connection, NEVER)
        for one in counting:
            if not contracts.contract(one.contract).month_of:
                continue   # published figures: they have no keys
            rows = _rows(vault, one.fingerprint, one.contract, one.deliverer)
            self._add(one.contract, rows.filter(pl.col("month").is_in(list(one.months))))

    def _add(self, contract: str, rows: pl.DataFrame) -> None:
        self._known.setdefault(contract, []).append(rows)

    def check(
        self, fingerprint: str, manifest: Manifest, counts: bool = True
    ) -> Fault | None:
        """Return a fault where a key already stands in another month or at another deliverer.

        Without a fault the keys of a delivery that ``counts`` take the place of those that it
        replaces.
        """
        contract, deliverer = manifest.contract, manifest.deliverer
        if not contracts.contract(contract).month_of:
            return None
        about = contracts.contract(contract)
        new = _rows(self._vault, fingerprint, contract, deliverer)
        replaced = (pl.col("deliverer") == deliverer) & pl.col("month").is_in(list(manifest.months))
        known = pl.concat([*self._known.get(contract, []), new.clear()]).filter(~replaced)
        twice = known.join(new, on="key", how="semi").height
        if twice:
            return fault("KEY-001", about.key, count=twice)
        if counts:
            self._known[contract] = [known, new]
        return None


def _rows(vault: Vault, fingerprint: str, contract: str, deliverer: str) -> pl.DataFrame:
    rows = vault.rows(fingerprint)
    about = contracts.contract(contract)
    side = ["reported_by"] if "reported_by" in rows.columns else []
    keyed = rows.filter(pl.col(about.key).is_not_null())
    return keyed.select(
        key=pl.struct(about.key, *side).hash(seed=7),
        deliverer=pl.lit(deliverer),
        month=pl.col(about.month_of).dt.strftime("%YM%m"),
    ).cast(SCHEMA)
