"""What the intake desk remembers of a delivery, so that history never needs its rows again.

Here belong counting by period and place, and the digest of each period's rows. A profile holds
numbers of our own codes, never a key or a cell. It stays at the desk: what history makes of it
stands in history.py.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import polars as pl

from data.contracts import Contract, contract
from data.deliveries import Delivery

ENOUGH_ALIKE = 10
"""Rows, and half as many kinds of them, from which two months are never alike by chance."""


@dataclass(frozen=True)
class Profile:
    """How many rows a delivery has, by period and place.

    ``months`` are those that the delivery replaces, with or without rows. ``counts`` give period
    (a month; for published figures a year), place code, rows. ``digests`` give, for each period
    with enough rows, SHA-256 of its rows without keys and dates, in no order.
    """

    contract: str
    deliverer: str
    months: tuple[str, ...]
    rows: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    def total(self, period: str) -> int:
        """Give the rows of one period, 0 where it has none."""
        return sum(self.counts.get(period, {}).values())

    def to_json(self) -> str:
        """Write the profile as JSON, always the same for the same profile."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Profile":
        """Read a profile that ``to_json`` wrote."""
        fields = json.loads(text)
        return cls(**fields | {"months": tuple(fields["months"])})


def profile(delivery: Delivery) -> Profile:
    """Count a delivery's rows by period and place, and digest the rows of each period."""
    agreed = contract(delivery.manifest.contract)
    rows = delivery.rows.with_columns(_period(agreed).alias("#period"))
    rows = rows.filter(pl.col("#period").is_not_null())
    return Profile(
        contract=agreed.id,
        deliverer=delivery.manifest.deliverer,
        months=delivery.manifest.months,
        rows=delivery.rows.height,
        counts=_counts(rows, "county" if agreed.month_of else "place"),
        digests=_digests(rows, agreed),
    )


def _period(agreed: Contract) -> pl.Expr:
    if agreed.month_of:
        return pl.col(agreed.month_of).dt.strftime("%YM%m")
    return pl.col("year").cast(pl.String)


def _counts(rows: pl.DataFrame, place: str) -> dict[str, dict[str, int]]:
    counted = rows.group_by("#period", place).len().drop_nulls().sort("#period", place)
    found: dict[str, dict[str, int]] = {}
    for period, code, count in counted.iter_rows():
        found.setdefault(period, {})[code] = count
    return found


def _digests(rows: pl.DataFrame, agreed: Contract) -> dict[str, str]:
    """Digest each period's kinds of rows and how many there are of each."""
    named = [c.name for c in agreed.columns if c.type not in ("key", "keys", "date")]
    kinds = rows.group_by("#period", *named).len().sort("#period", *named)
    found = {}
    for (period,), own in kinds.group_by("#period", maintain_order=True):
        if own["len"].sum() >= ENOUGH_ALIKE <= 2 * own.height:
            text = own.drop("#period").write_csv()
            found[str(period)] = hashlib.sha256(text.encode()).hexdigest()
    return found
