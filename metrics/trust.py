"""How far to trust a picture: coverage, lag, protected share, checks, and one word over them.

Here: the four measures of each area and council, with a sentence each. Not here: any count of
rows, which never leaves the intake desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from data import periods, words

TRUST_SCHEMA = pl.Schema(
    {"subject": pl.String, "measure": pl.String, "value": pl.Float64, "of": pl.Float64,
     "word": pl.String, "sv": pl.String, "en": pl.String}
)
LANGUAGES = ("sv", "en")
FEW, MANY, MOST = 10.0, 40.0, 80.0   # per cent: limits of the overall word, said beside it


@dataclass(frozen=True)
class Evidence:
    """What one area's trust is judged on. ``remarks``: deliverer -> (Swedish, English)."""

    area: str
    expected: frozenset[str]
    delivered: frozenset[str]
    remarks: Mapping[str, tuple[str, str]]
    protected: int
    places: int


def trust(
    evidence: Iterable[Evidence], councils: Mapping[str, tuple[str, ...]],
    names: Mapping[str, tuple[str, str]], newest: str, ripe_months: int,
) -> pl.DataFrame:
    """Judge every area, and every council by its first area. Returns ``TRUST_SCHEMA``.

    ``value`` and ``of`` are authorities (coverage), months (delay) or figures (protected).
    """
    by_area = {e.area: e for e in evidence}
    subjects = [(f"area:{a}", e) for a, e in by_area.items()]
    for code, areas in councils.items():
        first = next((a for a in areas if a in by_area), None)
        if first:
            subjects.append((f"council:{code}", _joined(by_area, areas, first)))
    rows = [r for s, e in subjects for r in _rows(s, e, names, newest, ripe_months)]
    return pl.DataFrame(rows, schema=TRUST_SCHEMA, orient="row")


def _joined(by_area: Mapping[str, Evidence], areas: tuple[str, ...], first: str) -> Evidence:
    """Put the evidence of a council's areas together."""
    parts = [by_area[a] for a in areas if a in by_area]
    return Evidence(
        first, frozenset().union(*(p.expected for p in parts)),
        frozenset().union(*(p.delivered for p in parts)),
        {k: v for p in parts for k, v in p.remarks.items()},
        sum(p.protected for p in parts), sum(p.places for p in parts),
    )


def _rows(
    subject: str, e: Evidence, names: Mapping[str, tuple[str, str]], newest: str, ripe_months: int
) -> Iterator[tuple[str, str, float, float, str, str, str]]:
    yield _coverage(subject, e, names, newest)
    delay = [words.say("trust.delay_text", lang, months=ripe_months) for lang in LANGUAGES]
    yield (subject, "delay", float(ripe_months), 12.0, "", delay[0], delay[1])
    yield _protected(subject, e)
    yield _checks(subject, e, names)
    share = 100 * e.protected / e.places if e.places else 0.0
    covered = 100 * len(e.delivered & e.expected) / max(len(e.expected), 1)
    word = _overall(covered, share, bool(e.remarks))
    said = [
        words.say("trust.overall_text", lang, few=int(FEW), many=int(MANY), most=int(MOST))
        for lang in LANGUAGES
    ]
    yield (subject, "overall", covered, 100.0, word, said[0], said[1])


def _overall(covered: float, protected: float, remarked: bool) -> str:
    if covered < MOST or protected > MANY:
        return "low"
    return "high" if covered == 100 and protected < FEW and not remarked else "medium"


def _coverage(
    subject: str, e: Evidence, names: Mapping[str, tuple[str, str]], newest: str
) -> tuple[str, str, float, float, str, str, str]:
    missing = sorted(e.expected - e.delivered)
    key = "trust.coverage_missing" if missing else "trust.coverage_full"
    said = [
        words.say(key, lang, names=", ".join(names[m][i] for m in missing),
                  period=periods.label(newest, lang))
        for i, lang in enumerate(LANGUAGES)
    ]
    got = len(e.delivered & e.expected)
    return (subject, "coverage", float(got), float(len(e.expected)), "", said[0], said[1])


def _protected(subject: str, e: Evidence) -> tuple[str, str, float, float, str, str, str]:
    key = "trust.protected_text" if e.protected else "trust.protected_none_text"
    said = [
        words.say(key, lang, value=words.number(e.protected, lang), of=words.number(e.places, lang))
        for lang in LANGUAGES
    ]
    return (subject, "protected", float(e.protected), float(e.places), "", said[0], said[1])


def _checks(
    subject: str, e: Evidence, names: Mapping[str, tuple[str, str]]
) -> tuple[str, str, float, float, str, str, str]:
    if not e.remarks:
        said = [words.say("trust.checks_clean_text", lang) for lang in LANGUAGES]
        return (subject, "checks", 0.0, 0.0, "accepted", said[0], said[1])
    who = sorted(e.remarks)
    said = [
        words.say("trust.checks_remark_text", lang, names=", ".join(names[w][i] for w in who),
                  remark=e.remarks[who[0]][i])
        for i, lang in enumerate(LANGUAGES)
    ]
    return (subject, "checks", 0.0, 0.0, "accepted_with_remark", said[0], said[1])
