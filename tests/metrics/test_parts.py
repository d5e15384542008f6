"""Nothing published ties cells together in a way that the files do not state."""

import polars as pl

from metrics.catalogue import catalogue
from metrics.count import SCHEMA
from metrics.parts import ties
from metrics.rollup import EXACT


def contributions(*rows: tuple[str, str]) -> pl.DataFrame:
    """Cases decided: (payer, benefit), one record each."""
    base = {"indicator": "ip.decided", "county": "01", "month": "2025M01", "unit": "",
            "start": None, "end": None, "band": None, "rows": 1, "value": 1, "largest": 1}
    return pl.DataFrame(
        [{**base, "authority": a, "breakdown": b} for a, own in rows
         for b in ("all", f"benefit:{own}")], schema=SCHEMA, orient="row")


def exact(counted: pl.DataFrame) -> pl.DataFrame:
    base = {**dict.fromkeys(EXACT), "indicator": "ip.decided", "place": "SE", "period": "2025"}
    rows = [{**base, "authority": a, "breakdown": "all"} for a in counted["authority"].unique()]
    rows += [{**base, "authority": "all", "breakdown": b} for b in counted["breakdown"].unique()]
    return pl.DataFrame(rows, schema=EXACT, orient="row")


def found(*rows: tuple[str, str]) -> set[tuple[str, str]]:
    counted = contributions(*rows)
    result = ties(counted, exact(counted), catalogue())
    return set(result.select("whole_authority", "part_breakdown").iter_rows())


def test_an_authority_with_codes_of_its_own_is_their_sum() -> None:
    assert found(("csn", "student_aid"), ("fk", "housing_allowance"), ("fk", "pension")) == {
        ("csn", "benefit:student_aid"), ("fk", "benefit:housing_allowance"),
        ("fk", "benefit:pension")}


def test_a_shared_code_ties_nothing() -> None:
    assert found(("fk", "pension"), ("fk", "housing_allowance"), ("pem", "pension")) == set()


def test_every_tie_of_two_indicators_is_a_link_of_the_catalogue() -> None:
    """No two indicators count the same records: equal definitions would be an unstated tie."""
    seen: dict[tuple[object, ...], str] = {}
    for i in catalogue().written:
        if i.kind not in ("count", "sum"):
            continue
        key = (i.contract, i.where, i.state, i.measure, i.counting_authority, i.overlaps)
        assert key not in seen, (i.id, seen.get(key))
        seen[key] = i.id
