"""Promises of history: it runs from the fourth delivery, asks seldom, and finds what is seeded."""

import json
import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from data import periods, words
from data.judged import Result
from expectations import bounds, history
from expectations.history import PastProfile, results
from expectations.profile import Profile, profile
from expectations.verdict import RuleResult, judge
from tests import frames
from tests.expectations.mutants import put, say, shifted

PLACES = ("22", "03", "18", "01", "05", "14", "12", "syd00", "00")
WEIGHTS = (8, 14, 9, 24, 11, 18, 14, 1, 1)
MONTHS = periods.span("2021M01", "2025M12")
JULY = 0.55


def of(counts: dict[str, dict[str, int]], contract: str = "inspections") -> Profile:
    """Give a profile of one deliverer with those rows by month and place."""
    months = () if contract == "published_figures" else tuple(sorted(counts))
    rows = sum(sum(each.values()) for each in counts.values())
    return Profile(contract, "av", months, rows, counts)


def spread(rows: int, without: str = "") -> dict[str, int]:
    """Spread rows over the places by their weights, always the same."""
    shares = {place: weight for place, weight in zip(PLACES, WEIGHTS, strict=True)
              if place != without}
    return {place: round(rows * weight / sum(shares.values())) for place, weight in shares.items()}


def past(*profiles: Profile) -> list[PastProfile]:
    """Let profiles come a month apart."""
    return [PastProfile(each, date(2020, 1, 1) + timedelta(days=31 * order))
            for order, each in enumerate(profiles)]


def steady(rows: int, months: int = 6) -> list[PastProfile]:
    """Give a past of equal months, one a delivery."""
    return past(*(of({month: spread(rows)}) for month in MONTHS[:months]))


def found(new: Profile, earlier: list[PastProfile]) -> dict[str, RuleResult]:
    return {each.rule: each for each in results(new, earlier)}


def failed(new: Profile, earlier: list[PastProfile]) -> set[str]:
    return {each.rule for each in results(new, earlier) if each.status == "fail"}


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
def test_a_profile_holds_counts_and_no_key_and_comes_back_from_the_desk(contract_id: str) -> None:
    delivery = frames.clean(contract_id)
    told = profile(delivery)
    text = told.to_json()
    assert Profile.from_json(text) == told == pickle.loads(pickle.dumps(told))
    assert sum(told.total(period) for period in told.counts) == told.rows == delivery.rows.height
    keys = [column for column in delivery.rows.columns if column.endswith("key")]
    assert not any(key in text for column in keys
                   for key in delivery.rows[column].drop_nulls().to_list())
    assert set(json.loads(text)) == {
        "contract", "deliverer", "months", "rows", "counts", "digests"}


def test_the_digest_is_of_the_rows_without_keys_dates_and_order() -> None:
    clean = frames.clean("payment_errors")
    told = profile(clean).digests["2026M08"]
    later = shifted(31)(clean)
    turned = frames.built("payment_errors", clean.rows.reverse().to_dicts(), clean.states.rows())
    other = put("record_key", frames.key("P", 77))(clean)
    assert profile(later).digests["2026M09"] == told
    assert profile(turned).digests["2026M08"] == told == profile(other).digests["2026M08"]
    assert profile(put("claimed", 12_001)(clean)).digests["2026M08"] != told


def test_few_or_uniform_rows_have_no_digest() -> None:
    clean = frames.clean("actions")
    few = frames.built("actions", clean.rows.head(9).to_dicts(), [])
    alike = frames.built("actions", [clean.rows.row(3, named=True)] * 40, [])
    assert profile(few).digests == profile(alike).digests == {}


def test_history_runs_from_the_fourth_delivery() -> None:
    new = of({MONTHS[6]: spread(900)})
    assert results(new, []) == results(new, steady(100, 2)) == ()
    assert failed(new, steady(100, 3)) == {"H-001"}


def test_only_the_deliverers_own_past_of_the_same_contract_counts() -> None:
    new = of({MONTHS[6]: spread(900)})
    others = [PastProfile(of(dict(one.profile.counts), "referrals"), one.received_on)
              for one in steady(100)]
    assert results(new, others) == ()
    assert failed(new, [*reversed(steady(100)), *others]) == {"H-001"}


def test_the_sentence_holds_no_count_and_the_detail_holds_them() -> None:
    shift = found(of({MONTHS[6]: spread(290)}), steady(100))["H-001"]
    assert (shift.severity, shift.status, shift.failing, shift.of) == ("warning", "fail", 1, 1)
    assert not any(char.isdigit() for char in shift.sv + shift.en)
    assert shift.detail_sv.startswith("291 poster mot väntade ")
    assert shift.reason("en").endswith(shift.detail_en)
    assert found(of({MONTHS[6]: spread(100)}), steady(100))["H-001"].detail_en == ""


@pytest.mark.parametrize(("rows", "fails"), [(100, False), (130, False), (200, True), (50, True),
                                             (75, False), (0, True)])
def test_a_level_far_from_the_past_is_asked_about(rows: int, fails: bool) -> None:
    new = of({MONTHS[6]: spread(rows)})
    assert (found(new, steady(100))["H-001"].status == "fail") is fails


def test_the_bounds_of_a_level_are_themselves_usual() -> None:
    low, high = bounds.counts([100] * 6)
    assert 50 < low < 75 < 130 < high < 160
    for rows, fails in ((int(high), False), (int(high) + 1, True),
                        (int(low) + 1, False), (int(low), True)):
        new = of({MONTHS[6]: {"01": rows}})
        assert (found(new, steady(100))["H-001"].status == "fail") is fails


def test_a_real_jump_from_261_to_515_in_a_year_only_warns() -> None:
    """What the Migration Agency has published of suspected cases for 2021 and 2022."""
    months = periods.span("2019M01", "2022M12")
    counts = [round(level / 12) + swing for level in (250, 255, 261, 515)
              for swing in (0, 3, -3, 1, -4, 2, 0, 5, -1, -2, 1, -2)]
    assert sum(counts[36:]) == 516 and sum(counts[24:36]) == 264
    monthly = {month: {"01": rows} for month, rows in zip(months, counts, strict=True)}
    years = [{m: monthly[m] for m in months if m[:4] == year}
             for year in ("2019", "2020", "2021", "2022")]
    jump = results(of(years[3]), past(*(of(year) for year in years[:3])))
    assert {each.rule for each in jump if each.status == "fail"} == {"H-001"}
    assert judge(jump).outcome == "waiting"
    by_month = [results(of({month: monthly[month]}), past(*(
        of({m: monthly[m]}) for m in months[:months.index(month)]))) for month in months[36:42]]
    assert {judge(each).outcome for each in by_month} == {"accepted", "waiting"}


def test_the_same_month_a_year_before_makes_a_season_usual() -> None:
    level = {month: 400 * (JULY if month.endswith("M07") else 1) for month in MONTHS}
    known = past(*(of({month: spread(int(level[month]))}) for month in MONTHS[:18]))
    assert MONTHS[18] == "2022M07"
    assert failed(of({MONTHS[18]: spread(220)}), known) == set()
    assert failed(of({MONTHS[18]: spread(80)}), known) == {"H-001"}


def test_a_region_of_all_earlier_deliveries_is_missed() -> None:
    new = of({MONTHS[6]: spread(100, without="03")})
    result = found(new, steady(100))["H-002"]
    assert (result.status, result.failing, result.of) == ("fail", 1, 7)
    assert result.detail_sv == "Saknas: Mitt."
    assert "Mitt" not in result.sv
    assert failed(new, [*steady(100), PastProfile(new, date(2021, 1, 1))]) == set()


def test_a_region_too_small_to_expect_is_not_missed() -> None:
    """Of four rows expected none comes once in fifty deliveries by chance."""
    assert failed(of({MONTHS[6]: spread(50, without="22")}), steady(50)) == set()
    three = {month: spread(50, without="22") for month in MONTHS[6:9]}
    assert failed(of(three), steady(50)) == {"H-002"}


def test_places_that_are_not_stated_are_never_missed() -> None:
    unstated = past(*(of({month: {"00": 60, "01": 60}}) for month in MONTHS[:6]))
    assert failed(of({MONTHS[6]: {"01": 120}}), unstated) == set()


def _months_alike() -> Iterator[tuple[Profile, list[PastProfile]]]:
    clean = frames.clean("payment_errors")
    earlier = [profile(say(months=(f"2026M0{n}",))(put("claimed", 12_000 + n)(
        shifted(-31 * (8 - n))(clean)))) for n in (5, 6, 7)]
    copied = shifted(-31)(clean)
    yield profile(say(months=("2026M08",))(clean)), past(
        *earlier[:2], profile(say(months=("2026M07",))(copied)))
    yield profile(clean), past(*earlier)


def test_an_exact_copy_of_another_month_refuses() -> None:
    (copy, known), (clean, other) = _months_alike()
    result = found(copy, known)["H-003"]
    assert (result.severity, result.status) == ("critical", "fail")
    assert result.detail_en == "Alike: 2026M08 = 2026M07."
    assert judge([result]).outcome == "refused" and not result.waivable
    assert found(clean, other)["H-003"].status == "pass"


def test_the_same_month_sent_again_is_no_copy() -> None:
    (copy, known), _ = _months_alike()
    again = past(*(each.profile for each in known[:2]), copy)
    assert "H-003" not in failed(copy, again)


def test_two_equal_months_in_one_delivery_are_a_copy() -> None:
    _, (clean, known) = _months_alike()
    digest = clean.digests["2026M08"]
    both = Profile("payment_errors", "fk", ("2026M08", "2026M09"), 80,
                   dict.fromkeys(("2026M08", "2026M09"), clean.counts["2026M08"]),
                   dict.fromkeys(("2026M08", "2026M09"), digest))
    assert found(both, known)["H-003"].failing == 2


def rolling(late: Callable[[int], float], gone: int = 0, times: int = 8) -> list[Profile]:
    """Give deliveries of three months each; of a month's rows a share comes a delivery late."""
    made = []
    for n in range(times):
        counts = {}
        for age, month in enumerate(reversed(MONTHS[max(0, n - 2):n + 1])):
            whole = 300 if age else round(300 * (1 - late(n)))
            counts[month] = spread(whole)
            if gone and age and n == times - 1:
                counts[month] = {p: max(0, c - gone) for p, c in counts[month].items()}
        made.append(of(counts))
    return made


def test_a_usual_share_of_late_records_passes_and_a_larger_one_is_asked_about() -> None:
    usual = rolling(lambda n: 0.15)
    assert failed(usual[-1], past(*usual[:-1])) == set()
    later = rolling(lambda n: 0.5 if n == 6 else 0.15)
    result = found(later[-1], past(*later[:-1]))["H-005"]
    assert result.status == "fail"
    assert 0.15 < result.share < 0.5
    assert result.detail_en.endswith("%.") and "usually at most" in result.detail_en


def test_rows_that_are_gone_are_asked_about_and_rows_that_find_their_place_are_not() -> None:
    usual = rolling(lambda n: 0.15)
    *earlier, last = rolling(lambda n: 0.15, gone=12)
    assert "H-004" in failed(last, past(*earlier))
    moved = {month: dict(counts) for month, counts in usual[-1].counts.items()}
    for counts in moved.values():
        counts["01"] += counts.pop("00") + counts.pop("syd00")
    assert failed(of(moved), past(*usual[:-1])) == set()


def test_two_of_a_hundred_may_always_be_corrected() -> None:
    earlier = past(*(of({month: {"01": 1000}}) for month in MONTHS[:4]),
                   *(of({MONTHS[n]: {"01": 1000}}) for n in range(4)))
    for rows, fails in ((980, False), (960, True)):
        new = of({MONTHS[3]: {"01": rows}})
        assert ("H-004" in failed(new, earlier)) is fails


def test_published_figures_are_a_stock_of_which_only_losses_are_asked_about() -> None:
    years = {str(year): {"SE": 10} for year in range(2012, 2025)}
    known = past(*[of(years, "published_figures")] * 4)
    fewer = {year: {"SE": 5 if year > "2018" else 10} for year in years}
    assert set(found(of(years, "published_figures"), known)) == {"H-004"}
    assert failed(of(years | {"2025": {"SE": 40}}, "published_figures"), known) == set()
    assert failed(of(fewer, "published_figures"), known) == {"H-004"}
    without = {year: counts for year, counts in years.items() if year < "2020"}
    assert failed(of(without, "published_figures"), known) == {"H-004"}


@cache
def stable(seed: int) -> tuple[Profile, ...]:
    """Simulate five years of one stable deliverer: season, weekly noise, late records, places.

    A file a month with the two months before it again; 15 of 100 records come a month late and
    some a second; a month's level varies by seven of a hundred, and July and December are low.
    """
    rng = np.random.default_rng(seed)
    level = float(rng.choice([6, 20, 60, 250, 1500]))
    weights = np.array(WEIGHTS) / sum(WEIGHTS)
    full = {}
    for month in MONTHS:
        season = {"M07": 0.6, "M12": 0.85, "M01": 1.1}.get(month[4:], 1.0)
        full[month] = rng.multinomial(
            rng.poisson(level * season * rng.gamma(200, 1 / 200)), weights)
    first = {month: rng.binomial(counts, 0.85) for month, counts in full.items()}
    second = {month: first[month] + rng.binomial(full[month] - first[month], 0.8)
              for month in MONTHS}
    seen = (first, second, full)
    return tuple(of({
        month: dict(zip(PLACES, (int(rows) for rows in seen[age][month]), strict=True))
        for age, month in enumerate(reversed(MONTHS[max(0, n - 2):n + 1]))})
        for n in range(len(MONTHS)))


def test_a_stable_deliverer_is_seldom_asked() -> None:
    asked: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for seed in range(20):
        made = stable(seed)
        for n in range(3, len(made), 2):
            for each in results(made[n], past(*made[max(0, n - 36):n])):
                judged[each.rule] += 1
                asked[each.rule] += each.status == "fail"
    assert set(judged) >= {"H-001", "H-002", "H-004", "H-005"}
    for rule, times in judged.items():
        assert asked[rule] <= 0.03 * times, (rule, asked[rule], times)


@pytest.mark.parametrize(("rule", "change"), [
    ("H-001", lambda counts: {m: {p: 2 * n for p, n in c.items()} for m, c in counts.items()}),
    ("H-001", lambda counts: {m: {p: n // 4 for p, n in c.items()} for m, c in counts.items()}),
    ("H-002", lambda counts: {m: {p: n for p, n in c.items() if p != "14"}
                              for m, c in counts.items()}),
    ("H-004", lambda counts: {m: {p: n * 3 // 4 for p, n in c.items()}
                              for m, c in counts.items()}),
    ("H-005", lambda counts: {m: {p: n * 2 for p, n in c.items()} for m, c in counts.items()}),
])
def test_what_is_seeded_into_a_stable_past_is_found(
    rule: str, change: Callable[[dict[str, dict[str, int]]], dict[str, dict[str, int]]]
) -> None:
    tried = [seed for seed in range(20) if stable(seed)[-1].rows >= 150]
    hit = 0
    for seed in tried:
        *earlier, last = stable(seed)
        counts = {month: dict(each) for month, each in last.counts.items()}
        hit += rule in failed(of(change(counts)), past(*earlier))
    assert len(tried) >= 8
    assert hit >= 0.9 * len(tried), (hit, len(tried))


def test_every_rule_of_history_is_fired_by_some_fault_and_never_refuses_but_a_copy() -> None:
    assert {rule for rule, (_, severity) in history.KINDS.items() if severity == "critical"} == {
        "H-003"}
    for rule in history.KINDS:
        assert all(words.has(f"{kind}.{rule}") for kind in ("rule", "seen", "rule_title"))


def test_a_result_of_history_is_what_the_desk_writes() -> None:
    shift: Result = found(of({MONTHS[6]: spread(290)}), steady(100))["H-001"]
    assert (shift.rows, shift.columns, shift.table, shift.examples) == ((), (), "rows", ())
