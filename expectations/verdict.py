"""The result of checking one delivery, as a value.

Here belong the outcome, the results of the rules and how they turn into a sentence. No rule is
judged here, nothing is read and no value from a delivery is ever held: a result knows its rule,
how many rows fail and which, and names columns of the contract only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from data.faults import Fault, rows_text
from data.words import number, percent, say

Outcome = Literal["accepted", "accepted_with_remark", "waiting", "refused"]
Severity = Literal["critical", "warning", "info"]
Status = Literal["pass", "fail", "error"]
FIXED = frozenset({
    "001", "002", "003", "004", "006", "007", "009", "010", "012", "013", "014", "015", "016",
    "030", "031", "032", "033", "040",
})
"""Rules of every suite about structure and keys: columns filled in, codes of their lists, keys,
months, deliverer and what the manifest says of rows and sums. An unlisted code may be a name."""
FIXED_OWN = frozenset({
    "REF-024", "REF-025", "REF-050", "REF-051", "REF-058", "PUB-025", "PUB-029",
})
"""Rules of one suite that protect people: consent, and addresses that may hold free text."""


def waivable(rule: str, dimension: str) -> bool:
    """Tell whether a steward may waive a rule: never one of privacy, keys or structure."""
    kind, _, number = rule.partition("-")
    fixed = kind in ("P", "F", "M", "T", "KEY", "X") or number in FIXED or rule in FIXED_OWN
    return not fixed and dimension != "uniqueness"


@dataclass(frozen=True)
class Example:
    """One row that fails: its opaque key and number, and the columns that fail on it.

    Keys are for the desk's own table, which forgets them; they go into no sentence.
    """

    record_key: str
    row: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class RuleResult:
    """What one rule says about one delivery.

    ``failing`` of ``of`` rows fail; ``rows`` are the first of them, numbered as the deliverer
    sees them in ``table`` (rows or states), and ``examples`` their keys. ``sv`` and ``en`` hold
    no count, so they may follow a figure into an edition. ``waived`` is a failure that a steward
    has let through beforehand. ``detail_sv`` and ``detail_en`` hold the counts of a rule that
    compares with earlier deliveries: for the intake desk and the deliverer, never further.
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
    waived: bool = False
    examples: tuple[Example, ...] = ()
    detail_sv: str = ""
    detail_en: str = ""

    @property
    def waivable(self) -> bool:
        """Tell whether a steward may waive this rule for the next sending."""
        return waivable(self.rule, self.dimension)

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
        detail = self.detail_sv if lang == "sv" else self.detail_en
        if not self.rows:
            return detail
        extent = say(
            "extent.line" if self.table == "rows" else "extent.states_line",
            lang,
            columns=", ".join(self.columns),
            failing=number(self.failing, lang),
            of=number(self.of, lang),
            share=percent(100 * self.share, lang),
            rows=rows_text(self.rows, lang, self.failing),
        )
        return f"{extent} {detail}".rstrip()


@dataclass(frozen=True)
class Verdict:
    """What the intake says about one file: its outcome and every reason for it."""

    outcome: Outcome
    results: tuple[RuleResult, ...] = ()
    faults: tuple[Fault, ...] = ()
    personal: bool = False

    @property
    def on_hold(self) -> bool:
        """Tell whether some rule could not run: then nobody may accept the delivery."""
        return any(result.status == "error" for result in self.results)

    def failed(self) -> tuple[RuleResult, ...]:
        """Give the results that did not pass, the worst first."""
        order = {"critical": 0, "warning": 1, "info": 2}
        return tuple(
            sorted(
                (result for result in self.results if result.status != "pass"),
                key=lambda result: (
                    result.status != "error", result.waived, order[result.severity], result.rule
                ),
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
        failed = [result for result in self.failed() if not result.waived]
        counted = {
            "stops": sum(r.status == "fail" and r.severity == "critical" for r in failed),
            "warns": sum(r.status == "fail" and r.severity == "warning" for r in failed),
            "broken": sum(r.status == "error" for r in failed),
            "waived": sum(result.waived for result in self.results),
            "of": len(self.results),
        }
        return say(f"verdict.{self._key()}", lang,
                   **{name: number(count, lang) for name, count in counted.items()})

    def _key(self) -> str:
        if self.outcome == "waiting" and self.on_hold:
            return "broken"
        return "informed" if self.outcome == "accepted" and self.failed() else self.outcome


def judge(results: Iterable[RuleResult], waived: Iterable[str] = frozenset()) -> Verdict:
    """Turn the results of all rules into a verdict.

    ``waived`` are rules that a steward lets through for this sending; those that no one may
    waive are not. A critical rule that fails refuses. A rule that could not run puts the delivery
    on hold, and a warning lets it wait for a steward. Where only waived rules fail, the delivery
    is accepted with a remark. Information changes nothing.
    """
    let = frozenset(waived)
    marked = tuple(
        replace(r, waived=r.status == "fail" and r.rule in let and r.waivable) for r in results
    )
    return Verdict(_outcome(marked), marked)


def _outcome(results: tuple[RuleResult, ...]) -> Outcome:
    standing = {r.severity for r in results if r.status == "fail" and not r.waived}
    if "critical" in standing:
        return "refused"
    if "warning" in standing or any(r.status == "error" for r in results):
        return "waiting"
    told = any(r.waived and r.severity != "info" for r in results)
    return "accepted_with_remark" if told else "accepted"


def refused(faults: Iterable[Fault], *, personal: bool = False) -> Verdict:
    """Give the verdict on a file that never became a delivery."""
    return Verdict("refused", faults=tuple(faults), personal=personal)
