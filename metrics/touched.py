"""Which published figures a failed rule touches, so that the warning can follow them.

Here: from the columns that fail to the indicators counted from them, and to the periods at which
those are published. Not here: which figures an edition shows; places and breakdowns of one
indicator and period are one figure here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from data import contracts, periods
from data.desk import Touched
from data.manifest import Manifest
from expectations.verdict import RuleResult
from metrics.catalogue import Indicator, catalogue, dimension_column

OF: Mapping[str, Callable[[str], str]] = {
    "month": str, "quarter": periods.quarter_of, "year": periods.year_of}


def touched(
    manifest: Manifest, results: Iterable[RuleResult], counted: frozenset[str]
) -> tuple[Touched, ...]:
    """Return the indicators that each failed rule touches, and how many of their figures.

    ``counted`` names the indicators that the delivery has finest cells of; shares made of them
    are touched with them. A rule that names no column touches them all.
    """
    figures = {one: _figures(one, manifest.months) for one in _shares(counted)}
    return tuple(
        Touched(result.rule, id_, figures[id_])
        for result in results if result.status != "pass" and result.severity != "info"
        for id_ in _shares(frozenset(i for i in counted if _uses(manifest.contract, i, result)))
        if figures.get(id_)
    )


@cache
def _shares(counted: frozenset[str]) -> tuple[str, ...]:
    """Return the indicators, and the shares made of them."""
    made = {i.id for i in catalogue().all
            if i.kind == "share" and {i.numerator, i.denominator} & counted}
    return tuple(sorted(counted | made))


def _uses(contract: str, indicator: str, result: RuleResult) -> bool:
    if not result.columns:
        return True
    columns = _columns(contract, indicator)
    if result.table == "states":
        return any(column.startswith("state:") for column in columns)
    return bool(columns & set(result.columns))


@cache
def _columns(contract: str, indicator: str) -> frozenset[str]:
    """Name every column that an indicator's figures rest on, month, place and breakdowns too."""
    one = _by_id()[indicator]
    shared = {contracts.contract(contract).month_of, "record_key", "county",
              one.counting_authority}
    split = {dimension_column(dimension) for dimension in one.dimensions}
    return frozenset(one.columns() | shared | split)


@cache
def _by_id() -> dict[str, Indicator]:
    return {one.id: one for one in catalogue().all}


@cache
def _figures(indicator: str, months: tuple[str, ...]) -> int:
    """Count the periods of an indicator's tables that hold any of the months."""
    levels = {table.period for table in _by_id()[indicator].combinations}
    return len({of(month) for level, of in OF.items() if level in levels for month in months})
