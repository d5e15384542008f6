"""What counts at a cut-off, and the words (never counts) that follow figures into an edition.

Here: of each deliverer, contract and month the newest accepted delivery, and what an edition says
of it. Only accepted deliveries count, with or without a remark: what waits or is erased does not.
Not here: writing a verdict (``data.desk``), deciding (``data.decisions``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import sqlalchemy as sa

from data.tables import DECISION, DELIVERY, DELIVERY_MONTH, FRAMES, RULE_RESULT

COUNTS = ("accepted", "accepted_with_remark")


@dataclass(frozen=True)
class Counting:
    """A delivery that counts, and the months for which it is the newest accepted one."""

    fingerprint: str
    contract: str
    deliverer: str
    months: tuple[str, ...]


def _newest(connection: sa.Connection, cutoff: date) -> list[sa.RowMapping]:
    """Return, for each deliverer, contract and month, the newest accepted delivery at a cut-off.

    A month is late where its first accepted delivery was, however often it is resent.
    """
    same = [DELIVERY.c.contract, DELIVERY.c.deliverer, DELIVERY_MONTH.c.month]
    newest = [DELIVERY.c.received_on.desc(), DELIVERY.c.id.desc()]
    ranked = (
        sa.select(
            DELIVERY, sa.func.coalesce(DELIVERY_MONTH.c.month, "").label("month"),
            sa.func.max(DELIVERY.c.days_late).over(partition_by=same).label("late"),
            sa.func.row_number().over(partition_by=same, order_by=newest).label("place"),
        )
        .join(DELIVERY_MONTH, DELIVERY_MONTH.c.delivery == DELIVERY.c.id, isouter=True)
        .where(DELIVERY.c.outcome.in_(COUNTS), DELIVERY.c.received_on <= cutoff)
        .subquery()
    )
    stands = sa.and_(
        ranked.c.erased_on.is_(None),
        sa.or_(ranked.c.withdrawn_on.is_(None), ranked.c.withdrawn_on > cutoff))
    query = sa.select(ranked).where(ranked.c.place == 1, stands).order_by(
        ranked.c.contract, ranked.c.deliverer, ranked.c.month)
    return list(connection.execute(query).mappings())


def counting(connection: sa.Connection, cutoff: date) -> list[Counting]:
    """Return what counts at a cut-off, each delivery with its months, in a fixed order."""
    months: dict[tuple[str, str, str], list[str]] = {}
    for row in _newest(connection, cutoff):
        key = (row["contract"], row["deliverer"], row["fingerprint"])
        months.setdefault(key, []).append(row["month"])
    return [
        Counting(print_, contract, deliverer, tuple(m for m in found if m))
        for (contract, deliverer, print_), found in sorted(months.items())
    ]


def arrivals(connection: sa.Connection, cutoff: date) -> pl.DataFrame:
    """Return every accepted delivery up to a cut-off, replaced ones too, a row a month.

    Columns: fingerprint, contract, deliverer, month, received_on; in order of arrival.
    """
    columns = (DELIVERY.c.fingerprint, DELIVERY.c.contract, DELIVERY.c.deliverer,
               DELIVERY_MONTH.c.month, DELIVERY.c.received_on)
    query = (
        sa.select(*columns).join(DELIVERY_MONTH, DELIVERY_MONTH.c.delivery == DELIVERY.c.id)
        .where(DELIVERY.c.outcome.in_(COUNTS), DELIVERY.c.received_on <= cutoff,
               DELIVERY.c.erased_on.is_(None),
               sa.or_(DELIVERY.c.withdrawn_on.is_(None), DELIVERY.c.withdrawn_on > cutoff))
        .order_by(DELIVERY.c.received_on, DELIVERY.c.id, DELIVERY_MONTH.c.month))
    schema = {**dict.fromkeys(["fingerprint", "contract", "deliverer", "month"], pl.String),
              "received_on": pl.Date}
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def words_for_edition(connection: sa.Connection, cutoff: date) -> pl.DataFrame:
    """Return, in words only, the deliveries behind an edition: the frame ``deliveries``."""
    grouped: dict[int, list[sa.RowMapping]] = {}
    for row in _newest(connection, cutoff):
        grouped.setdefault(row["id"], []).append(row)
    remarks = _remarks(connection)
    rows = [_words(found, remarks.get(number)) for number, found in grouped.items()]
    return pl.DataFrame(rows, schema=FRAMES["deliveries"], orient="row").sort(
        "contract", "deliverer", "period")


def _words(found: list[sa.RowMapping], remark: dict[str, str] | None) -> dict[str, str]:
    row, months = found[0], sorted(r["month"] for r in found)
    nothing = dict.fromkeys(("remark_rule", "remark_sv", "remark_en", "share_class"), "")
    return {
        "deliverer": row["deliverer"], "contract": row["contract"],
        "period": months[0] if len(months) == 1 else f"{months[0]}–{months[-1]}",
        "received_on": row["received_on"].isoformat(), "outcome": row["outcome"],
        "on_time": "no" if any(r["late"] for r in found) else "yes",
        "fingerprint": row["fingerprint"], **(remark or nothing),
    }


def _remarks(connection: sa.Connection) -> dict[int, dict[str, str]]:
    """Return the worst failed rule of each accepted delivery, its share as a class only."""
    query = (
        sa.select(RULE_RESULT)
        .join(DELIVERY, DELIVERY.c.id == RULE_RESULT.c.delivery)
        .where(RULE_RESULT.c.status != "pass", DELIVERY.c.outcome == "accepted_with_remark",
               sa.or_(RULE_RESULT.c.severity == "warning", RULE_RESULT.c.waived))
        .order_by(RULE_RESULT.c.delivery, RULE_RESULT.c.share, RULE_RESULT.c.rule.desc())
    )
    own = _own_remarks(connection)
    return {   # the last one stands: the largest share, then the first rule
        r["delivery"]: {"remark_rule": r["rule"], "remark_sv": r["sv"], "remark_en": r["en"],
                        "share_class": share_class(r["share"]), **own.get(r["delivery"], {})}
        for r in connection.execute(query).mappings()
    }


def _own_remarks(connection: sa.Connection) -> dict[int, dict[str, str]]:
    """Return the remark that the newest decision gives a delivery, where it gives one."""
    found = {}
    for row in connection.execute(sa.select(DECISION).order_by(DECISION.c.id)).mappings():
        said = {"remark_sv": row["remark_sv"], "remark_en": row["remark_en"]}
        found[row["delivery"]] = said if row["remark_sv"] else {}
    return found


def share_class(share: float) -> str:
    """Class a share (0 to 1) of failing rows: under 1 %, 1–5 %, over 5 %."""
    percent = 100 * share
    return "under_1" if percent < 1 else "1_5" if percent <= 5 else "over_5"
