"""Promises of many loads at once: the same verdicts as one by one, in threads and in processes."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context

import pytest

from data.deliveries import Delivery
from expectations import run
from expectations.verdict import Verdict
from tests import frames
from tests.expectations.mutants import MUTANTS

FORTY = 40
KINDS = 4
"""Different loads among the forty, so that one judged for another is seen."""


@cache
def loads() -> tuple[Delivery, ...]:
    changes = [change for _, change in list(MUTANTS["published_figures"].values())[:KINDS - 1]]
    clean = frames.clean("published_figures")
    kinds = [clean, *(change(clean) for change in changes)]
    return tuple(kinds[place % KINDS] for place in range(FORTY))


@cache
def one_by_one() -> tuple[Verdict, ...]:
    kinds = [run.judged(load) for load in loads()[:KINDS]]
    assert len({verdict.failed() for verdict in kinds}) == KINDS
    return tuple(kinds[place % KINDS] for place in range(FORTY))


def test_forty_loads_in_threads_get_the_verdicts_of_one_by_one() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert tuple(pool.map(run.judged, loads())) == one_by_one()


@pytest.mark.proof
def test_forty_loads_in_processes_get_the_verdicts_of_one_by_one() -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        assert tuple(pool.map(run.judged, loads(), chunksize=2)) == one_by_one()
