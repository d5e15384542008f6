"""What a delivery of payment errors promises beyond its columns.

Here belong the rules of amounts and decisions, PAY-020 and on and PAY-050 and on. Booked amounts
follow from a changed decision; the amount prevented is an estimate and is never part of them.
"""

import polars as pl

from data.manifest import Manifest
from expectations.common import at_most, of_contract, stated
from expectations.rule import ENOUGH, Rule, one, remark_or_stop

PREFIX = "PAY"
LARGE = 1_000_000
"""SEK. Claims of this size are rare: many of them are amounts written in another unit."""
SELDOM_LARGE = 0.90


def suite(manifest: Manifest) -> tuple[Rule, ...]:
    """Give the rules of a delivery of payment errors."""
    return (*of_contract(PREFIX, manifest), *_of_amounts(), *_of_decisions(), *_of_shares())


def _of_amounts() -> tuple[Rule, ...]:
    changed = pl.col("decision") == "changed"
    booked = {name: changed | (pl.col(name) == 0) for name in ("claimed", "repaid")}
    usual = one("claimed", pl.col("claimed") < LARGE)
    prevented = pl.col("prevented")
    apart = one("prevented", (prevented == 0) | (prevented != pl.col("claimed")))
    return (
        at_most("PAY-020", "repaid", "claimed"),
        Rule("PAY-021", "consistency", "critical", booked),
        Rule("PAY-022", "accuracy", "warning", usual, mostly=SELDOM_LARGE, least=ENOUGH),
        *remark_or_stop("PAY-051", "PAY-052", "accuracy", apart),
    )


def _of_decisions() -> tuple[Rule, ...]:
    states, decision = pl.col("#states").list, pl.col("decision")
    told = pl.col("notification_key").is_not_null() == (pl.col("origin") == "notification")
    reported = (pl.col("police_report") == "yes") == states.contains("police_reported")
    decided = (decision != "pending") == states.contains("decided")
    changed = (decision == "changed") == states.contains("changed")
    claimed = (pl.col("claimed") > 0) == states.contains("claimed")
    repaid = (pl.col("repaid") > 0) == states.contains("repaid")
    return (
        Rule("PAY-023", "consistency", "critical", one("notification_key", told)),
        Rule("PAY-024", "consistency", "critical", one("decision", decided & changed)),
        Rule("PAY-025", "consistency", "critical", one("claimed", claimed)),
        *remark_or_stop("PAY-026", "PAY-050", "consistency", one("police_report", reported)),
        *remark_or_stop("PAY-053", "PAY-054", "consistency", one("repaid", repaid)),
    )


def _of_shares() -> tuple[Rule, ...]:
    return (
        stated("PAY-027", "county", "00"),
        stated("PAY-028", "benefit"),
        stated("PAY-029", "cause"),
    )
