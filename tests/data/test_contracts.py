"""Promises of the contracts: a closed world, in both languages, and the figures published."""

import csv
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from urllib.parse import urlsplit

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import contracts, registers

ALL = contracts.contracts()
COLUMNS = [(c, column) for c in ALL for column in c.columns]
CODED = [(c, column) for c, column in COLUMNS if column.list]
IDS = [f"{c.id}.{column.name}" for c, column in COLUMNS]
FIGURES = files("data") / "registers" / "published_figures.csv"
AUTHORITIES = ("regeringen.se", "polisen.se", "av.se", "aklagare.se", "arbetsformedlingen.se",
               "migrationsverket.se", "forsakringskassan.se", "jamstalldhetsmyndigheten.se",
               "nmtsverige.se", "csn.se", "korrektautbetalningar.se")


def figures() -> pl.DataFrame:
    """The published figures, read as the contract has them."""
    schema = contracts.schema(contracts.contract("published_figures"))
    return pl.read_csv(FIGURES.read_bytes(), schema=schema)


@pytest.mark.parametrize(("contract", "column"), COLUMNS, ids=IDS)
def test_a_column_says_what_it_is_in_both_languages(
    contract: contracts.Contract, column: contracts.Column
) -> None:
    assert all(column.label) and all(column.about)
    assert len(column.label) == len(column.about) == 2
    assert column.type in ("key", "keys", "code", "codes", "url", "integer", "money", "decimal",
                           "date")
    assert bool(column.list) == column.type.startswith("code")
    assert bool(column.prefix) == column.type.startswith("key")


@pytest.mark.parametrize(("contract", "column"), CODED)
def test_a_code_list_is_never_empty_and_names_every_code_twice(
    contract: contracts.Contract, column: contracts.Column
) -> None:
    codes = column.codes()
    assert codes
    assert len({c.code for c in codes}) == len(codes)
    free = ("exact", "whole_year")   # nothing is said where a number is exact, a year whole
    assert all((c.sv and c.en) or c.code in free for c in codes)


def test_there_is_no_room_for_free_text() -> None:
    open_types = {column.name for _, column in COLUMNS if column.type == "url"}
    assert open_types == {"source"}


@pytest.mark.parametrize("contract", [c for c in ALL if c.chains], ids=lambda c: c.id)
def test_a_contract_names_what_its_manifest_needs(contract: contracts.Contract) -> None:
    names = {c.name: c.type for c in contract.columns}
    assert names[contract.month_of] == "date"
    assert contract.key == "record_key"
    assert all(names[total] in ("integer", "money") for total in contract.control_totals)
    assert contract.deliverer == "reporter" or names[contract.deliverer] == "code"


def test_a_schema_has_a_type_for_every_column_in_order() -> None:
    schema = contracts.schema(contracts.contract("actions"))
    assert list(schema) == [c.name for c in contracts.contract("actions").columns]
    assert schema["recovery_claims"] == pl.Int64()
    assert schema["due"] == pl.Date()
    assert list(contracts.states_schema()) == ["record_key", "state", "date"]


def test_every_contract_and_chain_name_each_other() -> None:
    named = {(c.id, chain) for c in ALL for chain in c.chains}
    assert named == {(chain.contract, chain.id) for chain in contracts.chains()}


def test_every_area_has_a_chain() -> None:
    assert {c.area for c in contracts.chains()} == {a.code for a in registers.areas()}


@pytest.mark.parametrize("chain", contracts.chains(), ids=lambda c: c.id)
def test_a_state_follows_a_state_that_stands_before_it(chain: contracts.Chain) -> None:
    seen: set[str] = set()
    for state in chain.states:
        assert state.sv and state.en
        assert not state.parent if not seen else state.parent in seen, state
        seen.add(state.code)
    assert len(seen) == len(chain.states)


@given(st.sampled_from("RIPAEC").flatmap(
    lambda prefix: st.from_regex(contracts.key_pattern(prefix), fullmatch=True)))
def test_a_key_cannot_hold_ten_digits_in_a_row(key: str) -> None:
    assert not re.search(r"[0-9]{5}", key)


def test_a_centre_may_be_named_only_from_when_there_was_one() -> None:
    column = contracts.contract("referrals").column("centre")
    assert "akc" not in {c.code for c in column.codes(date(2021, 12, 31))}
    assert "akc" in {c.code for c in column.codes(date(2022, 1, 1))}


def test_an_authority_may_be_named_only_while_there_is_one() -> None:
    column = contracts.contract("actions").column("owner")
    assert "ubm" not in {c.code for c in column.codes(date(2023, 12, 31))}
    assert "ubm" in {c.code for c in column.codes(date(2024, 1, 1))}


def test_what_the_sender_and_the_receiver_report_are_two_deliverers() -> None:
    rows = pl.DataFrame({"reported_by": ["sender", "receiver"], "sender": ["miv", "miv"],
                         "receiver": ["fk", "fk"]})
    found = rows.select(contracts.reporter_expression(contracts.contract("referrals")))
    assert found.to_series().to_list() == ["miv", "fk"]


@pytest.mark.parametrize("ask", [contracts.contract, contracts.chain, contracts.code_list])
def test_what_does_not_exist_is_a_key_error(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(KeyError):
        ask("nothing_of_the_kind")


def test_no_published_figure_is_lost() -> None:
    frame = figures()
    assert frame.height == 156
    found = frame.group_by("area").agg(pl.len(), pl.col("value").sum().alias("total"))
    assert {area: (n, round(total, 1)) for area, n, total in found.iter_rows()} == {
        "organised_crime": (27, 25325.0),
        "vulnerable_areas": (12, 452.0),
        "work_related_crime": (17, 28492.0),
        "human_trafficking": (19, 5595.0),
        "incorrect_payments": (46, 94005502.7),
        "security_threats": (28, 6659.0),
        "war_crimes": (7, 477.0),
    }


def test_a_published_figure_is_named_once() -> None:
    key = ["area", "indicator", "year", "place"]
    assert figures().group_by(key).len().filter(pl.col("len") > 1).height == 0


def test_a_published_figure_holds_only_codes_of_its_contract() -> None:
    frame = figures()
    for column in contracts.contract("published_figures").columns:
        if column.list:
            assert set(frame[column.name]) <= {c.code for c in column.codes()}, column.name


def test_what_a_source_says_beside_its_number_is_kept_apart() -> None:
    frame = figures()
    part = dict(frame.group_by("part").len().rows())
    assert part == {"whole_year": 153, "jan_oct": 2, "to_november": 1}
    interval = frame.filter(pl.col("low").is_not_null())
    assert interval.select("value", "low", "high").rows() == [(18.0, 11.0, 27.0)]
    assert Counter(frame["place"]) == {"SE": 151, "24": 3, "stockholm": 2}


def test_only_the_authority_or_the_government_is_called_authority() -> None:
    for row in csv.DictReader(FIGURES.read_text("utf-8").splitlines()):
        host = urlsplit(row["source"]).netloc
        own = any(host == a or host.endswith(f".{a}") for a in AUTHORITIES)
        kinds = ("authority", "derived") if own else ("agency_press", "newspaper")
        assert row["source_kind"] in kinds, row
        assert (row["source_kind"] == "derived") == (row["qualifier"] == "derived"), row


def test_residence_citizenship_and_quota_make_the_published_total() -> None:
    objections = figures().filter(pl.col("indicator").str.starts_with("objections_"),
                                  pl.col("year") == 2023)
    by_type = dict(objections.select("indicator", "value").rows())
    total = by_type.pop("objections_total")
    assert sum(by_type.values()) == total == 1063


def test_every_published_indicator_is_named_and_none_is_idle() -> None:
    named = {i.code for i in registers.published_indicators()}
    assert named == set(figures()["indicator"])
    secured = next(i for i in registers.published_indicators() if i.code == "assets_secured_kfm")
    assert "inte utmätta" in secured.note_sv
