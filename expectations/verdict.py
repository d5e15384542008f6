"""The result of checking one delivery, as a value.

Here belong the outcome, the results of the rules and how they turn into a sentence. No rule is
judged here, nothing is read and no value from a delivery is ever held: a result knows its rule,
how many rows fail and which, and names columns of the contract only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from data.faults import Fault, rows_text
from data.words import number, percent, say

Outcome = Literal["accepted", "accepted_with_remark", "refused"]
Severity = Literal["critical", "warning", "info"]
Status = Literal["pass", "fail", "error"]


@dataclass(frozen=True)
class RuleResult:
    """What one rule says about one delivery.

    ``failing`` of ``of`` rows fail; ``rows`` are the first of them, numbered as the deliverer
    sees them in ``table`` (rows or states). ``sv`` and ``en`` hold no count, so they may follow a
    figure into an edition.
    """

    rule: str
    dimension: str
    severity: Severity
    status: Status
    failing: int
    of: int
    rows: tuple[int, ...]
    columns: tuple[str, ...]
    table: str
    sv: str
    en: str

    @property
    def share(self) -> float:
        """Give the share of rows that fail, 0 to 1."""
        return self.failing / self.of if self.of else 0.0

    def reason(self, lang: str) -> str:
        """Say what is wrong, where, and what to do, in one language."""
        if self.status == "error":
            return f"{self.rule}: {say('fault.X-001', lang, rule=self.rule)}"
        text = self.sv if lang == "sv" else self.en
        return " ".join(part for part in (f"{self.rule}: {text}", self._extent(lang)) if part)

    def _extent(self, lang: str) -> str:
        if not self.rows:
            return ""
        return say(
            "extent.line" if self.table == "rows" else "extent.states_line",
            lang,
            columns=", ".join(self.columns),
            failing=number(self.failing, lang),
            of=number(self.of, lang),
            share=percent(100 * self.share, lang),
            rows=rows_text(self.rows, lang, self.failing),
        )


@dataclass(frozen=True)
class Verdict:
    """What the intake says about one file: its outcome and every reason for it."""

    outcome: Outcome
    results: tuple[RuleResult, ...] = ()
    faults: tuple[Fault, ...] = ()
    personal: bool = False

    def failed(self) -> tuple[RuleResult, ...]:
        """Give the results that did not pass, the worst first."""
        order = {"critical": 0, "warning": 1, "info": 2}
        return tuple(
            sorted(
                (result for result in self.results if result.status != "pass"),
                key=lambda result: (result.status != "error", order[result.severity], result.rule),
            )
        )

    def reasons(self, lang: str) -> tuple[str, ...]:
        """Give one sentence a fault and a failed rule, in one language."""
        faults = (f"{fault.rule}: {fault.text(lang)}" for fault in self.faults)
        return (*faults, *(result.reason(lang) for result in self.failed()))

    def heading(self, lang: str) -> str:
        """Say the outcome in one sentence, by the fixed grammar of the verdicts."""
        if self.personal:
            return say("verdict.personal", lang)
        if self.faults:
            return say("verdict.unread", lang, count=number(len(self.faults), lang))
        failed = self.failed()
        key = next((key for key, holds in self._kinds(failed) if holds), "verdict.accepted")
        counted = {
            "stops": sum(r.status == "fail" and r.severity == "critical" for r in failed),
            "warns": sum(r.status == "fail" and r.severity == "warning" for r in failed),
            "broken": sum(r.status == "error" for r in failed),
            "of": len(self.results),
        }
        return say(key, lang, **{name: number(n, lang) for name, n in counted.items()})

    @staticmethod
    def _kinds(failed: tuple[RuleResult, ...]) -> tuple[tuple[str, bool], ...]:
        return (
            ("verdict.broken", any(result.status == "error" for result in failed)),
            ("verdict.refused", any(result.severity == "critical" for result in failed)),
            ("verdict.remark", any(result.severity == "warning" for result in failed)),
        )


def judge(results: Iterable[RuleResult]) -> Verdict:
    """Turn the results of all rules into a verdict.

    A critical rule that fails refuses, and so does any rule that could not run. A warning lets
    the delivery in with a remark.
    """
    results = tuple(results)
    failed = [result for result in results if result.status != "pass"]
    if any(result.status == "error" or result.severity == "critical" for result in failed):
        return Verdict("refused", results)
    warns = any(result.severity == "warning" for result in failed)
    return Verdict("accepted_with_remark" if warns else "accepted", results)


def refused(faults: Iterable[Fault], *, personal: bool = False) -> Verdict:
    """Give the verdict on a file that never became a delivery."""
    return Verdict("refused", faults=tuple(faults), personal=personal)
