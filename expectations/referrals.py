"""What a delivery of referrals promises beyond its columns.

Here belong the rules of areas, consent, children and channels, REF-020 and on and REF-050 and on.
The law on consent (only adults are asked, and without consent no support may be reported) is
critical. A receiver repeats the sender's row and may leave the states to it: what is asked of the
states is asked of the sender.
"""

import polars as pl

from data.manifest import Manifest
from expectations.common import of_contract, stated
from expectations.rule import ENOUGH, Rule, one, remark_or_stop

PREFIX = "REF"
OF_AREA = {
    "focus": "organised_crime",
    "case_type": "security_threats",
    "exploitation_form": "human_trafficking",
    "permit_type": "human_trafficking",
    "permit_withdrawn": "human_trafficking",
    "consent": "human_trafficking",
}
"""Columns that one area alone has."""
OF_KIND = {
    "intelligence_lead": ("organised_crime",),
    "sapo_referral": ("security_threats", "terrorism_cooperation"),
    "coordinator_contact": ("human_trafficking",),
    "social_services_report": ("human_trafficking",),
    "war_crimes_report": ("war_crimes",),
    "payment_notification": ("incorrect_payments",),
}
"""Kinds that belong to certain areas; reports to police and prosecutors belong to all."""
NEEDED = {
    "focus": "intelligence_lead",
    "case_type": "sapo_referral",
    "channel": "payment_notification",
}
"""Columns that a kind of referral cannot be counted without."""
RECEIVED_BY = {
    "sapo_referral": "sapo",
    "prosecutor_report": "am",
    "social_services_report": "social",
}
"""Kinds that name their receiver."""
SUPPORT = ["consent_given", "coordinator_contacted", "support_offered", "support_received"]
INVESTIGATED = {
    "incorrect_payments": "investigated",
    "war_crimes": "investigation_opened",
}
"""Areas whose chain has a state for what the outcome "led to an investigation" says."""
FEW_OF_ONE_CASE = 0.5


def suite(manifest: Manifest) -> tuple[Rule, ...]:
    """Give the rules of a delivery of referrals."""
    return (
        *of_contract(PREFIX, manifest), *_of_areas(), *_of_people(), *_of_shares(),
        *_of_consent(), *_of_outcome(),
    )


def _of_areas() -> tuple[Rule, ...]:
    area, kind = pl.col("area"), pl.col("kind")
    foreign = {name: pl.col(name).is_null() | (area == only) for name, only in OF_AREA.items()}
    fits = pl.all_horizontal(
        *((kind != each) | area.is_in(areas) for each, areas in OF_KIND.items())
    )
    needed = {name: (kind != each) | pl.col(name).is_not_null() for name, each in NEEDED.items()}
    apart = (pl.col("sender") != pl.col("receiver")) | (kind != "payment_notification")
    received = pl.all_horizontal(
        *((kind != each) | (pl.col("receiver") == by) for each, by in RECEIVED_BY.items())
    )
    return (
        Rule("REF-020", "consistency", "critical", foreign),
        Rule("REF-021", "consistency", "critical", one("kind", fits)),
        Rule("REF-022", "completeness", "critical", needed),
        Rule("REF-023", "consistency", "critical", one("receiver", apart)),
        Rule("REF-057", "consistency", "critical", one("receiver", received)),
    )


def _of_people() -> tuple[Rule, ...]:
    consent, child = pl.col("consent"), pl.col("age_group") == "child"
    reached = pl.col("#states").list.set_intersection(SUPPORT).list.len() > 0
    only_with = ~reached | (consent == "given").fill_null(False)
    reported = pl.col("#states").list.contains("social_services")
    no_permit = pl.col("permit_type").fill_null("none") == "none"
    return (
        Rule("REF-024", "consistency", "critical", one("consent", consent.is_null() | ~child)),
        Rule("REF-025", "consistency", "critical", one("consent", only_with)),
        Rule("REF-026", "consistency", "warning",
             one("age_group", ~reported | (pl.col("age_group") != "adult"))),
        Rule("REF-027", "consistency", "warning",
             one("permit_withdrawn", (pl.col("permit_withdrawn") != "yes") | ~no_permit)),
    )


def _of_shares() -> tuple[Rule, ...]:
    """A single large case is no fault, but it carries a trend and may point to someone."""
    alone = pl.col("case_key").is_null() | (pl.len().over("case_key") <= FEW_OF_ONE_CASE * pl.len())
    return (
        stated("REF-028", "county", "00"),
        Rule("REF-029", "accuracy", "warning", one("case_key", alone), least=ENOUGH),
    )


def _of_consent() -> tuple[Rule, ...]:
    states, child = pl.col("#states").list, pl.col("age_group") == "child"
    asked, given = states.contains("consent_asked"), states.contains("consent_given")
    of_adults = states.set_intersection(["consent_asked", *SUPPORT]).list.len() > 0
    said = {"given": given, "refused": asked & ~given, "not_asked": ~asked}
    agrees = pl.all_horizontal(
        *((pl.col("consent").fill_null("not_asked") != each) | so for each, so in said.items()))
    told = one("consent", agrees | child.fill_null(False) | _receivers())
    before = (pl.col("state") != "coordinator_contacted") | (
        pl.col("date") >= pl.col("#parent_date"))
    offered = ~states.contains("support_received") | states.contains("support_offered")
    return (
        Rule("REF-050", "consistency", "critical", one("age_group", ~child | ~of_adults)),
        Rule("REF-051", "consistency", "critical", one("date", before), "states"),
        *remark_or_stop("REF-052", "REF-053", "consistency", told),
        Rule("REF-058", "consistency", "critical", one("record_key", offered)),
    )


def _of_outcome() -> tuple[Rule, ...]:
    states, outcome = pl.col("#states").list, pl.col("outcome")
    both = states.contains("investigation_opened") & states.contains("investigation_not_opened")
    agrees = pl.all_horizontal(
        *((pl.col("area") != area) | ((outcome == "investigated") == states.contains(state))
          for area, state in INVESTIGATED.items()))
    told = one("outcome", agrees | (outcome == "not_stated") | _receivers())
    return (
        Rule("REF-054", "consistency", "critical", one("record_key", ~both)),
        *remark_or_stop("REF-055", "REF-056", "consistency", told),
    )


def _receivers() -> pl.Expr:
    return pl.col("reported_by") == "receiver"
