"""A steward's acts that need the vault as well as the desk: accepting, refusing, erasing.

Here: holding the keys of a delivery against what counts before it is accepted, and destroying at
once what the desk has let go of. Not here: whether it may be done (``data.decisions``,
``data.erasure``), the whole way (``metrics.jobs``).
"""

from __future__ import annotations

from datetime import datetime

from data import decisions, editions, erasure
from data.access import Actor
from data.acting import Declined, delivery
from expectations.keys import Ledger
from metrics import jobs


def decide(
    house: jobs.House, actor: Actor, number: int, kind: str, reason: str, *, remark_sv: str = "",
    remark_en: str = "", seen: int = 0, at: datetime | None = None, ledger: Ledger | None = None,
) -> int:
    """Decide on a delivery that waits; return the decision's number.

    ``ledger``: the keys that count, where many decisions follow on each other. Raises
    ``AccessDenied`` and ``Declined``.
    """
    decisions.check_texts(reason, remark_sv, remark_en)
    with house.desk.read() as connection:
        row = delivery(connection, number)
        edition = editions.held_by(house.store, row["fingerprint"])
        decisions.check_decide(
            connection, actor, number, kind, seen=seen, edition=edition, at=at)
    if kind == decisions.ACCEPT:
        _check_keys(house, row["fingerprint"], ledger)
    with house.desk.begin() as connection:
        made = decisions.decide(
            connection, actor, number, kind, reason, remark_sv=remark_sv, remark_en=remark_en,
            seen=seen, edition=edition, at=at)
    if kind == decisions.REFUSE:
        jobs.sweep(house)
    return made


def _check_keys(house: jobs.House, print_: str, ledger: Ledger | None) -> None:
    """Raise ``Declined`` where a record already counts in another month or for another."""
    with house.vault.used():
        known = ledger or Ledger(house.desk, house.vault)
        if known.check(print_, house.vault.manifest(print_)):
            raise Declined("keys_taken")


def erase(
    house: jobs.House, actor: Actor, number: int, at: datetime | None = None
) -> tuple[int, ...]:
    """Confirm an erasure, as its second person, and destroy the content; return its deliveries.

    Raises ``AccessDenied`` and ``Declined``.
    """
    with house.desk.begin() as connection:
        gone = erasure.confirm(connection, actor, number, at)
    jobs.sweep(house)
    return gone
