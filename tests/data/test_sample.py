"""The synthetic deliveries are calibrated, complete and the same for the same seed."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data import contracts, periods, sample
from data.sample.faults import PERSONAL_NUMBER, PLANNED


@pytest.fixture(scope="module")
def whole() -> list[sample.SampleDelivery]:
    """The full sample, as the demonstration takes it."""
    return list(sample.deliveries())


@pytest.fixture(scope="module")
def records(whole: list[sample.SampleDelivery]) -> dict[str, pl.DataFrame]:
    """Every record once, by contract: the newest clean delivery of it counts."""
    found: dict[str, list[pl.DataFrame]] = {}
    for one in whole:
        if one.fault in ("", "late", "not_stated", "disagrees"):
            found.setdefault(one.manifest.contract, []).append(
                one.rows.with_columns(deliverer=pl.lit(one.manifest.deliverer)))
    return {c: pl.concat(f).unique(["record_key", "deliverer"], keep="last")
            for c, f in found.items()}


def files(folder: Path, seed: int) -> dict[str, bytes]:
    sample.write_all(folder, "csv", seed=seed, rows=2000, months=14)
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    first = files(tmp_path / "a", 1)
    assert first == files(tmp_path / "b", 1)
    assert first != files(tmp_path / "c", 2)


def test_there_is_as_much_as_promised(
    whole: list[sample.SampleDelivery], records: dict[str, pl.DataFrame]
) -> None:
    assert sum(f.height for f in records.values()) >= 200_000
    assert len({one.manifest.deliverer for one in whole}) >= 12
    assert 550 <= len(whole) <= 650
    months = {m for one in whole for m in one.manifest.months}
    assert months == set(periods.span("2021M10", "2026M09"))
    counties = set(records["payment_errors"]["county"])
    assert {c.code for c in contracts.code_list("register:delivery_places")} == counties
    areas = set(records["referrals"]["area"]) | set(records["actions"]["area"])
    assert len(areas | {"work_related_crime"}) == 8


def test_history_comes_by_year_and_the_last_twelve_months_by_month(
    whole: list[sample.SampleDelivery]
) -> None:
    own = [o for o in whole if (o.manifest.deliverer, o.manifest.contract) == ("fk", "referrals")]
    monthly = [o for o in own if len(o.manifest.months) <= 3]
    assert [o.manifest.months[-1] for o in monthly] == periods.span("2025M10", "2026M09")
    assert all(o.received_on.day <= 8 for o in monthly)
    yearly = [o for o in own if o.received_on < date(2025, 11, 1)]
    assert [m for o in yearly for m in o.manifest.months] == periods.span("2021M10", "2025M09")


@pytest.mark.parametrize(("year", "low", "high"), [("2022", 450, 590), ("2023", 500, 660)])
def test_trafficking_lies_near_the_published_figures(
    records: dict[str, pl.DataFrame], year: str, low: int, high: int
) -> None:
    """The Migration Agency has published 515 (2022) and 576 (2023)."""
    own = records["referrals"].filter(pl.col("area") == "human_trafficking")
    count = own.filter(pl.col("opened").dt.year() == int(year)).height
    assert low <= count <= high


def test_centres_open_one_by_one_and_july_dips(records: dict[str, pl.DataFrame]) -> None:
    made = records["inspections"]
    south = made.filter(pl.col("county").is_in(["07", "08", "10", "12"]))
    by_year = Counter(south["visited"].dt.year().to_list())
    assert by_year[2022] < 0.7 * by_year[2025]
    by_month = Counter(made["visited"].dt.month().to_list())
    assert by_month[7] < 0.75 * min(by_month[6], by_month[8])


def test_a_resend_carries_the_older_records_and_their_new_states(
    whole: list[sample.SampleDelivery]
) -> None:
    own = [o for o in whole if (o.manifest.deliverer, o.manifest.contract) == (
        "fk", "payment_errors") and "2026M01" in o.manifest.months]
    first, last = own[0], own[-1]
    month = pl.col("opened").dt.strftime("%YM%m")
    outside = first.rows.filter(~month.is_in(list(last.manifest.months)))
    assert set(first.rows["record_key"]) - set(last.rows["record_key"]) <= set(
        outside["record_key"])
    assert first.states is not None and last.states is not None
    common = set(first.rows["record_key"]) & set(last.rows["record_key"])
    counts = [o.states.filter(pl.col("record_key").is_in(list(common))).height
              for o in (first, last) if o.states is not None]
    assert counts[1] > counts[0]


@pytest.mark.parametrize(("rows", "months"), [(1, 1), (40, 3), (800, 9), (2000, 16)])
def test_the_smallest_samples_are_made_and_agree_with_the_contracts(
    rows: int, months: int
) -> None:
    """A deliverer without a single record of some kind is no reason to stop."""
    made = list(sample.deliveries(rows=rows, months=months))
    for one in made:
        about = contracts.contract(one.manifest.contract)
        if not one.fault:
            assert dict(one.rows.schema) == dict(contracts.schema(about))
    assert made or rows == 1


def test_a_year_is_settled_before_august_and_not_sent_again(
    whole: list[sample.SampleDelivery]
) -> None:
    resends = [o for o in whole if "-resend-" in o.name and not o.fault]
    assert {o.received_on.month for o in resends} == {7, 10}
    for one in resends:
        year = one.received_on.year - (one.received_on.month < 8)
        assert one.manifest.months[0] == f"{year}M01"
    settled = [o for o in resends if o.received_on.month < 8]
    assert all(len([m for m in o.manifest.months if m < "2026"]) == 12 for o in settled)


def test_late_records_are_missing_at_first(whole: list[sample.SampleDelivery]) -> None:
    own = [o for o in whole if (o.manifest.deliverer, o.manifest.contract) == (
        "fk", "payment_errors") and "2026M03" in o.manifest.months]
    month = pl.col("opened").dt.strftime("%YM%m") == "2026M03"
    first, last = own[0].rows.filter(month).height, own[-1].rows.filter(month).height
    assert 0.75 * last < first < 0.95 * last


def test_states_are_never_before_the_day_they_are_known(
    whole: list[sample.SampleDelivery]
) -> None:
    for one in whole[::20]:
        if one.states is not None and one.states.height:
            assert one.states["date"].max() <= one.manifest.sent  # type: ignore[operator]


def test_a_handful_is_faulty_and_no_personal_number_stands_elsewhere(
    whole: list[sample.SampleDelivery]
) -> None:
    assert {o.fault for o in whole if o.fault} == {p.name for p in PLANNED} - {"missing"}
    keys = pl.concat([o.rows["case_key"] for o in whole if "case_key" in o.rows.columns])
    assert (keys == PERSONAL_NUMBER).sum() == 1
    assert not any(o.name.startswith("synthetic-csn-payment_errors-2026M09") for o in whole)


def test_everything_synthetic_says_so_and_the_published_figures_are_real(
    whole: list[sample.SampleDelivery]
) -> None:
    assert {o.manifest.origin for o in whole} == {"synthetic"}
    assert all("synthetic" in o.name for o in whole)
    real = sample.published()
    assert real.manifest.origin == "real" and real.rows.height == 156
    assert real.rows["source"].str.starts_with("http").all()


def test_only_some_authorities_can_be_asked_for() -> None:
    some = list(sample.deliveries(rows=2000, months=3, authorities=("fk", "av")))
    assert {o.manifest.deliverer for o in some} == {"fk", "av"}
    with pytest.raises(ValueError, match="months"):
        list(sample.deliveries(months=0))
