"""The verb ``check``: a deliverer tries a file with the intake's own checks, offline.

Here: the question, the answer to a person and to a machine, the draft of a manifest. Not here: the
options (``dashboard.cli``), the checks (``expectations``). The file is read by the guard alone and
nothing of it is kept; a draft is written only where it was asked for.
"""

from __future__ import annotations

import argparse
import json
import sys
from argparse import Namespace
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.models.findings import findings
from data import periods, words
from data.contracts import CONTRACTS
from data.drafting import Stated
from data.reading.source import beside
from data.registers import authorities
from expectations.guarded import guard, size
from expectations.trial import Trial, ask

ABOUT = """Try a delivery before sending it. The intake's own checks, in the same words,
offline; the file is read in a process of its own, within limits of time and memory, and nothing of
it is kept.

Its manifest and states stand beside the file: NAME.manifest.json, NAME.states.csv. Without a
manifest the file is refused as it would be at the intake, unless one of these is given:
  --draft-manifest   reads contract, deliverer, months, rows and sums out of the file, tries the
                     file with them and writes them to NAME.manifest.json for you to compare with
                     your own system; never over one that is there, never for a file with
                     personal data
  --contract, --deliverer, --months
                     say what the file is; what is not said is read out of it, and nothing is
                     written

What needs earlier deliveries is listed as not tried here, unless you give a folder of your own
with --earlier; three files of the same kind are the fewest that can be compared with."""
EXITS = """Exit code 0: the file would be accepted, or received with warnings that a steward decides
on. 1: it would be refused, or a check could not run. 2: wrong use."""
EXAMPLE = "lagesbild check fk_payment_errors_2026M09.csv --earlier last-year --lang en"


def options(sub: argparse.ArgumentParser) -> None:
    """Add the options of ``check``."""
    sub.add_argument("file", help="the delivery: CSV, Parquet or XLSX")
    sub.add_argument("--draft-manifest", action="store_true",
                     help="make the manifest that is missing, and write it beside the file")
    sub.add_argument("--contract", choices=CONTRACTS, default="", metavar="CONTRACT",
                     help=f"kind of delivery, where no manifest says it: {', '.join(CONTRACTS)}")
    known = sorted(each.code for each in authorities() if each.delivers)
    sub.add_argument("--deliverer", choices=known, default="", metavar="CODE",
                     help="code of the delivering authority, where no manifest says it")
    sub.add_argument("--months", default="", metavar="M,M",
                     help="months that the file replaces, as 2026M08,2026M09")
    sub.add_argument("--earlier", default=None, metavar="DIR",
                     help="folder of your own earlier deliveries to compare with")


def check(options: Namespace) -> int:
    """Try a file with the intake's own checks, keeping nothing."""
    path, lang = Path(options.file).absolute(), options.lang
    months = tuple(m.strip() for m in options.months.split(",") if m.strip())
    if wrong := _wrong_use(options, path, months):
        print(wrong, file=sys.stderr)
        return 2
    stated = _stated(options, months)
    folder = Path(options.earlier).absolute() if options.earlier else None
    trial = _tried(path, stated, folder)
    drafted = _drafted(path, trial, lang) if options.draft_manifest else ""
    if options.json:
        print(json.dumps(answer(trial, lang, drafted), ensure_ascii=False, default=str))
    else:
        print("\n".join(lines(trial, lang, drafted, stated is None)))
    return 1 if trial.refused or _broken(trial) else 0


def _wrong_use(options: Namespace, path: Path, months: tuple[str, ...]) -> str:
    manifest = beside(path)[1]
    if options.draft_manifest and manifest.exists():
        return words.say("check.draft_exists", options.lang, name=manifest.name)
    if not all(map(periods.is_month, months)):
        return words.say("check.not_months", options.lang, value=options.months)
    if options.earlier and not Path(options.earlier).is_dir():
        return words.say("check.no_folder", options.lang, folder=options.earlier)
    return ""


def _stated(options: Namespace, months: tuple[str, ...]) -> Stated | None:
    said = options.contract or options.deliverer or months
    if not (said or options.draft_manifest):
        return None
    return Stated(options.contract, options.deliverer, tuple(sorted(set(months))))


def _tried(path: Path, stated: Stated | None, folder: Path | None) -> Trial:
    bytes_ = size(path) + (sum(map(size, folder.iterdir())) if folder else 0)
    return ask(guard(), path, stated, date.today(), folder, bytes_)


def _broken(trial: Trial) -> bool:
    return any(each.status == "error" for each in trial.verdict.results)


def _drafted(path: Path, trial: Trial, lang: str) -> str:
    """Write the draft beside the file and say so."""
    if trial.manifest is None:
        return ""
    beside_it = beside(path)[1]
    try:
        with beside_it.open("x", encoding="utf-8") as file:
            file.write(trial.manifest)
    except OSError:
        return words.say("check.draft_unwritten", lang)
    return words.say("check.draft_written", lang, name=beside_it.name)


def answer(trial: Trial, lang: str, drafted: str = "") -> dict[str, Any]:
    """Give the answer to a machine."""
    verdict = trial.verdict
    file = {"file": 1, "outcome": verdict.outcome, "heading": verdict.heading(lang),
            "reasons": list(verdict.reasons(lang))}
    return {
        "ok": not trial.refused and not _broken(trial), "files": [file],
        "personal": verdict.personal,
        "findings": [asdict(each) for each in findings(verdict, lang)],
        "rules": {each.rule: each.status for each in verdict.results},
        "read_as": asdict(trial.about) if trial.about else None,
        "not_tried": [words.say(f"untried.{each}", lang) for each in trial.not_tried],
        "compared_with": trial.earlier, "draft": drafted, "kept": False,
    }


def lines(trial: Trial, lang: str, drafted: str = "", bare: bool = False) -> list[str]:
    """Give the answer to a person: the verdict, its reasons, and what was not tried."""
    verdict = trial.verdict
    said = [f"1. {verdict.heading(lang)}", *(f"   - {each}" for each in verdict.reasons(lang))]
    if bare and any(each.rule == "M-001" for each in verdict.faults):
        said.append(words.say("check.draft_hint", lang))
    if verdict.results:
        said.append(words.say("untried.title", lang) + ":")
        said += [f"   - {words.say(f'untried.{each}', lang)}" for each in trial.not_tried]
    if trial.earlier:
        said.append(words.say("check.compared", lang, n=trial.earlier))
    if trial.unread:
        said.append(words.say("check.unread", lang, n=trial.unread))
    return [*said, *([drafted] if drafted else []), words.say("check.nothing_kept", lang)]
