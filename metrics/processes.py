"""Heavy work in two processes: the one place that starts them.

Here: a pool whose processes begin with nothing of their parent, one thread a process for linear
algebra. Not here: what they do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

PROCESSES = 2   # more gain little where memory is what runs out first
ONE_THREAD = "OPENBLAS_NUM_THREADS"


@contextmanager
def pool(
    processes: int = PROCESSES, first: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of spawned processes, each with one thread for linear algebra.

    Each begins with ``first(*given)``. Where the caller fails, what has not begun is left undone.
    """
    os.environ.setdefault(ONE_THREAD, "1")   # read when a process starts
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=first, initargs=given
    ) as opened:
        try:
            yield opened
        except BaseException:
            opened.shutdown(wait=False, cancel_futures=True)
            raise
