"""What the page for trying a file says: its heading, its groups, its list.

Here: choosing words for a trial, and writing the list of findings. Not here: any markup, the
checks.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import groupby

from dashboard.models.findings import Finding, Weight, counts, findings
from data import words
from data.contracts import contract
from expectations.trial import Trial

MARKS: dict[Weight | str, tuple[str, str]] = {
    "stops": ("crossed", "orange"), "warns": ("remark", "orange"), "broken": ("hexagon", "orange"),
    "good": ("disc", "blue"),
}
GROUPS: dict[Weight, tuple[str, str]] = {
    "stops": ("must", "n_stop"), "broken": ("held", "n_held"), "warns": ("look", "n_warn")}
MB = 1024 * 1024


@dataclass(frozen=True)
class Heading:
    """The verdict on top of the page: its mark ("" for none), title, lead and what follows."""

    mark: str
    title: str
    lead: str
    after: str = ""


@dataclass(frozen=True)
class Group:
    """Findings of one weight, and the number of the first of them."""

    weight: Weight
    title: str
    beside: str
    first: int
    findings: tuple[Finding, ...]


def heading(trial: Trial, lang: str) -> Heading:
    """Say the outcome of a trial: one of the states of the page."""
    if trial.limit is not None:
        ours = trial.limit.rule == "X-002"
        key, after = ("ours", "ours_about") if ours else ("limited", "limited_about")
        return Heading("broken", _say(key, lang), _say(after, lang))
    rules = [fault.rule for fault in trial.verdict.faults]
    if trial.verdict.personal:
        return Heading("stops", _say("personal", lang), "", _say("personal_about", lang))
    if "X-002" in rules:
        return Heading("broken", _say("ours", lang), _say("ours_about", lang))
    if any(rule[0] in "FT" for rule in rules):
        return Heading("stops", _say("unread", lang), _say("unread_about", lang))
    return _judged(trial, lang)


def _judged(trial: Trial, lang: str) -> Heading:
    told = counts(trial.verdict)
    passed = _say("passed_of", lang, passed=told["passed"], of=told["of"]) if told["of"] else ""
    if told["broken"] and not told["stops"]:
        title = _say("would_hold", lang, broken=told["broken"], of=told["of"])
        return Heading("broken", title, passed)
    if told["stops"]:
        warns = _many("warn_after", told["warns"], lang)
        stops = _capital(_many("stop", told["stops"], lang))
        return Heading("", _say("refused", lang, stops=stops, warns=warns), passed)
    if told["warns"]:
        warns = _capital(_many("warn", told["warns"], lang))
        return Heading("", _say("would_wait", lang, warns=warns), passed)
    rows = trial.about.rows if trial.about else None
    lead = _say("all_passed_draft" if trial.manifest else "all_passed", lang, of=told["of"],
                rows=words.number(rows or 0, lang))
    return Heading("good", _say("would_accept", lang), lead, _say("deliver_any", lang))


def _say(key: str, lang: str, **values: object) -> str:
    return words.say(f"try.{key}", lang, **values)


def _many(key: str, count: int, lang: str) -> str:
    """Write a count as a word up to nine; nothing where there is none."""
    if not count:
        return ""
    named = words.say(f"many.{count}", lang) if count < 10 else words.number(count, lang)
    return _say(f"{key}_{'one' if count == 1 else 'some'}", lang, n=named)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def groups(trial: Trial, lang: str) -> tuple[Group, ...]:
    """Give the findings by weight, numbered through all groups."""
    found, first = [], 1
    for weight, own in groupby(findings(trial.verdict, lang), key=lambda each: each.weight):
        held = tuple(own)
        title, beside = GROUPS[weight]
        found.append(Group(weight, _say(title, lang), _say(beside, lang, n=len(held)), first, held))
        first += len(held)
    return tuple(found)


def where(finding: Finding, lang: str) -> str:
    """Say where a finding is: table, rows or the whole file."""
    if not finding.failing:
        return ""
    table = _say("states_table", lang) if finding.table == "states" else ""
    return " · ".join(each for each in (table, finding.rows or _say("whole_file", lang)) if each)


def read_as(trial: Trial, lang: str) -> str:
    """Say how the file was read: rows, columns, size, kind of delivery, separator."""
    about = trial.about
    if about is None:
        return ""
    if about.rows is None:
        return size(about.size, lang)
    of = contract(about.contract)
    name = of.name[words.LANGUAGES.index(lang)]
    said = _say("read_as", lang, rows=words.number(about.rows, lang), columns=about.columns,
                size=size(about.size, lang))
    mark = [_say(about.separator, lang)] if about.separator else []
    coding = ["UTF-8"] if about.separator else [about.format.upper()]
    return f"{said} {', '.join([f'{name.lower()}, version {about.version}', *mark, *coding])}"


def size(count: int, lang: str) -> str:
    """Write a number of bytes."""
    if count >= MB:
        return f"{words.number(count / MB, lang, 1)}{words.SPACE}MB"
    return f"{words.number(max(1, round(count / 1024)), lang)}{words.SPACE}kB"


def listed(trial: Trial, lang: str) -> bytes:
    """Write the findings as CSV: rule, weight, columns, counts, rows and what to do; no values."""
    text, swedish = io.StringIO(newline=""), lang == "sv"
    writer = csv.writer(text, delimiter=";" if swedish else ",")
    heads = ("rule", "outcome", "columns", "table", "failing", "of", "rows", "wrong", "do")
    writer.writerow(heads)
    for each in findings(trial.verdict, lang):
        writer.writerow((each.rule, each.weight, " ".join(each.columns), each.table, each.failing,
                         each.of, each.rows, each.wrong, each.remedy))
    return text.getvalue().encode("utf-8-sig")
