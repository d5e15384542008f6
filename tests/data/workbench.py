"""A desk at which somebody hands in and somebody decides, for the tests of the acts."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TypeVar

import sqlalchemy as sa

from data import desk as desks
from data.access import SYSTEM, AccessDenied, Actor, Role
from data.acting import Declined
from data.faults import Fault
from data.manifest import Manifest
from data.store import Desk
from data.tables import DELIVERY
from expectations.verdict import Example, RuleResult, Verdict, judge, refused

T = TypeVar("T")
DAY, AT = date(2026, 9, 7), datetime(2026, 9, 8, 9, 30, tzinfo=UTC)
STEWARD, SECOND = Actor("siv", Role.steward), Actor("ulf", Role.steward)
OWN_STEWARD = Actor("eva", Role.steward, "fk")
DELIVERER, OTHER = Actor("eva", Role.deliverer, "fk"), Actor("ola", Role.deliverer, "af")
ROLES = {
    "steward": STEWARD, "steward of the authority": OWN_STEWARD, "deliverer": DELIVERER,
    "another deliverer": OTHER, "operator": SYSTEM, "method": Actor("m", Role.method),
    "management": Actor("gd", Role.management),
    "member": Actor("r", Role.council_member, "fk", "payments"),
}
FAILING, ROWS = 1_847, 73_939   # numbers that stand nowhere by chance


def manifest(months: Sequence[str] = ("2026M08",), who: str = "fk") -> Manifest:
    return Manifest("referrals", 1, who, tuple(months), ROWS, 40, {"persons": 2_105}, "synthetic",
                    DAY)


def result(
    rule: str, status: str = "fail", severity: str = "warning", examples: int = 0
) -> RuleResult:
    return RuleResult(
        rule, "accuracy", severity, status,  # type: ignore[arg-type]
        FAILING if status == "fail" else 0, ROWS, (2, 3), ("opened",), "rows",
        f"{rule} på svenska. Rätta datumet.", f"{rule} in English. Correct the date.",
        examples=tuple(Example(f"Rkey{n:04}", n + 2, ("opened",)) for n in range(examples)))


WARNS = judge([result("REF-034", examples=3), result("REF-020", "pass")])
VERDICTS: dict[str, Verdict] = {
    "accepted": judge([result("REF-034", "pass")]),
    "waiting": WARNS,
    "not run": judge([result("REF-034"), result("REF-021", "error")]),
    "stopped": judge([result("REF-035", severity="critical")]),
    "unread": refused([Fault("T-001", "rows", "Kolumnen saknas.", "The column is missing.")]),
    "waived": judge([result("REF-034")], frozenset({"REF-034"})),
}


class At:
    """An intake desk with somebody who hands in, one delivery a call."""

    def __init__(self, opened: Desk) -> None:
        self.desk, self.order = opened, 0

    def give(
        self, letter: str = "a", about: Manifest | None = None, on: date = DAY,
        verdict: Verdict = WARNS, beside: desks.Beside = desks.NOTHING,
    ) -> int:
        self.order += 1
        with self.desk.begin() as connection:
            return desks.record(connection, SYSTEM, on, self.order, about or manifest(),
                                letter * 64, verdict, beside)

    def do(self, act: Callable[..., T], *asked: object, **more: object) -> T:
        """Do an act in a transaction of its own."""
        with self.desk.begin() as connection:
            return act(connection, *asked, **more)

    def said(self, act: Callable[..., object], *asked: object, **more: object) -> str:
        """Do an act that must be declined; return why, and see that both languages say it."""
        try:
            self.do(act, *asked, **more)
        except Declined as why:
            assert all(why.sentence(lang).endswith(".") for lang in ("sv", "en"))
            return why.key
        except AccessDenied:
            return "denied"
        return ""

    def row(self, number: int) -> sa.RowMapping:
        with self.desk.read() as connection:
            query = sa.select(DELIVERY).where(DELIVERY.c.id == number)
            return connection.execute(query).mappings().one()

    def counting(self) -> dict[str, tuple[str, ...]]:
        """Months that count, by the letter of the fingerprint."""
        with self.desk.read() as connection:
            return {c.fingerprint[0]: c.months
                    for c in desks.counting(connection, date(2026, 12, 31))}

    def events(self) -> list[tuple[str, ...]]:
        with self.desk.read() as connection:
            assert desks.unaudited(connection) == []
            found = connection.execute(
                sa.text("SELECT actor, act, target, detail FROM audit ORDER BY id"))
            return [tuple(row) for row in found]

    def count(self, table: sa.Table) -> int:
        with self.desk.read() as connection:
            query = sa.select(sa.func.count()).select_from(table)
            return int(connection.execute(query).scalar_one())
