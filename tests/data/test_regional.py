"""A regional edition is a slice of the national one: no cell of it is not in that one."""

from datetime import date

import polars as pl
import pytest

from data import registers
from data.editions import Edition
from data.regional import places_of, regional, slice_of
from data.tables import CELL_KEY, FRAMES

REGIONAL = [c.code for c in registers.councils() if c.place != "SE"]
NATIONAL = Edition(3, "S-3", "2026M09", date(2026, 10, 12), date(2026, 10, 21), 2, "synthetic",
                   "0", "hash")


def row(frame: str, **known: object) -> dict[str, object]:
    return {column: known.get(column) for column in FRAMES[frame]}


def national() -> dict[str, pl.DataFrame]:
    """A national edition with every place, in an area of the regional councils and in another."""
    cells = [row("cells", indicator=i, area=a, place=p.code, authority="all", breakdown="all",
                 period="2025", value=1.0, sign="visible")
             for i, a in (("oc.leads", "organised_crime"), ("st.referrals", "security_threats"))
             for p in registers.places()]
    relations = [row("relations", relation="inside", kind="=", cell=f"oc.leads|{p}|all|all|2025")
                 for p in ("22", "nord")] + [
        row("relations", relation="across", kind="=", cell=f"oc.leads|{p}|all|all|2025")
        for p in ("22", "syd")]
    told = {
        "cells": cells, "relations": relations,
        "indicators": [row("indicators", indicator="oc.leads", area="organised_crime"),
                       row("indicators", indicator="st.referrals", area="security_threats")],
        "codes": [row("codes", dimension="place", code=p.code) for p in registers.places()],
        "sentences": [row("sentences", subject=s) for s in (
            "region:nord", "region:syd", "council:rsr_nord", "area:organised_crime",
            "indicator:st.referrals")]}
    return {name: pl.DataFrame(told.get(name, []), schema=schema, orient="row")
            for name, schema in FRAMES.items()}


@pytest.mark.parametrize("council", REGIONAL)
def test_no_cell_is_not_in_the_national_edition(council: str) -> None:
    whole = national()
    part = slice_of(whole, council)
    region = registers.council(council).place
    assert set(part) == set(FRAMES)
    for name, frame in part.items():
        assert frame.schema == FRAMES[name]
        columns = list(frame.columns)
        assert frame.join(whole[name], on=columns, how="anti", nulls_equal=True).is_empty(), name
    inside = {p.code for p in registers.places()
              if p.code in ("SE", region) or p.parent == region}
    assert set(part["cells"]["place"]) == inside
    assert set(part["cells"]["area"]) == {"organised_crime"}
    assert part["cells"].select(CELL_KEY).is_unique().all()


def test_a_relation_and_a_sentence_go_with_their_places() -> None:
    part = slice_of(national(), "rsr_nord")
    assert set(part["relations"]["relation"]) == {"inside"}
    assert set(part["sentences"]["subject"]) == {
        "region:nord", "council:rsr_nord", "area:organised_crime"}
    assert set(part["codes"]["code"]) == places_of("rsr_nord")


def test_its_hash_is_derived_from_the_national_one() -> None:
    made = [regional(NATIONAL, national(), council) for council in REGIONAL]
    assert len({one.hash for one in made}) == len(REGIONAL) == 7
    again = Edition(**{**NATIONAL.__dict__, "hash": "another"})
    assert regional(again, national(), "rsr_nord").hash not in {one.hash for one in made}
    assert made[0].label == f"S-3-{registers.council(REGIONAL[0]).place}"


def test_a_national_council_has_no_slice() -> None:
    with pytest.raises(ValueError, match="no regional council"):
        slice_of(national(), "joint_initiative")
