"""The whole attack in one screen: what is tried, in which order, and what it comes to.

Here: one publication, with its earlier editions and what is known beside it. Not here: any single
method, reading files (``folder``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from data.policy import Policy
from metrics.attack import audit, successive
from metrics.attack.editions import Together
from metrics.attack.insiders import Known, computed, others
from metrics.attack.made import counts, made
from metrics.attack.outside import bounds, known_outside
from metrics.attack.parts import Part, cut, limits
from metrics.attack.reach import Reach, reach
from metrics.attack.rebuild import FIELDS, Bools, Ints, rebuild
from metrics.attack.report import Finding, Note, Progress, Report, Tried, found, noted
from metrics.attack.shown import apart, shown
from metrics.attack.solve import fixed
from metrics.attack.worlds import Contradiction
from metrics.processes import pool

MANY = 40_000    # so many hidden cells are worth a second process
Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Gate:
    """What only the gate knows: the exact cells behind the proposal, and the policy in force."""

    exact: pl.DataFrame
    policy: Policy


def attack(
    frames: Frames, earlier: Iterable[Frames] = (), books: pl.DataFrame | None = None,
    progress: Progress | None = None, *, accepted: Collection[str] = (), gate: Gate | None = None,
) -> Report:
    """Attack a publication by all that is published of it and of every earlier edition.

    ``frames``: cells, codes, indicators, relations, and figures, expected values and reasons where
    there are any. ``earlier``: the frames of earlier editions, the oldest first, each read once and
    let go. ``books``: what each authority contributes (``metrics.rollup.BOOKS``), ``accepted``:
    areas in which insiders are accepted. With ``gate`` the exact cells are held against the primary
    rule too. Raises ``AttackFailed`` where it cannot tell: that is no clean bill.
    """
    one = _Attack(
        frames, earlier, Known(books, accepted, _secret(frames, gate)), gate, progress or _nobody)
    one.in_the_open()
    one.from_outside()
    one.from_inside()
    one.with_figures()
    one.with_earlier()
    return Report(tuple(sorted(set(one.findings))), tuple(one.tried), tuple(one.notes))


def _secret(frames: Frames, gate: Gate | None) -> pl.DataFrame | None:
    return audit.secret(gate.exact, frames["indicators"], gate.policy) if gate else None


def _nobody(step: str, done: int, of: int) -> None:
    """Report progress to nobody."""


class _Attack:
    """One publication under attack: findings, what was tried and notes, as they come."""

    def __init__(
        self, frames: Frames, earlier: Iterable[Frames], known: Known, gate: Gate | None,
        progress: Progress,
    ) -> None:
        self.findings: list[Finding] = []
        self.tried: list[Tried] = []
        self.notes: list[Note] = []
        self._frames, self._progress, self._gate = frames, progress, gate
        self._new, self._known = rebuild(frames), known
        self._together = Together(self._new)
        self._earlier = [self._together.read(e) for e in earlier]
        self._parts = cut(self._new, self._new.hidden, self._new.value, small=self._small())
        self._fixed = np.zeros(self._new.size, dtype=bool)
        self._given = self._fixed.copy()      # fixed, or given away by intervals
        self._still = (successive.told_already(self._new, self._earlier[-1]) if self._earlier
                       else self._fixed.copy())

    def _small(self) -> Bools:
        """Return which cells the gate knows to be small: from one to their limit."""
        if self._known.secret is None:
            return np.zeros(self._new.size, dtype=bool)
        known = self._new.cells.select(*FIELDS).join(
            self._known.secret.rename({"value": "exact"}), on=list(FIELDS), how="left",
            maintain_order="left")["exact"].fill_null(0.0).to_numpy()
        found: Bools = (known > 0) & (known <= limits(self._new))
        return found

    def _try(self, name: str, **counts: int) -> None:
        self.tried.append(Tried(name, tuple(counts.items())))

    def _found(self, kind: str, numbers: Ints) -> None:
        self.findings += found(kind, self._new.keys(np.unique(numbers)))

    def in_the_open(self) -> None:
        """Look for faults that need no solving, and audit the rule where the gate knows it."""
        new = self._new
        self.findings += shown(self._frames, new)
        self.findings += apart(self._frames["indicators"], new, self._earlier)
        self._try("open", cells=int(new.published.sum()),
                  hidden=int((new.hidden & new.published).sum()),
                  below=int((~new.published).sum()), equations=new.equal.shape[0],
                  inequalities=new.least.shape[0])
        gate = self._gate
        self.findings += made(
            self._frames, gate.exact if gate else None, gate.policy if gate else None)
        self._try("made", **counts(self._frames))
        if self._known.secret is not None and self._gate:
            told = new.keys(np.flatnonzero(self._still))
            self.findings += audit.audit(self._frames["cells"], self._known.secret, told)
            self._try("primary", cells=self._gate.exact.height)

    def from_outside(self) -> None:
        """Try null space, intervals and whole numbers, part by part."""
        answers = []
        for done, answer in enumerate(_each(self._parts), start=1):
            answers.append(answer)
            self._progress("attack", done, len(self._parts))
        for part, (own, told) in zip(self._parts, answers, strict=True):
            self._fixed[part.cells[own]] = True
            if told is None:
                self._found("sum", part.cells[part.wanted][:1])
                continue
            for kind, cells in told.found.items():
                self._found(kind, cells)
                self._given[cells] = True
        self._found("fixed", np.flatnonzero(self._fixed & self._new.published))
        self._given |= self._fixed
        reached = [t for _, t in answers if t is not None]
        self._try("null_space", tests=len(self._parts),
                  cells=int(sum(p.wanted.sum() for p in self._parts)))
        self._try("intervals", cells=int(sum(p.wanted.sum() for p in self._parts)),
                  programs=sum(t.programs for t in reached))
        self._try("whole_numbers", cells=sum(t.tried_whole for t in reached),
                  programs=sum(t.whole_programs for t in reached))
        self.notes += [noted("negative", self._new.cells["key"][int(t.part.cells[0])])
                       for t in reached if t.negative]

    def from_inside(self) -> None:
        """Try what each authority that takes part can work out with what it knows."""
        self.findings += others(self._new, self._known, self._still)
        told, names, tests = computed(self._new, self._parts, self._given, self._known)
        already = self._known_already() if told else set()
        self.findings += [f for f in told if f not in already]
        self._try("insiders", authorities=names, tests=tests,
                  already=sum(f in already for f in told))
        if self._known.books is None:
            self.notes.append(noted("no_books"))

    def _known_already(self) -> set[Finding]:
        """Return what insiders know from figures that stand from the edition before.

        A record that goes from one authority to another under a total that stands tells those who
        know the one of the other, whatever else this edition hides.
        """
        least = replace(self._new, hidden=~self._still)
        parts = cut(least, least.hidden, least.value)
        nothing = np.zeros(self._new.size, dtype=bool)
        return set(computed(least, parts, nothing, self._known)[0])

    def with_figures(self) -> None:
        """Try what is known from figures published elsewhere."""
        said, why = bounds(self._frames, self._new)
        told, more, programs = known_outside(self._new, self._parts, said, self._given)
        self.findings += told
        self.notes += [*why, *more]
        if not any(n.name in ("figures", "no_figures") for n in why):
            self._try("figures", figures=len(said), programs=programs)

    def with_earlier(self) -> None:
        """Try every earlier edition together with this one."""
        earlier = self._earlier
        if not earlier:
            return
        self.findings += successive.moved(self._new, earlier)
        self.findings += successive.turned(self._new, earlier[-1])
        self.findings += self._together.findings(set(self._new.keys(np.flatnonzero(self._given))))
        self._try("editions", editions=len(earlier), parts=self._together.parts,
                  programs=self._together.programs)


Answer = tuple[Ints, Reach | None]


def _each(parts: list[Part]) -> Iterator[Answer]:
    """Attack every part, in two processes where there are many hidden cells."""
    if sum(p.size for p in parts) < MANY:
        yield from map(_one, parts)
        return
    with pool() as processes:
        yield from processes.map(_one, parts)


def _one(part: Part) -> Answer:
    """Return which cells of a part are fixed, and how far the others reach; None: no world."""
    own = fixed(part.equal)
    skip: Bools = np.zeros(part.size, dtype=bool)
    skip[own] = True
    try:
        return own, reach(part, skip)
    except Contradiction:
        return own, None
