"""How far each unknown cell of a part can go: what an attacker knows of it when all is said.

Here: many cells by one world, then what is left singly; whole numbers on small parts. Not here: the
program itself (``worlds``), what is a finding of the whole publication (``whole``).

A cell that was seen at two values, and above its small limit or all the way from one to it, is
done: no attacker can tell it. Only what is never seen so is asked for by programs of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from metrics.attack.parts import Part
from metrics.attack.rebuild import Bools, Floats, Ints
from metrics.attack.worlds import Contradiction, Worlds

SAME = 1e-6      # two values nearer than this share of their size are one
NEAR = 1e-4      # how near a world must come to a limit
CLOSE = 0.01     # an amount in an interval narrower than this share is as good as told
BLOCK = 14       # so many cells are tried with whole numbers
TURNS = 80       # worlds for many cells at most
FEW = 100        # in so small parts the simplex method is as quick
SHARE = 0.25     # of what is left is asked for at once: cells stand in each other's way


@dataclass
class Reach:
    """What a part gives away: ``found`` by kind; ``below``: narrowed, but may be zero.

    ``least`` and ``most`` are exact for the cells in ``asked``, which no world settled; seen at
    least for the others.
    """

    part: Part
    least: Floats
    most: Floats
    asked: Bools
    programs: int = 0
    whole_programs: int = 0
    tried_whole: int = 0
    negative: bool = False
    found: dict[str, Ints] = field(default_factory=dict)
    below: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def reach(part: Part, skip: Bools) -> Reach:
    """Find out what the cells of a part can be. ``skip``: cells already known, place by place.

    Raises ``AttackFailed`` where a program gives no sure answer, ``Contradiction`` where what is
    told contradicts itself.
    """
    try:
        return _Asking(part, skip, False).run()
    except Contradiction:
        if not part.amount.any():
            raise
    return _Asking(part, skip, True).run()


class _Asking:
    def __init__(self, part: Part, skip: Bools, negative: bool) -> None:
        self._worlds = Worlds(part, negative)
        self._skip, self._scale = skip, part.scale
        self._limit = part.limit
        n = part.size
        self._seen = Reach(part, np.full(n, np.inf), np.full(n, -np.inf),
                           np.zeros(n, dtype=bool), negative=negative)
        self._low, self._high = np.full(n, np.inf), np.full(n, -np.inf)     # scaled, any world
        self._whole_low, self._whole_high = self._low.copy(), self._high.copy()

    def run(self) -> Reach:
        """Ask for worlds of many cells, then for single ones, then for whole numbers."""
        self._many()
        self._singly()
        self._judge()
        if self._seen.part.size <= BLOCK and not self._seen.part.amount.any():
            self._whole_numbers()
        self._seen.least, self._seen.most = self._low * self._scale, self._high * self._scale
        self._seen.programs = self._worlds.programs - self._seen.whole_programs
        return self._seen

    def _look(self, world: Floats) -> None:
        np.minimum(self._low, world, out=self._low)
        np.maximum(self._high, world, out=self._high)
        if np.abs(world - np.round(world)).max(initial=0.0) < SAME:
            np.minimum(self._whole_low, np.round(world), out=self._whole_low)
            np.maximum(self._whole_high, np.round(world), out=self._whole_high)

    def _left(self, whole: bool = False) -> Bools:
        """Which cells are not done yet."""
        low, high = (self._whole_low, self._whole_high) if whole else (self._low, self._high)
        left = _single(low, high) | _narrow(low, high, self._limit) | (
            self._seen.part.amount & _close(low, high)) | (
            self._seen.part.small & ~_every(low, high, self._limit))
        done: Bools = self._seen.part.wanted & ~self._skip & left
        return done

    def _many(self) -> None:
        random = np.random.default_rng(3)
        self._worlds.inside(self._seen.part.size > FEW)
        left = self._seen.part.wanted & ~self._skip
        self._look(self._worlds.most(left / np.maximum(self._limit + 1.0, 1.0), left))
        for turn in range(TURNS):
            left = self._left()
            before = int(left.sum())
            if before <= 2:
                break
            self._look(self._worlds.most(*self._some(left, random)))
            if turn >= 2 and self._left().sum() == before:
                break

    def _some(self, left: Bools, random: np.random.Generator) -> tuple[Floats, Bools]:
        """Return the reward for some of the cells that are left, and whose is capped.

        What may be small goes above its limit, and no further; down to one once it cannot. All
        others go either way, as far as they can.
        """
        chosen = left & (random.random(left.size) < max(SHARE, FEW / 4 / left.sum()))
        up = ~(self._high >= self._limit - NEAR)
        few = self._limit > 0
        sign = np.where(random.random(left.size) < 0.5, 1.0, -1.0)
        way = np.where(few, np.where(up, 1.0, -1.0) / (self._limit + 1.0), sign)
        return np.where(chosen, way, 0.0), few & up

    def _singly(self) -> None:
        """Ask for each cell that is left alone: first for any best world, then for a sure one."""
        for cell in np.flatnonzero(self._left()):
            for inside in ((True, False) if self._seen.part.size > FEW else (False,)):
                self._worlds.inside(inside)
                self._alone(cell)
            self._seen.asked[cell] = self._left()[cell]
        self._worlds.inside(False)

    def _alone(self, cell: np.int64, whole: bool = False) -> None:
        for way in (1.0, -1.0):
            if self._left(whole)[cell]:
                reward = np.zeros(self._low.size)
                reward[cell] = way
                self._look(self._worlds.most(reward))

    def _judge(self) -> None:
        """Sort what is left by kind: these bounds are exact."""
        low, high, left = self._low, self._high, self._left()
        single = left & _single(low, high)
        zero = single & (high < 0.5 * NEAR)
        narrow = left & ~single & _narrow(low, high, self._limit)
        known = left & ~single & self._seen.part.small & ~_every(low, high, self._limit)
        sure = (narrow & (low > NEAR)) | known
        close = left & ~single & self._seen.part.amount & _close(low, high)
        part = self._seen.part
        self._seen.found = {
            "zero": part.cells[zero], "single": part.cells[single & ~zero],
            "narrow": part.cells[sure], "close": part.cells[close]}
        self._seen.below = part.cells[narrow & ~sure]

    def _whole_numbers(self) -> None:
        """Narrow by whole numbers what fractions leave open; what worlds have shown is done."""
        known = np.isin(self._seen.part.cells, np.concatenate(
            [*self._seen.found.values(), self._seen.below]))
        self._seen.tried_whole = int((self._seen.part.wanted & ~self._skip).sum())
        left = np.flatnonzero(self._left(whole=True) & ~known)
        before = self._worlds.programs
        if left.size:
            self._worlds.whole_numbers()
        found = []
        for cell in left:
            self._alone(cell, whole=True)
            if self._left(whole=True)[cell]:
                narrowed = not _single(self._whole_low, self._whole_high)[cell]
                if not (narrowed and self._whole_low[cell] == 0):
                    found.append(cell)
        self._seen.whole_programs = self._worlds.programs - before
        self._seen.found["integral"] = self._seen.part.cells[np.array(found, dtype=np.int64)]


def _single(low: Floats, high: Floats) -> Bools:
    found: Bools = ~(high - low > 10 * SAME * np.maximum(np.abs(high), 1.0))
    return found


def _narrow(low: Floats, high: Floats, limit: Floats) -> Bools:
    """Certain to be small, and not any small number."""
    found: Bools = (limit > 0) & ~(high > limit + NEAR) & ~_every(low, high, limit)
    return found


def _every(low: Floats, high: Floats, limit: Floats) -> Bools:
    """Seen all the way from one to the limit."""
    found: Bools = (low <= 1 + NEAR) & (high >= limit - NEAR)
    return found


def _close(low: Floats, high: Floats) -> Bools:
    found: Bools = ~(high - low >= CLOSE * np.abs(high))
    return found
