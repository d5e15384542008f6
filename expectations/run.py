"""The only door to Great Expectations: a file becomes a verdict.

Here belong the order of the checks and the judging of a suite by a real Checkpoint. The library
is imported inside a function, since it takes seconds and must never be in the dashboard's
process. What it hands back is read for success and errors only: no value of a delivery leaves.
"""

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data.deliveries import Delivery, Refused, Unpacked, understand, unpack
from data.faults import fault
from data.manifest import Manifest
from data.reading.source import Given, Source, load
from expectations import actions, inspections, payment_errors, privacy, published_figures, referrals
from expectations.frames import prepared
from expectations.rule import Rule
from expectations.verdict import RuleResult, Status, Verdict, judge, refused

SUITES: Mapping[str, Callable[[Manifest], tuple[Rule, ...]]] = {
    "referrals": referrals.suite,
    "inspections": inspections.suite,
    "payment_errors": payment_errors.suite,
    "actions": actions.suite,
    "published_figures": published_figures.suite,
}
LISTED = 20
"""Row numbers kept in a result; the rest are counted."""
ONE_AT_A_TIME = threading.Lock()
"""The library judges one thread's frame for another's where two runs meet in one process."""
MADE: dict[str, Any] = {}
"""The checkpoints of this process by what they ask: making one costs as much as running it."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """A verdict, the delivery where it was let in, and the manifest where it could be read.

    Of a file with personal data the manifest tells its contract, and no more may be kept of it.
    """

    verdict: Verdict
    delivery: Delivery | None = None
    manifest: Manifest | None = None


def check(path: str | Path | Given, *, order: int = 1, received_on: date | None = None) -> Checked:
    """Check a delivery at a path or given as bytes: structure, personal data, types, its suite.

    ``order`` is the file's place in the call, by which it is named if it holds personal data.
    ``received_on`` is the day of receipt, after which nothing in the delivery may be dated. The
    verdict holds no value of the file. Nothing is raised because of a file, and a fault of ours
    refuses it as well.
    """
    try:
        target = path if isinstance(path, Given) else Path(path)
        return _checked(target, order, received_on)
    except Exception as failure:  # a check that could not run blocks, whatever the reason
        # The message of an exception may quote the file: its kind is all that is kept.
        logger.error("A check could not run: %s", type(failure).__name__)
        ours = not isinstance(failure, MemoryError)
        return Checked(refused([fault("X-002" if ours else "X-004")]))


def _checked(path: Path | Given, order: int, received_on: date | None) -> Checked:
    source = load(path)
    if not isinstance(source, Source):
        return Checked(refused(source))
    unpacked = unpack(source)
    tables = unpacked.tables if isinstance(unpacked, Unpacked) else None
    if personal := privacy.search(source, tables, order):
        return Checked(refused(personal, personal=True), None, unpacked.manifest)
    if isinstance(unpacked, Refused):
        return Checked(refused(unpacked.faults), None, unpacked.manifest)
    if received_on is not None and unpacked.manifest.sent > received_on:
        return Checked(refused([fault("M-013", "manifest")]), None, unpacked.manifest)
    delivery = understand(unpacked)
    if isinstance(delivery, Refused):
        return Checked(refused(delivery.faults), None, delivery.manifest)
    verdict = judged(delivery)
    let_in = delivery if verdict.outcome != "refused" else None
    return Checked(verdict, let_in, delivery.manifest)


def judged(delivery: Delivery) -> Verdict:
    """Judge a typed delivery by the suite of its contract."""
    rules = SUITES[delivery.manifest.contract](delivery.manifest)
    results: list[RuleResult] = []
    for table, frame in prepared(delivery).items():
        of_table = [rule for rule in rules if rule.table == table]
        held = frame.with_columns(rule.expression() for rule in of_table if rule.parts)
        statuses = _statuses(of_table, held, _parameters(delivery.manifest, table))
        results += [_result(rule, held, statuses[rule.id], delivery.first) for rule in of_table]
    return judge(sorted(results, key=lambda result: result.rule))


def _parameters(manifest: Manifest, table: str) -> dict[str, int]:
    """Give the numbers of the manifest that a suite compares with when it is run."""
    if table == "states":
        return {"rows": manifest.states_rows or 0}
    sums = {f"total_{name}": total for name, total in manifest.totals.items()}
    return {"rows": manifest.rows, **sums}


def _result(rule: Rule, held: pl.DataFrame, status: Status, first: int) -> RuleResult:
    wrong = held.get_column(rule.truth) == 0 if rule.parts else None
    rows = [] if wrong is None else wrong.arg_true().to_list()
    columns = _columns(rule, held) if rows else tuple(rule.parts)
    return RuleResult(
        rule=rule.id,
        dimension=rule.dimension,
        severity=rule.severity,
        status=status,
        failing=len(rows) if rule.parts else int(status == "fail"),
        of=held.height if rule.parts else 1,
        rows=tuple(row + first for row in rows[:LISTED]),
        columns=columns,
        table=rule.table,
        sv=rule.sentence("sv"),
        en=rule.sentence("en"),
    )


def _columns(rule: Rule, held: pl.DataFrame) -> tuple[str, ...]:
    """Give the columns of a rule that fail on some row."""
    fails = held.select((~part.fill_null(True)).any().alias(name)
                        for name, part in rule.parts.items())
    return tuple(name for name, failing in fails.row(0, named=True).items() if failing)


def _statuses(
    rules: list[Rule], held: pl.DataFrame, parameters: Mapping[str, int]
) -> dict[str, Status]:
    """Let Great Expectations judge the rules of one table, each by its class."""
    # Of no rows every promise about a row holds; the numbers of the manifest are still compared.
    vacuous = {rule.id for rule in rules if rule.judge is None and held.is_empty()}
    judged = [rule for rule in rules if rule.id not in vacuous]
    asked = {column for rule in judged for column in _named(rule)}
    frame = held.select(column for column in held.columns if column in asked)
    with ONE_AT_A_TIME:
        results = _run(judged, frame, parameters)
    return {rule.id: results.get(rule.id, "pass" if rule.id in vacuous else "error")
            for rule in rules}


def _named(rule: Rule) -> set[str]:
    values = rule.judged().asked.values()
    return {each for value in values for each in (value if isinstance(value, list) else [value])
            if isinstance(each, str)}


def _run(
    rules: list[Rule], frame: pl.DataFrame, parameters: Mapping[str, int]
) -> dict[str, Status]:
    asked = [(rule.id, rule.severity, rule.judged().name, dict(rule.judged().asked))
             for rule in rules]
    suite = json.dumps(asked, sort_keys=True)
    if suite not in MADE:
        MADE[suite] = _checkpoint(f"suite {len(MADE)}", rules)
    run = MADE[suite].run(
        batch_parameters={"dataframe": frame.to_pandas()}, expectation_parameters=dict(parameters)
    )
    results: list[Any] = [each for found in run.run_results.values() for each in found.results]
    return {each.expectation_config.meta["rule"]: _status(each) for each in results}


def _checkpoint(name: str, rules: list[Rule]) -> Any:
    """Make the checkpoint of a suite, in the one context of this process."""
    import great_expectations as gx

    context = _context()
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    suite = context.suites.add(
        gx.ExpectationSuite(name=name, expectations=[_expectation(rule) for rule in rules])
    )
    definition = context.validation_definitions.add(gx.ValidationDefinition(
        name=name, data=asset.add_batch_definition_whole_dataframe(name), suite=suite
    ))
    return context.checkpoints.add(gx.Checkpoint(
        name=name, validation_definitions=[definition],
        result_format={"result_format": "BOOLEAN_ONLY"},
    ))


@cache
def _context() -> Any:
    """Make a context that writes nothing to disk, shows nothing and calls nobody."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    return gx.get_context(mode="ephemeral", project_config=DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    ))


def _expectation(rule: Rule) -> Any:
    import great_expectations.expectations as classes

    judge = rule.judged()
    return getattr(classes, judge.name)(
        **judge.asked,
        severity=rule.severity,
        description=rule.sentence("en"),
        meta={
            "rule": rule.id,
            "dimension": rule.dimension,
            "sv": rule.sentence("sv"),
            "en": rule.sentence("en"),
        },
    )


def _status(result: Any) -> Status:
    """An expectation that could not be judged is an error, never a pass or a plain failure."""
    info = result.exception_info or {}
    raised = [info] if "raised_exception" in info else info.values()
    if any(each.get("raised_exception") for each in raised):
        return "error"
    return "pass" if result.success else "fail"
