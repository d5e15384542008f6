"""Promises of the verdict: who may let what through, and what nobody may."""

from collections.abc import Iterable

import pytest

from expectations.run import SUITES
from expectations.verdict import RuleResult, Severity, Status, Verdict, judge, waivable
from tests import frames


def result(rule: str, severity: Severity = "warning", status: Status = "fail",
           dimension: str = "consistency") -> RuleResult:
    return RuleResult(rule, dimension, severity, status, 1, 9, (2,), ("persons",), "rows",
                      "Fel. Rätta.", "Wrong. Mend.")


def outcome(*results: RuleResult, waived: Iterable[str] = ()) -> str:
    return judge(results, waived).outcome


def test_a_warning_waits_until_it_is_waived() -> None:
    assert outcome(result("REF-026")) == "waiting"
    assert outcome(result("REF-026"), waived=["REF-026"]) == "accepted_with_remark"
    assert outcome(result("REF-026"), result("REF-027"), waived=["REF-026"]) == "waiting"


def test_a_critical_failure_refuses_unless_it_is_waived() -> None:
    assert outcome(result("REF-021", "critical"), result("REF-026")) == "refused"
    assert outcome(result("REF-021", "critical"), waived=["REF-021"]) == "accepted_with_remark"


def test_a_rule_that_could_not_run_holds_the_delivery_whatever_is_waived() -> None:
    held = judge([result("REF-026", status="error")], ["REF-026"])
    assert (held.outcome, held.on_hold, held.results[0].waived) == ("waiting", True, False)
    assert held.heading("en").startswith("The delivery is on hold: 1 of 1 rules could not run")
    assert outcome(result("REF-026", status="error"), result("REF-021", "critical")) == "refused"


def test_information_and_waivers_of_what_passed_change_nothing() -> None:
    informed = judge([result("REF-043", "info")])
    assert informed.outcome == "accepted"
    assert informed.heading("en") == "The delivery is accepted: none of 1 rules warns or stops."
    passed = judge([result("REF-026", status="pass")], ["REF-026"])
    assert passed.outcome == "accepted" and not passed.results[0].waived


@pytest.mark.parametrize("rule", ["REF-001", "REF-002", "REF-003", "REF-004", "INS-007", "PAY-009",
                                  "PAY-013", "ACT-040", "REF-024", "REF-025", "PUB-025", "P-001",
                                  "KEY-001"])
def test_rules_of_privacy_keys_and_structure_are_never_waived(rule: str) -> None:
    assert not waivable(rule, "consistency")
    assert outcome(result(rule, "critical"), waived=[rule]) == "refused"


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
def test_no_suite_lets_a_repeated_key_be_waived(contract_id: str) -> None:
    rules = SUITES[contract_id](frames.clean(contract_id).manifest)
    unique = [rule for rule in rules if rule.dimension == "uniqueness"]
    assert unique and not any(waivable(rule.id, rule.dimension) for rule in unique)
    assert any(waivable(rule.id, rule.dimension) for rule in rules)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_outcome_has_a_sentence_with_its_counts(lang: str) -> None:
    verdicts: list[Verdict] = [
        judge([result("REF-026", status="pass")]), judge([result("REF-026")]),
        judge([result("REF-026")], ["REF-026"]), judge([result("REF-021", "critical")]),
        judge([result("REF-026", status="error")]), judge([result("REF-043", "info")]),
    ]
    headings = [each.heading(lang) for each in verdicts]
    assert len(set(headings)) == len(headings)
    assert all("1" in heading and "{" not in heading for heading in headings)
