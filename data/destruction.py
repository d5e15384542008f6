"""Content that must go: what the desk has let go of and the vault still holds.

Here: marking it in the transaction that lets go, and what the worker is to delete. A content that
another standing delivery shares stays. Not here: deleting it (``data.vault``), who may say so.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from data.acting import stamp
from data.tables import DELIVERY, DESTRUCTION, EXAMPLE, PROFILE, TOUCH


def standing(connection: sa.Connection) -> frozenset[str]:
    """Return the fingerprints of every delivery whose content is to be there."""
    query = sa.select(DELIVERY.c.fingerprint).where(
        DELIVERY.c.fingerprint.is_not(None), DELIVERY.c.erased_on.is_(None),
        DELIVERY.c.outcome != "refused")
    return frozenset(connection.execute(query).scalars())


def doom(connection: sa.Connection, print_: str | None) -> None:
    """Mark a content to be destroyed, unless a standing delivery has it too."""
    if not print_ or print_ in standing(connection):
        return
    known = sa.select(DESTRUCTION.c.fingerprint).where(DESTRUCTION.c.fingerprint == print_)
    if connection.execute(known).first() is None:
        connection.execute(DESTRUCTION.insert().values(fingerprint=print_, at=stamp()))


def doomed(connection: sa.Connection) -> tuple[str, ...]:
    """Return what is to be destroyed now, in order."""
    query = sa.select(DESTRUCTION.c.fingerprint).order_by(DESTRUCTION.c.fingerprint)
    here = standing(connection)
    return tuple(p for p in connection.execute(query).scalars() if p not in here)


def done(connection: sa.Connection, prints: Iterable[str]) -> None:
    """Write that contents are destroyed."""
    for print_ in prints:
        connection.execute(DESTRUCTION.delete().where(DESTRUCTION.c.fingerprint == print_))


def forget(connection: sa.Connection, number: int) -> None:
    """Delete what the desk holds of a delivery's rows: examples, profile, figures touched."""
    for table in (EXAMPLE, PROFILE, TOUCH):
        connection.execute(table.delete().where(table.c.delivery == number))
