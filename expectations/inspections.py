"""What a delivery of joint inspections promises beyond its columns.

Here belong the rules of numbers "of which", of deficiencies and what follows from them, and of
workplaces that are only selected, INS-020 and on and INS-050 and on.
"""

import polars as pl

from data.manifest import Manifest
from expectations.common import at_most, of_contract, stated
from expectations.rule import Rule, one, remark_or_stop

PREFIX = "INS"
FOLLOWS_DEFICIENCY = {
    "injunctions": "injunction", "prohibitions": "prohibition", "sanction_fee": "fee",
}
"""Measures that only a deficiency can lead to, and the state that each of them is."""
COUNTED_AT_VISIT = (
    "persons_checked", "no_right_to_work", "no_right_to_stay", "potential_victims", "injunctions",
    "prohibitions", "sanction_fee", "decided_tax", "recovery", "police_reports",
)


def suite(manifest: Manifest) -> tuple[Rule, ...]:
    """Give the rules of a delivery of inspections."""
    return (
        *of_contract(PREFIX, manifest), *_of_numbers(), *_of_outcome(), *_of_shares(),
        *_of_measures(),
    )


def _of_numbers() -> tuple[Rule, ...]:
    return (
        at_most("INS-020", "no_right_to_work", "persons_checked"),
        at_most("INS-021", "no_right_to_stay", "persons_checked"),
        at_most("INS-022", "potential_victims", "persons_checked"),
    )


def _of_outcome() -> tuple[Rule, ...]:
    states = pl.col("#states").list
    found = pl.col("deficiency") == "yes"
    visited = states.contains("inspected")
    without = {name: found | (pl.col(name) == 0) for name in FOLLOWS_DEFICIENCY}
    unvisited = {name: visited | (pl.col(name) == 0) for name in COUNTED_AT_VISIT}
    followed = (pl.col("follow_up") == "yes") == states.contains("followed_up")
    leads = pl.col("participants").str.split("|").list.contains(pl.col("lead"))
    return (
        Rule("INS-023", "consistency", "critical", without),
        Rule("INS-024", "consistency", "critical", unvisited),
        Rule("INS-025", "consistency", "critical",
             one("deficiency", found == states.contains("deficiency"))),
        *remark_or_stop("INS-026", "INS-052", "consistency", one("follow_up", followed)),
        Rule("INS-027", "consistency", "warning", one("participants", ~leads)),
    )


def _of_shares() -> tuple[Rule, ...]:
    return (stated("INS-028", "county", "00"), stated("INS-029", "industry"))


def _of_measures() -> tuple[Rule, ...]:
    states = pl.col("#states").list
    measures = {name: (pl.col(name) > 0) == states.contains(state)
                for name, state in FOLLOWS_DEFICIENCY.items()}
    on_day = (pl.col("state") != "inspected") | (pl.col("date") <= pl.col("#opened"))
    return (
        *remark_or_stop("INS-050", "INS-051", "consistency", measures),
        *remark_or_stop("INS-053", "INS-054", "consistency", one("date", on_day), "states"),
    )
