"""What a verdict asks of a deliverer: each fault and failed rule, and what to do about it.

Here: the order, the numbering and the parting of a sentence into what is wrong and what to do. The
command line and the page for trying a file both say this. Not here: judging, any markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from data import words
from data.faults import Fault, rows_text
from expectations.verdict import RuleResult, Verdict

Weight = Literal["stops", "warns", "broken"]
LEAD = re.compile(r"^(?:Fil|File) \d+ \([^)]*\): ")
SENTENCE = re.compile(r"(?<=[^.\s])\. (?=[A-ZÅÄÖ])")


@dataclass(frozen=True)
class Finding:
    """One thing to mend or to look at. ``seen`` is empty where there is nothing to count."""

    rule: str
    weight: Weight
    wrong: str
    seen: str
    remedy: str
    columns: tuple[str, ...] = ()
    table: str = ""
    rows: str = ""
    row_numbers: tuple[int, ...] = ()
    failing: int = 0
    of: int = 0


def findings(verdict: Verdict, lang: str) -> tuple[Finding, ...]:
    """Give all that is to be mended and then all that is worth a look, the worst first."""
    found = [*(_of_fault(each, lang) for each in verdict.faults),
             *(_of_result(each, lang) for each in verdict.failed())]
    order: dict[Weight, int] = {"stops": 0, "broken": 1, "warns": 2}
    return tuple(sorted(found, key=lambda each: order[each.weight]))


def counts(verdict: Verdict) -> dict[str, int]:
    """Count what stops, warns, could not run and passed, and all rules."""
    found = [each.weight for each in findings(verdict, "sv")]
    told = {weight: found.count(weight) for weight in ("stops", "warns", "broken")}
    passed = sum(each.status == "pass" for each in verdict.results)
    return {**told, "passed": passed, "of": len(verdict.results)}


def parted(sentence: str) -> tuple[str, str]:
    """Part a sentence of the checks into what is wrong and what to do."""
    wrong, *rest = SENTENCE.split(LEAD.sub("", sentence), maxsplit=1)
    said = wrong.rstrip(".")
    return f"{said[:1].upper()}{said[1:]}", rest[0] if rest else ""


def _of_fault(fault: Fault, lang: str) -> Finding:
    wrong, remedy = parted(fault.text(lang))
    return Finding(fault.rule, "broken" if fault.rule == "X-002" else "stops", wrong, "", remedy)


def _of_result(result: RuleResult, lang: str) -> Finding:
    if result.status == "error":
        wrong, remedy = parted(words.say("fault.X-001", lang, rule=result.rule))
        return Finding(result.rule, "broken", wrong, "", remedy)
    wrong, remedy = parted(result.sv if lang == "sv" else result.en)
    return Finding(
        result.rule, "stops" if result.severity == "critical" else "warns", wrong,
        _seen(result, lang), remedy, result.columns, result.table,
        rows_text(result.rows, lang, result.failing), result.rows, result.failing, result.of,
    )


def _seen(result: RuleResult, lang: str) -> str:
    detail = result.detail_sv if lang == "sv" else result.detail_en
    if not result.rows:
        return detail
    saw = words.say(
        "try.saw", lang, failing=words.number(result.failing, lang),
        of=words.number(result.of, lang), share=words.percent(100 * result.share, lang))
    return f"{saw} {detail}".rstrip()
