"""Promises of the periods: codes that know their neighbours, and how they are shown."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import periods

MONTHS = st.builds(lambda y, m: f"{y}M{m:02d}", st.integers(1990, 2090), st.integers(1, 12))
QUARTERS = st.builds(lambda y, q: f"{y}K{q}", st.integers(1990, 2090), st.integers(1, 4))
YEARS = st.integers(1990, 2090).map(str)
CODES = st.one_of(MONTHS, QUARTERS, YEARS)


@given(CODES)
def test_a_period_is_exactly_its_months(code: str) -> None:
    months = periods.months_of(code)
    days = (periods.last_day(code) - periods.first_day(code)).days + 1
    assert days == sum(
        (periods.last_day(m) - periods.first_day(m)).days + 1 for m in months)
    assert {periods.month_of(periods.first_day(m)) for m in months} == set(months)


@given(CODES, st.integers(-200, 200))
def test_a_shift_there_and_back_is_no_shift(code: str, steps: int) -> None:
    moved = periods.shift(code, steps)
    assert periods.level(moved) == periods.level(code)
    assert periods.shift(moved, -steps) == code


@given(CODES)
def test_periods_lie_edge_to_edge(code: str) -> None:
    before = periods.previous(code)
    assert periods.last_day(before) + timedelta(days=1) == periods.first_day(code)


@given(MONTHS)
def test_a_month_lies_in_its_quarter_and_its_year(month: str) -> None:
    assert month in periods.months_of(periods.quarter_of(month))
    assert month in periods.months_of(periods.year_of(month))


@given(CODES)
def test_the_year_before_is_twelve_months_before(code: str) -> None:
    earlier = [periods.shift(m, -12) for m in periods.months_of(code)]
    assert list(periods.months_of(periods.year_before(code))) == earlier


@given(CODES, st.integers(0, 30))
def test_a_span_holds_both_ends_and_all_between(first: str, steps: int) -> None:
    span = periods.span(first, periods.shift(first, steps))
    assert len(span) == steps + 1
    assert span == [periods.shift(first, n) for n in range(steps + 1)]


def test_a_span_that_ends_before_it_starts_is_empty() -> None:
    assert periods.span("2026M09", "2026M08") == []


@pytest.mark.parametrize(("first", "last"), [("2026K1", "2026M03"), ("2026M01", "2026K3")])
def test_a_span_is_of_one_level(first: str, last: str) -> None:
    with pytest.raises(ValueError, match="one level"):
        periods.span(first, last)


@pytest.mark.parametrize(
    "text", ["", "26M09", "2026M00", "2026M13", "2026K5", "2026Q3", "2026M9", "2026M09\n", "٢٠٢٦"])
def test_what_is_no_period_is_refused(text: str) -> None:
    assert not periods.is_period(text)
    with pytest.raises(ValueError, match="no period"):
        periods.level(text)


def test_a_quarter_has_no_quarter() -> None:
    with pytest.raises(ValueError, match="no month"):
        periods.quarter_of("2026K3")


@pytest.mark.parametrize(("code", "sv", "en"), [
    ("2026K3", "2026K3", "2026Q3"), ("2026M09", "2026M09", "2026M09"), ("2026", "2026", "2026")])
def test_a_quarter_is_k_in_swedish_and_q_in_english(code: str, sv: str, en: str) -> None:
    assert (periods.label(code, "sv"), periods.label(code, "en")) == (sv, en)


def test_worked_days() -> None:
    assert periods.last_day("2024M02") == date(2024, 2, 29)
    assert periods.last_day("2026K3") == date(2026, 9, 30)
    assert periods.first_day("2026") == date(2026, 1, 1)
    assert periods.month(2026, 0) == "2025M12"
