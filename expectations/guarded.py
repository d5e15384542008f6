"""The intake's door to the checks: a file becomes a verdict without being read in this process.

Here belong the same questions as expectations.run answers, asked through the guard. One process a
caller's process is kept warm. What a page may ask stands in trial.py, since pages know no check.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from data.faults import fault
from data.reading.source import Given, beside
from expectations.guard import Guard, Stopped
from expectations.run import Checked
from expectations.verdict import Verdict, refused


@cache
def guard() -> Guard:
    """Give the guard of this process."""
    return Guard()


def check(path: str | Path | Given, **asked: Any) -> Checked:
    """Check a delivery as ``expectations.run.check`` does, within limits of time and memory.

    A file that reaches a limit is refused with a sentence; nothing of it comes out.
    """
    target = path if isinstance(path, Given) else Path(path).absolute()
    answer = guard().ask("check", {"path": target, **asked}, size(target))
    if isinstance(answer, Stopped):
        return Checked(stopped(answer))
    checked: Checked = answer
    return checked


def stopped(answer: Stopped) -> Verdict:
    """Give the verdict on a file whose check was stopped."""
    return refused([fault(answer.rule, "rows", seconds=answer.seconds)])


def size(target: Path | Given) -> int:
    """Count the bytes of a delivery's files, 0 for what cannot be seen."""
    if isinstance(target, Given):
        return sum(map(len, target.parts().values()))
    return sum(map(_bytes, (target, *beside(target))))


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except (OSError, ValueError):
        return 0


@contextmanager
def warm() -> Iterator[Guard]:
    """Keep the guard of this process warm for a while, and end it afterwards."""
    held = guard()
    held.warm()
    try:
        yield held
    finally:
        held.close()
