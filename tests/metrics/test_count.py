"""One delivery becomes finest cells that need nothing of any other delivery."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts import contract, schema, states_schema
from metrics.catalogue import catalogue
from metrics.count import BANDS, KEY, SCHEMA, count
from tests.frames import CONTRACTS, clean
from tests.metrics.build import MAKERS, Built, built, parts

NOTIFICATION = {
    "reported_by": "sender", "sender": "miv", "receiver": "fk", "area": "incorrect_payments",
    "kind": "payment_notification", "channel": "electronic", "county": "12", "persons": 1,
    "opened": date(2026, 3, 2), "outcome": "open",
}
LEAD = {**NOTIFICATION, "area": "organised_crime", "kind": "intelligence_lead", "receiver": "pm",
        "channel": None}


def referrals(*rows: dict[str, object], states: list[tuple[str, str, date]] | None = None) -> Built:
    named = [{"record_key": f"R-{n}", **row} for n, row in enumerate(rows)]
    return Built(
        pl.DataFrame(named, schema=schema(contract("referrals")), orient="row"),
        pl.DataFrame(states or [], schema=states_schema(), orient="row"))


def value(cells: pl.DataFrame, indicator: str, breakdown: str = "all") -> int:
    own = (pl.col("indicator") == indicator) & (pl.col("breakdown") == breakdown)
    return int(cells.filter(own)["value"].sum())


@pytest.mark.parametrize("name", [c for c in CONTRACTS if c != "published_figures"])
def test_a_clean_delivery_has_cells_of_a_fixed_form_in_its_own_month(name: str) -> None:
    delivery = clean(name)
    cells = count(name, delivery.rows, delivery.states)
    assert cells.schema == SCHEMA
    assert cells.height > 0
    assert set(cells["month"]) == set(delivery.manifest.months)
    assert cells.select(KEY).is_unique().all()
    assert (cells["value"] > 0).all()


@pytest.mark.parametrize("name", MAKERS)
def test_a_delivery_without_rows_has_no_cells(name: str) -> None:
    rows = pl.DataFrame(schema=schema(contract(name)))
    cells = count(name, rows, pl.DataFrame(schema=states_schema()))
    assert cells.is_empty()
    assert cells.schema == SCHEMA


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(sorted(MAKERS)), st.integers(0, 10**6), st.integers(2, 5))
def test_deliveries_are_counted_apart_and_put_together_by_adding(
    name: str, seed: int, pieces: int
) -> None:
    whole = built(name, 60, seed)
    apart = pl.concat([count(name, p.rows, p.states) for p in parts(whole, pieces)])
    added = apart.group_by(KEY).agg(
        pl.col("rows").sum(), pl.col("value").sum(), pl.col("largest").max())
    once = count(name, whole.rows, whole.states).select(added.columns)
    assert added.sort(KEY).equals(once.sort(KEY))


def test_the_order_of_rows_changes_nothing() -> None:
    delivery = built("referrals", 80)
    other = count("referrals", delivery.rows.reverse(), delivery.states.reverse())
    assert other.sort(KEY).equals(count("referrals", delivery.rows, delivery.states).sort(KEY))


def test_only_the_senders_row_is_sent_and_only_the_receivers_row_is_received() -> None:
    both = referrals(NOTIFICATION, {**NOTIFICATION, "reported_by": "receiver"},
                     states=[("R-0", "sent", date(2026, 3, 2)), ("R-1", "sent", date(2026, 3, 2))])
    cells = count("referrals", both.rows, both.states)
    assert value(cells, "ip.notifications") == 1
    assert value(cells, "ip.notifications_received") == 1
    by = cells.filter(pl.col("indicator") == "ip.notifications_received")["authority"].unique()
    assert by.to_list() == ["fk"]


def test_what_is_not_stated_is_a_code_like_any_other() -> None:
    leads = referrals({**LEAD, "focus": None}, {**LEAD, "focus": "vulnerable_area"},
                      states=[(f"R-{n}", "lead", date(2026, 3, 2)) for n in range(2)])
    cells = count("referrals", leads.rows, leads.states)
    assert value(cells, "oc.leads", "focus:not_stated") == 1
    assert value(cells, "oc.leads", "focus:vulnerable_area") == 1
    assert value(cells, "oc.leads") == 2


def test_a_complement_takes_what_its_part_does_not_where_nothing_is_stated() -> None:
    sent = [("R-0", "sent", date(2026, 3, 2)), ("R-1", "sent", date(2026, 3, 2))]
    two = referrals(NOTIFICATION, {**NOTIFICATION, "channel": None}, states=sent)
    cells = count("referrals", two.rows, two.states)
    assert value(cells, "rs.electronic") == 1
    assert value(cells, "rs.electronic.not") == 1


@pytest.mark.parametrize("days", [0, *BANDS, *(b + 1 for b in BANDS)])
def test_a_duration_lies_in_the_band_whose_end_it_does_not_pass(days: int) -> None:
    opened = date(2026, 3, 2)
    lead = referrals(LEAD, states=[
        ("R-0", "lead", opened), ("R-0", "answered", opened + timedelta(days=days))])
    cells = count("referrals", lead.rows, lead.states)
    band = cells.filter(pl.col("indicator") == "oc.days_to_answer")["band"].to_list()
    assert band == [sum(days > end for end in BANDS)]


def test_sums_do_not_wrap_at_32_bits() -> None:
    delivery = built("payment_errors", 200)
    states = pl.DataFrame(
        [(key, state, date(2026, 1, 1)) for key in delivery.rows["record_key"]
         for state in ("suspicion", "investigated", "decided", "changed", "claimed")],
        schema=states_schema(), orient="row")
    cells = count("payment_errors", delivery.rows, states)
    assert value(cells, "ip.claim_amount") == int(delivery.rows["claimed"].sum()) > 2**33


def test_every_indicator_that_is_counted_appears_where_rows_allow_it() -> None:
    found: set[str] = set()
    for name in MAKERS:
        delivery = built(name, 600)
        found |= set(count(name, delivery.rows, delivery.states)["indicator"])
    assert {i.id for i in catalogue().counted()} - found == set()
