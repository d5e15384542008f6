"""The whole way of a delivery, in one screen: read this first.

receive -> check -> keep -> count, for each delivery, in a pool of processes;
roll up -> protect -> judge -> attack -> publish, for each edition, in one.

Here: the order of the steps and who hands what to whom. Not here: any step itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from data import audit, corrections, destruction, editions
from data import desk as desks
from data.access import SYSTEM, Act, Actor, check_act
from data.desk import Desk
from data.policy import policy
from data.store import Store
from data.vault import Vault
from metrics.attack import AttackFailed, Gate, Report, attack
from metrics.intake import Received, Reception, Sending, beside, finest, intake
from metrics.late import arrivals
from metrics.processes import PROCESSES, pool
from metrics.propose import Behind, Evidence, propose
from metrics.refusal import CannotPublish

__all__ = ["House", "Progress", "Received", "Sending", "attackable", "gather", "publish", "receive",
           "silent", "sweep"]
FEW = 3   # from so many files on, processes of their own are worth their start
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class House:
    """The three places that hold numbers, which never mix."""

    vault: Vault
    desk: Desk
    store: Store


def silent(step: str, done: int, of: int) -> None:
    """Report progress to nobody."""


def receive(
    house: House, actor: Actor, sendings: Iterable[Sending], progress: Progress = silent,
    processes: int = PROCESSES,
) -> list[Received]:
    """Walk each file through receive, check, keep and count, and write its verdict at the desk.

    A warning waits there for a steward. History and keys are asked in order of arrival.
    """
    check_act(actor, Act.receive_delivery)
    waiting, results = list(sendings), []
    reception = Reception(house.desk, house.vault)
    with house.vault.used():
        for done, one in enumerate(_intake_all(house, waiting, reception, processes), start=1):
            results.append(_written(house, actor, reception.judged(one)))
            progress("receive", done, len(waiting))
    sweep(house)
    return results


def _intake_all(
    house: House, sendings: list[Sending], reception: Reception, processes: int
) -> Iterator[Received]:
    """Check and count in processes of their own where there are many files."""
    days = {s.received_on for s in sendings}
    holds = {day: reception.waived(day) for day in days}
    asked = [(s, house.vault.root, holds[s.received_on]) for s in sendings]
    if len(sendings) < FEW:
        yield from (intake(*one) for one in asked)
        return
    with pool(processes) as opened:
        yield from opened.map(intake, *zip(*asked, strict=True), chunksize=4)


def _written(house: House, actor: Actor, one: Received) -> Received:
    """Write a verdict at the desk; from then on the vault's content is known, or doomed."""
    with house.desk.begin() as connection:
        number = desks.record(
            connection, actor, one.sending.received_on, one.sending.order, one.manifest,
            one.fingerprint, one.verdict, beside(one))
    if one.fingerprint:
        house.vault.settle(one.fingerprint)
    kept = one.fingerprint if one.verdict.outcome != "refused" else None
    return replace(one, delivery=number, fingerprint=kept)


def sweep(house: House) -> int:
    """Destroy the content that the desk has let go of, or never came to know; return how many.

    Nothing is done while somebody else uses the vault: it is done the next time.
    """
    with house.vault.used(alone=True) as alone, house.desk.begin() as connection:
        here = destruction.standing(connection)
        left = house.vault.unsettled() if alone else ()
        gone = {*destruction.doomed(connection), *left} - here if alone else set()
        for print_ in sorted(gone):
            house.vault.destroy(print_)
            audit.record(connection, SYSTEM, "destroy_content", f"content {print_[:16]}")
        destruction.done(connection, gone)
    for print_ in left:
        house.vault.settle(print_)
    if gone:
        house.desk.scrub()
    return len(gone)


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
    with house.vault.used():
        proposal, behind = propose(
            house.store, gather(house, cutoff), until, cutoff, published_on, progress,
            demonstration)
    report = _attacked(house.store, proposal, behind, progress)
    told = json.dumps(report.document(), sort_keys=True, ensure_ascii=False)
    whole = replace(proposal, documents={**proposal.documents, "attack": told})
    try:
        edition = editions.publish(house.store, actor, whole)
    except editions.NotComplete as why:
        raise CannotPublish("not_complete", why=str(why)) from why
    with house.desk.begin() as connection:   # what was decided and is now done is said so
        prints = frozenset(c.fingerprint for c in desks.counting(connection, cutoff))
        corrections.applied(connection, edition.label, prints)
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
    names = ("cells", "codes", "indicators", "relations", "figures", "expected", "reasons")
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
        path = finest(house.vault, one.fingerprint, one.contract)
        frames.append(pl.scan_parquet(path).filter(pl.col("month").is_in(list(one.months))))
    contributions = pl.concat(frames) if frames else None
    origin = "synthetic" if "synthetic" in origins else "real"
    covered = frozenset((c.contract, c.deliverer, m) for c in counting for m in c.months)
    arrived = arrivals(house.desk, house.vault, cutoff, policy())
    return Evidence(contributions, figures, words, origin, covered, arrived)
