"""Each system of the mission from its council's page to its figures, in a real Chromium.

The figures that a page shows are held against the edition's cells; what a system must have is
written here by hand, from the councils' own description of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from data import contracts, editions, registers
from data.store import Store, open_store
from tests.journeys.browser import Reader, reading, serving

pytestmark = pytest.mark.browser

# Council, area, main indicator, breakdowns that the area page compares, states of its chain.
SYSTEMS = {
    "the joint initiative": (
        "joint_initiative", "organised_crime", "oc.leads", ("focus",),
        ("oc.intelligence_cases", "oc.leads_answered")),
    "work-related crime": (
        "work_crime", "work_related_crime", "wc.inspections", ("industry",),
        ("wc.deficiencies", "wc.prohibitions", "wc.fees", "wc.followed_up")),
    "trafficking and its gate of consent": (
        "nmt", "human_trafficking", "ht.suspected", ("exploitation_form", "age_group", "sex"),
        ("ht.consent_asked", "ht.consent_given", "ht.coordinator", "ht.support_offered",
         "ht.support_received", "ht.social_services", "ht.police_reports")),
    "permits by type": (
        "nmt", "human_trafficking", "ht.permits", ("permit_type",), ()),
    "incorrect payments": (
        "payments", "incorrect_payments", "ip.suspicions", ("benefit", "payment_origin"),
        ("ip.investigated", "ip.decided", "ip.changed", "ip.claims", "ip.repayments")),
    "MUR": (
        "mur", "resilience", "rs.proposed", (), ("rs.decided", "rs.ongoing", "rs.completed")),
    "security threats": (
        "counter_terrorism", "security_threats", "st.referrals", ("case_type",),
        ("st.opinions", "st.objections", "st.decisions")),
    "the terrorism council": (
        "counter_terrorism", "terrorism_cooperation", "tc.proposed", ("strand",),
        ("tc.decided", "tc.ongoing", "tc.completed")),
    "war crimes": (
        "war_crimes", "war_crimes", "wr.suspicions", (),
        ("wr.reports", "wr.opened", "wr.prosecutions", "wr.judgments")),
}
HEADS = {"Förebygga", "Förhindra", "Försvåra"}   # of the strategy against terrorism, of all strands
# Indicators that the area must offer beside: what each council asks for by name.
OFFERED = {
    "organised_crime": ("oc.operations_open", "oc.recovery_claims", "oc.days_to_answer"),
    "work_related_crime": ("wc.employers", "wc.persons_checked", "wc.potential_victims",
                           "wc.no_right_to_work"),
    "human_trafficking": ("ht.permits", "ht.permits_withdrawn", "ht.support_received"),
    "incorrect_payments": ("ip.prevented_amount", "ip.claim_amount", "ip.repaid_amount"),
    "resilience": ("rs.overdue", "rs.electronic_share", "rs.analyses"),
    "security_threats": ("st.objection_share", "st.days_to_opinion"),
    "terrorism_cooperation": ("tc.exercises", "tc.on_time_share"),
    "war_crimes": ("wr.to_police", "wr.reports", "wr.miv_share"),
}


@pytest.fixture(scope="module")
def store(demonstration: Path) -> Iterator[Store]:
    with open_store(None, demonstration) as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(demonstration: Path) -> Iterator[str]:
    with serving(demonstration) as where:
        yield where


@pytest.fixture
def reader(chromium: Browser, shown: str) -> Iterator[Reader]:
    with reading(chromium, shown) as opened:
        yield opened


def _names(store: Store, dimension: str) -> set[str]:
    codes = editions.codes(store, 2, dimensions=["breakdown"])
    stated = pl.col("code").str.starts_with(f"{dimension}:") & ~pl.col("code").str.ends_with(
        ":not_stated")
    return set(codes.filter(stated)["sv"])


def _name(store: Store, indicator: str) -> str:
    rows = editions.indicators(store, 2).filter(pl.col("indicator") == indicator)
    return str(rows["sv"].item())


def _states(store: Store, indicators: tuple[str, ...]) -> list[tuple[str, str]]:
    rows = editions.indicators(store, 2).filter(pl.col("indicator").is_in(list(indicators)))
    return list(rows.select("chain", "state").iter_rows())


def state_name(chain: str, state: str) -> str:
    """Name a state as the contract that delivers it does."""
    return next(s.sv for s in contracts.chain(chain).states if s.code == state)


def _said(page: Page) -> str:
    """Return what the page says, its closed parts and drawings with it."""
    return str(page.evaluate("document.querySelector('.st-key-page').textContent")).replace(
        "\u00a0", " ")


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_system_is_followed_from_its_council_to_its_chain(
    reader: Reader, store: Store, system: str
) -> None:
    council, area, indicator, breakdowns, states = SYSTEMS[system]
    page = reader.open(f"/?council={council}&role=council_member&lang=sv")
    first = page.locator(f".st-key-page a[href^='/area?'][href*='area={area}']").first
    first.click()
    page.wait_for_url("**/area?*")
    page.wait_for_selector(".picker, .st-key-page h2")
    page = reader.open(
        f"/area?council={council}&area={area}&indicator={indicator}&role=council_member&lang=sv")
    said = _said(page)
    assert _name(store, indicator) in said
    offered = page.content()
    assert all(f"indicator={code}" in offered for code in OFFERED[area])
    for dimension in breakdowns:
        names = HEADS if dimension == "strand" else _names(store, dimension)
        assert names and {n for n in names if n in said} == names, dimension
    if states:
        page = reader.open(f"/chain?council={council}&area={area}&role=council_member&lang=sv")
        said = _said(page)
        for chain, state in _states(store, states):
            assert state_name(chain, state) in said, state


@pytest.mark.parametrize("council", [c.code for c in registers.councils() if c.place != "SE"])
def test_each_regional_council_sees_its_own_region_beside_sweden(
    reader: Reader, council: str
) -> None:
    place = registers.council(council).place
    name = next(p.sv for p in registers.places() if p.code == place)
    page = reader.open(f"/region?council={council}&place={place}&role=council_member&lang=sv")
    said = _said(page)
    assert name in said and "Riket" in said
    assert page.locator(".pair").count() >= 1
    other = "syd" if place != "syd" else "nord"
    refused = reader.open(f"/region?council={council}&place={other}&role=council_member&lang=sv")
    assert refused.locator(".pair").count() == 0


def test_the_regions_page_shows_the_national_intelligence_centre_as_a_unit(
    reader: Reader, store: Store
) -> None:
    page = reader.open("/region?council=joint_initiative&place=nord&role=management&lang=sv")
    codes = editions.codes(store, 2, dimensions=["breakdown"])
    assert codes.filter(pl.col("code") == "centre:nuc")["sv"].item() in _said(page)


def test_war_crimes_reports_to_the_police_and_to_a_prosecutor_stand_apart(
    reader: Reader, store: Store
) -> None:
    page = reader.open("/area?council=war_crimes&area=war_crimes&indicator=wr.to_police"
                       "&role=council_member&lang=sv")
    assert _name(store, "wr.to_police") in _said(page)
    cells = editions.cells(
        store, 2, indicators=["wr.to_police"], places=["SE"], authorities=["all"],
        breakdowns=["all"], level="year").filter(pl.col("sign") == "visible").sort("period")
    if cells.height:
        assert str(int(cells["value"][-1])) in _said(page)


# Four kinds of user, each with the way through a day.
DAYS = {
    "council_member": ("/?council=payments", "/area?council=payments&area=incorrect_payments",
                       "/changed?council=payments", "/decisions?council=payments", "/help?"),
    "management": ("/?council=mur", "/reports?council=mur", "/editions?", "/published?"),
    "steward": ("/deliveries?", "/quality?", "/loss?", "/try?"),
    "deliverer": ("/deliveries?authority=av", "/try?authority=av", "/help?"),
}


@pytest.mark.parametrize("role", DAYS)
def test_each_kind_of_user_gets_through_the_day(reader: Reader, role: str) -> None:
    for address in DAYS[role]:
        page = reader.open(f"{address}&role={role}&lang=sv")
        assert page.locator(".st-key-page h1").count() == 1, address
        assert page.locator(".note[role=alert]").count() == 0, address
