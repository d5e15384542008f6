"""Every earlier edition beside the new one, each read once and let go.

Here: what is kept of them, and what they and the new one tell together. Not here: the attacks
themselves (``successive``, ``stacked``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

import polars as pl

from metrics.attack.earlier import Components, Earlier, beside
from metrics.attack.rebuild import Published
from metrics.attack.report import Finding, found
from metrics.attack.stacked import stacked
from metrics.attack.successive import moved_together


class Together:
    """The new edition with each earlier one: findings so far, parts tried and programs run."""

    def __init__(self, new: Published) -> None:
        self.parts = self.programs = 0
        self._new = new
        self._moved: list[Finding] = []
        self._now, self._then = set[str](), set[str]()   # keys that stacked editions fix

    @cached_property
    def _components(self) -> Components:
        return Components(self._new)

    def read(self, frames: Mapping[str, pl.DataFrame]) -> Earlier:
        """Attack with an earlier edition, and return what it tells of the new one's cells."""
        old = beside(self._new, frames)
        moved, tried = moved_together(self._new, old, self._components)
        fixed = stacked(self._new, old, frames, self._components)
        self._moved += moved
        self._now |= fixed.now
        self._then |= fixed.then
        self.parts += tried + fixed.tried
        self.programs += fixed.programs
        return old

    def findings(self, given: Collection[str]) -> list[Finding]:
        """Return what was found. ``given``: keys that the new edition gives away without others."""
        return [*self._moved, *found("editions", sorted((self._now - set(given)) | self._then))]
