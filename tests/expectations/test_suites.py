"""Promises of the suites: clean passes, every seeded fault is found, no rule is idle."""

import pickle
from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl
import pytest

from data.contracts import chains, contract
from data.deliveries import Delivery
from expectations import run
from expectations.frames import prepared
from expectations.verdict import RuleResult, Verdict
from tests import frames
from tests.expectations.mutants import MUTANTS

EVERY = [(contract_id, name) for contract_id, found in MUTANTS.items() for name in found]


@cache
def verdict(contract_id: str, name: str) -> Verdict:
    return run.judged(MUTANTS[contract_id][name][1](frames.clean(contract_id)))


def alone(delivery: Delivery, *rules: str) -> Verdict:
    """Judge a delivery by some rules of its suite only: each takes Great Expectations its time."""
    contract_id = delivery.manifest.contract
    suite = run.SUITES[contract_id]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(run.SUITES, contract_id,  # type: ignore[arg-type]
                      lambda manifest: tuple(r for r in suite(manifest) if r.id in rules))
        return run.judged(delivery)


def said(found: Verdict) -> set[str]:
    """Give every word that a verdict says in either language, and all that it carries besides."""
    texts = [text for lang in ("sv", "en") for text in found.reasons(lang)]
    carried = [text for each in found.results for text in (*each.columns, each.detail_sv)]
    return {word.strip(".,:;()") for text in (*texts, *carried) for word in text.split()}


def cells(delivery: Delivery) -> set[str]:
    """Give the values of a delivery that are neither codes of our own nor record keys."""
    agreed = contract(delivery.manifest.contract)
    codes = {code.code for column in agreed.columns for code in column.codes(None)}
    own = codes | {state.code for chain in chains() for state in chain.states}
    columns = [column for frame in (delivery.rows, delivery.states) for column in frame
               if column.name != "record_key"]
    values = {str(value) for column in columns for value in column.drop_nulls().unique()}
    return {value for value in values - own if len(value) > 2}


def result(found: Verdict, rule: str) -> RuleResult:
    return next(each for each in found.results if each.rule == rule)


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
def test_a_clean_delivery_passes_every_rule(contract_id: str) -> None:
    found = run.judged(frames.clean(contract_id))
    assert [each.reason("en") for each in found.failed()] == []
    assert found.outcome == "accepted"


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
def test_an_empty_delivery_passes_every_rule(contract_id: str) -> None:
    assert run.judged(frames.built(contract_id, [], [])).outcome == "accepted"


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
def test_an_empty_delivery_is_still_compared_with_its_manifest(contract_id: str) -> None:
    empty = frames.built(contract_id, [], [])
    found = run.judged(replace(empty, manifest=replace(empty.manifest, rows=1)))
    assert [each.rule[-3:] for each in found.failed()] == ["009"]


def test_there_are_more_than_three_hundred_seeded_faults() -> None:
    assert len(EVERY) >= 300
    assert min(len(found) for found in MUTANTS.values()) >= 30


@pytest.mark.parametrize(("contract_id", "name"), EVERY)
def test_a_seeded_fault_is_found_by_its_rule(contract_id: str, name: str) -> None:
    rule, change = MUTANTS[contract_id][name]
    delivery = change(frames.clean(contract_id))
    found = alone(delivery, rule)
    assert [each.rule for each in found.failed()] == [rule]
    assert found.outcome == (
        "refused" if found.results[0].severity == "critical" else "waiting")
    assert said(found).isdisjoint(cells(delivery))


@pytest.mark.proof
@pytest.mark.parametrize(("contract_id", "name"), EVERY)
def test_a_seeded_fault_is_found_by_its_rule_among_all_rules(contract_id: str, name: str) -> None:
    rule, change = MUTANTS[contract_id][name]
    found = verdict(contract_id, name)
    assert result(found, rule).status == "fail", [each.rule for each in found.failed()]
    assert "error" not in {each.status for each in found.results}
    assert found.outcome in ("waiting", "refused")
    assert said(found).isdisjoint(cells(change(frames.clean(contract_id))))


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
def test_every_rule_has_a_fault_that_it_is_meant_for(contract_id: str) -> None:
    rules = {each.id for each in run.SUITES[contract_id](frames.clean(contract_id).manifest)}
    assert rules == {rule for rule, _ in MUTANTS[contract_id].values()}


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
def test_every_suite_has_ten_rules_with_words_in_both_languages(contract_id: str) -> None:
    rules = run.SUITES[contract_id](frames.clean(contract_id).manifest)
    assert len(rules) >= 10
    assert len({each.id for each in rules}) == len(rules)
    for rule in rules:
        assert len(rule.sentence("sv")) > 20 and len(rule.sentence("en")) > 20
        assert set(rule.parts) <= {c.name for c in contract(contract_id).columns} | {
            "record_key", "state", "date"}


def test_a_delivery_with_a_warning_waits_for_a_steward() -> None:
    found = verdict("inspections", "the lead among the participants")
    assert found.outcome == "waiting"
    assert [each.rule for each in found.failed()] == ["INS-027"]
    remark = found.reasons("en")[0]
    assert remark.endswith("participants: 1 of 40 (2.5%), row 2.")


def test_a_result_tells_rows_and_columns_but_no_value() -> None:
    broken = result(verdict("referrals", "an unknown centre"), "REF-002")
    assert (broken.rows, broken.columns, broken.failing, broken.of) == ((2,), ("centre",), 1, 40)
    assert b"ruc8" not in pickle.dumps(verdict("referrals", "an unknown centre"))


def test_a_date_rule_warns_for_one_row_and_stops_for_many() -> None:
    one = verdict("payment_errors", "a state before the opening")
    many = verdict("payment_errors", "many states before the opening")
    assert one.outcome == "waiting"
    assert many.outcome == "refused"


def test_numbers_exactly_at_their_bounds_pass() -> None:
    rows = frames.clean("payment_errors").rows.to_dicts()
    rows[0] |= {"claimed": 50_000_000, "repaid": 50_000_000, "prevented": 0}
    states = frames.clean("payment_errors").states.rows()
    assert run.judged(frames.built("payment_errors", rows, states)).outcome == "accepted"


def test_a_share_of_few_rows_is_not_judged() -> None:
    rows = frames.clean("inspections").rows.head(4).with_columns(pl.lit("00").alias("county"))
    states = frames.clean("inspections").states.join(rows, on="record_key", how="semi")
    few = frames.built("inspections", rows.to_dicts(), states.rows())
    assert run.judged(few).outcome == "accepted"


def _classes_of_their_own() -> list[tuple[str, str]]:
    return [("referrals", "a record twice"), ("referrals", "a state twice"),
            ("published_figures", "a figure twice"), ("payment_errors", "more repaid than claimed"),
            ("inspections", "more without right to stay than checked")]


@pytest.mark.parametrize(("contract_id", "name"), _classes_of_their_own())
def test_great_expectations_counts_the_same_rows(contract_id: str, name: str) -> None:
    import great_expectations as gx
    import great_expectations.expectations as classes

    rule_id, change = MUTANTS[contract_id][name]
    delivery: Delivery = change(frames.clean(contract_id))
    rule = next(each for each in run.SUITES[contract_id](delivery.manifest) if each.id == rule_id)
    assert rule.judge is not None
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("oracle").add_dataframe_asset("table")
    laid = prepared(contract(contract_id), delivery.rows.lazy(), delivery.states.lazy())
    frame = laid[rule.table].own.collect().to_pandas()
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    counted = batch.validate(getattr(classes, rule.judge.name)(**rule.judge.asked))
    assert counted.result["unexpected_count"] == result(verdict(contract_id, name), rule_id).failing


def test_a_rule_that_cannot_run_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    from expectations.rule import Judge, Rule

    broken = Rule("REF-002", "validity", "warning",
                  judge=Judge("ExpectColumnValuesToBeUnique", {"column": "no such column"}))
    monkeypatch.setitem(run.SUITES, "referrals", lambda manifest: (broken,))  # type: ignore[arg-type]
    found = run.judged(frames.clean("referrals"))
    assert found.results[0].status == "error"
    assert found.outcome == "waiting" and found.on_hold
    assert "could not run" in found.reasons("en")[0]


def test_a_delivery_sent_after_it_came_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from data.deliveries import write

    clean = frames.clean("actions")
    path = write(tmp_path, "a", clean.manifest, clean.rows, clean.states, "csv")
    early = run.check(path, received_on=date(2026, 9, 9))
    assert [each.rule for each in early.verdict.faults] == ["M-013"]
    assert run.check(path, received_on=date(2026, 9, 10)).verdict.outcome == "accepted"


def test_a_receiver_may_leave_the_states_to_the_sender() -> None:
    clean = frames.clean("referrals")
    rows = clean.rows.filter(pl.col("kind") == "payment_notification").with_columns(
        pl.lit("receiver").alias("reported_by"))
    own = frames.built("referrals", rows.to_dicts(), [], deliverer="fk")
    assert run.judged(own).outcome == "accepted"
    sent = frames.built("referrals", rows.with_columns(reported_by=pl.lit("sender")).to_dicts(), [])
    assert [each.rule for each in run.judged(sent).failed()] == ["REF-042"]
