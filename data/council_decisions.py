"""What the councils have decided: text, owner, due day, the figure that it rests on, and each step.

Here: recording a decision, taking it a step further, and reading how it stood on a day. A decision
and its steps are only added to; a figure is kept as the key of its cell and the number of its
edition, so what it looked like then is read from that edition, which never changes. Not here: what
a page shows of it (``dashboard.models.decisions``), decisions on deliveries (``data.decisions``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa

from data import audit, registers
from data.access import Act, Actor, check_act
from data.acting import Declined, stamp
from data.tables import COUNCIL_DECISION, COUNCIL_DECISION_STEP, EDITION

LONGEST = 400   # characters of a text or an outcome: a row of a page
NEXT = {   # what may follow on a status; what was asked for is not decided yet
    "asked": ("decided", "dropped"),
    "decided": ("done", "dropped"),
    "done": (),
    "dropped": (),
}
FIRST = ("asked", "decided")


class Rests(NamedTuple):
    """The figure that a decision rests on: the number of an edition, and the key of a cell."""

    edition: int
    indicator: str
    place: str
    authority: str
    breakdown: str
    period: str


@dataclass(frozen=True)
class Draft:
    """A decision as it is recorded. ``origin`` is real or synthetic, as that of an edition."""

    council: str
    owner: str
    sv: str
    en: str
    made_on: date
    due_on: date
    rests: Rests
    origin: str = "real"
    status: str = "decided"


@dataclass(frozen=True)
class Decision:
    """A decision as it stood on a day: its newest step, since when, and what came of it."""

    number: int
    council: str
    owner: str
    sv: str
    en: str
    made_on: date
    due_on: date
    rests: Rests
    origin: str
    status: str
    since: date
    outcome_sv: str = ""
    outcome_en: str = ""

    @property
    def open(self) -> bool:
        """Whether something is still to be done or decided."""
        return bool(NEXT[self.status])


def record(
    connection: sa.Connection, actor: Actor, draft: Draft, at: datetime | None = None
) -> int:
    """Record a decision with its first step and return its number.

    Raises ``AccessDenied``, and ``Declined`` on a text in one language, a day before it was made,
    or an edition that there is not.
    """
    check_act(actor, Act.write_decision, council=draft.council)
    _check(connection, draft)
    audit.record(connection, actor, Act.write_decision, f"council {draft.council}", draft.status)
    number = _next(connection, COUNCIL_DECISION)
    connection.execute(COUNCIL_DECISION.insert().values(
        id=number, council=draft.council, owner=draft.owner, sv=draft.sv.strip(),
        en=draft.en.strip(), made_on=draft.made_on, due_on=draft.due_on, **draft.rests._asdict(),
        origin=draft.origin, who=actor.name, role=str(actor.role), at=stamp(at)))
    _step(connection, actor, number, draft.status, draft.made_on, ("", ""), at)
    return number


def _check(connection: sa.Connection, draft: Draft) -> None:
    owners = {a.code for a in registers.authorities()}
    councils = {c.code for c in registers.councils()}
    if draft.owner not in owners or draft.council not in councils or draft.status not in FIRST:
        raise Declined("decision_unknown")
    _check_texts(draft.sv, draft.en)
    if draft.due_on < draft.made_on:
        raise Declined("decision_day")
    edition = sa.select(EDITION.c.number).where(EDITION.c.number == draft.rests.edition)
    if connection.execute(edition).first() is None:
        raise Declined("decision_edition", number=draft.rests.edition)


def _check_texts(sv: str, en: str) -> None:
    if not (sv.strip() and en.strip()):
        raise Declined("one_language")
    if max(len(sv), len(en)) > LONGEST:
        raise Declined("too_long", most=LONGEST)


def _next(connection: sa.Connection, table: sa.Table) -> int:
    """Return the next number of a table; the audit's lock, taken before, keeps others waiting."""
    return int(connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0) + 1


def _step(
    connection: sa.Connection, actor: Actor, decision: int, status: str, on: date,
    outcome: tuple[str, str], at: datetime | None,
) -> None:
    connection.execute(COUNCIL_DECISION_STEP.insert().values(
        id=_next(connection, COUNCIL_DECISION_STEP), decision=decision, status=status, on=on,
        sv=outcome[0].strip(), en=outcome[1].strip(), who=actor.name, role=str(actor.role),
        at=stamp(at)))


def settle(
    connection: sa.Connection, actor: Actor, number: int, to: str, on: date, sv: str = "",
    en: str = "", at: datetime | None = None,
) -> None:
    """Take a decision a step further; what is done or dropped says what came of it.

    Raises ``AccessDenied``, and ``Declined`` where the step cannot follow, its day is before the
    newest step's, or a text is missing.
    """
    query = sa.select(COUNCIL_DECISION.c.council).where(COUNCIL_DECISION.c.id == number)
    council = connection.execute(query).scalar()
    if council is None:
        raise Declined("no_decision", number=number)
    check_act(actor, Act.write_decision, council=council)
    audit.record(connection, actor, Act.write_decision, f"council {council}",
                 f"decision {number} {to}")
    status, since = _newest(connection, number)
    if to not in NEXT[status]:
        raise Declined(f"decision_{status}", number=number)
    if on < since:
        raise Declined("decision_day")
    if not NEXT[to]:
        _check_texts(sv, en)
    _step(connection, actor, number, to, on, (sv, en), at)


def _newest(connection: sa.Connection, number: int) -> tuple[str, date]:
    steps = COUNCIL_DECISION_STEP.c
    query = sa.select(steps.status, steps.on).where(steps.decision == number)
    row = connection.execute(query.order_by(steps.id.desc()).limit(1)).one()
    return row.status, row.on


def decisions(
    connection: sa.Connection, actor: Actor, council: str, until: date, origin: str
) -> tuple[Decision, ...]:
    """Return a council's decisions as they stood at the end of a day, the earliest due first.

    Only those of an origin: synthetic ones never stand beside a real edition. Raises
    ``AccessDenied``.
    """
    place = registers.council(council).place
    check_act(actor, Act.read_council, council=council, place=place)
    made = COUNCIL_DECISION.c
    query = sa.select(COUNCIL_DECISION).where(
        made.council == council, made.made_on <= until, made.origin == origin)
    rows = connection.execute(query.order_by(made.due_on, made.id)).mappings().all()
    steps = dict(_steps(connection, [row["id"] for row in rows], until))
    return tuple(_decision(row, steps[row["id"]]) for row in rows)


def _steps(
    connection: sa.Connection, numbers: list[int], until: date
) -> Iterator[tuple[int, sa.RowMapping]]:
    """Yield the steps up to a day, the newest of a decision last."""
    steps = COUNCIL_DECISION_STEP.c
    query = sa.select(COUNCIL_DECISION_STEP).where(
        steps.decision.in_(numbers), steps.on <= until).order_by(steps.id)
    for row in connection.execute(query).mappings():
        yield row["decision"], row


def _decision(row: sa.RowMapping, step: sa.RowMapping) -> Decision:
    rests = Rests(*(row[name] for name in Rests._fields))
    return Decision(
        row["id"], row["council"], row["owner"], row["sv"], row["en"], row["made_on"],
        row["due_on"], rests, row["origin"], step["status"], step["on"], step["sv"], step["en"])
