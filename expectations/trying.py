"""Trying a file: the intake's own check, with what a deliverer has at hand and nothing kept.

Here belong the draft of a missing manifest, the comparison with the deliverer's own earlier files
and the list of what was not tried. It runs inside the guard (expectations.inside).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from data.contracts import contract
from data.deliveries import Delivery, read
from data.drafting import Stated, drafted
from data.faults import Fault
from data.manifest import Manifest
from data.reading.source import Given, Source, is_companion, load
from expectations.history import EARLIER, PastProfile, results
from expectations.profile import profile
from expectations.run import Checked, check
from expectations.trial import About, Trial
from expectations.verdict import Verdict, judge, refused

SUFFIXES = (".csv", ".parquet", ".xlsx")


def tried(
    target: Path | Given, stated: Stated | None, today: date, earlier: Path | None = None
) -> Trial:
    """Try a delivery as the intake would check it on the day ``today``."""
    source = load(target)
    draft = None
    if isinstance(source, Source) and source.manifest is None and stated is not None:
        draft = drafted(source, stated, today)
        if isinstance(draft, Manifest):
            source = replace(source, manifest=draft.to_json().encode())
    checked = check(source if isinstance(source, Source) else target)
    if isinstance(draft, Fault):
        checked = _without_draft(checked, draft)
    told = draft if isinstance(draft, Manifest) and not checked.verdict.personal else None
    return _trial(source, checked, told, earlier, target)


def _without_draft(checked: Checked, why: Fault) -> Checked:
    """Say what a draft lacks in place of the missing manifest; what is personal goes first."""
    if checked.verdict.personal:
        return checked
    others = (each for each in checked.verdict.faults if each.rule != "M-001")
    return replace(checked, verdict=refused([why, *others]))


def _trial(
    source: Source | tuple[Fault, ...], checked: Checked, draft: Manifest | None,
    earlier: Path | None, target: Path | Given,
) -> Trial:
    own, unread, verdict = 0, 0, checked.verdict
    if checked.delivery is not None and earlier is not None:
        past, unread = _past(earlier, checked.delivery, target)
        own, verdict = len(past), _with_history(verdict, checked.delivery, past)
    left = ["keys", *(() if own >= EARLIER else ("history",)), "waivers"]
    return Trial(
        verdict, _about(source, checked) if isinstance(source, Source) else None,
        (*left, *(("manifest",) if draft else ())), draft.to_json() if draft else None,
        own, unread,
    )


def _with_history(
    verdict: Verdict, delivery: Delivery, past: tuple[PastProfile, ...]
) -> Verdict:
    found = results(profile(delivery), past)
    return judge(sorted((*verdict.results, *found), key=lambda each: each.rule))


def _past(
    folder: Path, delivery: Delivery, target: Path | Given
) -> tuple[tuple[PastProfile, ...], int]:
    """Profile the deliverer's own files of the same kind sent before, and count the unreadable."""
    found = [read(path) for path in _files(folder) if path != target]
    past = tuple(
        PastProfile(profile(each), each.manifest.sent) for each in found
        if isinstance(each, Delivery) and _before(each.manifest, delivery.manifest))
    return past, sum(not isinstance(each, Delivery) for each in found)


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.iterdir())
                if path.suffix.lower() in SUFFIXES and not is_companion(path))


def _before(one: Manifest, other: Manifest) -> bool:
    same = (one.contract, one.deliverer) == (other.contract, other.deliverer)
    return same and one.sent <= other.sent


def _about(source: Source, checked: Checked) -> About:
    """Say how a file was read; of one with personal data nothing but its size and format."""
    about = About(source.format, len(source.rows))
    manifest = checked.manifest
    if checked.verdict.personal or manifest is None:
        return about
    counted = [each.of for each in checked.verdict.results if each.table == "rows"]
    return replace(
        about, contract=manifest.contract, version=manifest.version,
        rows=max(counted) if counted else None,
        columns=len(contract(manifest.contract).columns) if counted else 0,
        separator=_separator(source),
    )


def _separator(source: Source) -> str:
    if source.format != "csv":
        return ""
    return "semicolon" if b";" in source.rows.split(b"\n", 1)[0] else "comma"
