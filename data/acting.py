"""What the acts at the desk share: saying no with a sentence, the delivery acted on, plain words.

Here: ``Refusal`` and ``Declined``, finding and locking a delivery, and the check that a text which
leaves the desk holds no number of it. Not here: any act.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa

from data import words
from data.tables import DELIVERY, DELIVERY_MONTH

LONGEST = 6_000   # characters of a reason, a remark or a letter
# Numbers that name and do not count: dates, periods, laws, numbered documents.
NAMED = (
    r"\b20\d\d-\d\d-\d\d\b|\b20\d\d[MKQ]\d{1,2}\b|\(\d{4}:\d+\)"
    r"|\b\d{1,2}\s+(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:s|ch)?|apr(?:il)?|(?-i:maj|May)"
    r"|jun[ie]?|jul[iy]?|aug(?:usti|ust)?|sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b"
    r"|\b(?:utgåva|edition|rättelse|correction)\s+(?:S-)?\d+\b")
# And what tells nothing of a delivery: years, times, rules, none and all.
_HARMLESS = re.compile(
    rf"{NAMED}|\b20\d\d\b|\b\d{{1,2}}[.:]\d\d\b"
    r"|\b[A-Z]{1,3}-\d{3}\b|\bUTF-8\b|\b[0]\b|\b100\b", re.IGNORECASE)


class Refusal(Exception):
    """Something is not done, and why. ``key`` names the sentence among those of its ``group``.

    A value may be a pair (Swedish, English).
    """

    group: ClassVar[str]

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(key)

    def sentence(self, lang: str) -> str:
        """Say in a language what stands in the way, and what to do."""
        said = {name: value[words.LANGUAGES.index(lang)] if isinstance(value, tuple) else value
                for name, value in self.values.items()}
        return words.say(f"{self.group}.{self.key}", lang, **said)


class Declined(Refusal):
    """The act cannot be done as things stand. Carries a sentence in both languages."""

    group = "declined"


def stamp(at: datetime | None = None) -> str:
    """Write a moment as the desk keeps it, the present one where none is given."""
    return (at or datetime.now(UTC)).isoformat(timespec="seconds")


def delivery(connection: sa.Connection, number: int, lock: bool = False) -> sa.RowMapping:
    """Return a delivery; with ``lock`` nobody else decides on it until the transaction ends.

    Raises ``Declined`` where there is none.
    """
    query = sa.select(DELIVERY).where(DELIVERY.c.id == number)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise Declined("no_delivery", delivery=number)
    return row


def check_here(row: sa.RowMapping) -> None:
    """Raise ``Declined`` where a delivery's content is gone or its sender has taken it back."""
    if row["erased_on"] is not None:
        raise Declined("erased", day=row["erased_on"].isoformat())
    if row["withdrawn_on"] is not None:
        raise Declined("withdrawn", day=row["withdrawn_on"].isoformat())


def check_reason(text: str) -> None:
    """Raise ``Declined`` on a reason that says nothing, or that is no plain words."""
    if not text.strip():
        raise Declined("no_reason")
    check_words(text)


def check_words(*texts: str) -> None:
    """Raise ``Declined`` where a text is too long or holds a number that may be the desk's.

    A text of a steward is kept in the task table and may follow figures into an edition: counts
    stay at the desk. Dates, periods, rules and laws may be named.
    """
    for text in texts:
        if len(text) > LONGEST:
            raise Declined("too_long", most=LONGEST)
        if re.search(r"\d", _HARMLESS.sub("", text)):
            raise Declined("a_number")


def months(connection: sa.Connection, number: int) -> tuple[str, ...]:
    """Return the months of a delivery, in order."""
    query = sa.select(DELIVERY_MONTH.c.month).where(DELIVERY_MONTH.c.delivery == number)
    return tuple(connection.execute(query.order_by(DELIVERY_MONTH.c.month)).scalars())


def replaced_by(connection: sa.Connection, row: sa.RowMapping, on: date) -> int | None:
    """Return a newer delivery, come by a day, that covers all months of this one and stands."""
    own = set(months(connection, row["id"]))
    newer = sa.select(DELIVERY.c.id).where(
        DELIVERY.c.id > row["id"], DELIVERY.c.received_on <= on,
        DELIVERY.c.contract == row["contract"],
        DELIVERY.c.deliverer == row["deliverer"], DELIVERY.c.outcome != "refused",
        DELIVERY.c.withdrawn_on.is_(None), DELIVERY.c.erased_on.is_(None))
    for number in connection.execute(newer.order_by(DELIVERY.c.id)).scalars():
        if own <= set(months(connection, number)):
            return int(number)
    return None
