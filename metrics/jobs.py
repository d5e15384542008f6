"""The whole way of a delivery, in one screen: read this first.

receive -> check -> keep -> count, for each delivery, in a pool of processes;
roll up -> protect -> judge -> attack -> publish, for each edition, in one.

Here: the order of the steps and who hands what to whom. Not here: any step itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from data import desk as desks
from data import editions
from data.access import Act, Actor, check_act
from data.desk import Desk
from data.manifest import Manifest
from data.policy import policy
from data.store import Store
from data.vault import Vault
from expectations import keys
from expectations.run import check
from expectations.verdict import Verdict, refused
from metrics.attack import AttackFailed, Gate, Report, attack
from metrics.catalogue import catalogue
from metrics.count import count
from metrics.propose import Behind, Evidence, propose
from metrics.refusal import CannotPublish

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class House:
    """The three places that hold numbers, which never mix."""

    vault: Vault
    desk: Desk
    store: Store


@dataclass(frozen=True)
class Sending:
    """One file to receive: its place in the call, and the day it came."""

    path: Path
    order: int
    received_on: date


@dataclass(frozen=True)
class Received:
    """What became of one file: only the verdict, and the vault's address where it was kept."""

    sending: Sending
    verdict: Verdict
    manifest: Manifest | None
    fingerprint: str | None


def silent(step: str, done: int, of: int) -> None:
    """Report progress to nobody."""


def receive(
    house: House, actor: Actor, sendings: Iterable[Sending], progress: Progress = silent,
    processes: int = 2,
) -> list[Received]:
    """Walk each file through receive, check, keep and count, and write its verdict at the desk."""
    check_act(actor, Act.receive_delivery)
    waiting = list(sendings)
    ledger = keys.Ledger(house.desk, house.vault)
    results = []
    for done, result in enumerate(_intake_all(waiting, house.vault.root, processes), start=1):
        final = _kept_apart(result, ledger)
        with house.desk.begin() as connection:
            desks.record(
                connection, actor, final.sending.received_on, final.sending.order,
                final.manifest, final.fingerprint, final.verdict,
            )
        results.append(final)
        progress("receive", done, len(waiting))
    return results


def _intake_all(sendings: list[Sending], vault: Path, processes: int) -> Iterator[Received]:
    """Check and count in worker processes, never more than two batches ahead of the desk."""
    if len(sendings) < 3:
        yield from (_intake(s, vault) for s in sendings)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_intake, sendings, [vault] * len(sendings), chunksize=4)


def _intake(sending: Sending, vault_root: Path) -> Received:
    """Receive, check, keep and count one file. Refused: nothing of it is kept."""
    checked = check(sending.path, order=sending.order, received_on=sending.received_on)
    if checked.delivery is None:
        return Received(sending, checked.verdict, checked.manifest, None)
    delivery, vault = checked.delivery, Vault(vault_root)
    fingerprint = vault.keep(delivery.rows, delivery.states, delivery.manifest)
    _finest(vault, fingerprint, delivery.manifest.contract)
    return Received(sending, checked.verdict, delivery.manifest, fingerprint)


def _finest(vault: Vault, fingerprint: str, contract: str) -> Path:
    """Return where the finest cells of a delivery lie, counted anew where the catalogue is new."""
    path = vault.derived(fingerprint, f"cells-{catalogue().digest}")
    if not path.exists():
        vault.derive(path, count(contract, vault.rows(fingerprint), vault.states(fingerprint)))
    return path


def _kept_apart(result: Received, ledger: keys.Ledger) -> Received:
    """Refuse a delivery whose keys already stand in another month or at another deliverer."""
    if result.fingerprint is None or result.manifest is None:
        return result
    fault = ledger.check(result.fingerprint, result.manifest)
    if fault is None:
        return result
    return Received(result.sending, refused([fault]), result.manifest, None)


def publish(
    house: House, actor: Actor, until: str, cutoff: date, published_on: date,
    progress: Progress = silent, demonstration: bool = False,
) -> editions.Edition:
    """Build, protect, attack and publish one edition of all that counts at ``cutoff``.

    What the attacker tried goes with the edition, as its document ``attack``. Raises
    ``CannotPublish`` where protection or the attacker says so, ``AccessDenied`` where the actor
    may not publish. Nothing is stored then.
    """
    check_act(actor, Act.publish_edition)
    evidence = gather(house, cutoff)
    proposal, behind = propose(
        house.store, evidence, until, cutoff, published_on, progress, demonstration)
    report = _attacked(house.store, proposal, behind, progress)
    told = json.dumps(report.document(), sort_keys=True, ensure_ascii=False)
    whole = replace(proposal, documents={**proposal.documents, "attack": told})
    try:
        edition = editions.publish(house.store, actor, whole)
    except editions.NotComplete as why:
        raise CannotPublish("not_complete", why=str(why)) from why
    progress("publish", 1, 1)
    return edition


def _attacked(
    store: Store, proposal: editions.Proposal, behind: Behind, progress: Progress
) -> Report:
    """Attack a proposal with every earlier edition. Raises ``CannotPublish`` on any finding."""
    rules = policy()
    try:
        report = attack(
            proposal.frames, [attackable(store, e.number) for e in editions.editions(store)],
            behind.books, progress, accepted=rules.accepted, gate=Gate(behind.exact, rules))
    except AttackFailed as why:
        raise CannotPublish("attack_failed", why=str(why)) from why
    if report.findings:
        first = report.findings[0]
        raise CannotPublish("attacked", n=len(report.findings), first=(first.sv, first.en))
    return report


def attackable(store: Store, number: int) -> dict[str, pl.DataFrame]:
    """Read the frames of an edition that an attacker starts from."""
    names = ("cells", "codes", "indicators", "relations", "figures")
    return {name: editions.read(store, number, name) for name in names}


def gather(house: House, cutoff: date) -> Evidence:
    """Collect the finest cells of every delivery that counts, each for its own months only."""
    with house.desk.read() as connection:
        counting = desks.counting(connection, cutoff)
        words = desks.words_for_edition(connection, cutoff)
    frames, figures, origins = [], [], set()
    for one in counting:
        if one.contract == "published_figures":
            figures.append(house.vault.rows(one.fingerprint))
            continue
        origins.add(house.vault.manifest(one.fingerprint).origin)
        path = _finest(house.vault, one.fingerprint, one.contract)
        frames.append(pl.scan_parquet(path).filter(pl.col("month").is_in(list(one.months))))
    contributions = pl.concat(frames) if frames else None
    origin = "synthetic" if "synthetic" in origins else "real"
    covered = frozenset((c.contract, c.deliverer, m) for c in counting for m in c.months)
    return Evidence(contributions, figures, words, origin, covered)
