"""What a deliverer's own past says about a new delivery: the rules H-001 to H-005.

Here belong the comparison of profiles and what is said of it. Only profiles are read, one
deliverer's and one contract's, in the order in which they came: no row, no database, no Great
Expectations. The bounds stand in bounds.py. A jump may be real, so history asks and refuses
nothing but an exact copy of another month, of which there is no doubt.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from statistics import median
from typing import Any

from data.periods import year_before
from data.registers import place
from data.words import number, percent, say
from expectations import bounds
from expectations.past import UNKNOWN, Past, Revision, regions
from expectations.profile import Profile
from expectations.rule import Dimension
from expectations.verdict import RuleResult, Severity

EARLIER = 3
"""Deliveries that history needs before it says anything: it runs from the fourth on."""
RECENT = 12
"""Months that a level is known from."""
SURE_TO_COME = 7.0
"""Rows expected of a region, from which it is empty by chance once in a thousand deliveries."""
SELDOM_GONE = 0.02
"""Two of a hundred rows delivered before may always be gone or have moved: corrections are good."""
KINDS: dict[str, tuple[Dimension, Severity]] = {
    "H-001": ("accuracy", "warning"),
    "H-002": ("completeness", "warning"),
    "H-003": ("uniqueness", "critical"),
    "H-004": ("accuracy", "warning"),
    "H-005": ("timeliness", "warning"),
}
"""The quality dimension and the severity of each rule."""


@dataclass(frozen=True)
class PastProfile:
    """The profile of a delivery that was let in, and the day on which it came."""

    profile: Profile
    received_on: date

    @property
    def months(self) -> tuple[str, ...]:
        """Give the months that the delivery replaced."""
        return self.profile.months


def results(profile: Profile, past: Sequence[PastProfile]) -> tuple[RuleResult, ...]:
    """Judge a delivery by the earlier ones of its deliverer and contract.

    ``past`` may come in any order, and others' profiles among it are left out. Before the fourth
    delivery the result is empty, and a rule that has nothing to compare is not in it. The newest
    months, those that no earlier delivery has, are judged by H-001 to H-003; months delivered
    before, by H-004 and H-005. Published figures are a stock that each delivery replaces whole:
    of them only H-004 is asked.
    """
    own = (each for each in past if (each.profile.contract, each.profile.deliverer)
           == (profile.contract, profile.deliverer))
    ordered = sorted(own, key=lambda each: each.received_on)
    if len(ordered) < EARLIER:
        return ()
    known = Past(each.profile for each in ordered)
    asked = (_level, _regions, _copy, _gone, _late) if profile.months else (_gone,)
    found = (rule(profile, known) for rule in asked)
    return tuple(each for each in found if each is not None)


def _level(new: Profile, past: Past) -> RuleResult | None:
    """Compare the rows of the newest months with earlier months and with a year before.

    A month that is like the same month a year before is usual, and so is one like the months
    just before it: only what lies beyond both is asked about.
    """
    months = past.unseen(new)
    earlier = [past.first(month) for month in past.months_before(months)[-RECENT:]]
    if not months or len(earlier) < EARLIER:
        return None
    low, high = bounds.counts(earlier, len(months))
    if all(past.knows(year_before(month)) for month in months):
        season = bounds.around(sum(past.first(year_before(month)) for month in months))
        low, high = min(low, season[0]), max(high, season[1])
    seen = sum(new.total(month) for month in months)
    return _said("H-001", not low <= seen <= high, lambda lang: {
        "seen": number(seen, lang), "low": number(ceil(low), lang),
        "high": number(floor(high), lang)})


def _regions(new: Profile, past: Past) -> RuleResult | None:
    """Ask for regions that every recent month has had, and enough of to expect them now."""
    months = past.unseen(new)
    recent = past.months_before(months)[-RECENT:]
    if not months or len(recent) < EARLIER:
        return None
    earlier = [regions(past.first_counts(month)) for month in recent]
    now = regions(*(new.counts.get(month, {}) for month in months))
    expected = [region for region in sorted(set().union(*earlier) - {UNKNOWN})
                if min(each.get(region, 0) for each in earlier) > 0
                and len(months) * median(each[region] for each in earlier) >= SURE_TO_COME]
    missing = [region for region in expected if not now.get(region)]
    names = {lang: ", ".join(_region(region, lang) for region in missing) for lang in ("sv", "en")}
    return _said("H-002", bool(missing), lambda lang: {"regions": names[lang]},
                 len(missing), len(expected))


def _region(code: str, lang: str) -> str:
    return place(code).sv if lang == "sv" else place(code).en


def _copy(new: Profile, past: Past) -> RuleResult | None:
    """Look for another month with the very same rows, in earlier deliveries or in this one."""
    digests = {m: new.digests[m] for m in past.unseen(new) if m in new.digests}
    if not digests:
        return None
    alike = {month: sorted(past.months_like(digest) | {
        other for other, same in new.digests.items() if same == digest and other != month})
        for month, digest in digests.items()}
    pairs = [f"{month} = {others[-1]}" for month, others in sorted(alike.items()) if others]
    return _said("H-003", bool(pairs), lambda _: {"months": ", ".join(pairs)},
                 len(pairs), len(digests))


def _gone(new: Profile, past: Past) -> RuleResult | None:
    """Compare the share of rows that are gone or have moved with the deliverer's own usual."""
    return _share("H-004", past, past.revision(new), lambda one: (one.gone, one.before))


def _late(new: Profile, past: Past) -> RuleResult | None:
    """Compare the share of rows that came after their month's first delivery."""
    return _share("H-005", past, past.revision(new), lambda one: (one.added, one.now))


def _share(
    rule: str, past: Past, revised: Revision | None, of: Callable[[Revision], tuple[int, int]]
) -> RuleResult | None:
    earlier = [of(each) for each in past.revisions]
    if revised is None or len(earlier) < EARLIER - 1:
        return None
    part, whole = of(revised)
    high = max(bounds.share(earlier, whole), SELDOM_GONE)
    share = part / whole if whole else 0.0
    return _said(rule, share > high, lambda lang: {
        "share": percent(100 * share, lang), "high": percent(100 * high, lang)}, part, whole)


def _said(
    rule: str, fails: bool, seen: Callable[[str], dict[str, Any]], failing: int = 1, of: int = 1
) -> RuleResult:
    """Give a result with its sentence, and its figures apart for the desk."""
    dimension, severity = KINDS[rule]
    detail = {lang: say(f"seen.{rule}", lang, **seen(lang)) if fails else ""
              for lang in ("sv", "en")}
    return RuleResult(
        rule=rule, dimension=dimension, severity=severity, status="fail" if fails else "pass",
        failing=failing if fails else 0, of=of, rows=(), columns=(), table="rows",
        sv=say(f"rule.{rule}", "sv"), en=say(f"rule.{rule}", "en"),
        detail_sv=detail["sv"], detail_en=detail["en"],
    )
