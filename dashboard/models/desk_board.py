"""The board of the deliveries: what each square shows, and who needs somebody.

Here: folding the desk's rows to one square an authority and month, which months are expected, what
needs a steward and in which order. Not here: reading the desk (``data.desk_pages``), markup.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

WORST = ("refused", "missing", "waiting", "withdrawn", "asked", "expected",
         "accepted_with_remark", "accepted")
NEEDS = ("waiting", "missing", "ending", "refused")   # the most urgent first
OTHERS = ("asked", "expected")                        # somebody else has to act
EXCEPTIONS = frozenset({"refused", "missing", "waiting", "withdrawn", "asked"})
REGULAR = 6   # of twelve months: from here a month without a delivery is a missing one
SEEN = 2      # quarters delivered, and nothing between them: a quarterly deliverer


@dataclass(frozen=True)
class Kind:
    """One kind of delivery in a square. ``delivery`` is 0 where none has come."""

    outcome: str
    contract: str
    delivery: int
    late: int
    received: str


@dataclass(frozen=True)
class Square:
    """One authority and month: the worst of its kinds, and all of them."""

    kinds: tuple[Kind, ...]

    @property
    def worst(self) -> Kind:
        """The kind that the square shows."""
        return min(self.kinds, key=lambda k: (WORST.index(k.outcome), -k.late, k.contract))

    @property
    def outcome(self) -> str:
        """The outcome that the square shows."""
        return self.worst.outcome

    @property
    def late(self) -> int:
        """Days after the last day, of the latest of the kinds."""
        return max(k.late for k in self.kinds)

    @property
    def exception(self) -> bool:
        """Whether somebody should look: not accepted, or late."""
        return self.outcome in EXCEPTIONS


@dataclass(frozen=True)
class Need:
    """Something that needs a steward, or that waits for somebody else.

    ``rule`` and ``until`` are of a waiver that is about to end.
    """

    sort: str
    deliverer: str
    contract: str
    delivery: int = 0
    rule: str = ""
    until: str = ""


Board = Mapping[str, Mapping[str, Square]]


def squares_of(
    rows: pl.DataFrame, months: Sequence[str], open_from: str = "9999M12",
    asked: Collection[int] = (),
) -> dict[str, dict[str, Square]]:
    """Fold the desk's board to one square an authority and month.

    A month without a delivery is missing where one was expected: expected still from ``open_from``
    on, whose last day has not passed. ``asked`` are deliveries whose deliverer has a question.
    """
    kinds: dict[tuple[str, str], list[Kind]] = {}
    for (who, of), group in rows.group_by(["deliverer", "contract"], maintain_order=True):
        found = {r["month"]: _kind(r, asked) for r in group.iter_rows(named=True)}
        for month in expected_months(found, months):
            sort = "expected" if month >= open_from else "missing"
            found.setdefault(month, Kind(sort, str(of), 0, 0, ""))
        for month, kind in found.items():
            kinds.setdefault((str(who), month), []).append(kind)
    board: dict[str, dict[str, Square]] = {}
    for (who, month), all_kinds in kinds.items():
        board.setdefault(who, {})[month] = Square(tuple(all_kinds))
    return board


def expected_months(found: Collection[str], months: Sequence[str]) -> list[str]:
    """Tell in which months a kind is expected: each month, each quarter's last, or none."""
    seen = [m for m in months if m in found]
    if len(seen) >= REGULAR:
        return list(months)
    quarterly = len(seen) >= SEEN and all(_ends_quarter(m) for m in seen)
    return [m for m in months if _ends_quarter(m)] if quarterly else []


def _ends_quarter(month: str) -> bool:
    return int(month[-2:]) % 3 == 0


def _kind(row: Mapping[str, object], asked: Collection[int]) -> Kind:
    outcome, late, number = str(row["outcome"]), row["days_late"], int(str(row["id"]))
    if row["withdrawn_on"]:
        outcome = "withdrawn"
    elif outcome == "waiting" and number in asked:
        outcome = "asked"
    return Kind(outcome, str(row["contract"]), number,
                late if isinstance(late, int) else 0, str(row["received_on"]))


def needs(board: Board, month: str, waivers: Sequence[Need] = ()) -> list[Need]:
    """List what needs a steward, the most urgent first.

    What blocks the next edition comes first (a decision, whichever month it is of), then what is
    missing of the newest month, waivers about to end, and refused files of the newest month.
    """
    found = [*waivers]
    for who, row in board.items():
        for at, square in row.items():
            found += [Need(k.outcome, who, k.contract, k.delivery) for k in square.kinds
                      if k.outcome == "waiting" or (at == month and k.outcome in NEEDS)]
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda n: (NEEDS.index(n.sort), n.deliverer, n.contract))


def others(board: Board, month: str) -> list[Need]:
    """List what waits for somebody else: a question asked, a delivery not yet due."""
    found = [Need(k.outcome, who, k.contract, k.delivery)
             for who, row in board.items() for at, square in row.items() for k in square.kinds
             if k.outcome == "asked" or (at == month and k.outcome == "expected")]
    return sorted(dict.fromkeys(found), key=lambda n: (OTHERS.index(n.sort), n.deliverer))


def done(board: Board, month: str) -> tuple[int, int]:
    """Count the authorities that are done with a month, and those that are expected."""
    squares = [row[month] for row in board.values() if month in row]
    good = sum(s.outcome in ("accepted", "accepted_with_remark") for s in squares)
    return good, len(squares)


def timely(row: Mapping[str, Square]) -> tuple[int, int]:
    """Count the months delivered on time, and those in which something was expected by now."""
    due = [s for s in row.values() if s.outcome != "expected"]
    return sum(s.late == 0 and s.outcome not in ("refused", "missing") for s in due), len(due)


def opened(month: str, deadline: date, today: date) -> str:
    """Return the first month whose last day has not passed, given the newest month's deadline."""
    return month if today <= deadline else "9999M12"
