"""The worker: takes files from the inbox and tasks from their table, one at a time.

Here: finding what waits, reporting progress as rows, retention once a day, publishing a signed
edition at its minute. Not here: the steps
(``metrics.jobs``), the tasks of the workbench (``dashboard.desk_work``).
A file in the inbox is complete when its manifest lies beside it; refused or kept, it leaves the
inbox.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dashboard.desk_work import DOES
from data import drafts, forgetting, signing, tasks, words
from data.access import SYSTEM, AccessDenied, Actor
from data.acting import Refusal
from metrics import jobs
from metrics.reconcile import CONTRACT, reconcile
from metrics.refusal import CannotPublish

SUFFIXES = (".csv", ".parquet", ".xlsx")
MANIFEST = ".manifest.json"
PAUSE = 1.0   # seconds between two looks at an empty inbox


def moment() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def run(
    house: jobs.House, inbox: Path, once: bool = False, today: Callable[[], date] = date.today,
    now: Callable[[], datetime] = moment,
) -> int:
    """Do what waits, for ever or ``once``. Returns how many tasks, files and editions were done."""
    done, minute = 0, Minute(house)
    tasks.give_up(house.store)   # what an earlier worker left behind cannot go on
    jobs.sweep(house)            # nor what it left half kept or half destroyed
    while True:
        _retention(house, inbox, today())
        did = minute.look(now()) + _files(house, inbox, today()) + _tasks(house, today())
        done += did
        if once and not did:
            return done
        if not did:
            time.sleep(PAUSE)


class Minute:
    """Publishes what two have signed when its minute has come, and tries nothing twice in vain."""

    def __init__(self, house: jobs.House) -> None:
        self._house = house
        self._refused: dict[tuple[int, int], str] = {}

    def look(self, now: datetime) -> int:
        """Publish the draft that is due, if one is; return how many were published."""
        number = signing.due(self._house.store, now)
        held = drafts.newest(self._house.store) if number else None
        if held is None or (held.number, held.version) in self._refused:
            return 0
        try:
            jobs.release(self._house, SYSTEM, held.number, now)
        except Refusal as refused:   # somebody must look: verify says what was changed
            self._refused[(held.number, held.version)] = refused.sentence("en")
            print(refused.sentence("en"), file=sys.stderr)
            return 0
        return 1


def _retention(house: jobs.House, inbox: Path, today: date) -> None:
    """Apply retention once a day."""
    with house.desk.read() as connection:
        due = forgetting.due(connection, today)
    if due:
        retire(house, inbox, SYSTEM, today)


def retire(house: jobs.House, inbox: Path, actor: Actor, today: date) -> dict[str, int]:
    """Apply retention and destroy what the desk has let go of; return how many of each kind."""
    gone = forgetting.apply(house.desk, house.store, inbox, actor, today)
    jobs.sweep(house)
    return gone


def _files(house: jobs.House, inbox: Path, today: date) -> int:
    found, referred = waiting(inbox), False
    for order, path in enumerate(found, start=1):
        for one in jobs.receive(house, SYSTEM, [jobs.Sending(path, order, today)]):
            referred |= one.manifest is not None and one.manifest.contract == CONTRACT
        remove(path)
    if referred:
        reconcile(house.desk, house.vault, today)
    return len(found)


def waiting(inbox: Path) -> list[Path]:
    """Return the deliveries in the inbox that are complete: their manifest lies beside them."""
    return sorted(
        p for p in inbox.glob("*") if p.suffix in SUFFIXES and ".states" not in p.name
        and (inbox / f"{p.stem}{MANIFEST}").exists())


def remove(path: Path) -> None:
    """Take a delivery and what stands beside it out of the inbox."""
    for name in (path.name, f"{path.stem}.states{path.suffix}", f"{path.stem}{MANIFEST}"):
        path.with_name(name).unlink(missing_ok=True)


def _tasks(house: jobs.House, today: date) -> int:
    task = tasks.claim(house.store)
    if task is None:
        return 0

    def progress(step: str, done: int, of: int) -> None:
        tasks.progress(house.store, task.id, done, of, step)

    try:
        result = _do(house, task, today, progress)
        tasks.finish(house.store, task.id, True, json.dumps(result, ensure_ascii=False))
    except (Refusal, AccessDenied) as refused:
        said = {"sv": refused.sentence("sv"), "en": refused.sentence("en")}
        tasks.finish(house.store, task.id, False, json.dumps(said, ensure_ascii=False))
    return 1


def _do(
    house: jobs.House, task: tasks.Task, today: date, progress: jobs.Progress
) -> dict[str, Any]:
    actor = Actor(**json.loads(task.actor)) if task.actor.startswith("{") else SYSTEM
    wanted = json.loads(task.payload)
    if task.kind in DOES:
        return DOES[task.kind](house, actor, wanted)
    if task.kind == "draft":
        return _draft(house, actor, wanted, progress)
    if task.kind != "publish":
        raise CannotPublish("unknown_task", kind=task.kind)
    edition = jobs.publish(
        house, actor, wanted["until"], date.fromisoformat(wanted["cutoff"]), today, progress,
        bool(wanted.get("demonstration")),
    )
    reconcile(house.desk, house.vault, today)
    return {"edition": edition.number, "hash": edition.hash}


def _draft(
    house: jobs.House, actor: Actor, wanted: dict[str, Any], progress: jobs.Progress
) -> dict[str, Any]:
    """Make the draft of the next edition: until, cutoff, and whether it is a demonstration."""
    held = jobs.draft(
        house, actor, wanted["until"], date.fromisoformat(wanted["cutoff"]), progress,
        bool(wanted.get("demonstration")))
    said = {lang: words.say("life.done.make_draft", lang, label=held.label)
            for lang in words.LANGUAGES}
    return {"draft": held.number, "version": held.version, **said}
