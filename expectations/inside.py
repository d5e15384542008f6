"""What the guarded process does: one piece of work after another, within its limits.

Here belong the limits as the process sets them on itself and the works it knows. It answers
through its end of a line, writes no file, and leaves when the other end is closed. Run by
expectations.guard as ``python -m expectations.inside``.
"""

import gc
import resource
import sys
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from expectations.guard import Stopped

FILE, CORE = resource.RLIMIT_FSIZE, resource.RLIMIT_CORE


def main(line: int, memory: int) -> None:
    """Do what is asked until the line is closed."""
    import expectations.run  # noqa: F401 (what every check needs is no part of a file's share)

    _bound(memory)
    gc.freeze()   # the libraries' own objects: looking through them costs as much as a check
    with Connection(line) as asked:
        while True:
            try:
                work, values, seconds = asked.recv()
            except EOFError:
                return
            answer = _done(work, values, seconds)
            asked.send(answer)
            if isinstance(answer, Stopped):
                return
            del values, answer
            gc.collect()


def _bound(memory: int) -> None:
    """Let the process grow by ``memory`` bytes, and write no file of any size."""
    most = _size() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(CORE, (0, 0))
    resource.setrlimit(FILE, (0, 0))


def _size() -> int:
    """Give the address space of this process, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()


def _done(work: str, values: Mapping[str, Any], seconds: int) -> Any:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    try:
        return WORKS[work](**values)
    except MemoryError:
        return Stopped("X-004")
    except Exception:  # a fault of ours; its message may quote the file, so nothing of it is told
        return Stopped("X-002")


def _warm() -> None:
    import great_expectations.expectations  # noqa: F401

    import expectations.run  # noqa: F401


def _check(**values: Any) -> Any:
    from expectations.run import check

    return check(**values)


def _try(**values: Any) -> Any:
    from expectations.trying import tried

    return tried(**values)


WORKS: Mapping[str, Callable[..., Any]] = {
    "warm": _warm, "check": _check, "try": _try,
}

if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
