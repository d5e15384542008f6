"""What a delivery of actions promises beyond its columns.

Here belong the rules of councils, due dates and the outcome of operations, ACT-020 and on and
ACT-051 and on.
"""

import polars as pl

from data.manifest import Manifest
from data.registers import councils
from expectations.common import of_contract, stated
from expectations.rule import ENOUGH, Rule, one, remark_or_stop

PREFIX = "ACT"
BOOKED = ("recovery_claims", "tax_increase", "assets_secured")
OF_OPERATIONS = ("persons", *BOOKED, "prevented")
SELDOM_UNDATED = 0.80


def suite(manifest: Manifest) -> tuple[Rule, ...]:
    """Give the rules of a delivery of actions."""
    return (*of_contract(PREFIX, manifest), *_of_operations(), *_of_plans(manifest))


def _of_operations() -> tuple[Rule, ...]:
    operation = pl.col("kind") == "operation"
    outcome = pl.col("#states").list.contains("ongoing")
    only = {name: operation | (pl.col(name) == 0) for name in OF_OPERATIONS}
    leads = one("lead_keys", operation | pl.col("lead_keys").is_null())
    twice = pl.col("lead_keys").str.split("|").list
    prevented = pl.col("prevented")
    apart = (prevented == 0) | pl.all_horizontal(*(prevented != pl.col(name) for name in BOOKED))
    begun = {name: outcome | (pl.col(name) == 0) for name in OF_OPERATIONS}
    return (
        Rule("ACT-020", "consistency", "critical", only),
        Rule("ACT-021", "consistency", "critical", leads),
        Rule("ACT-022", "uniqueness", "warning", one("lead_keys", twice.len() == twice.n_unique())),
        Rule("ACT-023", "consistency", "critical", begun),
        *remark_or_stop("ACT-051", "ACT-052", "accuracy", one("prevented", apart)),
    )


def _of_plans(manifest: Manifest) -> tuple[Rule, ...]:
    due, plan = pl.col("due"), pl.col("kind") == "plan_action"
    of_council = pl.all_horizontal(
        *((pl.col("council") != each.code) | pl.col("area").is_in(list(each.areas))
          for each in councils(manifest.sent))
    )
    return (
        Rule("ACT-024", "consistency", "critical", one("due", due >= pl.col("proposed"))),
        Rule("ACT-025", "consistency", "critical", one("area", of_council)),
        Rule("ACT-026", "completeness", "warning", one("due", ~plan | due.is_not_null()),
             mostly=SELDOM_UNDATED, least=ENOUGH),
        stated("ACT-027", "county", "00"),
    )
