"""Promises of the registers: dated, sourced, and silent about what is not known."""

import csv
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from data import registers

FOLDER = files("data") / "registers"
FILES = sorted(f.name for f in FOLDER.iterdir() if f.name.endswith(".csv"))
PROVED = [f for f in FILES if not f.startswith(("areas", "published_"))]
NATIONAL = ("joint_initiative", "work_crime", "nmt", "payments", "mur", "counter_terrorism",
            "war_crimes")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text("utf-8").splitlines()))


def names(council: str, at: date) -> set[str]:
    return {m.authority for m in registers.members(council, at) if m.authority}


@pytest.mark.parametrize("name", PROVED)
def test_every_row_has_a_source_or_is_not_confirmed(name: str) -> None:
    for row in rows(name):
        assert row["confirmed"] in ("true", "false"), row
        assert row["source"] or row["confirmed"] == "false", row


@pytest.mark.parametrize("name", FILES)
def test_what_has_a_name_has_it_in_both_languages(name: str) -> None:
    for row in rows(name):
        for sv, en in [k for k in (("sv", "en"), ("note_sv", "note_en")) if k[0] in row]:
            assert bool(row[sv]) == bool(row[en]), row
        if "sv" in row:
            assert row["sv"], row


@pytest.mark.parametrize("name", [f for f in FILES if "valid_from" in rows(f)[0]])
def test_no_row_ends_before_it_starts(name: str) -> None:
    for row in rows(name):
        assert not row["valid_to"] or row["valid_from"] <= row["valid_to"], row


@pytest.mark.parametrize(("council", "at", "seats"), [
    ("joint_initiative", date(2012, 6, 1), 11), ("joint_initiative", date(2023, 12, 31), 12),
    ("joint_initiative", date(2024, 1, 1), 13), ("work_crime", date(2021, 12, 8), 8),
    ("work_crime", date(2023, 6, 1), 9), ("nmt", date(2026, 9, 30), 7),
    ("counter_terrorism", date(2010, 1, 1), 12), ("counter_terrorism", date(2017, 1, 1), 14),
    ("counter_terrorism", date(2024, 4, 16), 15), ("mur", date(2020, 4, 9), 18),
    ("mur", date(2026, 9, 30), 19), ("war_crimes", date(2026, 9, 30), 3)])
def test_a_council_has_the_members_of_the_day(council: str, at: date, seats: int) -> None:
    assert registers.seats(council, at) == seats


def test_the_payments_agency_is_the_thirteenth_member() -> None:
    before = names("joint_initiative", date(2023, 12, 31))
    assert names("joint_initiative", date(2024, 1, 1)) - before == {"ubm"}


def test_the_fifteenth_authority_is_never_guessed() -> None:
    members = registers.members("counter_terrorism", date(2026, 9, 30))
    unnamed = [m for m in members if not m.authority]
    assert len(members) - len(unnamed) == 14
    assert [(m.confirmed, m.note_sv) for m in unnamed] == [
        (False, "femtonde myndighet (ej bekräftad)")]


def test_a_place_without_a_name_is_never_confirmed() -> None:
    for row in rows("members.csv"):
        assert row["authority"] or (row["confirmed"] == "false" and row["note_en"]), row


def test_nobody_sits_twice_in_a_council() -> None:
    for council in registers.councils():
        for year in range(2005, 2027):
            seated = Counter(
                m.authority for m in registers.members(council.code, date(year, 7, 1))
                if m.authority)
            assert set(seated.values()) <= {1}, (council.code, year)


def test_who_sits_and_who_leads_is_a_known_authority_and_a_member() -> None:
    known = {a.code for a in registers.authorities()}
    assert {r["authority"] for r in rows("members.csv")} - {""} <= known
    for council in registers.councils():
        assert set(council.leads) <= names(council.code, date(2026, 9, 30)), council.code


def test_payers_and_notifiers_are_told_apart() -> None:
    parts = {m.authority: m.part for m in registers.members("payments", date(2026, 9, 30))}
    assert parts["fk"] == "payer"
    assert parts["skv"] == parts["kfm"] == "notifier"
    assert set(parts.values()) <= {"payer", "notifier", "receiver"}


def test_no_council_leads_where_several_do_so_each_for_itself() -> None:
    assert registers.council("payments").lead == ""
    assert registers.council("joint_initiative").lead == "pm"


def test_every_area_has_a_national_council() -> None:
    areas = [a for c in registers.councils() if c.code in NATIONAL for a in c.areas]
    assert sorted(areas) == sorted(a.code for a in registers.areas())


def test_each_region_has_a_council_of_its_own() -> None:
    regions = {p.code for p in registers.places() if p.level == "region"} - {"00"}
    assert {c.place for c in registers.councils()} - {"SE"} == regions
    assert len(regions) == 7


def test_twenty_one_counties_in_seven_regions() -> None:
    counties = [p for p in registers.places() if p.level == "county" and p.code.isdigit()]
    assert len(counties) == 21
    sizes = Counter(registers.region_of(c.code) for c in counties)
    assert sizes == {"nord": 4, "mitt": 3, "bergslagen": 3, "stockholm": 2, "ost": 3, "vast": 2,
                     "syd": 4}


def test_every_region_has_a_child_for_the_county_that_is_not_stated() -> None:
    for place in registers.places():
        if place.level == "region" and place.code != "00":
            assert registers.region_of(f"{place.code}00") == place.code
    assert registers.region_of("00") == "00"
    assert registers.region_of("SE") == ""


def test_stockholm_and_gotland_are_published_as_one_place() -> None:
    published = {p.code for p in registers.places() if p.published}
    assert "01+09" in published
    assert not published & {"01", "09"}


@pytest.mark.parametrize("region", [c.place for c in registers.councils() if c.place != "SE"])
def test_a_region_has_the_population_of_its_counties(region: str) -> None:
    counties = [p.code for p in registers.places()
                if p.parent == region and p.code.isdigit()]
    found = [registers.population(c) for c in counties]
    whole = registers.population(region)
    assert whole is not None
    assert whole.population == sum(p.population for p in found if p is not None)


def test_sweden_has_the_population_of_its_regions() -> None:
    sweden = registers.population("SE", date(2024, 6, 1))
    regions = [registers.population(p.code) for p in registers.places() if p.level == "region"]
    assert sweden is not None
    assert sweden.population == sum(p.population for p in regions if p is not None) == 10_551_707


def test_a_population_says_what_it_rests_on() -> None:
    residual = registers.population("09")
    assert residual is not None
    assert (residual.basis, residual.confirmed) == ("residual", False)
    assert registers.population("09", date(2023, 12, 30)) is None
    newest = registers.population("SE")
    assert newest is not None
    assert newest.at == date(2024, 12, 31)


def test_seven_centres_in_most_sources_and_eight_in_one() -> None:
    stated = {u.count: u.confirmed for u in registers.units("ruc")}
    assert stated == {7: True, 8: False}


def test_centres_open_one_by_one() -> None:
    by_day = {day: [u.count for u in registers.units("akc") if u.holds(day)]
              for day in (date(2023, 11, 13), date(2023, 11, 14), date(2024, 3, 1))}
    assert list(by_day.values()) == [[], [6], [7]]
    opened = {e.place for e in registers.events("work_related_crime") if e.kind == "centre"}
    assert opened == {p.code for p in registers.places() if p.level == "region"} - {"00"}


def test_the_break_of_the_centres_is_in_regions_and_counties_but_not_in_sweden() -> None:
    event = next(e for e in registers.events() if e.code == "akc_all")
    levels = {p.level for p in registers.affected(event)}
    assert (event.kind, event.since, levels) == ("break", "2024M01", {"region", "county"})


def test_an_event_in_a_region_concerns_the_region_and_its_counties() -> None:
    event = next(e for e in registers.events() if e.code == "akc_stockholm")
    codes = {p.code for p in registers.affected(event)}
    assert codes == {"stockholm", "01", "09", "01+09", "stockholm00"}


def test_an_event_names_known_things() -> None:
    areas = {a.code for a in registers.code_list("figure_fields")} | {""}
    published = {i.code for i in registers.published_indicators()}
    for event in registers.events():
        assert event.area in areas, event
        assert registers.place(event.place), event
        assert event.since[:4].isdigit() and len(event.since) in (4, 7), event
        assert set(event.indicators) <= published or event.area != "vulnerable_areas", event


def test_a_code_is_named_in_both_languages_and_an_unknown_one_stays_a_code() -> None:
    assert registers.name("authorities", "fk", "sv") == "Försäkringskassan"
    assert registers.name("authorities", "fk", "en") == "Swedish Social Insurance Agency"
    assert registers.name("places", "01+09", "en") == "Stockholm and Gotland counties"
    assert registers.name("places", "nowhere", "en") == "nowhere"


def test_a_delivery_may_say_a_county_a_region_without_county_or_nothing() -> None:
    codes = [c.code for c in registers.code_list("delivery_places")]
    assert len(codes) == 21 + 7 + 1
    assert not {"SE", "nord", "01+09"} & set(codes)
    figures = {c.code for c in registers.code_list("figure_places")}
    assert figures == set(codes) | {"SE", "nord", "mitt", "bergslagen", "stockholm", "ost", "vast",
                                    "syd"}
