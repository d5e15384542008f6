"""The rules of one delivery as its page sorts them: what stops, warns, was waived, passed.

Here: parting results, the limits that shares are drawn against, which figures are touched. Not
here: judging (``expectations``), markup. Limits are read from the suites, so that no page has a
limit of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from data import contracts, periods, words
from data.manifest import Manifest
from expectations import actions, inspections, payment_errors, published_figures, referrals
from expectations.rule import Rule

Row = Mapping[str, object]
PARTS = ("stops", "warns", "waived", "informs", "broken", "passed")
_SUITES: Mapping[str, Callable[[Manifest], tuple[Rule, ...]]] = {
    "referrals": referrals.suite, "inspections": inspections.suite,
    "payment_errors": payment_errors.suite, "actions": actions.suite,
    "published_figures": published_figures.suite,
}


@dataclass(frozen=True)
class Limit:
    """From which share of rows a rule fails, and from which one the delivery is refused.

    ``fails`` 0 is the first row; ``stops`` is None where no share refuses.
    """

    fails: float
    stops: float | None


def sort_out(rules: pl.DataFrame) -> dict[str, list[Row]]:
    """Part the rule results into those that stop, warn, are waived, inform, broke and passed."""
    parted: dict[str, list[Row]] = {part: [] for part in PARTS}
    for row in rules.iter_rows(named=True):
        parted[part_of(row)].append(row)
    return parted


def part_of(row: Row) -> str:
    """Tell which part of the page a result belongs to."""
    if row["status"] != "fail":
        return "broken" if row["status"] == "error" else "passed"
    if row.get("waived"):
        return "waived"
    return {"critical": "stops", "info": "informs"}.get(str(row["severity"]), "warns")


def heading(row: Row, parted: Mapping[str, Sequence[Row]], faults: int, lang: str) -> str:
    """Say the verdict by the fixed grammar of the verdicts."""
    counts = {part: words.number(len(rows), lang) for part, rows in parted.items()}
    of = words.number(sum(len(rows) for rows in parted.values()), lang)
    if row["personal"]:
        return words.say("verdict.personal", lang)
    if faults:
        return words.say("verdict.unread", lang, count=words.number(faults, lang))
    return words.say(_key(str(row.get("outcome")), parted), lang, of=of, **counts)


def _key(outcome: str, parted: Mapping[str, Sequence[Row]]) -> str:
    """Choose the sentence: what could not run is worst, then what stops, then the decision."""
    if parted["broken"]:
        return "verdict.broken"
    if parted["stops"]:
        return "verdict.refused"
    if outcome == "refused":
        return "desk.verdict_refused_by"
    if parted["warns"]:
        return "verdict.waiting" if outcome == "waiting" else "verdict.remark"
    if parted["waived"]:
        return "verdict.accepted_with_remark"
    return "verdict.informed" if parted["informs"] else "verdict.accepted"


def figures(touched: pl.DataFrame, rules: Collection[str] | None = None) -> int:
    """Count the figures that some rules (all where None) touch, each figure once."""
    chosen = touched if rules is None else touched.filter(pl.col("rule").is_in(list(rules)))
    return int(chosen.group_by("indicator").agg(pl.col("figures").max())["figures"].sum())


def touching(touched: pl.DataFrame, rule: str) -> list[tuple[str, int]]:
    """List the indicators that a rule touches, with how many figures, the most first."""
    rows = touched.filter(pl.col("rule") == rule).sort(
        ["figures", "indicator"], descending=[True, False])
    return [(str(r["indicator"]), int(r["figures"])) for r in rows.iter_rows(named=True)]


def ordered(rows: Sequence[Row], touched: pl.DataFrame) -> list[Row]:
    """Order results: those that touch the most figures first, then the most rows."""
    return sorted(rows, key=lambda r: (
        -figures(touched, [str(r["rule"])]), -int(str(r["failing"])), str(r["rule"])))


@cache
def limits(contract: str) -> Mapping[str, Limit]:
    """Return the limits of the rules of a kind of delivery, from its suite."""
    if contract not in _SUITES:
        return {}
    suite = _SUITES[contract](_neutral(contract))
    return {rule.id: _limit(rule, twin) for rule, twin in zip(suite, [*suite[1:], None],
                                                             strict=True)}


def _limit(rule: Rule, twin: Rule | None) -> Limit:
    """A rule that warns may have a twin after it that refuses, on the same columns."""
    fails = round(1 - rule.mostly, 6)
    if rule.severity == "critical":
        return Limit(fails, fails)
    same = twin is not None and twin.severity == "critical" and (
        (twin.table, tuple(twin.parts)) == (rule.table, tuple(rule.parts)) and twin.mostly < 1)
    return Limit(fails, round(1 - twin.mostly, 6) if twin is not None and same else None)


def _neutral(contract: str) -> Manifest:
    """A manifest that says nothing but the month: limits do not follow from the rest."""
    today = date.today()
    return Manifest(contract, contracts.contract(contract).version, "", (periods.month_of(today),),
                    0, None, {}, "synthetic", today)
