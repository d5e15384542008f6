"""The trying of a file, as a value: the verdict, how the file was read and what was not tried.

Here belong that value and the question for it, asked through a guard. Doing it stands in
trying.py. A page may import this module: it reads no file and judges nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from queue import LifoQueue

from data.drafting import Stated
from data.faults import fault
from data.reading.source import Given
from expectations.guard import Guard, Stopped
from expectations.verdict import Verdict, refused

UNTRIED = ("keys", "history", "waivers", "manifest")
"""What a trying may leave out; why stands in words/trying.toml."""


@dataclass(frozen=True)
class About:
    """How a file was read. ``rows`` is None where they were never counted."""

    format: str
    size: int
    contract: str = ""
    version: int = 0
    rows: int | None = None
    columns: int = 0
    separator: str = ""


@dataclass(frozen=True)
class Trial:
    """What a trying says. ``manifest`` is the draft that was made, None where there was one.

    ``earlier`` counts the deliverer's own earlier files that were compared with, ``unread`` those
    that could not be.
    """

    verdict: Verdict
    about: About | None = None
    not_tried: tuple[str, ...] = UNTRIED
    manifest: str | None = None
    earlier: int = 0
    unread: int = 0
    limit: Stopped | None = None

    @property
    def refused(self) -> bool:
        """Tell whether the intake would turn the file away."""
        return self.verdict.outcome == "refused"


def ask(
    guard: Guard, target: Path | Given, stated: Stated | None, today: date,
    earlier: Path | None = None, size: int = 0,
) -> Trial:
    """Have a file tried inside a guard. ``stated`` makes a draft where it has no manifest."""
    answer = guard.ask("try", {"target": target, "stated": stated, "today": today,
                               "earlier": earlier}, size)
    if isinstance(answer, Stopped):
        stopped = refused([fault(answer.rule, "rows", seconds=answer.seconds)])
        return Trial(stopped, limit=answer)
    trial: Trial = answer
    return trial


class Guards:
    """A few warm guards, lent out one at a time, so that one slow file holds up few others.

    There is one from the start, and who asks while it is being warmed waits for it: two processes
    that load at once take twice as long. The others come when it is warm.
    """

    def __init__(self, count: int = 2) -> None:
        self._free: LifoQueue[Guard] = LifoQueue()
        self._more = count - 1
        self._free.put(Guard())

    @contextmanager
    def one(self) -> Iterator[Guard]:
        """Lend a guard, waiting until one is free; the one used last is the warmest."""
        guard = self._free.get()
        try:
            yield guard
        finally:
            self._free.put(guard)

    def warm(self) -> None:
        """Warm the first guard and then, one after the other, those that are still to come."""
        with self.one() as first:
            first.warm()
        while self._more > 0:
            self._more -= 1
            another = Guard()
            another.warm()
            self._free.put(another)
