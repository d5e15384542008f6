"""Every published cell is there, exact, and adds up from its parts."""

from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import periods, registers
from data.policy import policy
from metrics.catalogue import catalogue
from metrics.count import SCHEMA, count
from metrics.grid import CELL
from metrics.rates import finish, quantiles
from metrics.rollup import EXACT, roll_up
from tests.metrics.build import Built, all_built, parts

UNTIL = "2025M12"
OTHERS = {name: [c for c in CELL if c != name] for name in CELL}
PARENTS = {p.code: p.parent for p in registers.places() if p.published}


def counted(deliveries: dict[str, Built]) -> pl.DataFrame:
    return pl.concat([count(name, d.rows, d.states) for name, d in deliveries.items()])


def rolled(contributions: pl.DataFrame, until: str = UNTIL) -> pl.DataFrame:
    return roll_up(contributions, catalogue(), policy(), until)


@cache
def exact() -> pl.DataFrame:
    return rolled(counted(all_built(400)))


def adding(cells: pl.DataFrame, dimension: str) -> pl.DataFrame:
    ids = [i.id for i in catalogue().all if dimension in i.adds]
    return cells.filter(pl.col("indicator").is_in(ids))


def differences(cells: pl.DataFrame, column: str, parent: pl.Expr, whole: int = 0) -> pl.DataFrame:
    """Wholes that their parts do not add up to. ``whole``: how many parts there must be."""
    keys = OTHERS[column]
    sums = cells.with_columns(parent.alias("parent")).filter(pl.col("parent") != "").group_by(
        *keys, "parent").agg(parts=pl.col("value").sum(), n=pl.len())
    both = sums.filter((pl.col("n") == whole) | (whole == 0)).join(
        cells.select(*keys, pl.col(column).alias("parent"), "value"), on=[*keys, "parent"])
    assert both.height > 0, "nothing was compared"
    return both.filter(pl.col("parts") != pl.col("value"))


def along_place(cells: pl.DataFrame) -> pl.DataFrame:
    return differences(
        adding(cells, "place"), "place", pl.col("place").replace_strict(PARENTS, default=""))


def along_time(cells: pl.DataFrame, level: str, size: int) -> pl.DataFrame:
    own = adding(cells, "time")
    codes = {c: periods.quarter_of(c) if level == "month" else periods.year_of(c)
             for c in own.filter(pl.col("period_level") == level)["period"].unique()}
    parent = pl.col("period").replace_strict(codes, default="", return_dtype=pl.String)
    return differences(own, "period", parent, size)


def along_authority(cells: pl.DataFrame) -> pl.DataFrame:
    parent = pl.when(pl.col("authority") == "all").then(pl.lit("")).otherwise(pl.lit("all"))
    return differences(adding(cells, "authority"), "authority", parent)


def along_breakdown(cells: pl.DataFrame) -> list[pl.DataFrame]:
    own = adding(cells, "breakdown")
    dimension = pl.col("breakdown").str.split(":").list.first()
    parent = pl.when(dimension == "all").then(pl.lit("")).otherwise(pl.lit("all"))
    return [
        differences(own.filter(dimension.is_in(["all", name])), "breakdown", parent)
        for name in own.select(dimension)["breakdown"].unique() if name != "all"
    ]


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 200))
def test_every_total_is_the_sum_of_its_children_not_stated_among_them(
    seed: int, size: int
) -> None:
    cells = rolled(counted(all_built(size, seed)))
    found = [along_place(cells), along_time(cells, "month", 3), along_time(cells, "quarter", 4),
             along_authority(cells), *along_breakdown(cells)]
    assert [f.height for f in found] == [0] * len(found)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6))
def test_every_whole_is_its_part_and_the_complement(seed: int) -> None:
    cells = rolled(counted(all_built(120, seed)))
    at = OTHERS["indicator"]
    for one in catalogue().complements:
        three = [
            cells.filter(pl.col("indicator") == i).select(*at, pl.col("value").alias(name))
            for i, name in ((one.denominator, "whole"), (one.numerator, "part"), (one.id, "rest"))
        ]
        joined = three[0].join(three[1], on=at).join(three[2], on=at)
        assert joined.height == three[2].height > 0, one.id
        assert joined.filter(pl.col("whole") != pl.col("part") + pl.col("rest")).is_empty(), one.id


def test_the_columns_are_those_that_protection_reads() -> None:
    assert exact().schema == EXACT
    assert exact().select(CELL).is_unique().all()
    assert rolled(pl.DataFrame(schema=SCHEMA)).schema == EXACT


def test_deliveries_roll_up_the_same_however_they_are_cut() -> None:
    cut = {name: list(parts(d, 3)) for name, d in all_built(400).items()}
    apart = pl.concat([count(n, p.rows, p.states) for n, each in cut.items() for p in each])
    assert rolled(apart).equals(exact())


def test_a_resent_delivery_counts_once_and_needs_nothing_of_the_old() -> None:
    deliveries = all_built(150)
    corrected = all_built(150, seed=2)["inspections"]
    others = counted({k: v for k, v in deliveries.items() if k != "inspections"})
    again = rolled(pl.concat([others, counted({"inspections": corrected})]))
    assert again.equals(rolled(counted({**deliveries, "inspections": corrected})))
    assert not again.equals(rolled(counted(deliveries)))


def test_the_grid_is_full_and_zeros_are_cells() -> None:
    counties = {p.code for p in registers.places() if p.level == "county" and p.published}
    regions = {p.code for p in registers.places() if p.level == "region"}
    cells = exact().filter(pl.col("indicator") == "wc.inspections", pl.col("breakdown") == "all",
                           pl.col("authority") == "all")
    for level, places in (("county", counties), ("region", regions)):
        own = cells.filter(pl.col("place_level") == level, pl.col("period_level") == "quarter")
        assert set(own["place"]) == places
        assert own.height == len(places) * own["period"].n_unique()
    assert (cells["value"] == 0).any()
    assert {"01+09", "nord00", "00"} <= set(cells["place"])
    assert not {"01", "09"} & set(cells["place"])


def test_the_newest_months_are_there_for_sweden_only() -> None:
    unripe = set(periods.span("2025M01", UNTIL)[-policy().ripe_months:])
    for place_level, period, level in exact().select(
            "place_level", "period", "period_level").unique().iter_rows():
        touched = unripe & set(periods.months_of(period))
        assert place_level == "SE" or not touched, (place_level, period, level)
    newest = exact().filter(pl.col("period") == UNTIL)
    assert set(newest["place"]) == {"SE"}


@pytest.mark.parametrize("until", ["2025M11", "2025M08"])
def test_only_complete_quarters_and_years_are_cells(until: str) -> None:
    cells = rolled(counted(all_built(150)), until)
    known = set(periods.span("2024M01", until))
    for period in cells["period"].unique():
        assert set(periods.months_of(period)) <= known


def test_employers_stocks_and_medians_never_add_over_time() -> None:
    kinds = {i.kind: i.adds for i in catalogue().all}
    assert "time" not in kinds["stock"]
    assert kinds["distinct"] == kinds["median"] == kinds["share"] == ()


def test_a_stock_is_what_is_open_at_the_end_and_stays_open_without_an_end() -> None:
    month = 2025 * 12   # January 2025 as a month number
    base = {**dict.fromkeys(SCHEMA), "county": "12", "authority": "pm", "breakdown": "all",
            "indicator": "oc.operations_open", "month": "2024M11", "unit": "", "rows": 1,
            "value": 1, "largest": 1}
    rows = [{**base, "start": month, "end": None}, {**base, "start": month + 1, "end": month + 4}]
    cells = rolled(pl.DataFrame(rows, schema=SCHEMA)).filter(
        pl.col("place") == "SE", pl.col("indicator") == "oc.operations_open",
        pl.col("period_level") == "quarter", pl.col("period") >= "2025")
    assert cells["value"].to_list() == [2, 1, 1, 1]


BANDS = {
    # records by band, share of them, what the interpolation gives
    "the middle of one band": ([(1, 10)], 0.5, 10),          # 7 + 5/10 of 7 = 10.5, to even 10
    "the end of the first band": ([(0, 10), (2, 10)], 0.5, 7),
    "a third into the second": ([(0, 4), (3, 3), (5, 1)], 0.5, 7),
    "into the second": ([(0, 4), (3, 6)], 0.7, 45),          # 30 + 3/6 of 30
    "the open band": ([(8, 12)], 0.9, 900),
}


@pytest.mark.parametrize("case", BANDS)
def test_a_quantile_is_interpolated_in_its_band(case: str) -> None:
    bands, share, days = BANDS[case]
    frame = pl.DataFrame(
        [("SE", "all", "all", "2025", band, rows) for band, rows in bands],
        schema=["place", "authority", "breakdown", "period", "band", "rows"], orient="row")
    found = quantiles(frame, share).row(0, named=True)
    assert found["quantile"] == days
    assert found["behind"] == sum(rows for _, rows in bands)


def finished(hide: pl.Expr) -> pl.DataFrame:
    sign = pl.when(hide).then(pl.lit("protected")).otherwise(pl.lit("visible"))
    contributions = counted(all_built(400))
    return finish(
        exact().with_columns(sign=sign, as_of=pl.lit("")), contributions, catalogue(), policy(),
        UNTIL)


@pytest.mark.parametrize("part", ["st.objections", "st.opinions", "st.objections.not"])
def test_a_share_is_hidden_where_one_of_its_three_counts_is(part: str) -> None:
    at = (pl.col("indicator") == part) & (pl.col("period") == "2024") & (
        pl.col("breakdown") == "all")
    share = (pl.col("indicator") == "st.objection_share") & (pl.col("breakdown") == "all")
    hidden = finished(at).filter(share)
    assert hidden.filter(pl.col("period") == "2024")["sign"].to_list() == ["protected"]
    assert hidden.filter(pl.col("period") == "2024")["value"].to_list() == [None]
    assert hidden.filter(pl.col("period") == "2025")["sign"].to_list() == ["visible"]


def test_a_share_of_nothing_does_not_apply() -> None:
    cells = finished(pl.lit(False))
    shares = cells.filter(pl.col("unit") == "percent", pl.col("sign") == "not_applicable")
    assert shares.height > 0
    assert shares["value"].is_null().all()


def test_a_median_needs_a_visible_count_that_is_large_enough() -> None:
    cells = finished(pl.lit(False))
    at = OTHERS["indicator"]
    counts = cells.filter(pl.col("indicator") == "ip.decided").select(*at, n="value")
    days = cells.filter(pl.col("indicator") == "ip.days_to_decision").join(counts, on=at)
    few = days.filter(pl.col("n").is_between(1, policy().median_from - 1))
    enough = days.filter(pl.col("n") >= policy().median_from)
    assert few.height > 0 and set(few["sign"]) == {"protected"}
    assert enough.height > 0 and set(enough["sign"]) == {"visible"}
    hidden = finished(pl.col("indicator") == "ip.decided")
    assert set(hidden.filter(pl.col("indicator") == "ip.days_to_decision")["sign"]) == {"protected"}


def test_what_is_protected_keeps_no_value() -> None:
    cells = finished(pl.col("value") < 20)
    assert cells.filter(pl.col("sign") != "visible")["value"].is_null().all()
    assert cells.filter(pl.col("sign") == "visible")["value"].is_not_null().all()
