"""The whole way of a delivery, in one screen: read this first.

receive -> check -> keep -> count, for each delivery, in a pool of processes;
roll up -> protect -> judge -> attack -> hold as a draft, for each edition, in one;
propose -> prepare jointly -> sign by two -> embargo, by people (``data.signing``);
release: verify -> publish, at the minute.

Here: the order of the steps and who hands what to whom. Not here: any step itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from data import audit, corrections, destruction, drafts, editions, signing
from data import desk as desks
from data.access import SYSTEM, Act, Actor, check_act
from data.desk import Desk
from data.drafts import Draft
from data.moments import at_eight
from data.policy import policy
from data.store import Store
from data.vault import Vault
from metrics import rehearsal
from metrics.attack import AttackFailed, Gate, Report, attack
from metrics.intake import Received, Reception, Sending, beside, finest, intake
from metrics.late import arrivals
from metrics.processes import PROCESSES, pool
from metrics.propose import Behind, Evidence, propose
from metrics.refusal import CannotPublish
from metrics.ripening import reached

__all__ = ["House", "Progress", "Received", "Sending", "attackable", "draft", "gather", "publish",
           "receive", "release", "silent", "sweep"]
FEW = 24   # from so many files on, processes of their own are worth their start: some seconds each
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


def draft(
    house: House, actor: Actor, until: str, cutoff: date, progress: Progress = silent,
    demonstration: bool = False, at: datetime | None = None,
) -> Draft:
    """Build, protect and attack one edition of all that counts at ``cutoff``; hold it as a draft.

    What the attacker tried goes with it, as its document ``attack``. Raises ``CannotPublish`` where
    protection or the attacker says so, ``AccessDenied``, and ``Declined`` where the draft before is
    under way. Nothing is stored then.
    """
    drafts.check_free(house.store, actor)
    with house.vault.used():
        return _held(house, actor, gather(house, cutoff), (until, cutoff), progress,
                     demonstration, at)


def _held(
    house: House, actor: Actor, evidence: Evidence, when: tuple[str, date], progress: Progress,
    demonstration: bool, at: datetime | None,
) -> Draft:
    until, cutoff = when
    proposal, behind = propose(
        house.store, evidence, until, cutoff, cutoff, progress, demonstration)
    report = _attacked(house.store, proposal, behind, progress)
    told = json.dumps(report.document(), sort_keys=True, ensure_ascii=False)
    whole = replace(proposal, documents={**proposal.documents, "attack": told})
    try:
        return drafts.hold(
            house.store, actor, whole, at, tested=drafts.figures(proposal.frames))
    except editions.NotComplete as why:
        raise CannotPublish("not_complete", why=str(why)) from why


def release(
    house: House, actor: Actor, number: int, at: datetime | None = None
) -> editions.Edition:
    """Publish a draft that two have signed, at its minute, by the very bytes that they signed.

    Raises ``AccessDenied``, and ``Declined`` where the minute has not come or the held draft is
    not what was signed; nothing changes then.
    """
    edition = signing.publish(house.store, actor, number, at)
    prints = frozenset(editions.deliveries(house.store, edition.number)["fingerprint"].drop_nulls())
    with house.desk.begin() as connection:   # what was decided and is now done is said so
        corrections.applied(connection, edition.label, prints)
    return edition


def publish(
    house: House, actor: Actor, until: str, cutoff: date, published_on: date,
    progress: Progress = silent, demonstration: bool = False,
) -> editions.Edition:
    """Walk a synthetic edition the whole way, with made-up people in every part.

    For the demonstration and the tests. Raises as ``draft`` does, and ``CannotPublish`` where the
    deliveries are real: their edition goes the whole way, with people.
    """
    check_act(actor, Act.publish_edition)
    minute = at_eight(published_on)
    with house.vault.used():
        evidence = gather(house, cutoff)
        if evidence.contributions is not None and evidence.origin == "real":
            raise CannotPublish("real_goes_all_the_way")
        held = _held(house, rehearsal.EDITOR, evidence, (until, cutoff), progress, demonstration,
                     minute - rehearsal.BEFORE)
    rehearsal.walk(house.store, held.number, minute)
    edition = release(house, actor, held.number, minute)
    progress("publish", 1, 1)
    return edition


def _attacked(
    store: Store, proposal: editions.Proposal, behind: Behind, progress: Progress
) -> Report:
    """Attack a proposal with every earlier edition. Raises ``CannotPublish`` on any finding."""
    rules = policy()
    try:
        report = attack(
            proposal.frames, (attackable(store, e.number) for e in editions.editions(store)),
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
        told = corrections.told(
            connection, _prints(house.store), frozenset(c.fingerprint for c in counting))
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
    return Evidence(contributions, figures, words, origin, covered, arrived, told,
                    reached(house.vault, counting))


def _prints(store: Store) -> frozenset[str]:
    """Return the fingerprints that the newest edition is made of."""
    last = editions.last(store)
    if last is None:
        return frozenset()
    return frozenset(editions.deliveries(store, last.number)["fingerprint"].drop_nulls())
