"""The catalogue is whole: every indicator and state of a chain says what it is counted from."""

from dataclasses import replace

import pytest

from data import contracts, registers, words
from metrics.catalogue import COUNTED, BadCatalogue, Catalogue, Indicator, catalogue, check

ALL = catalogue().all
WRITTEN = catalogue().written


def column_names(contract: str) -> set[str]:
    return {c.name for c in contracts.contract(contract).columns}


@pytest.mark.parametrize("area", [a.code for a in registers.areas()])
def test_each_area_has_at_least_four_indicators_and_four_cards_in_order(area: str) -> None:
    own = [i for i in WRITTEN if i.area == area]
    assert len(own) >= 4
    assert sorted(i.headline for i in own if i.headline) == [1, 2, 3, 4]


@pytest.mark.parametrize("one", [i for i in ALL if i.kind != "share"], ids=lambda i: i.id)
def test_each_indicator_names_the_contract_columns_that_it_is_counted_from(one: Indicator) -> None:
    used = one.columns()
    columns = {c for c in used if not c.startswith("state:")}
    states = {c.removeprefix("state:") for c in used - columns}
    agreed = contracts.contract(one.contract)
    known = {s.code for c in agreed.chains for s in contracts.chain(c).states}
    assert used, "counted from nothing"
    assert columns <= column_names(one.contract)
    assert states <= known
    assert {one.counting_authority, "county", agreed.month_of} <= column_names(one.contract)


@pytest.mark.parametrize(
    ("chain", "state"),
    [(c, s) for c in contracts.chains() for s in c.states],
    ids=lambda v: v.id if hasattr(v, "id") else v.code,
)
def test_each_state_of_a_chain_is_an_indicator(
    chain: contracts.Chain, state: contracts.State
) -> None:
    indicator = catalogue().chain(chain.id)[state.code]
    assert indicator.contract == chain.contract
    assert f"state:{state.code}" in indicator.columns()
    cohorts = {(t.place, t.period) for t in indicator.combinations if not t.dimension}
    assert ("SE", "year") in cohorts
    if chain.area != "war_crimes":
        assert ("SE", "quarter") in cohorts


@pytest.mark.parametrize("one", ALL, ids=lambda i: i.id)
def test_each_indicator_is_named_and_defined_in_both_languages(one: Indicator) -> None:
    assert all(one.name) and all(one.definition)
    assert one.name[0] != one.name[1] or one.minus
    if one.caution:
        assert all(words.say(f"caution.{one.caution}", lang) for lang in ("sv", "en"))
    if one.published_series:
        names = {p.code for p in registers.published_indicators()}
        assert set(one.published_series.split()) <= names


FINEST = {
    # the column "finest published" of each area: place x period for everybody, period by authority
    "organised_crime": ({("SE", "quarter"), ("region", "quarter")}, {"year"}),
    "work_related_crime": (
        {("SE", "month"), ("region", "month"), ("county", "quarter")}, {"year"}),
    "human_trafficking": ({("SE", "quarter"), ("region", "year")}, {"year"}),
    "incorrect_payments": ({("SE", "month"), ("region", "quarter"), ("county", "quarter")},
                           {"month"}),
    "resilience": ({("SE", "quarter")}, {"quarter"}),
    "security_threats": ({("SE", "quarter")}, {"year"}),
    "terrorism_cooperation": ({("SE", "quarter")}, {"quarter"}),
    "war_crimes": ({("SE", "year")}, set()),
}
LEVELS = {"month": 0, "quarter": 1, "year": 2}


@pytest.mark.parametrize("one", ALL, ids=lambda i: i.id)
def test_nothing_is_published_finer_than_its_area_allows(one: Indicator) -> None:
    allowed, by_authority = FINEST[one.area]
    for table in one.combinations:
        level = LEVELS[table.period]
        assert any(place == table.place and LEVELS[p] <= level for place, p in allowed), table
        if table.authority:
            assert table.place == "SE"
            assert any(LEVELS[p] <= level for p in by_authority), table
        if table.dimension:
            assert table.period == "year" and table.place in ("SE", "region")


def test_two_breakdowns_are_never_crossed_but_sender_and_receiver() -> None:
    crossed = {t.dimension for i in ALL for t in i.combinations if t.authority and t.dimension}
    assert crossed == {"receiver", "sender"}


@pytest.mark.parametrize("share", [i for i in ALL if i.kind == "share"], ids=lambda i: i.id)
def test_a_share_stands_only_where_its_three_counts_do(share: Indicator) -> None:
    parts = {i.id: i for i in ALL}
    for part in (share.numerator, share.denominator, share.complement):
        assert share.combinations <= parts[part].combinations
    assert parts[share.complement].rule == parts[share.denominator].rule


@pytest.mark.parametrize(
    "one", [i for i in ALL if i.kind in ("median", "p90")], ids=lambda i: i.id)
def test_a_median_stands_only_where_its_count_does(one: Indicator) -> None:
    assert one.combinations <= catalogue().indicator(one.denominator).combinations


def test_each_link_of_a_chain_has_a_complement() -> None:
    made = {(c.numerator, c.denominator) for c in catalogue().complements}
    for chain in contracts.chains():
        states = catalogue().chain(chain.id)
        links = {(states[s.code].id, states[s.parent].id) for s in chain.states if s.parent}
        assert links <= made


def test_sensitive_splits_are_marked_on_both_sides() -> None:
    marked = {i.id for i in ALL if i.sensitive}
    assert {"ht.consent_given", "ht.support_received", "ht.police_reports", "st.objections",
            "wc.no_right_to_work", "wc.no_right_to_stay", "ip.police_reports"} <= marked
    assert all(c.sensitive for c in catalogue().complements if c.numerator in marked)


def test_ids_are_unique() -> None:
    assert len({i.id for i in ALL}) == len(ALL)


def test_an_indicator_without_a_rule_does_not_load() -> None:
    counted = next(i for i in WRITTEN if i.kind in COUNTED)
    for rule in ("", "none", "anything"):
        with pytest.raises(BadCatalogue, match="no rule"):
            check([replace(counted, rule=rule)])


def test_an_indicator_of_an_unknown_column_does_not_load() -> None:
    counted = next(i for i in WRITTEN if i.kind == "sum")
    with pytest.raises(BadCatalogue, match="no such column"):
        check([replace(counted, measure="shoe_size")])


def test_another_definition_is_another_digest() -> None:
    changed = replace(WRITTEN[0], where=(*WRITTEN[0].where, ("county", "==", "01")))
    assert Catalogue((changed, *WRITTEN[1:])).digest != catalogue().digest
