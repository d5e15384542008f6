"""The intake desk as a visit may read it: whole for stewards, its own rows for a deliverer.

Here: opening the desk for a page, whose rows a visit gets, which day it is at the desk. Not here:
the queries (``data.desk_pages``, ``data.workbench``), any markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
import sqlalchemy as sa

from dashboard import reading
from dashboard.visit import Visit
from data import corrections as correcting
from data import decisions, desk, editions, erasure, questions, workbench
from data import waivers as waiving
from data.access import AccessDenied, Act, Role, can_act
from data.acting import Declined
from data.calendar import Event, events

Row = dict[str, object]


@dataclass(frozen=True)
class Opened:
    """One delivery opened: its row, and all that its page shows.

    ``touched``: rule, indicator, figures; ``trend``: rule -> shares, the oldest first.
    ``examples`` is empty for those who may not read them.
    """

    row: Row
    rules: pl.DataFrame
    faults: pl.DataFrame
    examples: pl.DataFrame
    decisions: pl.DataFrame
    questions: pl.DataFrame
    erasures: pl.DataFrame
    events: pl.DataFrame
    earlier: pl.DataFrame
    touched: pl.DataFrame
    trend: dict[str, list[float]]

    @property
    def id(self) -> int:
        """The delivery's number."""
        return int(str(self.row["id"]))

    @property
    def deliverer(self) -> str:
        """Whose delivery it is, "" where not even that is kept."""
        return str(self.row["deliverer"])

    @property
    def outcome(self) -> str:
        """What became of it; a withdrawn delivery is withdrawn."""
        return "withdrawn" if self.row["withdrawn_on"] else str(self.row["outcome"])


def own(visit: Visit) -> str | None:
    """Return the authority whose rows alone the visit may see, None where it may see all."""
    return visit.actor.authority if visit.role == Role.deliverer else None


def today(visit: Visit) -> date:
    """Return the day at the desk. A demonstration stands still on the day of its newest file."""
    if not visit.synthetic:
        return date.today()
    newest = reading.received(visit)["received_on"].max()
    return newest if isinstance(newest, date) else date.today()


def asked(visit: Visit) -> frozenset[int]:
    """Return the deliveries whose deliverer has a question that nobody has answered."""
    with reading.desk_opened().read() as connection:
        return frozenset(workbench.asked(connection, visit.actor, own(visit))["delivery"])


def waivers(visit: Visit, on: date) -> pl.DataFrame:
    """Read the waivers in force on a day. Raises ``AccessDenied``."""
    with reading.desk_opened().read() as connection:
        return workbench.waivers(connection, visit.actor, on, own(visit))


def corrections(visit: Visit) -> pl.DataFrame:
    """Read the corrections with their newest status. Raises ``AccessDenied``."""
    with reading.desk_opened().read() as connection:
        return workbench.corrections(connection, visit.actor, own(visit))


def reconciled(visit: Visit) -> pl.DataFrame:
    """Read what each pair of authorities says it sent and got. Raises ``AccessDenied``."""
    with reading.desk_opened().read() as connection:
        return workbench.reconciled(connection, visit.actor, own(visit))


def unmatched(visit: Visit, pair: Sequence[str]) -> pl.DataFrame:
    """Read the query list of a pair. Raises ``AccessDenied``."""
    with reading.desk_opened().read() as connection:
        return workbench.unmatched(connection, visit.actor, pair, own(visit))


def opened(visit: Visit, delivery: int) -> Opened | None:
    """Open one delivery, None where there is none that the visit may see."""
    with reading.desk_opened().read() as connection:
        seen = desk.deliveries(connection, visit.actor, own(visit))
        mine = seen.filter(pl.col("id") == delivery)
        if mine.is_empty():
            return None
        return _open(connection, visit, mine.row(0, named=True))


def _open(connection: sa.Connection, visit: Visit, row: Row) -> Opened:
    actor, number = visit.actor, int(str(row["id"]))
    rules, faults = desk.rules(connection, actor, number)
    return Opened(
        row, rules, faults, _examples(connection, visit, row),
        workbench.decisions(connection, actor, number),
        workbench.questions(connection, actor, number),
        workbench.erasures(connection, actor, number),
        workbench.events(connection, actor, number),
        workbench.warnings_before(connection, actor, number),
        workbench.touched(connection, actor, number),
        _trend(workbench.trend(connection, actor, number)),
    )


def _examples(connection: sa.Connection, visit: Visit, row: Row) -> pl.DataFrame:
    if not can_act(visit.actor, Act.read_examples, authority=str(row["deliverer"])):
        return pl.DataFrame(schema={"rule": pl.String})
    return workbench.examples(connection, visit.actor, int(str(row["id"])))


def _trend(frame: pl.DataFrame) -> dict[str, list[float]]:
    grouped = frame.group_by("rule", maintain_order=True)
    return {str(rule): group["share"].to_list() for (rule,), group in grouped}


def _why(visit: Visit, why: AccessDenied | Declined | None) -> str:
    return why.sentence(visit.lang) if why else ""


def cannot_decide(visit: Visit, of: Opened, kind: str, seen: int) -> str:
    """Say why the delivery cannot be decided so, "" where it can."""
    with reading.desk_opened().read() as connection:
        return _why(visit, decisions.can_decide(
            connection, visit.actor, of.id, kind, seen=seen, edition=_edition(of)))


def cannot_waive(visit: Visit, of: Opened, rule: str, until: date) -> str:
    """Say why the rule cannot be waived, "" where it can."""
    with reading.desk_opened().read() as connection:
        return _why(visit, waiving.can_waive(connection, visit.actor, of.id, rule, until))


def cannot_ask(visit: Visit, of: Opened) -> str:
    """Say why the deliverer cannot be asked, "" where it can."""
    with reading.desk_opened().read() as connection:
        return _why(visit, questions.can_ask(connection, visit.actor, of.id))


def cannot_answer(visit: Visit, of: Opened) -> str:
    """Say why the question cannot be answered, "" where it can."""
    with reading.desk_opened().read() as connection:
        try:
            questions.check_answer(connection, visit.actor, of.id)
        except (AccessDenied, Declined) as why:
            return why.sentence(visit.lang)
    return ""


def cannot_correct(visit: Visit, delivery: int) -> str:
    """Say why no correction of the delivery can be proposed, "" where one can."""
    with reading.desk_opened().read() as connection:
        return _why(visit, correcting.can_record(connection, visit.actor, delivery))


def cannot_settle(visit: Visit, correction: int, to: str) -> str:
    """Say why the correction cannot be taken there, "" where it can."""
    with reading.desk_opened().read() as connection:
        return _why(visit, correcting.can_settle(connection, visit.actor, correction, to))


def cannot_erase(visit: Visit, of: Opened, confirm: bool) -> str:
    """Say why the content cannot be erased (asked for, or confirmed), "" where it can."""
    with reading.desk_opened().read() as connection:
        return _why(visit, erasure.can_erase(connection, visit.actor, of.id, confirm))


def letter(visit: Visit, delivery: int, lang: str, answer_by: date) -> str:
    """Write the ready letter to a delivery's deliverer. Raises ``AccessDenied``."""
    with reading.desk_opened().read() as connection:
        return questions.letter(connection, visit.actor, delivery, lang, answer_by)


def calendar(visit: Visit, first: date, last: date) -> tuple[Event, ...]:
    """Read what happens between two days. Raises ``AccessDenied``."""
    with reading.desk_opened().read() as connection:
        return events(connection, visit.actor, first, last, own(visit))


def _edition(of: Opened) -> str:
    """Name the newest edition that holds the delivery, "" where none does."""
    print_ = of.row["fingerprint"]
    return editions.held_by(reading.store(), str(print_) if print_ else None)
