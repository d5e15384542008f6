"""The verb ``attack``: an edition of the store, or exported folders, under attack.

Here: which publication is attacked with which earlier ones, and saying what came of it. Not here:
the attack itself (``metrics.attack``).
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from data import editions, words
from data.policy import policy
from data.store import Store
from metrics.attack import AttackFailed, NoPublication, Report, attack, read_folder
from metrics.jobs import attackable

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Target:
    """What is attacked: its name, its frames, earlier ones, areas that accept insiders."""

    name: str
    frames: Frames
    earlier: Sequence[Frames]
    accepted: tuple[str, ...]


class NoTarget(Exception):
    """There is nothing to attack: ``sentence`` says why in a language."""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(key)

    def sentence(self, lang: str) -> str:
        """Say why."""
        return words.say(f"cli.{self.key}", lang, **self.values)


def stored(store: Store, wanted: str) -> Target:
    """Return an edition of the store with every earlier one. Raises ``NoTarget``."""
    known = editions.editions(store)
    if not known:
        raise NoTarget("no_editions")
    chosen = [e for e in known if wanted in ("latest", str(e.number))][-1:]
    if not chosen:
        raise NoTarget("no_edition", value=wanted)
    one = chosen[0]
    about = json.loads(editions.documents(store, one.number).get("protection", "{}"))
    accepted = about.get("insiders", {}).get("accepted", policy().accepted)
    earlier = [attackable(store, e.number) for e in known if e.number < one.number]
    return Target(one.label, attackable(store, one.number), earlier, tuple(accepted))


def exported(folder: str, earlier: Sequence[str]) -> Target:
    """Return an exported folder with earlier ones, the oldest first. Raises ``NoTarget``."""
    frames = []
    for one in (folder, *earlier):
        try:
            frames.append(read_folder(Path(one)))
        except NoPublication as why:
            raise NoTarget("no_publication", folder=one, missing=why.missing) from why
    return Target(Path(folder).name, frames[0], frames[1:], policy().accepted)


def attacked(target: Target, progress: Callable[[str, int, int], None]) -> Report:
    """Attack a target. Raises ``NoTarget`` where the attacker cannot tell."""
    try:
        return attack(target.frames, target.earlier, None, progress, accepted=target.accepted)
    except AttackFailed as why:
        raise NoTarget("attack_failed", why=str(why)) from why
    except (pl.exceptions.PolarsError, KeyError) as why:
        raise NoTarget("not_whole", why=str(why).splitlines()[0][:80]) from why


def told(report: Report, name: str, lang: str) -> list[str]:
    """Say one line a thing that was tried, then one a finding, then what it comes to."""
    lines = [words.say("attack.about", lang, name=name)]
    for tried in report.tried:
        counts = {what: words.number(n, lang) for what, n in tried.counts}
        lines.append("  " + words.say(f"attack.{tried.name}", lang, **counts))
    own = 0 if lang == "sv" else 1
    lines += [f"  {(n.sv, n.en)[own]}" for n in report.notes]
    lines += [f"! {(f.sv, f.en)[own]}" for f in report.findings]
    outcome = "attack.found" if report.findings else "attack.nothing"
    return [*lines, words.say(outcome, lang, n=words.number(len(report.findings), lang))]


def answer(options: Namespace, report: Report, name: str) -> str:
    """Return what the verb prints: JSON for machines, lines for people."""
    if options.json:
        return json.dumps({"ok": not report.findings, "edition": name, **report.document()},
                          ensure_ascii=False)
    return "\n".join(told(report, name, options.lang))
