"""The release calendar: last day of deliveries, cut-off, publication, waivers and answers due.

Here: the days, from the policy and the desk. Not here: showing them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from data import periods, words
from data.access import Act, Actor, check_act
from data.desk import cutoff, deadline
from data.policy import policy
from data.tables import DELIVERY, QUESTION, WAIVER

SATURDAY = 5


@dataclass(frozen=True)
class Event:
    """Something that happens on a day: delivery_day, cutoff, publication, waiver_ends, answer.

    ``month`` is the month of the deliveries, ``deliverer`` and ``rule`` are filled where the event
    is about them.
    """

    day: date
    kind: str
    month: str = ""
    deliverer: str = ""
    rule: str = ""

    def sentence(self, lang: str) -> str:
        """Say what happens, without the day."""
        return words.say(f"event.{self.kind}", lang, month=self.month, rule=self.rule)


def publication_day(until: str) -> date:
    """Return the day on which the picture up to a month is published: a working day."""
    day = periods.first_day(periods.shift(until, 1)).replace(day=policy().publication_day)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def events(
    connection: sa.Connection, actor: Actor, first: date, last: date, deliverer: str | None = None
) -> tuple[Event, ...]:
    """Return what happens from one day to another, in order. Raises ``AccessDenied``.

    Waivers and answers are those of one deliverer, or all where none is given.
    """
    check_act(actor, Act.read_desk, authority=deliverer)
    found = (*_releases(first, last), *_waivers(connection, deliverer),
             *_answers(connection, deliverer))
    return tuple(sorted((e for e in found if first <= e.day <= last),
                        key=lambda e: (e.day, e.kind, e.deliverer, e.rule)))


def _releases(first: date, last: date) -> Iterator[Event]:
    start = periods.shift(periods.month_of(first), -2)
    for month in periods.span(start, periods.month_of(last)):
        yield Event(deadline(month), "delivery_day", month)
        yield Event(cutoff(month), "cutoff", month)
        yield Event(publication_day(month), "publication", month)


def _waivers(connection: sa.Connection, deliverer: str | None) -> Iterator[Event]:
    query = sa.select(WAIVER)
    if deliverer is not None:
        query = query.where(WAIVER.c.deliverer == deliverer)
    for row in connection.execute(query).mappings():
        yield Event(row["until"], "waiver_ends", "", row["deliverer"], row["rule"])


def _answers(connection: sa.Connection, deliverer: str | None) -> Iterator[Event]:
    query = sa.select(QUESTION.c.answer_by, DELIVERY.c.deliverer).join(
        DELIVERY, DELIVERY.c.id == QUESTION.c.delivery).where(QUESTION.c.answered_at.is_(None))
    if deliverer is not None:
        query = query.where(DELIVERY.c.deliverer == deliverer)
    for day, who in connection.execute(query).all():
        yield Event(day, "answer", "", who)
