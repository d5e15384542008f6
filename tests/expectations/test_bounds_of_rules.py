"""Promises of the rules at their bounds: what lies exactly at one passes, the next does not."""

from collections.abc import Callable
from datetime import date

import pytest

from data.contracts import code_list
from expectations import run
from tests import frames
from tests.expectations.mutants import (
    Change,
    both,
    dated,
    many,
    put,
    say,
    shifted,
    with_state,
    without_state,
)
from tests.expectations.test_suites import alone

BEGINS = next(c.valid_from for c in code_list("register:authorities") if c.code == "ubm")
assert BEGINS is not None
TO_THE_FIRST_DAY = (BEGINS - frames.OPENED).days

AT: list[tuple[str, str, Change, Change]] = [
    ("referrals", "REF-005", put("persons", 200), put("persons", 201)),
    ("referrals", "REF-005", put("persons", 1), put("persons", 0)),
    ("referrals", "REF-010", put("case_key", "C-5560-1234-567A"),
     put("case_key", "C-5560-1234-5678")),
    ("referrals", "REF-010", put("case_key", "C-2026-AB34-5678"),
     put("case_key", "C-2026-1234-AB78")),
    ("referrals", "REF-010", put("case_key", "C-2126-1234-AB78"),
     put("case_key", "C-1926-1234-AB78")),
    ("referrals", "REF-011", both(shifted(TO_THE_FIRST_DAY), put("receiver", "ubm")),
     both(shifted(TO_THE_FIRST_DAY - 1), put("receiver", "ubm"))),
    ("referrals", "REF-018", say(sent=date(2026, 8, 31)), say(sent=date(2026, 8, 30))),
    ("referrals", "REF-019", shifted(0), shifted(-1)),
    ("referrals", "REF-034", dated("lead", 0), dated("lead", -1)),
    ("referrals", "REF-036", dated("intelligence_case", -1), dated("intelligence_case", -2)),
    ("referrals", "REF-039", say(sent=date(2026, 8, 26)), say(sent=date(2026, 8, 24))),
    ("referrals", "REF-051", dated("coordinator_contacted", -1),
     dated("coordinator_contacted", -2)),
    ("referrals", "REF-029", put("case_key", frames.key("C", 1), tuple(range(20))),
     put("case_key", frames.key("C", 1), tuple(range(21)))),
    ("inspections", "INS-005", put("persons_checked", 500), put("persons_checked", 501)),
    ("inspections", "INS-016", put("recovery", 0), put("recovery", -1)),
    ("inspections", "INS-020", put("no_right_to_work", 5), put("no_right_to_work", 6)),
    ("inspections", "INS-008", say(sent=date(2026, 8, 22)), say(sent=date(2026, 8, 20))),
    ("inspections", "INS-053", dated("inspected", 0), dated("inspected", 1)),
    ("payment_errors", "PAY-005", put("claimed", 50_000_000), put("claimed", 50_000_001)),
    ("payment_errors", "PAY-017", put("prevented", 899_999), put("prevented", 900_000)),
    ("payment_errors", "PAY-020", put("repaid", 12_000), put("repaid", 12_001)),
    ("payment_errors", "PAY-022", put("claimed", 1_000_000, (0, 3, 6, 9)),
     put("claimed", 1_000_000, (0, 3, 6, 9, 12))),
    ("payment_errors", "PAY-051", put("prevented", 11_999), put("prevented", 12_000)),
    ("payment_errors", "PAY-027", put("county", "00", tuple(range(8))),
     put("county", "00", tuple(range(9)))),
    ("actions", "ACT-005", put("persons", 500), put("persons", 501)),
    ("actions", "ACT-024", put("due", date(2026, 8, 4), 1), put("due", date(2026, 8, 3), 1)),
    ("published_figures", "PUB-005", put("year", 2000), put("year", 1999)),
    ("published_figures", "PUB-021", put("value", 350.0, 1), put("value", 350.5, 1)),
    ("published_figures", "PUB-024", both(put("unit", "percent"), put("value", 100.0)),
     both(put("unit", "percent"), put("value", 100.1))),
    ("published_figures", "PUB-028", put("year", 2026), put("year", 2027)),
    ("published_figures", "PUB-052", put("value", 91_900.0), put("value", 92_600.0)),
]
"""Contract, rule, a change that lies at the bound, and the least one that lies beyond."""


@pytest.mark.parametrize(("contract_id", "rule", "at", "beyond"), AT)
def test_what_lies_at_the_bound_passes_and_the_next_does_not(
    contract_id: str, rule: str, at: Change, beyond: Change
) -> None:
    clean = frames.clean(contract_id)
    assert [each.rule for each in alone(at(clean), rule).failed()] == []
    assert [each.rule for each in alone(beyond(clean), rule).failed()] == [rule]


PAIRS = [
    ("referrals", "REF-055", "REF-056", lambda n: put("outcome", "investigated", _nth(3, n))),
    ("inspections", "INS-026", "INS-052", lambda n: with_state("followed_up", _nth(1, n, 2))),
    ("payment_errors", "PAY-051", "PAY-052", lambda n: put("prevented", 12_000, _nth(0, n, 3))),
    ("actions", "ACT-051", "ACT-052", lambda n: put("prevented", 50_000, _nth(0, n, 4))),
]


def _nth(first: int, times: int, step: int = 6) -> tuple[int, ...]:
    return tuple(range(first, first + step * times, step))


@pytest.mark.parametrize(("contract_id", "remark", "stop", "wrong"), PAIRS)
def test_up_to_five_of_a_hundred_give_a_remark_and_more_refuse(
    contract_id: str, remark: str, stop: str, wrong: Callable[[int], Change]
) -> None:
    clean = frames.clean(contract_id)
    for rows, rule, outcome in ((1, remark, "waiting"), (2, remark, "waiting"),
                                (3, stop, "refused")):
        found = alone(wrong(rows)(clean), remark, stop)
        assert ([each.rule for each in found.failed()], found.outcome) == ([rule], outcome)


def test_few_rows_are_remarked_on_however_many_of_them_are_wrong() -> None:
    clean = frames.clean("payment_errors")
    rows, states = clean.rows.head(12).to_dicts(), clean.states.join(
        clean.rows.head(12), on="record_key", how="semi").rows()
    few = put("prevented", 12_000, (0, 3, 6))(frames.built("payment_errors", rows, states))
    assert [each.rule for each in run.judged(few).failed()] == ["PAY-051"]


def test_a_whole_of_several_figures_counts_by_the_largest() -> None:
    whole, part = "areas_total", "areas_particularly_vulnerable"
    same = both(put("year", 2018, (0, 1, 2)), put("value", 10.0, (0, 1, 2)), put("low", None, 1),
                put("high", None, 1), put("indicator", whole, (0, 1)), put("indicator", part, 2))
    clean = same(frames.clean("published_figures"))
    assert not alone(clean, "PUB-051").failed()
    more = put("value", 11.0, 2)(clean)
    assert alone(more, "PUB-051").failed()
    assert not alone(put("value", 11.0, 1)(more), "PUB-051").failed()


def test_a_repeated_delivery_of_other_keys_is_clean() -> None:
    for contract_id in ("referrals", "inspections", "payment_errors", "actions"):
        assert run.judged(many(3)(frames.clean(contract_id))).outcome == "accepted"


def test_a_case_that_went_no_further_has_no_support() -> None:
    stopped = both(without_state("consent_given", "coordinator_contacted"),
                   put("consent", "refused", 1))(frames.clean("referrals"))
    assert run.judged(stopped).outcome == "accepted"
