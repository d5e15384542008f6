"""Unknown files are read in a process of their own, stopped by limits of time and memory.

Here belong that process, its limits and what is said when one is reached. What is done inside
stands in expectations.inside; the doors of the intake and of the trying page in guarded.py and
trial.py. Nothing here reads a file or knows a check, so a page may hold a guard.
"""

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from signal import SIGXCPU
from typing import Any

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "PYTHONPATH",
             "POLARS_MAX_THREADS", "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH")
"""All that is told of the environment: no address of a store, no password."""
STALE = 8
"""Seconds that a process may take to leave when it is asked to."""


@dataclass(frozen=True)
class Limits:
    """How much one file may cost. A clean delivery of 50 MB stays below a third of each."""

    seconds: int = 20             # of processor time, for a small file
    seconds_a_megabyte: float = 2.0
    patience: int = 6             # times as long by the clock, on a busy machine
    memory: int = 4 * 1024**3     # bytes beyond what the process has when it starts

    def cpu(self, size: int) -> int:
        """Give the seconds of processor time that ``size`` bytes may take."""
        return self.seconds + int(self.seconds_a_megabyte * size / 1024**2)


@dataclass(frozen=True)
class Stopped:
    """The process was stopped: the rule that says why, and after how many seconds."""

    rule: str
    seconds: int = 0


class Guard:
    """One process that does one piece of work at a time, and is replaced when it has to be killed.

    It starts at the first question and is kept warm for the next.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        atexit.register(self.close)

    def ask(self, work: str, asked: Mapping[str, Any], size: int = 0) -> Any:
        """Have a piece of work done inside, on ``size`` bytes; give its answer or ``Stopped``."""
        with self._turn:
            seconds = self.limits.cpu(size)
            for again in (True, False):
                try:
                    line = self._open()
                    line.send((work, dict(asked), seconds))
                    break
                except OSError:   # the process went away between two questions
                    self._end()
                    if not again:
                        return Stopped("X-004")
            return self._answer(line, seconds)

    def warm(self) -> None:
        """Load all that a check needs, so that the next question is answered at once."""
        self.ask("warm", {}, 100 * 1024**2)

    def _answer(self, line: Connection, seconds: int) -> Any:
        try:
            if line.poll(seconds * self.limits.patience):
                answer = line.recv()
                if isinstance(answer, Stopped):
                    self._end()
                return answer
        except (EOFError, OSError):
            return self._fallen(seconds)
        self._end()
        return Stopped("X-003", seconds * self.limits.patience)

    def _fallen(self, seconds: int) -> Stopped:
        process = self._process
        try:
            code = process.wait(STALE) if process else 0
        except subprocess.TimeoutExpired:
            code = 0
        self._end()
        return Stopped("X-003", seconds) if code == -SIGXCPU else Stopped("X-004")

    def _open(self) -> Connection:
        if self._line is None or self._process is None or self._process.poll() is not None:
            self._end()
            self._line, theirs = Pipe()
            with theirs:
                self._process = _started(theirs.fileno(), self.limits.memory)
        return self._line

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._line = self._process = None

    def close(self) -> None:
        """End the process."""
        with self._turn:
            self._end()


def _started(line: int, memory: int) -> subprocess.Popen[bytes]:
    """Start the process, with nothing to read, write or inherit but its end of the line."""
    known = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "expectations.inside", str(line), str(memory)],
        pass_fds=(line,), env=known, cwd="/", stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
