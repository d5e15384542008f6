"""The register of editions: which there are, how each stands, and what sealed it.

Here: finding editions on an open connection, what the audit says of one, rows of none. Not here:
publishing (``data.editions``), proving (``data.proving``), their rows (``data.edition_rows``).
"""

from __future__ import annotations

import json
from dataclasses import asdict

import sqlalchemy as sa

from data import steps
from data.access import Act
from data.audit import Anchor
from data.proposal import Edition
from data.steps import State
from data.tables import AUDIT, EDITION, EDITION_ROWS


class UnknownEdition(LookupError):
    """There is no edition of that number."""


def every(connection: sa.Connection) -> list[Edition]:
    """Return every edition, the oldest first. The newest that is not withdrawn is published."""
    rows = connection.execute(sa.select(EDITION).order_by(EDITION.c.number)).mappings().all()
    gone = {n for n, state in steps.states(connection).items() if state is State.withdrawn}
    newest = max((row["number"] for row in rows if row["number"] not in gone), default=0)
    return [Edition(**row, status=_status(row["number"], newest, gone)) for row in rows]


def _status(number: int, newest: int, gone: set[int]) -> str:
    if number in gone:
        return str(State.withdrawn)
    return str(State.published if number == newest else State.superseded)


def one(connection: sa.Connection, number: int | str) -> Edition:
    """Return an edition by number, or the ``"latest"`` that stands. Raises ``UnknownEdition``."""
    for found in reversed(every(connection)):
        if number == found.number or (number == "latest" and found.status == State.published):
            return found
    raise UnknownEdition(str(number))


def last(connection: sa.Connection) -> int:
    """Return the number of the newest edition, withdrawn or not; 0 where there is none."""
    return connection.execute(sa.select(sa.func.max(EDITION.c.number))).scalar() or 0


def rows_beyond(connection: sa.Connection, number: int) -> list[str]:
    """Name the tables with rows of an edition after a number."""
    return [
        table.name for table in EDITION_ROWS
        if connection.execute(sa.select(1).where(table.c.edition > number).limit(1)).first()
    ]


def row(of: Edition) -> dict[str, object]:
    """Return the row of an edition: all but how it stands, which changes."""
    return {name: value for name, value in asdict(of).items() if name != "status"}


def sealed(of: Edition) -> str:
    """Write what the audit says of an edition: all that its row holds, published_on too."""
    return json.dumps(row(of), sort_keys=True, default=str, ensure_ascii=False)


def seal(connection: sa.Connection, number: int) -> Anchor:
    """Return the event of the audit that published an edition: 0 and "" where there is none.

    Every event before is bound by its hash: printed in a footer, it shows a cut audit.
    """
    query = sa.select(AUDIT.c.id, AUDIT.c.hash).where(
        AUDIT.c.target == f"edition {number}", AUDIT.c.act == str(Act.publish_edition))
    found = connection.execute(query.order_by(AUDIT.c.id).limit(1)).first()
    return Anchor(found.id, found.hash) if found else Anchor(0, "")
