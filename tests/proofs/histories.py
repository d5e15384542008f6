"""Random histories: editions of one publication, as late and corrected records make them.

Here: which records each edition counts, and protecting the editions one after the other as the
product does. Not here: drawing a publication (``shapes``, ``cubes``), attacking what editions tell
together (``differences``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from random import Random

import polars as pl

from data.policy import Policy
from metrics.disclosure import protect
from tests.proofs.cubes import Cube, Key, Record, record
from tests.proofs.shapes import TIME_LEVELS, Shape, calendar, draw

KEY = ["indicator", "place", "authority", "breakdown", "period"]
RIPE = 2          # months: the newest are for Sweden only
LATE = (0.05, 0.15)   # the share of records of an unripe month that come in later


@dataclass(frozen=True)
class Open(Shape):
    """A shape as far as its months have opened. ``unripe``: periods that Sweden alone has."""

    unripe: frozenset[str] = frozenset()

    def every(self) -> Iterator[tuple[str, str, str, str]]:
        """Return every cell of a ripe period, and Sweden's of the others."""
        every = super().every()
        return (at for at in every
                if self.place_level[at[0]] == "SE" or at[3] not in self.unripe)


@dataclass(frozen=True)
class Told:
    """A published edition. ``current``: whether a cell shows its value. ``figure``: what it shows,
    ``as_of`` the edition whose value that is; protected cells have none."""

    label: str
    cube: Cube
    current: dict[Key, bool]
    figure: dict[Key, float]
    as_of: dict[Key, str]
    cells: pl.DataFrame

    @property
    def held(self) -> list[Key]:
        """Return the cells that show the figure of an earlier edition."""
        return [k for k, label in self.as_of.items() if label != self.label]


def histories(seed: str, largest: int, editions: int = 0, calm: bool = False) -> list[Cube]:
    """Draw two to four editions, or so many; ``calm``: late records only, in a larger register."""
    chance = Random(seed)
    whole = draw(chance, largest)
    count = editions or chance.choice((2, 2, 3, 4))
    shapes = [_opened(whole, n) for n in _lengths(chance, whole, count)]
    size = chance.choice((1, 2, 4, 8)) * max(20, whole.size() // len(whole.series))
    drawn = [record(chance, whole, n) for n in range(min(size, 1500) * (4 if calm else 1))]
    waiting = {r.number: r for r in drawn}
    present: dict[int, Record] = {}
    found = []
    for number, shape in enumerate(shapes):
        if number:
            _change(chance, shape, present, waiting, calm)
        _arrive(chance, shape, present, waiting)
        found.append(Cube(f"{seed}, edition {number + 1}", shape, tuple(present.values())))
    return found


def _lengths(chance: Random, whole: Shape, count: int) -> list[int]:
    """Return how many months each edition has: none, one or three more than the one before."""
    least = min(len(m) for m in whole.months_of.values())
    lengths = [max(len(m) for m in whole.months_of.values())]
    if len(whole.months_of) > 1:
        lengths = [len({m for own in whole.months_of.values() for m in own})]
    for _ in range(count - 1):
        lengths.append(max(lengths[-1] - chance.choice((0, 1, 1, 2, 3)), least))
    return lengths[::-1]


def _opened(whole: Shape, length: int) -> Open:
    levels = tuple(t for t in TIME_LEVELS if t in whole.period_level.values())
    months_of, level = calendar(length, levels)
    newest = {m for p, own in calendar(length, ("month",))[0].items() for m in own}
    young = set(sorted(newest)[-RIPE:]) if len(whole.months_of) > 1 else set()
    every = {f.name: getattr(whole, f.name) for f in fields(Shape)}
    return Open(**{**every, "months_of": months_of, "period_level": level},
                unripe=frozenset(p for p, own in months_of.items() if young & set(own)))


def _months(shape: Shape) -> list[str]:
    return sorted({m for own in shape.months_of.values() for m in own})


def _arrive(
    chance: Random, shape: Shape, present: dict[int, Record], waiting: dict[int, Record]
) -> None:
    """Let in what waits for an open month, but for some that are late."""
    months = _months(shape)
    late = chance.uniform(*LATE)
    for number, one in list(waiting.items()):
        if one.month in months and not (
                one.month in months[-RIPE:] and chance.random() < late):
            present[number] = waiting.pop(number)


def _change(
    chance: Random, shape: Shape, present: dict[int, Record], waiting: dict[int, Record],
    calm: bool,
) -> None:
    """Correct and withdraw some: none, a few, or a share of all; now and then a whole month."""
    share = 0.0 if calm else chance.choice((0.0, 0.005, 0.02, 0.1))
    few = 0 if calm else chance.choice((0, 1, 2, 5))
    for number in chance.sample(sorted(present), min(few + int(share * len(present)),
                                                     len(present))):
        if chance.random() < 0.3:
            del present[number]
        else:
            present[number] = _corrected(chance, shape, present[number])
    if not calm and chance.random() < 0.2:
        _withdrawn(chance, shape, present, waiting)


def _corrected(chance: Random, shape: Shape, one: Record) -> Record:
    """Change one thing about a record, as another record has it."""
    other = record(chance, shape, one.number, _months(shape))
    what = chance.choice(("place", "code", "amount", "month", "depth", "unit"))
    return replace(one, **{what: getattr(other, what)})


def _withdrawn(
    chance: Random, shape: Shape, present: dict[int, Record], waiting: dict[int, Record]
) -> None:
    """Withdraw all that one deliverer has sent for a month; half of the times it comes again."""
    who, month = chance.choice(sorted({(r.authority, r.month) for r in present.values()})
                               or [("", "")])
    for number in [n for n, r in present.items() if (r.authority, r.month) == (who, month)]:
        gone = present.pop(number)
        if chance.random() < 0.5:
            waiting[number] = gone


def told(cubes: list[Cube], policy: Policy) -> list[Told]:
    """Protect every edition, each beside what those before it show."""
    found: list[Told] = []
    for number, one in enumerate(cubes, start=1):
        label = f"S-{number}"
        result = protect(
            one.frame(True), one.indicators(), one.shape.parents, policy,
            {t.label: t.cells for t in found}, books=one.books(), between=one.frame(False),
            limits=one.limits())
        found.append(read(label, one, result.cells))
    return found


def read(label: str, cube: Cube, cells: pl.DataFrame) -> Told:
    """Read an edition as anybody can: what it shows, and how old that is."""
    rows = cells.select(*KEY, "value", "sign", "as_of").rows()
    shown = {tuple(row[:5]): row for row in rows}
    visible = {k: row for k, row in shown.items() if row[6] == "visible"}
    return Told(
        label, cube, {k: row[6] == "visible" and not row[7] for k, row in shown.items()},
        {k: row[5] for k, row in visible.items()},
        {k: row[7] or label for k, row in visible.items()}, cells)
