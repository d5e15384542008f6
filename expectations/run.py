"""The only door to Great Expectations: a file becomes a verdict.

Here belong the order of the checks and the judging of a suite by the library itself. It
is imported inside a function, since it takes seconds and must never be in the dashboard's
process. What it hands back is read for success and errors only: no value of a delivery leaves.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.contracts import contract
from data.deliveries import Delivery, Refused, Unpacked, understand, unpack
from data.faults import fault
from data.manifest import Manifest
from data.reading.source import Given, Source, load
from expectations import actions, inspections, payment_errors, privacy, published_figures, referrals
from expectations.frames import prepared
from expectations.rule import Rule
from expectations.truth import Table
from expectations.unlisted import described
from expectations.verdict import Status, Verdict, judge, refused

SUITES: Mapping[str, Callable[[Manifest], tuple[Rule, ...]]] = {
    "referrals": referrals.suite,
    "inspections": inspections.suite,
    "payment_errors": payment_errors.suite,
    "actions": actions.suite,
    "published_figures": published_figures.suite,
}
ONE_AT_A_TIME = threading.Lock()
"""The library judges one thread's frame for another's where two runs meet in one process."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """A verdict, the delivery where it was let in, and the manifest where it could be read.

    Of a file with personal data the manifest tells its contract, and no more may be kept of it.
    """

    verdict: Verdict
    delivery: Delivery | None = None
    manifest: Manifest | None = None


def check(
    path: str | Path | Given, *, order: int = 1, received_on: date | None = None,
    waived: Iterable[str] = frozenset(),
) -> Checked:
    """Check a delivery at a path or given as bytes: structure, personal data, types, its suite.

    ``order`` is the file's place in the call, by which it is named if it holds personal data.
    ``received_on`` is the day of receipt, after which nothing in the delivery may be dated.
    ``waived`` are rules that a steward lets through for this sending. The verdict holds no value
    of the file but the keys of its examples. Nothing is raised because of a file, and a fault of
    ours refuses it as well.
    """
    try:
        target = path if isinstance(path, Given) else Path(path)
        return _checked(target, order, received_on, frozenset(waived))
    except Exception as failure:  # a check that could not run blocks, whatever the reason
        # The message of an exception may quote the file: its kind is all that is kept.
        logger.error("A check could not run: %s", type(failure).__name__)
        ours = not isinstance(failure, MemoryError)
        return Checked(refused([fault("X-002" if ours else "X-004")]))


def _checked(
    path: Path | Given, order: int, received_on: date | None, waived: frozenset[str]
) -> Checked:
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
    verdict = judged(delivery, waived)
    let_in = delivery if verdict.outcome != "refused" else None
    return Checked(verdict, let_in, delivery.manifest)


def judged(delivery: Delivery, waived: Iterable[str] = frozenset()) -> Verdict:
    """Judge a typed delivery by the suite of its contract."""
    verdict = judged_lazily(delivery.manifest, delivery.rows.lazy(), delivery.states.lazy(),
                            delivery.first, waived)
    return described(verdict, delivery)


def judged_lazily(
    manifest: Manifest, rows: pl.LazyFrame, states: pl.LazyFrame, first: int = 1,
    waived: Iterable[str] = frozenset(),
) -> Verdict:
    """Judge typed tables that may lie on disk: they are scanned, and never held whole.

    ``first`` is the number of the first row in its file.
    """
    agreed, rules = contract(manifest.contract), SUITES[manifest.contract](manifest)
    tables = [
        Table(name, laid, (rule for rule in rules if rule.table == name), agreed)
        for name, laid in prepared(agreed, rows, states).items()
    ]
    statuses = _statuses(tables, manifest)
    results = [each for table in tables for each in table.results(statuses, first)]
    return judge(sorted(results, key=lambda result: result.rule), waived)


def _statuses(tables: list[Table], manifest: Manifest) -> dict[str, Status]:
    """Let Great Expectations judge the rules of all tables, in a context of this run's own."""
    statuses: dict[str, Status] = {}
    with ONE_AT_A_TIME:
        context = _context()
        for table in tables:
            judged = [rule for rule in table.rules if not _vacuous(rule, table)]
            asked = _parameters(manifest, table.name)
            found = _run(context, table, judged, asked) if judged else {}
            errors: dict[str, Status] = {rule.id: "error" for rule in judged}
            passed: dict[str, Status] = {rule.id: "pass" for rule in table.rules}
            statuses |= passed | errors | found
    return statuses


def _vacuous(rule: Rule, table: Table) -> bool:
    """Of no rows every promise about a row holds; the manifest's numbers are still compared."""
    return rule.judge is None and table.height == 0


def _parameters(manifest: Manifest, table: str) -> dict[str, int]:
    """Give the numbers of the manifest that a suite compares with when it is run."""
    if table == "states":
        return {"rows": manifest.states_rows or 0}
    sums = {f"total_{name}": total for name, total in manifest.totals.items()}
    return {"rows": manifest.rows, **sums}


def _run(
    context: Any, table: Table, rules: list[Rule], parameters: Mapping[str, int]
) -> dict[str, Status]:
    """Validate a table's load by its suite.

    Straight on the batch: a checkpoint writes suite, definition and itself into stores and reads
    them back four times, which costs more than the judging and is thrown away with the context.
    """
    import great_expectations as gx

    suite = gx.ExpectationSuite(
        name=table.name, expectations=[_expectation(rule) for rule in rules])
    asset = context.data_sources.add_polars(table.name).add_load_asset(table.name)
    batch = asset.add_batch_definition_whole_dataframe(table.name).get_batch(
        {"dataframe": table.load})
    run = batch.validate(suite, result_format={"result_format": "BOOLEAN_ONLY"},
                         expectation_parameters=dict(parameters))
    return {each.expectation_config.meta["rule"]: _status(each) for each in run.results}


def _context() -> Any:
    """Make a context that writes nothing to disk, shows nothing and calls nobody."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    from expectations import engine  # noqa: F401 (registers add_polars)

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
